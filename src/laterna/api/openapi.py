"""`/openapi.json`: every door's description, made from the wires' own schemas, the catalogue and one table."""

import re
from typing import get_args

import msgspec

import laterna
from laterna.api.bodies import request_bodies
from laterna.api.operations import OPERATIONS, Operation, Tag
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
}
"""Answers by the prefix that their schemas' names get: several wires call theirs alike."""

_ERROR_OF: dict[Tag, str] = {
    "dashscope": "ErrorBody",
    "vidu": "ViduErrorBody",
    "generations": "GenerationsErrorBody",
    "openai": "OpenaiErrorBody",
    "files": "PlainErrorBody",
    "service": "PlainErrorBody",
}
_TEXT: JSON = {"type": "string"}
_NUMBERS = ("page_no", "page_size", "pager.page", "pager.pagesz", "limit", "expires")
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
            "default": _json(_ERROR_OF[operation.tag], "Refused or failed"),
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
    if operation.method == "get":
        return {
            "description": "The file, or the part of it that was asked for",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    return {"description": "Done"}


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
    found["Health"] = _texts("status", "message")
    found["Description"] = {"type": "object", "required": ["openapi"]}
    return found


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
