"""From DashScope's requests to ours: bodies, query strings, and the refusals that come before a model is asked."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from laterna.catalog import ModelCard
from laterna.catalog.parameters import show
from laterna.clock import MINUTE
from laterna.errors import LaternaError, ParameterError
from laterna.jsontypes import JSON, JSONObject
from laterna.tasks.task import Task, TaskState
from laterna.wire.dashscope.schema import LIFE, PATHS, PICTURE_KEYS, STATE_OF, UNKNOWN
from laterna.wire.dashscope.times import parse_compact

_LARGEST_PAGE = 1_000

_PARAMETERS = tuple(
    (name, *path.split(".")) for name, path in PATHS.items() if "." in path and name != "prompt"
)


class Envelope(Struct, frozen=True):
    """A create body whose outer shape is right. `parameters` is None when the body has none."""

    model: str
    input: JSONObject
    parameters: "JSONObject | None"


class ListQuery(Struct, frozen=True, kw_only=True):
    """What `GET /tasks` asks for. `since` and `until` are microseconds since 1970; empty strings are absent.

    `state` is None for every state; `nothing` is True when no task can match, as for status UNKNOWN.
    """

    task_id: str = ""
    since: int
    until: int
    model: str = ""
    state: TaskState | None = None
    nothing: bool = False
    page_no: int = 1
    page_size: int = 10


def decode_envelope(body: bytes) -> Envelope:
    """Reads a create body as far as every model has it.

    Raises LaternaError `invalid_json`, and ParameterError for `model`, `input` or `parameters`.
    """
    fields = _decode_object(body)
    model = fields.get("model")
    if model is None or model == "":
        raise _missing("model")
    if not isinstance(model, str):
        raise _wrong("model", model, "a string, the name of a model")
    given = fields.get("input")
    if given is None:
        raise _missing("input")
    if not isinstance(given, dict):
        raise _wrong("input", given, "a JSON object")
    parameters = fields.get("parameters")
    if parameters is not None and not isinstance(parameters, dict):
        raise _wrong("parameters", parameters, "a JSON object")
    return Envelope(model, given, parameters)


def decode_parameters(envelope: Envelope, card: ModelCard, *, resolves_oss: bool) -> dict[str, JSON]:
    """The parameters of a create body under our names; keys that Laterna does not know are left out.

    `resolves_oss` tells whether the request carried `X-DashScope-OssResourceResolve: enable`. Raises ParameterError
    for a prompt that is missing, empty or no text, and for what the card requires and the body lacks; LaternaError
    `input_unreachable` for an `oss://` URL without that header.
    """
    values: dict[str, JSON] = {"prompt": _prompt(envelope)}
    parts = {"input": envelope.input, "parameters": envelope.parameters or {}}
    for name, part, key in _PARAMETERS:
        value = parts[part].get(key)
        if value is not None and value != "":
            values[name] = value
    for name in card.required:
        if name not in values:
            raise _missing(name if envelope.parameters is not None else "parameters")
    for name, key in PICTURE_KEYS:
        value = envelope.input.get(key)
        if name in card.takes and value:
            values[name] = value
    media = [values.get("audio_url") if "audio_url" in card.takes else None]
    media += [values.get(name) for name, _ in PICTURE_KEYS]
    if not resolves_oss and any(_on_oss(value) for value in media):
        raise LaternaError(
            "An oss:// URL needs the header X-DashScope-OssResourceResolve: enable.",
            code="input_unreachable",
            field="oss",
        )
    return values


def _on_oss(value: JSON) -> bool:
    if isinstance(value, list):
        return any(_on_oss(item) for item in value)
    return isinstance(value, str) and value.startswith("oss://")


def decode_list(query: Mapping[str, str], now: int) -> ListQuery:
    """Reads the query string of `GET /tasks` (contract 5.6). Keys it does not know are ignored.

    Raises ParameterError for a time, page or status outside the contract.
    """
    since, until = _window(query, now)
    status = query.get("status", "")
    if status and status != UNKNOWN and status not in STATE_OF:
        raise _wrong("status", status, ", ".join([*STATE_OF, UNKNOWN]))
    return ListQuery(
        task_id=query.get("task_id", ""),
        since=since,
        until=until,
        model=query.get("model_name", ""),
        state=STATE_OF.get(status),
        nothing=status == UNKNOWN,
        page_no=_whole(query, "page_no", 1, 1_000_000),
        page_size=_whole(query, "page_size", 10, _LARGEST_PAGE),
    )


def matches(query: ListQuery, task: Task) -> bool:
    """Whether a task is one of those that the query asks for, its `task_id` and pages aside."""
    return (
        query.since <= task.created_at < query.until
        and query.model in ("", task.request.model)
        and query.state in (None, task.state)
    )


def _decode_object(body: bytes) -> JSONObject:
    try:
        fields = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LaternaError(f"The body is not JSON: {error}.", code="invalid_json") from error
    if not isinstance(fields, dict):
        raise LaternaError("The body is JSON, but not an object.", code="invalid_json")
    return fields


def _prompt(envelope: Envelope) -> str:
    prompt = envelope.input.get("prompt")
    if prompt is None:
        raise _missing("prompt")
    if not isinstance(prompt, str):
        raise _wrong("prompt", prompt, "text")
    if not prompt.strip():
        raise _missing("prompt")
    return prompt


def _window(query: Mapping[str, str], now: int) -> tuple[int, int]:
    since, until = _moment(query, "start_time"), _moment(query, "end_time")
    if since is None and until is None:
        # A task created within this very call must still be seen, whatever the clocks' rounding.
        return now - LIFE, now + MINUTE
    if since is None and until is not None:
        return until - LIFE, until
    if since is not None and until is None:
        return since, since + LIFE
    assert since is not None and until is not None
    if not since <= until <= since + LIFE:
        text = f"{query['start_time']} to {query['end_time']}"
        raise _wrong("start_time and end_time", text, "a window of at most 24 hours, its start first")
    return since, until


def _moment(query: Mapping[str, str], key: str) -> int | None:
    text = query.get(key, "")
    if not text:
        return None
    moment = parse_compact(text)
    if moment is None:
        raise _wrong(key, text, "a time written YYYYMMDDhhmmss, clock of UTC+8")
    return moment


def _whole(query: Mapping[str, str], key: str, default: int, largest: int) -> int:
    text = query.get(key, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:10]) <= largest:
        raise _wrong(key, text, f"a whole number from 1 to {largest}")
    return int(text)


def _missing(name: str) -> ParameterError:
    return ParameterError(f"{name} is missing", code="missing_parameter", field=name)


def _wrong(name: str, value: JSON, allowed: str) -> ParameterError:
    return ParameterError(
        f"{name} is {show(value)}; allowed: {allowed}", field=name, value=value, allowed=allowed
    )
