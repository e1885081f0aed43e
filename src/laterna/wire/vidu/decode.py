"""From Vidu's requests to ours."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from laterna.errors import LaternaError, ParameterError
from laterna.ids import parse_task_id
from laterna.jsontypes import JSON, JSONObject
from laterna.tasks.task import TaskState
from laterna.wire.callback import callback_url
from laterna.wire.vidu.schema import (
    LARGEST_PAGE,
    LIST_WINDOW,
    LONGEST_PAYLOAD,
    MODE_OF,
    STATES_OF_WORD,
    Create,
    Endpoint,
)

_SAME_NAME = (
    "prompt",
    "style",
    "duration",
    "seed",
    "aspect_ratio",
    "resolution",
    "movement_amplitude",
    "bgm",
    "audio",
    "off_peak",
    "watermark",
)
_IMAGE_COUNTS: dict[str, tuple[int, int]] = {
    "img2video": (1, 1),
    "start-end2video": (2, 2),
    "reference2video": (1, 7),
}
_AUDIO_TYPES = ("all", "speech_only", "sound_effect_only")


class ListQuery(Struct, frozen=True, kw_only=True):
    """What `GET /ent/v2/tasks` asks for. Times are microseconds since 1970; empty tuples mean no filter."""

    since: int
    until: int
    task_ids: tuple[int, ...] = ()
    models: tuple[str, ...] = ()
    states: frozenset[TaskState] = frozenset()
    resolutions: tuple[str, ...] = ()
    page: int = 0
    page_size: int = 10


def decode_create(body: bytes, endpoint: Endpoint) -> Create:
    """Reads a create body.

    Raises LaternaError `invalid_json`; ParameterError for a missing model, a wrong number of pictures, and
    fields that only this wire has.
    """
    fields = _present(_decode_object(body))
    model = fields.get("model")
    if model is None:
        raise _missing("model")
    if not isinstance(model, str):
        raise _wrong("model", model, "a string, the name of a model")
    parameters = {name: fields[name] for name in _SAME_NAME if name in fields}
    if "wm_position" in fields:
        parameters["watermark_position"] = fields["wm_position"]
    if endpoint == "reference2video":
        _refuse_videos(fields)
    images = _images(fields, endpoint)
    if endpoint == "img2video":
        parameters["image"] = images[0]
    elif endpoint == "start-end2video":
        parameters["image"], parameters["last_image"] = images[0], images[1]
    elif endpoint == "reference2video":
        parameters["reference_images"] = list[JSON](images)
        if "images" not in fields and isinstance(prompt := parameters.get("prompt"), str):
            parameters["prompt"] = _by_place(prompt, fields.get("subjects"))
    if endpoint in ("img2video", "start-end2video"):
        # The picture decides; the endpoint has no such field (3.4), and clients that send it are not refused.
        parameters.pop("aspect_ratio", None)
    echo = _echo(fields, images, endpoint)
    return Create(model=model, mode=MODE_OF[endpoint], parameters=parameters, echo=echo)


def decode_list(query: Mapping[str, Sequence[str]], now: int) -> ListQuery:
    """Reads the query string of a list (5.2); every key may be repeated.

    Raises ParameterError for a time, page or state outside the contract.
    """
    words = query.get("states", ())
    for word in words:
        if word not in STATES_OF_WORD:
            raise _wrong("states", word, ", ".join(STATES_OF_WORD))
    since = _moment(query, "created_at.from")
    until = _moment(query, "created_at.to")
    ids = tuple(parse_task_id(text) or 0 for text in query.get("task_ids", ()))
    return ListQuery(
        since=(until or now) - LIST_WINDOW if since is None else since,
        until=now + LIST_WINDOW if until is None else until,
        task_ids=ids,
        models=tuple(name for version in query.get("model_versions", ()) for name in _models(version)),
        states=frozenset[TaskState]().union(*(STATES_OF_WORD[word] for word in words)),
        resolutions=tuple(text.lower() for text in query.get("resolutions", ())),
        page=_whole(query, ("pager.page_token", "pager.page", "paper.page"), 0, 0, 1_000_000),
        page_size=_page_size(query),
    )


def _decode_object(body: bytes) -> JSONObject:
    try:
        fields = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LaternaError(f"The body is not JSON: {error}.", code="invalid_json") from error
    if not isinstance(fields, dict):
        raise LaternaError("The body is JSON, but not an object.", code="invalid_json")
    return fields


def _present(fields: JSONObject) -> JSONObject:
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def _images(fields: JSONObject, endpoint: Endpoint) -> list[str]:
    if endpoint == "text2video":
        return []
    given = fields.get("images")
    if given is None and endpoint == "reference2video":
        given = _subject_images(fields.get("subjects"))
    if given is None:
        raise _missing("images")
    if not isinstance(given, list):
        raise _wrong("images", given, "a list of URLs or data URLs")
    images = [item for item in given if isinstance(item, str) and item]
    if len(images) != len(given):
        raise _wrong("images", given, "a list of URLs or data URLs")
    least, most = _IMAGE_COUNTS[endpoint]
    if not least <= len(images) <= most:
        allowed = f"{least} to {most} pictures" if least != most else f"exactly {least}"
        raise ParameterError(
            f"images has {len(images)} pictures; {endpoint} takes {allowed}.",
            field="images.count",
            value=len(images),
            allowed=allowed,
        )
    return images


def _refuse_videos(fields: JSONObject) -> None:
    subjects = fields.get("subjects")
    for holder in (fields, *(subjects if isinstance(subjects, list) else ())):
        if isinstance(holder, dict) and holder.get("videos"):
            raise ParameterError(
                "videos are not taken as references; allowed: images.",
                field="videos",
                value=holder["videos"],
                allowed="images",
            )


def _subject_images(subjects: JSON) -> JSON:
    if subjects is None:
        return None
    if not isinstance(subjects, list) or not all(isinstance(subject, dict) for subject in subjects):
        raise _wrong("subjects", subjects, "a list of objects with `name` and `images`")
    found: list[JSON] = []
    for subject in subjects:
        pictures = subject.get("images") if isinstance(subject, dict) else None
        if not isinstance(pictures, list) or not 1 <= len(pictures) <= 3:
            raise _wrong("subjects.images", pictures, "1 to 3 pictures a subject")
        found.extend(pictures)
    return found


def _by_place(prompt: str, subjects: JSON) -> str:
    """The prompt with `@name` of a named subject turned into `@Image` and the place of its first picture, from 1."""
    places: dict[str, int] = {}
    place = 1
    for subject in subjects if isinstance(subjects, list) else []:
        if isinstance(subject, dict):
            name, pictures = subject.get("name", subject.get("id")), subject.get("images")
            if isinstance(name, str) and name:
                places[name] = place
            place += len(pictures) if isinstance(pictures, list) else 0
    for name in sorted(places, key=len, reverse=True):
        # A letter or digit of our own alphabet after a name makes it another name; Chinese goes on without a space.
        prompt = re.sub(rf"@{re.escape(name)}(?![A-Za-z0-9_])", f"@Image{places[name]} ", prompt)
    return prompt


def _echo(fields: JSONObject, images: list[str], endpoint: Endpoint) -> dict[str, JSON]:
    payload = fields.get("payload", "")
    if not isinstance(payload, str) or len(payload) > LONGEST_PAYLOAD:
        shown = payload if not isinstance(payload, str) else f"{len(payload)} characters"
        raise _wrong("payload", shown, f"a string of at most {LONGEST_PAYLOAD} characters")
    audio_type = fields.get("audio_type", "all")
    if audio_type not in _AUDIO_TYPES:
        raise _wrong("audio_type", audio_type, ", ".join(_AUDIO_TYPES))
    return {
        "endpoint": endpoint,
        "prompt": fields.get("prompt", ""),
        "payload": payload,
        "callback_url": callback_url(fields),
        "audio_type": audio_type,
        # A picture that came inside the body would make every later answer as heavy as the request.
        "images": [image if not image.startswith("data:") else "" for image in images],
        "bgm": fields.get("bgm", False),
        "style": fields.get("style", ""),
        "movement_amplitude": fields.get("movement_amplitude", ""),
    }


def _models(version: str) -> tuple[str, ...]:
    """Vidu's lists ask for versions such as `q1` or `2.0`; whole names are taken as well."""
    return (version,) if version.startswith("vidu") else (version, f"vidu{version}")


