"""How wires put Laterna's own sentences into their answers."""

from collections.abc import Mapping

from laterna.errors import LaternaError


def sentence(error: LaternaError, paths: Mapping[str, str]) -> str:
    """The error's message, with the field named as the wire names it; `paths` maps our names to the wire's."""
    field = error.field or ""
    named = paths.get(field, field)
    if field and named != field and error.message.startswith(f"{field} "):
        return named + error.message[len(field) :]
    return error.message
