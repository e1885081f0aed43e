"""`laterna usage`: what was made and what it cost."""

import asyncio
from datetime import date

from laterna.cli.opening import opened_store, settings_with
from laterna.cli.outcome import Misuse
from laterna.cli.show import money_text, print_json, print_table
from laterna.tasks.records import UsageRow


def print_usage(
    data: str | None, tenant: str | None, first: str | None, last: str | None, as_json: bool
) -> None:
    """Prints the sums by day, key and model. Raises LaternaError."""
    for option, day in (("--from", first), ("--to", last)):
        _check_day(option, day)
    rows = asyncio.run(_rows(data, tenant, first, last))
    if as_json:
        print_json(rows)
        return
    cells = [
        (
            row.day,
            row.tenant,
            row.key_id or "-",
            row.model,
            str(row.tasks),
            str(row.succeeded),
            str(row.failed),
            str(row.canceled),
            str(row.seconds),
            money_text(row.settled, row.currency),
        )
        for row in rows
    ]
    columns = ("DAY", "TENANT", "KEY", "MODEL", "TASKS", "DONE", "FAILED", "CANCELED", "SECONDS", "SETTLED")
    print_table(columns, cells, empty="Nothing was used in that time.")


async def _rows(data: str | None, tenant: str | None, first: str | None, last: str | None) -> list[UsageRow]:
    async with opened_store(settings_with(data)) as store:
        return await store.usage(tenant, first_day=first, last_day=last)


def _check_day(option: str, day: str | None) -> None:
    if day is None:
        return
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise Misuse(
            f"{option} is {day!r}; allowed: a day such as 2026-01-31.", field=option, value=day
        ) from error
