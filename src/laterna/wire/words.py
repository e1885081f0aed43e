"""Every word by which a provider says where a task is, and what it means. One table for all wires.

Sources: contract dashscope 5.1, contract vidu 6, contract v1-video-generations 5.1 to 5.4 (new-api, its forks and
other gateways), contract openai-videos 4 and 6. Words are compared without regard to case, spaces, hyphens and
underscores, so `FAILURE`, `timed-out` and `TimedOut` need one row each.
"""

import re

from laterna.wire.client import Stage

_WORDS: dict[Stage, tuple[str, ...]] = {
    "waiting": (
        "pending", "queued", "queueing", "queuing", "in queue", "waiting", "created", "submitted", "submitting",
        "not start", "not started", "accepted", "scheduled", "throttled",
    ),
    "running": (
        "running", "processing", "in progress", "preprocessing", "generating", "rendering", "started", "working",
        "suspended", "cancelling", "canceling",
    ),
    "succeeded": (
        "succeeded", "succeed", "success", "successful", "completed", "complete", "done", "finished", "finish",
    ),
    "failed": (
        "failed", "fail", "failure", "error", "errored", "expired", "timeout", "timed out", "rejected", "aborted",
        "invalid",
    ),
    "canceled": ("canceled", "cancelled", "cancel", "user cancelled", "user canceled", "revoked"),
    "gone": ("deleted", "not found", "task not exist", "task not found"),
}  # fmt: skip

_SEPARATORS = re.compile(r"[\s_-]+")


def plain(word: str) -> str:
    """The word as it is compared."""
    return _SEPARATORS.sub("", word).casefold()


_STAGE_OF: dict[str, Stage] = {plain(word): stage for stage, words in _WORDS.items() for word in words}


def stage_of(word: str, reason: str = "") -> Stage:
    """The stage that a provider's word stands for; a word that nobody knows counts as `running`.

    `reason` is the code of a failure: some wires have no word for a task that was canceled and say so there.
    """
    stage = _STAGE_OF.get(plain(word), "running")
    if stage == "failed" and _STAGE_OF.get(plain(reason)) == "canceled":
        return "canceled"
    return stage
