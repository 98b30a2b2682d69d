"""Books onto e-readers by cable: what is found, where they go, and what becomes of a cable that is pulled."""

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from converter import cli, convert
from converter.errors import (
    BookRefused,
    EreaderFull,
    EreaderMissing,
    EreaderUnclear,
    EreaderUnwritable,
    EreaderVanished,
    ExtraMissing,
    NotABook,
    UnknownName,
)
from converter.sending import Parcel, cable, find_destination, pack
from converter.sending.cable import Cable
from converter.sending.ereaders import ereader_at, mounted_ereaders
from tests.conftest import Run

STORY = "Title: The Owl\nAuthor: B. Barn\nLanguage: English\nWork ID: 7\n\nThe owl said nothing.\n"
KOBO_VERSION = "N418,4.9.77,4.38.23171,4.9.77,4.9.77,00000000-0000-0000-0000-000000000388"
EREADERS = {
    "KOBOeReader": [".kobo/version", ".kobo/KoboReader.sqlite"],
    "Kindle": ["documents/My Clippings.txt", "system/version.txt"],
    "NOOK": ["NOOK/Books/"],
    "PB632": ["system/config/", "applications/", "Books/"],
    "tolino": ["Books/"],
    "ONYX-INT": ["Books/"],
}
"""What is on the drives of six makes, by the names of the drives."""


def make_drive(place: Path, files: list[str]) -> Path:
    for name in files:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if name.endswith("/") else path.write_text("")
    if (place / ".kobo").is_dir():
        (place / ".kobo/version").write_text(KOBO_VERSION)
    return place


@pytest.fixture
def drives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Path]]:
    """Plug e-readers in, by the names of their drives, beside a disk and a stick that are none."""
    Partition = namedtuple("Partition", "mountpoint")

    def plug(*names: str) -> dict[str, Path]:
        places = {name: make_drive(tmp_path / "media" / name, EREADERS[name]) for name in names}
        others = [
            make_drive(tmp_path / "disk", ["home/"]),
            make_drive(tmp_path / "stick", ["documents/a.txt"]),
        ]
        monkeypatch.setattr(
            psutil,
            "disk_partitions",
            lambda: [Partition(str(place)) for place in (*others, *places.values())],
        )
        return places

    return plug


