"""Which of its modes a request asks a model for."""

from laterna.catalog.parameters import Reader
from laterna.catalog.request import Mode

_NEEDS: dict[Mode, tuple[str, ...]] = {
    "text": (),
    "image": ("image",),
    "frames": ("image", "last_image"),
    "reference": ("reference_images",),
}


def read_mode(reader: Reader, asked: Mode | None) -> Mode:
    """The mode: the one asked for, or the one that the given images mean. Missing images are noted."""
    modes = reader.card.modes
    if asked is not None and asked not in modes:
        name = reader.card.name
        reader.refuse_mode("model", name, ", ".join(modes), f"{name} has no mode {asked}")
    chosen = asked if asked is not None and asked in modes else _by_images(reader)
    for field in _NEEDS[chosen]:
        if not _given(reader, field):
            reader.miss(field, f" in the mode {chosen}")
    return chosen


def _by_images(reader: Reader) -> Mode:
    """References come before frames, two frames before one; images that no mode takes are noted."""
    modes = reader.card.modes
    wanted: tuple[tuple[Mode, str], ...] = (
        ("reference", "reference_images"),
        ("frames", "last_image"),
        ("image", "image"),
    )
    for mode, field in wanted:
        if not _given(reader, field):
            continue
        if mode in modes:
            return mode
        problem = f"{field} is given; {reader.card.name} has no mode {mode}"
        reader.refuse_mode(field, reader.raw(field), ", ".join(modes), problem)
    return next(iter(modes))


def _given(reader: Reader, field: str) -> bool:
    return reader.raw(field) not in (None, [])
