"""The client face of Vidu's own API. Sections are those of the contract `vidu`.

Create (`POST /ent/v2/text2video`, `img2video`, `start-end2video`, `reference2video`; the mode decides which):

| Vidu's field | our field | source |
|---|---|---|
| `model` | `Order.model` | 3.1 |
| `prompt` | `prompt`; left out when empty | 3.1, 3.4 |
| `images` | `inputs.first_frame`; it and `inputs.last_frame`; `inputs.references` | 3.4 to 3.6 |
| `duration`, `seed` | the same; seed 0 would be drawn anew, so it cannot be said | 3.1 |
| `resolution`, `aspect_ratio` | the names that the model has for `width` and `height` | 3.1, 10.3 |
| `audio` | `audio`, unless the model is always silent | 3.2 |
| `style`, `movement_amplitude`, `bgm`, `off_peak` | the same, unless they are the defaults | 3.1, 3.2 |
| `watermark`, `wm_position` | `watermark` | 3.2 |
| `payload` | `Order.marker` | 3.2, 5.2 |
| `callback_url` | `Order.callback_url` | 3.1, 7 |
| header `Idempotency-Key` | `Order.marker`; for another Laterna | |

Answers:

| Vidu's field | ours | source |
|---|---|---|
| `task_id` | `Accepted.upstream_id` | 4 |
| `code`, `reason`, `message` of an error | `Refused`; a `code` in a 2xx is one, too | 4, 8 |
| `state` | `Sight.stage`; `failed` with `UserCancelled` is `canceled` | 5.1, 6 |
| `err_code` | `Sight.code` | 5.1 |
| `creations[0].url` | `Sight.url` | 5.1 |
| `payload` | `Sight.marker` | 3.2, 5.2 |
| 404 `TaskNotFound` | `gone` | 5.1, 8 |
| list: `tasks[]`, `next_page_token` | `Listing` | 5.2 |
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

import msgspec

from laterna.catalog import Catalog, Mode, Size
from laterna.catalog.shape import PICTURE_DECIDES
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.client import FINAL_STAGES, Answer, Call, Listing, Order, Reception, Sight
from laterna.wire.fidelity import Aim, aim, prove, read_back, shape, untranslatable
from laterna.wire.reception import received
from laterna.wire.replies import (
    as_id,
    as_text,
    fault_in,
    first_id,
    first_text,
    moment,
    percent,
    read_object,
    shown,
)
from laterna.wire.vidu.decode import decode_create
from laterna.wire.vidu.encode import instant
from laterna.wire.vidu.schema import LARGEST_PAGE, MODE_OF, WIRE, Create, Endpoint
from laterna.wire.words import plain, stage_of

_BASE = "/ent/v2"
_ENDPOINT_OF: dict[Mode, Endpoint] = {mode: endpoint for endpoint, mode in MODE_OF.items()}
_SHAPED: tuple[Endpoint, ...] = ("text2video", "reference2video")
"""The endpoints that have an aspect ratio; at the others the picture decides (3.4)."""

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
_TIERS = (360, 540, 720, 1080)
_OF_A_TASK = frozenset({"id", "task_id", "creations", "err_code"})
_NOT_THERE = (400, 404, 410)
_NO_SUCH_TASK = frozenset(plain(reason) for reason in ("TaskNotFound", "CreationNotFound", "task_not_exist"))
_SCHEMES = ("http://", "https://", "ssupload:", "data:")
"""What the inputs' URLs may begin with."""


class ViduFace:
    """Vidu's API seen from the client's side; see `laterna.wire.client.ClientFace`."""

    wire = WIRE
    lists = True
    cancels = True
    takes_data_urls = True
    calls_back = True

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def authorization(self, key: str) -> tuple[tuple[str, str], ...]:
        """`Token` (2)."""
        return (("Authorization", f"Token {key}"),) if key else ()

    def create(self, order: Order) -> Call:
        """The call that makes a task. Raises Untranslatable."""
        target = aim(order, WIRE, self._catalog, schemes=_SCHEMES)
        endpoint = _ENDPOINT_OF[order.request.mode]
        body = msgspec.json.encode(_fields(target, endpoint))
        prove(target, read_back(order, lambda: _said(target, body, endpoint)), mode=order.request.mode)
        headers = (("Content-Type", "application/json"), ("Idempotency-Key", order.marker))
        return Call(method="POST", path=f"{_BASE}/{endpoint}", headers=headers, body=body)

    def received(self, answer: Answer) -> Reception:
        """What the answer to a create means (4, 8)."""
        return received(answer, _new_id)

    def query(self, upstream_id: str) -> Call:
        """The call that asks for one task (5.1)."""
        return Call(method="GET", path=f"{_BASE}/tasks/{quote(upstream_id, safe='')}/creations")

    def seen(self, answer: Answer, upstream_id: str) -> Sight | None:
        """What the answer to a query says (5.1); None for a missed poll."""
        body = read_object(answer.body)
        if body is None:
            return None
        fault = fault_in(body)
        if answer.status in _NOT_THERE and fault is not None and plain(fault.code) in _NO_SUCH_TASK:
            return Sight(upstream_id=upstream_id, stage="gone", code=fault.code, message=fault.message)
        sight = _sight(body, upstream_id) if answer.status == 200 else None
        if sight is None or (sight.stage == "succeeded" and not sight.url):
            return None
        return sight

    def page(self, since: int, until: int, after: str = "") -> Call:
        """The call that lists tasks (5.2); the first page is 0, later ones go by the token of the one before."""
        query = {
            "created_at.from": instant(since),
            "created_at.to": instant(until),
            "pager.pagesz": str(LARGEST_PAGE),
            **({"pager.page_token": after} if after else {"pager.page": "0"}),
        }
        return Call(method="GET", path=f"{_BASE}/tasks?{urlencode(query)}")

    def listed(self, answer: Answer) -> Listing | None:
        """What the answer to a list says (5.2)."""
        body = read_object(answer.body) if answer.status == 200 else None
        rows = body.get("tasks") if body is not None else None
        if body is None or not isinstance(rows, list):
            return None
        found = [row for row in rows if isinstance(row, dict)]
        sights = (_sight(row, first_id(row, ("id", "task_id"))) for row in found)
        return Listing(
            tuple(sight for sight in sights if sight is not None and sight.upstream_id),
            as_id(body.get("next_page_token")) if rows else "",
        )

    def cancel(self, upstream_id: str) -> Call:
        """The call that cancels a task that is still waiting (5.3)."""
        return Call(
            method="POST",
            path=f"{_BASE}/tasks/{quote(upstream_id, safe='')}/cancel",
            headers=(("Content-Type", "application/json"),),
            body=msgspec.json.encode({"id": upstream_id}),
        )

    def canceled(self, answer: Answer) -> bool:
        """True for a cancel that took hold: 200 without an error, `{}` to the letter (5.3)."""
        body = read_object(answer.body)
        return answer.status == 200 and body is not None and not _is_error(body)


