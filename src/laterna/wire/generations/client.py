"""The client face of `/v1/video/generations`. Sections are those of the contract `v1-video-generations`.

Create (`POST /v1/video/generations`, JSON):

| field | our field | source |
|---|---|---|
| `model` | `Order.model` | 3.1 |
| `prompt` | `prompt`; never empty on this wire | 3.1, 3.6 |
| `duration` | `duration`, a number | 3.1 |
| `image`, `last_image` | `inputs.first_frame`, `inputs.last_frame`; new-api: `images` | 3.1, 3.5 |
| `reference_image_urls` | `inputs.references`; new-api: `images` | 3.1, 3.5 |
| `aspect_ratio` | `aspect_ratio`, unless the picture decides | 3.1 |
| `size` | `width x height`, unless the model's name carries the resolution | 3.4, 3.5 |
| `extra_body` | the rest; `metadata` for new-api, which knows no `extra_body` | 3.2, 3.5 |
| … `.seed`, `.audio`, `.bgm` | the same; seed 0 would be drawn anew, so it cannot be said | 3.2 |
| … `.resolution`, `.off_peak`, `.watermark`, `.wm_position`, `.style` | the same, where asked for | 9 |
| … `.movement_amplitude`, `.negative_prompt`, `.shot_type` | the same, where asked for | 9 |
| … `.prompt_extend`, `.audio_url`, `.fps` | the same, where asked for | 9 |
| … `.payload`, `.callback_url` | `Order.marker`, `Order.callback_url` (another Laterna) | 7, 9 |
| header `Idempotency-Key` | `Order.marker`; for another Laterna | |

Answers: the id is `task_id`, else `id`, else `data` (4); queries are read by `laterna.wire.jobs` in each of the four
shapes of 5.1; `task_not_exist`, with 400 or 404, is `gone` (6). Only another Laterna can stop a task on this path.
"""

from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from laterna.catalog import Catalog
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.client import Answer, Call, Listing, Order, Reception, Sight
from laterna.wire.fidelity import Aim, aim, prove, read_back, shape
from laterna.wire.generations.decode import decode_create
from laterna.wire.generations.schema import WIRE
from laterna.wire.jobs import content_path, looked_at
from laterna.wire.openai.decode import decode_object
from laterna.wire.reception import received
from laterna.wire.replies import first_id

_BASE = "/v1/video/generations"
_IDS = ("task_id", "id", "data.task_id", "data.id", "data")
_SCHEMES = ("http://", "https://", "data:")
"""What the inputs' URLs may begin with."""


