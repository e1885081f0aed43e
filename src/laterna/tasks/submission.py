"""A submission: one time that a task was handed, or about to be handed, to an upstream."""

import enum

from msgspec import Struct

from laterna.catalog.request import VideoRequest
from laterna.tasks.task import Account


class SubmissionState(enum.StrEnum):
    """`intended → accepted / refused / unclear`, then how it ended.

    | state | means | charged |
    |---|---|---|
    | `intended` | about to be sent; after a crash nobody knows whether it was | not known |
    | `unclear` | sent, the answer was lost; never sent again | not known |
    | `accepted` | the upstream has named its task | not known |
    | `refused` | the upstream said clearly that it takes nothing, or could not be reached | no |
    | `absent` | the answer was lost, and the upstream's own list shows that it never took it | no |
    | `succeeded` | the upstream made the clip | yes |
    | `failed`, `canceled` | the upstream says so | no |
    | `gone` | the upstream has lost its task | no |
    """

    INTENDED = "intended"
    UNCLEAR = "unclear"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ABSENT = "absent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    GONE = "gone"

    @property
    def open(self) -> bool:
        """True while nobody knows whether the upstream will charge for it."""
        return self.value in OPEN_STATES


OPEN_STATES = frozenset({"intended", "unclear", "accepted"})


class Submission(Struct, frozen=True, kw_only=True):
    """One hand-over. `number` counts from 1 within the task; `account` is the fingerprint of the upstream's key.

    `model` is the upstream's name of the model, `marker` what the hand-over can be recognised by. Times are
    microseconds. `code` and `message` say why it was refused, is unclear or failed.
    """

    task_id: int
    number: int
    upstream: str
    account: str
    model: str
    marker: str
    state: SubmissionState
    upstream_id: str = ""
    intended_at: int
    changed_at: int
    code: str = ""
    message: str = ""
    books: Account


class Rival(Struct, frozen=True):
    """Another task's hand-over to the same upstream that nobody has an answer to yet.

    What the upstream shows may be its. `request` is None where nobody can tell any more what it asks for.
    """

    task_id: int
    number: int
    model: str
    request: VideoRequest | None
