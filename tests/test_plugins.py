"""Writers and readers of other people, installed for real and found by name."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from converter.errors import UnknownName
from converter.plugins import format_names, load_reader, load_writer
from converter.readers import text
from tests.conftest import Run

STORY = "Title: The Owl\nAuthor: B\n\nThe owl said nothing.\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plug-in of ``tests/plugin``, put there by pip."""
    folder = tmp_path_factory.mktemp("site")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target", str(folder)]
    plugin = str(Path(__file__).parent / "plugin")
    subprocess.run([sys.executable, "-m", "pip", "install", *options, plugin], check=True)
    return folder


@pytest.fixture
def run(fascicle: Run, installed: Path, tmp_path: Path) -> Iterator[Run]:
    """The command, with the plug-in on its path and a story in its folder."""
    (tmp_path / "owl.txt").write_text(STORY, encoding="utf-8")
    return partial(fascicle, env={**os.environ, "PYTHONPATH": str(installed)})


def test_a_foreign_writer_is_listed_and_writes(run: Run, tmp_path: Path) -> None:
    assert "the story, LOUD" in run("formats").stdout
    done = run("convert", "owl.txt", "-t", "shout")
    assert (done.returncode, done.stdout) == (0, "Wrote owl.shout\n")
    assert (tmp_path / "owl.shout").read_text() == "THE OWL\nTHE OWL SAID NOTHING."


def test_the_suffix_of_the_output_finds_it(run: Run, tmp_path: Path) -> None:
    assert run("convert", "owl.txt", "-o", "other.shout").returncode == 0
    assert (tmp_path / "other.shout").is_file()


@pytest.mark.parametrize("suffix", ["tale", "saga", "SAGA"])
def test_a_foreign_reader_reads_files_of_its_suffix(run: Run, tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"owl.{suffix}").write_text(STORY, encoding="utf-8")
    assert run("convert", f"owl.{suffix}", "-t", "shout").returncode == 0
    assert (tmp_path / "owl.shout").read_text().startswith("THE OWL, A TALE\n")


def test_broken_ones_hurt_nobody_else(run: Run) -> None:
    listing = run("formats")
    assert listing.returncode == 0
    for name in ("broken", "hollow"):
        assert f"{name:<8}not available: “{name}”, from fascicle-shout," in listing.stdout
    assert run("convert", "owl.txt", "-t", "epub").returncode == 0


@pytest.mark.parametrize("name", ["broken", "hollow"])
def test_a_broken_one_is_named(run: Run, name: str, tmp_path: Path) -> None:
    done = run("convert", "owl.txt", "-t", name)
    assert done.returncode == 11
    assert done.stderr.startswith(f"fascicle: “{name}”, from fascicle-shout,")
    assert not list(tmp_path.glob(f"*.{name}"))


def test_a_rival_is_told_by_name(fascicle: Run, tmp_path: Path) -> None:
    package = tmp_path / "rival-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: rival\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[fascicle.writers]\nepub = rival\n")
    done = fascicle("formats", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stdout) == (11, "")
    assert "Two packages offer “epub” in fascicle.writers: fascicle and rival." in done.stderr


def test_ours_are_there() -> None:
    assert set(format_names()) >= {"epub", "json", "pdf"}
    assert load_writer("epub").suffix == ".epub"
    assert load_reader(".txt") is load_reader(".unheard-of") is text


def test_a_near_miss_is_offered() -> None:
    with pytest.raises(UnknownName) as caught:
        load_writer("epbu")
    assert "Did you mean “epub”?" in caught.value.hint


def test_a_reader_that_fails_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "owl.tale").write_text(STORY.replace("The Owl", "A crash"), encoding="utf-8")
    done = run("convert", "owl.tale", "-t", "epub")
    assert done.returncode == 11
    assert done.stderr.startswith("fascicle: The reader for .tale failed: ZeroDivisionError: owl.")
    assert not list(tmp_path.glob("owl.e*"))


def test_a_writer_that_fails_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "owl.txt").write_text(STORY.replace("The Owl", "A crash"), encoding="utf-8")
    done = run("convert", "owl.txt", "-t", "epub", "-t", "shout")
    assert done.returncode == 12
    assert done.stderr.startswith("fascicle: The writer for shout failed: ZeroDivisionError")
    assert not list(tmp_path.glob("owl.[es]*"))
