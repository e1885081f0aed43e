"""The facts of the cards, against the contracts' tables."""

import re

import pytest

from laterna.catalog import size_text
from laterna.errors import UnknownModel

from .helpers import ask, card, catalog

# Every model name that the seed documents print.
SEED_NAMES = (
    "vidu/viduq3-turbo_text2video", "vidu/viduq3-pro_text2video", "vidu/viduq2_text2video",
    "viduq1", "vidu1.5",
    "pixverse/pixverse-v5.6-t2v",
    "wan2.6-t2v", "wan2.5-t2v-preview",
    "viduq3p-540p", "viduq3p-720p", "viduq3p-1080p", "viduq3t-540p", "viduq3t-720p", "viduq3t-1080p",
    "viduq3p-1080p-offpeak", "viduq3p-mix-720p",
)  # fmt: skip
CONTRACT_NAMES = (
    "pixverse/pixverse-v6-t2v", "pixverse/pixverse-c1-t2v",
    "wan2.6-t2v-us", "wan2.2-t2v-plus", "wanx2.1-t2v-turbo", "wanx2.1-t2v-plus", "wan2.1-t2v-turbo",
    "wan2.1-t2v-plus",
    "viduq3-pro", "viduq3-turbo", "viduq3-pro-fast", "viduq3", "viduq3-mix", "viduq2", "viduq2-pro", "viduq2-turbo",
    "viduq2-pro-fast", "viduq1-classic", "vidu2.0",
    "viduq3p-mix-1080p", "sora-2", "sora-2-pro", "animatic",
)  # fmt: skip


@pytest.mark.parametrize("name", SEED_NAMES + CONTRACT_NAMES)
def test_the_documents_models_exist(name: str) -> None:
    assert card(name).name == name


def test_the_gateway_answers_to_its_whole_grammar_and_nothing_beyond() -> None:
    grammar = {
        f"viduq3{p}-{tier}{end}"
        for p in "pt"
        for tier in ("540p", "720p", "1080p")
        for end in ("", "-offpeak")
    }
    names = {one.name for one in catalog().cards if re.match("viduq3[pt]-", one.name)}
    assert names == grammar | {"viduq3p-mix-720p", "viduq3p-mix-1080p"}


def test_an_unknown_model_is_named_together_with_the_nearest() -> None:
    with pytest.raises(UnknownModel, match=r"'wan2\.6-t2w'.*wan2\.6-t2v") as caught:
        catalog().card("wan2.6-t2w")
    assert (caught.value.field, caught.value.value) == ("model", "wan2.6-t2w")


SIZES = {
    "vidu/viduq3-pro_text2video": "960*528 528*960 720*720 816*608 608*816 1280*720 720*1280 960*960 1104*816 816*1104"
    " 1920*1080 1080*1920 1440*1440 1674*1238 1238*1674",
    "pixverse/pixverse-v5.6-t2v": "640*360 640*480 640*640 480*640 360*640 1024*576 1024*768 1024*1024 768*1024"
    " 576*1024 1280*720 1280*960 1280*1280 960*1280 720*1280 1920*1080 1920*1440 1808*1808 1440*1920 1080*1920",
    "wan2.5-t2v-preview": "832*480 480*832 624*624 1280*720 720*1280 960*960 1088*832 832*1088"
    " 1920*1080 1080*1920 1440*1440 1632*1248 1248*1632",
    "wan2.2-t2v-plus": "1080*1920 1920*1080 1440*1440 1632*1248 1248*1632 480*832 832*480 624*624",
    "sora-2": "720*1280 1280*720",
    "sora-2-pro": "720*1280 1280*720 1024*1792 1792*1024 1080*1920 1920*1080",
}


@pytest.mark.parametrize("name", SIZES)
def test_published_sizes_are_all_taken_and_no_others(name: str) -> None:
    published = SIZES[name].split()
    assert {size.text() for size in card(name).modes["text"].by_size} == set(published)
    for text in published:
        assert size_text(ask(name, size=text)) == text


