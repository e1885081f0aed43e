"""How parameters act on each other, and what a refusal says."""

import pytest

from laterna.catalog import Size, follow_picture, resolve, resolve_leniently
from laterna.jsontypes import JSON

from .helpers import DRAWN, ask, card, refused

PIXVERSE, VIDU = "pixverse/pixverse-v5.6-t2v", "vidu/viduq3-turbo_text2video"
NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("name", "parameters", "field", "message"),
    [
        (VIDU, {"duration": 17}, "duration", f"duration is 17; {VIDU} takes 1 to 16"),
        (VIDU, {"resolution": "480P"}, "resolution", f'resolution is "480P"; {VIDU} takes 540P, 720P, 1080P'),
        (
            PIXVERSE,
            {"size": "1920*1080", "duration": 10},
            "duration",
            f"duration is 10; {PIXVERSE} takes 5, 8 at 1080P",
        ),
        (PIXVERSE, {"duration": 6}, "duration", f"duration is 6; {PIXVERSE} takes 5, 8, 10"),
        (PIXVERSE, {"size": None}, "size", f"size is missing; {PIXVERSE} needs it"),
        (PIXVERSE, {"duration": None}, "duration", f"duration is missing; {PIXVERSE} needs it"),
        (
            "wan2.5-t2v-preview",
            {"duration": 15},
            "duration",
            "duration is 15; wan2.5-t2v-preview takes 5, 10",
        ),
        ("wan2.6-t2v", {"duration": 1}, "duration", "duration is 1; wan2.6-t2v takes 2 to 15"),
        ("wan2.2-t2v-plus", {"duration": 10}, "duration", "duration is 10; wan2.2-t2v-plus takes 5"),
        ("vidu1.5", {"resolution": "1080p", "duration": 8}, "resolution", "takes 720p at 8 seconds"),
        ("viduq1", {"resolution": "720p"}, "resolution", 'resolution is "720p"; viduq1 takes 1080p'),
        (
            "viduq1",
            {"aspect_ratio": "4:3"},
            "aspect_ratio",
            'aspect_ratio is "4:3"; viduq1 takes 16:9, 9:16, 1:1',
        ),
        ("viduq1", {"style": "noir"}, "style", 'style is "noir"; viduq1 takes general, anime'),
        (
            "viduq3-pro",
            {"movement_amplitude": "huge"},
            "movement_amplitude",
            "takes auto, small, medium, large",
        ),
        (
            "viduq3-pro",
            {"watermark_position": 5},
            "watermark_position",
            "watermark_position is 5; viduq3-pro takes 1 to 4",
        ),
        ("viduq3-pro", {"seed": -1}, "seed", "seed is -1; viduq3-pro takes 0 to 2147483647"),
        ("viduq3-pro", {"bgm": "true"}, "bgm", 'bgm is "true"; viduq3-pro takes true or false'),
        ("wan2.6-t2v", {"shot_type": "triple"}, "shot_type", "takes single, multi"),
        ("wan2.6-t2v", {"audio_url": "ftp://a/b.mp3"}, "audio_url", "takes a URL that begins with http"),
        (
            "viduq3-mix",
            {"reference_images": ["u"], "off_peak": True},
            "off_peak",
            "off_peak is true; viduq3-mix takes false",
        ),
        (
            "viduq3-mix",
            {"reference_images": ["u"] * 8},
            "reference_images",
            "a list of 8; viduq3-mix takes a list of 1 to 7",
        ),
        ("vidu2.0", {"reference_images": ["u"] * 4}, "reference_images", "takes a list of 1 to 3 texts"),
        ("viduq2-pro", {"image": "u", "audio": True, "off_peak": True}, "off_peak", "takes false with sound"),
        (
            "viduq3p-720p",
            {"last_image": "u"},
            "image",
            "image is missing; viduq3p-720p needs it in the mode frames",
        ),
        ("viduq3p-mix-720p", {}, "reference_images", "reference_images is missing"),
        ("viduq3-pro-fast", {}, "image", "image is missing; viduq3-pro-fast needs it in the mode image"),
        ("viduq2", {"image": "u"}, "image", "image is given; viduq2 has no mode image, only text, reference"),
        ("animatic", {"size": "999x1000"}, "size", "W*H with even sides from 64 to 1920"),
        ("animatic", {"size": "2000x1000"}, "size", "W*H with even sides from 64 to 1920"),
        ("animatic", {"fps": 60}, "fps", "fps is 60; animatic takes 16 to 30"),
        ("viduq1", {"prompt": "x" * 1501}, "prompt", "viduq1 takes at most 1500 characters, not 1501"),
        ("viduq3-pro", {"prompt": "  \n"}, "prompt", "prompt is missing; viduq3-pro needs it"),
        ("viduq3-pro", {"prompt": 5}, "prompt", "prompt is 5; viduq3-pro takes text"),
        (VIDU, {"prompt": None}, "prompt", f"prompt is missing; {VIDU} needs it"),
    ],
)
def test_a_refusal_names_field_value_and_what_is_allowed(
    name: str, parameters: dict[str, JSON], field: str, message: str
) -> None:
    error = refused(name, **parameters)
    assert message in error.message
    assert error.field == field
    missing = "is missing" in message
    assert error.code == ("missing_parameter" if missing else "invalid_parameter")
    assert missing or (error.allowed and error.value is not None)


