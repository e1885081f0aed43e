"""The whole space of every card: what is inside it works, one step outside is refused by name, and no JSON value
whatever does anything else."""

from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laterna.catalog import Limits, Mode, ModelCard, adapted, resolve, resolve_leniently
from laterna.catalog.card import SEED_LIMIT
from laterna.catalog.parameters import CANONICAL
from laterna.errors import ParameterError
from laterna.jsontypes import JSON

from .helpers import DRAWN, card, catalog

NAMES = [one.name for one in catalog().cards]
SPACES = [(one.name, mode) for one in catalog().cards for mode in one.modes]
Space = dict[str, JSON]

quick = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])

wild = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=30)
URL = st.just("https://example.com/a.png")


def optional(strategy: st.SearchStrategy[JSON]) -> st.SearchStrategy[JSON]:
    return st.none() | strategy


@st.composite
def valid(draw: st.DrawFn, one: ModelCard, mode: Mode) -> Space:
    """Parameters that the card takes in this mode."""
    limits = one.modes[mode]
    duration = draw(st.sampled_from(limits.durations))
    tier = draw(st.sampled_from(limits.tiers_at(duration)))
    if duration not in limits.durations_at(tier):
        duration = draw(st.sampled_from(limits.durations_at(tier)))
    values: Space = {"prompt": draw(texts), "duration": duration}
    values |= draw(shape(one, limits, tier))
    values |= draw(plain(one, limits))
    if mode in ("image", "frames"):
        values["image"] = draw(URL)
    if mode == "frames":
        values["last_image"] = draw(URL)
    if mode == "reference":
        values["reference_images"] = cast("JSON", draw(st.lists(URL, min_size=1, max_size=limits.references)))
    return values


@st.composite
def shape(draw: st.DrawFn, one: ModelCard, limits: Limits, tier: str) -> Space:
    """A size, or a resolution and an aspect ratio, of that tier."""
    ratio = draw(st.sampled_from(tuple(limits.sizes[tier])))
    if "size" not in one.takes or (
        draw(st.booleans()) and "size" not in one.required and "resolution" in one.takes
    ):
        return {"resolution": tier, "aspect_ratio": ratio}
    return {"size": limits.sizes[tier][ratio].text(draw(st.sampled_from("*x")))}


@st.composite
def plain(draw: st.DrawFn, one: ModelCard, limits: Limits) -> Space:
    """Parameters that depend on nothing else."""
    values: Space = {
        "negative_prompt": draw(optional(texts)),
        "seed": draw(optional(st.integers(0, SEED_LIMIT))),
        "fps": draw(optional(st.sampled_from(one.fps))),
        "audio_url": draw(optional(st.just("https://example.com/a.mp3"))),
        "watermark_position": draw(optional(st.integers(1, 4))),
        "movement_amplitude": draw(optional(st.sampled_from(["auto", "small", "medium", "large"]))),
        "style": draw(optional(st.sampled_from(one.styles or ("noir",)))),
        "shot_type": draw(optional(st.sampled_from(one.shot_types or ("single",)))),
    }
    for name in ("bgm", "watermark", "prompt_extend", "audio"):
        values[name] = draw(optional(st.booleans()))
    sounds = values["audio"] is not False or values["audio_url"] is not None
    may_wait = limits.off_peak == "yes" or (limits.off_peak == "silent" and not sounds)
    values["off_peak"] = draw(optional(st.booleans() if may_wait else st.just(False)))
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(("name", "mode"), SPACES)
@given(data=st.data())
@quick
def test_everything_inside_a_card_gives_a_request_inside_the_card(
    name: str, mode: Mode, data: st.DataObject
) -> None:
    one = card(name)
    limits = one.modes[mode]
    asked = data.draw(valid(one, mode))
    request = resolve(one, asked, lambda: DRAWN)
    assert (request.model, request.mode, request.family) == (name, mode, one.family)
    assert request.duration == asked["duration"]
    assert request.duration in limits.durations_at(request.tier)
    assert request.tier in limits.tiers_at(request.duration)
    assert request.fps in one.fps
    assert request.width % 2 == request.height % 2 == 0
    if "size" in asked and not limits.substitutions:
        assert str(asked["size"]).replace("x", "*") == f"{request.width}*{request.height}"
    if "resolution" in asked and "resolution" in one.takes:
        assert request.tier == asked["resolution"]
    if "aspect_ratio" in asked and "aspect_ratio" in one.takes and "size" not in asked:
        assert request.aspect_ratio == asked["aspect_ratio"]
    assert 0 <= request.seed <= SEED_LIMIT
    assert request.seed == (
        asked.get("seed") or (DRAWN if one.seed_zero_is_random or "seed" not in asked else 0)
    )
    assert len(request.prompt) <= one.prompt_limit
    assert limits.sound != "none" or not request.audio or request.inputs.audio
    assert one.price_of(request).amount_micro >= 0
    assert (one.price_of(request).amount_micro > 0) == bool(limits.rates)
    assert resolve(one, asked, lambda: DRAWN) == request


