"""Every snippet of the README and the docs runs as it stands."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.docs.snippets import ROOT, Reader, snippets_of

PAGES = sorted(
    page
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    if snippets_of(page) and "gallery" not in page.parts
)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_snippet_of_the_page_runs(page: Path, tmp_path: Path) -> None:
    if shutil.which("curl") is None and any("curl " in snippet.text for snippet in snippets_of(page)):
        pytest.skip("this page's snippets need curl; on Debian or Ubuntu: apt-get install curl")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LATERNA_")}
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    with Reader(tmp_path, environ) as reader:
        for snippet in snippets_of(page):
            reader.run(snippet)
