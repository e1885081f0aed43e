"""The client face of `/v1/videos`. Sections are those of the contract `openai-videos`; servers differ, see `dialects`.

Create (`POST /v1/videos`):

| field | our field | source |
|---|---|---|
| `model` | `Order.model` | 3.1 |
| `prompt`, `negative_prompt` | the same; left out when empty | 3.1, 3.3 |
| `seconds` | `duration`; a string, for SGLang a number | 3.1, 3.3 |
| `size` | `width x height`; left out when a picture decides | 3.1 |
| `num_frames`, `fps`, `seed` | `duration * fps`, `fps`, `seed`; seed 0 would be drawn anew | 3.3 |
| `audio` or `generate_sound` | `audio` | 3.3 |
| `input_reference`, `image_reference` or `images` | `inputs.first_frame` | 3.1, 3.3 |
| `last_image`, `reference_image_urls`, `audio_url` | `inputs` | 3.4 |
| `resolution` | the tier, when a picture decides | 3.4 |
| `bgm`, `watermark`, `wm_position`, `style` | the same, where asked for | 3.4 |
| `movement_amplitude`, `shot_type`, `off_peak`, `prompt_extend` | the same, where asked for | 3.4 |
| `callback_url` | `Order.callback_url`, at another Laterna | 7 |
| header `Idempotency-Key` | `Order.marker`; for another Laterna | 2 |

Answers:

| field | ours | source |
|---|---|---|
| `id` | `Accepted.upstream_id` | 4 |
| `status`, `progress`, `created_at`, `model`, `prompt` | `Sight` | 4 |
| `error` | `Sight.code`, `.message`; SGLang has the message only | 4.1 |
| `url`, `video_url`, `metadata.url` when absolute, else `/v1/videos/{id}/content` | `Sight.url` | 4.1, 5.4 |
| a job under a status such as 500 | the job is what counts: vLLM-Omni says failures so | 4.1 |
| 404, or 400 `task_not_exist` | `gone`: these job stores are in memory | 8 |
| list: `data[]`, `has_more`, `last_id` | `Listing` | 5.2 |
"""

from urllib.parse import quote, urlencode

import msgspec

from laterna.catalog import Catalog
from laterna.jsontypes import JSON
from laterna.wire.client import Answer, Call, Listing, Order, Reception, Sight
from laterna.wire.fidelity import Aim, aim, prove, read_back, shape, untranslatable
from laterna.wire.jobs import content_path, looked_at, sight_of
from laterna.wire.openai.decode import decode_create
from laterna.wire.openai.dialects import Dialect, dialect_of
from laterna.wire.openai.multipart import encode_form
from laterna.wire.openai.schema import WIRE
from laterna.wire.reception import received
from laterna.wire.replies import first_id, read_object

_BASE = "/v1/videos"
_AT_LATERNA = "/v1/video/generations"
"""Where another Laterna stops a job without removing it, so that its answer tells whether it was in time."""

_LARGEST_PAGE = 100
_TOP_LEVEL = frozenset({"model", "prompt", "seconds", "size", "num_frames", "fps", "images"})
"""What stays at the top level of gateways that take all else inside an object (3.3)."""
_SCHEMES = ("http://", "https://", "data:")
"""What the inputs' URLs may begin with."""


class OpenAIFace:
    """OpenAI's followers seen from the client's side; see `laterna.wire.client.ClientFace`.

    `server` is one of `dialects.DIALECTS`.
    """

    wire = WIRE
    takes_data_urls = True

    def __init__(self, catalog: Catalog, server: str = "") -> None:
        self._catalog = catalog
        self._dialect = dialect_of(server)
        self.lists = self._dialect.lists
        self.cancels = self._dialect.cancels
        self.calls_back = self._dialect.calls_back

    def authorization(self, key: str) -> tuple[tuple[str, str], ...]:
        """`Bearer` (2)."""
        return (("Authorization", f"Bearer {key}"),) if key else ()

    def create(self, order: Order) -> Call:
        """The call that makes a task. Raises Untranslatable."""
        target = aim(order, WIRE, self._catalog, schemes=_SCHEMES)
        fields = _fields(target, self._dialect)
        _prove(target, self._dialect, _gathered(fields, self._dialect.extras))
        if self._dialect.calls_back and order.callback_url:
            fields["callback_url"] = order.callback_url
        kind, body = "application/json", b""
        if self._dialect.multipart:
            kind, body = encode_form(fields.items())
        else:
            body = msgspec.json.encode(_gathered(fields, self._dialect.extras))
        headers = (("Content-Type", kind), ("Idempotency-Key", order.marker))
        return Call(method="POST", path=_BASE, headers=headers, body=body)

    def received(self, answer: Answer) -> Reception:
        """What the answer to a create means (4, 8)."""
        return received(answer, lambda body: first_id(body, ("id", "task_id", "data.id", "data.task_id")))

    def query(self, upstream_id: str) -> Call:
        """The call that asks for one task (5.1)."""
        return Call(method="GET", path=f"{_BASE}/{quote(upstream_id, safe='')}")

    def seen(self, answer: Answer, upstream_id: str) -> Sight | None:
        """What the answer to a query says (4); None for a missed poll."""
        return _with_clip(looked_at(answer, upstream_id))

    def page(self, since: int, until: int, after: str = "") -> Call:
        """The call that lists tasks, the newest first. The wire knows no times, so whoever asks stops at `since`."""
        query = {"limit": str(_LARGEST_PAGE), "order": "desc", **({"after": after} if after else {})}
        return Call(method="GET", path=f"{_BASE}?{urlencode(query)}")

    def listed(self, answer: Answer) -> Listing | None:
        """What the answer to a list says (5.2)."""
        body = read_object(answer.body) if answer.status == 200 else None
        rows = body.get("data") if body is not None else None
        if body is None or not isinstance(rows, list):
            return None
        found = [(first_id(row, ("id", "task_id")), row) for row in rows if isinstance(row, dict)]
        sights = (_with_clip(sight_of(row, upstream_id)) for upstream_id, row in found if upstream_id)
        last = first_id(body, ("last_id",)) or (found[-1][0] if found else "")
        return Listing(
            tuple(sight for sight in sights if sight is not None),
            last if body.get("has_more") is True and rows else "",
        )

    def cancel(self, upstream_id: str) -> Call:
        """The call that stops a job (5.3)."""
        base = _BASE if self._dialect.frees else _AT_LATERNA
        return Call(method="DELETE", path=f"{base}/{quote(upstream_id, safe='')}")

    def canceled(self, answer: Answer) -> bool:
        """True when the job is stopped and nobody will be charged for it."""
        body = read_object(answer.body)
        if body is None or answer.status != 200:
            return False
        if self._dialect.frees and body.get("deleted") is True:
            return True
        sight = looked_at(answer, "")
        return sight is not None and sight.stage == "canceled"


