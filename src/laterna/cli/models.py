"""`laterna models`: the catalogue."""

from msgspec import Struct

from laterna.catalog import Catalog, Limits, ModelCard
from laterna.cli.show import print_json, print_table


class Listed(Struct, frozen=True, kw_only=True):
    """One model as `--json` shows it. Durations are seconds; `tiers` and `sizes` are those of its first mode."""

    name: str
    family: str
    wire: str
    modes: list[str]
    tiers: list[str]
    aspect_ratios: list[str]
    durations: list[int]
    fps: list[int]
    audio: bool
    required: list[str]
    prompt_limit: int
    currency: str


def print_models(as_json: bool) -> None:
    """Prints every model card."""
    cards = Catalog.load().cards
    if as_json:
        print_json([_listed(card) for card in cards])
        return
    rows = [
        (
            card.name,
            card.wire,
            ", ".join(card.modes),
            ", ".join(_first(card).tiers),
            _seconds(_first(card).durations),
        )
        for card in cards
    ]
    print_table(("MODEL", "WIRE", "MODES", "TIERS", "SECONDS"), rows, empty="The catalogue is empty.")


def _first(card: ModelCard) -> Limits:
    return next(iter(card.modes.values()))


def _listed(card: ModelCard) -> Listed:
    limits = _first(card)
    return Listed(
        name=card.name,
        family=card.family,
        wire=card.wire,
        modes=list(card.modes),
        tiers=list(limits.tiers),
        aspect_ratios=list(limits.ratios),
        durations=list(limits.durations),
        fps=list(card.fps),
        audio=limits.sound != "none",
        required=list(card.required),
        prompt_limit=card.prompt_limit,
        currency=card.currency,
    )


def _seconds(durations: tuple[int, ...]) -> str:
    first, last = durations[0], durations[-1]
    if len(durations) > 2 and last - first + 1 == len(durations):
        return f"{first}-{last}"
    return ", ".join(str(each) for each in durations)