class GenerationsFace:
    """Gateways seen from the client's side; see `laterna.wire.client.ClientFace`.

    `server` is "" for the gateway of the contract, "new-api", or "laterna".
    """

    wire = WIRE
    lists = False
    takes_data_urls = True

    def __init__(self, catalog: Catalog, server: str = "") -> None:
        self._catalog = catalog
        self._extras = "metadata" if server == "new-api" else "extra_body"
        self.cancels = server == "laterna"
        self.calls_back = server == "laterna"

    def authorization(self, key: str) -> tuple[tuple[str, str], ...]:
        """`Bearer` (2)."""
        return (("Authorization", f"Bearer {key}"),) if key else ()

    def create(self, order: Order) -> Call:
        """The call that makes a task. Raises Untranslatable."""
        target = aim(order, WIRE, self._catalog, schemes=_SCHEMES)
        fields = self._fields(target)
        body = msgspec.json.encode(fields)
        prove(target, read_back(order, lambda: _said(body)))
        headers = (("Content-Type", "application/json"), ("Idempotency-Key", order.marker))
        return Call(method="POST", path=_BASE, headers=headers, body=body)

    def received(self, answer: Answer) -> Reception:
        """What the answer to a create means (4, 6)."""
        return received(answer, lambda body: first_id(body, _IDS))

    def query(self, upstream_id: str) -> Call:
        """The call that asks for one task (1)."""
        return Call(method="GET", path=f"{_BASE}/{quote(upstream_id, safe='')}")

    def seen(self, answer: Answer, upstream_id: str) -> Sight | None:
        """What the answer to a query says, in each of the four shapes (5.1); None for a missed poll."""
        sight = looked_at(answer, upstream_id)
        if sight is None or sight.stage != "succeeded" or sight.url:
            return sight
        # The gateway hands out the clip itself (1).
        return msgspec.structs.replace(sight, url=content_path(quote(upstream_id, safe="")))

    def page(self, since: int, until: int, after: str = "") -> Call:
        """This wire has no list (1); `lists` says so, and the call made here finds nothing."""
        return Call(method="GET", path=_BASE)

    def listed(self, answer: Answer) -> Listing | None:
        """None: this wire has no list (1)."""
        return None

    def cancel(self, upstream_id: str) -> Call:
        """The call that stops a task at another Laterna (1)."""
        return Call(method="DELETE", path=f"{_BASE}/{quote(upstream_id, safe='')}")

    def canceled(self, answer: Answer) -> bool:
        """True when the answer shows the task canceled."""
        sight = looked_at(answer, "") if answer.status == 200 else None
        return sight is not None and sight.stage == "canceled"

    def _fields(self, target: Aim) -> dict[str, JSON]:
        order, request = target.order, target.order.request
        extras = _extras(target)
        fields: dict[str, JSON] = {
            "model": order.model,
            "prompt": request.prompt,
            "duration": request.duration,
        }
        fields.update(self._pictures(target))
        wanted = shape(target)
        if wanted.size is None or (wanted.tier and target.card is not None and not target.takes("size")):
            if target.takes("resolution"):
                extras["resolution"] = wanted.tier
        else:
            fields["size"] = wanted.size.text("x")
        if wanted.ratio and target.takes("aspect_ratio"):
            fields["aspect_ratio"] = wanted.ratio
        if self.calls_back and order.callback_url:
            extras["callback_url"] = order.callback_url
        extras["payload"] = order.marker
        fields[self._extras] = extras
        return fields

    def _pictures(self, target: Aim) -> dict[str, JSON]:
        inputs = target.order.request.inputs
        frames = [url for url in (inputs.first_frame, inputs.last_frame) if url]
        if self._extras == "metadata":
            images = [*frames, *inputs.references]
            return {"images": list[JSON](images)} if images else {}
        named: dict[str, JSON] = dict(zip(("image", "last_image"), frames, strict=False))
        if inputs.references:
            named["reference_image_urls"] = list[JSON](inputs.references)
        return named


def _extras(target: Aim) -> dict[str, JSON]:
    request = target.order.request
    extras: dict[str, JSON] = {"seed": request.seed}
    if target.sound() and not request.inputs.audio:
        extras["audio"] = request.audio
    asked: tuple[tuple[str, JSON], ...] = (
        ("bgm", request.bgm),
        ("off_peak", request.off_peak and target.takes("off_peak")),
        ("style", request.style),
        ("negative_prompt", request.negative_prompt),
        ("audio_url", request.inputs.audio),
        ("prompt_extend", request.prompt_extend),
    )
    extras.update({name: value for name, value in asked if value})
    if target.card is not None and target.takes("prompt_extend"):
        extras["prompt_extend"] = request.prompt_extend
    if request.movement_amplitude != "auto":
        extras["movement_amplitude"] = request.movement_amplitude
    if request.shot_type != "single":
        extras["shot_type"] = request.shot_type
    if request.watermark is not None:
        extras["watermark"], extras["wm_position"] = True, request.watermark.position
    if target.fps_matters or (target.card is not None and target.takes("fps")):
        extras["fps"] = request.fps
    return extras


def _said(body: bytes) -> Mapping[str, JSON]:
    """The parameters that the gateway will find in the body, by our own reading of it."""
    fields: JSONObject = decode_object(body)
    return decode_create(fields).parameters
