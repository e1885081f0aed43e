"""Files stay once they are kept, links open one file for as long as they live, and nothing else can be reached."""

import asyncio
import errno
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laterna.assets import storage
from laterna.assets.keys import is_key, task_key
from laterna.assets.signing import Signer
from laterna.assets.store import AssetStore
from laterna.clock import DAY, HOUR, SECOND, ManualClock
from laterna.errors import StorageError
from laterna.tasks.patience import insist

KEY = b"0123456789abcdef0123456789abcdef"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(int(datetime(2026, 11, 22, tzinfo=UTC).timestamp()) * SECOND)


@pytest.fixture
def assets(tmp_path: Path, clock: ManualClock) -> AssetStore:
    return AssetStore(tmp_path / "files", KEY, clock)


def made(folder: Path, content: bytes = b"clip", name: str = "work.mp4") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


async def content(assets: AssetStore, key: str) -> bytes | None:
    file = await assets.open(key)
    if file is None:
        return None
    try:
        return file.read(0, 1_000)
    finally:
        file.close()


async def test_a_file_is_kept_under_its_month_and_task(assets: AssetStore, tmp_path: Path) -> None:
    source = made(tmp_path)
    key = await assets.keep(42, "default", source, "clip.mp4")
    assert key == "tasks/2026/11/42/clip.mp4"
    assert await content(assets, key) == b"clip"
    assert not source.exists()


async def test_keeping_again_replaces_at_once_and_readers_finish_what_they_began(
    assets: AssetStore, tmp_path: Path
) -> None:
    key = await assets.keep(1, "t", made(tmp_path, b"first"), "clip.mp4")
    reader = await assets.open(key)
    assert reader is not None
    await assets.keep(1, "t", made(tmp_path, b"second"), "clip.mp4")
    assert reader.read(0, 100) == b"first"
    assert await content(assets, key) == b"second"
    again = await assets.open(key)
    assert again is not None
    assert again.stored.etag != reader.stored.etag
    reader.close()
    again.close()


async def test_two_attempts_at_once_leave_one_whole_file(assets: AssetStore, tmp_path: Path) -> None:
    sources = [made(tmp_path, bytes([65 + n]) * 500, f"{n}.mp4") for n in range(8)]
    keys = await asyncio.gather(*(assets.keep(1, "t", source, "clip.mp4") for source in sources))
    assert len(set(keys)) == 1
    kept = await content(assets, keys[0])
    assert kept in [bytes([65 + n]) * 500 for n in range(8)]
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == ["clip.mp4"]


async def test_the_file_is_on_disk_before_its_name_is(
    assets: AssetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        steps.append("sync " + Path(f"/proc/self/fd/{descriptor}").readlink().name[:10])
        real_sync(descriptor)

    def replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    await assets.keep(9, "t", made(tmp_path), "clip.mp4")
    assert steps[-3:] == ["sync .incoming-", "name", "sync 9"]


async def test_a_file_from_another_file_system_is_copied(
    assets: AssetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_device(path: Path, target: Path) -> Path:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(Path, "rename", other_device)
    source = made(tmp_path)
    key = await assets.keep(1, "t", source, "clip.mp4")
    assert await content(assets, key) == b"clip"
    assert not source.exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
async def test_a_full_disk_is_named_and_loses_nothing(
    number: int, assets: AssetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await assets.keep(1, "t", made(tmp_path, b"old"), "clip.mp4")

    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="disk that holds the data directory is full") as caught:
        await assets.keep(1, "t", made(tmp_path, b"new"), "clip.mp4")
    assert caught.value.code == "storage_full"
    assert await content(assets, key) == b"old"
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.ESTALE])
async def test_trouble_with_the_disk_that_may_pass_is_told_as_such(
    number: int, assets: AssetStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, tries = made(tmp_path), [OSError(number, os.strerror(number))]

    def troubled(descriptor: int) -> None:
        if tries:
            raise tries.pop()

    async def at_once(seconds: float) -> None:
        """Does not wait."""

    monkeypatch.setattr(os, "fsync", troubled)
    key = await insist(lambda: assets.keep(1, "t", source, "clip.mp4"), at_once, task=1)
    assert not tries
    assert await content(assets, key) == b"clip"


_FULL_DISK = """
import asyncio, sys
from pathlib import Path
from laterna.assets.store import AssetStore
from laterna.clock import SystemClock
from laterna.errors import StorageError
folder, source = Path(sys.argv[1]), Path(sys.argv[2])
try:
    asyncio.run(AssetStore(folder / "files", b"k" * 32, SystemClock()).keep(1, "t", source, "clip.mp4"))
except StorageError as error:
    print(error.code, [path.name for path in folder.rglob("*") if path.is_file()], source.stat().st_size)
"""


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    source = made(tmp_path, bytes(4_000_000))
    small = tmp_path / "small"
    small.mkdir()
    command = (
        f"mount -t tmpfs -o size=1m none {small} && exec {sys.executable} -c '{_FULL_DISK}' {small} {source}"
    )
    if shutil.which("unshare") is None:
        pytest.skip("needs `unshare` of util-linux to mount a small file system")
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", command], capture_output=True, text=True, check=False
    )
    if done.returncode == 1 and "unshare" in done.stderr:
        pytest.skip(f"this system lets nobody mount: {done.stderr.strip()}; run the tests as root")
    assert done.stdout.strip() == "storage_full [] 4000000", done.stderr


