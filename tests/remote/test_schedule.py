"""What is asked next: the tasks that have most likely ended, and nobody is forgotten. No time passes in these tests."""

import asyncio
import random
from itertools import pairwise
from types import SimpleNamespace

import pytest
from bench.polling import IN_FLIGHT, PER_SECOND, Mixture, Simulation, Wire
from bench.polling_bound import Bound, bound
from hypothesis import given, settings
from hypothesis import strategies as st

from laterna.engines.remote import durations
from laterna.engines.remote.durations import Curve, Durations, Since, in_a_thread
from laterna.engines.remote.lifetable import Evidence, Table
from laterna.engines.remote.schedule import Page, Planner, Query, Watched
from laterna.wire.client import Listing, Sight, Stage

SECOND = 1_000_000
BASE = 1_700_000_000 * SECOND


def watched(name: str, *, key: str = "main", at: float = 0.0, model: str = "viduq3") -> Watched:
    """A task that was created at a time."""
    return Watched(upstream_id=name, key=key, model=model, created_at=BASE + int(at * SECOND))


def sight(name: str, stage: Stage = "running", **more: object) -> Sight:
    """What an upstream says of a task."""
    return Sight(upstream_id=name, stage=stage, **more)  # type: ignore[arg-type]


def taught(curve: Curve, lengths: list[float], *, gap: float = 3.0) -> None:
    """Lets a curve learn from tasks that were polled every `gap` seconds."""
    for length in lengths:
        seen = 0.0
        while seen + gap < length:
            curve.survived(seen, seen + gap)
            seen += gap
        curve.finished(seen, seen + gap)


# --- curves


def test_a_curve_learns_when_tasks_end_from_a_few_dozen_of_them() -> None:
    chance = random.Random(5)
    curve = Curve()
    taught(curve, [chance.gauss(200, 15) for _ in range(60)])
    assert 190 < curve.quantile(0.5) < 212
    assert 50 < curve.earliest < 185
    assert curve.quantile(0.95) < 250


def test_a_curve_learns_two_humps() -> None:
    chance = random.Random(5)
    curve = Curve()
    taught(curve, [chance.gauss(chance.choice((60, 240)), 5) for _ in range(400)])
    assert 55 < curve.quantile(0.25) < 66
    assert 230 < curve.quantile(0.75) < 252
    assert curve.quantile(0.52) - curve.quantile(0.48) > 40


def test_the_first_ends_of_a_fresh_start_do_not_make_all_tasks_look_fast() -> None:
    curve = Curve()
    taught(curve, [30.0] * 5)
    for _ in range(95):
        curve.survived(0.0, 40.0)
    assert curve.quantile(0.5) > 60


def test_a_curve_follows_an_upstream_that_has_become_slower() -> None:
    chance = random.Random(5)
    curve = Curve()
    taught(curve, [chance.gauss(60, 5) for _ in range(200)], gap=10)
    taught(curve, [chance.gauss(150, 10) for _ in range(1_500)], gap=15)
    assert curve.quantile(0.5) > 130


def test_a_curve_does_not_keep_what_late_polls_never_contradict() -> None:
    chance = random.Random(5)
    curve = Curve()
    for _ in range(3_000):
        length = chance.lognormvariate(4.7, 0.3)
        seen, poll = 0.0, chance.uniform(95, 145)
        while poll < length:
            curve.survived(seen, poll)
            seen, poll = poll, poll + 20
        curve.finished(seen, poll)
    for share, true in ((0.1, 74.9), (0.25, 89.8), (0.5, 110.0), (0.9, 161.5)):
        assert abs(curve.quantile(share) / true - 1) < 0.15


def test_a_curve_is_not_misled_by_a_schedule_that_has_just_changed() -> None:
    """Then those that end before their first poll are seen first, and the others only when the next poll is due."""
    chance = random.Random(5)
    curve = Curve()
    for _ in range(2_500):
        length = chance.lognormvariate(4.7, 0.1)
        if length < 110:
            curve.finished(0.0, 110.0)
            continue
        curve.survived(0.0, 110.0)
        (curve.finished if length < 130 else curve.survived)(110.0, 130.0)
    for _ in range(600):
        length = chance.lognormvariate(4.7, 0.1)
        (curve.finished if length < 100 else curve.survived)(0.0, 100.0)
    for share, true in ((0.1, 96.7), (0.5, 110.0), (0.9, 125.0)):
        assert abs(curve.quantile(share) / true - 1) < 0.03


