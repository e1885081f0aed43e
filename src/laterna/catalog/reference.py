"""The reference page of the models, made from the cards: `python -m laterna.catalog.reference [FILE]`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from laterna.catalog.card import Limits, ModelCard, Rate
from laterna.catalog.catalog import Catalog
from laterna.catalog.parameters import CANONICAL
from laterna.catalog.ranges import range_text
from laterna.catalog.request import Mode

PAGE = Path("docs/reference/models.md")

_WIRES = {
    "dashscope": "at DashScope's door",
    "vidu": "at Vidu's door",
    "generations": "at `/v1/video/generations`",
    "openai": "at `/v1/videos`",
    "any": "at every door",
}
_FAMILIES = {"vidu": "Vidu", "pixverse": "PixVerse", "wan": "Wan", "laterna": "Laterna's own"}
_SOUND = {"none": "never", "off": "if asked for", "on": "unless declined"}
_OFF_PEAK = {"no": "refused", "ignored": "", "silent": "without sound", "yes": "yes", "always": "always"}
_INTRODUCTION = """\
# Models

Every model name that Laterna answers to, made from the model cards in `src/laterna/catalog/cards/` by
`python -m laterna.catalog.reference`. The names belong to the door of their section; every model can also be asked
for at `/v1/videos`, where numbers may be texts and sizes are translated to what the card knows.

A card's price is what the real service charges, so that a ledger shows what the same work would cost there.
A model is one TOML table in those files, and a new one may extend any of them.

