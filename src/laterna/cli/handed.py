"""What `laterna tasks open` and `laterna tasks settle` print."""

import asyncio

import msgspec

from laterna.cli.opening import opened_store, settings_with
from laterna.cli.outcome import Misuse, say
from laterna.cli.show import money_text, print_json, print_table, time_text
from laterna.ids import parse_task_id
from laterna.tasks.submission import Submission
from laterna.tasks.submissions import SubmissionBook


def print_open(data: str | None, as_json: bool) -> None:
    """Prints the submissions whose end is not known. Raises LaternaError."""
    found = asyncio.run(_open_ones(data))
    if as_json:
        plain = [msgspec.to_builtins(each) | {"task_id": str(each.task_id)} for each in found]
        print_json({"submissions": plain})
        return
    rows = [
        (
            str(each.task_id),
            each.upstream,
            each.state.value,
            each.upstream_id or "-",
            time_text(each.intended_at),
            money_text(each.books.price, each.books.currency),
            each.message,
        )
        for each in found
    ]
    columns = ("TASK", "UPSTREAM", "STATE", "ITS ID", "SINCE (UTC)", "HELD", "WHY")
    print_table(columns, rows, empty="No upstream has anything that is not finished.")


def settle_task(data: str | None, text: str, charged: bool, as_json: bool) -> None:
    """Closes the books of one task by the owner's word. Raises LaternaError."""
    task_id = parse_task_id(text)
    if task_id is None:
        raise Misuse(
            f"{text!r} is no task id. `laterna tasks open` shows the ids.", field="task_id", value=text
        )
    closed = asyncio.run(_settle(data, task_id, charged))
    if as_json:
        print_json({"task_id": str(task_id), "closed": closed, "charged": charged})
        return
    say(f"Task {task_id}: " + ("what was held is paid." if charged else "what was held is given back."))


async def _open_ones(data: str | None) -> list[Submission]:
    async with opened_store(settings_with(data)) as store:
        return await SubmissionBook(store).open_ones()


async def _settle(data: str | None, task_id: int, charged: bool) -> int:
    async with opened_store(settings_with(data)) as store:
        return await SubmissionBook(store).decide(task_id, charged=charged)
