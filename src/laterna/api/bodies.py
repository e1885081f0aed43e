"""Schemas of request bodies, made from the catalogue and the wires' own lists of fields."""

from collections.abc import Iterable, Mapping

from laterna.catalog import Catalog
from laterna.jsontypes import JSON
from laterna.notify.telling import KINDS
from laterna.wire.dashscope import schema as dashscope

_TEXT: JSON = {"type": "string"}
_FLAG: JSON = {"type": "boolean"}
_PICTURE: JSON = {"type": "string", "description": "A URL, a data URL or an upload."}
_PICTURES: JSON = {"type": "array", "items": _PICTURE}
_WHOLE: JSON = {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+$"}]}
_SEED: dict[str, JSON] = {"type": "integer", "minimum": 0, "maximum": 2_147_483_647}
_OBJECT: JSON = {"type": "object"}

_FIELDS: Mapping[str, JSON] = {
    "prompt": _TEXT,
    "negative_prompt": _TEXT,
    "audio_url": {"type": "string", "format": "uri"},
    "callback_url": {"type": "string", "format": "uri"},
    "payload": {"type": "string", "maxLength": 1_048_576},
    "size": {"type": "string", "examples": ["1280x720"]},
    "resolution": {"type": "string", "examples": ["720p"]},
    "aspect_ratio": {"type": "string", "examples": ["16:9"]},
    "duration": _WHOLE,
    "seconds": _WHOLE,
    "fps": _WHOLE,
    "seed": {**_SEED, "description": "0 is random."},
    "style": _TEXT,
    "movement_amplitude": {"type": "string", "enum": ["auto", "small", "medium", "large"]},
    "shot_type": {"type": "string", "enum": ["single", "multi"]},
    "wm_position": {"type": "integer", "minimum": 1, "maximum": 4},
    "image": _PICTURE,
    "last_image": _PICTURE,
    "images": _PICTURES,
    "reference_image_urls": _PICTURES,
    "subjects": {"type": "array", "items": _OBJECT},
    "extra_body": _OBJECT,
    "metadata": _OBJECT,
}
_FLAGS = ("audio", "bgm", "watermark", "off_peak", "prompt_extend")

_OF_DASHSCOPE: Mapping[str, JSON] = {
    "size": {"type": "string", "examples": ["1280*720"]},
    "resolution": {"type": "string", "examples": ["720P"]},
    "duration": {"type": "integer", "description": "Seconds."},
    "seed": _SEED,
}

_OF_VIDU = (
    "prompt",
    "style",
    "duration",
    "seed",
    "resolution",
    "movement_amplitude",
    "bgm",
    "audio",
    "off_peak",
    "watermark",
    "wm_position",
    "payload",
    "callback_url",
)
_OF_VIDU_MODE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "text2video": (("aspect_ratio",), ("model", "prompt")),
    "img2video": (("images",), ("model", "images")),
    "start-end2video": (("images",), ("model", "images")),
    "reference2video": (("images", "subjects", "aspect_ratio"), ("model", "prompt")),
}
_MODES = {
    "text2video": "text",
    "img2video": "image",
    "start-end2video": "frames",
    "reference2video": "reference",
}

_OF_GENERATIONS = (
    "prompt",
    "image",
    "last_image",
    "reference_image_urls",
    "images",
    "aspect_ratio",
    "duration",
    "seconds",
    "size",
    "seed",
    "audio",
    "bgm",
    "extra_body",
    "metadata",
)
_OF_OPENAI = (
    "prompt",
    "seconds",
    "size",
    "aspect_ratio",
    "negative_prompt",
    "seed",
    "audio",
    "fps",
    "last_image",
    "reference_image_urls",
    "watermark",
    "extra_body",
    "metadata",
)
_WEBHOOK: JSON = {
    "type": "object",
    "required": ["url"],
    "properties": {
        "url": {"type": "string", "format": "uri", "maxLength": 2_048},
        "events": {"type": "array", "items": {"type": "string", "enum": list[JSON](KINDS)}},
        "note": {"type": "string", "maxLength": 500},
    },
}
_SINCE: JSON = {
    "type": "object",
    "required": ["since"],
    "properties": {"since": {"type": "string", "format": "date-time"}},
}
_OF_OSS = ("OSSAccessKeyId", "Signature", "policy", "key", "x-oss-object-acl", "x-oss-forbid-overwrite")


