"""A folder of stories to a folder of books: what is made, named, left alone, and taken up again."""

import csv
import io
import json
import multiprocessing
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.batch import State, convert_stories, find_stories, processes
from converter.batch.digests import common_digest
from converter.book import Metadata, Series
from converter.errors import ConverterError, OutputUnwritable, SourceMissing, UnknownName, UsageError
from converter.ledger import Ledger
from converter.names import fill_template, needs_reading, safe_name, same_file
from converter.preparation import prepare
from converter.readers import ReaderOptions
from converter.stores import Folder
from tests.conftest import ROOT, Run

QUICK = ("--no-cover", "--jobs", "1")


def story(path: Path, title: str = "The Owl", author: str = "B", text: str = "The owl said nothing.") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Title: {title}\nAuthor: {author}\n\n{text}\n", encoding="utf-8")


def files(folder: Path) -> set[str]:
    """All files but the ledger."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if not name.startswith(".fascicle.sqlite3")}


def books(folder: Path) -> set[str]:
    return files(folder) - {"report.json", "report.csv"}


def states(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Of every file the time of its last change, and what it holds."""
    return {
        name: ((folder / name).stat().st_mtime_ns, (folder / name).read_bytes()) for name in files(folder)
    }


def report(folder: Path) -> dict[str, dict[str, object]]:
    rows = json.loads((folder / "report.json").read_text(encoding="utf-8"))["stories"]
    return {row["source"]: row for row in rows}


def made(done: subprocess.CompletedProcess[str]) -> set[str]:
    """Sources of which a run made books, by its log."""
    lines = [line.split(" ", 2) for line in done.stdout.splitlines() if " made " in line and "/" in line]
    return {rest.split(": ")[0] for _, state, rest in lines if state == "made"}


# What is made, and told


def test_a_folder_becomes_books_in_the_same_folders(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "owl.txt", text="Chapter 1\n\nThe owl hooted.\n\nChapter 2\n\nIt slept.")
    story(tmp_path / "in" / "pond" / "deep" / "frog.txt")
    (tmp_path / "in" / "pond" / "bad.txt").write_bytes(b"%PDF-1.7 and so on")
    done = fascicle("batch", "in", "-o", "out", "-t", "epub", "-t", "json", *QUICK)
    assert (done.returncode, done.stderr) == (1, "")
    assert files(tmp_path / "out") == {
        *("owl.epub", "owl.json", "pond/deep/frog.epub", "pond/deep/frog.json", "report.json", "report.csv")
    }
    assert made(done) == {"owl.txt", "pond/deep/frog.txt"}
    assert "failed pond/bad.txt: “bad.txt” is" in done.stdout
    rows = report(tmp_path / "out")
    assert rows["owl.txt"]["outputs"] == ["owl.epub", "owl.json"]
    assert (rows["owl.txt"]["chapters"], rows["owl.txt"]["words"]) == (2, 5)
    assert (rows["pond/bad.txt"]["outputs"], rows["pond/bad.txt"]["words"]) == ([], 0)
    assert rows["pond/bad.txt"]["error"] and rows["pond/bad.txt"]["hint"]
    table = list(csv.DictReader(io.StringIO((tmp_path / "out" / "report.csv").read_text(encoding="utf-8"))))
    assert [row["source"] for row in table] == sorted(rows)
    assert table[0]["outputs"] == "owl.epub\nowl.json"


def test_the_books_are_those_of_convert(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "owl.txt")
    options = ("--set", "Rating=Mature", "--no-title-page", "--no-cover")
    fascicle("batch", "in", "-o", "out", *options)
    fascicle("convert", "in/owl.txt", "-o", "alone.epub", *options)
    assert (tmp_path / "out" / "owl.epub").read_bytes() == (tmp_path / "alone.epub").read_bytes()


def test_what_is_noticed_before_any_story_is_read_is_in_the_report(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "owl.txt")
    wide = str(ROOT / "docs" / "pictures" / "opening.png")
    assert fascicle("batch", "in", "-o", "out", "--cover", wide, "--jobs", "1").returncode == 0
    assert "it is wider than high" in str(report(tmp_path / "out")["owl.txt"]["notices"])


