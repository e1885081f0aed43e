"""Where a caller wants to be told, as Vidu's API and those that follow it spell it (contract vidu 7)."""

from urllib.parse import urlsplit

from laterna.errors import ParameterError
from laterna.jsontypes import JSON, JSONObject

_ALLOWED = "an http or https URL"


def callback_url(fields: JSONObject) -> str:
    """`callback_url` of a create, or "" without one. Raises ParameterError for what can never be told anything.

    Whether the host may be reached is judged when it is told, since what a name stands for changes.
    """
    value = fields.get("callback_url")
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")) or not _has_host(value):
        raise _wrong(value)
    return value


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _wrong(value: JSON) -> ParameterError:
    return ParameterError(
        f"callback_url is not right; allowed: {_ALLOWED}.",
        field="callback_url",
        value=value,
        allowed=_ALLOWED,
    )
