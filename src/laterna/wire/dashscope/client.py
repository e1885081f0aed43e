"""The client face of DashScope. Sections are those of the contract `dashscope`.

Create (`POST /api/v1/services/aigc/video-generation/video-synthesis`, 3):

| DashScope's field | our field | source |
|---|---|---|
| `model` | `Order.model` | 3 |
| `input.prompt`, `input.negative_prompt` | `prompt`, `negative_prompt` | 3 |
| `input.audio_url` | `inputs.audio` | 6.3.4 |
| `input.img_url` | `inputs.first_frame` of the mode `image` | 3 |
| `input.first_frame_url`, `input.last_frame_url` | `inputs` of the mode `frames` | 3 |
| `input.reference_urls` | `inputs.references` | 3 |
| `parameters.size` | `width*height`; `1280*720` | 6 |
| `parameters.resolution` | the tier, where the model has it | 6.1 |
| `parameters.resolution`, `.ratio` in place of `size` | for newer models, see `newer` | 10 |
| `parameters.duration`, `.seed`, `.watermark` | the same | 6 |
| `parameters.audio` | `audio`, unless the model is always silent or sound is given | 6.3.4 |
| `parameters.prompt_extend`, `.shot_type` | the same, where the model has them | 6.3.3 |
| header `X-DashScope-Async` | always `enable` | 2.1 |
| header `X-DashScope-OssResourceResolve` | `enable` when a URL begins with `oss://` | 2.1, 9 |
| header `Idempotency-Key` | `Order.marker`; for another Laterna | |

Answers:

| DashScope's field | ours | source |
|---|---|---|
| `output.task_id` | `Accepted.upstream_id` | 4.1 |
| `code`, `message` of an error | `Refused` | 4.2, 7.2 |
| `output.task_status` | `Sight.stage`; `UNKNOWN` is `gone` | 5.1 |
| `output.video_url`, `.actual_prompt`, `.orig_prompt`, `.code`, `.message` | `Sight` | 5.2 |
| `output.submit_time` | `Sight.created_at`; clock of UTC+8 | 5.2 |
| list: `data[].task_id`, `.status`, `.model_name`, `.gmt_create` | `Sight` | 5.6 |
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

import msgspec

from laterna.catalog import Catalog, Size
from laterna.clock import SECOND
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.client import Answer, Call, Listing, Order, Reception, Sight
from laterna.wire.dashscope.decode import decode_envelope, decode_parameters
from laterna.wire.dashscope.newer import asked_by_ratio, resolution_and_ratio
from laterna.wire.dashscope.schema import LIFE, PATHS, PICTURE_KEYS, UNKNOWN, WIRE
from laterna.wire.dashscope.times import parse_compact, wall_time
from laterna.wire.fidelity import Aim, aim, prove, read_back, shape, untranslatable
from laterna.wire.reception import received
from laterna.wire.replies import (
    as_id,
    as_text,
    dig,
    fault_in,
    first_id,
    first_text,
    moment,
    read_object,
    shown,
)
from laterna.wire.words import stage_of

_CREATE = "/api/v1/services/aigc/video-generation/video-synthesis"
_CREATE_FROM_FRAMES = "/api/v1/services/aigc/image2video/video-synthesis"
_FRAMES_MODELS = "kf2v"
"""Models with this in their names are asked for at another path (1.2, R7)."""

_TASKS = "/api/v1/tasks"
_LARGEST_PAGE = 100
_VIDEO = ("video_url", "results.video_url", "results.0.url", "results.0.video_url")
_SCHEMES = ("http://", "https://", "oss://")
"""What the inputs' URLs may begin with."""