def test_wan22_refuses_720p_and_knows_the_services_own_words() -> None:
    error = refused("wan2.2-t2v-plus", size="1280*720")
    assert error.field == "size"
    assert card("wan2.2-t2v-plus").messages["size"].startswith("size must be in 1080*1920,1920*1080,")
    assert card("wan2.2-t2v-plus").messages["duration"] == "duration customization is not supported"
    assert "duration" not in card("wan2.5-t2v-preview").messages


@pytest.mark.parametrize(
    "value", [True, False, 5.5, NAN, INFINITY, -INFINITY, 10**400, -(10**30), 1e300, [], {}, "x", "5.0"]
)
@pytest.mark.parametrize("field", ["duration", "seed"])
@pytest.mark.parametrize("name", ["viduq3-pro", VIDU])
def test_only_whole_numbers_in_range_count_as_numbers(name: str, field: str, value: JSON) -> None:
    assert refused(name, **{field: value}).field == field


def test_numbers_as_text_are_for_the_doors_that_send_them() -> None:
    """Vidu's own sample has "5" and "0" in quotes; DashScope documents JSON integers."""
    assert ask("viduq1", duration="5", seed="0").duration == 5
    assert ask("viduq3p-720p", duration="16").duration == 16
    assert ask("vidu1.5", duration=8.0).duration == 8
    assert refused(VIDU, duration="5").field == "duration"


@pytest.mark.parametrize("value", [0, 1, "true", "", None, [], 1.0])
def test_booleans_are_json_booleans(value: JSON) -> None:
    if value in ("", None):
        assert ask(VIDU, watermark=value).watermark is None
    else:
        assert refused(VIDU, watermark=value).field == "watermark"


def test_seed_zero_is_random_for_vidu_and_a_value_for_dashscope() -> None:
    for name in ("viduq1", "viduq3p-720p", "sora-2"):
        assert ask(name, seed=0).seed == ask(name).seed == DRAWN
        assert ask(name, seed=42).seed == 42
    for name in (VIDU, PIXVERSE, "wan2.6-t2v", "animatic"):
        assert ask(name, seed=0).seed == 0
        assert ask(name).seed == DRAWN


def test_a_drawn_seed_can_be_sent_back() -> None:
    request = resolve(card("viduq1"), {"prompt": "x"}, lambda: 1 << 31)
    assert request.seed == 1


def test_a_seed_is_drawn_only_when_needed() -> None:
    def draw() -> int:
        raise AssertionError("no seed was needed")

    assert resolve(card("viduq1"), {"prompt": "x", "seed": 7}, draw).seed == 7


def test_dashscope_cuts_long_prompts_by_characters() -> None:
    assert ask("wan2.2-t2v-plus", prompt="月" * 900).prompt == "月" * 800
    assert ask(PIXVERSE, prompt="😀" * 3000).prompt == "😀" * 2048
    assert ask("wan2.6-t2v", negative_prompt="花" * 501).negative_prompt == "花" * 500
    assert ask("wan2.6-t2v", negative_prompt="").negative_prompt == ""


