"""What someone wears, worked out: garments of the species, replaced slot by slot by those of the storyboard."""

from functools import lru_cache

import msgspec
from msgspec import Struct

from laterna.engines.animatic.figures import tables
from laterna.engines.animatic.figures.hues import Color, color, known_color
from laterna.engines.animatic.figures.rows import Biped, Garment
from laterna.engines.animatic.storyboard import Subject


class Piece(Struct, frozen=True):
    """A garment in its colour."""

    kind: str
    cut: Garment
    color: Color


class Outfit(Struct, frozen=True):
    """Pieces by slot, and the colours that show on limbs."""

    pieces: tuple[Piece, ...]

    def get(self, *slots: str) -> Piece | None:
        """The piece in the first of these slots that is filled."""
        for slot in slots:
            for piece in self.pieces:
                if piece.cut.slot == slot:
                    return piece
        return None

    @property
    def sleeve(self) -> Piece | None:
        """The outermost piece that covers the arms."""
        for slot in ("over", "full", "top"):
            piece = self.get(slot)
            if piece is not None and piece.cut.sleeves >= 0:
                return piece
        return None

    @property
    def trousers(self) -> Piece | None:
        """The piece that covers the legs one by one."""
        for slot in ("bottom", "full"):
            piece = self.get(slot)
            if piece is not None and piece.cut.legs >= 0:
                return piece
        return None

    @property
    def skirts(self) -> tuple[Piece, ...]:
        """Pieces that hang around both legs, inner first."""
        found = (self.get(slot) for slot in ("bottom", "full", "top", "over"))
        return tuple(piece for piece in found if piece is not None and piece.cut.skirt > 0.2)


@lru_cache(maxsize=256)
def garment(kind: str) -> Garment | None:
    """The cut of a kind of garment, or None when there is none of that name."""
    row = tables.table("garments.toml").get(kind)
    return None if row is None else msgspec.convert(row, Garment)


def known_garments() -> frozenset[str]:
    """Every garment that is drawn."""
    return frozenset(tables.table("garments.toml"))


COVERS: dict[str, tuple[str, ...]] = {
    "full": ("top", "bottom", "over"),
    "top": ("full",),
    "bottom": ("full", "hakama"),
    "hat": ("hat",),
}
"""Which slots a new piece empties beside its own."""
WHOLE = frozenset(("spacesuit", "armor", "dress", "gown", "hanfu", "kimono", "robe", "jumpsuit", "costume"))


def outfit_of(row: Biped, subject: Subject) -> Outfit:
    """The outfit of a subject: first what its kind wears, then what the storyboard says, then its colours."""
    worn: dict[str, Piece] = {}
    for text in row.wear:
        kind, _, tone = text.partition(":")
        _put_on(worn, kind, tone)
    given = [g for g in subject.clothing if garment(g.kind) is not None]
    tutu = "ballet" in row.extras and "dress" in {item.kind for item in given}
    for item in given:
        if tutu and item.kind == "dress":
            for piece in [p for p in worn.values() if item.color and p.kind != "slippers"]:
                worn[piece.cut.slot] = Piece(piece.kind, piece.cut, color(item.color))
            continue
        _put_on(worn, item.kind, item.color)
    bib = worn.get("bottom")
    if bib is not None and bib.cut.style == "bib" and not {"top", "full"} & worn.keys():
        _put_on(worn, "t_shirt", "cream")
    if subject.gender == "female" and "bottom" in worn and not {"top", "full", "over"} & worn.keys():
        _put_on(worn, "tank_top", "")
    # An animal's colours are those of its coat.
    if (
        subject.colors
        and not subject.anthropomorphic
        and not any(item.color for item in given)
        and row.build == "body"
    ):
        _recolor(worn, subject.colors)
    return Outfit(tuple(worn.values()))


def _put_on(worn: dict[str, Piece], kind: str, tone: str) -> None:
    cut = garment(kind)
    if cut is None:
        return
    for slot in COVERS.get(cut.slot, ()):
        if slot in worn and (cut.slot == "full" or slot != "over"):
            was = worn.pop(slot)
            if slot == "full" and cut.slot == "top" and was.cut.legs < 0:
                trousers = garment("pants")
                if trousers is not None:
                    worn["bottom"] = Piece("pants", trousers, color(trousers.color))
    if cut.legs > 0.3 and cut.slot != "hakama":
        worn.pop("hakama", None)
    if not tone and cut.slot in worn and worn[cut.slot].kind == kind:
        return  # what the kind wears already keeps its colour
    worn[cut.slot] = Piece(kind, cut, color(tone if tone and known_color(tone) else cut.color))


def _recolor(worn: dict[str, Piece], colors: tuple[str, ...]) -> None:
    """Colours given to a person are those of the largest garments."""
    slots = [slot for slot in ("over", "full", "top", "back", "bottom") if slot in worn]
    for slot, name in zip(slots, colors, strict=False):
        piece = worn[slot]
        worn[slot] = Piece(piece.kind, piece.cut, color(name))
