"""The benchmarks run, and what documents say of their results is what they found. Nothing is timed here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks.processes import CommandFailed, run
from benchmarks.report import short_table, write_report
from benchmarks.stories import make_folder, make_text
from converter import read_story
from tests.conftest import ROOT

COMMITTED = ROOT / "benchmarks"


def results() -> Any:
    return json.loads((COMMITTED / "results.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_command_measures_what_it_is_asked_for(tmp_path: Path) -> None:
    options = "--repeats 1 --only Fascicle --longest 3000 --stories 2 -o".split()
    command = [sys.executable, "-m", "benchmarks", *options, tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    names = ["Fascicle, EPUB", "Fascicle, PDF by Typst", "Fascicle, PDF by WeasyPrint"]
    assert [run["tool"] for run in found["runs"]] == names
    assert all(run["processor"] > 0 and run["memory"] > 10 for run in found["runs"])
    assert found["batch"]["stories"] == 2 and found["batch"]["failed"] == 0
    assert "| Fascicle, EPUB |" in (tmp_path / "results.md").read_text(encoding="utf-8")
    assert ET.parse(tmp_path / "results.svg").getroot().tag.endswith("svg")


def test_table_and_picture_are_made_of_the_results(tmp_path: Path) -> None:
    write_report(tmp_path, results())
    for name in ("results.json", "results.md", "results.svg"):
        assert (tmp_path / name).read_bytes() == (COMMITTED / name).read_bytes(), name


def test_the_readme_quotes_the_results() -> None:
    assert short_table(results()) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_the_descendants_of_a_command_cost_counts() -> None:
    """That of one who outlives it as well, and the memory of two at once."""
    work = "import time; data = b'x' * 60_000_000\nwhile time.process_time() < 0.6: pass"
    twice = "import subprocess, sys; [subprocess.Popen([sys.executable, '-c', sys.argv[1]]) for _ in '12']"
    alone = run([sys.executable, "-c", work])
    both = run([sys.executable, "-c", twice, work])
    assert alone.memory > 60 and both.memory > 120
    assert both.processor > 1.2


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(CommandFailed, match="No such luck"):
        run([sys.executable, "-c", "raise SystemExit('No such luck')"])


def test_the_stories_are_what_they_are_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(make_text(9_000), encoding="utf-8")
    story = read_story(tmp_path / "story.txt").book
    assert [chapter.label for chapter in story.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert story.metadata.title == "The Lighthouse & the Second-Hand Clock"
    assert make_folder(tmp_path / "folder", 50) == 1
    assert len(list((tmp_path / "folder").rglob("story-*"))) == 50


@pytest.mark.parametrize("page", ["README.md", "docs/how-to/cluster.md"])
def test_what_ten_million_stories_cost_follows_from_the_results(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    story = results()["batch"]["epub"]
    hours = story * 10_000_000 / 3600
    for said in (f"{story * 1000:.0f} ms", f"{hours:.0f} hours", f"{hours * 60 / 100:.0f} minutes"):
        assert said in text
