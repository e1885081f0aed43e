"""Progress for whoever watches: a bar on a terminal, a line now and then elsewhere, nothing for scripts."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from laterna.cli.outcome import note

_STEP = 25  # per cent between two lines


@contextmanager
def shown_progress(title: str, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Gives a function that takes percentages, 0 to 100, and shows them on standard error."""
    if quiet:
        yield lambda percent: None
    elif sys.stderr.isatty():
        with _bar(title) as show:
            yield show
    else:
        note(title)
        yield _lines()


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, markup=False), transient=True) as progress:
        task = progress.add_task(title, total=100)
        yield lambda percent: progress.update(task, completed=percent)


def _lines() -> Callable[[int], None]:
    told = 0

    def show(percent: int) -> None:
        nonlocal told
        if percent >= told + _STEP:
            told = percent - percent % _STEP
            note(f"{told} %")

    return show