def _fields(target: Aim, dialect: Dialect) -> dict[str, JSON]:
    order, request = target.order, target.order.request
    fields: dict[str, JSON] = {"model": order.model}
    if request.prompt:
        fields["prompt"] = request.prompt
    fields["seconds"] = str(request.duration) if dialect.seconds_as_text else request.duration
    wanted = shape(target)
    if wanted.size is not None:
        fields["size"] = wanted.size.text("x")
    elif dialect.extras or dialect.says >= {"aspect_ratio"}:
        fields["resolution"] = wanted.tier
    if dialect.counts_frames:
        fields["num_frames"], fields["fps"], fields["seed"] = request.frames, request.fps, request.seed
    if dialect.sound == "said" and target.sound() and not request.inputs.audio:
        fields[dialect.sound_key] = request.audio
    fields.update(_pictures(target, dialect))
    fields.update((name, value) for name, value in _extras(target) if name in dialect.says and value)
    if target.card is not None and target.takes("prompt_extend") and "prompt_extend" in dialect.says:
        fields["prompt_extend"] = request.prompt_extend
    if request.watermark is not None and "watermark" in dialect.says:
        fields["watermark"], fields["wm_position"] = True, request.watermark.position
    return fields


def _pictures(target: Aim, dialect: Dialect) -> dict[str, JSON]:
    inputs = target.order.request.inputs
    if dialect.pictures == "images":
        images = [url for url in (inputs.first_frame, inputs.last_frame, *inputs.references) if url]
        return {"images": list[JSON](images)} if images else {}
    fields: dict[str, JSON] = {}
    if inputs.first_frame:
        as_object: JSON = {"image_url": inputs.first_frame}
        forms: dict[str, tuple[str, JSON]] = {
            "input_reference": ("input_reference", inputs.first_frame),
            "image_url": ("input_reference", as_object),
            "image_reference": ("image_reference", as_object),
        }
        name, value = forms[dialect.pictures]
        fields[name] = value
    if inputs.last_frame and "last_image" in dialect.says:
        fields["last_image"] = inputs.last_frame
    if inputs.references and "reference_images" in dialect.says:
        fields["reference_image_urls"] = list[JSON](inputs.references)
    return fields


def _extras(target: Aim) -> tuple[tuple[str, JSON], ...]:
    request = target.order.request
    moves = "" if request.movement_amplitude == "auto" else request.movement_amplitude
    return (
        ("negative_prompt", request.negative_prompt),
        ("audio_url", request.inputs.audio),
        ("bgm", request.bgm),
        ("style", request.style),
        ("movement_amplitude", moves),
        ("shot_type", "" if request.shot_type == "single" else request.shot_type),
        ("off_peak", request.off_peak and target.takes("off_peak")),
        ("prompt_extend", request.prompt_extend),
    )


def _gathered(fields: dict[str, JSON], extras: str) -> dict[str, JSON]:
    """The body, with what OpenAI does not know inside `extras`, where a gateway wants it so."""
    if not extras:
        return fields
    inside = {name: value for name, value in fields.items() if name not in _TOP_LEVEL}
    return {**{name: value for name, value in fields.items() if name in _TOP_LEVEL}, extras: inside}


def _prove(target: Aim, dialect: Dialect, fields: dict[str, JSON]) -> None:
    order = target.order
    unsaid: set[str] = set()
    if dialect.sound == "never" and order.request.audio:
        raise untranslatable(order, "audio", True, "stay silent")
    if dialect.sound == "always" and not order.request.audio:
        raise untranslatable(order, "audio", False, "add sound")
    if dialect.sound != "said":
        unsaid.add("audio")
    if dialect.lengths and order.request.duration not in dialect.lengths:
        allowed = ", ".join(map(str, dialect.lengths))
        raise untranslatable(order, "duration", order.request.duration, f"refuse it: it takes {allowed}")
    if not dialect.counts_frames:
        # The service takes neither; every request has them, drawn or by default, whether anybody asked or not.
        unsaid |= {"seed", "fps"} if not target.fps_matters else {"seed"}
    said = read_back(order, lambda: decode_create(fields).parameters)
    prove(target, said, unsaid=frozenset(unsaid))


def _with_clip(sight: Sight | None) -> Sight | None:
    if sight is None or sight.stage != "succeeded" or sight.url:
        return sight
    return msgspec.structs.replace(sight, url=content_path(quote(sight.upstream_id, safe="")))
