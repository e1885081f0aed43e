"""Every door of every wire: one table, from which `/openapi.json` is made and which `docs/reference/wires.md` tells."""

from typing import Literal

from msgspec import Struct

Tag = Literal["dashscope", "vidu", "generations", "openai", "files", "service"]


class Operation(Struct, frozen=True, kw_only=True):
    """One method of one path.

    `answer` names the schema of a 200 answer, or is empty where the answer is no JSON; `body` names a request body
    of `laterna.api.bodies`; `query` and `headers` name parameters. `open` operations ask for no key.
    """

    tag: Tag
    method: Literal["get", "post", "put", "delete", "head"]
    path: str
    id: str
    summary: str
    answer: str = ""
    body: str = ""
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    open: bool = False


_ONCE = "Idempotency-Key"
_DS, _V, _G, _O = "/api/v1", "/ent/v2", "/v1/video/generations", "/v1/videos"
_LIST_OF_DASHSCOPE = ("task_id", "start_time", "end_time", "model_name", "status", "page_no", "page_size")
_LIST_OF_VIDU = (
    "created_at.from",
    "created_at.to",
    "task_ids",
    "model_versions",
    "resolutions",
    "states",
    "pager.page",
    "pager.pagesz",
    "pager.page_token",
)

_DASHSCOPE = (
    Operation(
        tag="dashscope",
        method="post",
        path=f"{_DS}/services/aigc/video-generation/video-synthesis",
        id="dashscopeCreate",
        summary="Create a video task",
        answer="Created",
        body="dashscope",
        headers=("X-DashScope-Async", "X-DashScope-OssResourceResolve", _ONCE),
    ),
    Operation(
        tag="dashscope",
        method="get",
        path=f"{_DS}/tasks",
        id="dashscopeList",
        summary="List the tasks of the last 24 hours, or of another such window",
        answer="Listed",
        query=_LIST_OF_DASHSCOPE,
    ),
    Operation(
        tag="dashscope",
        method="get",
        path=f"{_DS}/tasks/{{task_id}}",
        id="dashscopeQuery",
        summary="Query a task",
        answer="Query",
    ),
    Operation(
        tag="dashscope",
        method="post",
        path=f"{_DS}/tasks/{{task_id}}/cancel",
        id="dashscopeCancel",
        summary="Cancel a task that is still PENDING",
        answer="Canceled",
    ),
    Operation(
        tag="dashscope",
        method="get",
        path=f"{_DS}/uploads",
        id="dashscopeUploadPolicy",
        summary="Get a policy under which a local file may be posted",
        answer="PolicyAnswer",
        query=("action", "model"),
    ),
    Operation(
        tag="dashscope",
        method="post",
        path="/uploads/oss",
        id="dashscopeUpload",
        summary="Post a local file under a policy",
        body="oss",
        open=True,
    ),
)

_VIDU = (
    *(
        Operation(
            tag="vidu",
            method="post",
            path=f"{_V}/{name}",
            id=f"vidu{name.title().replace('-', '')}",
            summary=summary,
            answer="ViduCreated",
            body=f"vidu {name}",
            headers=(_ONCE,),
        )
        for name, summary in (
            ("text2video", "Create a task from a prompt"),
            ("img2video", "Create a task from a first frame"),
            ("start-end2video", "Create a task from a first and a last frame"),
            ("reference2video", "Create a task from one to seven reference pictures"),
        )
    ),
    Operation(
        tag="vidu",
        method="get",
        path=f"{_V}/tasks/{{task_id}}/creations",
        id="viduQuery",
        summary="Query a task",
        answer="ViduCreations",
    ),
    Operation(
        tag="vidu",
        method="post",
        path=f"{_V}/tasks/{{task_id}}/cancel",
        id="viduCancel",
        summary="Cancel a task that waits",
        answer="ViduEmpty",
    ),
    Operation(
        tag="vidu",
        method="get",
        path=f"{_V}/tasks",
        id="viduList",
        summary="List the tasks of the last seven days, or of other times",
        answer="ViduListed",
        query=_LIST_OF_VIDU,
    ),
    Operation(
        tag="vidu",
        method="get",
        path=f"{_V}/credits",
        id="viduCredits",
        summary="Tell what is left and what runs",
        answer="ViduCredits",
        query=("show_detail",),
    ),
    Operation(
        tag="vidu",
        method="post",
        path="/tools/v2/files/uploads",
        id="viduUploadBegin",
        summary="Begin the upload of a picture",
        answer="ViduUpload",
        body="vidu upload",
    ),
    Operation(
        tag="vidu",
        method="put",
        path="/uploads/vidu/{upload_id}",
        id="viduUploadPut",
        summary="Send the picture to the link that the first step gave",
        body="bytes",
        query=("tenant", "expires", "sig"),
        open=True,
    ),
    Operation(
        tag="vidu",
        method="put",
        path="/tools/v2/files/uploads/{upload_id}/finish",
        id="viduUploadFinish",
        summary="Finish the upload and get the name to use in a create",
        answer="ViduUploaded",
        body="vidu finish",
    ),
)

