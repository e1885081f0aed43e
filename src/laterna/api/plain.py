"""The doors that belong to no wire: is it alive, is it ready, what does it speak; and the errors of unknown paths."""

import msgspec
import structlog
from litestar import MediaType, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from sqlalchemy import Connection, text

from laterna.api.context import Services
from laterna.api.metrics import metrics_door
from laterna.api.openapi import openapi_document
from laterna.errors import ERROR_KINDS, LaternaError

_log = structlog.get_logger(__name__)

_CODE_OF_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


class Health(Struct, frozen=True):
    """`status` is `ok`, or the code of what is wrong; `message` says more."""

    status: str
    message: str = ""


class PlainError(Struct, frozen=True):
    """The error body of paths that belong to no wire."""

    code: str
    message: str


def plain_doors(services: Services) -> list[HTTPRouteHandler]:
    """`/healthz`, `/readyz`, `/openapi.json`, which ask for no key, and `/metrics`."""

    @get("/openapi.json", sync_to_thread=False)
    def openapi() -> Response[bytes]:
        return Response(openapi_document(services.catalog), media_type=MediaType.JSON)

    return [openapi, *watching_doors(services)]


def watching_doors(services: Services) -> list[HTTPRouteHandler]:
    """The doors by which a process is watched: `/healthz`, `/readyz` and `/metrics`."""

    @get("/healthz", sync_to_thread=False)
    def healthz() -> Response[bytes]:
        return _json(Health("ok"), 200)

    @get("/readyz")
    async def readyz() -> Response[bytes]:
        try:
            await services.store.database.read(_look)
        except LaternaError as error:
            return _json(Health(error.code, error.message), 503)
        return _json(Health("ok"), 200)

    return [healthz, readyz, metrics_door(services)]


def plain_error(request: Request[object, object, State], error: Exception) -> Response[bytes]:
    """What a path outside every wire answers when something goes wrong."""
    if isinstance(error, LaternaError):
        return _json(PlainError(error.code, error.message), error.kind.status)
    if isinstance(error, HTTPException):
        code = _CODE_OF_STATUS.get(error.status_code, "invalid_parameter")
        detail = ERROR_KINDS[code].meaning if code != "invalid_parameter" else error.detail
        return _json(PlainError(code, detail), error.status_code)
    _log.error("request failed", path=request.url.path, exc_info=error)
    return _json(PlainError("internal", ERROR_KINDS["internal"].meaning), 500)


def _look(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))


def _json(body: Struct, status: int) -> Response[bytes]:
    return Response(msgspec.json.encode(body), status_code=status, media_type=MediaType.JSON)
