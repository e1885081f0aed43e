"""The book of submissions: what was handed to which upstream, written down before it happens.

A task's hold stays while any of its submissions is open. The last one to close ends the hold of a task that is
over: it is settled when an upstream has made the clip, and given back otherwise.
"""

import logging
from collections.abc import Iterable, Mapping
from functools import partial
from typing import cast

from msgspec.structs import replace
from sqlalchemy import Connection, Executable

from laterna.catalog.request import VideoRequest
from laterna.errors import TaskError
from laterna.jsontypes import JSONObject
from laterna.tasks import submission_statements as sql
from laterna.tasks.moves import close_books
from laterna.tasks.rows import UNREADABLE, Cell, DamagedRow, Row, account_of, damaged, json_text, request_of
from laterna.tasks.store import TaskStore
from laterna.tasks.submission import Rival, Submission, SubmissionState
from laterna.tasks.task import Account, Task, TaskState
from laterna.tasks.unit import Unit

_log = logging.getLogger(__name__)


class SubmissionBook:
    """Submissions of one store. Every change is on disk when its method returns; all raise StorageError."""

    def __init__(self, store: TaskStore) -> None:
        self._store = store

    async def of_task(self, task_id: int) -> list[Submission]:
        """The submissions of a task, in order."""
        return await self._store.database.read(partial(_of_task, task_id=task_id))

    async def open_ones(self) -> list[Submission]:
        """Every submission whose end is not known, oldest first."""
        return await self._store.database.read(partial(_listed, statement=sql.open_submissions))

    async def forsaken(self) -> list[Submission]:
        """The open ones of tasks that are over or removed, oldest first: nobody works on them any more."""
        return await self._store.database.read(partial(_listed, statement=sql.forsaken_submissions))

    async def known(self, upstream: str, upstream_ids: Iterable[str]) -> set[str]:
        """Which of an upstream's ids belong to a submission already."""
        which: dict[str, str | list[str]] = {"of_upstream": upstream, "ids": list(upstream_ids)}
        return await self._store.database.read(partial(_known, which=which))

    async def rivals(self, submission: Submission) -> list[Rival]:
        """Other tasks' submissions to the same upstream, by whichever key, whose creates nobody has answered yet."""
        which: dict[str, str | int] = {"of_upstream": submission.upstream, "of_id": submission.task_id}
        return await self._store.database.read(partial(_rivals, which=which))

    async def intend(
        self,
        task_id: int,
        worker: str,
        attempt: int,
        *,
        upstream: str,
        account: str,
        model: str,
        marker: str,
        charge: int | None = None,
    ) -> Submission | None:
        """Notes that a claimed task is about to be handed on; `charge` is what its clip costs there, see `Account`.

        None: the claim was lost, or an upstream has or may have the task already. Only refusals let it go on.
        """
        wanted = partial(
            Submission,
            task_id=task_id,
            upstream=upstream,
            account=account,
            model=model,
            marker=marker,
            state=SubmissionState.INTENDED,
        )
        return await self._store.move(
            partial(_intend, wanted=wanted, worker=worker, attempt=attempt, charge=charge)
        )

    async def accepted(self, submission: Submission, upstream_id: str) -> Submission | None:
        """Notes the upstream's id, also where somebody has taken the answer for lost meanwhile.

        The submission as it is now where somebody has noted that very id already. None when it has changed otherwise,
        or the id is another's.
        """
        return await self._store.move(
            partial(_note, before=submission, state=SubmissionState.ACCEPTED, upstream_id=upstream_id)
        )

    async def note(
        self, submission: Submission, state: SubmissionState, code: str = "", message: str = ""
    ) -> Submission | None:
        """Notes a new state, and closes the books of a task that is over. None when it has changed meanwhile.

        A clear refusal counts also where the submission was given up as unclear before the refusal could be noted.
        """
        return await self._store.move(
            partial(_note, before=submission, state=state, code=code, message=message)
        )

    async def skipped(self, task_id: int, upstream: str, field: str, message: str) -> None:
        """Tells why an upstream was not asked."""
        data: JSONObject = {"upstream": upstream, "field": field, "message": message}
        await self._store.move(partial(_tell, task_id=task_id, kind="skipped", data=data))

    async def decide(self, task_id: int, *, charged: bool) -> int:
        """The owner's own word on a task whose submissions stayed open. Answers how many were closed.

        Raises TaskError when the task is still being worked on or has none that are open.
        """
        return await self._store.move(partial(_decide, task_id=task_id, charged=charged))