def test_a_new_kind_begins_with_what_its_model_is_known_for() -> None:
    durations = Durations()
    for _ in range(200):
        durations.survived("viduq3", "5s 540p", 0.0, 148.0)
        durations.finished("viduq3", "5s 540p", 148.0, 152.0)
    assert 130 < durations.curve("viduq3", "10s 1080p").quantile(0.5) < 170
    assert durations.curve("viduq3", "10s 1080p").earliest > 50


async def _taken(curve: Curve, version: int) -> None:
    """Waits until the curve has taken a new table."""
    async with asyncio.timeout(20):
        while curve.version == version:  # noqa: ASYNC110 - nobody is told of a table
            await asyncio.sleep(0.001)


async def test_run_times_are_fitted_beside_the_event_loop_and_come_out_the_same() -> None:
    aside, here = Curve(compute=in_a_thread), Curve()
    chance = random.Random(3)
    for _ in range(60):
        length = chance.lognormvariate(4.7, 0.3)
        for seen, age, ended in ((0.0, length / 2, False), (length / 2, length * 1.1, True)):
            fitted, version = here.version, aside.version
            for curve in (aside, here):
                (curve.finished if ended else curve.survived)(seen, age)
            assert aside.version == version
            if here.version > fitted:
                await _taken(aside, version)
    assert here.version > 10
    assert [aside.quantile(share) for share in (0.1, 0.5, 0.9)] == [
        here.quantile(share) for share in (0.1, 0.5, 0.9)
    ]


async def test_a_fit_that_breaks_leaves_the_curve_as_it_was_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(known: Evidence) -> Table:
        raise ArithmeticError("no such logarithm")

    curve, failed = Curve(compute=in_a_thread), asyncio.Event()
    monkeypatch.setattr(durations, "table_of", broken)
    monkeypatch.setattr(durations, "_log", SimpleNamespace(error=lambda *_, **__: failed.set()))
    before = curve.quantile(0.5)
    for _ in range(20):
        curve.finished(10.0, 11.0)
    await failed.wait()
    assert curve.quantile(0.5) == before
    monkeypatch.undo()
    curve.finished(10.0, 11.0)
    await _taken(curve, curve.version)
    assert curve.quantile(0.5) < before


