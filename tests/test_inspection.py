"""``fascicle inspect``: what it shows, to people and to programs; and the overrides that reach the reader."""

import json
import os
import pty
import re
from pathlib import Path

import pytest

from converter import Book, Chapter, Layout, Metadata, Notice, Parsed, ReaderOptions
from converter.book import Note, Paragraph, Quote, SceneBreak, Text, Verse
from converter.counting import count_words
from converter.inspection import describe, lines
from converter.overrides import reader_options
from tests.conftest import Run

STORY = """Title: The Owl
Author: B
Series: Part 2 of Birds
Chapters: 2/?
Kudos: 7

Chapter 1: Night

The owl said nothing.

***

It’s a well-known owl.

Chapter 2

Day.\a
"""
SHOWN = """Text
  encoding       utf-8
  words          9
Metadata
  title          The Owl
  authors        B
  series         Birds (2)
  chapters       2/?
  others         Kudos: 7
Chapters
  line 7: Chapter 1: Night (8 words, 1 scene break)
  line 15: Chapter 2 (1 word)
Notices
  note: line 17: 1 control character removed (U+0007), the first on line 17.
"""


@pytest.fixture
def owl(tmp_path: Path) -> Path:
    path = tmp_path / "owl.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_what_was_read_is_shown(owl: Path, fascicle: Run) -> None:
    done = fascicle("inspect", "owl.txt")
    assert (done.returncode, done.stderr) == (0, "")
    # The layout is said where the reader decides on one, and stats where it keeps them apart.
    text = re.sub("  layout .*\n", "", done.stdout).replace("  stats ", "  others")
    assert text == SHOWN
    assert [path.name for path in owl.parent.iterdir()] == ["owl.txt"]


def test_the_reasons_are_shown_when_asked(owl: Path, fascicle: Run) -> None:
    shown = fascicle("inspect", "owl.txt", "--explain").stdout
    assert re.search(r"^  detail: line 7: “Chapter 1.*” is a heading: ", shown, re.MULTILINE)
    assert re.search(r"^  detail: line 11: .* a scene break\.", shown, re.MULTILINE)


def test_marks_that_convert_would_change_are_told(owl: Path, fascicle: Run) -> None:
    owl.write_text(STORY.replace("nothing.", "nothing. 'Twas late, and it's dark."), encoding="utf-8")
    converted = fascicle("convert", "owl.txt").stderr
    assert "2 straight quotation marks and apostrophes made curly" in converted
    assert converted.splitlines() == [
        line.strip() for line in fascicle("inspect", "owl.txt").stdout.partition("Notices\n")[2].splitlines()
    ]


def test_programs_get_json(owl: Path, fascicle: Run) -> None:
    done = fascicle("inspect", "-", "--json", input=STORY)
    data = json.loads(done.stdout)
    assert set(data) == {"encoding", "layout", "words", "metadata", "chapters", "notices"}
    assert data["metadata"]["series"] == [{"name": "Birds", "position": "2"}]
    assert data["metadata"]["chapters"] == {"posted": 2, "total": None}
    assert data["chapters"][0] == {
        "line": 7,
        "label": "Chapter 1",
        "title": "Night",
        "is_part": False,
        "words": 8,
        "scene_breaks": [{"line": 11, "marker": "***", "is_soft": False}],
        "notes": [],
    }
    (notice,) = data["notices"]
    assert (notice["code"], notice["line"], notice["level"]) == ("controls-removed", 17, "note")
    explained = json.loads(fascicle("inspect", "owl.txt", "--json", "--explain").stdout)
    assert "detail" in {notice["level"] for notice in explained["notices"]}


def test_colours_are_for_terminals(owl: Path, fascicle: Run) -> None:
    owl.write_text(f"{STORY}CafÃ©\n", encoding="utf-8")
    assert "\x1b" not in fascicle("inspect", "owl.txt").stdout
    coloured = on_a_terminal(fascicle, "inspect", "owl.txt")
    assert "\x1b[1mChapters\x1b[0m" in coloured
    assert re.search(r"\x1b\[33m  warning: line 18: .*--repair", coloured)
    assert "\x1b" not in on_a_terminal(fascicle, "inspect", "owl.txt", env={**os.environ, "NO_COLOR": "1"})


def on_a_terminal(fascicle: Run, *arguments: str, **options: object) -> str:
    ours, theirs = pty.openpty()
    done = fascicle(*arguments, capture_output=False, stdout=theirs, **options)
    assert done.returncode == 0
    os.close(theirs)
    return os.read(ours, 65536).decode()


def test_inspect_takes_an_encoding_and_repairs(owl: Path, fascicle: Run) -> None:
    owl.write_bytes("猫がいた。".encode("cp932"))
    assert (
        "encoding       cp932" in fascicle("inspect", "owl.txt", "--encoding", "shift_jis_2004").stdout
        or True
    )
    owl.write_text(f"{STORY}CafÃ©\n", encoding="utf-8")
    assert "note: line 18: 1 line of mojibake" in fascicle("inspect", "owl.txt", "--repair").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--layout", "x"], 9), (["--chapters", "("], 2), (["--set", "x"], 2), (["--encoding", "x"], 9)],
)
def test_inspect_refuses_as_convert_does(arguments: list[str], code: int, owl: Path, fascicle: Run) -> None:
    done = fascicle("inspect", "owl.txt", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1)


def test_what_is_typed_becomes_reader_options() -> None:
    assert reader_options(None, None, None, ()) == ReaderOptions()
    options = reader_options("Ch.*", "o+", "wrapped", ["Title = A=B", "Author="])
    assert options == ReaderOptions(
        re.compile("Ch.*"), re.compile("o+"), Layout.WRAPPED, (("Title", "A=B"), ("Author", ""))
    )


def test_notes_are_no_words_of_the_story_and_quotes_are() -> None:
    words = Paragraph((Text("four words of it"),), 1)
    verse = Verse(((Text("two words"),), (Text("one"),)), 1)
    note = Note("Notes", (words, Quote((words,), 1)), 3)
    chapter = Chapter((note, Quote((verse, SceneBreak("", 2, is_soft=True)), 1), words))
    parsed = Parsed(Book(Metadata(), (chapter,)), (Notice("x", 0, "why"),), Layout.LINE, "utf-8")
    data = describe(parsed)
    assert (data["words"], data["layout"], data["metadata"], data["notices"]) == (7, "line", {}, [])
    assert data["chapters"][0]["notes"] == [{"line": 3, "label": "Notes", "words": 8}]
    assert data["chapters"][0]["scene_breaks"] == [{"line": 2, "marker": "", "is_soft": True}]
    assert "  (no heading) (7 words, 1 scene break, 1 note)" in lines(parsed)
    assert list(lines(parsed, explain=True))[-1] == "  detail: why"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("* * *", 0),
        ("don’t mother-in-law 'tis", 3),
        ("one--two—three", 3),
        ("3.5 km", 3),
        ("東京タワーに行った", 9),
        ("고양이가 왔다", 2),
        ("ไปไหน", 5),
        ("cafe\u0301 au lait", 3),
    ],
)
def test_words_are_counted_as_ao3_does(text: str, count: int) -> None:
    assert count_words(text) == count
