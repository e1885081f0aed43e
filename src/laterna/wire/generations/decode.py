"""From `/v1/video/generations` requests to ours."""

import base64
import binascii

from laterna.errors import ParameterError
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.generations.schema import Create
from laterna.wire.openai.decode import decode_object, picture

_SAME_NAME = (
    "prompt",
    "aspect_ratio",
    "seed",
    "audio",
    "bgm",
    "watermark",
    "watermark_position",
    "movement_amplitude",
    "style",
    "resolution",
    "off_peak",
    "negative_prompt",
    "fps",
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
    parameters.update(_size(merged))
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


def _size(fields: JSONObject) -> dict[str, JSON]:
    size = fields.get("size")
    if isinstance(size, str) and size.lower().rstrip("p").isdigit():
        return {"resolution": size}
    return {} if size is None else {"size": size}


def _pictures(fields: JSONObject) -> dict[str, JSON]:
    images = fields.get("images")
    several = images if isinstance(images, list) else []
    found: dict[str, JSON] = {}
    references = fields.get("reference_image_urls", several if len(several) > 2 else None)
    if references is not None:
        if not isinstance(references, list):
            raise _wrong("reference_image_urls", references, "a list of URLs or data URLs")
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
    callback = fields.get("callback_url", "")
    if not isinstance(callback, str) or (callback and not callback.startswith(("http://", "https://"))):
        raise _wrong("callback_url", callback, "an http or https URL")
    prompt, payload = fields.get("prompt"), fields.get("payload")
    return {
        "prompt": prompt if isinstance(prompt, str) else "",
        "callback_url": callback,
        "payload": payload if isinstance(payload, str) else "",
    }


def _wrong(field: str, value: JSON, allowed: str) -> ParameterError:
    return ParameterError(
        f"{field} is not right; allowed: {allowed}.", field=field, value=value, allowed=allowed
    )
