"""The catalogue: every model card, by name."""

import difflib
from importlib import resources
from pathlib import Path

from laterna.catalog.build import build_card
from laterna.catalog.card import ModelCard
from laterna.catalog.request import VideoRequest
from laterna.catalog.tables import CardError, Source
from laterna.errors import UnknownModel


class Catalog:
    """All model cards. `cards` keeps the order of the files by name, the owner's own last."""

    def __init__(self, cards: tuple[ModelCard, ...]) -> None:
        self.cards = cards
        self._by_name = {card.name: card for card in cards}

    @classmethod
    def load(cls, extra_dir: Path | None = None) -> "Catalog":
        """Reads the built-in cards, then every `*.toml` of `extra_dir`, which add models or change built-in ones.

        Raises CardError, which names the file and the key.
        """
        source = Source()
        folder = resources.files("laterna.catalog") / "cards"
        built_in = [file for file in folder.iterdir() if file.name.endswith(".toml")]
        for file in sorted(built_in, key=lambda file: file.name):
            source.add(file.name, file.read_text(encoding="utf-8"))
        for path in sorted(extra_dir.glob("*.toml")) if extra_dir else ():
            source.add(str(path), _read(path), change=True)
        return cls(tuple(build_card(source, name) for name in source.models))

    def card(self, name: str) -> ModelCard:
        """The card of a model. Raises UnknownModel, which names the value and the nearest names."""
        card = self._by_name.get(name)
        if card is None:
            raise self._unknown(name)
        return card

    def cost(self, request: VideoRequest, second: int | None) -> int | None:
        """What a clip costs in millionths, see `ModelCard.price_at`; None where its card is gone."""
        card = self._by_name.get(request.model)
        return None if card is None else card.price_at(request, second).amount_micro

    def _unknown(self, name: str) -> UnknownModel:
        shown = repr(name[:80])
        near = difflib.get_close_matches(name[:80], self._by_name, n=3, cutoff=0.6)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        return UnknownModel(
            f"there is no model {shown}{hint}", field="model", value=name, allowed=", ".join(self._by_name)
        )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CardError(str(path), "file", f"cannot be read: {error}") from error