def test_notices_are_in_the_report(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "owl.txt", text="The o\x01wl said nothing.")
    assert fascicle("batch", "in", "-o", "out", *QUICK).returncode == 0
    assert "line 4: " in str(report(tmp_path / "out")["owl.txt"]["notices"])


@pytest.mark.parametrize(
    ("content", "arguments", "code", "message"),
    [
        ({"a.txt": b""}, [], 19, "None of 1 story could be converted. out/report.json has the reasons."),
        ({"a.csv": b"text"}, [], 3, "There are no stories in “in”."),
        ({"a.txt": b"text"}, ["--name", "{colour}"], 9, "There is no field of a name “colour”."),
        ({"a.txt": b"text"}, ["--name", "{title"], 2, "“{title” is no template for names."),
        ({"a.txt": b"text"}, ["-t", "papyrus"], 9, "There is no format “papyrus”."),
        ({"a.txt": b"text"}, ["--cover", "none.png"], 16, "There is no file “none.png”."),
    ],
    ids=["all failed", "no story", "no field", "no template", "no format", "no cover"],
)
def test_refusals(
    content: dict[str, bytes], arguments: list[str], code: int, message: str, fascicle: Run, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    for name, data in content.items():
        (tmp_path / "in" / name).write_bytes(data)
    done = fascicle("batch", "in", "-o", "out", "--jobs", "1", *arguments)
    assert done.returncode == code
    assert done.stderr.startswith(f"fascicle: {message}") and done.stderr.count("\n") == 1
    assert not books(tmp_path / "out")


def test_a_terminal_shows_a_bar_and_a_log_none(tmp_path: Path) -> None:
    story(tmp_path / "in" / "owl.txt")
    (tmp_path / "in" / "two\nlines.txt").write_bytes(b"")
    command = [sys.executable, "-m", "converter", "batch", "in", *QUICK, "-o"]
    log = subprocess.run([*command, "one"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert "/2 failed two\\nlines.txt: The story is empty" in log and "\x1b" not in log
    master, slave = pty.openpty()
    subprocess.run([*command, "two"], cwd=tmp_path, stdout=slave, env={**os.environ, "TERM": "xterm"})
    os.close(slave)
    shown = b""
    while part := read_terminal(master):
        shown += part
    os.close(master)
    assert b"2/2" in shown and b"1 failed" in shown and b"failed two\\nlines.txt" in shown
    assert b"1/2 made" not in shown


def read_terminal(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # how Linux ends a terminal
        return b""


def test_quiet_tells_failures_only(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "owl.txt")
    (tmp_path / "in" / "void.txt").write_bytes(b"")
    done = fascicle("batch", "in", "-o", "out", "-q", *QUICK)
    assert (done.returncode, done.stdout) == (1, "")
    assert "void.txt" in done.stderr and "owl.txt" not in done.stderr


# Which stories are found


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ([], [], ["UP.TXT", "a.txt", "drafts/b.html", "drafts/d.md", "drafts/old/c.txt"]),
        (["*.md"], [], ["drafts/d.md"]),
        (["drafts/*"], ["*.html"], ["drafts/d.md", "drafts/old/c.txt"]),
        ([], ["drafts"], ["UP.TXT", "a.txt"]),
        ([], ["old"], ["UP.TXT", "a.txt", "drafts/b.html", "drafts/d.md"]),
        ([], ["drafts/old/*.txt", "up*"], ["a.txt", "drafts/b.html", "drafts/d.md"]),
    ],
)
def test_what_is_found(include: list[str], exclude: list[str], expected: list[str], tmp_path: Path) -> None:
    names = [
        "UP.TXT",
        "a.txt",
        "drafts/b.html",
        "drafts/old/c.txt",
        "drafts/d.md",
        ".hidden.txt",
        ".git/e.txt",
    ]
    for name in [*names, "books/old.txt"]:
        story(tmp_path / "in" / name)
    story(tmp_path / "elsewhere" / "x.txt")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "elsewhere" / "x.txt")
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "in" / "pipe.txt")
    here, books = Folder(tmp_path / "in"), Folder(tmp_path / "in" / "books")
    assert find_stories(here, books, include, exclude) == expected


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        find_stories(Folder(tmp_path / "none"), Folder(tmp_path))


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    powerless = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
    if powerless and not shutil.which(powerless[0]):
        pytest.skip("nothing here takes the powers of root away")
    story(tmp_path / "in" / "owl.txt")
    story(tmp_path / "in" / "closed" / "frog.txt")
    (tmp_path / "in" / "closed").chmod(0)
    command = [*powerless, sys.executable, "-m", "converter", "batch", "in", "-o", "out", *QUICK]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    (tmp_path / "in" / "closed").chmod(0o700)
    assert done.returncode == 1 and made(done) == {"owl.txt"}
    assert "failed closed/: “in/closed” may not be read" in done.stdout


