"""The description of the doors: true to the doors, and the reference page true to the description."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from laterna.api.openapi import openapi_document
from laterna.catalog import Catalog
from tests.api.house import House

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "wires.md"
WIRES = {
    "DashScope": "dashscope",
    "Vidu": "vidu",
    "generations": "generations",
    "OpenAI": "openai",
    "Files": "files",
    "Service": "service",
}
NOWHERE = ("Nothing is", "Request path not found", "not found. ", '"not_found"', '"NotFound"', "NoSuchKey")


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


async def test_every_described_door_is_there(house: House, document: dict[str, Any]) -> None:
    task_id = await house.created()
    begun = (await house.ask("POST", "/tools/v2/files/uploads", json={})).body
    await house.ask("PUT", begun["put_url"].removeprefix(house.url), data=b"picture")
    names = {"task_id": task_id, "video_id": task_id, "upload_id": begun["id"], "key": "tasks/clip.mp4"}
    for _, method, path, operation in operations(document):
        reply = await house.ask(
            method, path.format(**names), key=None if operation.get("security") == [] else "sk"
        )
        said = str(reply.body)
        assert reply.status != 405, (method, path)
        # The deleted task is gone for the doors that come after; that is another answer than a door that is not there.
        assert not any(words in said for words in NOWHERE), (method, path, said)