def test_vidu_takes_a_prompt_of_exactly_the_limit() -> None:
    assert ask("viduq1", prompt="月" * 1500).prompt == "月" * 1500


@pytest.mark.parametrize("bad", ["nul \x00", "half of a pair \ud83d"])
def test_text_that_no_database_can_hold_is_refused(bad: str) -> None:
    assert refused(VIDU, prompt=bad).field == "prompt"


def test_pixverses_square_1080p_shrinks_at_eight_seconds() -> None:
    assert ask(PIXVERSE, size="1808*1808", duration=5).width == 1808
    request = ask(PIXVERSE, size="1808*1808", duration=8)
    assert (request.width, request.height, request.tier) == (1440, 1440, "1080P")


def test_sound_of_wan() -> None:
    assert ask("wan2.6-t2v").audio
    assert not ask("wan2.6-t2v", audio=False).audio
    voiced = ask("wan2.6-t2v", audio=False, audio_url="https://a/voice.mp3")
    assert voiced.audio
    assert voiced.inputs.audio == "https://a/voice.mp3"
    silent = ask("wan2.2-t2v-plus", audio=True, audio_url="https://a/voice.mp3")
    assert not silent.audio
    assert silent.inputs.audio == ""


def test_sound_of_vidu() -> None:
    assert ask("viduq3-pro").audio
    assert not ask("viduq3-pro", audio=False).audio
    assert ask(VIDU, audio=True).audio
    assert not ask("vidu/viduq2_text2video", audio=True).audio
    assert not ask("viduq2", audio=True).audio
    assert ask("viduq2", audio=True, reference_images=["u"]).audio


def test_multiple_shots_need_prompt_extension() -> None:
    assert ask("wan2.6-t2v", shot_type="multi").shot_type == "multi"
    assert ask("wan2.6-t2v", shot_type="multi", prompt_extend=False).shot_type == "single"
    assert ask("pixverse/pixverse-v6-t2v", shot_type="multi").shot_type == "multi"
    assert ask("wan2.5-t2v-preview", shot_type="multi").shot_type == "single"


def test_prompt_extension_is_wans_and_on() -> None:
    assert ask("wan2.6-t2v").prompt_extend
    assert not ask("wan2.6-t2v", prompt_extend=False).prompt_extend
    assert not ask(VIDU, prompt_extend=True).prompt_extend


def test_music_is_added_to_four_seconds_and_accepted_at_any_length() -> None:
    assert ask("vidu1.5", bgm=True).bgm
    assert not ask("vidu1.5", bgm=True, duration=8).bgm
    assert not ask("viduq1", bgm=True).bgm
    assert not ask("viduq3-pro", bgm=True).bgm
    assert ask("viduq2", bgm=True, duration=8).bgm
    assert not ask("viduq2", bgm=True, duration=9).bgm


def test_style_and_movement_count_for_the_first_generation_only() -> None:
    first = ask("viduq1", style="anime", movement_amplitude="large")
    assert (first.style, first.movement_amplitude) == ("anime", "large")
    assert ask("viduq1").style == "general"
    later = ask("viduq3-pro", style="anime", movement_amplitude="large")
    assert (later.style, later.movement_amplitude) == ("", "auto")


def test_what_a_model_does_not_take_is_ignored_whatever_it_is() -> None:
    assert ask(VIDU, style=7, negative_prompt=[1], fps="x", image={}, off_peak=3) == ask(VIDU)