def outside(one: ModelCard, limits: Limits) -> dict[str, st.SearchStrategy[JSON]]:
    """For every parameter, values that no card of this kind takes."""
    no_text = st.booleans() | st.integers() | st.floats() | st.lists(st.integers(), min_size=1, max_size=2)
    no_flag = st.integers() | st.floats() | texts | st.lists(st.booleans(), min_size=1, max_size=1)
    no_number: st.SearchStrategy[JSON] = st.booleans() | st.floats(-100, 100).filter(
        lambda x: not x.is_integer()
    )

    def numbers(allowed: Callable[[int], bool]) -> st.SearchStrategy[JSON]:
        return no_number | st.integers().filter(lambda number: not allowed(number))

    words = no_text | texts
    sizes = {size.text() for size in limits.by_size}
    values: dict[str, st.SearchStrategy[JSON]] = {
        "prompt": no_text | st.just("   "),
        "negative_prompt": no_text,
        "size": no_text | st.just("7*7") | texts.filter(lambda text: text not in sizes),
        "resolution": no_text | st.just("8K"),
        "aspect_ratio": no_text | st.just("9:8"),
        "duration": numbers(limits.durations.__contains__),
        "fps": numbers(one.fps.__contains__),
        "seed": numbers(lambda number: 0 <= number <= SEED_LIMIT),
        "watermark_position": numbers(range(1, 5).__contains__),
        "audio_url": no_text | st.just("file:///etc/passwd"),
        "style": words.filter(lambda word: word not in one.styles) if one.styles else no_text,
        "movement_amplitude": no_text | st.just("huge"),
        "shot_type": no_text | st.just("triple"),
        "reference_images": no_text | st.just(["u"] * (limits.references + 1)),  # type: ignore[arg-type]
        "image": no_text,
        "last_image": no_text,
    }
    values |= dict.fromkeys(("bgm", "watermark", "prompt_extend", "audio", "off_peak"), no_flag)
    if limits.prompt_optional:
        values["prompt"] = no_text
    return values


@pytest.mark.parametrize(("name", "mode"), SPACES)
@given(data=st.data())
@quick
def test_one_step_outside_is_refused_by_name(name: str, mode: Mode, data: st.DataObject) -> None:
    one = card(name)
    limits = one.modes[mode]
    asked = data.draw(valid(one, mode))
    unread = {"audio"} if "audio_url" in asked and "audio_url" in one.takes else set()
    if mode not in ("image", "frames"):
        unread |= {"image", "last_image"}
    if mode != "frames":
        unread |= {"last_image"}
    if mode != "reference":
        unread |= {"reference_images"}
    field = data.draw(st.sampled_from(sorted(one.takes - unread)))
    bad = data.draw(outside(one, limits)[field])
    with pytest.raises(ParameterError) as caught:
        resolve(one, asked | {field: bad}, lambda: DRAWN, mode=mode)
    assert caught.value.field == field
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 700
    request, error = resolve_leniently(one, asked | {field: bad}, lambda: DRAWN, mode=mode)
    assert error is not None
    assert error.field == field
    assert request.duration in limits.durations_at(request.tier)


@pytest.mark.parametrize("name", NAMES)
@given(
    parameters=st.dictionaries(st.sampled_from(CANONICAL), wild),
    door=st.sampled_from(["dashscope", "vidu", "openai"]),
)
@quick
def test_no_json_value_does_anything_else(name: str, parameters: Space, door: str) -> None:
    one = card(name)
    request, _ = resolve_leniently(one, parameters, lambda: DRAWN)
    assert request.model == name
    assert one.price_of(request).amount_micro >= 0
    try:
        resolve(one, adapted(one, parameters, door), lambda: DRAWN)  # type: ignore[arg-type]
    except ParameterError as error:
        assert error.field in (*CANONICAL, "model")
