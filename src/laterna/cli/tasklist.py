"""What `laterna tasks` prints."""

import asyncio
from collections.abc import Callable

import msgspec
from msgspec import Struct

from laterna.cli.opening import opened_store, settings_with
from laterna.cli.outcome import Misuse, say
from laterna.cli.show import money_text, print_json, print_table, time_text
from laterna.errors import TaskError
from laterna.ids import hex_form, parse_task_id, uuid_form
from laterna.jsontypes import JSON
from laterna.tasks.records import Event, LedgerEntry, TaskFilter
from laterna.tasks.submission import Submission, SubmissionState
from laterna.tasks.submissions import SubmissionBook
from laterna.tasks.task import Task, TaskState

_PROMPT = 48
_FORMS: dict[str, Callable[[int], str]] = {
    "dashscope": uuid_form,
    "generations": lambda task_id: hex_form(task_id, "task_"),
    "openai": lambda task_id: hex_form(task_id, "video_"),
}


class Page(Struct, frozen=True):
    """What `tasks list` found; `total` counts all that match, `unclear` names the upstreams of lost answers."""

    tasks: list[Task]
    total: int
    unclear: dict[int, str]


class Story(Struct, frozen=True, kw_only=True):
    """What `tasks show` found."""

    task: Task
    events: list[Event]
    ledger: list[LedgerEntry]
    submissions: list[Submission]


def print_tasks(
    data: str | None,
    states: tuple[str, ...],
    models: tuple[str, ...],
    tenant: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Prints the newest tasks. Raises LaternaError."""
    wanted = TaskFilter(states=tuple(_state(each) for each in states), models=models)
    page = asyncio.run(_page(data, tenant, wanted, limit))
    if as_json:
        print_json({"tasks": [_plain(task, task) for task in page.tasks], "total": page.total})
        return
    rows = [
        (
            _shown_id(task),
            _state_text(task, page.unclear),
            task.request.model,
            time_text(task.created_at),
            _short(task.request.prompt),
        )
        for task in page.tasks
    ]
    print_table(("ID", "STATE", "MODEL", "CREATED (UTC)", "PROMPT"), rows, empty="There is no such task.")
    if page.total > len(page.tasks):
        say(f"{len(page.tasks)} of {page.total}; --limit shows more.")


def print_task(data: str | None, text: str, as_json: bool) -> None:
    """Prints one task. Raises LaternaError."""
    story = asyncio.run(_story(data, _id(text)))
    if as_json:
        told = {
            "task": _plain(story.task, story.task),
            "events": [_plain(event, story.task) for event in story.events],
            "ledger": [_plain(entry, story.task) for entry in story.ledger],
            "submissions": [_plain(each, story.task) for each in story.submissions],
        }
        print_json(told)
        return
    for name, value in _facts(story.task):
        say(f"{name:14} {value}")
    say()
    rows = [(time_text(event.at), event.kind, _data(event)) for event in story.events]
    print_table(("TIME (UTC)", "EVENT", ""), rows, empty="Nothing has happened to it.")


def cancel_task(data: str | None, text: str, as_json: bool) -> None:
    """Cancels one task. Raises LaternaError."""
    task = asyncio.run(_cancel(data, _id(text)))
    if as_json:
        print_json(_plain(task, task))
    else:
        say(f"Task {_shown_id(task)} is canceled.")


async def _page(data: str | None, tenant: str | None, wanted: TaskFilter, limit: int) -> Page:
    async with opened_store(settings_with(data)) as store:
        tasks, total = await store.list_tasks(tenant, wanted, limit=limit)
        handed = await SubmissionBook(store).open_ones()
        unclear = {each.task_id: each.upstream for each in handed if each.state is SubmissionState.UNCLEAR}
        return Page(tasks, total, unclear)


async def _story(data: str | None, task_id: int) -> Story:
    async with opened_store(settings_with(data)) as store:
        task = await store.get(task_id, None)
        if task is None:
            raise _unknown(task_id)
        events = await store.events(task.id, task.tenant)
        handed = await SubmissionBook(store).of_task(task.id)
        return Story(task=task, events=events, ledger=await store.ledger(task.id), submissions=handed)


async def _cancel(data: str | None, task_id: int) -> Task:
    async with opened_store(settings_with(data)) as store:
        task = await store.get(task_id, None)
        if task is None:
            raise _unknown(task_id)
        try:
            return await store.cancel(task_id, task.tenant, running_too=True)
        except TaskError as error:
            if error.code != "not_cancelable":
                raise
            now = await store.get(task_id, None) or task
            raise TaskError(
                f"Task {_shown_id(task)} is {now.state.value} already and can no longer be canceled.",
                code=error.code,
            ) from error


def _facts(task: Task) -> list[tuple[str, str]]:
    request, result, failure = task.request, task.result, task.failure
    facts = [
        ("id", _shown_id(task)),
        ("number", str(task.id)),
        ("state", f"{task.state.value}, {task.progress} %"),
        ("tenant, door", f"{task.tenant}, {task.wire}"),
        ("model", request.model),
        ("prompt", request.prompt),
        (
            "clip",
            f"{request.width}x{request.height}, {request.duration} s, {request.fps} fps, seed {request.seed}",
        ),
        ("price", money_text(task.price, task.currency)),
        ("created", time_text(task.created_at)),
        ("started", time_text(task.started_at)),
        ("finished", time_text(task.finished_at)),
    ]
    if result is not None:
        facts.append(("file", result.clip))
    if failure is not None:
        facts.append(("failure", f"{failure.code}: {failure.message}"))
    return facts


def _state_text(task: Task, unclear: dict[int, str]) -> str:
    words = task.state.value + (f" {task.progress} %" if task.state is TaskState.RUNNING else "")
    return words + (f", unclear at {unclear[task.id]}" if task.id in unclear else "")


def _shown_id(task: Task) -> str:
    """The id as the door showed it that took the task."""
    return _FORMS.get(task.wire, str)(task.id)


def _plain(part: Task | Event | LedgerEntry | Submission, task: Task) -> dict[str, JSON]:
    """The part for JSON, the task's id as its door showed it: numbers of 18 digits do not survive JavaScript."""
    plain: dict[str, JSON] = msgspec.to_builtins(part)
    plain["id" if isinstance(part, Task) else "task_id"] = _shown_id(task)
    return plain


def _data(event: Event) -> str:
    return ", ".join(f"{name} {value}" for name, value in event.data.items())


def _short(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= _PROMPT else line[: _PROMPT - 1] + "…"


def _id(text: str) -> int:
    task_id = parse_task_id(text)
    if task_id is None:
        raise Misuse(
            f"{text!r} is no task id. `laterna tasks list` shows the ids.", field="task_id", value=text
        )
    return task_id


def _state(text: str) -> TaskState:
    try:
        return TaskState(text.lower())
    except ValueError as error:
        allowed = ", ".join(state.value for state in TaskState)
        raise Misuse(f"There is no state {text!r}; allowed: {allowed}.", field="state", value=text) from error


def _unknown(task_id: int) -> TaskError:
    return TaskError(f"There is no task {task_id}. `laterna tasks list` shows the ids.")
