"""Showing tables, times, money and JSON."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from rich.console import Console
from rich.table import Table

from laterna.cli.outcome import say
from laterna.clock import SECOND

MICRO = 1_000_000
_WIDE = 1_000


def print_json(value: object) -> None:
    """Prints anything that msgspec can encode as indented JSON."""
    say(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Prints rows under their headings, or the sentence `empty` when there are none."""
    if not rows:
        say(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False, markup=False)
    if console.is_terminal:
        console.print(table)
        return
    console.width = _WIDE  # what reads this has no right margin
    with console.capture() as capture:
        console.print(table)
    for line in capture.get().splitlines():
        say(line.rstrip())


def time_text(microseconds: int | None) -> str:
    """A time in UTC, to the second; a dash for none."""
    if microseconds is None:
        return "-"
    return datetime.fromtimestamp(microseconds / SECOND, UTC).strftime("%Y-%m-%d %H:%M:%S")


def money_text(micro: int, currency: str) -> str:
    """An amount with at least two decimals."""
    whole, part = divmod(micro, MICRO)
    return f"{whole}.{f'{part:06d}'.rstrip('0'):0<2} {currency}"
