"""Files stay as long as the retention setting says, and not longer; broken-off uploads go after a day."""

import os
from pathlib import Path

import msgspec
import pytest

from laterna.assets.store import AssetStore
from laterna.clock import DAY, SECOND, ManualClock
from laterna.dispatch.housekeeping import Housekeeping
from laterna.settings import Settings

KEY = b"0123456789abcdef"


async def kept(assets: AssetStore, folder: Path) -> str:
    path = folder / "clip.mp4"
    path.write_bytes(b"clip")
    return await assets.keep(7, "t", path, "clip.mp4")


async def there(assets: AssetStore, key: str) -> bool:
    file = await assets.open(key)
    if file is not None:
        file.close()
    return file is not None


@pytest.mark.parametrize(("retention", "stays"), [("forever", True), ("30d", True), ("1d", False)])
async def test_files_go_when_the_retention_says_so(tmp_path: Path, retention: str, stays: bool) -> None:
    clock = ManualClock()
    settings = Settings(data=str(tmp_path / "data"), retention=retention)
    assets = AssetStore(settings.data_dir / "files", KEY, clock)
    settings.data_dir.mkdir()
    key = await kept(assets, tmp_path)
    clock.advance(2 * DAY)
    await Housekeeping(assets, clock, settings).tidy()
    assert await there(assets, key) is stays


async def test_only_old_incoming_files_are_cleared(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(Settings(), data=str(tmp_path))
    old, new = tmp_path / "incoming" / "form-old", tmp_path / "incoming" / "data-new"
    old.mkdir(parents=True)
    new.write_bytes(b"")
    clock = ManualClock(new.stat().st_mtime_ns // 1_000)
    os.utime(old, ns=((clock.now() - 2 * DAY) * 1_000,) * 2)
    clock.advance(60 * SECOND)
    await Housekeeping(AssetStore(tmp_path / "files", KEY, clock), clock, settings).tidy()
    assert new.exists()
    assert not old.exists()
