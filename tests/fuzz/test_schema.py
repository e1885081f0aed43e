"""schemathesis makes requests from `/openapi.json`, good and bad; each answer is one that the description promises.

A real server on a real port, without anything that draws. `LATERNA_FUZZ_EXAMPLES` sets the requests an operation.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from laterna.api.openapi import openapi_document
from laterna.catalog import Catalog

EXAMPLES = int(os.environ.get("LATERNA_FUZZ_EXAMPLES", "90")) // 10
"""Requests an operation."""

SCHEMA = schemathesis.openapi.from_dict(json.loads(openapi_document(Catalog.load())))
OPERATIONS = {
    each.ok().label: each.ok()
    for each in SCHEMA.get_all_operations()
    if not each.ok().path.endswith("events")
}
"""Streams have no end; `tests/notify` reads them."""

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PATIENCE = 20


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server listens that makes no clips."""
    command = [str(Path(sys.executable).parent / "laterna"), "serve", "--port", "0"]
    data = tmp_path_factory.mktemp("schema") / "data"
    environ = {**os.environ, "LATERNA_DATA": str(data), "LATERNA_DISPATCH": "false"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ, cwd=data.parent) as server:
        assert server.stdout is not None
        line = next(text for text in server.stdout if "http://" in text)
        yield line.split()[-1]
        server.terminate()


@pytest.mark.slow
@pytest.mark.parametrize("label", OPERATIONS)
def test_answers_are_those_that_are_described(url: str, label: str) -> None:
    operation = OPERATIONS[label]
    modes = [operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=(Phase.generate,),
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(modes))
    def check(case: schemathesis.Case) -> None:
        headers = {"Authorization": "Bearer sk-test"}
        case.call_and_validate(base_url=url, headers=headers, checks=CHECKS, timeout=PATIENCE)

    check()
