"""What a lying upstream does: its pace, its limits, and how often which fault is dealt.

`docs/reference/upstream.md` is checked against these structs. Times are in seconds; rates are shares, 0 to 1.
"""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

Rate: TypeAlias = Annotated[float, Meta(ge=0, le=1)]
Seconds: TypeAlias = Annotated[float, Meta(ge=0)]
Count: TypeAlias = Annotated[int, Meta(ge=0)]


class Uniform(Struct, frozen=True, forbid_unknown_fields=True, tag="uniform", tag_field="kind"):
    """Anything between `least` and `most` seconds, all alike."""

    least: Seconds
    most: Seconds


class LogNormal(Struct, frozen=True, forbid_unknown_fields=True, tag="lognormal", tag_field="kind"):
    """Mostly near `mean` seconds, now and then far above: `sigma` is the spread of the logarithm."""

    mean: Annotated[float, Meta(gt=0)]
    sigma: Annotated[float, Meta(ge=0, le=4)]


Latency: TypeAlias = Seconds | Uniform | LogNormal
"""A number of seconds, or what they are drawn from."""


class CallFaults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Faults of one kind of call. One answer gets at most one of them; "before" is before anything has happened."""

    busy: Annotated[Rate, Meta(description="429 instead of an answer; nothing has happened.")] = 0.0
    retry_after: Annotated[Seconds, Meta(description="Seconds that `Retry-After` of a 429 says.")] = 1.0
    retry_after_share: Annotated[
        Rate, Meta(description="Share of the 429 answers that carry `Retry-After`.")
    ] = 0.5
    error_before: Annotated[Rate, Meta(description="A 5xx status; nothing has happened.")] = 0.0
    error_after: Annotated[Rate, Meta(description="A 5xx status although the call was carried out.")] = 0.0
    error_statuses: Annotated[
        tuple[Annotated[int, Meta(ge=500, le=599)], ...],
        Meta(description="The statuses that the two above choose from.", min_length=1),
    ] = (500, 502, 503, 504)
    html_share: Annotated[
        Rate, Meta(description="Share of the 5xx answers whose body is a proxy's HTML page instead of JSON.")
    ] = 0.5
    dropped_before: Annotated[
        Rate, Meta(description="The connection is closed without an answer; nothing has happened.")
    ] = 0.0
    dropped_after: Annotated[
        Rate, Meta(description="The call is carried out, and the connection closed without an answer.")
    ] = 0.0
    reset_share: Annotated[
        Rate, Meta(description="Share of the closed connections that end in a TCP reset.")
    ] = 0.5
    hung_before: Annotated[
        Rate, Meta(description="No answer comes, and the connection stays open; nothing has happened.")
    ] = 0.0
    hung_after: Annotated[
        Rate, Meta(description="The call is carried out, no answer comes, and the connection stays open.")
    ] = 0.0
    hang: Annotated[Seconds, Meta(description="Seconds after which a hung connection is closed.")] = 600.0
    delayed: Annotated[Rate, Meta(description="The answer comes, but late.")] = 0.0
    delay: Annotated[Latency, Meta(description="How late a delayed answer comes.")] = 5.0
    truncated: Annotated[
        Rate, Meta(description="The JSON ends in the middle, in an answer that is complete as HTTP.")
    ] = 0.0
    broken_off: Annotated[Rate, Meta(description="The connection is closed in the middle of the body.")] = 0.0


class CreateFaults(CallFaults, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Faults of creates: "carried out" means that there is a task, and that it will be charged if it succeeds."""


