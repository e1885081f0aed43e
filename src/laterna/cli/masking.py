"""Keeps secrets out of the log: in its last step every line is searched for what looks like one, or is one."""

import json
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote, urlsplit

from laterna.settings import Settings

MASK = "***"

# What stays is in the first group, where there is one.
_FORMS = (
    r"(\bsk-)[A-Za-z0-9_-]{6,}",
    r"(\bwh(?:sec|sk|pk)_)[A-Za-z0-9+/=_-]{6,}",
    r"(\bvda_)[A-Za-z0-9_-]{6,}",
    r"((?i:authorization)[\"']?\s*[:=,]\s*b?[\"']?(?:(?i:bearer|token|basic)\s+)?)[^\s\"',;\\]+",
    r"(\b(?i:bearer)\s+)[^\s\"',;\\]{16,}",
    r"(://[^/\s:@\"]*:)[^@\s/\"]+(?=@)",
    r"([?&](?i:sig|signature|key|api_key|token|x-amz-signature|x-oss-signature)=)[^&\s\"'\\]+",
)
_SHORTEST = 4
"""Shorter values of settings would mask ordinary words."""


def secrets_of(settings: Settings) -> list[str]:
    """The secrets that the settings hold."""
    found = [settings.storyboard_key, settings.metrics_key]
    found += [key.secret for upstream in settings.upstreams for key in upstream.every_key]
    try:
        password = urlsplit(settings.database_url).password or ""
    except ValueError:
        password = ""
    return [each for each in (*found, password, unquote(password)) if each]


def masker(secrets: Iterable[str] = ()) -> Callable[[str], str]:
    """A function that masks what looks like a secret, and the given ones in any case, also inside of JSON."""
    spelled = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1])}
    known = [re.escape(form) for form in sorted(spelled, key=len, reverse=True) if len(form) >= _SHORTEST]
    pattern = re.compile("|".join((*(f"()(?:{form})" for form in known), *_FORMS)))

    def masked(text: str) -> str:
        return pattern.sub(lambda found: next((each for each in found.groups() if each), "") + MASK, text)

    return masked