_GENERATIONS = (
    Operation(
        tag="generations",
        method="post",
        path=_G,
        id="generationsCreate",
        summary="Create a task: from text, one picture, two frames, or references",
        answer="GenerationsCreated",
        body="generations",
        headers=(_ONCE,),
    ),
    Operation(
        tag="generations",
        method="get",
        path=f"{_G}/{{task_id}}",
        id="generationsQuery",
        summary="Query a task",
        answer="GenerationsJob",
    ),
    Operation(
        tag="generations",
        method="delete",
        path=f"{_G}/{{task_id}}",
        id="generationsCancel",
        summary="Cancel a task that waits or runs",
        answer="GenerationsJob",
    ),
)

_OPENAI = (
    Operation(
        tag="openai",
        method="post",
        path=_O,
        id="openaiCreate",
        summary="Create a video",
        answer="OpenaiVideo",
        body="openai",
        headers=(_ONCE,),
    ),
    Operation(
        tag="openai",
        method="get",
        path=_O,
        id="openaiList",
        summary="List videos, by cursor",
        answer="OpenaiVideoList",
        query=("limit", "order", "after"),
    ),
    Operation(
        tag="openai",
        method="get",
        path=f"{_O}/{{video_id}}",
        id="openaiRetrieve",
        summary="Retrieve a video",
        answer="OpenaiVideo",
    ),
    Operation(
        tag="openai",
        method="delete",
        path=f"{_O}/{{video_id}}",
        id="openaiDelete",
        summary="Delete a video; one that is not done is canceled first",
        answer="OpenaiDeleted",
    ),
    Operation(
        tag="openai",
        method="get",
        path=f"{_O}/{{video_id}}/content",
        id="openaiContent",
        summary="Download clip, thumbnail or spritesheet",
        query=("variant",),
        headers=("Range",),
    ),
    Operation(
        tag="openai",
        method="post",
        path=f"{_O}/{{video_id}}/remix",
        id="openaiRemix",
        summary="Make a video again with another prompt",
        answer="OpenaiVideo",
        body="openai remix",
        headers=(_ONCE,),
    ),
)

_OTHERS = (
    Operation(
        tag="files",
        method="get",
        path="/files/{key}",
        id="file",
        summary="Download a file by its signed link",
        query=("expires", "sig"),
        headers=("Range", "If-Range", "If-None-Match", "If-Modified-Since"),
        open=True,
    ),
    Operation(
        tag="service",
        method="get",
        path="/healthz",
        id="health",
        summary="Tell that the server is alive",
        answer="Health",
        open=True,
    ),
    Operation(
        tag="service",
        method="get",
        path="/readyz",
        id="readiness",
        summary="Tell whether the server can take tasks",
        answer="Health",
        open=True,
    ),
    Operation(
        tag="service",
        method="get",
        path="/openapi.json",
        id="description",
        summary="This description",
        answer="Description",
        open=True,
    ),
)

OPERATIONS: tuple[Operation, ...] = (*_DASHSCOPE, *_VIDU, *_GENERATIONS, *_OPENAI, *_OTHERS)
