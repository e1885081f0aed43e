"""Makes the gallery: draws every prompt of a list and writes one contact sheet a clip.

`python -m laterna.engines.animatic.gallery FOLDER [NAME ...]` reads FOLDER/prompts.toml and writes FOLDER/NAME.jpg
and FOLDER/README.md, which shows each sheet under its prompt and ends with FOLDER/notes.md where there is one.
"""

import asyncio
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from laterna.catalog import Catalog, resolve
from laterna.engines.animatic.engine import AnimaticEngine
from laterna.engines.engine import Job
from laterna.jsontypes import JSON
from laterna.media.cover import make_contact_sheet, write_spritesheet
from laterna.media.pictures import decode_picture
from laterna.settings import load_settings

_SEED = 1


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One clip of the gallery."""

    name: str
    prompt: str
    size: str = "1280x720"
    shot_type: Literal["single", "multi"] = "single"
    duration: int = 5


def read_entries(folder: Path) -> list[Entry]:
    """The list in FOLDER/prompts.toml. Raises `msgspec.ValidationError` for a broken entry."""
    table = tomllib.loads((folder / "prompts.toml").read_text(encoding="utf-8"))
    return msgspec.convert(table["clip"], list[Entry])


def page(entries: list[Entry], notes: str = "") -> str:
    """FOLDER/README.md: every prompt with its sheet, and at the end what was noted about them."""
    head = (
        "# Gallery\n\nSix frames of each clip, left to right, top to bottom, drawn by the animatic engine from the "
        "words alone, with seed 1. `script/gallery` makes them.\n"
    )
    return (
        head
        + "".join(
            f"\n## {each.name}\n\n{each.prompt}\n\n![{each.name}]({each.name}.jpg)\n" for each in entries
        )
        + (f"\n{notes.strip()}\n" if notes else "")
    )


async def draw(entries: list[Entry], folder: Path) -> None:
    """Makes the clips one after another and writes their sheets."""
    card = Catalog.load().card("animatic")
    engine = AnimaticEngine(load_settings().worker_count)
    await engine.start()
    try:
        for number, entry in enumerate(entries):
            with tempfile.TemporaryDirectory() as scratch:
                parameters: dict[str, JSON] = {
                    "prompt": entry.prompt,
                    "size": entry.size,
                    "duration": entry.duration,
                    "shot_type": entry.shot_type,
                    "seed": _SEED,
                }
                request = resolve(card, parameters, lambda: _SEED)
                clip = await engine.make(Job(number, request, Path(scratch)), lambda percent: None)
                wide = request.width >= request.height
                columns, rows, cell = (3, 2, 420) if wide else (6, 1, 200)
                await asyncio.to_thread(
                    make_contact_sheet,
                    clip.video,
                    columns,
                    rows,
                    folder / f"{entry.name}.jpg",
                    cell_width=cell,
                )
            print(folder / f"{entry.name}.jpg", flush=True)
    finally:
        await engine.stop()


BEST = (
    "fox-detective",
    "owl-library",
    "panda-bamboo",
    "ink-mountains",
    "girl-umbrella",
    "swan-sunset",
)
"""The clips of the overview, two to a row."""


def overview(folder: Path, names: Sequence[str] = BEST) -> bool:
    """Writes FOLDER/overview.jpg: two frames of each named sheet (three across, two down). False where one lacks."""
    sheets = [folder / f"{name}.jpg" for name in names]
    if not all(sheet.exists() for sheet in sheets):
        return False
    write_spritesheet(
        [cell for sheet in sheets for cell in _two_of(sheet)], folder / "overview.jpg", columns=4
    )
    return True


def _two_of(sheet: Path) -> list[NDArray[np.uint8]]:
    pixels = np.ascontiguousarray(decode_picture(sheet)[..., :3])
    high, wide = pixels.shape[0] // 2, pixels.shape[1] // 3
    return [pixels[row * high : (row + 1) * high, wide : 2 * wide] for row in (0, 1)]


def main() -> None:
    """Draws all entries, or those that are named."""
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    entries = read_entries(folder)
    unknown = set(names) - {entry.name for entry in entries}
    if unknown:
        sys.exit(f"{folder / 'prompts.toml'} has no clip {sorted(unknown)[0]!r}.")
    asyncio.run(draw([entry for entry in entries if not names or entry.name in names], folder))
    notes = folder / "notes.md"
    told = notes.read_text(encoding="utf-8") if notes.exists() else ""
    (folder / "README.md").write_text(page(entries, told), encoding="utf-8")
    overview(folder)


if __name__ == "__main__":
    main()
