"""From `/v1/video/generations` requests to ours."""

import base64
import binascii

from laterna.errors import ParameterError
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.callback import callback_url
from laterna.wire.generations.schema import Create
from laterna.wire.openai.decode import (
    decode_object,
    listed,
    picture,
    read_position,
    read_size,
    refuse_several,
)

_SAME_NAME = (
    "prompt",
    "aspect_ratio",
    "seed",
    "audio",
    "bgm",
    "watermark",
    "movement_amplitude",
    "style",
    "resolution",
    "off_peak",
    "negative_prompt",
    "fps",
    "audio_url",
    "shot_type",
    "prompt_extend",
)
_SHORTEST_BASE64 = 128


def decode_create(fields: JSONObject) -> Create:
    """Reads the fields of a create, from JSON or from a form.

    Raises ParameterError for a missing model or prompt, a last frame without a first, and pictures that are
    none; all else is judged by the model's card.
    """
    merged = _merged(fields)
    model, prompt = merged.get("model"), merged.get("prompt")
    if model is None:
        raise ParameterError("model field is required", code="missing_parameter", field="model")
    if not isinstance(model, str):
        raise _wrong("model", model, "a string, the name of a model")
    if prompt is None or (isinstance(prompt, str) and not prompt.strip()):
        raise ParameterError("prompt is required", code="missing_parameter", field="prompt")
    parameters: dict[str, JSON] = {name: merged[name] for name in _SAME_NAME if name in merged}
    duration = merged.get("duration", merged.get("seconds"))
    if duration is not None:
        parameters["duration"] = duration
    refuse_several(merged)
    parameters.update(read_size(merged))
    parameters.update(read_position(merged))
    parameters.update(_pictures(merged))
    return Create(model=model, parameters=parameters, echo=_echo(merged))


def _merged(fields: JSONObject) -> JSONObject:
    merged: JSONObject = {key: value for key, value in _object(fields, "metadata").items() if key != "model"}
    merged.update({key: value for key, value in fields.items() if key not in ("metadata", "extra_body")})
    merged.update({key: value for key, value in _object(fields, "extra_body").items() if key != "model"})
    return {key: value for key, value in merged.items() if value is not None and value != ""}


def _object(fields: JSONObject, name: str) -> JSONObject:
    value = fields.get(name)
    if isinstance(value, str) and value.strip():
        value = decode_object(value.encode())
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise _wrong(name, value, "an object")
    return value


def _pictures(fields: JSONObject) -> dict[str, JSON]:
    several = listed(fields, "images") or []
    found: dict[str, JSON] = {}
    references = listed(fields, "reference_image_urls") or (several if len(several) > 2 else None)
    if references is not None:
        found["reference_images"] = [_picture(item, "reference_image_urls") for item in references]
    first = fields.get("image", fields.get("input_reference", several[0] if 1 <= len(several) <= 2 else None))
    last = fields.get("last_image", several[1] if len(several) == 2 else None)
    if last is not None and first is None:
        raise ParameterError(
            "last_image needs image: the last frame alone is not supported.",
            code="missing_parameter",
            field="image",
        )
    if first is not None:
        found["image"] = _picture(first, "image")
    if last is not None:
        found["last_image"] = _picture(last, "last_image")
    return found


def _picture(value: JSON, field: str) -> str:
    text = picture(value, field)
    return text if ":" in text[:40] else _bare_base64(text, field)


def _bare_base64(text: str, field: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong(field, text[:80], "a URL, a data URL or Base64") from error
    if len(text) < _SHORTEST_BASE64:
        raise _wrong(field, text, "a URL, a data URL or Base64")
    return f"data:application/octet-stream;base64,{text}"


def _echo(fields: JSONObject) -> dict[str, JSON]:
    prompt, payload = fields.get("prompt"), fields.get("payload")
    return {
        "prompt": prompt if isinstance(prompt, str) else "",
        "callback_url": callback_url(fields),
        "payload": payload if isinstance(payload, str) else "",
    }


def _wrong(field: str, value: JSON, allowed: str) -> ParameterError:
    return ParameterError(
        f"{field} is not right; allowed: {allowed}.", field=field, value=value, allowed=allowed
    )
