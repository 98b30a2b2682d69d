"""What is published: the wheel does alone all that the checkout does; the source archive makes the wheel."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
import trove_classifiers

from converter.plugins import format_names, load_writer
from converter.themes import style_names
from tests.conftest import ROOT

STORY = ROOT / "examples" / "three-letters-home.txt"


def build(source: Path, target: Path, *kinds: str) -> None:
    wanted = [argument for kind in kinds for argument in ("-t", kind)]
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target), *wanted]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source archive."""
    place = tmp_path_factory.mktemp("built")
    build(ROOT, place, "wheel", "sdist")
    return place


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def test_the_source_archive_makes_the_same_wheel(built: Path, wheel: Path, tmp_path: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    subprocess.run(["tar", "-xf", path, "-C", tmp_path], check=True)
    (source,) = tmp_path.iterdir()
    build(source, tmp_path / "again", "wheel")
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_source_archive_has_what_its_tests_need(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("this is no checkout")
    assert {name for name in tracked.stdout.splitlines() if name[0] != "."} <= names


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    files = {
        f"{above}{path.relative_to(folder).as_posix()}"
        for folder, above in ((ROOT / "converter", "converter/"), (ROOT / "styles", "converter/styles/"))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "converter/py.typed" in files and "converter/labels.toml" in files
    assert {name for name in names if ".dist-info/" not in name} == files


def test_the_metadata_says_what_is_so(metadata: Message) -> None:
    assert metadata["License-Expression"] == "AGPL-3.0-or-later"
    classifiers = set(metadata.get_all("Classifier", []))
    assert classifiers <= trove_classifiers.classifiers
    assert "Typing :: Typed" in classifiers
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"


@pytest.mark.slow
def test_the_wheel_alone_makes_every_format_in_every_style(wheel: Path, tmp_path: Path) -> None:
    """In an environment that has nothing but the wheel and the locked versions of what it needs to run."""
    python = tmp_path / "environment" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "environment"], check=True)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "--python", str(python)]
    locked = ["--require-hashes", "--only-binary=:all:", "-r", str(ROOT / "requirements" / "run.txt")]
    for arguments in (["install", "--no-compile", *locked], ["install", "--no-deps", str(wheel)], ["check"]):
        done = subprocess.run([*pip, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def fascicle(*arguments: str) -> str:
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        command = [str(python.with_name("fascicle")), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env={**environment, "HOME": str(tmp_path)}
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert [line.split()[0] for line in fascicle("styles").splitlines()] == list(style_names())
    formats = [line.split()[0] for line in fascicle("formats").splitlines()]
    assert formats == list(format_names())
    wanted = [argument for name in formats for argument in ("-t", name)]
    for style in style_names():
        printed = fascicle("convert", str(STORY), "--style", style, "-o", f"{style}/", *wanted)
        books = [f"{style}/{STORY.stem}{load_writer(name).suffix}" for name in formats]
        assert re.findall(r"^Wrote (.+)$", printed, re.MULTILINE) == books
        for book in books:
            assert (tmp_path / book).stat().st_size > 1000
    fascicle("styles", "--copy", "modern", "mine")
    fascicle("preview", "mine", "-o", "mine.png")
    fascicle("check", f"classic/{STORY.stem}.epub", "--source", str(STORY))
