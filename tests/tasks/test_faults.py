"""A disk that is full, a database that is locked, damaged or not ours: said plainly, and nothing is lost."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable
from pathlib import Path

import pytest

from laterna.clock import ManualClock
from laterna.errors import StorageError
from laterna.tasks.patience import insist
from laterna.tasks.store import TaskStore
from laterna.tasks.task import OFF_PEAK_LIFE, Task

from .helpers import LEASE, RESULT, spec, url_in


def _set_modes(folder: Path, of_folder: int, of_files: int) -> None:
    for file in folder.iterdir():
        file.chmod(of_files)
    folder.chmod(of_folder)


async def _limit_pages(file: TaskStore, pages: int) -> None:
    # Each connection has a limit of its own; the store writes through one of the pool's.
    def limit(connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    await file.database.write(limit)


async def test_a_full_disk_refuses_creates_and_work_goes_on_when_there_is_room(file: TaskStore) -> None:
    first = await file.create(spec())
    await _limit_pages(file, 1)
    told: list[StorageError] = []
    made: list[Task] = []
    for _ in range(20):
        for outcome in await asyncio.gather(
            *(file.create(spec()) for _ in range(20)), return_exceptions=True
        ):
            if isinstance(outcome, StorageError):
                told.append(outcome)
            else:
                assert isinstance(outcome, Task)
                made.append(outcome)
        if told:
            break
    assert {error.code for error in told} == {"storage_full"}
    assert "free some space" in told[0].message
    await _limit_pages(file, 1_000_000)
    after = await file.create(spec())
    assert (await file.list_tasks("default"))[1] == len(made) + 2
    assert [task.id for task in await file.claim("w", 1, LEASE)] == [first.id]
    assert await file.succeed(first.id, "w", 1, RESULT) is not None
    assert file.peek(after.id, "default") is not None


_SMALL_FILES = """
import asyncio, resource, sys
from laterna.clock import SystemClock
from laterna.errors import StorageError
from laterna.tasks.store import TaskStore
from tests.tasks.helpers import spec

async def main():
    store = await TaskStore.open(sys.argv[1], SystemClock(), follow_every=0)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    made, code = 0, ""
    while not code:
        try:
            await store.create(spec())
            made += 1
        except StorageError as error:
            code = error.code
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    await store.create(spec())
    print(code, made + 1, (await store.list_tasks("default"))[1])
    await store.close()

asyncio.run(main())
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="file size limits need a POSIX system; run it on Linux or macOS"
)
async def test_when_the_system_refuses_the_write_itself_nothing_is_lost_either(tmp_path: Path) -> None:
    child = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _SMALL_FILES, url_in(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    code, made, found = child.stdout.split()
    assert code == "storage_full"
    assert made == found


async def test_a_locked_database_is_said_to_be_locked(file: TaskStore, tmp_path: Path) -> None:
    await file.create(spec())

    def be_impatient(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")  # type: ignore[attr-defined]

    await file.database.write(be_impatient)
    other = sqlite3.connect(tmp_path / "laterna.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked") as told:
        await file.create(spec())
    assert told.value.code == "database_unavailable"
    other.execute("ROLLBACK")
    other.close()
    assert (await file.create(spec())).id
    assert (await file.list_tasks("default"))[1] == 2


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "laterna.db").write_bytes(b"this is a diary, not a database\n" * 100)
    with pytest.raises(StorageError, match="not a database of Laterna's; restore"):
        await TaskStore.open(url_in(tmp_path), ManualClock())
    assert (tmp_path / "laterna.db").read_bytes().startswith(b"this is a diary")


async def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    store = await TaskStore.open(url_in(tmp_path), ManualClock(), follow_every=0)
    for _ in range(50):
        await store.create(spec())
    await store.close()
    path = tmp_path / "laterna.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    with pytest.raises(StorageError, match="restore it from a back-up"):
        await TaskStore.open(url_in(tmp_path), ManualClock())


async def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "laterna.db")
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(StorageError, match="recipes"):
        await TaskStore.open(url_in(tmp_path), ManualClock())


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be made"):
        await TaskStore.open(url_in(tmp_path / "file" / "data"), ManualClock())


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="file modes do not bind root; run it as another user",
)
async def test_a_database_that_may_only_be_read_is_named(tmp_path: Path) -> None:
    store = await TaskStore.open(url_in(tmp_path), ManualClock(), follow_every=0)
    await store.close()
    _set_modes(tmp_path, 0o555, 0o444)
    with pytest.raises(StorageError, match="writ"):
        await TaskStore.open(url_in(tmp_path), ManualClock())
    _set_modes(tmp_path, 0o755, 0o644)


