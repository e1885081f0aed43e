"""`laterna keys`: who may ask."""

from typing import TYPE_CHECKING, Annotated

import typer

from laterna.cli.outcome import ends_well, note, say

if TYPE_CHECKING:
    from laterna.access.keys import Key

app = typer.Typer(help="Make, list and revoke keys.", no_args_is_help=True)

Data = Annotated[
    str | None, typer.Option("--data", metavar="DIR", help="The data directory.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]


@app.command()
@ends_well
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the key is called.")],
    tenant: Annotated[str, typer.Option(metavar="T", help="Whose tasks and files it reaches.")] = "default",
    model: Annotated[
        list[str] | None, typer.Option(metavar="M", help="A model that it may use, more than once; else all.")
    ] = None,
    requests_per_second: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many tasks it may create a second.")
    ] = None,
    tasks_at_once: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many of its tasks may wait or run.")
    ] = None,
    spending_cap: Annotated[
        float | None,
        typer.Option(metavar="MONEY", min=0, help="What it may spend in all, in the models' currency."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, once."""
    import asyncio

    from laterna.access.keys import Limits
    from laterna.catalog import Catalog
    from laterna.cli.access import create_key

    catalog = Catalog.load()
    models = tuple(catalog.card(each).name for each in model or ())
    limits = Limits(
        models=models,
        requests_per_second=requests_per_second,
        tasks_at_once=tasks_at_once,
        spending_cap=None if spending_cap is None else round(spending_cap * 1_000_000),
    )
    key, secret = asyncio.run(create_key(data, name, tenant, limits))
    if as_json:
        from laterna.cli.show import print_json

        print_json(
            {"id": key.id, "name": key.name, "tenant": key.tenant, "models": key.models, "key": secret}
        )
        return
    say(secret)
    note(
        "This is the only time that the key is shown. From now on only keys that were created here are taken."
    )


@app.command(name="list")
@ends_well
def list_keys(data: Data = None, as_json: AsJson = False) -> None:
    """List the keys, revoked ones included."""
    import asyncio

    from laterna.cli.access import all_keys
    from laterna.cli.show import print_json, print_table, time_text

    keys = asyncio.run(all_keys(data))
    if as_json:
        print_json(keys)
        return
    rows = [
        (
            key.name,
            key.tenant,
            f"{key.shown}…",
            time_text(key.created_at),
            time_text(key.revoked_at),
            ", ".join(key.models) or "all",
            _limits_text(key),
        )
        for key in keys
    ]
    print_table(
        ("NAME", "TENANT", "KEY", "CREATED", "REVOKED", "MODELS", "LIMITS"),
        rows,
        empty="There is no key yet: any non-empty key is taken, from this machine only. `laterna keys create NAME`"
        " makes one.",
    )


@app.command()
@ends_well
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name or id of the key.")], data: Data = None
) -> None:
    """Take a key back, at once and for ever."""
    import asyncio

    from laterna.cli.access import revoke_key

    key = asyncio.run(revoke_key(data, name))
    say(f"{key.name} ({key.id}) is revoked.")


def _limits_text(key: "Key") -> str:
    parts = []
    if key.requests_per_second is not None:
        parts.append(f"{key.requests_per_second} a second")
    if key.tasks_at_once is not None:
        parts.append(f"{key.tasks_at_once} at once")
    if key.spending_cap is not None:
        parts.append(f"{key.spending_cap / 1_000_000:g} to spend")
    return ", ".join(parts) or "none"