def test_a_folder_that_vanishes_is_told(tmp_path: Path) -> None:
    many(tmp_path / "in", 6)
    settings = prepare(cover=False)
    here, there = Folder(tmp_path / "in"), Folder(tmp_path / "out")
    sources = find_stories(here, there)
    stories = []
    with processes(1, settings.formats) as run:
        for told in convert_stories(here, sources, there, settings, run):
            if not stories:
                shutil.rmtree(tmp_path / "in")
            stories.append(told)
    assert sorted(told.source for told in stories) == sources
    assert stories[0].state is State.MADE and stories[-1].state is State.FAILED
    assert "There is no file" in stories[-1].error


# Up to date or not


@pytest.fixture
def library(tmp_path: Path, fascicle: Run) -> Path:
    """A folder of stories, one of them broken, converted into the folder ``out``."""
    for number in range(3):
        story(tmp_path / "in" / f"s{number}.txt", title=f"Tale {number}")
    (tmp_path / "in" / "bad.txt").write_bytes(b"")
    assert fascicle("batch", "in", "-o", "out", *QUICK).returncode == 1
    return tmp_path


def test_nothing_is_touched_when_nothing_changed(library: Path, fascicle: Run) -> None:
    before = states(library / "out")
    os.utime(library / "in" / "s1.txt", (1, 1))
    done = fascicle("batch", "in", "-o", "out", *QUICK)
    assert (done.returncode, made(done)) == (1, set())
    assert "failed bad.txt" in done.stdout and "unchanged s1.txt" in done.stdout
    assert states(library / "out") == before


def change_story(folder: Path) -> None:
    story(folder / "in" / "s1.txt", title="Tale 1", text="Now it spoke.")
    os.utime(folder / "in" / "s1.txt", (1, 1))


def lose_book(folder: Path) -> None:
    (folder / "out" / "s1.epub").unlink()


def spoil_book(folder: Path) -> None:
    (folder / "out" / "s1.epub").write_bytes(b"short")


@pytest.mark.parametrize("change", [change_story, lose_book, spoil_book])
def test_what_changed_is_made_again_alone(
    change: Callable[[Path], None], library: Path, fascicle: Run
) -> None:
    before = states(library / "out")
    change(library)
    done = fascicle("batch", "in", "-o", "out", *QUICK)
    assert made(done) == {"s1.txt"}
    after = states(library / "out")
    assert after.keys() == before.keys()
    assert {name for name in books(library / "out") if after[name][0] != before[name][0]} == {"s1.epub"}
    assert zipfile.ZipFile(library / "out" / "s1.epub").testzip() is None


ALL = {"s0.txt", "s1.txt", "s2.txt"}


def test_options_style_and_force_make_all_again(library: Path, fascicle: Run) -> None:
    assert made(fascicle("batch", "in", "-o", "out", "--force", *QUICK)) == ALL
    assert made(fascicle("batch", "in", "-o", "out", "--set", "Rating=Mature", *QUICK)) == ALL
    style = library / "style"
    style.mkdir()
    for part in (ROOT / "styles" / "classic").iterdir():
        if part.is_file():
            (style / part.name).write_bytes(part.read_bytes())
    styled = ("batch", "in", "-o", "out", "--style", "./style", *QUICK)
    assert made(fascicle(*styled)) == ALL
    assert made(fascicle(*styled)) == set()
    with (style / "book.css").open("a", encoding="utf-8") as sheet:
        sheet.write("\np { text-indent: 2em }\n")
    assert made(fascicle(*styled)) == ALL


