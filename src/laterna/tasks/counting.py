"""What of a committed transaction is counted for `/metrics`."""

from laterna.clock import SECOND
from laterna.meters import Meters
from laterna.tasks.task import Task


def count_move(meters: Meters, kind: str, task: Task, upstream: str) -> None:
    """Counts one event of a task; `upstream` is the one that it was, or was not, handed to."""
    label = (task.wire, task.request.model)
    match kind:
        case "created":
            meters.accepted[label] += 1
        case "succeeded":
            meters.succeeded(*label, ((task.finished_at or task.created_at) - task.created_at) / SECOND)
        case "failed":
            meters.failed[(*label, "" if task.failure is None else task.failure.code)] += 1
        case "canceled":
            meters.canceled[label] += 1
        case _:
            meters.submissions[(upstream, kind)] += 1
