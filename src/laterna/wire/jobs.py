"""One decoder for what gateways and inference servers say about a job, in whichever shape.

Contract v1-video-generations 5.1 counts four shapes; a gateway's version decides which one comes.

| shape | where the task's fields are | where the URL is |
|---|---|---|
| S1 flat | top level | `video_url`, `result.video_url`, `result.outputs[]` |
| S2 envelope | `data` | `data.result_url`; older rows: `data.fail_reason`; `data.data.creations[0].url` |
| S3 short | top level | `url` |
| S4 OpenAI | top level | `metadata.url`, or the content path of the server itself |

Gateways that forward other services put that service's answer into `data` or `output`; it is looked at last.
"""

from laterna.jsontypes import JSONObject
from laterna.wire.client import FINAL_STAGES, Answer, Sight
from laterna.wire.replies import (
    Fault,
    as_text,
    dig,
    fault_in,
    first_id,
    first_text,
    length,
    moment,
    percent,
    pixels,
    read_object,
    shown,
)
from laterna.wire.words import plain, stage_of

_WORD = ("status", "state", "task_status")
_URL = (
    "video_url", "url", "result.video_url", "result.outputs.0", "result.url", "result_url", "metadata.url",
    "metadata.video_url", "outputs.0", "urls.0", "video.url", "content.video_url", "creations.0.url",
    "data.creations.0.url", "data.video_url", "data.url", "data.result_url", "data.output.video_url",
    "output.video_url", "output.url", "output.0", "output",
)  # fmt: skip
_NO_SUCH_TASK = frozenset(
    plain(code)
    for code in ("task_not_exist", "task_not_found", "video_not_found", "TaskNotFound", "job_not_found")
)
_NO_SUCH_PATH = frozenset(
    plain(text) for text in ("", "Not Found", "not_found", "Not Found.", "404 page not found")
)
_SUCCESS_WITH_REASON = "fail_reason"


def content_path(upstream_id: str) -> str:
    """Where a server keeps the clip of a job that has no URL of its own; `upstream_id` is already quoted."""
    return f"/v1/videos/{upstream_id}/content"


def sight_of(job: JSONObject, upstream_id: str) -> Sight | None:
    """What a job's fields say; None when they have no word for where it is. `url` is empty or absolute."""
    word = _word(job)
    if not word:
        return None
    fault = _failure(job)
    stage = stage_of(word, fault.code)
    failed = stage in ("failed", "canceled")
    url = _url(job) if stage == "succeeded" else ""
    if stage in FINAL_STAGES and not url and not _names_a_job(job):
        # `{"status": "error"}` may come from anything that stands in between.
        return None
    prompt = dig(job, "prompt") or dig(job, "properties.input")
    return Sight(
        upstream_id=upstream_id,
        stage=stage,
        url=url,
        code=fault.code if failed else "",
        message=fault.message if failed else "",
        actual_prompt=first_text(job, ("actual_prompt", "revised_prompt")),
        progress=percent(job.get("progress")),
        created_at=moment(job.get("created_at")) or moment(job.get("submit_time")),
        model=first_text(job, ("model", "properties.origin_model_name")),
        prompt=prompt if isinstance(prompt, str) else None,
        seconds=length(job.get("seconds")),
        size=pixels(job.get("size")),
        marker=first_text(job, ("payload", "metadata.payload")),
    )


def job_in(body: JSONObject) -> "JSONObject | None":
    """The object of a body that has the job's fields, or None."""
    if _word(body) and _names_a_job(body):
        return body
    data = body.get("data")
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, dict) and _word(data):
        # An envelope may have a `status` of its own, which is about the call and not about the job.
        return data
    return body if _word(body) else None


def looked_at(answer: Answer, upstream_id: str) -> Sight | None:
    """What the answer to a query says, whatever its HTTP status; None for a missed poll.

    A failed job may come with the failure's own status (vLLM-Omni answers 500), so a job in the body counts before
    the status does. Without one, only words that say so mean that the job is gone: a path that is missing altogether
    is a server that is being set up anew.
    """
    body = read_object(answer.body)
    if body is None:
        return None
    job = job_in(body)
    if job is not None and (answer.status < 300 or _is_job(job, upstream_id)):
        return sight_of(job, upstream_id)
    fault = fault_in(body)
    if fault is None or not _says_gone(answer.status, fault):
        return None
    return Sight(upstream_id=upstream_id, stage="gone", code=fault.code, message=fault.message)


def _word(job: JSONObject) -> str:
    return next((word for name in _WORD if isinstance(word := job.get(name), str) and word), "")


def _names_a_job(job: JSONObject) -> bool:
    return bool(first_id(job, ("id", "task_id", "video_id")))


def _is_job(job: JSONObject, upstream_id: str) -> bool:
    """Error bodies of some frameworks have a `status`, too; a job has its id."""
    return first_id(job, ("id",)) == upstream_id or first_id(job, ("task_id",)) == upstream_id


def _says_gone(status: int, fault: Fault) -> bool:
    if status >= 500 or status in (401, 403, 408, 429):
        return False
    if plain(fault.code) in _NO_SUCH_TASK:
        return True
    named = plain(fault.message) not in _NO_SUCH_PATH and plain(fault.code) not in _NO_SUCH_PATH - {""}
    return status in (404, 410) and named


def _failure(job: JSONObject) -> Fault:
    error = job.get("error")
    if isinstance(error, str):
        return Fault(shown(first_text(job, ("error_code", "err_code"))), shown(error))
    code = first_text(
        job,
        (
            "error.code",
            "error.type",
            "err_code",
            "error_code",
            "fail_code",
            "data.err_code",
            "data.error.code",
        ),
    )
    message = first_text(
        job,
        (
            "error.message",
            "fail_reason",
            "error_message",
            "err_msg",
            "failure_reason",
            "error_msg",
            "message",
        ),
    )
    return Fault(shown(code), shown(message))


def _url(job: JSONObject) -> str:
    for path in (*_URL, _SUCCESS_WITH_REASON):
        url = as_text(dig(job, path)).strip()
        if url.startswith(("http://", "https://")):
            return url
    return ""
