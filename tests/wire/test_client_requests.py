"""What client faces ask for, and what they refuse to ask for."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laterna.catalog import ModelCard, VideoRequest, resolve
from laterna.catalog.card import SEED_LIMIT
from laterna.catalog.resolve import MOVEMENTS
from laterna.catalog.shape import PICTURE_DECIDES
from laterna.errors import ParameterError, SettingError
from laterna.jsontypes import JSON
from laterna.wire.client import Call, ClientFace, Order, Untranslatable
from laterna.wire.faces import SERVERS, WIRES, client_face
from tests.wire.builders import CATALOG, request_for
from tests.wire.doors import DRAWN, fields_of, form_of, header, request_at, vidu_create

FIRST, LAST = "https://pictures.example/first.png", "data:image/png;base64,iVBORw0KGgo="


def face(wire: str, server: str = "") -> ClientFace:
    return client_face(wire, server, CATALOG)


def order(request: VideoRequest, model: str = "", **facts: str) -> Order:
    return Order(request=request, model=model or request.model, marker="lat-0001", **facts)


def body(call: Call) -> dict[str, JSON]:
    return msgspec.json.decode(call.body, type=dict)


# Every card, every mode, whatever is valid: what the door understands is what was asked for.

words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)
prompts = words.filter(lambda text: text.strip() != "")


@st.composite
def orders(draw: st.DrawFn, card: ModelCard) -> VideoRequest | None:
    mode = draw(st.sampled_from(tuple(card.modes)))
    limits = card.modes[mode]
    tier = draw(st.sampled_from(limits.tiers))
    lengths = [one for one in limits.durations_at(tier) if tier in limits.tiers_at(one)]
    if not lengths:
        return None
    flags = ("audio", "bgm", "watermark", "prompt_extend", "off_peak")
    parameters: dict[str, JSON] = {name: draw(st.booleans()) for name in flags}
    parameters |= {
        "prompt": draw(prompts)[: card.prompt_limit],
        "negative_prompt": draw(st.one_of(st.just(""), words)),
        "duration": draw(st.sampled_from(lengths)),
        "resolution": tier,
        "seed": draw(st.integers(1, SEED_LIMIT)),
        "movement_amplitude": draw(st.sampled_from(MOVEMENTS)),
        "style": draw(st.sampled_from(card.styles or ("", "ink"))),
        "shot_type": draw(st.sampled_from(card.shot_types)) if card.shot_types else None,
        "fps": draw(st.sampled_from(card.fps)),
        "watermark_position": draw(st.integers(1, 4)),
    }
    ratio = draw(st.sampled_from(tuple(limits.sizes[tier])))
    if limits.picture_decides and draw(st.booleans()):
        ratio = PICTURE_DECIDES
    elif draw(st.booleans()):
        parameters["size"] = limits.sizes[tier][ratio].text()
    elif limits.free_size and draw(st.booleans()):
        parameters["size"] = f"{draw(st.integers(32, 960)) * 2}*{draw(st.integers(32, 960)) * 2}"
    parameters["aspect_ratio"] = ratio
    if "size" in card.takes and "resolution" not in card.takes and ratio != PICTURE_DECIDES:
        parameters.setdefault("size", limits.sizes[tier][ratio].text())
    if mode in ("image", "frames"):
        parameters["image"] = FIRST
    if mode == "frames":
        parameters["last_image"] = LAST
    if mode == "reference":
        parameters["reference_images"] = [FIRST, LAST][: limits.references]
    if draw(st.booleans()):
        parameters["audio_url"] = "https://sounds.example/voice.mp3"
    try:
        return resolve(card, parameters, lambda: 7, mode=mode)
    except ParameterError:
        return None


def cannot_be_said(wire: str, card: ModelCard, request: VideoRequest) -> set[str]:
    """The fields that a wire has no place for, of a card that belongs to every wire."""
    lost: set[str] = set()
    if wire == "vidu" and request.mode in ("image", "frames") and request.aspect_ratio != PICTURE_DECIDES:
        lost.add("aspect_ratio")
    if card.wire != "any":
        return lost
    if wire == "dashscope":
        # The tests' last frame is a data URL.
        lost |= {"bgm", "style", "movement_amplitude", "off_peak", "watermark_position", "fps"}
        lost |= {"last_image", "reference_images"}
    if wire == "vidu":
        lost |= {"negative_prompt", "shot_type", "audio_url", "fps", "size"}
    return lost


@pytest.mark.parametrize("wire", WIRES)
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_what_the_upstream_understands_is_what_was_asked_for(wire: str, data: st.DataObject) -> None:
    names = [card.name for card in CATALOG.cards if card.wire in (wire, "any")]
    card = CATALOG.card(data.draw(st.sampled_from(names)))
    request = data.draw(orders(card))
    if request is None:
        return
    try:
        call = face(wire, "laterna").create(order(request))
    except Untranslatable as error:
        assert error.field in cannot_be_said(wire, card, request), error.message
        return
    understood = request_at(wire, call, card)
    if not card.without_effect and card.wire != "any":
        assert understood == request
    for field in ("prompt", "negative_prompt", "width", "height", "duration", "seed", "audio", "bgm", "watermark",
                  "movement_amplitude", "shot_type", "off_peak", "inputs", "mode", "fps", "prompt_extend"):  # fmt: skip
        if (wire, card.wire, field) == ("vidu", "any", "prompt_extend"):
            continue
        assert getattr(understood, field) == getattr(request, field), field
    assert header(call, "idempotency-key") == "lat-0001"


MAPPED = [
    ("viduq3t-720p", {}, "dashscope", "", "vidu/viduq3-turbo_text2video"),
    ("viduq3t-720p", {}, "vidu", "", "viduq3-turbo"),
    ("viduq3t-720p", {}, "openai", "laterna", "viduq3t-720p"),
    ("viduq3t-720p", {"image": FIRST}, "vidu", "", "viduq3-turbo"),
    ("viduq3p-1080p-offpeak", {"aspect_ratio": "9:16"}, "vidu", "", "viduq3-pro"),
    ("viduq3p-mix-720p", {"reference_images": [FIRST, LAST]}, "vidu", "", "viduq3-mix"),
    ("viduq3-turbo", {"resolution": "720p"}, "dashscope", "", "vidu/viduq3-turbo_text2video"),
    ("viduq3-turbo", {"resolution": "1080p"}, "generations", "", "viduq3t-1080p"),
    ("vidu/viduq3-pro_text2video", {"size": "1920*1080"}, "vidu", "", "viduq3-pro"),
    ("vidu/viduq3-pro_text2video", {"size": "1920*1080"}, "generations", "laterna", "viduq3p-1080p"),
    ("wan2.6-t2v", {"negative_prompt": "rain"}, "dashscope", "", "wan2.6-t2v"),
    ("wan2.6-t2v", {"shot_type": "multi"}, "openai", "laterna", "wan2.6-t2v"),
    ("wan2.6-t2v", {"audio_url": "https://a.example/v.mp3"}, "generations", "laterna", "wan2.6-t2v"),
    ("sora-2", {"size": "720*1280"}, "openai", "laterna", "sora-2"),
    ("sora-2", {"size": "1280*720"}, "vidu", "", "viduq3-turbo"),
    ("pixverse/pixverse-v5.6-t2v", {"size": "1808*1808", "duration": 8}, "dashscope", "",
     "pixverse/pixverse-v5.6-t2v"),
    ("animatic", {"fps": 16, "bgm": True}, "generations", "laterna", "animatic"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "asked", "wire", "server", "upstream"), MAPPED)
def test_a_task_of_any_door_goes_to_an_upstream_of_any_wire(
    model: str, asked: dict[str, JSON], wire: str, server: str, upstream: str
) -> None:
    required = {"size": "1280*720", "duration": 5} if model.startswith("pixverse") else {}
    request = request_for(model, **{**required, **asked})
    call = face(wire, server).create(order(request, upstream))
    understood = request_at(wire, call, CATALOG.card(upstream))
    for field in ("prompt", "width", "height", "duration", "seed", "audio", "off_peak", "inputs", "mode"):
        assert getattr(understood, field) == getattr(request, field), field


def test_a_gateway_name_becomes_size_and_resolution_at_dashscope() -> None:
    request = request_for("viduq3t-720p", audio=False)
    call = face("dashscope").create(order(request, "vidu/viduq3-turbo_text2video"))
    assert call.path == "/api/v1/services/aigc/video-generation/video-synthesis"
    assert header(call, "x-dashscope-async") == "enable"
    assert body(call) == {
        "model": "vidu/viduq3-turbo_text2video",
        "input": {"prompt": "A lighthouse in a storm"},
        "parameters": {
            "size": "1280*720",
            "resolution": "720P",
            "duration": 5,
            "audio": False,
            "watermark": False,
            "seed": 7,
        },
    }


def test_vidu_gets_the_marker_as_payload_and_the_callback_url() -> None:
    request = request_for("viduq3-turbo", image=FIRST)
    call = face("vidu").create(order(request, callback_url="https://me.example/told"))
    assert call.path == "/ent/v2/img2video"
    create = vidu_create(call)
    assert create.echo["payload"] == "lat-0001"
    assert create.echo["callback_url"] == "https://me.example/told"
    assert body(call)["images"] == [FIRST]
    assert "aspect_ratio" not in body(call)


LOST = [
    ("viduq3p-1080p-offpeak", {}, "dashscope", "", "vidu/viduq3-pro_text2video", "off_peak"),
    ("viduq3t-720p", {"image": FIRST}, "dashscope", "", "vidu/viduq3-turbo_text2video", "image"),
    ("viduq3t-540p", {}, "dashscope", "", "vidu/viduq3-turbo_text2video", "size"),
    ("viduq3-turbo", {"aspect_ratio": "1:1"}, "dashscope", "", "wan2.6-t2v", "size"),
    ("viduq3-turbo", {"duration": 16, "resolution": "1080p"}, "dashscope", "", "wan2.6-t2v", "duration"),
    ("wan2.6-t2v", {"negative_prompt": "rain"}, "vidu", "", "viduq3-pro", "negative_prompt"),
    ("wan2.6-t2v", {"audio_url": "https://a.example/v.mp3"}, "vidu", "", "viduq3-pro", "audio_url"),
    ("wan2.6-t2v", {"shot_type": "multi"}, "openai", "vllm-omni", "Wan-AI/Wan2.2", "shot_type"),
    ("wan2.6-t2v", {}, "openai", "sglang", "Wan-AI/Wan2.2", "audio"),
    ("wan2.6-t2v", {"seed": 0}, "vidu", "", "viduq3-pro", "seed"),
    ("wan2.6-t2v", {"seed": 0}, "openai", "", "some-model", "seed"),
    ("wan2.6-t2v", {"size": "1088*832"}, "vidu", "", "viduq4", "size"),
    ("wan2.6-t2v", {"size": "1088*832"}, "dashscope", "", "wan2.7-t2v", "size"),
    ("viduq3-turbo", {"image": FIRST, "prompt": ""}, "generations", "", "viduq3t-720p", "prompt"),
    ("viduq3-turbo", {"image": FIRST, "aspect_ratio": "1:1"}, "vidu", "", "viduq3-turbo", "aspect_ratio"),
    ("viduq3-turbo", {"image": FIRST}, "openai", "vllm-omni", "Wan-AI/Wan2.2-I2V", "resolution"),
    ("viduq3-turbo", {"image": LAST}, "dashscope", "", "some-i2v", "image"),
    ("viduq3-pro", {"duration": 5}, "openai", "openai", "sora-2", "duration"),
    ("sora-2", {"audio": False}, "openai", "openai", "sora-2", "audio"),
    ("viduq3-turbo", {"watermark": True, "watermark_position": 1}, "dashscope", "",
     "vidu/viduq3-turbo_text2video", "watermark_position"),
    ("animatic", {"fps": 16}, "vidu", "", "viduq3-turbo", "fps"),
    ("animatic", {"fps": 16}, "vidu", "", "viduq4", "fps"),
    ("animatic", {"bgm": True}, "openai", "vllm-omni", "Wan-AI/Wan2.2", "bgm"),
    ("animatic", {"bgm": True}, "dashscope", "", "some-model", "bgm"),
    ("animatic", {"movement_amplitude": "small"}, "vidu", "", "viduq3-turbo", "movement_amplitude"),
    ("animatic", {"style": "ink"}, "generations", "", "viduq3t-720p", "style"),
    ("animatic", {"prompt": "x" * 5_001}, "dashscope", "", "wan2.6-t2v", "prompt"),
    ("animatic", {"reference_images": [FIRST]}, "vidu", "", "viduq3-pro", "mode"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "asked", "wire", "server", "upstream", "field"), LOST)
def test_what_would_be_lost_is_named(
    model: str, asked: dict[str, JSON], wire: str, server: str, upstream: str, field: str
) -> None:
    request = request_for(model, **asked)
    with pytest.raises(Untranslatable) as caught:
        face(wire, server).create(order(request, upstream))
    assert caught.value.field == field, caught.value.message
    assert upstream in caught.value.message
    assert len(caught.value.message) < 1_500


def test_defaults_without_effect_block_nothing() -> None:
    request = request_for("wan2.6-t2v", size="1280*720", prompt_extend=True)
    assert request.prompt_extend
    face("vidu").create(order(request, "viduq3-turbo"))
    assert "style" not in body(face("vidu").create(order(request_for("viduq3-pro"))))


def test_a_watermark_may_say_something_else() -> None:
    request = request_for("viduq3-turbo", watermark=True)
    call = face("dashscope").create(order(request, "vidu/viduq3-turbo_text2video"))
    assert body(call)["parameters"]["watermark"] is True  # type: ignore[index,call-overload]


# Models that the catalogue does not know.


def test_an_unknown_model_is_asked_for_everything_that_the_wire_can_say() -> None:
    request = request_for("wan2.6-t2v", size="1280*720", negative_prompt="rain", shot_type="multi")
    sent = body(face("dashscope").create(order(request, "wan9-t2v")))
    assert sent["input"] == {"prompt": "A lighthouse in a storm", "negative_prompt": "rain"}
    assert sent["parameters"] == {
        "size": "1280*720",
        "duration": 5,
        "audio": True,
        "prompt_extend": True,
        "shot_type": "multi",
        "watermark": False,
        "seed": 7,
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"image": FIRST}, {"img_url": FIRST}),
        ({"image": FIRST, "last_image": FIRST}, {"first_frame_url": FIRST, "last_frame_url": FIRST}),
    ],
)
def test_pictures_go_to_unknown_models_of_dashscope(asked: dict[str, JSON], field: dict[str, JSON]) -> None:
    call = face("dashscope").create(order(request_for("viduq3-turbo", **asked), "wan9-kf2v"))
    assert call.path == "/api/v1/services/aigc/image2video/video-synthesis"
    sent = body(call)
    assert sent["input"] == {"prompt": "A lighthouse in a storm", **field}
    assert sent["parameters"]["resolution"] == "720P"  # type: ignore[index,call-overload]


def test_an_oss_url_turns_the_resolve_header_on() -> None:
    request = request_for("wan2.6-t2v", audio_url="oss://bucket/voice.mp3")
    call = face("dashscope").create(order(request))
    assert header(call, "x-dashscope-ossresourceresolve") == "enable"
    assert body(call)["input"]["audio_url"] == "oss://bucket/voice.mp3"  # type: ignore[index,call-overload]


def test_newer_wan_is_asked_by_resolution_and_ratio() -> None:
    request = request_for("wan2.6-t2v", size="720*1280")
    sent = body(face("dashscope").create(order(request, "wan2.7-t2v")))["parameters"]
    assert isinstance(sent, dict)
    assert (sent["resolution"], sent["ratio"], "size" in sent) == ("720P", "9:16", False)


def test_an_unknown_model_of_vidu_gets_the_names_of_a_size() -> None:
    sent = body(face("vidu").create(order(request_for("wan2.6-t2v", size="1080*1920"), "viduq4")))
    assert (sent["resolution"], sent["aspect_ratio"]) == ("1080p", "9:16")


def test_a_picture_decides_at_an_unknown_model_of_vidu() -> None:
    sent = body(face("vidu").create(order(request_for("viduq3-turbo", image=FIRST), "viduq4")))
    assert (sent["resolution"], "aspect_ratio" in sent) == ("720p", False)


# Servers that speak one wire in several ways.


def test_an_inference_server_gets_frames_rate_and_seed_in_a_form() -> None:
    request = request_for("wan2.6-t2v", size="1280*720", audio=True, negative_prompt='rain "\r\n--x')
    call = face("openai", "vllm-omni").create(order(request, "Wan-AI/Wan2.2-T2V"))
    assert call.path == "/v1/videos"
    assert dict(form_of(call)) == {
        "model": "Wan-AI/Wan2.2-T2V",
        "prompt": "A lighthouse in a storm",
        "negative_prompt": 'rain "\r\n--x',
        "seconds": "5",
        "size": "1280x720",
        "num_frames": "150",
        "fps": "30",
        "seed": "7",
        "generate_sound": "true",
    }


def test_the_same_form_is_the_same_bytes() -> None:
    request = request_for("wan2.6-t2v")
    assert len({face("openai", "vllm-omni").create(order(request, "Wan")).body for _ in range(3)}) == 1


@pytest.mark.parametrize("server", ["sglang", "fastvideo"])
def test_sglang_gets_json_with_seconds_as_a_number(server: str) -> None:
    request = request_for("wan2.2-t2v-plus", size="832*480")
    sent = body(face("openai", server).create(order(request, "Wan-AI/Wan2.2-T2V")))
    assert sent == {
        "model": "Wan-AI/Wan2.2-T2V",
        "prompt": "A lighthouse in a storm",
        "seconds": 5,
        "size": "832x480",
        "num_frames": 150,
        "fps": 30,
        "seed": 7,
    }


def test_openai_itself_gets_only_what_it_knows() -> None:
    sent = body(face("openai", "openai").create(order(request_for("sora-2", duration=8), "sora-2")))
    assert sent == {
        "model": "sora-2",
        "prompt": "A lighthouse in a storm",
        "seconds": "8",
        "size": "720x1280",
    }


@pytest.mark.parametrize("wire", ["generations", "openai"])
def test_new_api_gets_what_it_does_not_know_as_metadata(wire: str) -> None:
    request = request_for("viduq3-turbo", image=FIRST, last_image=LAST, seed=9, off_peak=True)
    sent = fields_of(face(wire, "new-api").create(order(request, "viduq3-turbo")))
    assert sent["images"] == [FIRST, LAST]
    metadata = sent["metadata"]
    assert isinstance(metadata, dict)
    assert (metadata["seed"], metadata["off_peak"], metadata["resolution"]) == (9, True, "720p")
    assert "extra_body" not in sent


def test_only_servers_that_listen_are_given_a_callback_url() -> None:
    request = request_for("viduq3t-720p")
    for wire in ("generations", "openai"):
        told = face(wire, "laterna").create(order(request, callback_url="https://me.example/told"))
        assert b"https://me.example/told" in told.body
        assert face(wire, "laterna").calls_back
        quiet = face(wire).create(order(request, callback_url="https://me.example/told"))
        assert b"me.example" not in quiet.body
        assert not face(wire).calls_back


# The other calls.


def test_keys_travel_as_each_wire_wants_them() -> None:
    assert face("vidu").authorization("vda_1") == (("Authorization", "Token vda_1"),)
    for wire in ("dashscope", "generations", "openai"):
        assert face(wire).authorization("sk-1") == (("Authorization", "Bearer sk-1"),)
    for wire in WIRES:
        assert face(wire).authorization("") == ()


def test_queries_and_cancels_quote_the_id() -> None:
    odd = "a/b?c"
    paths = {
        wire: (face(wire, "laterna").query(odd).path, face(wire, "laterna").cancel(odd)) for wire in WIRES
    }
    assert {wire: path for wire, (path, _) in paths.items()} == {
        "dashscope": "/api/v1/tasks/a%2Fb%3Fc",
        "vidu": "/ent/v2/tasks/a%2Fb%3Fc/creations",
        "generations": "/v1/video/generations/a%2Fb%3Fc",
        "openai": "/v1/videos/a%2Fb%3Fc",
    }
    assert {wire: (call.method, call.path) for wire, (_, call) in paths.items()} == {
        "dashscope": ("POST", "/api/v1/tasks/a%2Fb%3Fc/cancel"),
        "vidu": ("POST", "/ent/v2/tasks/a%2Fb%3Fc/cancel"),
        "generations": ("DELETE", "/v1/video/generations/a%2Fb%3Fc"),
        "openai": ("DELETE", "/v1/video/generations/a%2Fb%3Fc"),
    }


def test_a_cancel_is_offered_only_where_it_stops_the_job() -> None:
    stopping = {(wire, server) for wire in WIRES for server in SERVERS if face(wire, server).cancels}
    always = {(wire, server) for wire in ("dashscope", "vidu") for server in SERVERS}
    assert stopping - always == {("generations", "laterna"), ("openai", "laterna"), ("openai", "vllm-omni")}
    assert face("openai", "vllm-omni").cancel("video_gen_1").path == "/v1/videos/video_gen_1"


def test_unknown_wires_and_servers_are_refused_by_name() -> None:
    with pytest.raises(SettingError, match="'ftp'"):
        client_face("ftp", "", CATALOG)
    with pytest.raises(SettingError, match="'vllm'"):
        client_face("openai", "vllm", CATALOG)


def test_the_drawn_seed_of_the_tests_is_not_what_they_ask_for() -> None:
    assert DRAWN != 7


def test_a_picture_inside_the_request_does_not_make_the_error_heavy() -> None:
    picture = "data:image/png;base64," + "A" * 1_000_000
    request = request_for("animatic", reference_images=[picture, picture])
    with pytest.raises(Untranslatable) as caught:
        face("openai", "sglang").create(order(request, "Wan-AI/Wan2.2"))
    assert caught.value.field == "reference_images"
    assert len(str(caught.value.value)) + len(caught.value.message) < 2_000