def request_bodies(catalog: Catalog) -> dict[str, JSON]:
    """By name, what an operation of OpenAPI has as its `requestBody`."""
    generations = _object(_OF_GENERATIONS, catalog, ("generations", "vidu"), ("model", "prompt"))
    openai = _openai(catalog)
    bodies = {
        "dashscope": _body({"application/json": _dashscope(catalog)}),
        "generations": _body({"application/json": generations, "multipart/form-data": generations}),
        "openai": _body(
            dict.fromkeys(
                ("multipart/form-data", "application/json", "application/x-www-form-urlencoded"), openai
            )
        ),
        "openai remix": _body({"application/json": _plain(("prompt",))}),
        "vidu upload": _body({"application/json": _plain(("scene",))}),
        "vidu finish": _body({"application/json": _plain(("etag",))}),
        "webhook": _body({"application/json": _WEBHOOK}),
        "since": _body({"application/json": _SINCE}),
        "bytes": _body({"image/*": {"type": "string", "format": "binary"}}),
        "oss": _body({"multipart/form-data": _plain(_OF_OSS, file="file")}),
    }
    for name, (more, required) in _OF_VIDU_MODE.items():
        schema = _object((*_OF_VIDU, *more), catalog, ("vidu",), required, mode=_MODES[name])
        bodies[f"vidu {name}"] = _body({"application/json": schema})
    return bodies


def _dashscope(catalog: Catalog) -> JSON:
    parts: dict[str, dict[str, JSON]] = {"input": {}, "parameters": {}}
    for name, path in dashscope.PATHS.items():
        if "." in path:
            part, key = path.split(".")
            parts[part][key] = _OF_DASHSCOPE.get(name) or _field(name)
    given: JSON = {"type": "object", "required": ["prompt"], "properties": dict(parts["input"])}
    return {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string", "enum": _models(catalog, (dashscope.WIRE, "any"))},
            "input": given,
            "parameters": {"type": "object", "properties": dict(parts["parameters"])},
        },
    }


def _openai(catalog: Catalog) -> JSON:
    models = [card.name for card in catalog.cards]
    reference: JSON = {
        "description": "The first frame: a file part, a URL, a data URL, or an object with `image_url`.",
        "oneOf": [{"type": "string", "format": "binary"}, _PICTURE, _OBJECT],
    }
    properties: dict[str, JSON] = {
        "model": {"type": "string", "default": "sora-2", "examples": list[JSON](models)}
    }
    properties.update({name: _field(name) for name in _OF_OPENAI})
    properties["input_reference"] = reference
    return {"type": "object", "required": ["prompt"], "properties": properties}


def _object(
    fields: Iterable[str],
    catalog: Catalog,
    wires: tuple[str, ...],
    required: tuple[str, ...],
    *,
    mode: str = "",
) -> JSON:
    models = _models(catalog, (*wires, "any"), mode)
    properties: dict[str, JSON] = {"model": {"type": "string", "examples": models}}
    properties.update({name: _field(name) for name in fields})
    return {"type": "object", "required": list[JSON](required), "properties": properties}


def _models(catalog: Catalog, wires: tuple[str, ...], mode: str = "") -> list[JSON]:
    return [card.name for card in catalog.cards if card.wire in wires and (not mode or mode in card.modes)]


def _plain(names: Iterable[str], *, file: str = "") -> JSON:
    properties: dict[str, JSON] = dict.fromkeys(names, _TEXT)
    if file:
        properties[file] = {"type": "string", "format": "binary"}
    return {"type": "object", "properties": properties}


def _field(name: str) -> JSON:
    return _FLAG if name in _FLAGS else _FIELDS[name]


def _body(content: Mapping[str, JSON]) -> JSON:
    return {"required": True, "content": {kind: {"schema": schema} for kind, schema in content.items()}}
