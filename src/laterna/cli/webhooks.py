"""`laterna webhooks`: who is told when something happens to a task."""

from typing import Annotated

import typer

from laterna.cli.outcome import ends_well, note, say

app = typer.Typer(help="Make, list and replay webhooks.", no_args_is_help=True)

Data = Annotated[
    str | None, typer.Option("--data", metavar="DIR", help="The data directory.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
Tenant = Annotated[str, typer.Option(metavar="T", help="Whose tasks it is told of.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The endpoint's id.")]


@app.command()
@ends_well
def create(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are posted to.")],
    event: Annotated[
        list[str] | None,
        typer.Option(metavar="E", help="An event such as task.succeeded, more than once; else all."),
    ] = None,
    remark: Annotated[str, typer.Option("--note", metavar="TEXT", help="What it is for.")] = "",
    tenant: Tenant = "default",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make an endpoint and show its secret, once."""
    import asyncio

    from laterna.cli.hooks import create_endpoint
    from laterna.cli.show import print_json

    endpoint, secret = asyncio.run(create_endpoint(data, tenant, url, tuple(event or ()), remark))
    if as_json:
        print_json({"id": endpoint.id, "url": endpoint.url, "events": endpoint.kinds, "secret": secret})
        return
    say(secret)
    note(f"This is the only time that the secret of {endpoint.id} is shown.")


@app.command(name="list")
@ends_well
def list_endpoints(tenant: Tenant = "default", data: Data = None, as_json: AsJson = False) -> None:
    """List the endpoints."""
    import asyncio

    from laterna.cli.hooks import endpoints_of
    from laterna.cli.show import print_json, print_table, time_text

    found = asyncio.run(endpoints_of(data, tenant))
    if as_json:
        print_json(found)
        return
    rows = [
        (each.id, each.url, ", ".join(each.kinds) or "all", time_text(each.disabled_at), each.disabled_why)
        for each in found
    ]
    print_table(("ID", "URL", "EVENTS", "DISABLED", "WHY"), rows, empty="There is no endpoint yet.")


@app.command()
@ends_well
def delete(endpoint: Id, tenant: Tenant = "default", data: Data = None) -> None:
    """Remove an endpoint."""
    import asyncio

    from laterna.cli.hooks import delete_endpoint

    asyncio.run(delete_endpoint(data, tenant, endpoint))
    note(f"{endpoint} is removed.")


@app.command()
@ends_well
def rotate(endpoint: Id, tenant: Tenant = "default", data: Data = None) -> None:
    """Give an endpoint a new secret; the old one is good for a day more."""
    import asyncio

    from laterna.cli.hooks import rotate_secret

    say(asyncio.run(rotate_secret(data, tenant, endpoint)))


@app.command()
@ends_well
def replay(
    endpoint: Id,
    since: Annotated[str, typer.Option(metavar="TIME", help="Since when, as 2026-01-31T12:00:00Z.")],
    tenant: Tenant = "default",
    data: Data = None,
) -> None:
    """Have everything since a time told again."""
    import asyncio

    from laterna.cli.hooks import replay_since

    number = asyncio.run(replay_since(data, tenant, endpoint, since))
    note(f"{number} deliveries will be sent again by the server.")


@app.command()
@ends_well
def deliveries(
    endpoint: Annotated[
        str | None, typer.Option(metavar="ID", help="Of this endpoint only.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="How many, newest first.")] = 20,
    tenant: Tenant = "default",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what was told, and what could not be."""
    import asyncio

    from laterna.cli.hooks import deliveries_of
    from laterna.cli.show import print_json, print_table, time_text

    found = asyncio.run(deliveries_of(data, tenant, endpoint, limit))
    if as_json:
        print_json(found)
        return
    rows = []
    for each in found:
        last = each.log[-1] if each.log else None
        answer = "-" if last is None else str(last.status or last.error)
        rows.append(
            (
                each.id,
                each.kind,
                str(each.task_id),
                each.state.value,
                str(each.attempts),
                answer,
                time_text(each.next_at),
            )
        )
    print_table(
        ("ID", "EVENT", "TASK", "STATE", "TRIES", "LAST ANSWER", "NEXT TRY"),
        rows,
        empty="Nothing was told yet.",
    )
