"""One round: orders and faults at the same time, then calm until all has come to its end, then the checks."""

import asyncio
import contextlib
import time
from collections.abc import Sequence

from msgspec import Struct

from laterna.clock import SECOND
from laterna.upstream import InvoiceLine
from tests.chaos.books import FINAL, TaskBooks, lines_of
from tests.chaos.checks import Fault, Found, Round, books_of, check, check_files, hooked
from tests.chaos.faults import deal, jump
from tests.chaos.house import SIDES, Broken, House
from tests.chaos.plan import Plan, calm, draw_plan
from tests.chaos.receiver import CALLBACK, PICTURE

DRAIN = 150.0  # seconds within which a round must come to its end once the faults have stopped
_FORGET_AFTER = 5.0  # seconds of the drain after which the upstreams forget tasks that are stuck
_OWNER_AFTER = 1.0  # seconds of the drain after which the owner decides about answers lost without a list
_LOOK_EVERY = 0.2


class Played(Struct, frozen=True):
    """A round that was played to its end."""

    plan: Plan
    left: Round
    found: Found
    seconds: float
    drained_in: float


class Stuck(Exception):
    """A round did not come to its end; `left` is how it was when patience ended."""

    def __init__(self, why: str, plan: Plan, left: Round) -> None:
        super().__init__(why)
        self.plan = plan
        self.left = left


async def play(house: House, seed: int, number: int) -> Played:
    """Plays one round. Raises Stuck and Broken."""
    begun = time.monotonic()
    receiver = house.receiver.url
    plan = draw_plan(seed, number, receiver + CALLBACK, receiver + PICTURE)
    house.receiver.messages.clear()
    house.receiver.wrong.clear()
    logs = {name: _size(house, name) for name in ("server", "worker")}
    await _man(house, plan)
    await asyncio.gather(*(house.scenario(side, plan.scenarios[side]) for side in SIDES))
    house.receiver.moody, house.receiver.chance = plan.moody, plan.chance
    await asyncio.gather(_order(house, plan), deal(house, plan))
    await asyncio.gather(*(house.scenario(side, calm()) for side in SIDES))
    house.receiver.calm()
    stormed = time.monotonic()
    drain = _Drain(house, plan)
    try:
        async with asyncio.timeout(DRAIN):
            await drain.run()
    except TimeoutError:
        raise Stuck(
            f"not at its end {DRAIN:g} s after the faults: {drain.why}", plan, await _left(house, plan, logs)
        ) from None
    left = await _left(house, plan, logs)
    first, files = check(left), await check_files(house, left)
    now = time.monotonic()
    found = Found(first.faults + files.faults, first.checks + files.checks)
    return Played(plan, left, found, now - begun, now - stormed)


async def _man(house: House, plan: Plan) -> None:
    """Sees that the round begins with the processes that it is to have, and with a clock that is about right."""
    worker = house.process("worker")
    if plan.worker:
        worker.start()
    elif worker.running:
        await worker.stop()
    if abs(house.skew.microseconds) > 12 * 3_600 * SECOND:
        house.skew.microseconds = 0
        house.dealt["clock set right"] += 1


async def _order(house: House, plan: Plan) -> None:
    chance = plan.chance

    async def one(index: int) -> None:
        order = plan.orders[index]
        await asyncio.sleep(order.at)
        await house.callers.order(order, chance)

    await asyncio.gather(*(one(index) for index in range(len(plan.orders))))


