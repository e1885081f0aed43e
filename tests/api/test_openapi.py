"""The description of the doors: true to the doors, and the reference page true to the description."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from litestar.types import ASGIApp

import laterna.api
from laterna.api.openapi import openapi_document
from laterna.catalog import Catalog
from laterna.server import create_app
from tests.api.asgi import asked
from tests.api.house import House

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "wires.md"
WIRES = {
    "DashScope": "dashscope",
    "Vidu": "vidu",
    "generations": "generations",
    "OpenAI": "openai",
    "Laterna": "laterna",
    "Files": "files",
    "Service": "service",
}
NOWHERE = (
    *(b"Nothing is", b"Request path not found", b'"not found"', b"is not for this path"),
    *(b"is not supported.", b"does not exist here", b"task can not be null"),
)
"""By what the wires say that there is no door; each in its cloud's own words."""
WHOLE_REST = ("/files/{key}", "/api/v1/tasks/{task_id}", "/uploads/vidu/{upload_id}")
"""Paths whose last parameter takes slashes, too."""
SOURCES = Path(laterna.api.__file__).parent
TOLERATED = {
    # What clients are known to send, and no client should be made to send.
    ("GET", "/api/v1/tasks/{task_id}/cancel"),
    ("GET", "/ent/v2/task/{task_id}/creations"),
    ("POST", "/ent/v2/task/{task_id}/cancel"),
    ("POST", "/tools/v2/files/uploads/{upload_id}/finish"),
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description, decoded."""
    decoded: dict[str, Any] = json.loads(openapi_document(Catalog.load()))
    return decoded


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield operation["tags"][0], method.upper(), path, operation


def test_the_reference_page_lists_exactly_the_described_doors(document: dict[str, Any]) -> None:
    on_page, wire = set(), ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        wire = WIRES[line[3:]] if line.startswith("## ") else wire
        if row := re.match(r"\| `([A-Z]+)` \| `(\S+)` \| \S.* \| \S.* \|$", line):
            on_page.add((wire, row[1], row[2]))
    assert on_page == {(tag, method, path) for tag, method, path, _ in operations(document)}


def test_every_name_leads_to_a_schema_and_every_operation_has_its_own_id(document: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert named <= document["components"]["schemas"].keys()
    ids = [operation["operationId"] for *_, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_create_bodies_name_the_models_of_their_wire(document: dict[str, Any]) -> None:
    def models(path: str) -> list[str]:
        content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        model = content["schema"]["properties"]["model"]
        named: list[str] = model.get("enum") or model["examples"]
        return named

    assert "wan2.6-t2v" in models("/api/v1/services/aigc/video-generation/video-synthesis")
    assert "viduq3-pro-fast" in models("/ent/v2/img2video")
    assert "viduq3-pro-fast" not in models("/ent/v2/text2video")
    assert "viduq3p-mix-720p" in models("/v1/video/generations")
    assert {"sora-2", "wan2.6-t2v", "viduq1", "animatic"} <= set(models("/v1/videos"))


@dataclass
class Street:
    """The doors without a socket, and ids of things that are there, by the names of parameters."""

    app: ASGIApp
    names: dict[str, str]

    async def says(self, method: str, path: str) -> tuple[int, bytes]:
        """What a door says to an empty object; the one parameter that a path may lack is any."""
        headers = (
            (b"authorization", b"Bearer sk"),
            (b"content-type", b"application/json"),
            (b"x-dashscope-async", b"enable"),
        )
        found = path.format_map(defaultdict(lambda: "x", self.names))
        status, _, body = await asked(self.app, method, found, headers=headers, parts=(b"{}",))
        return status, body

    async def answers(self, method: str, path: str) -> bool:
        """Whether there is a door for this method: not merely words that there is none."""
        status, body = await self.says(method, path)
        return status != 405 and not any(words in body for words in NOWHERE)


@pytest.fixture
async def street(house: House) -> Street:
    task_id = await house.created()
    begun = (await house.ask("POST", "/tools/v2/files/uploads", json={})).body
    await house.ask("PUT", begun["put_url"].removeprefix(house.url), data=b"picture")
    hook = (await house.ask("POST", "/v1/laterna/webhooks", json={"url": "https://example.com/hook"})).body
    names = {"task_id": task_id, "video_id": task_id, "upload_id": begun["id"], "webhook_id": hook["id"]}
    return Street(create_app(house.services), {**names, "key": "tasks/clip.mp4"})


async def test_every_described_door_is_there(street: Street, document: dict[str, Any]) -> None:
    described = [(method, path) for _, method, path, _ in operations(document)]
    # What is removed is gone for the doors that come after; that is another answer than a door that is not there.
    for method, path in sorted(described, key=lambda each: each[0] == "DELETE"):
        assert await street.answers(method, path), (method, path, await street.says(method, path))


async def test_every_door_is_described(street: Street, document: dict[str, Any]) -> None:
    described = {(method, path) for _, method, path, _ in operations(document)}
    undescribed = set()
    for path in sorted({path for _, path in described} | set(imagined(document))):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            known = any(method == each and same(path, there) for each, there in described)
            if not known and (method, path) not in TOLERATED and await street.answers(method, path):
                undescribed.add((method, path))
    assert not undescribed


def same(path: str, described: str) -> bool:
    """Whether a path is a described one, with something in the places of its parameters."""
    parts = re.split(r"(\{\w+\})", described)
    pattern = "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts)
    if described in WHOLE_REST:
        pattern += ".*"
    return re.fullmatch(pattern, path) is not None


def imagined(document: dict[str, Any]) -> Iterator[str]:
    """Paths that the doors' sources may mean: every word that they compare with, in every place below every mount."""
    mounts = {
        "dashscope.py": ("/api/v1",),
        "vidu.py": ("/ent/v2",),
        "generations.py": ("/v1/video/generations",),
        "openai.py": ("/v1/videos",),
        "laterna.py": ("/v1/laterna", "/.well-known"),
        "webhooks.py": ("/v1/laterna/webhooks", "/v1/laterna/deliveries"),
        "events.py": ("/v1/laterna",),
        "uploads.py": ("/uploads", "/tools/v2/files/uploads"),
        "plain.py": ("",),
        "metrics.py": ("",),
    }
    for file, bases in mounts.items():
        words = sorted(words_of(SOURCES / file))
        for base in bases:
            yield from (base or "/", f"{base}/{{any}}")
            for word in words:
                yield from (f"{base}/{word}", f"{base}/{word}/{{task_id}}", f"{base}/{{task_id}}/{word}")
                yield from (f"{base}/{word}/{{task_id}}/{other}" for other in words)


def words_of(source: Path) -> set[str]:
    """The texts that a module compares parts of paths with."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        is_test = (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "swith" in node.func.attr
        )
        if is_test or isinstance(node, ast.MatchValue | ast.Compare | ast.Dict | ast.Assign):
            texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
            found |= {part for text in texts if isinstance(text, str) for part in text.split("/")}
    return {part for part in found if re.fullmatch(r"[a-z][a-z0-9.-]{2,20}", part)}