@pytest.mark.parametrize(
    ("name", "parameters", "size", "tier", "ratio"),
    [
        ("vidu/viduq3-turbo_text2video", {}, "1280*720", "720P", "16:9"),
        ("vidu/viduq3-turbo_text2video", {"resolution": "540P"}, "960*528", "540P", "16:9"),
        ("vidu/viduq3-turbo_text2video", {"resolution": "1080P"}, "1920*1080", "1080P", "16:9"),
        (
            "vidu/viduq3-turbo_text2video",
            {"size": "960*528", "resolution": "1080P"},
            "960*528",
            "540P",
            "16:9",
        ),
        ("wan2.6-t2v", {}, "1920*1080", "1080P", "16:9"),
        ("wan2.5-t2v-preview", {"size": "832*480"}, "832*480", "480P", "16:9"),
        ("wanx2.1-t2v-turbo", {}, "1280*720", "720P", "16:9"),
        ("viduq3-pro", {}, "1280*720", "720p", "16:9"),
        ("viduq3-pro", {"resolution": "1080p", "aspect_ratio": "3:4"}, "1080*1440", "1080p", "3:4"),
        ("viduq1", {}, "1920*1080", "1080p", "16:9"),
        ("vidu1.5", {}, "640*360", "360p", "16:9"),
        ("vidu1.5", {"duration": 8}, "1280*720", "720p", "16:9"),
        ("viduq3t-540p", {"aspect_ratio": "1:1"}, "540*540", "540p", "1:1"),
        ("sora-2", {}, "720*1280", "720p", "9:16"),
        ("animatic", {}, "1280*720", "720p", "16:9"),
        ("animatic", {"size": "998x1002"}, "998*1002", "998p", "499:501"),
    ],
)
def test_size_resolution_and_ratio_decide_the_pixels(
    name: str, parameters: dict[str, str], size: str, tier: str, ratio: str
) -> None:
    request = ask(name, **parameters)
    assert (size_text(request), request.tier, request.aspect_ratio) == (size, tier, ratio)


@pytest.mark.parametrize(
    ("name", "default", "durations"),
    [
        ("vidu/viduq3-pro_text2video", 5, range(1, 17)),
        ("vidu/viduq2_text2video", 5, range(1, 11)),
        ("pixverse/pixverse-v5.6-t2v", 5, (5, 8, 10)),
        ("pixverse/pixverse-v6-t2v", 5, range(1, 16)),
        ("wan2.6-t2v", 5, range(2, 16)),
        ("wan2.6-t2v-us", 5, (5, 10)),
        ("wan2.5-t2v-preview", 5, (5, 10)),
        ("wan2.2-t2v-plus", 5, (5,)),
        ("wanx2.1-t2v-plus", 5, (5,)),
        ("viduq1", 5, (5,)),
        ("vidu1.5", 4, (4, 8)),
        ("viduq2", 5, range(1, 11)),
        ("viduq3p-720p", 5, range(1, 17)),
        ("viduq3p-mix-720p", 5, range(1, 17)),
        ("sora-2", 4, (*range(1, 17), 20)),
        ("animatic", 5, range(1, 17)),
    ],
)
def test_lengths(name: str, default: int, durations: range) -> None:
    limits = next(iter(card(name).modes.values()))
    assert (limits.default_duration, limits.durations) == (default, tuple(durations))


@pytest.mark.parametrize(
    ("name", "mode", "durations", "tiers"),
    [
        ("viduq3-pro", "image", "1-16", "540p 720p 1080p"),
        ("viduq3-pro", "frames", "1-16", "540p 720p 1080p"),
        ("viduq3-pro-fast", "image", "1-16", "720p 1080p"),
        ("viduq2-pro", "image", "1-10", "540p 720p 1080p"),
        ("viduq2-pro", "frames", "1-8", "540p 720p 1080p"),
        ("viduq2-pro-fast", "frames", "1-8", "720p 1080p"),
        ("viduq1-classic", "image", "5-5", "1080p"),
        ("vidu2.0", "image", "4-8", "360p 720p 1080p"),
        ("vidu2.0", "reference", "4-4", "360p 720p"),
        ("viduq3-turbo", "text", "1-16", "540p 720p 1080p"),
        ("viduq3-turbo", "reference", "3-16", "540p 720p 1080p"),
        ("viduq3", "reference", "3-16", "540p 720p 1080p"),
        ("viduq3-mix", "reference", "1-16", "720p 1080p"),
        ("viduq2", "reference", "1-10", "540p 720p 1080p"),
    ],
)
def test_limits_by_mode(name: str, mode: str, durations: str, tiers: str) -> None:
    limits = {str(key): value for key, value in card(name).modes.items()}[mode]
    assert f"{limits.durations[0]}-{limits.durations[-1]}" == durations
    assert limits.tiers == tuple(tiers.split())


@pytest.mark.parametrize(
    ("names", "modes"),
    [
        (("viduq3-pro", "viduq3p-720p", "viduq3t-1080p-offpeak"), "text image frames"),
        (("viduq3-turbo", "viduq1", "vidu1.5", "sora-2", "animatic"), "text image frames reference"),
        (("viduq3-pro-fast",), "image"),
        (("viduq3", "viduq3-mix", "viduq3p-mix-1080p"), "reference"),
        (("viduq2",), "text reference"),
        (("viduq2-pro", "vidu2.0"), "image frames reference"),
        (("viduq2-turbo", "viduq2-pro-fast", "viduq1-classic"), "image frames"),
        (("wan2.6-t2v", "pixverse/pixverse-v5.6-t2v", "vidu/viduq3-pro_text2video"), "text"),
    ],
)
def test_which_model_takes_which_inputs(names: tuple[str, ...], modes: str) -> None:
    for name in names:
        assert tuple(card(name).modes) == tuple(modes.split()), name