@pytest.fixture
def owl(tmp_path: Path) -> Path:
    path = tmp_path / "owl.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def kobo(tmp_path: Path) -> Path:
    return make_drive(tmp_path / "KOBOeReader", EREADERS["KOBOeReader"])


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The owl, a later state of it, and another book, as finished books."""
    folder = tmp_path_factory.mktemp("books")
    later = STORY.replace("nothing", "one word")
    other = STORY.replace("7", "8").replace("B. Barn", "C. Crow").replace("nothing", "caw")
    for name, text in (("owl", STORY), ("later", later), ("other", other)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        convert(folder / f"{name}.txt", formats=["epub"])
    return folder


def parcel(path: Path, name: str = "The Owl") -> Parcel:
    return Parcel(name, path.suffix[1:], path.read_bytes())


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def send(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Run the command in this process, in which the system tells of drives that there are not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["fascicle", "send", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.run()
    shown = capsys.readouterr()
    return int(str(end.value.code)), shown.out, shown.err


# What is found


@pytest.mark.parametrize(
    ("name", "model", "folder", "device"),
    [
        ("KOBOeReader", "Kobo Libra 2", ".", "kobo-clara"),
        ("Kindle", "Kindle", "documents", "kindle-basic"),
        ("NOOK", "Nook", "NOOK/Books", "nook"),
        ("PB632", "PocketBook", "Books", "pocketbook-touch-hd"),
        ("tolino", "Tolino", "Books", "generic"),
        ("ONYX-INT", "Boox", "Books", "generic"),
    ],
)
def test_an_ereader_is_told_by_its_marks(
    name: str, model: str, folder: str, device: str, drives: Callable[..., dict[str, Path]]
) -> None:
    place = drives(name)[name]
    (found,) = mounted_ereaders()
    assert (found.model, found.folder, found.make.device) == (model, place / folder, device)
    assert found.free > 0
    assert found.description.startswith(f"{model} at {place / folder}, ")


@pytest.mark.parametrize(
    ("marks", "model"),
    [
        ([".tolino/"], "Tolino"),
        ([".kobo/version"], "Kobo Libra 2"),
        (["system/", "applications/"], "PocketBook"),
        (["documents/", "system/"], "Kindle"),
        (["NOOK/"], "Nook"),
        (["documents/", "music/"], "folder"),
    ],
)
def test_its_marks_tell_an_ereader_whatever_its_drive_is_called(
    marks: list[str], model: str, tmp_path: Path
) -> None:
    assert ereader_at(make_drive(tmp_path / "NO NAME", marks)).model == model


def test_all_six_are_found_and_nothing_else(drives: Callable[..., dict[str, Path]]) -> None:
    places = drives(*EREADERS)
    assert {ereader.root for ereader in mounted_ereaders()} == set(places.values())


@pytest.mark.parametrize(
    "version", [b"", b"nonsense", b"\xff\xfe", b"N000,1,2,3,4,00000000-0000-0000-0000-9"]
)
def test_a_kobo_that_does_not_say_its_model_is_a_kobo(version: bytes, kobo: Path) -> None:
    (kobo / ".kobo/version").write_bytes(version)
    assert ereader_at(kobo).model == "Kobo"


def test_a_folder_of_an_ereader_keeps_its_make(kobo: Path) -> None:
    (kobo / "Owls").mkdir()
    found = ereader_at(kobo / "Owls")
    assert (found.make.name, found.root, found.folder) == ("kobo", kobo, kobo / "Owls")


def test_a_real_list_of_drives_can_be_had() -> None:
    assert isinstance(mounted_ereaders(), list)


# Where books are sent


def test_one_ereader_needs_no_name(
    drives: Callable[..., dict[str, Path]], owl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = drives("KOBOeReader")["KOBOeReader"]
    code, out, err = send(capsys, owl)
    first, *rest = out.splitlines()
    assert first.startswith(f"To Kobo Libra 2 at {place}, ") and first.endswith("B free")
    assert rest == [
        "Copied The Owl.kepub.epub",
        "Eject it before you unplug it; it adds the books to its library by itself.",
    ]
    assert (code, err) == (0, "")
    convert(owl, device="kobo-clara")
    assert (place / "The Owl.kepub.epub").read_bytes() == owl.with_name("owl.kepub.epub").read_bytes()
    assert files(place) == {".kobo/version", ".kobo/KoboReader.sqlite", "The Owl.kepub.epub"}


def test_without_an_ereader_nothing_is_sent(
    drives: Callable[..., dict[str, Path]], owl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drives()
    code, out, err = send(capsys, owl)
    assert (code, out) == (EreaderMissing.exit_code, "")
    assert err.startswith("fascicle: No e-reader is mounted. Plug it in")


def test_of_two_ereaders_one_is_to_be_named(
    drives: Callable[..., dict[str, Path]], owl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = drives("KOBOeReader", "PB632")
    before = {name: files(place) for name, place in places.items()}
    code, out, err = send(capsys, owl)
    assert (code, out) == (EreaderUnclear.exit_code, "")
    for part in (
        "2 e-readers are mounted",
        "Kobo Libra 2 at",
        "PocketBook at",
        "free",
        "Choose one with --to",
    ):
        assert part in err
    assert {name: files(place) for name, place in places.items()} == before
    assert send(capsys, owl, "--to", "pocketbook", "-q") == (0, "", "")
    assert files(places["PB632"]) == {"Books/The Owl.epub"}
    assert files(places["KOBOeReader"]) == before["KOBOeReader"]


def test_a_device_of_a_make_is_that_make(drives: Callable[..., dict[str, Path]]) -> None:
    drives("KOBOeReader", "Kindle")
    destination = find_destination("Kobo-Sage")
    assert isinstance(destination, Cable)
    assert (destination.ereader.make.name, destination.device) == ("kobo", "kobo-sage")
    with pytest.raises(EreaderMissing, match="No PocketBook is mounted"):
        find_destination("pocketbook")


def test_a_name_that_is_none_gets_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(UnknownName) as refusal:
        find_destination("koboo")
    assert refusal.value.hint.startswith("Did you mean “kobo”?")
    with pytest.raises(UnknownName):
        find_destination("kobo:10.0.0.1")
    with pytest.raises(EreaderMissing, match="There is no folder"):
        find_destination(f"{tmp_path}/nowhere")


@pytest.mark.parametrize(("to", "library"), [(None, "psutil"), ("kobo", "psutil"), ("remarkable", "urllib3")])
def test_without_the_extra_its_libraries_are_named(
    to: str | None, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)  # as if it were not installed
    monkeypatch.delitem(sys.modules, "converter.sending.remarkable", raising=False)
    with pytest.raises(ExtraMissing, match=f"{library} is needed"):
        find_destination(to)


def test_any_folder_will_do(books: Path, tmp_path: Path, fascicle: Run) -> None:
    (tmp_path / "card").mkdir()
    done = fascicle("send", books / "owl.epub", "--to", "./card")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == ["Copied owl.epub"]
    assert (tmp_path / "card/owl.epub").read_bytes() == (books / "owl.epub").read_bytes()


# What is sent


def test_an_epub_goes_to_a_kobo_as_it_is(books: Path, kobo: Path) -> None:
    destination = Cable(ereader_at(kobo), "kobo-clara")
    assert pack(str(books / "owl.epub"), destination).data == (books / "owl.epub").read_bytes()


def test_a_kindle_takes_pdf_alone_by_cable(books: Path, owl: Path, tmp_path: Path, fascicle: Run) -> None:
    kindle = make_drive(tmp_path / "Kindle", EREADERS["Kindle"])
    for source in (books / "owl.epub", owl):
        done = fascicle("send", source, "--to", kindle)
        assert done.returncode == BookRefused.exit_code
        assert "A Kindle takes no EPUB by cable. Send it by mail, with --to kindle" in done.stderr
    (tmp_path / "owl.pdf").write_bytes(b"%PDF-1.7\n")
    assert fascicle("send", "owl.pdf", "--to", kindle).returncode == 0
    assert files(kindle) == {"documents/My Clippings.txt", "system/version.txt", "documents/owl.pdf"}


def test_a_book_in_name_only_is_refused(kobo: Path, tmp_path: Path) -> None:
    (tmp_path / "owl.epub").write_text("The owl said nothing.")
    with pytest.raises(NotABook):
        pack(str(tmp_path / "owl.epub"), Cable(ereader_at(kobo), "kobo-clara"))


def test_what_was_noticed_in_a_story_is_said(owl: Path, kobo: Path, fascicle: Run) -> None:
    owl.write_bytes(STORY.encode() + b"\x07")
    done = fascicle("send", "owl.txt", "--to", kobo)
    assert done.returncode == 0
    assert done.stderr.startswith("note: line 7: 1 control character removed")
    done = fascicle("send", "owl.txt", "owl.txt", "-", "--to", kobo, "--set", "Title=Moth", input=STORY)
    assert done.stderr.startswith("owl.txt: note: line 7: 1 control character removed")
    assert done.stdout.splitlines()[1:3] == ["Copied Moth.kepub.epub", "Copied Moth (2).kepub.epub"]


def test_nothing_is_copied_when_a_story_cannot_be_read(owl: Path, kobo: Path, fascicle: Run) -> None:
    before = files(kobo)
    done = fascicle("send", "owl.txt", "missing.txt", "--to", kobo)
    assert done.returncode == 3
    assert files(kobo) == before


# Names


def copy(place: Path, *parcels: Parcel) -> list[str]:
    ereader = ereader_at(place)
    return list(Cable(ereader, ereader.make.device).deliver(list(parcels)))


def test_the_same_book_is_replaced_and_another_never(books: Path, kobo: Path) -> None:
    assert copy(kobo, parcel(books / "owl.epub")) == ["Copied The Owl.epub"]
    assert copy(kobo, parcel(books / "later.epub")) == ["Replaced The Owl.epub"]
    assert (kobo / "The Owl.epub").read_bytes() == (books / "later.epub").read_bytes()
    assert copy(kobo, parcel(books / "other.epub")) == ["Copied The Owl (2).epub"]
    assert copy(kobo, parcel(books / "owl.epub", "THE OWL")) == ["Replaced The Owl.epub"]
    assert copy(kobo, parcel(books / "other.epub")) == ["Replaced The Owl (2).epub"]
    assert (kobo / "The Owl.epub").read_bytes() == (books / "owl.epub").read_bytes()
    assert (kobo / "The Owl (2).epub").read_bytes() == (books / "other.epub").read_bytes()


def test_two_books_of_one_name_go_together(books: Path, kobo: Path) -> None:
    lines = copy(kobo, parcel(books / "owl.epub"), parcel(books / "other.epub"), parcel(books / "later.epub"))
    assert lines == ["Copied The Owl.epub", "Copied The Owl (2).epub", "Copied The Owl (3).epub"]


@pytest.mark.parametrize("present", [b"not a book at all", b"PK\x03\x04broken", b""])
def test_what_is_no_book_is_not_overwritten(present: bytes, books: Path, kobo: Path) -> None:
    (kobo / "The Owl.epub").write_bytes(present)
    assert copy(kobo, parcel(books / "owl.epub")) == ["Copied The Owl (2).epub"]
    assert (kobo / "The Owl.epub").read_bytes() == present


def test_a_pdf_is_known_by_title_and_author(books: Path, kobo: Path) -> None:
    for name in ("owl", "later", "other"):
        convert(books / f"{name}.txt", formats=["pdf"])
    assert copy(kobo, parcel(books / "owl.pdf")) == ["Copied The Owl.pdf"]
    assert copy(kobo, parcel(books / "later.pdf")) == ["Replaced The Owl.pdf"]
    assert copy(kobo, parcel(books / "other.pdf")) == ["Copied The Owl (2).pdf"]


def test_a_name_fits_the_limit_of_paths(books: Path, kobo: Path) -> None:
    deep = kobo / "/".join(["shelf"] * 15)
    deep.mkdir(parents=True)
    (line,) = copy(deep, parcel(books / "owl.epub", "O" * 120))
    (path,) = deep.iterdir()
    assert line == f"Copied {path.name}"
    assert 170 < len(str(path.relative_to(kobo))) <= 185
    deeper = deep / "/".join(["shelf"] * 15)
    deeper.mkdir(parents=True)
    with pytest.raises(BookRefused, match="too deep"):
        copy(deeper, parcel(books / "owl.epub"))


def test_a_books_own_name_is_made_safe(books: Path, kobo: Path, tmp_path: Path) -> None:
    odd = tmp_path / "What? “Owls”: a|b.epub"
    shutil.copy(books / "owl.epub", odd)
    packed = pack(str(odd), Cable(ereader_at(kobo), "kobo-clara"))
    assert packed.file_name == "What_ “Owls”_ a_b.epub"


# What goes wrong on the way


def pull(place: Path) -> None:
    """The drive is gone, and the system took its folder away."""
    shutil.rmtree(place)


def pull_from_fixed_place(place: Path) -> None:
    """The drive is gone, and the empty folder that it was mounted on is left."""
    place.rename(place.with_name("unplugged"))
    place.mkdir()


@pytest.mark.parametrize("unplug", [pull, pull_from_fixed_place])
@pytest.mark.parametrize("moment", [1, 2, 3])
def test_a_cable_pulled_midway_leaves_no_half_book(
    unplug: Callable[[Path], None], moment: int, books: Path, kobo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pulled while the first book is written, or the second, or when both stand under their names."""
    sync, calls = os.fsync, []

    def pull_at_the_moment(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == moment:
            unplug(kobo)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", pull_at_the_moment)
    with pytest.raises(EreaderVanished) as failure:
        copy(kobo, parcel(books / "owl.epub"), parcel(books / "other.epub"))
    assert len(calls) >= moment
    assert str(kobo) in failure.value.message
    whole = {(books / f"{name}.epub").read_bytes() for name in ("owl", "other")}
    for book in kobo.parent.rglob("*.epub"):
        assert book.parent.name == "unplugged" and moment == 3 and book.read_bytes() in whole
    assert not kobo.exists() or not list(kobo.iterdir()), "nothing was written beside the e-reader"


def test_what_a_killed_run_leaves_is_cleared_away(books: Path, kobo: Path) -> None:
    """It has no name of a book, and goes with the next run."""
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from converter.sending import cable, ereaders, Parcel\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
        "ereader = ereaders.ereader_at(Path(sys.argv[1]))\n"
        "list(cable.Cable(ereader, 'kobo-clara').deliver([Parcel('The Owl', 'epub', b'PK' * 1000)]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(kobo)], capture_output=True)
    assert done.returncode == -9
    (left,) = files(kobo) - {".kobo/version", ".kobo/KoboReader.sqlite"}
    assert left.startswith(".fascicle-") and left.endswith(".part")
    copy(kobo, parcel(books / "owl.epub"))
    assert files(kobo) == {".kobo/version", ".kobo/KoboReader.sqlite", "The Owl.epub"}


SMALL_DRIVE = "mount -t tmpfs -o size=1200k,mode=755 tmpfs {0} && mkdir {0}/.kobo && cp version {0}/.kobo/"


@pytest.fixture
def on_drive(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run a shell script in a name space of its own, in which it can mount; ``{0}`` is a small drive."""
    drive = tmp_path / "drive"
    drive.mkdir()
    (tmp_path / "version").write_text(KOBO_VERSION)
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec"]

    def run(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, f"{SMALL_DRIVE}; {script}".format(drive)], capture_output=True, text=True, cwd=tmp_path
        )

    if shutil.which("unshare") is None or run("true").returncode:
        pytest.skip("the system lets nobody mount a drive of their own")
    return run


def test_a_full_ereader_is_told_before_anything_is_written(
    books: Path, on_drive: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    fill, send_it = "head -c 300000 /dev/zero > {0}/pictures", f"{sys.executable} -m converter send"
    done = on_drive(f"{fill}; {send_it} {books}/owl.epub --to {{0}} || echo $?; find {{0}} -type f")
    assert str(EreaderFull.exit_code) in done.stdout.split()
    assert "free, and" in done.stderr and "Delete something" in done.stderr
    assert "owl" not in done.stdout and ".part" not in done.stdout


def test_an_ereader_that_fills_up_meanwhile_gets_no_half_book(
    on_drive: Callable[[str], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "fill.py").write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from converter.errors import EreaderFull\n"
        "from converter.sending import Parcel, cable, ereaders\n"
        "cable._check_room = lambda *_: None\n"
        "ereader = ereaders.ereader_at(Path(sys.argv[1]))\n"
        "try:\n"
        "    list(cable.Cable(ereader, '').deliver([Parcel(n, 'epub', b'PK' * 400_000) for n in 'ab']))\n"
        "except EreaderFull:\n"
        "    print('full')\n"
    )
    done = on_drive(f"{sys.executable} fill.py {{0}}; ls -A {{0}}")
    assert (done.stdout.split(), done.stderr) == (["full", ".kobo"], "")


def test_a_drive_that_is_unmounted_midway_gets_no_half_book(
    on_drive: Callable[[str], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "pull.py").write_text(
        "import os, subprocess, sys\n"
        "from pathlib import Path\n"
        "from converter.errors import EreaderVanished\n"
        "from converter.sending import Parcel, cable, ereaders\n"
        "drive, sync = sys.argv[1], os.fsync\n"
        "os.fsync = lambda number: (subprocess.run(['umount', '-l', drive], check=True), sync(number))\n"
        "ereader = ereaders.ereader_at(Path(drive))\n"
        "try:\n"
        "    list(cable.Cable(ereader, '').deliver([Parcel('The Owl', 'epub', b'PK' * 10_000)]))\n"
        "except EreaderVanished:\n"
        "    print('gone')\n"
    )
    done = on_drive(f"{sys.executable} pull.py {{0}}; ls -A {{0}}")
    assert (done.stdout.split(), done.stderr) == (["gone"], "")


def test_a_read_only_ereader_is_told(
    books: Path, on_drive: Callable[[str], subprocess.CompletedProcess[str]]
) -> None:
    send_it = f"{sys.executable} -m converter send {books}/owl.epub --to {{0}} || echo $?"
    done = on_drive(f"mount -o remount,ro {{0}}; {send_it}")
    assert str(EreaderUnwritable.exit_code) in done.stdout.split()
    assert "as if it were read-only" in done.stderr


def test_a_failure_that_nothing_explains_gives_the_systems_reason(
    books: Path, kobo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(cable, "write_files", broken)
    with pytest.raises(EreaderUnwritable, match="Input/output error"):
        copy(kobo, parcel(books / "owl.epub"))
