"""A door's habits, put into the words that the card of the model knows.

A Vidu model asked for at `/v1/videos` gets `size = "1280x720"`, a Wan model gets `resolution` and `aspect_ratio`,
and forms send every number as text. After `adapted`, `resolve` needs to know nothing of that.
"""

import re

from laterna.catalog.card import Limits, ModelCard
from laterna.catalog.modes import read_mode
from laterna.catalog.parameters import Parameters, Reader, whole_number
from laterna.catalog.request import Mode
from laterna.catalog.shape import nearest_ratio
from laterna.catalog.sizes import Size, parse_size
from laterna.errors import ParameterError
from laterna.jsontypes import JSON

INTEGERS = ("duration", "fps", "seed", "watermark_position")
FLAGS = ("audio", "bgm", "watermark", "prompt_extend", "off_peak")

_FORM_DOORS = ("generations", "openai")
_ZERO_IS_RANDOM = ("vidu", "generations", "openai")
_FLAG_TEXTS: dict[str, bool] = {"true": True, "1": True, "false": False, "0": False}
_TIER = re.compile(r"\s*\d{1,4}[pPkK]?\s*", re.ASCII)


def adapted(card: ModelCard, parameters: Parameters, door: str, *, mode: Mode | None = None) -> Parameters:
    """The parameters as `card` takes them, for a request that came in at `door`, the name of a wire.

    At doors that take forms, texts become booleans, and at all but DashScope's, whose JSON is typed, texts become
    numbers. Seed 0 becomes "random" where the door means that. For a model of another door, sizes become the nearest
    resolution and aspect ratio or the other way round, and what the card requires but the door does not gets the
    card's default. Raises ParameterError for a size that is none, for a resolution or an aspect ratio that
    the card has no size for, and, at doors that take forms, for a frame that goes to a model of text alone.
    """
    asked = dict(parameters)
    if door in _FORM_DOORS:
        _refuse_pictures(card, asked)
    if door != "dashscope":
        _retype(asked, flags=door in _FORM_DOORS)
    if door in _ZERO_IS_RANDOM and whole_number(asked.get("seed"), as_text=False) == 0:
        asked["seed"] = None
    if door == card.wire:
        return asked
    limits = card.modes[read_mode(Reader(card, asked), mode)]
    if "size" in card.takes:
        _to_size(card, limits, asked)
    else:
        _to_tier(card, limits, asked)
    if "duration" in card.required and asked.get("duration") is None:
        asked["duration"] = limits.default_duration
    return asked


def _refuse_pictures(card: ModelCard, asked: Parameters) -> None:
    """A clip that opens on nothing of what was sent would be a surprise, and is paid for all the same."""
    if tuple(card.modes) != ("text",):
        return
    for field in ("image", "last_image"):
        if asked.get(field) not in (None, "") and field not in card.takes:
            raise _refused(card, field, asked[field], "no pictures")


def _retype(asked: dict[str, JSON], *, flags: bool) -> None:
    for field in INTEGERS:
        value = asked.get(field)
        number = whole_number(value, as_text=True)
        asked[field] = value if number is None else number
    for field in FLAGS if flags else ():
        value = asked.get(field)
        asked[field] = _FLAG_TEXTS.get(value.casefold(), value) if isinstance(value, str) else value


def _to_tier(card: ModelCard, limits: Limits, asked: dict[str, JSON]) -> None:
    """Size to resolution and aspect ratio: the nearest of each. `720p` as a size is a resolution."""
    value = asked.pop("size", None)
    if value in (None, ""):
        return
    size = parse_size(value) if isinstance(value, str) else None
    if size is not None and size.width and size.height:
        tier = min(
            limits.tiers, key=lambda tier: abs(_short_side(limits, tier) - min(size.width, size.height))
        )
        asked["resolution"], asked["aspect_ratio"] = tier, nearest_ratio(limits.sizes[tier], size)
    elif isinstance(value, str) and _TIER.fullmatch(value):
        asked["resolution"] = value
    else:
        raise _refused(card, "size", value, "WIDTHxHEIGHT in pixels, such as 1280x720")


def _short_side(limits: Limits, tier: str) -> int:
    size = next(iter(limits.sizes[tier].values()))
    return min(size.width, size.height)


def _to_size(card: ModelCard, limits: Limits, asked: dict[str, JSON]) -> None:
    """Resolution and aspect ratio to a size, for cards that know sizes only; a tier's name as size, too."""
    text = asked.get("size")
    if isinstance(text, str) and _TIER.fullmatch(text):
        asked["resolution"], asked["size"] = text, None
    shapeless = asked.get("resolution") in (None, "") and asked.get("aspect_ratio") in (None, "")
    knows_tiers = {"resolution", "aspect_ratio"} <= card.takes
    if asked.get("size") not in (None, "") or knows_tiers or (shapeless and "size" not in card.required):
        return
    asked["size"] = _published(card, limits, asked).text()


def _published(card: ModelCard, limits: Limits, asked: dict[str, JSON]) -> Size:
    tier = _named(card, "resolution", asked.get("resolution"), limits.tiers, limits.default_tier)
    ratios = tuple(limits.sizes[tier])
    usual = limits.default_ratio if limits.default_ratio in ratios else ratios[0]
    return limits.sizes[tier][_named(card, "aspect_ratio", asked.get("aspect_ratio"), ratios, usual)]


def _named(card: ModelCard, field: str, value: JSON, names: tuple[str, ...], default: str) -> str:
    if value in (None, ""):
        return default
    for name in names:
        if isinstance(value, str) and name.casefold() == value.strip().casefold():
            return name
    raise _refused(card, field, value, ", ".join(names))


def _refused(card: ModelCard, field: str, value: JSON, allowed: str) -> ParameterError:
    reader = Reader(card, {})
    reader.refuse(field, value, allowed)
    return reader.problems[0]
