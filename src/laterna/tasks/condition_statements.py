"""The statements behind the gauges of `/metrics`, each with a name and a sentence; for both databases."""

from sqlalchemy import bindparam, func, select

from laterna.tasks.tables import deliveries, submissions, tasks, usage
from laterna.tasks.task import TaskState

_LIVE = (TaskState.QUEUED.value, TaskState.RUNNING.value)

live_by_model = (
    select(tasks.c.state, tasks.c.model, func.count().label("number"))
    .where(tasks.c.claimable_at.is_not(None), tasks.c.state.in_(_LIVE))
    .group_by(tasks.c.state, tasks.c.model)
)
"""How many tasks wait and run, by model; the index alone answers it."""

oldest_waiting = select(func.min(tasks.c.id)).where(
    tasks.c.state == TaskState.QUEUED.value, tasks.c.claimable_at <= bindparam("now")
)
"""The oldest task that waits for nothing but a worker: ids rise with age."""

open_submissions = (
    select(
        submissions.c.upstream,
        submissions.c.state,
        func.count().label("number"),
        func.min(submissions.c.intended_at).label("oldest"),
    )
    .where(submissions.c.closed_at.is_(None))
    .group_by(submissions.c.upstream, submissions.c.state)
)
"""What upstreams have not finished, or may have, and since when."""

due_deliveries = select(func.count().label("number"), func.min(deliveries.c.next_at).label("oldest")).where(
    deliveries.c.next_at <= bindparam("now")
)
"""How many deliveries are due by now, and since when the first."""

sums = select(
    usage.c.currency,
    *(
        func.sum(usage.c[name]).label(name)
        for name in ("succeeded", "failed", "canceled", "held", "settled", "voided")
    ),
).group_by(usage.c.currency)
"""The whole ledger, and how tasks have ended, by currency."""
