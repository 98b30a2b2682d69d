"""The same stories give the same bytes: later, elsewhere, in another process."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, ROOT, story_id

pytestmark = pytest.mark.slow

STORIES = [*EXAMPLES, ROOT / "converter" / "specimen.txt"]
"""The last one has all that a style sets."""

MAKE_BOOKS = """
from pathlib import Path
from converter import bind_stories, convert, prepare

formats = ("epub", "kepub", "pdf")
stories = sorted(Path().glob("*.txt"))
for story in stories:
    convert(story, formats=formats)
bind_stories(stories[-2:], Path("bound"), prepare(formats=formats), title="Two")
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two folders with the same books, made by processes that have little in common."""
    folders = []
    for zone, seed in (("UTC", "1"), ("Pacific/Auckland", "2")):
        folder = tmp_path_factory.mktemp("run")
        (folder / "bound").mkdir()
        for story in STORIES:
            shutil.copy(story, folder)
        if folders:
            time.sleep(2.1)  # zip entries and PDF dates have a resolution of two seconds and one
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", MAKE_BOOKS], cwd=folder, env=environment, check=True)
        folders.append(folder)
    return folders


@pytest.mark.parametrize("name", [*map(story_id, STORIES), "bound/Two"])
def test_two_runs_are_byte_identical(name: str, runs: list[Path]) -> None:
    for suffix in (".epub", ".kepub.epub", ".pdf"):
        one, other = (folder.joinpath(name + suffix).read_bytes() for folder in runs)
        assert one == other, suffix
