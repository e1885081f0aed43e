"""What DashScope's create and list requests are understood to say, and how bad ones are refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laterna.catalog import resolve, resolve_leniently
from laterna.clock import HOUR, MINUTE
from laterna.errors import ERROR_KINDS, AccessError, LaternaError, ParameterError, TaskError, UnknownModel
from laterna.tasks.task import TaskState
from laterna.wire.dashscope import server as wire
from laterna.wire.dashscope.times import wall_time
from tests.wire.builders import CATALOG, SUBMITTED, request_for, task_for

RID = "2b6f9d10-43ce-9a57-8d1e-70c5b2e8f431"
PIXVERSE = "pixverse/pixverse-v5.6-t2v"


def body(**changes: Any) -> bytes:
    fields = {"model": "wan2.6-t2v", "input": {"prompt": "A fox"}, "parameters": {}, **changes}
    return json.dumps({key: value for key, value in fields.items() if value is not ...}).encode()


def decoded(raw: bytes, *, resolves_oss: bool = False) -> dict[str, Any]:
    envelope = wire.decode_envelope(raw)
    return wire.decode_parameters(envelope, CATALOG.card(envelope.model), resolves_oss=resolves_oss)


def refused(raw: bytes, **how: Any) -> tuple[int, str, str]:
    with pytest.raises(LaternaError) as caught:
        values = decoded(raw, **how)
        resolve(CATALOG.card(json.loads(raw)["model"]), values, lambda: 7)
    return said(caught.value)


def said(error: LaternaError) -> tuple[int, str, str]:
    status, answer = wire.render_error(error, RID)
    assert answer.request_id == RID
    return status, answer.code, answer.message


def test_every_parameter_is_found_at_its_place() -> None:
    found = decoded(
        body(
            input={"prompt": "A fox", "negative_prompt": "blurry", "audio_url": "https://a.example/v.mp3"},
            parameters={
                "size": "1280*720",
                "resolution": "720P",
                "duration": 10,
                "audio": True,
                "watermark": True,
                "prompt_extend": False,
                "shot_type": "multi",
                "seed": 12345,
            },
        )
    )
    assert found == {
        "prompt": "A fox",
        "negative_prompt": "blurry",
        "audio_url": "https://a.example/v.mp3",
        "size": "1280*720",
        "resolution": "720P",
        "duration": 10,
        "audio": True,
        "watermark": True,
        "prompt_extend": False,
        "shot_type": "multi",
        "seed": 12345,
    }


def test_what_the_sdks_add_and_what_nobody_knows_is_let_pass() -> None:
    found = decoded(
        body(
            input={
                "prompt": "A fox",
                "extend_prompt": True,
                "function": "video-synthesis",
                "img_url": "x",
                "n": {},
            },
            parameters={"with_audio": False, "steps": 50, "prompt_extend": False},
            stream=False,
        )
    )
    assert found == {"prompt": "A fox", "prompt_extend": False}


def test_null_and_empty_text_count_as_absent() -> None:
    assert decoded(body(input={"prompt": "A fox", "negative_prompt": ""}, parameters={"seed": None})) == {
        "prompt": "A fox"
    }
    assert decoded(body(parameters=None)) == {"prompt": "A fox"}
    assert decoded(body(parameters=...)) == {"prompt": "A fox"}


def test_ascii_escapes_and_raw_utf_8_say_the_same() -> None:
    fields = {"model": "wan2.6-t2v", "input": {"prompt": "一只小猫🐈"}}
    plain, escaped = json.dumps(fields, ensure_ascii=False), json.dumps(fields)
    assert decoded(plain.encode()) == decoded(escaped.encode()) == {"prompt": "一只小猫🐈"}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b'{"a":NaN}', b"[" * 100_000, b"{}x"]
)
def test_a_body_that_is_no_json_object_is_refused(raw: bytes) -> None:
    assert refused(raw) == (
        400,
        "InvalidParameter",
        "Required body invalid, please check the request body format.",
    )


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"model": ...}, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.'),
        ({"model": ""}, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.'),
        ({"input": ...}, "BadRequest.EmptyInput", "Required input parameter missing from request."),
        ({"input": None}, "BadRequest.EmptyInput", "Required input parameter missing from request."),
        ({"input": "A fox"}, "BadRequest.IllegalInput", "The input parameter requires json format."),
        ({"input": {}}, "InvalidParameter", "Field required: input.prompt"),
        ({"input": {"prompt": None}}, "InvalidParameter", "Field required: input.prompt"),
        ({"input": {"prompt": "  "}}, "InvalidParameter", "Field required: input.prompt"),
        (
            {"model": PIXVERSE, "parameters": ...},
            "BadRequest.EmptyParameters",
            'Required parameter "parameters" missing from request.',
        ),
        ({"model": PIXVERSE}, "InvalidParameter", "Field required: parameters.size"),
        (
            {"model": PIXVERSE, "parameters": {"size": "1280*720"}},
            "InvalidParameter",
            "Field required: parameters.duration",
        ),
    ],
)
def test_what_is_missing_is_named_as_the_service_names_it(
    changes: dict[str, Any], code: str, message: str
) -> None:
    assert refused(body(**changes)) == (400, code, message)


@pytest.mark.parametrize(
    ("changes", "pieces"),
    [
        ({"model": 5}, ("model is 5", "name of a model")),
        ({"input": {"prompt": 5}}, ("input.prompt is 5", "text")),
        ({"parameters": "x"}, ('parameters is "x"', "JSON object")),
        ({"parameters": {"duration": 99}}, ("parameters.duration is 99", "2 to 15")),
        ({"parameters": {"duration": "5"}}, ('parameters.duration is "5"', "2 to 15")),
        ({"parameters": {"size": "16:9"}}, ('parameters.size is "16:9"', "1280*720")),
        ({"parameters": {"seed": -1}}, ("parameters.seed is -1", "0 to 2147483647")),
        ({"parameters": {"watermark": 1}}, ("parameters.watermark is 1", "true or false")),
        (
            {"model": PIXVERSE, "parameters": {"size": "1920*1080", "duration": 10}},
            ("parameters.duration is 10", "5, 8 at 1080P"),
        ),
    ],
)
def test_a_bad_value_is_refused_with_field_value_and_what_is_allowed(
    changes: dict[str, Any], pieces: tuple[str, ...]
) -> None:
    status, code, message = refused(body(**changes))
    assert (status, code) == (400, "InvalidParameter")
    assert message.startswith("the parameters must conform to the specification: ")
    assert message.endswith(".")
    assert not message.endswith("..")
    for piece in pieces:
        assert piece in message


def test_an_audio_url_that_is_no_url_is_refused_under_the_services_own_code() -> None:
    status, code, message = refused(body(input={"prompt": "A fox", "audio_url": "voice.mp3"}))
    assert (status, code) == (400, "InvalidURL")
    assert message.startswith("Invalid URL provided in your request. input.audio_url is")


def test_an_uploaded_sound_needs_the_header_that_resolves_it() -> None:
    raw = body(input={"prompt": "A fox", "audio_url": "oss://dashscope-instant/a/v.mp3"})
    assert refused(raw) == (
        400,
        "InvalidParameter.DataInspection",
        "Unable to download the media resource during the data inspection process.",
    )
    assert decoded(raw, resolves_oss=True)["audio_url"] == "oss://dashscope-instant/a/v.mp3"


def test_a_model_without_sound_ignores_an_audio_url_whatever_it_is() -> None:
    raw = body(model="wan2.2-t2v-plus", input={"prompt": "A fox", "audio_url": "oss://x"})
    request = resolve(CATALOG.card("wan2.2-t2v-plus"), decoded(raw), lambda: 7)
    assert request.inputs.audio == ""


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (AccessError("", code="missing_key"), (401, "InvalidApiKey", "No API-key provided.")),
        (AccessError(""), (401, "InvalidApiKey", "Invalid API-key provided.")),
        (UnknownModel("no", field="model", value="x"), (400, "InvalidParameter", "Model not exist.")),
        (
            LaternaError("", code="asynchronous_only"),
            (403, "AccessDenied", "current user api does not support synchronous calls."),
        ),
        (
            TaskError("", code="not_cancelable"),
            (
                400,
                "UnsupportedOperation",
                "Failed to cancel the task, please confirm if the task is in PENDING status.",
            ),
        ),
        (LaternaError("", code="body_too_large"), (400, "BadRequest.TooLarge", "Payload Too Large.")),
        (
            LaternaError("", code="method_not_allowed", field="method", value="GET"),
            (400, "InvalidParameter", "Request method 'GET' is not supported."),
        ),
        (
            LaternaError("", code="rate_limited"),
            (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later."),
        ),
        (
            LaternaError("", code="not_found", field="service"),
            (400, "InvalidParameter", "task can not be null"),
        ),
        (LaternaError("", code="not_found", field="path"), (404, "NotFound", "Request path not found.")),
        (
            LaternaError("{braces}", code="engine_failed"),
            (
                500,
                "InternalError",
                "An internal error has occurred, please try again later or contact service support.",
            ),
        ),
    ],
)
def test_errors_are_said_to_the_letter(error: LaternaError, expected: tuple[int, str, str]) -> None:
    assert said(error) == expected


@pytest.mark.parametrize("code", sorted(ERROR_KINDS))
def test_every_error_has_three_texts_and_never_a_status_that_makes_clients_poll_for_ever(code: str) -> None:
    status, answer_code, message = said(LaternaError("Some {odd} sentence.", code=code, field="x", value="y"))
    assert 400 <= status <= 500
    assert status not in (503, 504)
    assert answer_code
    assert message
    assert "{detail}" not in message


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        ("wan2.2-t2v-plus", {"duration": 10}, "duration customization is not supported"),
        (
            "wan2.2-t2v-plus",
            {"size": "1280*720"},
            "size must be in 1080*1920,1920*1080,1440*1440,1632*1248,1248*1632,480*832,832*480,624*624",
        ),
        ("wan2.6-t2v", {"duration": 16}, "Duration should be between 2 and 15"),
    ],
)
def test_a_lenient_server_fails_the_task_in_the_services_own_words(
    model: str, parameters: dict[str, Any], message: str
) -> None:
    card = CATALOG.card(model)
    _, error = resolve_leniently(card, {"prompt": "A fox", **parameters}, lambda: 7)
    assert error is not None
    assert wire.render_failure(wire.refusal(card, error)) == ("InvalidParameter", message)


def test_a_lenient_server_names_the_field_where_the_services_words_do_not() -> None:
    card = CATALOG.card(PIXVERSE)
    _, error = resolve_leniently(card, {"prompt": "A", "size": "1280*720", "duration": 7}, lambda: 7)
    assert error is not None
    code, message = wire.render_failure(wire.refusal(card, error))
    assert code == "InvalidParameter"
    assert message.startswith(
        "Invalid field type or value. Please verify your input data. parameters.duration is 7"
    )


def test_a_list_asks_for_the_last_24_hours_unless_told_otherwise() -> None:
    query = wire.decode_list({}, SUBMITTED)
    assert query.since == SUBMITTED - 24 * HOUR
    assert SUBMITTED < query.until <= SUBMITTED + MINUTE
    assert (query.page_no, query.page_size, query.state) == (1, 10, None)


@pytest.mark.parametrize(
    ("given_times", "since", "until"),
    [
        ({"start_time": "20260320000000"}, "2026-03-20 00:00:00.000", "2026-03-21 00:00:00.000"),
        ({"end_time": "20260320000000"}, "2026-03-19 00:00:00.000", "2026-03-20 00:00:00.000"),
        (
            {"start_time": "20260320000000", "end_time": "20260320120000"},
            "2026-03-20 00:00:00.000",
            "2026-03-20 12:00:00.000",
        ),
    ],
)
def test_one_end_of_the_window_puts_the_other_24_hours_away(
    given_times: dict[str, str], since: str, until: str
) -> None:
    query = wire.decode_list(given_times, SUBMITTED)
    assert (wall_time(query.since), wall_time(query.until)) == (since, until)


@pytest.mark.parametrize(
    "asked",
    [
        {"start_time": "yesterday"},
        {"start_time": "20260320000000", "end_time": "20260322000000"},
        {"start_time": "20260321000000", "end_time": "20260320000000"},
        {"status": "DONE"},
        {"page_no": "0"},
        {"page_no": "-1"},
        {"page_size": "x"},
        {"page_size": "100000"},
    ],
)
def test_a_list_that_cannot_be_is_refused_by_name(asked: dict[str, str]) -> None:
    with pytest.raises(ParameterError) as caught:
        wire.decode_list(asked, SUBMITTED)
    status, code, message = said(caught.value)
    assert (status, code) == (400, "InvalidParameter")
    assert next(iter(asked)) in message


def test_no_task_is_listed_as_unknown() -> None:
    assert wire.decode_list({"status": "UNKNOWN"}, SUBMITTED).nothing


def test_a_listed_task_matches_by_window_model_and_status() -> None:
    task = task_for(request_for("wan2.6-t2v"), TaskState.RUNNING)
    now = SUBMITTED + MINUTE
    assert wire.matches(wire.decode_list({"status": "RUNNING", "model_name": "wan2.6-t2v"}, now), task)
    assert not wire.matches(wire.decode_list({"status": "PENDING"}, now), task)
    assert not wire.matches(wire.decode_list({"model_name": "wan2.5-t2v-preview"}, now), task)
    assert not wire.matches(wire.decode_list({"end_time": "20260320000000"}, now), task)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_names = [
    "prompt",
    "negative_prompt",
    "audio_url",
    "size",
    "resolution",
    "duration",
    "audio",
    "watermark",
    "seed",
]
_part = st.dictionaries(st.sampled_from(_names), _json, max_size=6)


@given(
    model=st.sampled_from([card.name for card in CATALOG.cards]),
    given_input=_part | _json,
    parameters=_part | _json,
)
def test_whatever_is_sent_is_either_taken_or_refused_in_the_wires_own_words(
    model: str, given_input: Any, parameters: Any
) -> None:
    raw = json.dumps({"model": model, "input": given_input, "parameters": parameters}).encode()
    try:
        resolve(CATALOG.card(model), decoded(raw), lambda: 7)
    except LaternaError as error:
        status, code, message = said(error)
        assert status == 400
        assert code
        assert message


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_never_break_the_decoder(raw: bytes) -> None:
    try:
        wire.decode_envelope(raw)
    except LaternaError as error:
        assert said(error)[0] == 400
