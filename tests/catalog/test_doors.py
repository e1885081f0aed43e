"""Models asked for at a door that is not their own."""

import pytest

from laterna.catalog import VideoRequest, adapted, resolve, size_text
from laterna.errors import ParameterError
from laterna.jsontypes import JSON

from .helpers import DRAWN, card, catalog


def through(door: str, name: str, **parameters: JSON) -> VideoRequest:
    return resolve(card(name), adapted(card(name), {"prompt": "x"} | parameters, door), lambda: DRAWN)


@pytest.mark.parametrize("name", [card.name for card in catalog().cards if "text" in card.modes])
def test_a_prompt_alone_is_enough_for_every_model_at_v1_videos(name: str) -> None:
    assert through("openai", name).model == name


@pytest.mark.parametrize(
    ("name", "parameters", "size", "tier"),
    [
        ("viduq3-pro", {"size": "1280x720"}, "1280*720", "720p"),
        ("viduq3-pro", {"size": "720x1280"}, "720*1280", "720p"),
        ("viduq3-pro", {"size": "1024x1792"}, "1080*1920", "1080p"),
        ("viduq3-pro", {"size": "512x512"}, "540*540", "540p"),
        ("viduq3-pro", {"size": "540p"}, "960*540", "540p"),
        ("viduq3p-540p", {"size": "1920x1080"}, "960*540", "540p"),
        ("wan2.6-t2v", {"size": "1280x720"}, "1280*720", "720P"),
        ("wan2.5-t2v-preview", {"resolution": "480p", "aspect_ratio": "9:16"}, "480*832", "480P"),
        ("wan2.5-t2v-preview", {"size": "480p"}, "832*480", "480P"),
        ("pixverse/pixverse-v5.6-t2v", {"aspect_ratio": "1:1"}, "1280*1280", "720P"),
        ("vidu/viduq3-pro_text2video", {"resolution": "1080p", "aspect_ratio": "4:3"}, "1674*1238", "1080P"),
        ("vidu/viduq3-pro_text2video", {"size": "540p"}, "960*528", "540P"),
        ("sora-2", {"size": "1280x720"}, "1280*720", "720p"),
        ("animatic", {"size": "640x640"}, "640*640", "640p"),
        ("animatic", {"size": "1080p", "aspect_ratio": "9:16"}, "1080*1920", "1080p"),
    ],
)
def test_sizes_are_put_into_the_words_of_the_card(
    name: str, parameters: dict[str, JSON], size: str, tier: str
) -> None:
    request = through("openai", name, **parameters)
    assert (size_text(request), request.tier) == (size, tier)


def test_forms_send_everything_as_text() -> None:
    request = through("openai", "wan2.6-t2v", duration="10", seed="7", audio="false", watermark="True")
    assert (request.duration, request.seed, request.audio) == (10, 7, False)
    assert request.watermark is not None
    own = through("openai", "sora-2", duration="8", audio="0", watermark="true")
    assert (own.duration, own.audio) == (8, False)


def test_seed_zero_means_random_where_the_door_says_so() -> None:
    assert through("openai", "wan2.6-t2v", seed="0").seed == DRAWN
    assert through("vidu", "animatic", seed=0).seed == DRAWN
    assert through("dashscope", "animatic", seed=0).seed == 0


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"resolution": "4K"}, "resolution"),
        ({"aspect_ratio": "9:99"}, "aspect_ratio"),
        ({"resolution": "480P", "aspect_ratio": "4:3"}, "aspect_ratio"),
        ({"resolution": 7}, "resolution"),
        ({"size": "100x100"}, "size"),
        ({"duration": "soon"}, "duration"),
        ({"audio": "loud"}, "audio"),
    ],
)
def test_what_cannot_be_translated_is_refused_by_name(parameters: dict[str, JSON], field: str) -> None:
    with pytest.raises(ParameterError) as caught:
        through("openai", "wan2.5-t2v-preview", **parameters)
    assert caught.value.field == field


@pytest.mark.parametrize("value", ["banana", "0x720", "720", 720, ["720x1280"], True])
def test_a_size_that_is_none_is_refused(value: JSON) -> None:
    with pytest.raises(ParameterError) as caught:
        through("openai", "viduq3-pro", size=value)
    assert caught.value.field == ("resolution" if value == "720" else "size")


def test_false_is_no_seed() -> None:
    with pytest.raises(ParameterError, match="seed is false"):
        through("openai", "wan2.6-t2v", seed=False)


def test_dashscopes_numbers_stay_strict_at_its_own_door() -> None:
    with pytest.raises(ParameterError, match='duration is "5"'):
        through("dashscope", "wan2.6-t2v", duration="5")
    with pytest.raises(ParameterError, match='audio is "true"'):
        through("vidu", "viduq3-pro", audio="true")
