"""`/openapi.json`: every door's description, made from the wires' own schemas and the catalogue."""

from collections.abc import Mapping
from typing import get_args

import msgspec

import laterna
from laterna.catalog import Catalog
from laterna.jsontypes import JSON
from laterna.wire.dashscope import schema as dashscope

_REFERENCES = "#/components/schemas/{name}"
_USAGES = get_args(dashscope.Usage)
_ANSWERS = (
    dashscope.Created,
    dashscope.QueryOutput,
    *_USAGES,
    dashscope.Listed,
    dashscope.Canceled,
    dashscope.ErrorBody,
)

_TYPE_OF_PARAMETER: Mapping[str, JSON] = {
    "prompt": {"type": "string"},
    "negative_prompt": {"type": "string"},
    "audio_url": {"type": "string", "format": "uri"},
    "size": {"type": "string", "examples": ["1280*720"]},
    "resolution": {"type": "string", "examples": ["720P"]},
    "duration": {"type": "integer", "description": "Seconds."},
    "audio": {"type": "boolean"},
    "watermark": {"type": "boolean"},
    "prompt_extend": {"type": "boolean"},
    "shot_type": {"type": "string", "enum": ["single", "multi"]},
    "seed": {"type": "integer", "minimum": 0, "maximum": 2_147_483_647},
}


def openapi_document(catalog: Catalog) -> bytes:
    """The OpenAPI 3.1 document as JSON."""
    _, components = msgspec.json.schema_components(_ANSWERS, ref_template=_REFERENCES)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Laterna",
            "version": laterna.__version__,
            "description": "The text-to-video cloud that you run yourself.",
        },
        "paths": _dashscope_paths(catalog),
        "components": {
            "schemas": {**components, "Query": _query_answer()},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }
    return msgspec.json.encode(document)


def _dashscope_paths(catalog: Catalog) -> dict[str, JSON]:
    task_id: JSON = {"name": "task_id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/api/v1/services/aigc/video-generation/video-synthesis": {
            "post": {
                "operationId": "dashscopeCreate",
                "summary": "Create a video task",
                "parameters": [
                    {
                        "name": "X-DashScope-Async",
                        "in": "header",
                        "required": True,
                        "schema": {"const": "enable"},
                    },
                    {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _create_body(catalog)}},
                },
                "responses": _responses("Created"),
            }
        },
        "/api/v1/tasks": {
            "get": {
                "operationId": "dashscopeList",
                "summary": "List the tasks of the last 24 hours, or of another such window",
                "parameters": [_in_query(name) for name in _LIST_PARAMETERS],
                "responses": _responses("Listed"),
            }
        },
        "/api/v1/tasks/{task_id}": {
            "get": {
                "operationId": "dashscopeQuery",
                "summary": "Query a task",
                "parameters": [task_id],
                "responses": _responses("Query"),
            }
        },
        "/api/v1/tasks/{task_id}/cancel": {
            "post": {
                "operationId": "dashscopeCancel",
                "summary": "Cancel a task that is still PENDING",
                "parameters": [task_id],
                "responses": _responses("Canceled"),
            }
        },
    }


_LIST_PARAMETERS = ("task_id", "start_time", "end_time", "model_name", "status", "page_no", "page_size")


def _in_query(name: str) -> JSON:
    kind: JSON = {"type": "integer"} if name.startswith("page_") else {"type": "string"}
    return {"name": name, "in": "query", "schema": kind}


def _create_body(catalog: Catalog) -> JSON:
    models: list[JSON] = [card.name for card in catalog.cards if card.wire in (dashscope.WIRE, "any")]
    parts: dict[str, dict[str, JSON]] = {"input": {}, "parameters": {}}
    for name, path in dashscope.PATHS.items():
        if "." in path:
            part, key = path.split(".")
            parts[part][key] = _TYPE_OF_PARAMETER[name]
    given: JSON = {"type": "object", "required": ["prompt"], "properties": dict(parts["input"])}
    return {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string", "enum": models},
            "input": given,
            "parameters": {"type": "object", "properties": dict(parts["parameters"])},
        },
    }


def _query_answer() -> JSON:
    usages: list[JSON] = [{"$ref": _REFERENCES.format(name=usage.__name__)} for usage in _USAGES]
    return {
        "title": "Query",
        "description": str(dashscope.Query.__doc__),
        "type": "object",
        "required": ["request_id", "output"],
        "properties": {
            "request_id": {"type": "string"},
            "output": {"$ref": _REFERENCES.format(name="QueryOutput")},
            "usage": {"anyOf": usages},
        },
    }


def _responses(name: str) -> JSON:
    return {"200": _body(name, "Done"), "default": _body("ErrorBody", "Refused or failed")}


def _body(name: str, description: str) -> JSON:
    schema: JSON = {"$ref": _REFERENCES.format(name=name)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}
