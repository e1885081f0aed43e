"""Logs: structured, on standard error, with nothing secret in them."""

import logging
import sys

import structlog


def log_to_stderr(level: str = "warning", form: str = "console") -> None:
    """Sends all logs, those of libraries too, to standard error. `form`: `console` or `json`."""
    number = logging.getLevelNamesMapping()[level.upper()]
    last = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
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
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.INFO))
    # It lists its own plugins at every change of the schema, which tells an owner nothing.
    logging.getLogger("alembic").setLevel(max(number, logging.WARNING))
