"""Length, tier, aspect ratio and pixels of a clip: they depend on each other."""

import math
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from laterna.catalog.card import Limits, ModelCard
from laterna.catalog.parameters import Reader
from laterna.catalog.ranges import range_text
from laterna.catalog.request import VideoRequest
from laterna.catalog.sizes import Size, parse_size

PICTURE_DECIDES = "auto"
"""The aspect ratio of a request whose shape follows the picture that came with it."""


class Shape(Struct, frozen=True):
    """Seconds, tier, aspect ratio and size of a clip."""

    duration: int
    tier: str
    ratio: str
    size: Size


def read_shape(reader: Reader, limits: Limits) -> Shape:
    """Reads duration, size, resolution and aspect ratio. The size wins over resolution and aspect ratio."""
    duration = _duration(reader, limits)
    by_tier = _by_tier(reader, limits, duration)
    shape = _by_size(reader, limits, duration) or by_tier
    allowed = limits.durations_at(shape.tier)
    if duration not in allowed:
        reader.refuse("duration", duration, range_text(allowed), f" at {shape.tier}")
        kept = limits.default_duration if limits.default_duration in allowed else allowed[0]
        shape = Shape(kept, shape.tier, shape.ratio, shape.size)
    for substitution in limits.substitutions:
        if (shape.size, shape.duration) == (substitution.size, substitution.duration):
            return Shape(shape.duration, shape.tier, shape.ratio, substitution.becomes)
    return shape


def follow_picture(card: ModelCard, request: VideoRequest, picture: Size) -> VideoRequest:
    """The request in the shape nearest to `picture` (its pixels, as decoded) that its tier offers.

    Requests with an aspect ratio other than `auto` come back as they are.
    """
    if request.aspect_ratio != PICTURE_DECIDES:
        return request
    sizes = card.modes[request.mode].sizes[request.tier]
    ratio = nearest_ratio(sizes, picture)
    return msgspec.structs.replace(
        request, aspect_ratio=ratio, width=sizes[ratio].width, height=sizes[ratio].height
    )


def nearest_ratio(sizes: Mapping[str, Size], size: Size) -> str:
    """The aspect ratio among `sizes` that is nearest to that of `size`, by proportion."""
    slope = math.log(size.width / size.height)
    return min(sizes, key=lambda ratio: abs(math.log(sizes[ratio].width / sizes[ratio].height) - slope))


def _duration(reader: Reader, limits: Limits) -> int:
    allowed = limits.durations
    return reader.integer("duration", allowed.__contains__, range_text(allowed), limits.default_duration)


def _by_tier(reader: Reader, limits: Limits, duration: int) -> Shape:
    tiers = limits.tiers_at(duration)
    where = f" at {duration} seconds" if tiers != limits.tiers else ""
    tier = reader.word("resolution", tiers, limits.tier_at(duration), where)
    sizes = limits.sizes[tier]
    usual = limits.default_ratio if limits.default_ratio in sizes else next(iter(sizes))
    where = f" at {tier}" if tuple(sizes) != limits.ratios else ""
    ratios = (*sizes, PICTURE_DECIDES) if limits.picture_decides else tuple(sizes)
    none = PICTURE_DECIDES if limits.picture_decides else usual
    ratio = reader.word("aspect_ratio", ratios, none, where)
    return Shape(duration, tier, ratio, sizes[usual if ratio == PICTURE_DECIDES else ratio])


def _by_size(reader: Reader, limits: Limits, duration: int) -> Shape | None:
    value = reader.raw("size")
    if value is None:
        return None
    size = parse_size(value) if isinstance(value, str) else None
    if size is not None:
        tier, ratio = limits.by_size.get(size, ("", ""))
        if tier in limits.tiers_at(duration):
            return Shape(duration, tier, ratio, size)
        if limits.free_size and limits.free_size.takes(size):
            return Shape(duration, f"{min(size.width, size.height)}p", size.ratio, size)
    allowed = str(limits.free_size) if limits.free_size else ", ".join(s.text() for s in limits.by_size)
    reader.refuse("size", value, allowed)
    return None