class QueryFaults(CallFaults, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Faults of queries, lists and cancels."""

    stale: Annotated[Rate, Meta(description="The first answer that this address ever gave, once more.")] = 0.0
    odd_words: Annotated[
        Rate, Meta(description="The word for a task's end is spelled as another provider spells it.")
    ] = 0.0
    unknown_words: Annotated[
        Rate, Meta(description="The word for waiting or running is one that nobody has documented.")
    ] = 0.0


class TaskFaults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What befalls tasks; decided when a task is created. One task gets at most one of the first four."""

    failed: Annotated[Rate, Meta(description="The task fails when its work is done; it is not charged.")] = (
        0.0
    )
    stuck: Annotated[Rate, Meta(description="The task runs for ever.")] = 0.0
    lost: Annotated[
        Rate,
        Meta(description="The job store forgets the task: queries say that there is none. Never charged."),
    ] = 0.0
    late: Annotated[Rate, Meta(description="The task succeeds, but `late_by` seconds late.")] = 0.0
    failed_codes: Annotated[
        tuple[str, ...],
        Meta(description="Codes of the errors reference that failures choose from.", min_length=1),
    ] = ("engine_failed",)
    lost_after: Annotated[
        Latency, Meta(description="Seconds from the start of the work until a lost task is forgotten.")
    ] = 1.0
    late_by: Annotated[Latency, Meta(description="Seconds that a late task takes longer.")] = 60.0
    short: Annotated[Rate, Meta(description="The clip is half as long as was asked for.")] = 0.0
    uncalled: Annotated[Rate, Meta(description="The callback that was asked for is never made.")] = 0.0


class DownloadFaults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Faults of result files. One answer gets at most one of them."""

    error: Annotated[Rate, Meta(description="An error status instead of the file.")] = 0.0
    error_statuses: Annotated[
        tuple[Annotated[int, Meta(ge=400, le=599)], ...],
        Meta(description="The statuses that the above chooses from.", min_length=1),
    ] = (403, 404, 500)
    slow: Annotated[Rate, Meta(description="The file trickles.")] = 0.0
    slow_rate: Annotated[int, Meta(ge=1, description="Bytes a second of a slow download.")] = 65_536
    broken_off: Annotated[Rate, Meta(description="The connection is closed in the middle of the file.")] = 0.0
    broken_off_after: Annotated[
        Count, Meta(description="Bytes after which it is closed; 0 draws a place.")
    ] = 0
    wrong_length: Annotated[
        Rate,
        Meta(
            description="`Content-Length` is wrong: half the time too small, and the file cut to it; else too large."
        ),
    ] = 0.0
    corrupted: Annotated[Rate, Meta(description="The right number of bytes, many of them wrong.")] = 0.0
    no_range: Annotated[Rate, Meta(description="`Range` is ignored: the whole file comes, with 200.")] = 0.0


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words that `odd_words` and `unknown_words` choose from."""

    succeeded: Annotated[tuple[str, ...], Meta(description="Other spellings of success.", min_length=1)] = (
        "SUCCEEDED",
        "succeeded",
        "Success",
        "SUCCESS",
        "completed",
        "COMPLETED",
        "finished",
    )
    failed: Annotated[tuple[str, ...], Meta(description="Other spellings of failure.", min_length=1)] = (
        "FAILED",
        "failed",
        "Failure",
        "FAILURE",
        "fail",
        "error",
    )
    canceled: Annotated[
        tuple[str, ...], Meta(description="Other spellings of cancellation.", min_length=1)
    ] = ("CANCELED", "CANCELLED", "canceled", "cancelled")
    between: Annotated[
        tuple[str, ...], Meta(description="Undocumented words for waiting and running.", min_length=1)
    ] = ("preparing", "rendering", "POST_PROCESSING", "moderating", "throttled")


class ModelPace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pace of some models, where it differs."""

    queue: Annotated[Latency | None, Meta(description="As `queue` above.")] = None
    work: Annotated[Latency | None, Meta(description="As `work` above.")] = None


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an upstream behaves. The default tells the truth, at once."""

    answers: Annotated[Latency, Meta(description="Seconds until any answer of a wire begins.")] = 0.0
    queue: Annotated[Latency, Meta(description="Seconds that a task waits before its work begins.")] = 0.0
    work: Annotated[Latency, Meta(description="Seconds of work on a task.")] = 0.0
    at_once: Annotated[Count, Meta(description="How many tasks are worked on at once; 0 means 10,000.")] = 0
    creates_per_second: Annotated[
        float,
        Meta(ge=0, description="Creates a second and account, beyond which 429 is answered; 0: any number."),
    ] = 0.0
    queries_per_second: Annotated[
        float,
        Meta(
            ge=0,
            description="Queries, lists and cancels a second and account, beyond which 429 is answered; 0: any number.",
        ),
    ] = 0.0
    tasks_at_once: Annotated[
        Count,
        Meta(
            description="Unfinished tasks of an account, beyond which a create is answered 429; 0: any number."
        ),
    ] = 0
    idempotent: Annotated[
        bool,
        Meta(description="Honor `Idempotency-Key`. Real clouds do not: a second create is a second task."),
    ] = False
    keys: Annotated[
        tuple[str, ...],
        Meta(
            description="The only keys that are taken, each an account of its own; empty: any key, one account."
        ),
    ] = ()
    url_life: Annotated[
        Count, Meta(description="Seconds until a result URL expires; 0: as the wire has it, mostly a day.")
    ] = 0
    create: CreateFaults = CreateFaults()
    query: QueryFaults = QueryFaults()
    task: TaskFaults = TaskFaults()
    download: DownloadFaults = DownloadFaults()
    words: Words = Words()
    models: dict[str, ModelPace] = {}
