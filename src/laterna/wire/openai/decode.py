"""From `/v1/videos` requests to ours."""

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from laterna.errors import LaternaError, ParameterError
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.callback import callback_url
from laterna.wire.openai.schema import DEFAULT_MODEL, Create

_SAME_NAME = (
    "prompt",
    "negative_prompt",
    "aspect_ratio",
    "fps",
    "resolution",
    "seed",
    "audio",
    "audio_url",
    "bgm",
    "style",
    "movement_amplitude",
    "shot_type",
    "prompt_extend",
    "watermark",
    "off_peak",
    "last_image",
)
_MERGED = ("metadata", "video_params", "extra_json", "extra_params", "extra_body")
_IMAGE_KEYS = ("input_reference", "image", "image_reference", "reference_url")
_LARGEST_PAGE = 100


class ListQuery(Struct, frozen=True, kw_only=True):
    """What `GET /v1/videos` asks for; `after` is an id's text, or empty."""

    limit: int = 20
    order: Literal["asc", "desc"] = "desc"
    after: str = ""


def decode_object(body: bytes) -> JSONObject:
    """The JSON object in a body. Raises LaternaError `invalid_json`."""
    try:
        fields = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LaternaError(f"The body is not JSON: {error}.", code="invalid_json") from error
    if not isinstance(fields, dict):
        raise LaternaError("The body is JSON, but not an object.", code="invalid_json")
    return fields


def decode_create(fields: JSONObject) -> Create:
    """Reads the fields of a create, from JSON or from a form.

    Raises ParameterError for what only this wire has; all else is judged by the model's card.
    """
    merged = merge_extras(fields)
    model = merged.get("model", DEFAULT_MODEL)
    if not isinstance(model, str):
        raise _wrong("model", model, "a string, the name of a model")
    refuse_several(merged)
    parameters: dict[str, JSON] = {name: merged[name] for name in _SAME_NAME if name in merged}
    if "audio" not in parameters and "generate_sound" in merged:
        parameters["audio"] = merged["generate_sound"]
    parameters.update(_length(merged))
    parameters.update(read_size(merged))
    parameters.update(read_position(merged))
    parameters.update(_pictures(merged))
    prompt, payload = merged.get("prompt"), merged.get("payload")
    echo: dict[str, JSON] = {
        "prompt": prompt if isinstance(prompt, str) else "",
        "callback_url": callback_url(merged),
        "payload": payload if isinstance(payload, str) else "",
    }
    return Create(model=model, parameters=parameters, echo=echo)


def decode_list(query: Mapping[str, str]) -> ListQuery:
    """Reads the query string of a list (5.2). Raises ParameterError for a limit or order outside the contract."""
    limit, order = query.get("limit", "20"), query.get("order", "desc")
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 3) or int(limit) > _LARGEST_PAGE:
        raise _wrong("limit", limit, f"a whole number from 0 to {_LARGEST_PAGE}")
    if order not in ("asc", "desc"):
        raise _wrong("order", order, "asc, desc")
    return ListQuery(
        limit=int(limit), order="asc" if order == "asc" else "desc", after=query.get("after", "")
    )


def merge_extras(fields: JSONObject) -> JSONObject:
    """The fields with the objects that carry extensions merged below them; what is null or empty is absent."""
    merged: JSONObject = {}
    for name in _MERGED:
        extra = fields.get(name)
        if isinstance(extra, str) and extra.strip().startswith("{"):
            extra = decode_object(extra.encode())
        if isinstance(extra, dict):
            merged.update({key: value for key, value in extra.items() if key != "model"})
    merged.update({key: value for key, value in fields.items() if key not in _MERGED})
    return {key: value for key, value in merged.items() if value is not None and value != ""}


def _length(fields: JSONObject) -> dict[str, JSON]:
    frames, fps = _number(fields.get("num_frames")), _number(fields.get("fps"))
    if frames is not None:
        # Inference servers count frames; a clip of 81 frames at 16 a second is meant to last five seconds.
        return {"duration": max(1, round(frames / (fps or 24)))}
    for name in ("seconds", "duration"):
        if name in fields:
            return {"duration": fields[name]}
    return {}


def refuse_several(fields: JSONObject) -> None:
    """Raises ParameterError when more than one clip is asked for."""
    if fields.get("n") not in (None, 1, "1"):
        raise _wrong("n", fields["n"], "1")


def read_position(fields: JSONObject) -> dict[str, JSON]:
    """Where the mark stands, by Vidu's name for it or by ours."""
    value = fields.get("watermark_position", fields.get("wm_position"))
    return {} if value is None else {"watermark_position": value}


def read_size(fields: JSONObject) -> dict[str, JSON]:
    """`size`, or `resolution` when the size is a tier; without it, `width` and `height`."""
    size = fields.get("size")
    if isinstance(size, str) and size.lower().rstrip("p").isdigit():
        return {"resolution": size}
    if size is not None:
        return {"size": size}
    if "width" in fields and "height" in fields:
        return {"size": f"{_plain(fields['width'])}x{_plain(fields['height'])}"}
    return {}


def _pictures(fields: JSONObject) -> dict[str, JSON]:
    references = listed(fields, "reference_image_urls") or listed(fields, "input_references")
    images = listed(fields, "images") or []
    if references is None and len(images) > 2:
        references = images
    if references is not None:
        return {"reference_images": [picture(item, "reference_image_urls") for item in references]}
    if images:
        names = ("image", "last_image")
        return {name: picture(item, "images") for name, item in zip(names, images, strict=False)}
    for name in _IMAGE_KEYS:
        if name in fields:
            return {"image": picture(fields[name], name)}
    return {}


def listed(fields: JSONObject, name: str) -> list[JSON] | None:
    """A list of pictures; a single one, as a form with one file part has it, is a list of one. None without any.

    Raises ParameterError for what is neither.
    """
    value = fields.get(name)
    if value is None or value == []:
        return None
    if isinstance(value, str | dict):
        return [value]
    if not isinstance(value, list):
        raise _wrong(name, value, "a list of URLs or data URLs")
    return value


def picture(value: JSON, field: str) -> str:
    """One picture: a URL, a data URL, `{"image_url": …}`, or JSON text of that. Raises ParameterError."""
    if isinstance(value, str) and value.strip().startswith("{"):
        value = decode_object(value.encode())
    if isinstance(value, dict):
        if "file_id" in value:
            raise _wrong(f"{field}.file_id", value["file_id"], "a file part, an image_url or a data URL")
        value = value.get("image_url")
        if isinstance(value, dict):
            value = value.get("url")
    if not isinstance(value, str) or not value:
        raise _wrong(field, value, "a file part, a URL or a data URL")
    return value


def _number(value: JSON) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if 0 < number < 1e6 else None


def _plain(value: JSON) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _wrong(field: str, value: JSON, allowed: str) -> ParameterError:
    return ParameterError(
        f"{field} is not right; allowed: {allowed}.", field=field, value=value, allowed=allowed
    )
