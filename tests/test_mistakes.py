"""Mistakes that people make: each is answered in one line that says what to do next."""

import shlex
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from converter import cli

STORY = "Title: The Owl\nAuthor: A. Moth\n\nOnce.\n"

MISTAKES = [
    # The story
    ("convert stroy.txt", 3, "There is no file “stroy.txt”. Did you mean “story.txt”?"),
    ("convert Story.txt", 3, "Did you mean “story.txt”?"),
    ("convert story", 3, "Did you mean “story.txt”?"),
    ("convert stories/b.txt", 3, "Did you mean “stories/a.txt”?"),
    (
        "convert the",
        3,
        "Did you mean “the last ferry.txt”? Check the spelling, and quote names that hold spaces.",
    ),
    (
        "convert the last ferry.txt",
        2,
        "Quote a name that holds spaces: fascicle convert 'the last ferry.txt'.",
    ),
    ("convert “story.txt”", 3, "Did you mean “story.txt”?"),
    ("convert *.text", 3, "There is no file “*.text”. Check the spelling"),
    ("convert https://example.org/owl.txt", 3, "curl -L ADDRESS | fascicle convert - -o BOOK."),
    (
        "convert stories",
        4,
        "“stories” is a folder. Name one file; or make books of all stories in it: fascicle batch",
    ),
    (
        "convert letter.docx",
        7,
        "It is a ZIP archive, as DOCX and ODT files are. Save the story as plain text (.txt).",
    ),
    ("convert old.doc", 7, "It is an old Microsoft Office document. Save the story as plain text (.txt)."),
    ("convert letter.rtf", 7, "It is a Rich Text document. Save the story as plain text (.txt)."),
    ("convert page.pdf", 7, "It is a PDF. Save the story as plain text (.txt)."),
    (
        "convert owl.epub",
        7,
        "It is a finished book, an EPUB. Convert the story that it was made from; “fascicle send”",
    ),
    ("inspect owl.epub", 7, "“fascicle send” and “fascicle check” take books."),
    ("convert empty.txt", 6, "The story is empty: 0 bytes. Check that the right file was saved."),
    ("convert", 2, "Missing argument 'source'. The story: a file of text, Markdown or HTML; - reads"),
    ("convert Stories/a.txt", 3, "There is no folder “Stories” either. Check the spelling."),
    ("convert gone.txt", 3, "It is a link to a file that is gone: make it anew, or name the file itself."),
    ("convert file:///home/me/story.txt", 3, "It is an address: write the path alone, without file://."),
    ("convert ''", 2, "A name is empty. Name a story file, and an output or none."),
    (
        "convert story.txt other.txt",
        2,
        "Several stories go to “fascicle bind”, a folder to “fascicle batch”.",
    ),
    # The command
    ("convrt story.txt", 2, "No such command 'convrt'. Did you mean 'convert'?"),
    ("story.txt", 2, "To convert a story: fascicle convert story.txt."),
    ("'the last ferry.txt'", 2, "To convert a story: fascicle convert 'the last ferry.txt'."),
    ("stories", 2, "To convert the stories in a folder: fascicle batch stories -o BOOKS."),
    ("help", 2, "“fascicle --help” lists the commands."),
    ("help convert", 2, "Help comes behind a command: fascicle convert --help."),
    ("--verson", 2, "No such option: --verson (Possible options: --version)."),
    ("formats pdf", 2, "Got unexpected extra argument(s) (pdf). See “fascicle formats --help”."),
    # Options
    (
        "convert story.txt --stlye modern",
        2,
        "(Possible options: --set, --style). See “fascicle convert --help”.",
    ),
    ("convert story.txt --theme modern", 2, "It is called --style here. See “fascicle convert --help”."),
    ("convert story.txt --format pdf", 2, "It is called --to here. See “fascicle convert --help”."),
    ("convert story.txt --author Me", 2, "A line of the header is overruled by --set 'Author=…'. See"),
    ("check owl.epub --author Me", 2, "No such option: --author. See “fascicle check --help”."),
    (
        "convert story.txt owl.epub",
        2,
        "What is made is named with -o: fascicle convert story.txt -o owl.epub.",
    ),
    ("convert story.txt -style modern", 2, "A long option begins with two hyphens: --style."),
    ("convert story.txt —style modern", 2, "A long option begins with two hyphens: --style."),
    ("convert story.txt --style", 2, "requires an argument. See “fascicle convert --help”."),
    ("convert story.txt -- -o owl.pdf", 2, "What stands behind -- is no option: write options before it."),
    ("convert story.txt -t epub pdf", 2, "repeat an option for each of its values."),
    ("convert story.txt --max-size many", 2, "See “fascicle convert --help”."),
    ("convert story.txt --set Title", 2, "Write KEY=VALUE, such as --set 'Title=The Owl'."),
    ("convert story.txt --cover x.png --no-cover", 2, "Leave out --cover or --no-cover."),
    ("inspect story.txt -o x", 2, "No such option: -o. See “fascicle inspect --help”."),
    # Names of things
    ("convert story.txt --style modren", 9, "Did you mean “modern”?"),
    ("convert story.txt --style ./modern", 10, "One is made by: fascicle styles --copy classic FOLDER."),
    (
        "convert story.txt --style stories",
        10,
        "A whole one is made by: fascicle styles --copy classic FOLDER.",
    ),
    ("convert story.txt -t EPUB3", 9, "Did you mean “epub”?"),
    ("convert story.txt -t azw3", 9, "A Kindle takes EPUB, by mail: fascicle send STORY --to kindle. Known:"),
    ("convert story.txt -t epub,pdf", 9, "Did you mean “epub”? Known: epub, json"),
    ("convert story.txt --device kobo-clarra", 9, "Did you mean “kobo-clara”?"),
    ("convert story.txt --page A44", 9, "Did you mean “a4”?"),
    ("convert story.txt --page 130x200", 9, "Did you mean “130x200mm”?"),
    ("convert story.txt --encoding utf9", 9, "Did you mean “utf-8”?"),
    ("convert story.txt --cover story.txt", 16, "Name a picture in JPEG or PNG."),
    # Where books go
    ("convert story.txt -o owl", 2, "Add one, such as .epub, or name the format with --to."),
    ("convert story.txt -o owl.mobi", 9, "There is no format “mobi”. A Kindle takes EPUB, by mail: fascicle"),
    ("convert story.txt -o owl.docx", 9, "There is no format “docx”. Known: epub, json"),
    ("convert story.txt -o owl.epub -t pdf", 2, "Name it owl.pdf, or leave out --to."),
    (
        "convert story.txt -o owl.epub -t epub -t pdf",
        2,
        "Name a folder with -o, or convert to one format at a time.",
    ),
    ("convert story.txt -o story.txt -t epub", 14, "Name another output with -o, or another format."),
    ("convert story.txt -t json", 13, "“story.json” is a folder. Name a file, or move the folder away."),
    ("convert story.txt -o story.txt/owl.epub", 13, "Check that the folder exists and is yours to write"),
    # Several stories
    (
        "batch stories",
        2,
        "The folder for the books and the report; or its URL. See",
    ),
    (
        "batch story.txt -o books",
        3,
        "“story.txt” is a file, not a folder. One story: fascicle convert STORY.",
    ),
    ("batch missing -o books", 3, "There is no folder “missing”. Name the folder that holds the stories."),
    ("batch story.json -o books", 3, "There are no stories in “story.json”. Looked for *."),
    ("batch stories -o story.txt", 13, "“story.txt” is a file, not a folder. Name a folder with -o."),
    ("batch stories -o books --name {titel}", 9, "Did you mean “title”?"),
    ("bind missing.txt -o b.epub", 3, "“missing.txt” cannot be bound: There is no file “missing.txt”."),
    # Books and styles
    ("check story.txt", 17, "Name a finished book; to see what is read in a story, use fascicle inspect."),
    ("convert story.txt --cover stroy.txt", 16, "There is no file “stroy.txt”. Did you mean “story.txt”?"),
    ("check owl.epbu", 3, "Did you mean “owl.epub”?"),
    ("styles --copy clasic mine", 9, "Did you mean “classic”?"),
    ("styles --copy classic stories", 13, "“stories” is there already. Name a folder that is not there yet."),
    ("styles --copy classic", 2, "requires 2 arguments. See “fascicle styles --help”."),
    (
        "preview",
        2,
        "A style, or the folder of your own. See “fascicle preview --help”.",
    ),
    ("preview classic -o a.jpg", 2, "Name a file that ends in .pdf or .png."),
    ("send story.txt --to kobbo", 9, "Did you mean “kobo”?"),
    ("send story.txt --to me@example.org", 2, "Write it as in mail:me@example.org."),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as somebody has it who begins."""
    monkeypatch.chdir(tmp_path)
    for name in ("story.txt", "other.txt", "the last ferry.txt", "stories/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(STORY)
    (tmp_path / "story.json").mkdir()
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    for name, data in {
        "empty.txt": b"",
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "page.pdf": b"%PDF-1.4\n",
        "letter.rtf": rb"{\rtf1\ansi Once.}",
    }.items():
        (tmp_path / name).write_bytes(data)
    for name, part in (("letter.docx", "[Content_Types].xml"), ("owl.epub", "mimetype")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(part, "application/epub+zip")
    return tmp_path


Answer = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Exit code and what is printed to both streams, for the words after ``fascicle``."""

    def run(words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fascicle", *shlex.split(words)])
        code = cli._run()
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize(("words", "code", "advice"), MISTAKES, ids=[words for words, _, _ in MISTAKES])
def test_a_mistake_is_answered(words: str, code: int, advice: str, folder: Path, answer: Answer) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ended, printed, said = answer(words)
    assert (ended, printed) == (code, "")
    assert said.startswith("fascicle: ") and said.count("\n") == 1
    assert advice in said
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path for path in after if path.parent != folder / "books"} == set(before)
    assert all(after[path] == data for path, data in before.items())


def test_every_kind_of_advice_is_about_the_command_that_was_typed(answer: Answer, folder: Path) -> None:
    for name in cli.COMMANDS:
        _, _, said = answer(f"{name} --no-such-option")
        assert said.endswith(f"See “fascicle {name} --help”.\n")


def test_there_are_fifty_and_no_mistake_twice() -> None:
    assert len({words for words, _, _ in MISTAKES}) == len(MISTAKES) >= 50