def test_every_option_is_in_the_digest() -> None:
    long = "a" * 300  # more than the representation of a pattern shows
    options: list[dict[str, Any]] = [
        {},
        {"device": "kindle-scribe"},
        {"formats": ["json"]},
        {"page": "a4"},
        {"title_page": False},
        {"cover": False},
        {"encoding": "cp1252"},
        {"repair": True},
        {"strict": True},
        {"reading": ReaderOptions(chapters=re.compile(f"{long}x"))},
        {"reading": ReaderOptions(chapters=re.compile(f"{long}y"))},
    ]
    digests = [common_digest(prepare(**one), "{name}") for one in options]
    assert len(set(digests)) == len(options)
    assert digests[0] == common_digest(prepare(), "{name}") != common_digest(prepare(), "{title}")


def test_another_format_keeps_the_names(library: Path, fascicle: Run) -> None:
    assert made(fascicle("batch", "in", "-o", "out", "-t", "epub", "-t", "json", *QUICK)) == ALL
    assert books(library / "out") == {f"s{n}.{kind}" for n in range(3) for kind in ("epub", "json")}


# Names


def test_stories_never_overwrite_each_other(fascicle: Run, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        story(
            tmp_path / "in" / name, title="the OWL" if name == "c.txt" else "The Owl", text=f"This is {name}."
        )
    named = ("batch", "in", "-o", "out", "--name", "{author} - {title}", "--no-cover", "--jobs", "2")
    fascicle(*named)
    assert books(tmp_path / "out") == {"B - The Owl.epub", "B - The Owl (2).epub", "B - the OWL (3).epub"}
    before = states(tmp_path / "out")
    story(tmp_path / "in" / "0.txt", text="Last to come, first by name.")
    assert made(fascicle(*named)) == {"0.txt"}
    assert books(tmp_path / "out") == {*before, "B - The Owl (4).epub"} - {"report.json", "report.csv"}
    (tmp_path / "in" / "a.txt").unlink()
    story(tmp_path / "in" / "b.txt", text="Told anew.")
    assert made(fascicle(*named)) == {"b.txt"}
    assert report(tmp_path / "out")["b.txt"]["outputs"] == ["B - The Owl (2).epub"]
    assert (tmp_path / "out" / "B - The Owl.epub").read_bytes() == before["B - The Owl.epub"][1]


def test_books_take_the_place_of_no_story_and_no_report(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "report.txt")
    story(tmp_path / "tale.txt")
    story(tmp_path / "tale.json")
    story(tmp_path / "tale.html", text="<p>A page.</p>")
    done = fascicle(
        "batch", ".", "-o", ".", "-t", "json", "--include", "*.txt", "--include", "tale.*", *QUICK
    )
    assert done.returncode == 0
    outputs = [name for row in report(tmp_path).values() for name in row["outputs"]]  # type: ignore[attr-defined]
    assert len(set(outputs)) == 4
    assert not set(outputs) & {"report.json", "tale.json"}
    assert (tmp_path / "tale.json").read_text(encoding="utf-8").startswith("Title:")


OWL = Metadata("Owls / “a tale”", ("B", "猫"), (Series("Nights", "2"),), language="en", work_id="77")


@pytest.mark.parametrize(
    ("template", "metadata", "expected"),
    [
        ("{name}", OWL, "file"),
        ("{author} - {title}", OWL, "B, 猫 - Owls _ “a tale”"),
        ("{series} {number} {title} {language} {work_id}", OWL, "Nights 2 Owls _ “a tale” en 77"),
        ("{author} - {title}", Metadata("Alone"), "Alone"),
        ("{author} - {series} {number} - {title}", Metadata("T", ("A",)), "A - T"),
        ("{title}", Metadata(), "file"),
        ("{title}", Metadata("..."), "file"),
        ("{title}", Metadata("../../etc/passwd"), "etc_passwd"),
        ("{title}", Metadata("{author.__class__}"), "{author.__class__}"),
        ("plain", OWL, "plain"),
    ],
)
def test_templates(template: str, metadata: Metadata, expected: str) -> None:
    assert fill_template(template, "file", metadata) == expected


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{title", UsageError),
        ("{}", UsageError),
        ("{title!r}", UsageError),
        ("{title:>9}", UsageError),
        ("{title.upper}", UnknownName),
        ("{tilte}", UnknownName),
    ],
)
def test_templates_that_are_none(template: str, error: type[ConverterError]) -> None:
    with pytest.raises(error):
        needs_reading(template)


RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="a./\\:-~ \u0301é猫💡CONAUX123\n\u202e"),
        st.sampled_from(sorted(RESERVED)),
    )
)
def test_names_are_safe_everywhere(text: str) -> None:
    name = safe_name(text)
    assert not set(name) & set('<>:"/\\|?*')
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cs", "Zl", "Zp"}
    assert len(name.encode()) <= 121
    assert name == unicodedata.normalize("NFC", name)
    assert name == name.strip(" .-")
    assert name.split(".")[0].lower() not in RESERVED
    assert safe_name(name) == name


@pytest.mark.parametrize(("one", "other"), [("Owl", "OWL"), ("é", "e\u0301"), ("ÉTÉ", "e\u0301te\u0301")])
def test_names_that_some_file_system_takes_for_one(one: str, other: str) -> None:
    assert same_file(one) == same_file(other) != same_file("Owls")


@pytest.mark.parametrize("text", ["Die Füchse", "猫の夜", "Ночь", "ليلة", "שלום", "हिन्दी", "می‌خواهم"])
def test_scripts_are_kept(text: str) -> None:
    assert safe_name(text) == text


# Taken up again


def many(folder: Path, number: int) -> None:
    for n in range(number):
        story(folder / f"s{n:02}.txt", title=f"Tale {n}", text="\n\n".join(["The owl said nothing."] * 50))


def test_a_killed_run_is_taken_up_where_it_ended(fascicle: Run, tmp_path: Path) -> None:
    many(tmp_path / "in", 120)
    arguments = ["batch", "in", "-o", "out", "--no-cover", "--jobs", "2"]
    command = [sys.executable, "-u", "-m", "converter", *arguments]
    told = set()
    stops = {1: signal.SIGKILL, 6: signal.SIGINT, 2: signal.SIGKILL, 9: signal.SIGKILL, 3: signal.SIGINT}
    for after, stop in stops.items():
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=stop == signal.SIGINT,
            # A shell that runs the tests in the background has told them to ignore it.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        ) as run:
            assert run.stdout
            fresh = 0
            for line in run.stdout:
                if " made " in line:
                    fresh += 1
                    told.add(line.split()[2].rstrip(":"))
                if fresh == after:
                    run.send_signal(stop)
                    break
            code = run.wait()
        assert code == (130 if stop == signal.SIGINT else -signal.SIGKILL)
        for name in books(tmp_path / "out"):
            assert name.endswith(".part") or zipfile.ZipFile(tmp_path / "out" / name).testzip() is None
    done = fascicle(*arguments)
    assert done.returncode == 0
    assert len(told) == sum(stops)
    assert not made(done) & told
    assert books(tmp_path / "out") == {f"s{n:02}.epub" for n in range(120)}


def test_a_killed_worker_costs_no_book(tmp_path: Path) -> None:
    many(tmp_path / "in", 12)
    settings = prepare(cover=False)
    here, there = Folder(tmp_path / "in"), Folder(tmp_path / "out")
    sources = find_stories(here, there)
    stories = []
    with processes(2, settings.formats) as run:
        for told in convert_stories(here, sources, there, settings, run):
            if not stories:
                multiprocessing.active_children()[0].kill()
            stories.append(told)
    assert sorted(told.source for told in stories) == sources
    assert {told.state for told in stories} == {State.MADE}
    assert len(books(tmp_path / "out")) == 12


