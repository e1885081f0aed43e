"""Every setting, once: `laterna.toml`, then `LATERNA_*` environment variables, then flags.

Each field's metadata says what it means; `docs/reference/settings.md` is checked against this module.
"""

import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from laterna.errors import SettingError, bad_setting
from laterna.jsontypes import JSON
from laterna.routing import Route, Routes, Upstream, check_routing

PREFIX = "LATERNA_"
FILE_NAME = "laterna.toml"
ENGINES = frozenset({"animatic"})
"""The engines that a route may name."""

_WINDOW = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_ADDRESS = re.compile(r"([^:\[\]\s]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")
_CONNECT = re.compile(r"[^:=\s]+:\d{1,5}=[^=\s]+:\d{1,5}")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings with their defaults. The name in upper case after `LATERNA_` is the environment variable."""

    data: Annotated[str, Meta(description="The one directory to back up.")] = "./laterna-data"
    database_url: Annotated[
        str,
        Meta(description="`postgresql://…` for several machines; empty means SQLite in the data directory."),
    ] = ""
    storage_url: Annotated[
        str, Meta(description="`s3://…`, `gs://…` or `az://…`; empty means `files/` in the data directory.")
    ] = ""
    public_url: Annotated[
        str, Meta(description="Base of the URLs handed out; empty means the request's own host.")
    ] = ""
    retention: Annotated[
        str,
        Meta(description="How long files stay: `forever`, or a number with s, m, h, d or w, such as `30d`."),
    ] = "forever"
    outbound_allow: Annotated[
        tuple[str, ...],
        Meta(
            description="Private networks, as CIDRs, that callbacks and input URLs may reach; commas in the variable."
        ),
    ] = ()
    outbound_connect: Annotated[
        tuple[str, ...],
        Meta(
            description="`HOST:PORT=ADDRESS:PORT` pairs: outgoing requests for the first go to the second, for mirrors."
        ),
    ] = ()
    strict: Annotated[
        bool,
        Meta(description="Refuse bad values at create; `false` copies services that fail the task later."),
    ] = True
    workers: Annotated[
        int, Meta(ge=0, le=256, description="Drawing processes; 0 means the number of cores.")
    ] = 0
    host: Annotated[str, Meta(description="Address that the server listens on.")] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65_535, description="Port that the server listens on; 0 picks a free one.")
    ] = 8000
    dispatch: Annotated[
        bool, Meta(description="Make clips in this server; `false` leaves them to `laterna worker`.")
    ] = True
    region: Annotated[str, Meta(description="Region named in DashScope's task lists.")] = "cn-beijing"
    off_peak_window: Annotated[
        str,
        Meta(
            description="When off-peak tasks may start, as `22:00-06:00` by the machine's time; else when all is quiet."
        ),
    ] = ""
    generations_query: Annotated[
        Literal["flat", "envelope", "both"],
        Meta(
            description="Shape of `GET /v1/video/generations/{id}`: `flat`, new-api's `envelope`, or `both`."
        ),
    ] = "flat"
    storyboard_url: Annotated[
        str,
        Meta(
            description="Base of an OpenAI-compatible API, such as `http://localhost:11434/v1`, whose model writes"
            " storyboards; empty means the built-in reader."
        ),
    ] = ""
    storyboard_model: Annotated[str, Meta(description="The model asked for at `storyboard_url`.")] = ""
    storyboard_key: Annotated[str, Meta(description="The key sent to `storyboard_url`, if it wants one.")] = (
        ""
    )
    lease: Annotated[
        int,
        Meta(
            ge=2, le=3_600, description="Seconds that a worker holds a task before another may take it over."
        ),
    ] = 30
    task_deadline: Annotated[
        int, Meta(ge=10, description="Seconds after which a running task fails as timed out.")
    ] = 3_600
    max_attempts: Annotated[
        int, Meta(ge=1, le=100, description="How often a task is taken up again after its worker was lost.")
    ] = 3
    max_body: Annotated[int, Meta(ge=1_024, description="Largest JSON request body in bytes.")] = (
        20 * 1024 * 1024
    )
    remote_tasks: Annotated[
        int,
        Meta(ge=1, le=100_000, description="How many tasks may be at upstreams at once, over all of them."),
    ] = 10_000
    upstreams: Annotated[
        tuple[Upstream, ...], Meta(description="Remote services, see below; JSON in the variable.")
    ] = ()
    routes: Annotated[
        tuple[Route, ...], Meta(description="Which models go where, see below; JSON in the variable.")
    ] = ()
    metrics_key: Annotated[
        str,
        Meta(
            description="Key that `/metrics` asks for as a bearer; empty opens it to programs of this machine alone."
        ),
    ] = ""
    worker_metrics: Annotated[
        str,
        Meta(
            description="Where `laterna worker` answers `/metrics`, `/healthz` and `/readyz`, as `HOST:PORT`; "
            "empty means nowhere."
        ),
    ] = ""
    otel_endpoint: Annotated[
        str,
        Meta(
            description="An OpenTelemetry collector for traces, as `http://localhost:4318`; needs the extra `otel`."
        ),
    ] = ""
    log_level: Annotated[str, Meta(description="`debug`, `info`, `warning` or `error`.")] = "info"
    log_format: Annotated[str, Meta(description="`console` or `json`.")] = "console"

    @property
    def data_dir(self) -> Path:
        """The data directory as an absolute path."""
        return Path(self.data).expanduser().absolute()

    @property
    def worker_count(self) -> int:
        """How many drawing processes to run."""
        return self.workers or os.cpu_count() or 1

    @property
    def retention_seconds(self) -> int | None:
        """How long files stay, in seconds, or None for ever."""
        if self.retention == "forever":
            return None
        number, unit = self.retention[:-1], self.retention[-1:]
        if not number.isdigit() or unit not in _UNITS:
            raise bad_setting("retention", self.retention, "`forever`, or a number with s, m, h, d or w")
        return int(number) * _UNITS[unit]

    @property
    def routing(self) -> Routes:
        """Where the tasks of each model go."""
        return Routes(self.routes)


_KINDS = {"`int`": "a whole number", "`bool`": "true or false", "`str`": "text", "`array`": "a list"}
_TYPES = {field.name: field for field in msgspec.structs.fields(Settings)}


def load_settings(
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    flags: Mapping[str, JSON] | None = None,
) -> Settings:
    """Reads the settings: file in `folder` (default: here), then environment, then `flags` that are not None.

    Raises SettingError, which names the setting, the value and what is allowed.
    """
    values: dict[str, JSON] = {}
    path = (folder or Path.cwd()) / FILE_NAME
    if path.is_file():
        values.update(_read_file(path))
    for name, text in (os.environ if environ is None else environ).items():
        key = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and key in _TYPES:
            if not _is_text(text):
                raise bad_setting(key, ascii(text)[:200], "text in UTF-8")
            values[key] = _split(key, text)
    values.update({key: value for key, value in (flags or {}).items() if value is not None})
    return _checked(values)


def _read_file(path: Path) -> dict[str, JSON]:
    try:
        table: dict[str, JSON] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingError(f"{path} is not TOML: {error}", field=str(path)) from error
    unknown = sorted(set(table) - set(_TYPES))
    if unknown:
        raise SettingError(
            f"{path}: there is no setting `{unknown[0]}`; the settings are {', '.join(sorted(_TYPES))}.",
            field=unknown[0],
        )
    return table


def _is_text(text: str) -> bool:
    """False for what the environment had as bytes that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _split(key: str, text: str) -> JSON:
    if key in ("outbound_allow", "outbound_connect"):
        return [part.strip() for part in text.split(",") if part.strip()]
    if key in ("upstreams", "routes") and text:
        try:
            listed: JSON = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise bad_setting(key, text[:200], "a JSON list of tables") from error
        return listed
    return text


