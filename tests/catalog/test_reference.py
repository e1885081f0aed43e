"""The reference page of the models."""

from pathlib import Path

from laterna.catalog.reference import PAGE, models_markdown

from .helpers import catalog

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_the_cards_say() -> None:
    """After a change to a card: `python -m laterna.catalog.reference`."""
    assert (ROOT / PAGE).read_text(encoding="utf-8") == models_markdown()


def test_every_model_is_on_the_page() -> None:
    page = models_markdown()
    assert all(f"| `{card.name}` |" in page for card in catalog().cards)
