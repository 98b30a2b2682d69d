"""The same story gives the same bytes: later, elsewhere, in another process."""

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES, Run, story_id


@pytest.mark.parametrize("story", EXAMPLES, ids=story_id)
def test_two_runs_are_byte_identical(story: Path, tmp_path: Path, fascicle: Run) -> None:
    books = []
    for name, zone, seed in (("here", "UTC", "1"), ("elsewhere", "Pacific/Auckland", "2")):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(story, folder / story.name)
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        formats = ("-t", "epub", "-t", "kepub", "-t", "pdf")
        done = fascicle("convert", story.name, *formats, cwd=folder, env=environment)
        assert done.returncode == 0, done.stderr
        suffixes = (".epub", ".kepub.epub", ".pdf")
        books.append([(folder / story.stem).with_suffix(suffix).read_bytes() for suffix in suffixes])
        time.sleep(2.1)  # zip entries and PDF dates have a resolution of two seconds and one
    assert books[0] == books[1]
