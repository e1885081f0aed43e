"""What is said about a door in `/openapi.json`: one row of the tables in `operations` and `operations_laterna`."""

from typing import Literal

from msgspec import Struct

Tag = Literal["dashscope", "vidu", "generations", "openai", "laterna", "files", "service"]


class Operation(Struct, frozen=True, kw_only=True):
    """One method of one path.

    `answer` names the schema of a 200 answer; `kinds` are its media types where it is no JSON. Without both it has no
    body. `others` are further statuses that are no errors of the wire's own, with the name of their schema, or without
    a body. `body` names a request body of `laterna.api.bodies`; `query` and `headers` name parameters. `open`
    operations ask for no key.
    """

    tag: Tag
    method: Literal["get", "post", "put", "delete", "head"]
    path: str
    id: str
    summary: str
    answer: str = ""
    kinds: tuple[str, ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    body: str = ""
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    open: bool = False