@pytest.mark.parametrize(
    ("name", "fps", "sound", "watermark", "life", "usage", "wire", "family"),
    [
        ("vidu/viduq3-pro_text2video", 24, False, "内容由AI生成", 86_400, "vidu", "dashscope", "vidu"),
        ("pixverse/pixverse-v5.6-t2v", 24, False, "AI生成", None, "pixverse", "dashscope", "pixverse"),
        ("wan2.6-t2v", 30, True, "AI生成", 86_400, "wan26", "dashscope", "wan"),
        ("wan2.5-t2v-preview", 30, True, "AI生成", 86_400, "wan25", "dashscope", "wan"),
        ("wan2.2-t2v-plus", 30, False, "AI生成", 86_400, "wan25", "dashscope", "wan"),
        ("viduq3-pro", 24, True, "内容由AI生成", 86_400, "vidu", "vidu", "vidu"),
        ("viduq1", 24, False, "内容由AI生成", 86_400, "vidu", "vidu", "vidu"),
        ("viduq3p-540p", 24, True, "内容由AI生成", 86_400, "vidu", "generations", "vidu"),
        ("animatic", 24, False, "AI生成", None, "vidu", "any", "laterna"),
    ],
)
def test_what_a_plain_request_gets(
    name: str, fps: int, sound: bool, watermark: str, life: int | None, usage: str, wire: str, family: str
) -> None:
    request = ask(name, watermark=True)
    assert (request.fps, request.audio, request.family) == (fps, sound, family)
    assert request.watermark is not None
    assert (request.watermark.text, request.watermark.position) == (watermark, 3)
    assert (card(name).url_life, card(name).usage, card(name).wire) == (life, usage, wire)


@pytest.mark.parametrize(
    ("name", "parameters", "amount", "currency"),
    [
        ("vidu/viduq3-turbo_text2video", {"resolution": "540P"}, 1_250_000, "CNY"),
        ("vidu/viduq3-pro_text2video", {"duration": 10}, 7_812_500, "CNY"),
        ("pixverse/pixverse-v5.6-t2v", {"duration": 10}, 2_700_000, "CNY"),
        ("wan2.6-t2v", {"size": "1280*720", "duration": 15}, 9_000_000, "CNY"),
        ("wan2.2-t2v-plus", {"size": "480*832"}, 700_000, "CNY"),
        ("wan2.1-t2v-turbo", {}, 180_000, "USD"),
        ("viduq3-pro", {"resolution": "1080p"}, 600_000, "USD"),
        ("viduq3-pro", {"resolution": "1080p", "off_peak": True}, 300_000, "USD"),
        ("viduq1", {}, 400_000, "USD"),
        ("animatic", {"duration": 16, "size": "1920x1080"}, 0, "USD"),
    ],
)
def test_prices(name: str, parameters: dict[str, object], amount: int, currency: str) -> None:
    price = card(name).price_of(ask(name, **parameters))  # type: ignore[arg-type]
    assert (price.amount_micro, price.currency) == (amount, currency)


@pytest.mark.parametrize(
    ("name", "parameters", "credits"),
    [
        ("viduq3-turbo", {}, 55),
        ("viduq3-pro", {"resolution": "1080p"}, 120),
        ("viduq3-turbo", {"reference_images": ["https://a/1.png"], "resolution": "540p"}, 20),
        ("viduq1", {}, 80),
        ("vidu1.5", {}, 40),
        ("vidu1.5", {"resolution": "720p"}, 100),
        ("vidu1.5", {"resolution": "1080p"}, 200),
        ("vidu1.5", {"duration": 8}, 200),
        ("viduq2", {"resolution": "540p", "duration": 1}, 10),
        ("viduq3p-1080p-offpeak", {"duration": 6}, 72),
        (
            "viduq2-turbo",
            {"image": "https://a/1.png", "off_peak": True, "duration": 3, "resolution": "540p"},
            8,
        ),
    ],
)
def test_credits(name: str, parameters: dict[str, object], credits: int) -> None:
    assert card(name).credits_of(ask(name, **parameters)) == credits  # type: ignore[arg-type]


def test_models_that_cost_money_have_no_credits() -> None:
    assert card("wan2.6-t2v").credits_of(ask("wan2.6-t2v")) is None