async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "laterna.db").mkdir()
    with pytest.raises(StorageError, match="cannot be opened; check that its folder can be written"):
        await TaskStore.open(url_in(tmp_path), ManualClock())


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", "sqlite://", "sqlite:///:memory:"])
async def test_a_database_url_of_another_kind_is_refused_with_what_is_allowed(url: str) -> None:
    with pytest.raises(StorageError) as told:
        await TaskStore.open(url, ManualClock())
    assert told.value.code == "invalid_setting"
    assert "sqlite:///PATH" in str(told.value.allowed)


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = await TaskStore.open(url_in(tmp_path), ManualClock())
    await store.close()
    with pytest.raises(StorageError, match="closed"):
        await store.create(spec())
    with pytest.raises(StorageError, match="closed"):
        await store.get(1, "default")


async def test_a_damaged_row_is_named_and_does_not_stop_the_others(file: TaskStore, tmp_path: Path) -> None:
    bad, good = await file.create(spec()), await file.create(spec())
    await file.close()
    other = sqlite3.connect(tmp_path / "laterna.db")
    other.execute("UPDATE tasks SET request = '{' WHERE id = ?", (bad.id,))
    other.commit()
    other.close()
    again = await TaskStore.open(url_in(tmp_path), ManualClock(), follow_every=0)
    assert again.peek(good.id, "default") is not None
    with pytest.raises(StorageError, match=str(bad.id)):
        await again.get(bad.id, "default")
    assert (await again.list_tasks("default"))[0] == [again.peek(good.id, "default")]
    assert await again.claim("w", 1, LEASE) == []
    assert [task.id for task in await again.claim("w", 1, LEASE)] == [good.id]
    await again.close()


async def test_a_damaged_row_stops_nobody_elses_write_and_is_named_in_the_log(
    file: TaskStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bad, worse, good, other = [await file.create(spec()) for _ in range(4)]
    assert len(await file.claim("w", 4, LEASE)) == 4
    with sqlite3.connect(tmp_path / "laterna.db") as hand:
        hand.execute("UPDATE tasks SET request = '{' WHERE id IN (?, ?)", (bad.id, worse.id))
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    def ending(task: Task) -> Awaitable[Task | None]:
        return insist(lambda: file.succeed(task.id, "w", 1, RESULT), pause, task=task.id)

    # They arrive together, so they share a commit.
    tried, done, refused, ended, made = await asyncio.gather(
        ending(bad), ending(good), ending(worse), ending(other), file.create(spec()), return_exceptions=True
    )
    assert pauses == []
    for task, error in ((bad, tried), (worse, refused)):
        assert isinstance(error, StorageError)
        assert str(task.id) in error.message
        named = [record for record in caplog.records if str(task.id) in record.getMessage()]
        assert [record.levelname for record in named] == ["ERROR"]
    assert isinstance(done, Task)
    assert isinstance(ended, Task)
    assert isinstance(made, Task)
    assert [entry.kind for entry in await file.ledger(good.id)] == ["hold", "settle"]
    assert [entry.kind for entry in await file.ledger(bad.id)] == ["hold"]


async def test_a_damaged_task_that_waits_for_an_off_peak_time_leaves_the_queue(
    file: TaskStore, clock: ManualClock, tmp_path: Path
) -> None:
    then = clock.now() + OFF_PEAK_LIFE
    bad, good = await file.create(spec(not_before=then)), await file.create(spec(not_before=then))
    with sqlite3.connect(tmp_path / "laterna.db") as hand:
        hand.execute("UPDATE tasks SET echo = '[' WHERE id = ?", (bad.id,))
    assert await file.claim_off_peak("w", 1, LEASE) == []
    assert [task.id for task in await file.claim_off_peak("w", 1, LEASE)] == [good.id]
