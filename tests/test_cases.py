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
from tests.conftest import CASES, story_id


def made_from(source: Path) -> dict[str, str]:
    """What a case's source becomes, by the name of the file that expects it."""
    parsed = read_story(source)
    theme, options = load_theme("classic"), WriterOptions(cover=False)
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


@pytest.mark.parametrize("source", CASES, ids=story_id)
def test_case(source: Path, accept: bool) -> None:
    for name, made in made_from(source).items():
        expected = source.with_name(name)
        if accept:
            expected.write_text(made, encoding="utf-8")
        assert made == expected.read_text(encoding="utf-8"), f"{story_id(source)}/{name}"


@pytest.mark.parametrize("source", CASES, ids=story_id)
def test_the_dump_reads_back(source: Path) -> None:
    book = read_story(source).book
    assert load(source.with_name("book.json").read_bytes()) == book
