"""The statements about submissions, each with a name and a sentence; like `statements`, for both databases."""

from sqlalchemy import bindparam, func, select, update

from laterna.tasks.tables import events, submissions, tasks
from laterna.tasks.task import TaskState

_LIVE = (TaskState.QUEUED.value, TaskState.RUNNING.value)

insert_submission = submissions.insert()
"""Notes that a task is about to be handed to an upstream."""

change_submission = (
    update(submissions)
    .where(
        submissions.c.task_id == bindparam("of_id"),
        submissions.c.number == bindparam("of_number"),
        submissions.c.state == bindparam("of_state"),
    )
    .values(
        {
            name: bindparam(name)
            for name in ("state", "upstream_id", "changed_at", "closed_at", "code", "message")
        }
    )
)
"""Moves a submission on, if it still is in the state that the move was decided on."""

submissions_of_task = (
    select(submissions).where(submissions.c.task_id == bindparam("of_id")).order_by(submissions.c.number)
)
"""The submissions of one task, in order."""

submission = select(submissions).where(
    submissions.c.task_id == bindparam("of_id"), submissions.c.number == bindparam("of_number")
)
"""One submission."""

states_of_task = select(submissions.c.state, submissions.c.account_of_task).where(
    submissions.c.task_id == bindparam("of_id")
)
"""The states of a task's submissions, and what each costs."""

owner_of_upstream_id = select(submissions.c.task_id).where(
    submissions.c.upstream == bindparam("of_upstream"),
    submissions.c.upstream_id == bindparam("of_upstream_id"),
)
"""The task that an upstream's task was made for."""

open_submissions = (
    select(submissions)
    .where(submissions.c.closed_at.is_(None))
    .order_by(submissions.c.intended_at, submissions.c.task_id)
)
"""Every submission whose end is not known."""

forsaken_submissions = (
    select(submissions)
    .outerjoin(tasks, tasks.c.id == submissions.c.task_id)
    .where(submissions.c.closed_at.is_(None), tasks.c.state.is_(None) | tasks.c.state.not_in(_LIVE))
    .order_by(submissions.c.intended_at, submissions.c.task_id)
)
"""Submissions whose end is not known, of tasks that are over or removed: nobody works on them any more."""

rival_submissions = (
    select(
        submissions.c.task_id,
        submissions.c.number,
        submissions.c.model,
        tasks.c.request,
    )
    .outerjoin(tasks, tasks.c.id == submissions.c.task_id)
    .where(
        submissions.c.upstream == bindparam("of_upstream"),
        submissions.c.closed_at.is_(None),
        submissions.c.state == "intended",
        submissions.c.task_id != bindparam("of_id"),
    )
)
"""What else may be under way to an upstream, unanswered, and what it asks for."""

known_upstream_ids = select(submissions.c.upstream_id).where(
    submissions.c.upstream == bindparam("of_upstream"),
    submissions.c.upstream_id.in_(bindparam("ids", expanding=True)),
)
"""Which of these upstream ids belong to a submission already."""

newest_sequence = select(func.max(events.c.sequence)).where(events.c.task_id == bindparam("of_id"))
"""The number of a task's newest event, also when the task itself was removed."""