def _listed(connection: Connection, statement: Executable) -> list[Submission]:
    """The submissions behind rows; a damaged one is logged and left out, so that it does not hide the others."""
    found = []
    for row in connection.execute(statement).mappings():
        try:
            found.append(_submission(cast("Mapping[str, Cell]", row)))
        except DamagedRow as error:
            _log.error("%s", error.message)
    return found


def _of_task(connection: Connection, task_id: int) -> list[Submission]:
    rows = connection.execute(sql.submissions_of_task, {"of_id": task_id}).mappings()
    return [_submission(cast("Mapping[str, Cell]", row)) for row in rows]


def _known(connection: Connection, which: dict[str, str | list[str]]) -> set[str]:
    return {str(found) for found in connection.execute(sql.known_upstream_ids, which).scalars()}


def _rivals(connection: Connection, which: dict[str, str | int]) -> list[Rival]:
    rows = connection.execute(sql.rival_submissions, which)
    return [Rival(task_id, number, model, _wanted(request)) for task_id, number, model, request in rows]


def _wanted(request: str | None) -> VideoRequest | None:
    try:
        return None if request is None else request_of(request)
    except UNREADABLE:
        return None


def _intend(
    unit: Unit, wanted: "partial[Submission]", worker: str, attempt: int, charge: int | None
) -> Submission | None:
    task_id: int = wanted.keywords["task_id"]
    task = unit.find(task_id)
    if (
        task is None
        or task.state is not TaskState.RUNNING
        or (task.worker, task.attempt) != (worker, attempt)
    ):
        return None
    earlier = _of_task(unit.connection, task_id)
    if any(each.state is not SubmissionState.REFUSED for each in earlier):
        return None
    books = replace(task.account, charge=charge)
    made = wanted(number=len(earlier) + 1, intended_at=unit.now, changed_at=unit.now, books=books)
    unit.connection.execute(sql.insert_submission, _row(made))
    return made


def _note(
    unit: Unit,
    before: Submission,
    state: SubmissionState,
    upstream_id: str = "",
    code: str = "",
    message: str = "",
) -> Submission | None:
    """What an upstream answers to a create counts also where somebody has given the answer up meanwhile."""
    if upstream_id and (known := _noted(unit, before, upstream_id)):
        return known
    after = _move(unit, before, state, upstream_id, code, message)
    if after is None and before.state is SubmissionState.INTENDED and state in _ANSWERS:
        given_up = replace(before, state=SubmissionState.UNCLEAR)
        after = _move(unit, given_up, state, upstream_id, code, message)
    return after


def _move(
    unit: Unit,
    before: Submission,
    state: SubmissionState,
    upstream_id: str = "",
    code: str = "",
    message: str = "",
) -> Submission | None:
    if upstream_id and _taken(unit, before.upstream, upstream_id):
        return None
    after = replace(
        before,
        state=state,
        upstream_id=upstream_id or before.upstream_id,
        changed_at=unit.now,
        code=code,
        message=message,
    )
    change = {name: _row(after)[name] for name in _CHANGING}
    change |= {"of_id": before.task_id, "of_number": before.number, "of_state": before.state.value}
    if unit.connection.execute(sql.change_submission, change).rowcount != 1:
        return None
    _tell(unit, after.task_id, _KIND_OF.get(state, "resolved"), _news(unit, after), account=after.books)
    return after


def _news(unit: Unit, after: Submission) -> JSONObject:
    """What the event of a submission's new state says; closes the books where this was what they waited for."""
    data: JSONObject = {"upstream": after.upstream, "state": after.state.value}
    if after.upstream_id:
        data["upstream_id"] = after.upstream_id
    if after.message:
        data |= {"code": after.code, "message": after.message}
    if after.state.open:
        # Not even a damaged task keeps the upstream's id from being written down, which would be lost for good.
        return data
    task = unit.find(after.task_id)
    over = task is None or task.state in (TaskState.FAILED, TaskState.CANCELED)
    if over and (booking := close_books(unit, after.books)):
        data["booking"] = booking
    return data