def _moment(query: Mapping[str, Sequence[str]], key: str) -> int | None:
    text = next(iter(query.get(key, ())), "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _wrong(key, text, "a time as of ISO 8601, such as 2026-01-01T00:00:00Z") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def _page_size(query: Mapping[str, Sequence[str]]) -> int:
    try:
        return _whole(query, ("pager.pagesz",), 10, 1, LARGEST_PAGE)
    except ParameterError as error:
        raise ParameterError(
            error.message, field="page_size", value=error.value, allowed=error.allowed
        ) from error


def _whole(
    query: Mapping[str, Sequence[str]], keys: tuple[str, ...], default: int, least: int, most: int
) -> int:
    for key in keys:
        text = next(iter(query.get(key, ())), "")
        if text:
            if not (text.isascii() and text.isdigit() and len(text) <= 12) or not least <= int(text) <= most:
                raise _wrong(key, text, f"a whole number from {least} to {most}")
            return int(text)
    return default


def _missing(field: str) -> ParameterError:
    return ParameterError(f"{field} is missing.", code="missing_parameter", field=field)


def _wrong(field: str, value: JSON, allowed: str) -> ParameterError:
    return ParameterError(
        f"{field} is not right; allowed: {allowed}.", field=field, value=value, allowed=allowed
    )