def _fields(target: Aim, endpoint: Endpoint) -> dict[str, JSON]:
    order, request = target.order, target.order.request
    inputs = request.inputs
    images = [image for image in (inputs.first_frame, inputs.last_frame, *inputs.references) if image]
    fields: dict[str, JSON] = {"model": order.model}
    if images:
        fields["images"] = list[JSON](images)
    if request.prompt:
        fields["prompt"] = request.prompt
    fields["duration"], fields["seed"] = request.duration, request.seed
    fields.update(_named_shape(target, endpoint))
    if target.sound():
        fields["audio"] = request.audio
    if request.style and target.takes("style"):
        fields["style"] = request.style
    if request.movement_amplitude != "auto":
        fields["movement_amplitude"] = request.movement_amplitude
    for name, asked in (("bgm", request.bgm), ("off_peak", request.off_peak)):
        if asked:
            fields[name] = True
    if request.watermark is not None:
        fields["watermark"], fields["wm_position"] = True, request.watermark.position
    fields["payload"] = order.marker
    if order.callback_url:
        fields["callback_url"] = order.callback_url
    return fields


def _named_shape(target: Aim, endpoint: Endpoint) -> dict[str, JSON]:
    """Resolution and aspect ratio: this wire has no pixels."""
    wanted = shape(target)
    if wanted.size is None:
        return {"resolution": wanted.tier.lower() if target.card is None else wanted.tier}
    tier, ratio = (wanted.tier, wanted.ratio) if target.card is not None else _by_short_side(wanted.size)
    if not tier:
        raise untranslatable(target.order, "size", wanted.size.text(), "have no name for it")
    named: dict[str, JSON] = {"resolution": tier}
    if endpoint in _SHAPED:
        named["aspect_ratio"] = ratio
    return named


def _by_short_side(size: Size) -> tuple[str, str]:
    """Vidu's names for a size (10.3); empty texts for one that has none."""
    short = min(size.width, size.height)
    if short not in _TIERS or size.ratio not in _RATIOS:
        return "", ""
    return f"{short}p", size.ratio


def _said(target: Aim, body: bytes, endpoint: Endpoint) -> Mapping[str, JSON]:
    """The parameters that the service will find in the body, by our own reading of it."""
    create: Create = decode_create(body, endpoint)
    if target.card is not None:
        return create.parameters
    said = dict(create.parameters)
    request = target.order.request
    if endpoint not in _SHAPED and request.aspect_ratio != PICTURE_DECIDES:
        raise untranslatable(target.order, "aspect_ratio", request.aspect_ratio, "let the picture decide")
    if request.aspect_ratio != PICTURE_DECIDES:
        # The names stand for the very pixels that were asked for; see `_by_short_side`.
        said["size"] = Size(request.width, request.height).text()
    return said


def _new_id(body: JSONObject) -> str:
    return first_id(body, ("task_id", "id", "data.task_id", "data.id"))


def _is_error(body: JSONObject) -> bool:
    """One client takes any `code` for an error, and no good answer has one (4)."""
    return body.get("code") is not None or fault_in(body) is not None


def _sight(body: JSONObject, upstream_id: str) -> Sight | None:
    word = first_text(body, ("state", "status"))
    if not word:
        return None
    code = as_text(body.get("err_code"))
    stage = stage_of(word, code)
    if stage in FINAL_STAGES and not _OF_A_TASK & body.keys():
        # `{"status": "error"}` may come from anything that stands in between.
        return None
    failed = stage in ("failed", "canceled")
    prompt = body.get("prompt")
    return Sight(
        upstream_id=upstream_id,
        stage=stage,
        url=_url(body) if stage == "succeeded" else "",
        code=shown(code) if failed else "",
        message=shown(first_text(body, ("err_msg", "err_message", "message"))) if failed else "",
        progress=percent(body.get("progress")),
        created_at=moment(body.get("created_at")),
        model=as_text(body.get("model")),
        prompt=prompt if isinstance(prompt, str) else None,
        marker=as_text(body.get("payload")),
    )


def _url(body: JSONObject) -> str:
    """The clip's URL. `watermarked_url` is there for clips without a mark, too, so it never counts."""
    url = first_text(body, ("creations.0.url",))
    return url if url.startswith(("http://", "https://")) else ""
