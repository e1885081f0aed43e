"""`/openapi.json`: every door's description, made from the wires' own schemas, the catalogue and one table."""

import re
from http import HTTPStatus
from typing import get_args

import msgspec

import laterna
from laterna.api.bodies import request_bodies
from laterna.api.operation import Operation, Tag
from laterna.api.operations import OPERATIONS
from laterna.api.webhooks import ShownDelivery, ShownEndpoint
from laterna.catalog import Catalog
from laterna.jsontypes import JSON
from laterna.wire.dashscope import schema as dashscope
from laterna.wire.dashscope.uploads import PolicyAnswer
from laterna.wire.generations import schema as generations
from laterna.wire.openai import schema as openai
from laterna.wire.vidu import schema as vidu

_REFERENCES = "#/components/schemas/"
_USAGES = get_args(dashscope.Usage)
_SHAPES: dict[str, tuple[type, ...]] = {
    "": (
        dashscope.Created,
        dashscope.QueryOutput,
        *_USAGES,
        dashscope.Listed,
        dashscope.Canceled,
        dashscope.ErrorBody,
        PolicyAnswer,
    ),
    "Vidu": (vidu.Created, vidu.Creations, vidu.Callback, vidu.Listed, vidu.Credits, vidu.ErrorBody),
    "Generations": (generations.Created, generations.Job, generations.ErrorBody),
    "Openai": (openai.Video, openai.VideoList, openai.Deleted, openai.ErrorBody),
    "Laterna": (ShownEndpoint, ShownDelivery),
}
"""Answers by the prefix that their schemas' names get: several wires call theirs alike."""

_ERROR_OF: dict[Tag, str] = {
    "dashscope": "ErrorBody",
    "vidu": "ViduErrorBody",
    "generations": "GenerationsErrorBody",
    "openai": "OpenaiErrorBody",
    "laterna": "PlainErrorBody",
    "files": "PlainErrorBody",
    "service": "PlainErrorBody",
}
_TEXT: JSON = {"type": "string"}
_NUMBERS = (
    "page_no",
    "page_size",
    "pager.page",
    "pager.pagesz",
    "limit",
    "expires",
    "before",
    "last_event_id",
)
_FORMS = "/uploads/"
"""Where object stores are spoken to, which say errors in XML."""
_REPEATED = ("task_ids", "model_versions", "resolutions", "states")


def openapi_document(catalog: Catalog) -> bytes:
    """The OpenAPI 3.1 document as JSON."""
    bodies = request_bodies(catalog)
    paths: dict[str, dict[str, JSON]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, bodies)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Laterna",
            "version": laterna.__version__,
            "description": "The text-to-video cloud that you run yourself.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "Vidu's way: `Token KEY`.",
                },
            },
        },
        "security": [{"key": []}],
    }
    return msgspec.json.encode(document)


def _described(operation: Operation, bodies: dict[str, JSON]) -> JSON:
    described: dict[str, JSON] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": {
            "200": _answer(operation),
            **{str(status): _other(status, name) for status, name in operation.others},
            "default": _refused(operation),
        },
    }
    if operation.body:
        described["requestBody"] = bodies[operation.body]
    if operation.open:
        described["security"] = []
    elif operation.tag == "vidu":
        described["security"] = [{"token": []}, {"key": []}]
    return described


def _parameters(operation: Operation) -> list[JSON]:
    found: list[JSON] = [
        {"name": name, "in": "path", "required": True, "schema": _TEXT}
        for name in re.findall(r"\{(\w+)\}", operation.path)
    ]
    found += [{"name": name, "in": "query", "schema": _query(name)} for name in operation.query]
    for name in operation.headers:
        must = name == "X-DashScope-Async"
        schema: JSON = {"const": "enable"} if name.startswith("X-DashScope") else _TEXT
        found.append({"name": name, "in": "header", "required": must, "schema": schema})
    return found


def _query(name: str) -> JSON:
    if name in _REPEATED:
        return {"type": "array", "items": _TEXT}
    return {"type": "integer"} if name in _NUMBERS else _TEXT


def _answer(operation: Operation) -> JSON:
    if operation.answer:
        return _json(operation.answer, "Done")
    if operation.kinds:
        content: dict[str, JSON] = {kind: {"schema": _content_of(kind)} for kind in operation.kinds}
        return {"description": "Done", "content": content}
    return {"description": "Done"}


def _content_of(kind: str) -> JSON:
    return {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}


def _other(status: int, name: str) -> JSON:
    meaning = HTTPStatus(status).phrase
    if name == "file":
        return {"description": meaning, "content": {"*/*": {"schema": _content_of("*/*")}}}
    return _json(name, meaning) if name else {"description": meaning}


def _refused(operation: Operation) -> JSON:
    meaning = "Refused or failed"
    if operation.path.startswith(_FORMS):
        return {"description": meaning, "content": {"application/xml": {"schema": _TEXT}}}
    return _json(_ERROR_OF[operation.tag], meaning)


def _json(name: str, description: str) -> JSON:
    schema: JSON = {"$ref": _REFERENCES + name}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _schemas() -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for prefix, shapes in _SHAPES.items():
        _, components = msgspec.json.schema_components(shapes, ref_template=f"{_REFERENCES}{prefix}{{name}}")
        found.update({prefix + name: schema for name, schema in components.items()})
    found["Query"] = _query_answer()
    found["ViduEmpty"] = {"type": "object", "maxProperties": 0}
    found["ViduUpload"] = _texts("id", "put_url", "expires_at")
    found["ViduUploaded"] = _texts("uri")
    found["PlainErrorBody"] = _texts("code", "message")
    found.update(_own())
    found["Health"] = _texts("status", "message")
    found["Description"] = {"type": "object", "required": ["openapi"]}
    return found


def _own() -> dict[str, JSON]:
    """The answers at `/v1/laterna` that are put together by hand."""
    whole: JSON = {"type": "integer"}
    flag: JSON = {"type": "boolean"}
    endpoint: JSON = {"$ref": f"{_REFERENCES}LaternaShownEndpoint"}
    delivery: JSON = {"$ref": f"{_REFERENCES}LaternaShownDelivery"}
    return {
        "LaternaEndpoints": _object(data={"type": "array", "items": endpoint}),
        "LaternaDeliveries": _object(data={"type": "array", "items": delivery}, more=flag),
        "LaternaDeleted": _object(id=_TEXT, deleted=flag),
        "LaternaRotated": _texts("id", "secret", "old_secret_until"),
        "LaternaReplayed": _object(id=_TEXT, deliveries=whole),
        "LaternaHeard": {"type": "object", "maxProperties": 0},
        "LaternaKeys": _object(
            keys={"type": "array", "items": _texts("kty", "crv", "x", "kid", "use", "alg")}
        ),
    }


def _object(**properties: JSON) -> JSON:
    return {"type": "object", "required": list[JSON](properties), "properties": dict(properties)}


def _texts(*names: str) -> JSON:
    return {"type": "object", "required": list[JSON](names), "properties": dict.fromkeys(names, _TEXT)}


def _query_answer() -> JSON:
    usages: list[JSON] = [{"$ref": _REFERENCES + usage.__name__} for usage in _USAGES]
    return {
        "title": "Query",
        "description": str(dashscope.Query.__doc__),
        "type": "object",
        "required": ["request_id", "output"],
        "properties": {
            "request_id": _TEXT,
            "output": {"$ref": f"{_REFERENCES}QueryOutput"},
            "usage": {"anyOf": usages},
        },
    }
