"""A style is copied to be changed, and shown on a story that has all that it sets."""

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from converter.checks.pdf_text import read_passages
from converter.commands import preview as command
from converter.errors import OutputUnwritable, StyleBroken, UnknownName, UsageError
from converter.preview import contact_sheet, preview
from converter.themes import copy_style, load_theme, style_names
from tests.conftest import Run


@pytest.mark.parametrize("name", style_names())
def test_a_copy_looks_like_what_it_was_copied_from(name: str, tmp_path: Path) -> None:
    files = copy_style(name, tmp_path / "my styles" / "mine")
    assert [path.name for path in files] == ["style.toml", "book.css", "print.css", "book.typ"]
    copy, original = load_theme(str(tmp_path / "my styles" / "mine")), load_theme(name)
    assert copy.name == "mine"
    for part in ("setting", "measures", "palette", "fonts", "book_css", "print_css", "ornament"):
        assert getattr(copy, part) == getattr(original, part), part
    assert copy.look.endswith(files[-1].read_text()) and original.look.endswith(files[-1].read_text())
    assert preview(str(files[0].parent)).notices == ()


def test_a_copy_overwrites_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable, match="is there already"):
        copy_style("classic", tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UnknownName, match="There is no style “clasic”"):
        copy_style("clasic", tmp_path / "mine")


def test_a_folder_of_an_odd_name_gives_a_style(tmp_path: Path) -> None:
    copy_style("modern", tmp_path / 'my "quiet" style\\')
    assert load_theme(str(tmp_path / 'my "quiet" style\\')).name == "my quiet style"


@pytest.fixture(scope="module")
def specimen() -> bytes:
    return preview("classic").pdf


def test_the_specimen_has_all_that_a_style_sets(specimen: bytes) -> None:
    title, details, _, opening, *others = ("\n".join(page.lines) for page in read_passages(specimen))
    assert title.startswith("The Lamp at Winnow Sluice\nAda Penhallow")
    assert "Canals · Night Watches" in details
    assert "The Keeper" in opening
    text = "\n".join(others)
    for part in ("* * *", "The heron stands at Winnow Lock,", "To whoever", "[1]", "End Notes"):
        assert part in text, part


def test_the_page_is_the_one_that_is_asked_for() -> None:
    with pypdfium2.PdfDocument(preview("classic", "a6").pdf) as pdf:
        assert [round(length / 72 * 25.4) for length in pdf[0].get_size()] == [105, 148]


def test_the_picture_shows_every_page(specimen: bytes) -> None:
    sheet = Image.open(io.BytesIO(contact_sheet(specimen)))
    with pypdfium2.PdfDocument(specimen) as pdf:
        pages = len(pdf)
    wide, high = (sheet.width - 24) // 4, (sheet.height - 24) // -(-pages // 4)
    shares = []
    for number in range(pages):
        left, top = 24 + number % 4 * wide, 24 + number // 4 * high
        page = sheet.crop((left, top, left + wide - 24, top + high - 24))
        assert page.getpixel((2, 2)) == 255
        shares.append(sum(page.histogram()[:128]))
    assert len(shares) == pages
    assert min(shares) > 100
    assert contact_sheet(specimen) == contact_sheet(specimen)


def test_doubtful_sheets_are_told_by_file_and_line(tmp_path: Path) -> None:
    mine = copy_style("classic", tmp_path / "mine")[0].parent
    (mine / "book.css").write_text("p { margin: 3;\n color: red }\nq::x { margin: 0 }\n")
    (mine / "print.css").write_text("@page {\n @top-center { colr: 1 } }\n")
    told = [str(notice) for notice in preview(str(mine)).notices]
    book, pages = f"warning: {mine / 'book.css'}", f"warning: {mine / 'print.css'}"
    assert told == [
        f"{book}: line 2: “color” is not for e-readers. What is for pages alone goes into print.css.",
        f"{book}: line 1: Ignored `margin: 3`: invalid value.",
        f"{book}: Invalid or unsupported selector, 'q::x '.",
        f"{pages}: line 2: Ignored `colr: 1 `: unknown property.",
    ]


def test_a_sheet_that_loads_something_is_refused_with_its_line(tmp_path: Path) -> None:
    mine = copy_style("classic", tmp_path / "mine")[0].parent
    (mine / "print.css").write_text('/* url(\n */\np { margin: 0 }\n@import "a.css";\n')
    with pytest.raises(StyleBroken, match=r"print.css”, line 4, holds “@import”"):
        preview(str(mine))


def test_a_mistake_in_a_look_is_told_with_its_line(tmp_path: Path) -> None:
    mine = copy_style("modern", tmp_path / "mine")[0].parent
    look = mine / "book.typ"
    lines = look.read_text(encoding="utf-8").split("\n")
    lines.insert(3, "  verse: nowhere,")
    look.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(StyleBroken, match=r"book.typ”, line 4: unknown variable: nowhere"):
        preview(str(mine))


def test_the_command_writes_beside_nobodys_files(fascicle: Run, tmp_path: Path) -> None:
    done = fascicle("styles", "--copy", "modern", "mine")
    assert done.stdout == "".join(
        f"Wrote mine/{part}\n" for part in ("style.toml", "book.css", "print.css", "book.typ")
    )
    done = fascicle("preview", "mine", "-o", "sheets/mine.png")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Wrote sheets/mine.png\n", "")
    assert (tmp_path / "sheets" / "mine.png").read_bytes().startswith(b"\x89PNG")


def test_a_preview_is_called_like_its_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    command.command("classic")
    assert (tmp_path / "classic.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(UsageError, match=r"“a.jpg” is no name for a preview"):
        command.command("classic", output="a.jpg")
