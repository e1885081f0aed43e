"""Every length with every tier and every aspect ratio of every card, inside and outside, one by one."""

import pytest

from laterna.catalog import Limits, Mode, ModelCard, resolve
from laterna.errors import ParameterError
from laterna.jsontypes import JSON

from .helpers import DRAWN, card, catalog

SPACES = [(one.name, mode) for one in catalog().cards for mode in one.modes]
LENGTHS = range(-1, 32)
TIERS = ("360p", "480p", "540p", "720p", "1024p", "1080p", "2160p")
RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "4:7", "7:4", "5:4")

INPUTS: dict[Mode, dict[str, JSON]] = {
    "text": {},
    "image": {"image": "https://a/1.png"},
    "frames": {"image": "https://a/1.png", "last_image": "https://a/2.png"},
    "reference": {"reference_images": ["https://a/1.png"]},
}


def expected(limits: Limits, duration: int, tier: str, ratio: str) -> str:
    """The field that is refused first, or an empty text."""
    if duration not in limits.durations:
        return "duration"
    published = {name.casefold(): name for name in limits.tiers_at(duration)}.get(tier)
    if published is None:
        return "resolution"
    if ratio not in limits.sizes[published]:
        return "aspect_ratio"
    return "" if duration in limits.durations_at(published) else "duration"


def outcome(one: ModelCard, mode: Mode, **shape: JSON) -> tuple[str, tuple[int, int]]:
    """The refused field, or the pixels."""
    try:
        request = resolve(one, {"prompt": "x"} | INPUTS[mode] | shape, lambda: DRAWN)
    except ParameterError as error:
        return error.field or "", (0, 0)
    return "", (request.width, request.height)


@pytest.mark.parametrize(
    ("name", "mode"), [(n, m) for n, m in SPACES if {"resolution", "aspect_ratio"} <= card(n).takes]
)
def test_every_length_tier_and_ratio(name: str, mode: Mode) -> None:
    one, limits = card(name), card(name).modes[mode]
    for duration in LENGTHS:
        for tier in TIERS:
            for ratio in RATIOS:
                field = expected(limits, duration, tier, ratio)
                shape: dict[str, JSON] = {"duration": duration, "resolution": tier, "aspect_ratio": ratio}
                found, pixels = outcome(one, mode, **shape)
                assert found == field, shape
                if not field:
                    size = limits.sizes[next(t for t in limits.tiers if t.casefold() == tier)][ratio]
                    assert pixels == (size.width, size.height), shape


@pytest.mark.parametrize("name", [one.name for one in catalog().cards if "size" in one.takes])
def test_every_length_and_size(name: str) -> None:
    one, limits = card(name), card(name).modes["text"]
    shrunk = {(s.size, s.duration): s.becomes for s in limits.substitutions}
    everyone = {size for other in catalog().cards for found in other.modes.values() for size in found.by_size}
    for size in everyone:
        free = limits.free_size is not None and limits.free_size.takes(size)
        tier = limits.by_size.get(size, ("", ""))[0]
        for duration in LENGTHS:
            found, pixels = outcome(one, "text", duration=duration, size=size.text())
            if duration not in limits.durations:
                assert found == "duration"
            elif not tier and not free:
                assert found == "size"
            elif duration not in limits.durations_at(tier):
                assert found == "duration"
            else:
                shown = shrunk.get((size, duration), size)
                assert (found, pixels) == ("", (shown.width, shown.height))
