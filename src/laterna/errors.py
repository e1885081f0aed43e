"""Every error that Laterna can answer with: one hierarchy, one table of codes.

Each wire renders these in its own words; `docs/reference/errors.md` lists them and a test holds it to this table.
"""

from typing import ClassVar

from msgspec import Struct

from laterna.jsontypes import JSON


class ErrorKind(Struct, frozen=True):
    """One row of the table: `status` is the HTTP status where a wire has none of its own."""

    code: str
    status: int
    meaning: str
    remedy: str


_TABLE = (
    ErrorKind("invalid_json", 400, "The body is not JSON.", "Send a JSON object encoded as UTF-8."),
    ErrorKind(
        "body_too_large", 413, "The body is larger than the door takes.", "Send inputs by URL or upload."
    ),
    ErrorKind(
        "missing_parameter", 400, "A required field is missing or empty.", "Add the field that is named."
    ),
    ErrorKind(
        "invalid_parameter", 400, "A field has a value that the model does not take.", "Use an allowed value."
    ),
    ErrorKind("unknown_model", 400, "No model card has this name.", "`laterna models` lists the names."),
    ErrorKind(
        "asynchronous_only",
        403,
        "Video models answer asynchronously only.",
        "Send `X-DashScope-Async: enable`.",
    ),
    ErrorKind("missing_key", 401, "The request carries no key.", "Send `Authorization: Bearer KEY`."),
    ErrorKind("invalid_key", 401, "The key is unknown or revoked.", "`laterna keys create NAME` makes one."),
    ErrorKind(
        "model_not_allowed", 403, "This key may not use this model.", "Ask the owner to widen the key."
    ),
    ErrorKind("rate_limited", 429, "More requests per second than the key allows.", "Wait, then send again."),
    ErrorKind(
        "too_many_tasks", 429, "More tasks at once than the key allows.", "Wait until one has finished."
    ),
    ErrorKind(
        "spending_cap", 403, "The key's spending cap would be passed.", "Ask the owner to raise the cap."
    ),
    ErrorKind("task_not_found", 404, "No such task for this tenant.", "Check the id and the key."),
    ErrorKind(
        "not_cancelable", 400, "The task is no longer waiting.", "Only waiting tasks can be canceled here."
    ),
    ErrorKind(
        "idempotency_conflict", 409, "The same idempotency key came with another body.", "Use a new key."
    ),
    ErrorKind("not_found", 404, "Nothing is at this path.", "See the table of doors in the README."),
    ErrorKind(
        "method_not_allowed",
        405,
        "The path exists, but not for this method.",
        "Use the method of the reference.",
    ),
    ErrorKind(
        "unsupported_operation", 400, "The operation does not exist here.", "See the reference of the wire."
    ),
    ErrorKind("video_not_ready", 404, "The clip is still being made.", "Ask again later."),
    ErrorKind(
        "video_expired", 404, "The clip is no longer kept.", "Create it anew; see `LATERNA_RETENTION`."
    ),
    ErrorKind(
        "video_generation_failed", 400, "The task failed, so there is no clip.", "See the task's error."
    ),
    ErrorKind("link_expired", 403, "The signed link has expired or was altered.", "Ask for the task again."),
    ErrorKind(
        "input_unreachable", 400, "An input URL could not be fetched.", "Check that the server can reach it."
    ),
    ErrorKind(
        "input_invalid",
        400,
        "An input file is not what the model takes.",
        "Send a file of an allowed type and size.",
    ),
    ErrorKind(
        "storage_full",
        500,
        "The disk that holds the data directory is full.",
        "Free space; waiting tasks go on.",
    ),
    ErrorKind(
        "database_unavailable", 500, "The database cannot be read or written.", "`laterna doctor` says why."
    ),
    ErrorKind("engine_failed", 500, "The engine could not make the clip.", "See the message; try again."),
    ErrorKind(
        "engine_crashed", 500, "The process that made the clip died.", "Try again; report it with the prompt."
    ),
    ErrorKind(
        "engine_unavailable", 500, "The engine is not installed or not set up.", "`laterna doctor` says why."
    ),
    ErrorKind(
        "timed_out", 500, "The task took longer than its deadline.", "Try again, or raise the deadline."
    ),
    ErrorKind(
        "upstream_refused",
        502,
        "No upstream takes the task.",
        "See the message; the task's events name each one.",
    ),
    ErrorKind(
        "upstream_failed", 502, "The upstream says that the task failed.", "See the upstream's own words."
    ),
    ErrorKind(
        "upstream_lost",
        502,
        "The upstream lost the task, or never took it; nothing is charged.",
        "Create it anew.",
    ),
    ErrorKind(
        "result_unusable",
        502,
        "The upstream's clip cannot be fetched or played.",
        "See the message; the upstream may have charged for it.",
    ),
    ErrorKind("canceled", 400, "The task was canceled.", "Create it anew if it is still wanted."),
    ErrorKind(
        "invalid_setting",
        500,
        "A setting has a value that is not allowed.",
        "Mend the setting that is named.",
    ),
    ErrorKind("internal", 500, "Something broke inside Laterna.", "Report it with the request id."),
)

ERROR_KINDS: dict[str, ErrorKind] = {kind.code: kind for kind in _TABLE}


class LaternaError(Exception):
    """Base of all errors that callers may see.

    `code` is a key of `ERROR_KINDS`; `message` a sentence for the caller; `field`, `value` and `allowed` name
    what was wrong with the input, where input was wrong.
    """

    default_code: ClassVar[str] = "internal"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        field: str | None = None,
        value: JSON = None,
        allowed: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code or self.default_code
        self.message = message
        self.field = field
        self.value = value
        self.allowed = allowed

    @property
    def kind(self) -> ErrorKind:
        """The row of the table that this error belongs to."""
        return ERROR_KINDS[self.code]


class ParameterError(LaternaError):
    """A request field is missing or has a value that is not allowed."""

    default_code = "invalid_parameter"


class UnknownModel(LaternaError):
    """No model card has the name that was asked for."""

    default_code = "unknown_model"


class AccessError(LaternaError):
    """The caller may not do this: key, rate, model list or spending cap."""

    default_code = "invalid_key"


class TaskError(LaternaError):
    """A task cannot be found or cannot do what was asked."""

    default_code = "task_not_found"


class StorageError(LaternaError):
    """The disk or the database refused."""

    default_code = "database_unavailable"


class EngineError(LaternaError):
    """A clip could not be made."""

    default_code = "engine_failed"


class SettingError(LaternaError):
    """A setting has a value that is not allowed."""

    default_code = "invalid_setting"


def bad_setting(field: str, value: str, allowed: str) -> SettingError:
    """The error for a setting with a value that is not allowed; keys are never shown."""
    return SettingError(
        f"Setting `{field}` is {value!r}; allowed: {allowed}.", field=field, value=value, allowed=allowed
    )