class _Drain:
    """Waits until a round has come to its end, and does meanwhile what time and an owner would do."""

    def __init__(self, house: House, plan: Plan) -> None:
        self.why = ""
        self._house = house
        self._plan = plan
        self._books = books_of(house)
        self._begun = time.monotonic()
        self._forgot = False

    async def run(self) -> None:
        """Returns when all has ended and been told."""
        while not await self._over():  # noqa: ASYNC110 - it is another process that is waited for
            await asyncio.sleep(_LOOK_EVERY)

    async def _over(self) -> bool:
        # Anybody may hold the database for a moment.
        books = await asyncio.to_thread(self._books.of_prompts, prefix(self._plan))
        working = [each for each in books if each.task["state"] not in FINAL or each.open_submissions]
        waiting = [row for each in books for row in each.waiting_deliveries]
        self.why = f"{len(working)} tasks and {len(waiting)} deliveries"
        if not working and not waiting:
            return self._all_told(books)
        if working:
            await self._help(working)
        else:
            self._let_time_pass(waiting)
        return False

    def _all_told(self, books: Sequence[TaskBooks]) -> bool:
        """Events become deliveries a moment later."""
        for each in books:
            told = {delivery["event_id"] for delivery in each.deliveries if delivery["endpoint"]}
            if not {event["id"] for event in hooked(each)} <= told:
                self.why = "an event is not told yet"
                return False
        return True

    async def _help(self, working: Sequence[TaskBooks]) -> None:
        passed = time.monotonic() - self._begun
        if passed > _FORGET_AFTER and not self._forgot:
            self._forgot = True
            for side in SIDES:
                self._house.dealt["forgotten at an upstream"] += (
                    await self._house.asked(side, "forget", "POST")
                )["forgotten"]
        if passed > _OWNER_AFTER:
            for each in working:
                for row in each.open_submissions:
                    if row["state"] == "unclear" and row["upstream"].endswith("generations"):
                        await self._decide(each)

    async def _decide(self, each: TaskBooks) -> None:
        """What an owner does about a lost answer where no list tells: looks at the upstream's bill."""
        lines = [line for line in await invoices(self._house, each.prompt) if line.accepted]
        if any(line.state in ("queued", "running") for line in lines):
            return
        task = str(each.task["id"])
        if each.task["state"] not in FINAL:
            with contextlib.suppress(Broken):
                await self._house.command("tasks", "cancel", task)
            return
        charged = any(line.charged for line in lines)
        await self._house.command("tasks", "settle", task, "--charged" if charged else "--no-charge")
        self._house.dealt["settled by the owner"] += 1

    def _let_time_pass(self, waiting: Sequence[dict[str, int]]) -> None:
        """Puts the clock forward to the next try, which may be hours away."""
        next_at = min((row["next_at"] for row in waiting if row["next_at"] is not None), default=None)
        if next_at is None:
            return
        ahead = next_at / SECOND - (time.time() + self._house.skew.microseconds / SECOND)
        if ahead > 0.2:
            jump(self._house, ahead)
            self._house.dealt["clock jump to the next try of a delivery"] += 1


def prefix(plan: Plan) -> str:
    """What all prompts of the round begin with."""
    return f"Round {plan.seed}: "


async def invoices(house: House, begin: str) -> list[InvoiceLine]:
    """What both upstreams have written down about prompts that begin so."""
    answers = await asyncio.gather(*(house.asked(side, "invoice") for side in SIDES))
    return [line for answer in answers for line in lines_of(answer, begin)]


async def _left(house: House, plan: Plan, logs: dict[str, int]) -> Round:
    books = books_of(house)
    return Round(
        orders=plan.orders,
        books=await asyncio.to_thread(books.of_prompts, prefix(plan)),
        lines=await invoices(house, prefix(plan)),
        messages=tuple(house.receiver.messages),
        wrong_signatures=tuple(house.receiver.wrong),
        sums=await asyncio.to_thread(books.sums),
        unplanned=house.unplanned(),
        log="".join(_log_since(house, name, size) for name, size in logs.items()),
    )


def _size(house: House, name: str) -> int:
    path = house.process(name).log
    return path.stat().st_size if path.exists() else 0


def _log_since(house: House, name: str, size: int) -> str:
    path = house.process(name).log
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(size)
        return file.read().decode("utf-8", "replace")


def story(left: Round, fault: Fault) -> str:
    """Everything that is known about the task of a fault."""
    lines: list[str] = []
    for each in left.books:
        if each.task["id"] != fault.task:
            continue
        lines.append(f"task {each.task}")
        for name in ("events", "ledger", "submissions", "deliveries"):
            lines += [f"{name}: {row}" for row in getattr(each, name)]
        lines += [f"invoice: {line}" for line in left.lines if line.prompt == each.prompt]
        lines += [f"order: {order}" for order in left.orders if order.prompt == each.prompt]
    return "\n".join(lines)