@pytest.mark.parametrize(
    ("name", "parameters", "mode"),
    [
        ("viduq3p-720p", {}, "text"),
        ("viduq3t-540p", {"image": "u"}, "image"),
        ("viduq3p-1080p-offpeak", {"image": "u", "last_image": "v"}, "frames"),
        ("viduq3p-mix-720p", {"reference_images": ["u", "v"]}, "reference"),
        ("viduq3p-mix-720p", {"reference_images": ["u"], "image": "v"}, "reference"),
        ("viduq3p-720p", {"reference_images": ["u", "v"]}, "text"),
        ("viduq3-turbo", {"reference_images": ["u"], "image": "v"}, "reference"),
        ("viduq3-turbo", {"image": "", "reference_images": []}, "text"),
    ],
)
def test_the_images_decide_the_mode(name: str, parameters: dict[str, JSON], mode: str) -> None:
    assert ask(name, **parameters).mode == mode


def test_inputs_reach_the_request() -> None:
    request = ask("viduq3-pro", image="https://a/first.png", last_image="https://a/last.png")
    assert (request.inputs.first_frame, request.inputs.last_frame) == (
        "https://a/first.png",
        "https://a/last.png",
    )
    assert ask("viduq3-mix", reference_images=["u", "v"]).inputs.references == ("u", "v")


def test_a_door_can_say_the_mode() -> None:
    def asked(mode: str, **parameters: JSON) -> object:
        return resolve(card("viduq3-turbo"), {"prompt": "x", **parameters}, lambda: 1, mode=mode)  # type: ignore[arg-type]

    assert asked("image", image="u").mode == "image"  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="reference_images is missing"):
        asked("reference")
    with pytest.raises(Exception, match="viduq3-pro-fast has no mode text, only image") as caught:
        resolve(card("viduq3-pro-fast"), {"prompt": "x"}, lambda: 1, mode="text")
    assert caught.value.field == "model"  # type: ignore[attr-defined]


def test_the_prompt_is_optional_with_frames_at_vidus_door_only() -> None:
    assert ask("viduq3-pro", image="u", prompt="").prompt == ""
    assert refused("viduq3-turbo", reference_images=["u"], prompt="").field == "prompt"
    assert refused("viduq3p-720p", image="u", prompt="").field == "prompt"


def test_the_name_means_off_peak_at_the_gateway() -> None:
    assert ask("viduq3p-1080p-offpeak", off_peak=False).off_peak
    assert not ask("viduq3p-1080p", off_peak=True).off_peak
    assert ask("viduq3-pro", off_peak=True).off_peak
    assert ask("viduq1", off_peak=True).off_peak
    assert not ask("vidu1.5", off_peak=True).off_peak


def test_the_picture_decides_the_shape_where_no_ratio_is_asked_for() -> None:
    portrait = Size(1200, 1600)
    request = ask("viduq3-pro", image="u", resolution="540p")
    assert (request.aspect_ratio, request.width, request.height) == ("auto", 960, 540)
    followed = follow_picture(card("viduq3-pro"), request, portrait)
    assert (followed.aspect_ratio, followed.width, followed.height) == ("3:4", 540, 720)
    asked = ask("viduq3p-720p", image="u", aspect_ratio="1:1")
    assert follow_picture(card("viduq3p-720p"), asked, portrait) == asked


def test_words_are_taken_in_any_case_and_kept_as_published() -> None:
    assert ask("viduq3-pro", resolution="1080P").tier == "1080p"
    assert ask(VIDU, resolution="540p").tier == "540P"
    assert ask(VIDU, size="960x528").width == 960


def test_the_lenient_way_puts_defaults_for_bad_values_and_tells_the_first() -> None:
    parameters: dict[str, JSON] = {
        "prompt": "x",
        "size": "1*1",
        "duration": 99,
        "watermark": True,
        "seed": "x",
    }
    request, error = resolve_leniently(card("wan2.6-t2v"), parameters, lambda: DRAWN)
    assert error is not None
    assert error.field == "duration"
    assert (request.width, request.duration, request.seed) == (1920, 5, DRAWN)
    assert request.watermark is not None
    assert resolve_leniently(card("wan2.6-t2v"), {"prompt": "x"}, lambda: 1)[1] is None


def test_a_message_shows_long_and_strange_values_briefly() -> None:
    for value in ("x" * 10_000, "\n\t\u202e", 10**400, ["y"] * 1000, {"a": "b" * 999}):
        message = refused(VIDU, resolution=value).message
        assert len(message) < 400
        assert message.isprintable()
