"""Files and texts of the owner that are fuzzed: settings, scenarios of the emulator, model cards."""

import atexit
import copy
import functools
import json
import os
import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from laterna.catalog.build import build_card
from laterna.catalog.tables import Source
from laterna.engines.guard import Outbound
from laterna.settings import Settings, load_settings
from laterna.upstream.control import scenario_sent
from laterna.upstream.scenarios import parse_scenario
from tests.fuzz import examples as ex
from tests.fuzz import grammar as gr


def some_settings(random: Random) -> str:
    return _toml(random, ex.SETTINGS)


@functools.cache
def _folder() -> Path:
    # In memory where the system has such a place: a million files are not for a disk.
    base = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="laterna-fuzz-", dir=base if os.access(base, os.W_OK) else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def read_settings(text: str) -> None:
    (_folder() / "laterna.toml").write_text(text, encoding="utf-8", errors="surrogatepass")
    _used(load_settings(environ={}, folder=_folder()))


def some_environment(random: Random) -> dict[str, str]:
    def text_of(thing: Any) -> str:
        text = thing if isinstance(thing, str) else json.dumps(thing)
        text = gr.some_text(random) if random.random() < 0.3 else text
        return gr.damaged_text(random, text) if random.random() < 0.2 else text

    names = random.sample(sorted(ex.SETTINGS), random.randrange(1, 6))
    return {
        f"LATERNA_{name.upper()}": text_of(gr.mutated(random, ex.SETTINGS[name], ex.NAMES)) for name in names
    }


def read_environment(environ: dict[str, str]) -> None:
    _used(load_settings(environ=environ, folder=Path("/nowhere")))


def _used(settings: Settings) -> None:
    Outbound.of(settings)
    assert settings.retention_seconds is None or settings.retention_seconds >= 0
    for upstream in settings.upstreams:
        assert upstream.every_key and isinstance(upstream.root, str)
    for model in ex.MODELS[:3]:
        _ = settings.routing.plan_of(model).prices


def some_scenario(random: Random) -> str:
    return _toml(random, ex.SCENARIO)


def read_scenario(text: str) -> None:
    # As it comes from a file: nothing that UTF-8 cannot say.
    parse_scenario(utf8(text))


def some_control(random: Random) -> bytes:
    if random.random() < 0.3:
        return gr.damaged(random, some_scenario(random).encode("utf-8", "replace"))
    return gr.encoded(random, gr.mutated(random, ex.SCENARIO, tuple(ex.SCENARIO)))


def read_control(body: bytes) -> None:
    scenario_sent(body)


def some_cards(random: Random) -> str:
    return _toml(random, ex.CARDS)


@functools.cache
def shipped_cards() -> tuple[tuple[str, str], ...]:
    import laterna.catalog

    folder = Path(laterna.catalog.__file__).parent / "cards"
    return tuple((path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))


@functools.cache
def _shipped_source() -> Source:
    source = Source()
    for name, content in shipped_cards():
        source.add(name, content)
    return source


def read_cards(text: str) -> None:
    source = copy.deepcopy(_shipped_source())
    source.add("mine.toml", utf8(text), change=True)
    for name in [name for name in source.models if source.file_of(name) == "mine.toml"][:4]:
        build_card(source, name)


def _toml(random: Random, example: Any) -> str:
    thing = gr.mutated(random, example, tuple(example))
    text = gr.toml(thing if isinstance(thing, dict) else example)
    return gr.damaged_text(random, text) if random.random() < 0.3 else text


def utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
