"""What a client face is: calls to an upstream, and what its answers mean. Pure: no socket, no database.

Each wire has one in its folder (`laterna.wire.<wire>.client`); the `remote` engine carries the calls out.
"""

from typing import Literal, Protocol

from msgspec import Struct

from laterna.catalog.request import VideoRequest
from laterna.errors import LaternaError

Stage = Literal["waiting", "running", "succeeded", "failed", "canceled", "gone"]
"""Where an upstream's task is. `gone`: the upstream says that it knows no such task."""

FINAL_STAGES: frozenset[Stage] = frozenset({"succeeded", "failed", "canceled", "gone"})

RefusalKind = Literal["busy", "account", "request"]
"""Why an upstream takes no task: too much at once (try later), this key (try another), or the request itself."""


class Untranslatable(LaternaError):
    """The upstream's wire or model cannot say something that the request asks for; `field` names it."""

    default_code = "invalid_parameter"


class Call(Struct, frozen=True, kw_only=True):
    """One HTTP request, without host and key. `path` begins with a slash and carries its query string."""

    method: Literal["GET", "POST", "DELETE"]
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Answer(Struct, frozen=True):
    """One whole HTTP answer; `retry_after` in seconds, where the upstream said so.

    `location` is where a redirect leads, without query and secrets; `same_path`: to the same path of another place.
    """

    status: int
    body: bytes
    retry_after: float | None = None
    location: str = ""
    same_path: bool = False


class Order(Struct, frozen=True, kw_only=True):
    """A task for an upstream.

    `model` is the upstream's name of the model. The request's inputs are URLs that the upstream can reach, or data
    URLs. `marker` is unique to this submission; it goes wherever the wire has a place for it (`payload`,
    `Idempotency-Key`), so that a lost answer can be found again. `callback_url` is empty where nobody listens.
    """

    request: VideoRequest
    model: str
    marker: str
    callback_url: str = ""


class Accepted(Struct, frozen=True):
    """The upstream has made a task."""

    upstream_id: str


class Refused(Struct, frozen=True):
    """The upstream says clearly that it has made no task."""

    kind: RefusalKind
    code: str
    message: str


class Unclear(Struct, frozen=True):
    """Nobody can tell from this answer whether there is a task now."""

    message: str


Reception = Accepted | Refused | Unclear


class Sight(Struct, frozen=True, kw_only=True):
    """What an upstream says about one of its tasks.

    `url` is set when it succeeded: absolute, or a path of the upstream's own that needs the key. `code` and `message`
    say why it failed. `progress` is 0 to 100 where known. `created_at` (microseconds), `model`, `prompt`, `seconds`,
    `size` (width and height in pixels) and `marker` are there as far as the wire's answer has them; they tell lost
    submissions apart.
    """

    upstream_id: str
    stage: Stage
    url: str = ""
    code: str = ""
    message: str = ""
    actual_prompt: str = ""
    progress: int | None = None
    created_at: int | None = None
    model: str = ""
    prompt: str | None = None
    seconds: float | None = None
    size: tuple[int, int] | None = None
    marker: str = ""


class Listing(Struct, frozen=True):
    """One page of an upstream's tasks; `next` asks for the following one and is empty on the last."""

    sights: tuple[Sight, ...]
    next: str = ""


class ClientFace(Protocol):
    """One wire seen from the client's side. Answers are decoded leniently: providers spell things in many ways."""

    wire: str
    lists: bool
    """The wire can list tasks, so a lost submission can be found and many tasks be seen with one call."""
    cancels: bool
    takes_data_urls: bool
    """Inputs may be sent as data URLs."""
    calls_back: bool
    """The wire takes a callback URL per task."""

    def authorization(self, key: str) -> tuple[tuple[str, str], ...]:
        """The headers that carry the key; none for an empty key."""
        ...

    def create(self, order: Order) -> Call:
        """The call that makes a task. Raises Untranslatable when anything that the request asks for would be lost."""
        ...

    def received(self, answer: Answer) -> Reception:
        """What the answer to a create means. Only a body or a status that says so is a refusal; 5xx is unclear."""
        ...

    def query(self, upstream_id: str) -> Call:
        """The call that asks for one task."""
        ...

    def seen(self, answer: Answer, upstream_id: str) -> Sight | None:
        """What the answer to a query says; None for a missed poll (429, 5xx, a body that cannot be read).

        A status word that nobody knows counts as `running`.
        """
        ...

    def page(self, since: int, until: int, after: str = "") -> Call:
        """The call that lists tasks created between two times (microseconds), largest page; `after` is `Listing.next`.

        Only for wires with `lists`.
        """
        ...

    def listed(self, answer: Answer) -> Listing | None:
        """What the answer to a list says; None when it cannot be used. A succeeded task may come without `url`."""
        ...

    def cancel(self, upstream_id: str) -> Call:
        """The call that stops a task. Only for wires with `cancels`."""
        ...

    def canceled(self, answer: Answer) -> bool:
        """True when the answer to a cancel says that the task will never be charged."""
        ...
