"""Shorthands of the catalogue's tests."""

from functools import cache

import pytest

from laterna.catalog import Catalog, ModelCard, VideoRequest, resolve
from laterna.errors import ParameterError
from laterna.jsontypes import JSON

DRAWN = 722_073_967


@cache
def catalog() -> Catalog:
    return Catalog.load()


def card(name: str) -> ModelCard:
    return catalog().card(name)


def ask(name: str, **parameters: JSON) -> VideoRequest:
    """Resolves with a prompt, unless one is given, and with what PixVerse requires."""
    usual: dict[str, JSON] = {"prompt": "a kitten runs in the moonlight"}
    if "size" in card(name).required:
        usual |= {"size": "1280*720", "duration": 5}
    return resolve(card(name), usual | parameters, lambda: DRAWN)


def refused(name: str, **parameters: JSON) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        ask(name, **parameters)
    return caught.value