def test_a_folder_belongs_to_one_run_at_a_time(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "owl.txt")
    with Ledger(tmp_path / "out"):
        done = fascicle("batch", "in", "-o", "out", *QUICK)
    assert done.returncode == 13 and "Another run is at work" in done.stderr
    assert not books(tmp_path / "out")


def test_a_damaged_ledger_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".fascicle.sqlite3").write_bytes(b"no database " * 100)
    with pytest.raises(OutputUnwritable) as caught, Ledger(tmp_path):
        pass
    assert "delete it" in caught.value.hint


def test_a_full_disk_is_told_and_leaves_nothing_partial(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "small.txt")
    story(
        tmp_path / "in" / "tall.txt", text="\n\n".join(f"Owl number {n} said {n * n}." for n in range(9000))
    )
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000)); {RUN}"
    arguments = ["batch", "in", "-o", "out", *QUICK]
    done = subprocess.run(
        [sys.executable, "-c", limited, *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "failed tall.txt" in done.stdout and "disk or quota is full" in done.stdout
    assert books(tmp_path / "out") == {"small.epub"}
    assert made(fascicle(*arguments)) == {"tall.txt"}


SMALL_DISK = """
mount -t tmpfs -o size=1500k none out || exit 99
head -c 1200000 /dev/zero > out/ballast
"$@"
echo "code $?"
find out -name '*.part'
rm out/ballast
"$@" && cp -r out kept
"""


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    namespace = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
    if not shutil.which("unshare") or subprocess.run([*namespace, "true"], capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    (tmp_path / "out").mkdir()
    for n in range(30):
        words = "\n\n".join(f"Owl number {m} of {n} said {m * n}." for m in range(300))
        story(tmp_path / "in" / f"s{n:02}.txt", text=words)
    command = [sys.executable, "-m", "converter", "batch", "in", "-o", "out", *QUICK]
    done = subprocess.run(
        [*namespace, SMALL_DISK, "sh", *command], cwd=tmp_path, capture_output=True, text=True
    )
    first, second = re.split(r"(?m)^code \d+$", done.stdout)
    assert "disk or quota is full" in first + done.stderr
    assert ".part" not in second
    told = set(re.findall(r"made (\S+):", first))
    assert 0 < len(told) < 30
    assert set(re.findall(r"made (\S+):", second)) | told == {f"s{n:02}.txt" for n in range(30)}
    assert books(tmp_path / "kept") == {f"s{n:02}.epub" for n in range(30)}
    for name in books(tmp_path / "kept"):
        assert zipfile.ZipFile(tmp_path / "kept" / name).testzip() is None


def test_a_story_that_takes_too_long_is_given_up_alone(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "small.txt")
    story(tmp_path / "in" / "endless.txt", text="\n\n".join(["The owl said nothing. " * 20] * 110_000))
    done = fascicle("batch", "in", "-o", "out", "--time-limit", "3", *QUICK)
    assert done.returncode == 1
    assert "failed endless.txt: It took more than 3 seconds." in done.stdout
    assert made(done) == {"small.txt"} == {name.replace("epub", "txt") for name in books(tmp_path / "out")}


def test_a_story_may_be_too_large(fascicle: Run, tmp_path: Path) -> None:
    story(tmp_path / "in" / "small.txt")
    story(tmp_path / "in" / "large.txt", text="owl " * 250_001)
    done = fascicle("batch", "in", "-o", "out", "--max-size", "1", *QUICK)
    assert done.returncode == 1 and "“in/large.txt” has more than 1 MB" in done.stdout
    assert made(done) == {"small.txt"}
    assert "unchanged small.txt" in fascicle("batch", "in", "-o", "out", "--max-size", "2", *QUICK).stdout
    with Path("/dev/zero").open("rb") as endless:
        done = fascicle("convert", "-", "-o", "owl.epub", "--max-size", "1", stdin=endless)
    assert done.returncode == 20
    assert fascicle("inspect", "/dev/zero", "--max-size", "1").returncode == 20


RUN = "from converter.__main__ import main; main()"
