"""Every scenario, played against a running server over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios import scenario
from tests.scenarios.local import Houses
from tests.scenarios.player import Failed

FOLDER = Path(__file__).parent
FILES = scenario.find(FOLDER)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def houses(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Houses]:
    """The servers, started when the first scenario needs them."""
    opened = Houses(tmp_path_factory.mktemp("scenarios"))
    yield opened
    await opened.close()


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_scenario(path: Path, houses: Houses) -> None:
    try:
        await houses.play(scenario.read(path))
    except Failed as error:
        pytest.fail(str(error), pytrace=False)
