"""A folder is a test: source, expected model, expected notices, expected EPUB (cases/README.md)."""

import io
import zipfile
from pathlib import Path

import pytest

from converter import Parsed, read_story
from converter.plugins import load_writer
from converter.themes import load_theme
from converter.writers import WriterOptions
from converter.writers.dump import load
from tests.conftest import CASES


def made_from(case: Path) -> dict[str, str]:
    """What the case's source becomes, by the name of the file that expects it."""
    parsed = read_story(case / "source.txt")
    theme, options = load_theme("classic"), WriterOptions()
    return {
        "book.json": load_writer("json").write(parsed.book, theme, options).decode(),
        "notices.txt": notice_lines(parsed),
        "epub.txt": epub_text(load_writer("epub").write(parsed.book, theme, options)),
    }


def notice_lines(parsed: Parsed) -> str:
    """Every notice on a line of its own."""
    return "".join(
        f"{notice.line}: {notice.level.value} {notice.code}: {notice.text} {notice.hint}".rstrip() + "\n"
        for notice in parsed.notices
    )


def epub_text(data: bytes) -> str:
    """The text files of an EPUB, each under its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(
            f"==> {name}\n{archive.read(name).decode().rstrip()}\n\n"
            for name in archive.namelist()
            if not name.endswith(".css")
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, accept: bool) -> None:
    for name, made in made_from(case).items():
        if accept:
            (case / name).write_text(made, encoding="utf-8")
        assert made == (case / name).read_text(encoding="utf-8"), f"{case.name}/{name}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_dump_reads_back(case: Path) -> None:
    book = read_story(case / "source.txt").book
    assert load((case / "book.json").read_bytes()) == book
