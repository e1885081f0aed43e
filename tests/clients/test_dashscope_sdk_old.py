"""Version 1.25.8 of the DashScope SDK, the oldest that the documentation of Vidu and PixVerse allows."""

import asyncio
import json
import os
import sys
from pathlib import Path

from tests.api.house import House

SCRIPT = Path(__file__).with_name("old_sdk_script.py")


async def test_every_call_of_the_old_sdk(busy_house: House, old_sdk: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SCRIPT),
        f"{busy_house.url}/api/v1",
        env={**os.environ, "PYTHONPATH": str(old_sdk)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    results = json.loads(out)

    assert results["version"] == "1.25.8"
    vidu = results["call"]
    assert (vidu["status"], vidu["task_status"], vidu["prompt"]) == (200, "SUCCEEDED", "A boat")
    assert vidu["usage"]["SR"] == "540"
    assert results["async_call"]["task_status"] == "PENDING"
    assert results["fetch"]["task_status"] in ("PENDING", "RUNNING", "SUCCEEDED")
    assert results["wait"]["task_status"] == "SUCCEEDED"
    assert results["wait"]["prompt"] == "一只狐狸🦊"
    assert results["wait"]["usage"]["video_duration"] == 10
    assert (results["cancel"]["status"], results["cancel"]["code"]) == (400, "UnsupportedOperation")
    assert (results["list"]["status"], results["list"]["total"]) == (200, 2)
    assert (results["bad"]["status"], results["bad"]["code"]) == (400, "InvalidParameter")
    assert results["aio call"]["task_status"] == "SUCCEEDED"
    assert results["aio fetch"]["url"] == results["aio call"]["url"]
    assert results["aio cancel"]["status"] == 400
    assert (results["aio list"]["status"], results["aio list"]["total"]) == (200, 3)
    async with busy_house.http.get(vidu["url"]) as clip:
        assert clip.status == 200
