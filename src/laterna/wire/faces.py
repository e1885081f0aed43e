"""The client faces by the names that the settings have for them."""

from laterna.catalog import Catalog
from laterna.errors import SettingError
from laterna.wire.client import ClientFace
from laterna.wire.dashscope.client import DashScopeFace
from laterna.wire.generations.client import GenerationsFace
from laterna.wire.openai.client import OpenAIFace
from laterna.wire.openai.dialects import DIALECTS
from laterna.wire.vidu.client import ViduFace

WIRES = ("dashscope", "vidu", "generations", "openai")

SERVERS = tuple(DIALECTS)
"""The names of servers that a `server` setting may have; wires without dialects take no notice of it."""


def client_face(wire: str, server: str, catalog: Catalog) -> ClientFace:
    """The client face of a wire. `server` names the dialect of `generations` and `openai`, "" for the plain one.

    `catalog` tells what an upstream makes of a request. Raises SettingError for a wire or server that there is none.
    """
    if server not in SERVERS:
        raise _wrong("server", server, SERVERS)
    if wire == "dashscope":
        return DashScopeFace(catalog)
    if wire == "vidu":
        return ViduFace(catalog)
    if wire == "generations":
        return GenerationsFace(catalog, server)
    if wire == "openai":
        return OpenAIFace(catalog, server)
    raise _wrong("wire", wire, WIRES)


def _wrong(field: str, value: str, names: tuple[str, ...]) -> SettingError:
    allowed = ", ".join(repr(name) for name in names)
    return SettingError(
        f"{field} is {value!r}; allowed: {allowed}.", field=field, value=value, allowed=allowed
    )
