"""Engines with the tiny film, ended after each test."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.engine import Job

FILM = "tests.engines.tiny:TinyFilm"
READER = "tests.engines.tiny:read"


def request_for(prompt: str, *, duration: int = 1, seed: int = 3, **more: object) -> VideoRequest:
    """A small request."""
    values = {"width": 64, "height": 48, "fps": 24, **more}
    return VideoRequest(
        model="animatic", family="animatic", prompt=prompt, duration=duration, seed=seed, **values
    )


@pytest.fixture
async def make_engine() -> AsyncIterator[Callable[[int], AnimaticEngine]]:
    engines: list[AnimaticEngine] = []

    def make(workers: int) -> AnimaticEngine:
        engines.append(AnimaticEngine(workers, film=FILM, reader=READER))
        return engines[-1]

    yield make
    for engine in engines:
        await engine.stop()


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """Makes jobs, each with a folder of its own."""
    count = iter(range(100))

    def make(prompt: str, **more: object) -> Job:
        number = next(count)
        folder = tmp_path / f"job-{number}"
        folder.mkdir()
        return Job(number, request_for(prompt, **more), folder)

    return make
