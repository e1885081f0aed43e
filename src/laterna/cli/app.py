"""The commands and their options."""

from typing import Annotated

import typer

from laterna.cli import keys as keys_commands
from laterna.cli import tasks as tasks_commands
from laterna.cli import webhooks as webhooks_commands
from laterna.cli.outcome import ends_well, say

app = typer.Typer(
    name="laterna",
    help="The text-to-video cloud that you run yourself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(keys_commands.app, name="keys")
app.add_typer(tasks_commands.app, name="tasks")
app.add_typer(webhooks_commands.app, name="webhooks")

Data = Annotated[
    str | None, typer.Option("--data", metavar="DIR", help="The data directory.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]


def main() -> None:
    """Runs the command line; ends the process with an exit code of `laterna.cli.outcome`."""
    app()


@app.command()
@ends_well
def generate(
    prompt: Annotated[
        str, typer.Argument(metavar="PROMPT", help="What the clip shows, in English or Chinese.")
    ],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; else a name made from the prompt."),
    ] = None,
    model: Annotated[
        str, typer.Option(metavar="M", help="A model of the catalogue; see `laterna models`.")
    ] = "animatic",
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Size in pixels, such as 1280x720.")] = None,
    duration: Annotated[int | None, typer.Option(metavar="S", help="Length in seconds.")] = None,
    fps: Annotated[int | None, typer.Option(metavar="N", help="Frames per second.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="The same seed gives the same clip.")] = None,
    audio: Annotated[bool | None, typer.Option("--audio/--no-audio", help="With sound or without.")] = None,
    watermark: Annotated[
        bool | None, typer.Option("--watermark/--no-watermark", help="Stamp a watermark.")
    ] = None,
    negative_prompt: Annotated[str | None, typer.Option(metavar="TEXT", help="What must not appear.")] = None,
    engine: Annotated[str, typer.Option(metavar="E", help="What makes the clip.")] = "animatic",
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace FILE if it exists.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make one clip without a server, and print the file's path."""
    from laterna.cli.generate import Order, generate_clip

    parameters = {
        "prompt": prompt,
        "size": size,
        "duration": duration,
        "fps": fps,
        "seed": seed,
        "audio": audio,
        "watermark": watermark,
        "negative_prompt": negative_prompt,
    }
    generate_clip(Order(model, parameters, engine, output, force, as_json))


@app.command()
@ends_well
def storyboard(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What the clip would show.")],
    negative_prompt: Annotated[str, typer.Option(metavar="TEXT", help="What must not appear.")] = "",
    duration: Annotated[int, typer.Option(metavar="S", help="Length in seconds.")] = 5,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Print what the animatic engine understands of a prompt."""
    from laterna.cli.storyboard import print_storyboard

    print_storyboard(prompt, negative_prompt, duration, seed, as_json)


@app.command()
@ends_well
def serve(
    host: Annotated[
        str | None, typer.Option(metavar="H", help="Address to listen on; 127.0.0.1 if not given.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="P", help="Port to listen on; 8000 if not given, 0 picks a free one."),
    ] = None,
    data: Data = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Drawing processes; one a core if not given.")
    ] = None,
) -> None:
    """Run the server, with dispatcher and workers."""
    from laterna.cli.serving import serve_here

    serve_here({"host": host, "port": port, "data": data, "workers": workers})


@app.command()
@ends_well
def worker(
    data: Data = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Drawing processes; one a core if not given.")
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Where to answer /metrics; nowhere if not given."),
    ] = None,
) -> None:
    """Make clips for servers that share this database, without answering requests."""
    from laterna.cli.serving import work_here

    work_here({"data": data, "workers": workers, "worker_metrics": metrics})


@app.command()
@ends_well
def upstream(
    scenario: Annotated[
        str, typer.Option(metavar="S", help="calm, busy, flaky, hostile, or the path of a TOML file.")
    ] = "calm",
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed deals the same faults.")] = 0,
    host: Annotated[str, typer.Option(metavar="H", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="P", min=0, max=65_535, help="Port to listen on; 0 picks a free one.")
    ] = 8001,
    data: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Where tasks are kept; a temporary directory if not given."),
    ] = None,
    tls: Annotated[
        str | None,
        typer.Option(metavar="T", help="HTTPS: valid, self-signed, expired or wrong-host."),
    ] = None,
) -> None:
    """Run a fake cloud that lies, to test software against; it makes no videos but test cards."""
    from laterna.cli.upstream import Emulated, emulate_here

    emulate_here(Emulated(host=host, port=port, data=data, scenario=scenario, seed=seed, tls=tls))


@app.command()
@ends_well
def models(as_json: AsJson = False) -> None:
    """List the models that may be asked for."""
    from laterna.cli.models import print_models

    print_models(as_json)


@app.command()
@ends_well
def usage(
    tenant: Annotated[str | None, typer.Option(metavar="T", help="Only this tenant.")] = None,
    first_day: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="First day, as 2026-01-31.")
    ] = None,
    last_day: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, included.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Sum up tasks, seconds and money by day, key and model."""
    from laterna.cli.usage import print_usage

    print_usage(data, tenant, first_day, last_day, as_json)


@app.command()
@ends_well
def backup(
    directory: Annotated[str, typer.Argument(metavar="DIR", help="Where to: a new directory.")],
    files: Annotated[bool, typer.Option("--files/--no-files", help="Copy clips and uploads too.")] = True,
    check_only: Annotated[
        bool, typer.Option("--check", help="Make none, but see whether the one in DIR is whole.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Copy database, keys and files, also while the server runs."""
    from laterna.cli.backup import back_up, check

    if check_only:
        check(directory, as_json)
    else:
        back_up(data, directory, files, as_json)


@app.command()
@ends_well
def doctor(
    data: Data = None,
    port: Annotated[
        int | None, typer.Option(metavar="P", help="The port that the server would take.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong here and how to mend it."""
    from laterna.cli.doctor import examine

    raise typer.Exit(examine({"data": data, "port": port}, as_json))


@app.command()
def version() -> None:
    """Print the version."""
    from laterna import __version__

    say(f"laterna {__version__}")
