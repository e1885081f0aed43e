"""The proof that a request survives its translation: what the upstream will understand is what was asked for.

A client face writes a body, reads it back through the wire's own server face, and hands the parameters found there
to `prove`. Where the catalogue has a card of the upstream's model, the parameters are resolved by it, just as the
upstream will do, and compared with the request field by field. Where it has none, everything that the request asks
for must be among the parameters.

What is not compared: the text of a watermark (each service has its own), `prompt_extend` (the upstream's way of
working, and said where the wire has it), names of tiers and of families, and frame rates that nobody asked for.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from laterna.catalog import Catalog, Limits, ModelCard, Size, VideoRequest, adapted, resolve
from laterna.catalog.card import SEED_LIMIT
from laterna.catalog.parameters import show, whole_number
from laterna.catalog.request import Mode
from laterna.catalog.shape import PICTURE_DECIDES
from laterna.catalog.sizes import parse_size
from laterna.errors import LaternaError, UnknownModel
from laterna.jsontypes import JSON
from laterna.wire.client import Order, Untranslatable

_LONGEST_VALUE = 200
_USUAL_STYLES = ("", "general")
_ZERO_IS_RANDOM = ("vidu", "generations", "openai")


class Shape(Struct, frozen=True):
    """Which size a request asks for, and what the upstream's model calls it; empty texts where it has no name.

    `size` is None when a given picture decides.
    """

    size: Size | None
    tier: str
    ratio: str


class Aim(Struct, frozen=True):
    """What is known about where an order goes: the wire, and the card of the upstream's model if there is one."""

    order: Order
    wire: str
    card: ModelCard | None
    fps_matters: bool

    @property
    def limits(self) -> Limits | None:
        """What the upstream's model takes in the order's mode; None when there is no card or no such mode."""
        return self.card.modes.get(self.order.request.mode) if self.card is not None else None

    def takes(self, name: str) -> bool:
        """Whether it makes sense to send a parameter; always so for a model that the catalogue does not know."""
        return self.card is None or name in self.card.takes

    def sound(self) -> bool:
        """Whether the model can be told to be silent or not."""
        limits = self.limits
        return self.takes("audio") and (limits is None or limits.sound != "none")


def aim(order: Order, wire: str, catalog: Catalog, *, schemes: tuple[str, ...]) -> Aim:
    """Where an order goes. Raises Untranslatable for inputs whose URL begins with none of `schemes`."""
    request = order.request
    for field, value in _inputs(request):
        for url in value if isinstance(value, tuple) else (value,):
            if url and not url.startswith(schemes):
                raise untranslatable(order, field, url[:60], "not be able to fetch it")
    source = _card(catalog, request.model)
    asked = source is not None and "fps" in source.takes and request.fps != source.default_fps
    return Aim(order, wire, _card(catalog, order.model), asked)


def shape(target: Aim) -> Shape:
    """The request's size in the words of the upstream's model; without a card, in those of the request."""
    request = target.order.request
    decides = request.aspect_ratio == PICTURE_DECIDES
    limits = target.limits
    if limits is None:
        size = None if decides else Size(request.width, request.height)
        return Shape(size, request.tier, "" if decides else request.aspect_ratio)
    if decides and limits.picture_decides:
        names = {tier.casefold(): tier for tier in limits.tiers}
        return Shape(None, names.get(request.tier.casefold(), request.tier), "")
    size = Size(request.width, request.height)
    for substitution in limits.substitutions:
        if substitution.becomes == size and substitution.duration == request.duration:
            size = size if size in limits.by_size else substitution.size
    return Shape(size, *limits.by_size.get(size, ("", "")))


def prove(
    target: Aim, said: Mapping[str, JSON], *, mode: Mode | None = None, unsaid: frozenset[str] = frozenset()
) -> None:
    """Raises Untranslatable for the first thing that the request asks for and that `said` does not bring about.

    `said` are the parameters as the upstream will read them, `mode` the mode if the path says it; fields of `unsaid`
    are not compared.
    """
    if target.card is None:
        _prove_said(target, said, unsaid)
        return
    order = target.order
    understood = _understood(target, target.card, said, mode)
    for field, meaning in _MEANINGS.items():
        if field in unsaid or (field == "fps" and not target.fps_matters):
            continue
        asked, instead = meaning(order.request), meaning(understood)
        if asked != instead:
            raise untranslatable(order, field, asked, f"take {_text(instead)}")
    _prove_shape(order, understood)


def read_back(order: Order, read: Callable[[], Mapping[str, JSON]]) -> Mapping[str, JSON]:
    """What `read` finds in a body that has just been written. Raises Untranslatable when the wire refuses it."""
    try:
        return read()
    except Untranslatable:
        raise
    except LaternaError as error:
        raise _refused(order, error) from error


def untranslatable(order: Order, field: str, value: JSON, instead: str) -> Untranslatable:
    """The error for a field that cannot be said; `instead` goes on the sentence "the upstream would …"."""
    message = f"{field} is {_text(value)}; as {order.model}, the upstream would {instead}."
    return Untranslatable(message, field=field, value=_cut(value))


def _cut(value: JSON) -> JSON:
    """A picture inside the request would make the error as heavy as the picture."""
    if isinstance(value, list):
        return [_cut(item) for item in value]
    return value[:_LONGEST_VALUE] if isinstance(value, str) else value


def _card(catalog: Catalog, name: str) -> ModelCard | None:
    try:
        return catalog.card(name)
    except UnknownModel:
        return None