class DashScopeFace:
    """DashScope seen from the client's side; see `laterna.wire.client.ClientFace`."""

    wire = WIRE
    lists = True
    cancels = True
    takes_data_urls = False
    calls_back = False

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def authorization(self, key: str) -> tuple[tuple[str, str], ...]:
        """`Bearer` (2.1)."""
        return (("Authorization", f"Bearer {key}"),) if key else ()

    def create(self, order: Order) -> Call:
        """The call that makes a task. Raises Untranslatable."""
        target = aim(order, WIRE, self._catalog, schemes=_SCHEMES)
        given, parameters = _input(target), _parameters(target)
        body = msgspec.json.encode({"model": order.model, "input": given, "parameters": parameters})
        on_oss = any(_on_oss(value) for value in given.values())
        prove(target, read_back(order, lambda: _said(target, body, on_oss)))
        headers = [
            ("Content-Type", "application/json"),
            ("X-DashScope-Async", "enable"),
            ("Idempotency-Key", order.marker),
        ]
        if on_oss:
            headers.append(("X-DashScope-OssResourceResolve", "enable"))
        path = _CREATE_FROM_FRAMES if _FRAMES_MODELS in order.model else _CREATE
        return Call(method="POST", path=path, headers=tuple(headers), body=body)

    def received(self, answer: Answer) -> Reception:
        """What the answer to a create means (4)."""
        return received(answer, lambda body: first_id(body, ("output.task_id", "task_id")))

    def query(self, upstream_id: str) -> Call:
        """The call that asks for one task (1.2, R2)."""
        return Call(method="GET", path=f"{_TASKS}/{quote(upstream_id, safe='')}")

    def seen(self, answer: Answer, upstream_id: str) -> Sight | None:
        """What the answer to a query says (5.2); None for a missed poll."""
        body = read_object(answer.body) if answer.status == 200 else None
        output = body.get("output") if body is not None else None
        word = as_text(dig(output, "task_status"))
        told = as_id(dig(output, "task_id"))
        if not word or not isinstance(output, dict) or (told and told.casefold() != upstream_id.casefold()):
            return None
        return _sight(output, word, upstream_id)

    def page(self, since: int, until: int, after: str = "") -> Call:
        """The call that lists tasks; the window ends at `until` and is at most 24 hours wide (5.6)."""
        end = -(-until // SECOND) * SECOND
        start = max(since // SECOND * SECOND, end - LIFE)
        query = {
            "start_time": _compact(start),
            "end_time": _compact(max(start, end)),
            "page_no": after or "1",
            "page_size": str(_LARGEST_PAGE),
        }
        return Call(method="GET", path=f"{_TASKS}?{urlencode(query)}")

    def listed(self, answer: Answer) -> Listing | None:
        """What the answer to a list says (5.6); it has no URLs."""
        body = read_object(answer.body) if answer.status == 200 else None
        rows = body.get("data") if body is not None else None
        if body is None or not isinstance(rows, list):
            return None
        sights = tuple(sight for row in rows if isinstance(row, dict) and (sight := _row(row)))
        page, pages = body.get("page_no"), body.get("total_page")
        more = isinstance(page, int) and isinstance(pages, int) and page < pages and rows != []
        return Listing(sights, str(page + 1) if more and isinstance(page, int) else "")

    def cancel(self, upstream_id: str) -> Call:
        """The call that cancels a task that is still waiting (5.7)."""
        path = f"{_TASKS}/{quote(upstream_id, safe='')}/cancel"
        return Call(method="POST", path=path, headers=(("Content-Type", "application/json"),), body=b"{}")

    def canceled(self, answer: Answer) -> bool:
        """True for a cancel that took hold: 200 and no error in it (5.7)."""
        body = read_object(answer.body)
        return answer.status == 200 and body is not None and fault_in(body) is None and not body.get("code")


def _input(target: Aim) -> dict[str, JSON]:
    request = target.order.request
    given: dict[str, JSON] = {"prompt": request.prompt}
    if request.negative_prompt and target.takes("negative_prompt"):
        given["negative_prompt"] = request.negative_prompt
    if request.inputs.audio and target.takes("audio_url"):
        given["audio_url"] = request.inputs.audio
    if request.mode == "image":
        given["img_url"] = request.inputs.first_frame
    elif request.mode == "frames":
        given["first_frame_url"] = request.inputs.first_frame
        given["last_frame_url"] = request.inputs.last_frame
    elif request.mode == "reference":
        given["reference_urls"] = list[JSON](request.inputs.references)
    return given


def _parameters(target: Aim) -> dict[str, JSON]:
    request = target.order.request
    parameters = _shape(target)
    parameters["duration"] = request.duration
    if target.sound() and not request.inputs.audio:
        parameters["audio"] = request.audio
    # Models that nobody described yet are told the ways of Wan only if they are called so.
    rewrites = target.card is not None or "wan" in target.order.model or request.prompt_extend
    if target.takes("prompt_extend") and rewrites:
        parameters["prompt_extend"] = request.prompt_extend
    if request.shot_type != "single" and target.takes("shot_type"):
        parameters["shot_type"] = request.shot_type
    parameters["watermark"] = request.watermark is not None
    parameters["seed"] = request.seed
    return parameters


def _shape(target: Aim) -> dict[str, JSON]:
    wanted, model = shape(target), target.order.model
    if target.card is None and asked_by_ratio(model):
        if wanted.size is None:
            return {"resolution": wanted.tier.upper()}
        named = resolution_and_ratio(model, wanted.size)
        if named is None:
            raise untranslatable(target.order, "size", wanted.size.text(), "have no name for it")
        return dict(zip(("resolution", "ratio"), named, strict=True))
    parameters: dict[str, JSON] = {}
    if wanted.size is not None:
        parameters["size"] = wanted.size.text()
    tier_known = target.card is not None and wanted.tier and target.takes("resolution")
    if wanted.size is None or (tier_known and target.takes("size")):
        parameters["resolution"] = wanted.tier if target.card is not None else wanted.tier.upper()
    return parameters


def _said(target: Aim, body: bytes, on_oss: bool) -> Mapping[str, JSON]:
    """The parameters that the service will find in the body, by our own reading of it."""
    envelope = decode_envelope(body)
    if target.card is not None:
        return decode_parameters(envelope, target.card, resolves_oss=on_oss)
    parts: dict[str, JSONObject] = {"input": envelope.input, "parameters": envelope.parameters or {}}
    said: dict[str, JSON] = {}
    for name, path in PATHS.items():
        part, _, key = path.partition(".")
        if key and key in parts[part]:
            said[name] = parts[part][key]
    for name, key in PICTURE_KEYS:
        if key in envelope.input:
            said[name] = envelope.input[key]
    if "ratio" in parts["parameters"]:
        # The names stand for the very pixels that were asked for; see `newer`.
        said["size"] = Size(target.order.request.width, target.order.request.height).text()
    return said


def _on_oss(value: JSON) -> bool:
    if isinstance(value, list):
        return any(_on_oss(item) for item in value)
    return isinstance(value, str) and value.startswith("oss://")


def _sight(output: JSONObject, word: str, upstream_id: str) -> Sight | None:
    code = as_text(output.get("code"))
    stage = "gone" if word.strip().upper() == UNKNOWN else stage_of(word, code)
    url = first_text(output, _VIDEO)
    if stage == "succeeded" and not url.startswith(("http://", "https://")):
        # A success without its clip cannot be used; the next answer may be whole.
        return None
    failed = stage in ("failed", "canceled")
    prompt = output.get("orig_prompt")
    return Sight(
        upstream_id=upstream_id,
        stage=stage,
        url=url if stage == "succeeded" else "",
        code=shown(code) if failed else "",
        message=shown(as_text(output.get("message"))) if failed else "",
        actual_prompt=as_text(output.get("actual_prompt")),
        created_at=_wall(output.get("submit_time")),
        prompt=prompt if isinstance(prompt, str) else None,
    )


def _row(row: JSONObject) -> Sight | None:
    upstream_id, word = as_id(row.get("task_id")), first_text(row, ("status", "task_status"))
    if not upstream_id or not word:
        return None
    return Sight(
        upstream_id=upstream_id,
        stage="gone" if word.strip().upper() == UNKNOWN else stage_of(word),
        created_at=moment(row.get("gmt_create")),
        model=as_text(row.get("model_name")),
    )


def _compact(microseconds: int) -> str:
    return "".join(letter for letter in wall_time(microseconds)[:19] if letter.isdigit())


def _wall(value: JSON) -> int | None:
    """Microseconds since 1970 from `YYYY-MM-DD HH:mm:ss.SSS`, clock of UTC+8."""
    text = as_text(value).strip()
    seconds = parse_compact("".join(letter for letter in text[:19] if letter.isdigit()))
    if seconds is None:
        return None
    digits = text[20:26]
    return seconds + (int(digits.ljust(6, "0")) if digits.isascii() and digits.isdigit() else 0)
