"""`laterna tasks`: what was asked, and what became of it."""

from typing import Annotated

import typer

from laterna.cli.outcome import ends_well

app = typer.Typer(help="List, show and cancel tasks.", no_args_is_help=True)

Data = Annotated[
    str | None, typer.Option("--data", metavar="DIR", help="The data directory.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
TaskId = Annotated[str, typer.Argument(metavar="ID", help="The task's id, in the form of any door.")]


@app.command(name="list")
@ends_well
def list_tasks(
    state: Annotated[
        list[str] | None, typer.Option(metavar="STATE", help="queued, running, succeeded, …")
    ] = None,
    model: Annotated[list[str] | None, typer.Option(metavar="M", help="Only this model.")] = None,
    tenant: Annotated[str | None, typer.Option(metavar="T", help="Only this tenant.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, metavar="N", help="How many at most.")] = 20,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List tasks, the newest first."""
    from laterna.cli.tasklist import print_tasks

    print_tasks(data, tuple(state or ()), tuple(model or ()), tenant, limit, as_json)


@app.command()
@ends_well
def show(task_id: TaskId, data: Data = None, as_json: AsJson = False) -> None:
    """Show one task with everything that happened to it."""
    from laterna.cli.tasklist import print_task

    print_task(data, task_id, as_json)


@app.command()
@ends_well
def cancel(task_id: TaskId, data: Data = None, as_json: AsJson = False) -> None:
    """Cancel a task that waits or runs."""
    from laterna.cli.tasklist import cancel_task

    cancel_task(data, task_id, as_json)


@app.command(name="open")
@ends_well
def open_ones(data: Data = None, as_json: AsJson = False) -> None:
    """List what upstreams have, or may have, and have not finished."""
    from laterna.cli.handed import print_open

    print_open(data, as_json)


@app.command()
@ends_well
def settle(
    task_id: TaskId,
    charged: Annotated[
        bool, typer.Option("--charged/--no-charge", help="What the upstream's own bill says.")
    ],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Close the books of a task that is over and that no upstream answers for."""
    from laterna.cli.handed import settle_task

    settle_task(data, task_id, charged, as_json)