Defaults are bold. Prices stand in the order of the resolutions.
"""


def models_markdown(catalog: Catalog | None = None) -> str:
    """The page as Markdown, for the built-in cards unless told otherwise."""
    groups: dict[tuple[str, str], list[ModelCard]] = {}
    for card in (catalog or Catalog.load()).cards:
        groups.setdefault((card.family, card.wire), []).append(card)
    sections = [_INTRODUCTION, *(_section(cards) for cards in groups.values())]
    return "\n".join(sections)


def _section(cards: Sequence[ModelCard]) -> str:
    first = cards[0]
    title = f"## {_FAMILIES.get(first.family, first.family)} {_WIRES[first.wire]}"
    parts = [title, _limits_table(cards), _facts_table(cards), *_rules(cards), *_size_tables(cards)]
    return "\n\n".join(parts) + "\n"


def _limits_table(cards: Iterable[ModelCard]) -> str:
    rows = [(f"`{card.name}`", modes, *facts) for card in cards for facts, modes in _by_facts(card).items()]
    head = ("model", "asked with", "resolution", "seconds", "sound", "off-peak", "price a second")
    return _table(head, rows)


def _by_facts(card: ModelCard) -> dict[tuple[str, ...], str]:
    """Modes that differ in nothing share a row."""
    rows: dict[tuple[str, ...], str] = {}
    for mode, limits in card.modes.items():
        facts = (
            ", ".join(f"**{tier}**" if tier == limits.default_tier else tier for tier in limits.tiers),
            _seconds(limits),
            _SOUND[limits.sound],
            _OFF_PEAK[limits.off_peak],
            _prices(card, limits),
        )
        rows[facts] = f"{rows[facts]}, {mode}" if facts in rows else mode
    return rows


def _seconds(limits: Limits) -> str:
    text = range_text(limits.durations)
    if len(limits.durations) > 1:
        text += f" (**{limits.default_duration}**)"
    for tier, durations in limits.durations_by_tier.items():
        text += f"; {tier}: {range_text(durations)}"
    for duration, tiers in limits.tiers_by_duration.items():
        text += f"; {duration} only at {', '.join(tiers)}"
    return text


def _prices(card: ModelCard, limits: Limits) -> str:
    unit = "credits" if card.credit_price else card.currency
    if not limits.rates:
        return "free"
    usual = " / ".join(_rate(card, limits.rates[tier]) for tier in limits.tiers)
    cheap = [limits.off_peak_rates[tier] for tier in limits.tiers if tier in limits.off_peak_rates]
    if limits.off_peak == "always":
        return f"{' / '.join(_rate(card, rate) for rate in cheap)} {unit}"
    shown = f"; off-peak {' / '.join(_rate(card, rate) for rate in cheap)}"
    return f"{usual} {unit}{shown if cheap and limits.off_peak != 'ignored' else ''}"


def _rate(card: ModelCard, rate: Rate) -> str:
    second = str(rate.second) if card.credit_price else f"{rate.second / 1_000_000:g}"
    return second if not rate.fixed else f"{second} ({rate.fixed:+} a clip)"


def _facts_table(cards: Iterable[ModelCard]) -> str:
    head = ("model", "parameters", "required", "prompt", "fps", "link lives", "watermark")
    rows: dict[tuple[str, ...], list[str]] = {}
    for card in cards:
        facts = (
            ", ".join(f"`{name}`" for name in CANONICAL if name in _offered(card)),
            ", ".join(f"`{name}`" for name in card.required),
            _prompt(card),
            range_text(card.fps),
            f"{card.url_life // 3_600} h" if card.url_life else "as long as the file",
            card.watermark_text,
        )
        rows.setdefault(facts, []).append(f"`{card.name}`")
    return _table(head, [(", ".join(names), *facts) for facts, names in rows.items()])


def _offered(card: ModelCard) -> frozenset[str]:
    """The parameters that do something: images only where a mode uses them."""
    by_mode: dict[str, set[Mode]] = {
        "image": {"image", "frames"},
        "last_image": {"frames"},
        "reference_images": {"reference"},
    }
    unused = {name for name, modes in by_mode.items() if not modes & set(card.modes)}
    return card.takes - unused


def _prompt(card: ModelCard) -> str:
    text = (
        f"{card.prompt_limit} characters, longer is {'cut' if card.prompt_overflow == 'cut' else 'refused'}"
    )
    if card.negative_prompt_limit:
        text += f"; negative: {card.negative_prompt_limit}, cut"
    return text


def _rules(cards: Sequence[ModelCard]) -> Iterator[str]:
    """One line a rule; a rule that not all models of the section share names those it holds for."""
    holders: dict[str, list[str]] = {}
    for card in cards:
        for rule in dict.fromkeys(_rules_of(card)):
            holders.setdefault(rule, []).append(f"`{card.name}`")
    lines = [
        f"- {rule[0].upper()}{rule[1:]}" if len(names) == len(cards) else f"- {', '.join(names)}: {rule}"
        for rule, names in holders.items()
    ]
    if lines:
        yield "\n".join(lines)


def _rules_of(card: ModelCard) -> Iterator[str]:
    if {"size", "resolution"} <= card.takes:
        yield "`size` wins over `resolution`."
    if "audio_url" in card.takes:
        yield "`audio_url` wins over `audio`."
    if "shot_type" in card.takes:
        yield f"`shot_type` is one of {', '.join(card.shot_types)}."
    if card.shot_type_needs_prompt_extend:
        yield "`shot_type` does nothing unless `prompt_extend` is true."
    if card.seed_zero_is_random:
        yield "`seed` 0 means random; the seed that was drawn is shown in the answer."
    if card.numbers_as_text:
        yield 'numbers may be texts, such as `"5"`.'
    if card.credit_price:
        yield f"one credit is {card.credit_price / 1_000_000:g} {card.currency}."
    idle = sorted(card.without_effect & card.takes)
    if idle:
        yield f"{' and '.join(f'`{name}`' for name in idle)} are checked and do nothing."
    if "bgm" in card.takes:
        yield _music(card)
    if "aspect_ratio" in card.takes:
        yield from _ratios(card)
    yield from dict.fromkeys(rule for limits in card.modes.values() for rule in _rules_of_limits(limits))


def _ratios(card: ModelCard) -> Iterator[str]:
    modes: dict[tuple[str, ...], list[str]] = {}
    for mode, limits in card.modes.items():
        modes.setdefault(limits.ratios, []).append(mode)
    for ratios, names in modes.items():
        where = f" with {', '.join(names)}" if len(modes) > 1 else ""
        yield f"`aspect_ratio` is one of {', '.join(ratios)}{where}."


def _rules_of_limits(limits: Limits) -> Iterator[str]:
    for one in limits.substitutions:
        yield f"{one.size.text()} with {one.duration} seconds comes out as {one.becomes.text()}."
    if limits.free_size:
        yield f"`size` may also be any {limits.free_size}."
    if limits.picture_decides:
        yield "with a first frame and no `aspect_ratio`, the picture decides the shape."


def _music(card: ModelCard) -> str:
    durations = {
        second for limits in card.modes.values() for second in limits.bgm if second in limits.durations
    }
    if durations:
        return f"`bgm` adds music to clips of {range_text(tuple(sorted(durations)))} seconds."
    return "`bgm` is checked and does nothing."


def _size_tables(cards: Iterable[ModelCard]) -> Iterator[str]:
    """Cards whose sizes do not contradict each other share a table."""
    tables: list[_SizeTable] = []
    for card in cards:
        for limits in card.modes.values():
            sizes = {tier: {r: size.text() for r, size in row.items()} for tier, row in limits.sizes.items()}
            fitting = next((table for table in tables if table.agrees(sizes)), None)
            if fitting is None:
                fitting = _SizeTable([], {})
                tables.append(fitting)
            fitting.add(f"`{card.name}`", sizes)
    for table in tables:
        title = f"Sizes of {', '.join(table.names)}:\n\n" if len(tables) > 1 else ""
        yield title + table.markdown()


class _SizeTable(Struct):
    """Texts of sizes by tier and ratio, and the models that have them."""

    names: list[str]
    rows: dict[str, dict[str, str]]

    def agrees(self, sizes: dict[str, dict[str, str]]) -> bool:
        """Whether no size stands against one of this table."""
        return all(
            self.rows.get(tier, {}).get(ratio, text) == text
            for tier, row in sizes.items()
            for ratio, text in row.items()
        )

    def add(self, name: str, sizes: dict[str, dict[str, str]]) -> None:
        """Takes in the sizes of a model that agrees."""
        if name not in self.names:
            self.names.append(name)
        for tier, row in sizes.items():
            self.rows[tier] = self.rows.get(tier, {}) | row

    def markdown(self) -> str:
        """Tiers down, ratios across."""
        ratios = tuple(dict.fromkeys(ratio for row in self.rows.values() for ratio in row))
        tiers = sorted(self.rows, key=lambda tier: int(tier[:-1]))
        return _table(
            ("sizes", *ratios), [(tier, *(self.rows[tier].get(r, "") for r in ratios)) for tier in tiers]
        )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---" for _ in head], *rows]
    return (
        "\n".join(f"| {' | '.join(line)} |" for line in lines)
        .replace("| --- ", "|---")
        .replace("--- |", "---|")
    )


if __name__ == "__main__":
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(models_markdown(), encoding="utf-8")