async def test_deleting_takes_the_empty_folders_along(assets: AssetStore, tmp_path: Path) -> None:
    key = await assets.keep(1, "t", made(tmp_path), "clip.mp4")
    assert await assets.delete(key)
    assert not await assets.delete(key)
    assert await content(assets, key) is None
    assert list((tmp_path / "files").iterdir()) == []


async def test_the_sweep_removes_what_is_older_than_the_retention(
    assets: AssetStore, clock: ManualClock, tmp_path: Path
) -> None:
    old = await assets.keep(1, "t", made(tmp_path), "clip.mp4")
    clock.advance(20 * DAY)
    young = await assets.keep(2, "t", made(tmp_path), "clip.mp4")
    clock.advance(11 * DAY)
    assert await assets.sweep(None) == 0
    assert await assets.sweep(30 * 86_400) == 1
    assert await content(assets, old) is None
    assert await content(assets, young) == b"clip"


async def test_the_sweep_clears_what_a_power_cut_left(tmp_path: Path) -> None:
    leftover = tmp_path / "tasks/2026/11/5" / f"{storage._TEMPORARY}77-ab"
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half")
    changed = leftover.stat().st_ctime_ns // 1_000
    assert await AssetStore(tmp_path, KEY, ManualClock(changed + HOUR - SECOND)).sweep(None) == 0
    assert leftover.exists()
    assert await AssetStore(tmp_path, KEY, ManualClock(changed + HOUR + SECOND)).sweep(None) == 0
    assert not leftover.exists()


@pytest.mark.parametrize(
    "key",
    [
        "../secret", "tasks/../../secret", "tasks/./clip", "/etc/passwd", "tasks//clip", "tasks/", "tasks",
        "tasks/.hidden", "tasks/a\\b", "tasks/a\x00b", "tasks/%2e%2e/x", "tasks/猫.mp4", "tasks/a b", "", ".", "~/x/y",
        "a/" * 9 + "b", "tasks/" + "a" * 200,
    ],
)  # fmt: skip
async def test_no_key_leads_out_of_the_store(key: str, assets: AssetStore, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    assert not is_key(key)
    assert await assets.open(key) is None
    assert not await assets.delete(key)


@given(st.text(alphabet="abc./\\~%-_ \x00é", max_size=30))
def test_every_key_that_is_taken_stays_inside(text: str) -> None:
    if is_key(text):
        assert Path("/store", text).resolve().is_relative_to("/store")
        assert not any(part.startswith(".") for part in text.split("/"))


def test_an_unsafe_name_is_refused() -> None:
    with pytest.raises(StorageError, match="no name"):
        task_key(1, "../clip.mp4", 0)


async def test_links_and_folders_in_the_store_are_not_served(assets: AssetStore, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "files/tasks"
    folder.mkdir(parents=True)
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    for name in ("link", "folder", "pipe"):
        assert await assets.open(f"tasks/{name}") is None


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def test_a_link_lives_as_long_as_it_was_told(assets: AssetStore, clock: ManualClock) -> None:
    url = assets.url("tasks/1/clip.mp4", base_url="https://v.example/", life=60)
    assert urlsplit(url)._replace(query="").geturl() == "https://v.example/files/tasks/1/clip.mp4"
    assert assets.link_life("tasks/1/clip.mp4", query_of(url)) == 60
    clock.advance(59 * SECOND)
    assert assets.link_life("tasks/1/clip.mp4", query_of(url)) == 1
    clock.advance(SECOND)
    assert assets.link_life("tasks/1/clip.mp4", query_of(url)) is None


def test_a_link_without_end_never_expires(assets: AssetStore, clock: ManualClock) -> None:
    url = assets.url("tasks/1/clip.mp4", base_url="", life=None)
    assert "expires" not in parse_qs(urlsplit(url).query)
    clock.advance(4_000 * DAY)
    assert assets.link_life("tasks/1/clip.mp4", query_of(url)) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"expires": "9999999999"}, {"expires": "1"}, {"expires": ""}, {"expires": "+1"}, {"expires": "0x10"},
        {"expires": "９"}, {"expires": "1" * 5_000}, {"name": "other.mp4"}, {"sig": ""}, {"sig": "é" * 22},
        {"sig": "A" * 22}, {"sig": "\ud800"},
    ],
)  # fmt: skip
def test_a_link_that_was_altered_opens_nothing(change: dict[str, str], assets: AssetStore) -> None:
    query = query_of(assets.url("tasks/1/clip.mp4", base_url="", life=60, name="猫.mp4"))
    assert assets.link_life("tasks/1/clip.mp4", query) == 60
    assert assets.link_life("tasks/1/clip.mp4", query | change) is None
    assert assets.link_life("tasks/2/clip.mp4", query) is None


def test_dropping_the_expiry_does_not_make_a_link_eternal(assets: AssetStore) -> None:
    query = query_of(assets.url("tasks/1/clip.mp4", base_url="", life=60))
    del query["expires"]
    assert assets.link_life("tasks/1/clip.mp4", query) is None


def test_another_installation_signs_otherwise() -> None:
    assert Signer(KEY).sign("a/b", 1) != Signer(KEY[::-1]).sign("a/b", 1)
    with pytest.raises(ValueError, match="16 bytes"):
        Signer(b"short")


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_no_two_links_share_a_signature(key: str, name: str, other_key: str, other_name: str) -> None:
    signer = Signer(KEY)
    same = signer.sign(key, 5, name) == signer.sign(other_key, 5, other_name)
    assert same == ((key, name) == (other_key, other_name))
