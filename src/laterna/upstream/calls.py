"""Which call of which wire an HTTP request is."""

import re
from typing import Final, Literal

from msgspec import Struct

Action = Literal["create", "query", "download", "other"]
"""Lists and cancels count as queries; uploads, credits and all that belongs to no wire as other."""


class Call(Struct, frozen=True):
    """A request's wire (empty for files and what belongs to none) and what it is about."""

    wire: str
    action: Action


OTHER: Final = Call("", "other")

_ROWS: Final[tuple[tuple[str, str, str, Action], ...]] = (
    ("POST", r"/api/v1/services/.+", "dashscope", "create"),
    ("GET|POST", r"/api/v1/tasks(/.*)?", "dashscope", "query"),
    ("POST", r"/ent/v2/[a-z-]+2video/?", "vidu", "create"),
    ("GET|POST", r"/ent/v2/tasks?(/.*)?", "vidu", "query"),
    ("POST", r"/v1/video/generations/?", "generations", "create"),
    ("GET|DELETE", r"/v1/video/generations/[^/]+/?", "generations", "query"),
    ("POST", r"/v1/videos(/[^/]+/remix)?/?", "openai", "create"),
    ("GET|HEAD", r"/v1/videos/[^/]+/content/?", "openai", "download"),
    ("GET|DELETE", r"/v1/videos(/[^/]+)?/?", "openai", "query"),
    ("GET|HEAD", r"/files/.+", "", "download"),
)

_TABLE: Final = tuple(
    (re.compile(method), re.compile(path), Call(wire, action)) for method, path, wire, action in _ROWS
)


def call_of(method: str, path: str) -> Call:
    """What a request asks for."""
    for methods, paths, call in _TABLE:
        if methods.fullmatch(method) and paths.fullmatch(path):
            return call
    return OTHER
