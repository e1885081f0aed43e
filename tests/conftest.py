"""What holds for all tests."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Commands that run inside a test set up the logs of the whole process; the next test finds them untouched."""
    yield
    structlog.reset_defaults()
