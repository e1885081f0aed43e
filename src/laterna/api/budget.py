"""How many bytes of request bodies the server holds in memory at once, over all requests."""

from collections.abc import Iterator
from contextlib import contextmanager

from laterna.errors import AccessError

MOST = 256 * 1024 * 1024
"""Bytes that may be held. While a body is decoded, and the pictures in it are, it takes about four times its length."""


class BodyBudget:
    """Counts bytes of bodies, from when they have come in until their request is answered.

    What is declared and not sent counts for nothing, so that slow clients hold nobody else up.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.held = 0

    @contextmanager
    def account(self) -> Iterator["Account"]:
        """One request's account, settled at the end of the block."""
        account = Account(self)
        try:
            yield account
        finally:
            self.held -= account.held

    def check(self, number: int) -> None:
        """Raises AccessError `rate_limited` when so many more bytes would be too many."""
        if self.held + number > self._most:
            raise AccessError(
                f"The server holds as much of requests as it may ({self._most // 2**20} MB); send it again shortly,"
                " or give pictures by URL or as an upload.",
                code="rate_limited",
            )


class Account:
    """What one request holds."""

    def __init__(self, budget: BodyBudget) -> None:
        self._budget = budget
        self.held = 0

    def expect(self, number: int) -> None:
        """Raises AccessError `rate_limited` when a body of so many bytes has no place now; takes no place for it."""
        self._budget.check(number)

    def hold(self, number: int) -> None:
        """Takes place for bytes that have come in. Raises AccessError `rate_limited` when there is none."""
        self._budget.check(number)
        self._budget.held += number
        self.held += number
