"""vidu-mcp 0.1.2 as published: Vidu's own client, pointed at a server by its two environment variables."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from laterna.ids import parse_task_id
from tests.api.house import House
from tests.clients.conftest import ROOT

SCRIPT = Path(__file__).with_name("vidu_mcp_script.py")
PICTURE = ROOT / "tests" / "scenarios" / "things" / "picture.png"
VERSION = "0.1.2"


@pytest.fixture(scope="session")
def client() -> Path:
    """A folder that holds the client and what it needs, for PYTHONPATH."""
    folder = ROOT / ".cache" / f"vidu-mcp-{VERSION}"
    stamp = folder / ".ready"
    if not stamp.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(folder)]
        needs = ["mcp>=1.9.4,<2", "requests", "python-dotenv"]
        # The package asks for Python 3.12 and uses nothing that is newer than 3.11.
        published = ["--no-deps", "--ignore-requires-python", f"vidu-mcp=={VERSION}"]
        for packages in (needs, published):
            done = subprocess.run([*pip, *packages], capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"vidu-mcp could not be installed; check the package index: {done.stderr[-300:]}")
        stamp.touch()
    return folder


@pytest.fixture
async def answers(busy_house: House, client: Path) -> dict[str, str]:
    """What every tool of the client answers."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(client),
        "VIDU_API_KEY": "vda_test",
        "VIDU_API_HOST": busy_house.url,
    }
    run = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SCRIPT),
        str(PICTURE),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, complaints = await run.communicate()
    assert run.returncode == 0, complaints.decode()
    results: dict[str, str] = json.loads(out)
    return results


@pytest.mark.slow
async def test_every_tool_gets_what_it_waits_for(busy_house: House, answers: dict[str, str]) -> None:
    tasks = {}
    for name in ("text", "text, 4 s with music", "image", "reference", "start and end"):
        answer = json.loads(answers[name])
        assert answer["status"] == "success"
        async with busy_house.http.get(answer["video_url"]) as clip:
            assert (clip.status, clip.content_type) == (200, "video/mp4")
        number = parse_task_id(str(answer["task_id"]))
        assert number is not None
        tasks[name] = await busy_house.services.store.get(number, "default")
    made = {
        name: (task.request.model, task.request.mode, task.request.duration, task.request.tier.lower())
        for name, task in tasks.items()
        if task is not None
    }
    assert made == {
        "text": ("viduq1", "text", 5, "1080p"),
        "text, 4 s with music": ("vidu1.5", "text", 4, "360p"),
        "image": ("viduq1", "image", 5, "1080p"),
        "reference": ("vidu2.0", "reference", 4, "720p"),
        "start and end": ("viduq1", "frames", 5, "1080p"),
    }
    assert tasks["text, 4 s with music"].request.bgm  # type: ignore[union-attr]
    # What it refuses or fails, its user reads as an error, not as a clip.
    assert answers["refused"].startswith("Error: Request failed: 400")
    assert answers["failing"].startswith("Error: Video generation failed for task_id")
    assert answers["template"].startswith("Error: Request failed: 404")
