"""Decoding happens in drawing processes: a picture that breaks or blocks one fails its own task."""

import asyncio
from pathlib import Path

import pytest

from laterna.catalog import Catalog
from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.drawing.messages import PictureSize, Work
from laterna.engines.animatic.intake import shaped, take_in
from laterna.engines.engine import InputFiles, Job
from laterna.errors import EngineError


class BrokenDesk:
    """A desk whose process dies on the second picture and never finishes the third."""

    async def do(self, work: Work) -> bytes:
        if "2" in str(getattr(work, "noun", "")):
            raise EngineError("The process was ended by SIGSEGV.", code="engine_crashed")
        await asyncio.Event().wait()
        return b""


def request(**more: object) -> VideoRequest:
    values = {"model": "animatic", "width": 640, "height": 360, "tier": "360p", "mode": "image", **more}
    return VideoRequest(family="laterna", prompt="p", duration=1, fps=24, seed=1, **values)


async def refused(count: int, folder: Path) -> EngineError:
    job = Job(1, request(), folder, InputFiles(references=tuple(folder / f"{n}" for n in range(count))))
    with pytest.raises(EngineError) as caught:
        await take_in(BrokenDesk(), job, seconds=0.05)  # type: ignore[arg-type]
    return caught.value


async def test_a_crash_is_the_pictures_fault(tmp_path: Path) -> None:
    error = await refused(2, tmp_path)
    assert (error.code, error.field) == ("input_invalid", "reference_images")
    assert "Reference image 2 cannot be used: it broke" in error.message


async def test_decoding_may_not_take_for_ever(tmp_path: Path) -> None:
    error = await refused(1, tmp_path)
    assert "Reference image 1 cannot be used: it takes longer than" in error.message


@pytest.mark.parametrize(
    ("wide", "high", "size"), [(900, 1600, (360, 640)), (1000, 1000, (360, 360)), (1600, 900, (640, 360))]
)
def test_the_shape_follows_the_picture(wide: int, high: int, size: tuple[int, int]) -> None:
    catalog = Catalog.load()
    found = shaped(request(aspect_ratio="auto"), PictureSize(wide, high, False), catalog)
    assert (found.width, found.height) == size


def test_a_shape_that_was_asked_for_stays() -> None:
    catalog, tall = Catalog.load(), PictureSize(900, 1600, False)
    assert shaped(request(), tall, catalog) == request()
    auto = request(aspect_ratio="auto")
    assert shaped(auto, None, catalog) == auto
    gone = request(aspect_ratio="auto", model="no longer there")
    assert shaped(gone, tall, catalog) == gone
