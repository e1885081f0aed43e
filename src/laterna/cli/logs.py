"""Logs: structured, on standard error, with nothing secret in them."""

import logging
import sys
from collections.abc import Iterable

import structlog

from laterna.cli.masking import masker, secrets_of
from laterna.settings import Settings


def log_as_set(settings: Settings) -> None:
    """Sends all logs to standard error as the settings say, without the secrets in them."""
    log_to_stderr(settings.log_level, settings.log_format, secrets_of(settings))


def log_to_stderr(level: str = "warning", form: str = "console", secrets: Iterable[str] = ()) -> None:
    """Sends all logs, those of libraries too, to standard error. `form`: `console` or `json`, a line each.

    Lines carry `request` and `task` where they are about one. What looks like a secret is masked, and so are the
    given ones.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    last = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # The usual one shows every local variable, keys and settings too, folded so that no mask finds them.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        shared.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.stdlib.LoggerFactory(),
        # A cached logger would keep this set-up for ever, also where several commands run in one process.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last, _masking(secrets)],
        )
    )
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # What libraries say at the level of debugging would bury our own.
    root.setLevel(max(number, logging.INFO))
    logging.getLogger("laterna").setLevel(number)
    # It lists its own plugins at every change of the schema, which tells an owner nothing.
    logging.getLogger("alembic").setLevel(max(number, logging.WARNING))


def _masking(secrets: Iterable[str]) -> structlog.typing.Processor:
    masked = masker(secrets)

    def mask(logger: structlog.typing.WrappedLogger, name: str, line: structlog.typing.EventDict) -> str:
        # The renderer before it has made one text of the event.
        return masked(str(line))

    return mask
