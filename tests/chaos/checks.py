"""What must hold after every round. Each check answers sentences about what does not."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import aiohttp
from msgspec import Struct

from laterna.errors import LaternaError
from laterna.ids import parse_task_id
from laterna.media.probe import Probe, probe
from laterna.upstream import InvoiceLine
from tests.chaos.books import FINAL, Books, Row, TaskBooks
from tests.chaos.clients import Order
from tests.chaos.house import PRICES, House
from tests.chaos.receiver import CALLBACK, HOOK, Message

_BOOKINGS = (["hold", "settle"], ["hold", "void"], ["hold", "settle", "void"])
_LENGTH = 0.2  # seconds by which a clip may be longer or shorter than ordered
_HOOKED = {"created", "started", "unclear", "succeeded", "failed", "canceled"}
_CALLED = {"started": "processing", "succeeded": "success", "failed": "failed", "canceled": "failed"}


class Fault(Struct, frozen=True):
    """Something that does not hold; `task` is 0 where it is about no single task."""

    what: str
    task: int = 0


class Found(Struct, frozen=True):
    """What the checks of a round have come to."""

    faults: tuple[Fault, ...]
    checks: int


class Round(Struct, frozen=True):
    """What a round has left behind."""

    orders: Sequence[Order]
    books: Sequence[TaskBooks]
    lines: Sequence[InvoiceLine]
    messages: Sequence[Message]
    wrong_signatures: Sequence[str]
    sums: tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]
    unplanned: Sequence[str]
    log: str


def check(left: Round) -> Found:
    """All checks but the one of the files."""
    faults: list[Fault] = []
    count = 0
    for found in (_orders, _tasks, _invoice, _told, _whole):
        for verdict in found(left):
            count += 1
            if verdict is not None:
                faults.append(verdict)
    return Found(tuple(faults), count)


Verdicts = Iterator[Fault | None]


def _holds(true: bool, what: str, task: int = 0) -> Fault | None:
    return None if true else Fault(what, task)


def _orders(left: Round) -> Verdicts:
    """Every accepted order is one task, and twins are the same one."""
    by_prompt = defaultdict(list)
    modes = {each.task["id"]: each.request["mode"] for each in left.books}
    for each in left.books:
        by_prompt[each.prompt].append(each.task["id"])
    for order in left.orders:
        ids = {parse_task_id(answer) for answer in order.answers}
        there = by_prompt[order.prompt]
        if order.accepted:
            yield _holds(len(ids) == 1, f"one key, several ids: {order}")
            yield _holds(ids == set(there), f"accepted as {ids}, but there is {there}: {order}")
        if order.picture and there:
            yield _holds(modes[there[0]] == "image", f"the picture was lost: {modes[there[0]]}", there[0])
        yield _holds(len(there) <= 1, f"one key has made {len(there)} tasks: {order}", (there or [0])[0])
        yield _holds(not order.refusals, f"an order was not taken: {order}")


def _tasks(left: Round) -> Verdicts:
    """Every task has ended, and so has everything about it; holds end once."""
    for each in left.books:
        task = each.task["id"]
        kinds = [entry["kind"] for entry in each.ledger]
        yield _holds(each.task["state"] in FINAL, f"it is {each.task['state']}", task)
        yield _holds(not each.open_submissions, "a submission is open", task)
        yield _holds(kinds in _BOOKINGS, f"books: {kinds}", task)
        hold, *ends = [entry["amount"] for entry in each.ledger] or [0]
        yield _holds(hold == sum(ends), f"{hold} was held, {ends} has become of it", task)
        sequence = [event["sequence"] for event in each.events]
        yield _holds(sequence == list(range(1, len(sequence) + 1)), f"events are numbered {sequence}", task)
        if each.task["state"] == "succeeded":
            yield _holds(each.settled, "it succeeded, and was not paid for", task)


def _invoice(left: Round) -> Verdicts:
    """Each order reached one upstream at most, and is paid exactly if that one charges it: as its route says, or in the
    same amount."""
    lines = defaultdict(list)
    for line in left.lines:
        if line.accepted:
            lines[line.prompt].append(line)
    for each in left.books:
        task, mine = each.task["id"], lines.pop(each.prompt, [])
        yield _holds(len(mine) <= 1, f"{len(mine)} upstream tasks for one order: {mine}", task)
        for line in mine:
            yield _holds(line.state not in ("queued", "running"), f"{line.state} at the upstream", task)
        charged = sum(line.charged for line in mine)
        paid = sum(entry["amount"] for entry in each.ledger if entry["kind"] == "settle")
        due = _due(each, charged)
        yield _holds(due == paid, f"{charged} is charged, {due} is due, the ledger has paid {paid}", task)
        if charged:
            same = {line.currency for line in mine} == {entry["currency"] for entry in each.ledger}
            yield _holds(same, "the currencies differ", task)
    for prompt, strays in lines.items():
        yield _holds(False, f"upstream tasks that nobody here ordered: {prompt}: {strays}")


def _due(each: TaskBooks, charged: int) -> int:
    """What the caller has to pay, in millionths, where an upstream charges so much."""
    price = PRICES.get((str(each.task["model"]), each.made_by))
    if not charged or price is None:
        return charged
    return int(Decimal(price) * 1_000_000) * int(each.request["duration"])


def _told(left: Round) -> Verdicts:
    """Everything due was told, in order, under one id each."""
    heard: dict[tuple[str, int], list[Message]] = defaultdict(list)
    for message in left.messages:
        heard[(message.path, parse_task_id(message.task) or 0)].append(message)
    wanted = {order.prompt for order in left.orders if order.callback}
    for each in left.books:
        task = each.task["id"]
        due = list(dict.fromkeys(f"task.{event['kind']}" for event in hooked(each)))
        hooks = heard[(HOOK, task)]
        first = list(dict.fromkeys(message.kind for message in hooks if message.taken))
        yield _holds(first == due, f"due webhooks {due}, heard {first}", task)
        for kind in due:
            ids = {message.id for message in hooks if message.kind == kind}
            events = [event for event in hooked(each) if f"task.{event['kind']}" == kind]
            yield _holds(len(ids) == len(events), f"{kind} came under {len(ids)} ids: {ids}", task)
        yield _called(each, heard[(CALLBACK, task)], each.prompt in wanted)
        states = {delivery["state"] for delivery in each.deliveries if delivery["kind"] != "processing"}
        yield _holds(states <= {"delivered"}, f"deliveries are {states}", task)


def _called(each: TaskBooks, heard: Sequence[Message], wanted: bool) -> Fault | None:
    due = [_CALLED[event["kind"]] for event in each.events if event["kind"] in _CALLED]
    end = due[-1:] if wanted else []
    first = list(dict.fromkeys(message.kind for message in heard if message.taken))
    # The passing word is tried once only, as Vidu does.
    return _holds(first in (end, ["processing", *end]), f"due callback {end}, heard {first}", each.task["id"])


def hooked(each: TaskBooks) -> list[Row]:
    """The events that webhooks are due for: a task that is taken up again has been running all along."""
    return [
        event
        for event in each.events
        if event["kind"] in _HOOKED and (event["kind"] != "started" or event["sequence"] == 2)
    ]


def _whole(left: Round) -> Verdicts:
    """Sums, signatures, processes, logs."""
    usage, ledger = left.sums
    yield _holds(usage == ledger, f"the usage says {usage}, the ledger adds up to {ledger}")
    reserved = {currency: sums["held"] - sums["settled"] - sums["voided"] for currency, sums in usage.items()}
    yield _holds(not any(reserved.values()), f"still reserved: {reserved}")
    yield _holds(not left.wrong_signatures, f"wrong signatures: {left.wrong_signatures}")
    yield _holds(not left.unplanned, f"processes: {left.unplanned}")
    yield _holds("Traceback" not in left.log, f"the log has a traceback:\n{_around_traceback(left.log)}")


def _around_traceback(log: str) -> str:
    at = log.find("Traceback")
    return log[max(at - 500, 0) : at + 3_000]


async def check_files(house: House, left: Round) -> Found:
    """The clip of every order that succeeded can be fetched by its caller, and is as long as ordered."""
    faults: list[Fault] = []
    count = 0
    states = {each.prompt: each for each in left.books}
    with tempfile.TemporaryDirectory() as folder:
        for order in left.orders:
            books = states.get(order.prompt)
            if books is None or books.task["state"] != "succeeded":
                continue
            count += 1
            what = await _file_fault(house, order, Path(folder) / "clip.mp4")
            if what:
                faults.append(Fault(what, books.task["id"]))
    return Found(tuple(faults), count)


async def _file_fault(house: House, order: Order, path: Path) -> str:
    try:
        clip = await house.callers.clip(order)
        facts = await asyncio.to_thread(_probed, clip, path)
    except (aiohttp.ClientError, LaternaError, KeyError, TypeError, OSError) as error:
        return f"its clip cannot be had: {type(error).__name__}: {error}"
    if abs(facts.duration - order.seconds) > _LENGTH:
        return f"its clip is {facts.duration} s long, {order.seconds} s were ordered"
    return ""


def _probed(clip: bytes, path: Path) -> Probe:
    path.write_bytes(clip)
    return probe(path)


def books_of(house: House) -> Books:
    """The house's database."""
    return Books(house.data / "laterna.db")