def _checked(values: dict[str, JSON]) -> Settings:
    lists_as_tuples = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
    try:
        settings = msgspec.convert(lists_as_tuples, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise _wrong_type(values, error) from error
    _check_values(settings)
    return settings


def _wrong_type(values: dict[str, JSON], error: msgspec.ValidationError) -> SettingError:
    # msgspec says where: "Expected `int` <= 65535 - at `$.port`".
    wanted, _, place = str(error).partition(" - at `$.")
    name = re.split(r"[.\[`]", place)[0]
    if name not in values or name in ("upstreams", "routes"):
        where = place.rstrip("`") or "the settings"
        return SettingError(f"Setting `{where}` is wrong: {wanted}.", field=where, allowed=wanted)
    allowed = wanted.removeprefix("Expected ").partition(", got ")[0]
    for kind, words in _KINDS.items():
        allowed = allowed.replace(kind, words)
    return bad_setting(name, str(values[name]), allowed)


def _check_values(settings: Settings) -> None:
    _ = settings.retention_seconds
    for cidr in settings.outbound_allow:
        try:
            ipaddress.ip_network(cidr)
        except ValueError as error:
            raise bad_setting("outbound_allow", cidr, "networks such as 10.0.0.0/8 or fd00::/8") from error
    for pair in settings.outbound_connect:
        if not _CONNECT.fullmatch(pair):
            raise bad_setting(
                "outbound_connect", pair, "HOST:PORT=ADDRESS:PORT, such as cdn.example.com:443=10.1.2.3:8443"
            )
    if settings.off_peak_window and not _WINDOW.fullmatch(settings.off_peak_window):
        raise bad_setting(
            "off_peak_window", settings.off_peak_window, "two times of day, such as 22:00-06:00"
        )
    if settings.worker_metrics and not _ADDRESS.fullmatch(settings.worker_metrics):
        raise bad_setting("worker_metrics", settings.worker_metrics, "HOST:PORT, such as 127.0.0.1:9101")
    _check_storyboard(settings)
    check_routing(settings.upstreams, settings.routes, ENGINES)
    if settings.log_level not in ("debug", "info", "warning", "error"):
        raise bad_setting("log_level", settings.log_level, "debug, info, warning or error")
    if settings.log_format not in ("console", "json"):
        raise bad_setting("log_format", settings.log_format, "console or json")


def _check_storyboard(settings: Settings) -> None:
    if not settings.storyboard_url:
        return
    if not settings.storyboard_url.startswith(("http://", "https://")):
        raise bad_setting(
            "storyboard_url", settings.storyboard_url, "a URL such as http://localhost:11434/v1"
        )
    if not settings.storyboard_model:
        raise bad_setting("storyboard_model", "", "the name of a model at storyboard_url")