def _decide(unit: Unit, task_id: int, charged: bool) -> int:
    task = unit.find(task_id)
    open_ones = [each for each in _of_task(unit.connection, task_id) if each.state.open]
    if not open_ones or (task is not None and not task.state.final):
        raise TaskError(
            f"Task {task_id} has nothing to decide: "
            + ("it is still being worked on." if open_ones else "no hand-over of it is open."),
            code="unsupported_operation",
            field="task_id",
            value=str(task_id),
            allowed="a task that is over, with a hand-over whose end is not known",
        )
    state = SubmissionState.SUCCEEDED if charged else SubmissionState.ABSENT
    for each in open_ones:
        _move(unit, each, state, message="decided by the owner")
    return len(open_ones)


def _tell(unit: Unit, task_id: int, kind: str, data: JSONObject, account: Account | None = None) -> None:
    """Adds an event, with the next version of its task, where there still is one that can be read."""
    try:
        task: Task | None = unit.find(task_id)
    except DamagedRow:
        if account is None:
            raise
        task = None
    if task is not None:
        after = replace(task, version=task.version + 1)
        unit.touch(task, after)
        unit.tell(after, kind, data, after.version)
    elif account is not None:
        newest = unit.connection.execute(sql.newest_sequence, {"of_id": task_id}).scalar()
        unit.tell(account, kind, data, int(newest or 0) + 1)


def _noted(unit: Unit, before: Submission, upstream_id: str) -> Submission | None:
    """The submission where somebody else, who found it in the upstream's list, has noted its id already."""
    which = {"of_id": before.task_id, "of_number": before.number}
    row = unit.connection.execute(sql.submission, which).mappings().first()
    if row is None or row["upstream_id"] != upstream_id:
        return None
    return _submission(cast("Mapping[str, Cell]", row))


def _taken(unit: Unit, upstream: str, upstream_id: str) -> bool:
    which = {"of_upstream": upstream, "of_upstream_id": upstream_id}
    return unit.connection.execute(sql.owner_of_upstream_id, which).first() is not None


_KIND_OF = {
    SubmissionState.ACCEPTED: "submitted",
    SubmissionState.UNCLEAR: "unclear",
    SubmissionState.REFUSED: "refused",
}
_ANSWERS = (SubmissionState.ACCEPTED, SubmissionState.REFUSED)
_CHANGING = ("state", "upstream_id", "changed_at", "closed_at", "code", "message")


def _row(submission: Submission) -> Row:
    return {
        "task_id": submission.task_id,
        "number": submission.number,
        "upstream": submission.upstream,
        "account": submission.account,
        "model": submission.model,
        "marker": submission.marker,
        "state": submission.state.value,
        "upstream_id": submission.upstream_id or None,
        "intended_at": submission.intended_at,
        "changed_at": submission.changed_at,
        "closed_at": None if submission.state.open else submission.changed_at,
        "code": submission.code,
        "message": submission.message,
        "account_of_task": json_text(submission.books),
    }


def _submission(row: Mapping[str, Cell]) -> Submission:
    """The submission behind a row. Raises DamagedRow."""
    try:
        return _decode(row)
    except UNREADABLE as error:
        raise damaged("Hand-over of task", row["task_id"], error) from error


def _decode(row: Mapping[str, Cell]) -> Submission:
    text = cast("Mapping[str, str]", row)
    number = cast("Mapping[str, int]", row)
    return Submission(
        task_id=number["task_id"],
        number=number["number"],
        upstream=text["upstream"],
        account=text["account"],
        model=text["model"],
        marker=text["marker"],
        state=SubmissionState(text["state"]),
        upstream_id=text["upstream_id"] or "",
        intended_at=number["intended_at"],
        changed_at=number["changed_at"],
        code=text["code"],
        message=text["message"],
        books=account_of(text["account_of_task"]),
    )
