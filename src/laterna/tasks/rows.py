"""Between a task and its row: JSON columns are encoded and decoded here and nowhere else."""

import logging
from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from laterna.catalog.request import VideoRequest
from laterna.errors import StorageError
from laterna.jsontypes import JSONObject
from laterna.tasks.task import Account, Task, TaskFailure, TaskResult, TaskState

Cell = int | str | None
Row = dict[str, Cell]

_log = logging.getLogger(__name__)

_encode = msgspec.json.Encoder().encode
_request = msgspec.json.Decoder(VideoRequest).decode
_result = msgspec.json.Decoder(TaskResult).decode
_failure = msgspec.json.Decoder(TaskFailure).decode
_account = msgspec.json.Decoder(Account).decode
UNREADABLE = (msgspec.MsgspecError, ValueError)
"""What decoding a damaged cell raises."""

_object: msgspec.json.Decoder[JSONObject] = msgspec.json.Decoder(dict)


class DamagedRow(StorageError):
    """A row that nobody can read: trying again does not help, and nothing else suffers from it."""


def damaged(what: str, row_id: Cell, error: Exception) -> DamagedRow:
    """The error for a row of the kind `what` (`Task`, `Hand-over of task`), named by its id."""
    return DamagedRow(
        f"{what} {row_id} in the database cannot be read ({error}); restore it from a back-up or delete its row.",
        field="id",
        value=str(row_id),
    )


def json_text(value: "msgspec.Struct | JSONObject") -> str:
    """The value as JSON text."""
    return _encode(value).decode()


def json_object(text: str) -> JSONObject:
    """The object behind JSON text that `json_text` wrote."""
    return _object.decode(text)


def account_of(text: str) -> Account:
    """The account behind JSON text that `json_text` wrote."""
    return _account(text)


def request_of(text: str) -> VideoRequest:
    """The request behind JSON text that `json_text` wrote. Raises one of `UNREADABLE`."""
    return _request(text)


def row_of(task: Task, claimable_at: int | None) -> Row:
    """The whole row of a new task. Raises UnicodeEncodeError when a text holds half a surrogate pair."""
    return {
        "id": task.id,
        "tenant": task.tenant,
        "key_id": task.key_id,
        "wire": task.wire,
        "model": task.request.model,
        "request": json_text(task.request),
        "echo": json_text(task.echo),
        "request_id": task.request_id,
        "created_at": task.created_at,
        "currency": task.currency,
        **changes_of(task, claimable_at),
    }


def changes_of(task: Task, claimable_at: int | None) -> Row:
    """The columns that a state change may touch."""
    return {
        "state": task.state.value,
        "started_at": task.started_at,
        "finished_at": task.finished_at,
        "progress": task.progress,
        "result": None if task.result is None else json_text(task.result),
        "failure": None if task.failure is None else json_text(task.failure),
        "attempt": task.attempt,
        "takeovers": task.takeovers,
        "worker": task.worker,
        "not_before": task.not_before,
        "claimable_at": claimable_at,
        "version": task.version,
        "price": task.price,
    }


def task_of(row: Mapping[str, Cell]) -> Task:
    """The task behind a row of all columns. Raises DamagedRow."""
    try:
        return _decode(row)
    except UNREADABLE as error:
        raise damaged("Task", row["id"], error) from error


def readable(rows: Iterable[Mapping[str, Cell]]) -> list[Task]:
    """The tasks behind rows; a damaged one is logged and left out, so that it does not hide the others."""
    found = []
    for row in rows:
        try:
            found.append(task_of(row))
        except DamagedRow as error:
            _log.error("%s", error.message)
    return found


def _decode(row: Mapping[str, Cell]) -> Task:
    text = cast("Mapping[str, str]", row)
    number = cast("Mapping[str, int]", row)
    return Task(
        id=number["id"],
        tenant=text["tenant"],
        key_id=text["key_id"],
        wire=text["wire"],
        state=TaskState(text["state"]),
        request=_request(text["request"]),
        echo=_object.decode(text["echo"]),
        request_id=text["request_id"],
        created_at=number["created_at"],
        started_at=cast("int | None", row["started_at"]),
        finished_at=cast("int | None", row["finished_at"]),
        progress=number["progress"],
        result=None if row["result"] is None else _result(text["result"]),
        failure=None if row["failure"] is None else _failure(text["failure"]),
        price=number["price"],
        currency=text["currency"],
        attempt=number["attempt"],
        takeovers=number["takeovers"],
        worker=text["worker"],
        not_before=number["not_before"],
        version=number["version"],
    )