def _understood(target: Aim, card: ModelCard, said: Mapping[str, JSON], mode: Mode | None) -> VideoRequest:
    order = target.order
    # A seed that the upstream would draw itself must differ from the one that was asked for.
    other = (order.request.seed % (SEED_LIMIT - 1)) + 1
    other = other + 1 if other == order.request.seed else other
    try:
        return resolve(card, adapted(card, said, target.wire, mode=mode), lambda: other, mode=mode)
    except LaternaError as error:
        raise _refused(order, error) from error


_MEANINGS: dict[str, Callable[[VideoRequest], JSON]] = {
    "prompt": lambda request: request.prompt,
    "negative_prompt": lambda request: request.negative_prompt,
    "image": lambda request: request.inputs.first_frame,
    "last_image": lambda request: request.inputs.last_frame,
    "reference_images": lambda request: list(request.inputs.references),
    "audio_url": lambda request: request.inputs.audio,
    "mode": lambda request: request.mode,
    "duration": lambda request: request.duration,
    "seed": lambda request: request.seed,
    "audio": lambda request: request.audio,
    "bgm": lambda request: request.bgm,
    "watermark": lambda request: request.watermark is not None,
    "watermark_position": lambda request: request.watermark.position if request.watermark else 3,
    "style": lambda request: "" if request.style in _USUAL_STYLES else request.style,
    "movement_amplitude": lambda request: request.movement_amplitude,
    "shot_type": lambda request: request.shot_type,
    "off_peak": lambda request: request.off_peak,
    "fps": lambda request: request.fps,
}


def _prove_shape(order: Order, understood: VideoRequest) -> None:
    request = order.request
    auto, instead_auto = (one.aspect_ratio == PICTURE_DECIDES for one in (request, understood))
    if auto and instead_auto:
        if request.tier.casefold() != understood.tier.casefold():
            raise untranslatable(order, "resolution", request.tier, f"take {_text(understood.tier)}")
        return
    if auto != instead_auto:
        ratio = understood.aspect_ratio
        instead = f"make {understood.width}*{understood.height}"
        if ratio == PICTURE_DECIDES:
            instead = "let the picture decide"
        raise untranslatable(order, "aspect_ratio", request.aspect_ratio, instead)
    if (request.width, request.height) != (understood.width, understood.height):
        size = Size(request.width, request.height).text()
        raise untranslatable(order, "size", size, f"make {understood.width}*{understood.height}")


def _demands(request: VideoRequest, *, fps: bool) -> dict[str, JSON]:
    """What a request asks for beyond the defaults that every upstream shares, by canonical name."""
    asked = {field: meaning(request) for field, meaning in _MEANINGS.items() if field != "mode"}
    needless: dict[str, JSON] = {"shot_type": "single", "movement_amplitude": "auto", "watermark_position": 3}
    wanted = {
        field: value
        for field, value in asked.items()
        if value not in ("", []) and value != needless.get(field) and (field != "fps" or fps)
    }
    for field in ("bgm", "watermark", "off_peak"):
        if wanted[field] is False:
            del wanted[field]
    if request.inputs.audio:
        del wanted["audio"]
    return wanted


def _prove_said(target: Aim, said: Mapping[str, JSON], unsaid: frozenset[str]) -> None:
    order, request = target.order, target.order.request
    if request.seed == 0 and target.wire in _ZERO_IS_RANDOM and "seed" not in unsaid:
        raise untranslatable(order, "seed", 0, "draw one")
    for field, value in _demands(request, fps=target.fps_matters).items():
        if field not in unsaid and not _same(value, said.get(field)):
            raise untranslatable(order, field, value, _instead(said.get(field)))
    if "size" not in unsaid:
        _prove_size_said(order, said)


def _prove_size_said(order: Order, said: Mapping[str, JSON]) -> None:
    request = order.request
    if request.aspect_ratio == PICTURE_DECIDES:
        tier = said.get("resolution")
        if said.get("size") is not None or not _same(request.tier.casefold(), _folded(tier)):
            raise untranslatable(order, "resolution", request.tier, _instead(tier))
        return
    size = said.get("size")
    if isinstance(size, str):
        if parse_size(size) != Size(request.width, request.height):
            raise untranslatable(order, "size", f"{request.width}*{request.height}", f"make {size}")
    elif not (said.get("resolution") and said.get("aspect_ratio") == request.aspect_ratio):
        raise untranslatable(order, "size", f"{request.width}*{request.height}", "choose a size of its own")


def _same(asked: JSON, said: JSON) -> bool:
    if isinstance(asked, bool):
        return said is asked or (isinstance(said, str) and said == ("true" if asked else "false"))
    if isinstance(asked, int):
        return whole_number(said, as_text=True) == asked
    return asked == said


def _folded(value: JSON) -> JSON:
    return value.casefold() if isinstance(value, str) else value


def _inputs(request: VideoRequest) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    inputs = request.inputs
    return (
        ("image", inputs.first_frame),
        ("last_image", inputs.last_frame),
        ("reference_images", inputs.references),
        ("audio_url", inputs.audio),
    )


def _instead(said: JSON) -> str:
    return "not know of it" if said is None else f"read {_text(said)}"


def _text(value: JSON) -> str:
    return "none" if value in ("", [], None) else show(value)


def _refused(order: Order, error: LaternaError) -> Untranslatable:
    field = error.field or "prompt"
    if field == "model":
        # Which model it is has been settled by the route; what it cannot do is the mode.
        return untranslatable(order, "mode", order.request.mode, f"refuse it: {error.message.rstrip('.')}")
    values = {**_demands(order.request, fps=True), "size": f"{order.request.width}*{order.request.height}"}
    return untranslatable(
        order, field, values.get(field, error.value), f"refuse it: {error.message.rstrip('.')}"
    )
