"""The doors that ask for no key."""

import json
import re

from tests.api.house import House


async def test_health_and_readiness_are_answered_without_a_key(house: House) -> None:
    for path in ("/healthz", "/readyz"):
        reply = await house.ask("GET", path, key=None)
        assert (reply.status, reply.body["status"]) == (200, "ok")


async def test_the_openapi_document_lists_the_doors_and_the_models(house: House) -> None:
    document = (await house.ask("GET", "/openapi.json", key=None)).body
    create = document["paths"]["/api/v1/services/aigc/video-generation/video-synthesis"]["post"]
    schema = create["requestBody"]["content"]["application/json"]["schema"]
    assert "wan2.6-t2v" in schema["properties"]["model"]["enum"]
    assert schema["properties"]["input"]["required"] == ["prompt"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert (
        {"Created", "Query", "ErrorBody", "Wan26Usage"} <= named <= document["components"]["schemas"].keys()
    )


async def test_a_path_of_no_wire_is_not_found_in_plain_words(house: House) -> None:
    reply = await house.ask("GET", "/nowhere", key=None)
    assert (reply.status, reply.body["code"]) == (404, "not_found")
    reply = await house.ask("POST", "/healthz", key=None)
    assert (reply.status, reply.body["code"]) == (405, "method_not_allowed")
