"""How often and when a delivery is tried again: one table.

| what | tries | waits between them | time limit of a try |
|---|---|---|---|
| `processing` callback | 1 | none: it is dropped (contract vidu 7, 12) | 10 s |
| `success` and `failed` callback | 4 | 5 s, 15 s, 45 s (contract vidu 7) | 10 s |
| webhook | 10 | 5 s to 24 h, 75 h 35 min in all (Standard Webhooks, "Deliverability and reliability") | 15 s |
"""

import hashlib

from msgspec import Struct

from laterna.clock import HOUR, MINUTE, SECOND


class Rules(Struct, frozen=True):
    """`waits` in microseconds; `jitter` is the share by which a wait may be longer; `seconds` limits one try."""

    waits: tuple[int, ...]
    jitter: float
    seconds: float


CALLBACK = Rules((5 * SECOND, 15 * SECOND, 45 * SECOND), 0.0, 10)
PASSING = Rules((), 0.0, 10)
"""For what is only worth telling at once."""
WEBHOOK = Rules(
    (5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR),
    0.1,
    15,
)


def longest_wait(rules: Rules, attempts: int) -> int:
    """The most microseconds that can lie between a moment and the next try after so many failed ones."""
    if not 0 < attempts <= len(rules.waits):
        return 0
    return int(rules.waits[attempts - 1] * (1 + rules.jitter)) + 1


def wait_after(rules: Rules, attempts: int, delivery_id: str) -> int | None:
    """Microseconds to wait after so many failed tries; None when that was the last one.

    The jitter spreads deliveries that failed together; it is drawn from the delivery's id.
    """
    if attempts > len(rules.waits):
        return None
    drawn = hashlib.blake2b(f"{delivery_id}/{attempts}".encode(), digest_size=4).digest()
    share = int.from_bytes(drawn, "big") / 0xFFFF_FFFF
    wait = rules.waits[attempts - 1]
    return wait + int(wait * rules.jitter * share)