@given(
    st.lists(st.tuples(st.floats(0, 5_000), st.floats(0, 5_000), st.booleans()), max_size=30),
    st.floats(0, 40_000),
    st.floats(0, 40_000),
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_curve_has_seen_its_answers_are_probabilities(
    seen: list[tuple[float, float, bool]], one: float, other: float
) -> None:
    curve = Curve()
    for first, second, ended in seen:
        low, high = sorted((first, second))
        (curve.finished if ended else curve.survived)(low, high)
    low, high = sorted((one, other))
    piled, alive, hazard = Since(curve, low).piled(high)
    assert 0.0 <= alive <= 1.0
    assert hazard > 0
    assert -1e-6 <= piled <= high - low + 1e-6


# --- the planner


def test_a_fresh_task_is_asked_at_most_once_in_its_first_seconds() -> None:
    planner = Planner(lists=False, calls_per_second=20)
    curve = planner.durations.curve("viduq3", "")
    taught(curve, [120.0] * 50, gap=4)
    planner.add(watched("a"), 0.0)
    asked = []
    for tick in range(20 * 30):
        now = tick / 20
        move = planner.choose(now)
        if isinstance(move, Query):
            asked.append(now)
            planner.answered(move, sight("a"), now + 0.1, now)
    assert len(asked) == 1
    assert 5 <= asked[0] <= 15


def test_those_are_asked_that_have_most_likely_ended() -> None:
    planner = Planner(lists=False, calls_per_second=20)
    taught(planner.durations.curve("viduq3", ""), [120.0 + each % 7 for each in range(60)], gap=2)
    for age in (20, 60, 90, 110, 140):
        planner.add(watched(f"aged {age}"), 0.0, age)
    first = planner.choose(0.0)
    assert isinstance(first, Query)
    assert first.task.upstream_id == "aged 140"


@pytest.mark.parametrize("lists", [False, True])
def test_nobody_is_forgotten(lists: bool) -> None:
    """Even a task that should have ended long ago, among others that end all the time, is asked every three minutes."""
    planner = Planner(lists=lists, calls_per_second=5)
    chance = random.Random(2)
    ends: dict[str, float] = {"stuck": 1e9}
    last, longest, number = 0.0, 0.0, 0
    planner.add(watched("stuck"), 0.0)
    for tick in range(5 * 600):
        now = tick / 5
        while len(planner) < 30:
            number += 1
            ends[str(number)] = now + chance.gauss(40, 5)
            planner.add(watched(str(number), at=now), now)
        move = planner.choose(now)
        if isinstance(move, Query):
            name = move.task.upstream_id
            done = ends[name] <= now
            if name == "stuck":
                last, longest = now, max(longest, now - last)
            planner.answered(move, sight(name, "succeeded", url="u") if done else sight(name), now + 0.1, now)
        elif isinstance(move, Page):
            planner.missed(move, now + 0.1)
    assert max(longest, 600 - last) < 180


def test_after_a_restart_tasks_that_run_do_not_make_all_look_slow() -> None:
    """Those that had ended were not taken up again, so the others prove nothing."""
    planner = Planner(lists=False, calls_per_second=20)
    for number in range(200):
        planner.add(watched(str(number)), 0.0, 30.0 + number)
    for tick in range(200):
        move = planner.choose(tick / 20)
        if isinstance(move, Query):
            planner.answered(move, sight(move.task.upstream_id), tick / 20, tick / 20)
    assert planner.durations.curve("viduq3", "").earliest < 30


def test_one_answer_that_knows_no_such_task_is_not_believed() -> None:
    planner = Planner(lists=False, calls_per_second=20)
    planner.add(watched("a"), 0.0, 60.0)
    told = []
    for tick in range(20 * 60):
        now = tick / 20
        move = planner.choose(now)
        if isinstance(move, Query):
            news = planner.answered(move, sight("a", "gone"), now + 0.1, now)
            told += [now] if news is not None else []
    assert len(told) == 1
    assert told[0] >= 5
    assert "a" not in planner


def test_a_poke_comes_before_everything_else() -> None:
    planner = Planner(lists=False, calls_per_second=20)
    for age in range(100):
        planner.add(watched(str(age)), 0.0, age)
    planner.poke("1")
    move = planner.choose(0.0)
    assert isinstance(move, Query)
    assert move.task.upstream_id == "1"


@pytest.mark.parametrize("lists", [False, True])
def test_a_clock_that_was_put_forward_by_hours_makes_nobody_wait(lists: bool) -> None:
    """A task that was noted before and is watched after looks hours old."""
    planner = Planner(lists=lists, calls_per_second=40)
    planner.add(watched("one"), 0.0, age=6_000.0)
    queries = []
    for tick in range(200):
        now = tick / 10
        move = planner.choose(now)
        if isinstance(move, Query):
            queries.append(now)
            planner.answered(move, sight("one"), now, now)
        elif move is not None:
            planner.missed(move, now)
    assert max(after - before for before, after in pairwise([0.0, *queries, 20.0])) < 3


def test_a_page_shows_many_tasks_at_once_and_each_key_its_own() -> None:
    planner = Planner(lists=True, calls_per_second=20)
    for number in range(300):
        key = "red" if number % 2 else "blue"
        planner.add(watched(str(number), key=key, at=number / 10), 40.0, 70 - number / 10)
    move = planner.choose(40.0)
    assert isinstance(move, Page)
    shown = [number for number in range(300) if move.since <= BASE + number * SECOND / 10 <= move.until]
    own = [number for number in shown if (number % 2 == 1) == (move.key == "red")]
    assert 60 < len(own) <= 100
    other = planner.choose(40.1)
    assert isinstance(other, Page)
    assert (other.key, other.since) != (move.key, move.since)


def test_what_a_list_leaves_out_is_asked_for_at_once() -> None:
    planner = Planner(lists=True, calls_per_second=20)
    for number in range(50):
        planner.add(watched(str(number), at=number), 0.0, 120.0)
    page = planner.choose(0.0)
    assert isinstance(page, Page)
    rows = tuple(sight(str(number), "succeeded" if number == 7 else "running") for number in range(50))
    told = planner.listed(page, Listing(rows), 0.2, 0.1)
    assert {each.upstream_id for each in told} == {str(number) for number in range(50)} - {"7"}
    move = planner.choose(0.3)
    assert isinstance(move, Query)
    assert move.task.upstream_id == "7"


def test_the_rest_of_a_list_is_followed() -> None:
    planner = Planner(lists=True, calls_per_second=20)
    taught(planner.durations.curve("viduq3", ""), [90.0 + each for each in range(30)])
    for number in range(150):
        planner.add(watched(str(number), at=0.0), 0.0, 90.0)
    page = planner.choose(0.0)
    assert isinstance(page, Page)
    planner.listed(page, Listing(tuple(sight(str(number)) for number in range(100)), "more"), 0.1, 0.05)
    assert planner.choose(0.5) == Page(page.key, page.since, page.until, "more")


def test_a_task_that_moves_away_from_a_page_under_way_is_still_asked_about() -> None:
    """Its create was noted by a clock that was put back just then; a page of another stretch shows where it lies."""
    planner = Planner(lists=True, calls_per_second=40)
    planner.add(watched("one"), 0.0, age=30.0)
    first = planner.choose(1.0, queries=False)
    planner.add(watched("two", at=-1_000.0), 1.0, age=30.0)
    second = planner.choose(1.3, queries=False)
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    both = (sight("one", created_at=BASE), sight("two", created_at=BASE))
    planner.listed(first, Listing(both), 1.5, 1.0)
    planner.missed(second, 1.6)
    assert planner.answered(Query(watched("one")), sight("one", "succeeded", url="u"), 1.7, 1.6) is not None
    asked = [planner.choose(2.0 + tick / 4) for tick in range(20)]
    assert any(move is not None for move in asked)


def test_lists_that_do_not_heed_times_are_read_from_the_front() -> None:
    """As `GET /v1/videos` does: newest first, with a cursor."""
    planner = Planner(lists=True, calls_per_second=20)
    names = [str(number) for number in range(500)]
    for number, name in enumerate(names):
        planner.add(watched(name, at=number), 0.0, 60 + (500 - number) / 10)
    covered: set[str] = set()
    pages = 0
    for tick in range(80):
        now = tick / 20
        move = planner.choose(now)
        if isinstance(move, Page):
            pages += 1
            start = int(move.after or 0)
            rows = names[::-1][start : start + 100]
            covered |= set(rows)
            sights = tuple(sight(name, created_at=BASE + int(name) * SECOND) for name in rows)
            planner.listed(
                move, Listing(sights, str(start + 100) if start + 100 < 500 else ""), now, now - 0.05
            )
        elif isinstance(move, Query):
            planner.answered(move, sight(move.task.upstream_id), now, now - 0.05)
    assert covered == set(names)
    assert pages > 10


def test_lists_that_do_not_show_our_tasks_are_left_for_queries() -> None:
    planner = Planner(lists=True, calls_per_second=20)
    for number in range(100):
        planner.add(watched(str(number), at=number / 10), 0.0, 90.0)
    pages = queries = 0
    for tick in range(200):
        now = tick / 20
        move = planner.choose(now)
        if isinstance(move, Page):
            pages += 1
            planner.listed(move, Listing(()), now, now - 0.05)
        elif isinstance(move, Query):
            queries += 1
            planner.answered(move, sight(move.task.upstream_id), now, now - 0.05)
    assert pages < 10
    assert queries > 50


# --- against the bound


@pytest.mark.slow
def test_with_lists_ends_are_noticed_nearly_as_early_as_any_schedule_could() -> None:
    """p50 within 1 s and p99 within 3 s of the best schedule, at an eighth of the scale of `bench.polling`, which has
    more run times."""
    scale, mixture = 8, Mixture("short", ((1, 60, 0.2),))
    simulation = _simulated(mixture, Wire("lists", lists=True), scale, seconds=160)
    best = _best(mixture, scale, lists=True)
    assert simulation.quantile(0.5, since=100) <= best.p50 + 1
    assert simulation.quantile(0.99, since=100) <= best.p99 + 3


@pytest.mark.slow
def test_with_queries_alone_the_mean_delay_comes_near_to_what_any_schedule_could_reach() -> None:
    """With one and a half queries for each task, the run times are learned from little."""
    scale, mixture = 10, Mixture("steady", ((1, 150, 0.1),))
    simulation = _simulated(mixture, Wire("queries"), scale, seconds=700)
    best = _best(mixture, scale, lists=False)
    assert best.mean <= simulation.mean(since=350) <= best.mean * 1.6


def _simulated(mixture: Mixture, wire: Wire, scale: int, *, seconds: float) -> Simulation:
    simulation = Simulation(mixture, wire, in_flight=IN_FLIGHT // scale, per_second=PER_SECOND / scale)
    simulation.run(seconds)
    return simulation


def _best(mixture: Mixture, scale: int, *, lists: bool) -> Bound:
    ages, shares = mixture.grid(400)
    many, rate = IN_FLIGHT // scale, PER_SECOND / scale
    return bound(ages, shares, in_flight=many, per_second=rate, lists=lists, bare=False)
