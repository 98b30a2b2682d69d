"""The command from end to end: what it writes, what it says, and how it refuses."""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from converter import ConverterError, convert, errors
from converter.errors import OutputIsSource, OutputUnwritable, UsageError
from converter.files import write_files
from tests.conftest import Run

STORY = "Title: The Owl\nAuthor: B\n\nThe owl said nothing.\n"


@pytest.fixture
def owl(tmp_path: Path) -> Path:
    path = tmp_path / "owl.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


# What it writes, and where


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["owl.epub"]),
        (["-t", "pdf"], ["owl.pdf"]),
        (["-t", "epub", "-t", "pdf"], ["owl.epub", "owl.pdf"]),
        (["-t", "epub", "-t", "epub"], ["owl.epub"]),
        (["-o", "book.pdf"], ["book.pdf"]),
        (["-t", "epub", "-t", "kepub"], ["owl.epub", "owl.kepub.epub"]),
        (["-o", "book.kepub.epub"], ["book.kepub.epub"]),
        (["-o", "Book.KEPUB.epub", "-t", "kepub"], ["Book.KEPUB.epub"]),
        (["-o", "book.json.epub"], ["book.json.epub"]),
        (["-o", "BOOK.EPUB"], ["BOOK.EPUB"]),
        (["-o", "book.xyz", "-t", "epub"], ["book.xyz"]),
        (["-o", "there"], ["there/owl.epub"]),
        (["-o", "there", "-t", "epub", "-t", "json"], ["there/owl.epub", "there/owl.json"]),
        (["-o", "new/", "-t", "json"], ["new/owl.json"]),
        (["-o", "new", "-t", "epub", "-t", "json"], ["new/owl.epub", "new/owl.json"]),
    ],
)
def test_where_books_go(arguments: list[str], expected: list[str], owl: Path, fascicle: Run) -> None:
    (owl.parent / "there").mkdir()
    done = fascicle("convert", "owl.txt", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "".join(f"Wrote {name}\n" for name in expected)
    assert files(owl.parent) == {"owl.txt", *expected}


def test_standard_input(owl: Path, fascicle: Run, tmp_path: Path) -> None:
    done = fascicle("convert", "-", "-o", "owl.epub", input=STORY)
    assert done.returncode == 0
    convert(owl, tmp_path / "file.epub")
    assert (tmp_path / "owl.epub").read_bytes() == (tmp_path / "file.epub").read_bytes()


def test_quiet_prints_nothing(owl: Path, fascicle: Run) -> None:
    owl.write_bytes(STORY.encode() + b"\x07")
    done = fascicle("convert", "owl.txt", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_notices_go_to_standard_error(owl: Path, fascicle: Run) -> None:
    owl.write_bytes(STORY.encode() + b"\x07")
    done = fascicle("convert", "owl.txt")
    assert done.stdout == "Wrote owl.epub\n"
    assert done.stderr == "note: line 5: 1 control character removed (U+0007), the first on line 5.\n"


def test_an_existing_book_is_replaced_and_keeps_its_permissions(owl: Path) -> None:
    book = owl.with_suffix(".epub")
    book.write_text("old")
    book.chmod(0o640)
    convert(owl)
    assert book.read_bytes()[:2] == b"PK"
    assert book.stat().st_mode & 0o777 == 0o640


def test_a_new_book_has_the_permissions_of_any_new_file(owl: Path) -> None:
    plain = owl.with_name("plain")
    plain.write_text("")
    convert(owl)
    assert owl.with_suffix(".epub").stat().st_mode == plain.stat().st_mode


def test_a_link_is_followed(owl: Path, tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    link = tmp_path / "owl.epub"
    link.symlink_to(tmp_path / "shelf" / "kept.epub")
    convert(owl)
    assert link.is_symlink()
    assert (tmp_path / "shelf" / "kept.epub").read_bytes()[:2] == b"PK"


# How it refuses


def set_up_nothing(folder: Path) -> None:
    pass


def a_folder(folder: Path) -> None:
    (folder / "in.txt").mkdir()


def holding(data: bytes) -> Callable[[Path], None]:
    def set_up(folder: Path) -> None:
        (folder / "in.txt").write_bytes(data)

    return set_up


BAD_INPUT = {
    "missing": (set_up_nothing, 3, "There is no file “in.txt”."),
    "folder": (a_folder, 4, "“in.txt” is a folder."),
    "empty": (holding(b""), 6, "The story is empty: 0 bytes."),
    "blank": (holding(b" \n\xc2\xa0\n\t"), 6, "The story is empty: nothing but white space."),
    "header only": (holding(b"Title: A\nAuthor: B\n"), 6, "There is a header but no story below it."),
    "breaks only": (holding(b"Title: A\nAuthor: B\n\n***\n"), 6, "There is a header but no story below it."),
    "binary": (holding(bytes(range(256)) * 9), 7, "“in.txt” is not plain text."),
    "docx": (holding(b"PK\x03\x04rest"), 7, "“in.txt” is not plain text. It is a ZIP archive"),
}


@pytest.mark.parametrize(("set_up", "code", "message"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input(
    set_up: Callable[[Path], None], code: int, message: str, fascicle: Run, tmp_path: Path
) -> None:
    set_up(tmp_path)
    (tmp_path / "in.epub").write_text("what was there before")
    done = fascicle("convert", "in.txt")
    assert_refused(done, code, message)
    assert (tmp_path / "in.epub").read_text() == "what was there before"
    assert not list(tmp_path.glob(".*"))


def assert_refused(done: subprocess.CompletedProcess[str], code: int, message: str) -> None:
    """One line, with the message and a hint behind it, and the exit code; nothing else."""
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(f"fascicle: {message}")
    assert done.stderr.count("\n") == 1
    assert len(done.stderr) > len(f"fascicle: {message}") + 10, "no hint"


BAD_ARGUMENTS = {
    "unknown format": (["-t", "epup"], 9, "There is no format “epup”. Did you mean “epub”?"),
    "unknown suffix": (["-o", "book.mobi"], 9, "There is no format “mobi”."),
    "no suffix": (["-o", "book"], 2, "“book” has no suffix that tells the format."),
    "unknown style": (["--style", "clasic"], 9, "There is no style “clasic”. Did you mean “classic”?"),
    "missing style folder": (["--style", "./mine"], 10, "There is no style folder “./mine”."),
    "another format's suffix": (["-o", "b.pdf", "-t", "epub"], 2, "“b.pdf” is a name for pdf"),
    "an EPUB's name for a KEPUB": (["-o", "b.epub", "-t", "kepub"], 2, "“b.epub” is a name for epub"),
    "a KEPUB's name for an EPUB": (["-o", "b.kepub.epub", "-t", "epub"], 2, "“b.kepub.epub” is a name for k"),
    "half a KEPUB's name": (["-o", "b.kepub"], 2, "A file of kepub ends in .kepub.epub."),
    "unknown device": (["--device", "kobo"], 9, "There is no device “kobo”."),
    "an empty name": (["-o", ""], 2, "A name is empty."),
    "standard output": (["-o", "-"], 2, "A book is not text for a terminal."),
    "a loop of links": (["-o", "loop.epub"], 13, "“loop.epub” cannot be written"),
    "a control character": (["-t", "e\npub\x1b"], 9, "There is no format “e\\npub\\x1b”."),
    "no such option": (["--pages", "a5"], 2, "No such option: --pages"),
    "no value": (["-t"], 2, "Option '-t' requires an argument."),
    "two stories": (["story.txt"], 2, "Got unexpected extra argument(s) (story.txt)."),
    "unknown page": (["--page", "a55"], 9, "There is no page size “a55”. Did you mean “a5”?"),
    "unknown encoding": (["--encoding", "utf-9"], 9, "There is no encoding “utf-9”."),
    "wrong encoding": (["--encoding", "utf-32"], 8, "The text is not utf-32"),
    "unknown layout": (["--layout", "indent"], 9, "There is no layout “indent”. Did you mean “indented”?"),
    "bad chapters": (["--chapters", "(a"], 2, "The regular expression “(a” of --chapters is wrong:"),
    "bad scene break": (["--scene-break", "*"], 2, "The regular expression “*” of --scene-break is wrong:"),
    "too large a number": (["--chapters", "a{99999999999}"], 2, "The regular expression “a{99999999999}”"),
    "a setting without =": (["--set", "Title"], 2, "“Title” is no setting for the header."),
    "a setting without a key": (["--set", "=x"], 2, "“=x” is no setting for the header."),
    "a setting that was not decoded": (["--set", "Title=Caf\udce9"], 2, "“Title=Caf” of --set has control"),
    "a setting with a control character": (["--set", "Title=A\x01"], 2, "“Title=A” of --set has control"),
    "one file for two": (["-o", "b.epub", "-t", "epub", "-t", "pdf"], 2, "“b.epub” names one file"),
    "the source itself": (["-o", "owl.txt", "-t", "epub"], 14, "“owl.txt” is the story itself."),
    "a link to the source": (["-o", "link.epub"], 14, "“link.epub” is the story itself."),
    "below a file": (["-o", "owl.txt/b.epub"], 13, "“owl.txt/b.epub” cannot be written"),
    "a folder of that name": (["-t", "json"], 13, "“owl.json” is a folder."),
    "too long a name": (["-o", "x" * 300 + ".epub"], 13, f"“{'x' * 300}.epub” cannot be written"),
    "no regular file": (["-o", "/dev/null", "-t", "epub"], 13, "“/dev/null” is not a regular file."),
}


@pytest.mark.parametrize(("arguments", "code", "message"), BAD_ARGUMENTS.values(), ids=BAD_ARGUMENTS)
def test_bad_arguments(arguments: list[str], code: int, message: str, owl: Path, fascicle: Run) -> None:
    (owl.parent / "link.epub").hardlink_to(owl)
    (owl.parent / "owl.json").mkdir()
    (owl.parent / "loop.epub").symlink_to(owl.parent / "loop.epub")
    before = files(owl.parent)
    done = fascicle("convert", "owl.txt", *arguments)
    assert_refused(done, code, message)
    assert files(owl.parent) == before
    assert owl.read_text(encoding="utf-8") == STORY


def test_a_strict_run_makes_no_book_of_a_doubtful_story(owl: Path, fascicle: Run) -> None:
    owl.write_bytes(f"{STORY}— “so” — é\n".encode() + b"\x93odd\x94\n")
    done = fascicle("convert", "owl.txt", "--strict")
    assert_refused(done, 15, "No book was made because of 1 warning on line 6: 2 bytes are not UTF-8")
    owl.write_text(f"{STORY}CafÃ©\nlo\ufffdt", encoding="utf-8")
    done = fascicle("convert", "owl.txt", "--strict")
    assert_refused(
        done, 15, "No book was made because of 2 warnings, the first on line 5: 1 line of mojibake"
    )
    assert files(owl.parent) == {"owl.txt"}


def test_a_strict_run_lets_notes_pass(owl: Path, fascicle: Run) -> None:
    owl.write_bytes(STORY.encode() + b"\x07")
    done = fascicle("convert", "owl.txt", "--strict")
    assert (done.returncode, done.stdout) == (0, "Wrote owl.epub\n")


def test_mojibake_is_repaired_when_asked(owl: Path, fascicle: Run) -> None:
    owl.write_text(f"{STORY}CafÃ©\n", encoding="utf-8")
    done = fascicle("convert", "owl.txt", "-t", "json", "--repair", "--strict")
    assert done.returncode == 0
    assert done.stderr.startswith("note: line 5: 1 line of mojibake repaired")
    assert done.stderr.endswith("such as “CafÃ©” for “Café”.\n")
    assert "Café" in owl.with_suffix(".json").read_text(encoding="utf-8")


def test_a_story_from_standard_input_is_not_overwritten(owl: Path, fascicle: Run) -> None:
    with owl.open() as story:
        done = fascicle("convert", "-", "-o", "owl.txt", "-t", "epub", stdin=story)
    assert_refused(done, 14, "“owl.txt” is the story itself.")
    assert owl.read_text(encoding="utf-8") == STORY


def test_closed_standard_input(tmp_path: Path, fascicle: Run) -> None:
    done = fascicle("convert", "-", "-o", "b.epub", preexec_fn=lambda: os.close(0))
    assert_refused(done, 5, "Standard input cannot be read.")


def test_a_terminal_that_cannot_show_a_name(owl: Path, fascicle: Run) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = fascicle("convert", "owl.txt", "-o", "é.epub", env=environment)
    assert (done.returncode, done.stdout) == (0, "Wrote \\xe9.epub\n")


def test_a_terminal_that_is_full(owl: Path, fascicle: Run) -> None:
    with Path("/dev/full").open("w") as full:
        done = fascicle("convert", "owl.txt", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 13
    assert done.stderr == "fascicle: The terminal cannot be written to: No space left on device.\n"


def test_control_c_is_quiet_while_modules_load(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "class Interrupter:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupter())\n"
        "from converter.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_standard_input_needs_an_output(fascicle: Run) -> None:
    assert_refused(fascicle("convert", "-", input=STORY), 2, "A story that does not come from a file has")


def run_unprivileged(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command under the permission bits that root is usually above."""
    step_down = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    return subprocess.run(
        [*step_down, sys.executable, "-m", "converter", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
    )


def test_an_unreadable_story(owl: Path) -> None:
    owl.chmod(0)
    done = run_unprivileged(owl.parent, "convert", "owl.txt")
    assert_refused(done, 5, "“owl.txt” may not be read.")


def test_a_folder_that_may_not_be_written(owl: Path) -> None:
    owl.parent.chmod(0o555)
    done = run_unprivileged(owl.parent, "convert", "owl.txt")
    owl.parent.chmod(0o755)
    assert_refused(done, 13, "“owl.epub” cannot be written")
    assert files(owl.parent) == {"owl.txt"}


def test_a_story_in_a_locked_folder(owl: Path) -> None:
    locked = owl.parent / "locked"
    locked.mkdir()
    owl.rename(locked / "owl.txt")
    locked.chmod(0)
    done = run_unprivileged(locked.parent, "convert", "locked/owl.txt", "-o", "owl.epub")
    into = run_unprivileged(locked.parent, "convert", "-o", "locked/new/", "-t", "epub", __file__)
    locked.chmod(0o755)
    assert_refused(done, 5, "“locked/owl.txt” may not be read.")
    assert_refused(into, 13, "“locked/new/test_convert.epub” cannot be written")


def test_a_write_protected_book(owl: Path) -> None:
    book = owl.with_suffix(".epub")
    book.write_text("precious")
    book.chmod(0o444)
    assert_refused(run_unprivileged(owl.parent, "convert", "owl.txt"), 13, "“owl.epub” is write-protected.")
    assert book.read_text() == "precious"


def test_of_several_files_all_are_replaced_or_none(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.write_text("old")
    with pytest.raises(OutputUnwritable):
        write_files([(first, b"new"), (tmp_path / "a" / "b" / ("x" * 300), b"new")])
    assert first.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["first"]


def test_names_without_a_suffix_stay_apart(tmp_path: Path) -> None:
    for name in ("Vol. 1", "Vol. 2", "chapter.001", "Dr. Who.txt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
        convert(tmp_path / name)
    assert {path.name for path in tmp_path.glob("*.epub")} == {
        "Vol. 1.epub",
        "Vol. 2.epub",
        "chapter.001.epub",
        "Dr. Who.epub",
    }


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--no-cover", "“owl.epub” cannot be written: File too large."),
        ("--strict", "The fonts of the book cannot be laid ready: File too large."),
    ],
)
def test_a_full_disk_leaves_the_old_book_whole(tmp_path: Path, owl: Path, option: str, message: str) -> None:
    """A limit on file sizes fails the write halfway, as a full disk does."""
    (tmp_path / "owl.epub").write_text("the old book")
    done = subprocess.run(
        [sys.executable, "-m", "converter", "convert", "owl.txt", option],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert_refused(done, 13, message)
    assert "free some space" in done.stderr.lower()
    assert (tmp_path / "owl.epub").read_text() == "the old book"
    assert files(tmp_path) == {"owl.txt", "owl.epub"}


def test_when_one_format_fails_none_is_written(tmp_path: Path, owl: Path) -> None:
    with pytest.raises(ConverterError):
        convert(owl, tmp_path / "out", formats=["epub", "nonsense"])
    assert files(tmp_path) == {"owl.txt"}


def test_a_defect_of_ours_is_reported_without_a_traceback(tmp_path: Path, owl: Path) -> None:
    code = (
        "import sys, converter.cli as cli, converter.conversion as conversion\n"
        "def fail(*a, **k): raise ZeroDivisionError('oh')\n"
        "conversion.convert = fail\n"
        "sys.argv = ['fascicle', 'convert', 'owl.txt']\n"
        "cli.run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert_refused(done, 70, "internal error: ZeroDivisionError at <string>:2: oh.")


# The library


def test_the_errors_are_one_tree() -> None:
    kinds = list(all_kinds(ConverterError))
    codes = [kind.exit_code for kind in kinds if not kind.__subclasses__()]
    assert len(codes) == len(set(codes)) > 10
    assert not {0, 1, 70, 130} & set(codes)


def all_kinds(kind: type[ConverterError]) -> set[type[ConverterError]]:
    return {kind}.union(*(all_kinds(child) for child in kind.__subclasses__()))


def test_the_docstring_draws_the_tree() -> None:
    for kind in all_kinds(ConverterError):
        code = kind.exit_code if "exit_code" in vars(kind) else r"\(never raised itself\)"
        assert re.search(rf"^[ │├└─]*{kind.__name__} +{code}", errors.__doc__ or "", re.MULTILINE)


def test_errors_from_python(owl: Path) -> None:
    with pytest.raises(OutputIsSource):
        convert(owl, owl, formats=["epub"])
    with pytest.raises(UsageError):
        convert(owl, "book")
    with pytest.raises(OutputUnwritable):
        write_files([(owl / "below" / "a-file", b"")])
