"""PDF by Typst: sound, accessible, the same words, and nothing of a story taken for markup."""

import os
import re
import subprocess
import sys
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from msgspec.structs import replace

from converter import Book, Chapter, Metadata, convert, read_story
from converter.book import (
    Footnote,
    Heading,
    LineBreak,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Style,
    Styled,
    Text,
    Verse,
)
from converter.errors import PluginBroken, StyleBroken, UnknownName
from converter.pages import PAGES
from converter.plugins import load_writer
from converter.themes import load_theme, shipped_themes
from converter.writers import PdfEngine, PdfVariant, WriterOptions
from tests.conftest import ROOT, STORIES, Run, story_id
from tests.fidelity import differences

ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"
FERRY = ROOT / "examples" / "the-last-ferry.txt"
STYLES = [theme.name for theme in shipped_themes()]
TYPST = WriterOptions(pdf_engine=PdfEngine.TYPST)


def run(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout


def written(book: Book, options: WriterOptions = TYPST, style: str = "classic") -> bytes:
    return load_writer("pdf").write(book, load_theme(style), options)


def text_of(data: bytes, folder: Path) -> str:
    """The text of all pages, its divided words joined, on one line."""
    path = folder / "book.pdf"
    path.write_bytes(data)
    return " ".join(re.sub("\u00ad\\s*", "", run("pdftotext", "-raw", path, "-")).split())


@pytest.mark.parametrize("variant", PdfVariant)
@pytest.mark.parametrize("style", STYLES)
def test_every_style_conforms(style: str, variant: PdfVariant) -> None:
    options = replace(TYPST, pdf_variant=variant)
    report = page_validation.validate_pdf_bytes(written(read_story(ORCHARD).book, options, style))
    assert str(variant)[:1] in str(report.profile).casefold()
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.parametrize("story", STORIES, ids=story_id)
def test_every_story_makes_a_sound_file(story: Path, tmp_path: Path) -> None:
    path = convert(story, tmp_path / "book.pdf", pdf_engine="typst").outputs[0]
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", path)
    fonts = run("pdffonts", path).splitlines()[2:]
    assert fonts and all(font.split()[-5:-2] == ["yes", "yes", "yes"] for font in fonts), fonts


@pytest.mark.parametrize("style", STYLES)
def test_no_word_is_lost(style: str, tmp_path: Path) -> None:
    path = convert(FERRY, tmp_path / "book.pdf", style=style, pdf_engine="typst").outputs[0]
    added = {"words-added"} if style == "manuscript" else set()  # its first page says how long it is
    assert {finding.code for finding in differences(FERRY, path)} <= added


HOSTILE = {
    "import": '#import "@preview/cetz:0.3.0": *',
    "read": '#read("/etc/passwd")',
    "eval": '#eval("1+1") #panic("no") #{1 + 1}',
    "escape": r"\ \\ \u{41} \#set text(red)",
    "label": "@label <label> #label",
    "mathematics": "$x^2$ and $5 or $6",
    "comments": "// not a comment /* nor this */ http://example.org",
    "marks": "*bold* _emph_ `raw` = Heading - list + list / term: x",
    "json": "quotes \" ' backslash \\ brace } bracket ] null true \\u0000",
    "shorthands": "--- -- ... ~ -? 'single' \"double\"",
    "lines": "one\u2028two\u2029three",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_in_a_story_is_markup(text: str, tmp_path: Path) -> None:
    blocks = (
        Paragraph((Text(text),), 1),
        Heading((Text(text),), 2),
        Verse(((Text(text),),), 3),
        Lines(((Text(text),),), 4),
        Quote((Paragraph((Text(text),), 5),), 5),
        Note(text, (Paragraph((Text(text),), 6),), 6),
        Paragraph((Text("A"), ReferenceMark(text, text), Ruby(text, text), LineBreak(), Text("B")), 7),
        Footnote(text, text, (Text(text),), 8),
    )
    metadata = Metadata(
        title=text, authors=(text,), summary=(text,), tags=(text,), notes=(text,), url=text, language=text
    )
    chapters = (Chapter(blocks, text, text), Chapter((), "", text))
    found = text_of(written(Book(metadata, chapters)), tmp_path)
    shown = " ".join(text.split())
    assert found.count(shown) >= 8, found


@pytest.mark.parametrize(
    "word", ["https://example.org/" + "a/b" * 60 + "zend", "A" * 130 + "zend", "ein\u00a0" * 400 + "zend"]
)
def test_no_word_runs_off_the_page(word: str, tmp_path: Path) -> None:
    text = (Text(f"So {word} it went."),)
    blocks = (Paragraph(text, 1), Verse((text,), 2), Lines((text,), 3), Quote((Paragraph(text, 4),), 4))
    book = Book(Metadata(title=word[:150], authors=(word[:90],), tags=(word[:300],)), (Chapter(blocks),))
    path = tmp_path / "book.pdf"
    path.write_bytes(written(book))
    right = (PAGES["a5"].width - PAGES["a5"].outer) * 72 / 25.4
    boxes = re.findall(r'xMin="([\d.]+)".*xMax="([\d.]+)"', run("pdftotext", "-bbox", path, "-"))
    assert (
        max(float(end) for _, end in boxes) < right + 15
    )  # right-hand pages; left-hand ones lie further left
    letters = re.sub(r"\W", "", run("pdftotext", "-raw", path, "-"))
    assert letters.count("zend") >= 4


def test_every_style_of_words_is_shown(tmp_path: Path) -> None:
    inlines = tuple(Styled(style, (Text(f"so {style}"),)) for style in Style)
    found = text_of(written(Book(Metadata(title="T"), (Chapter((Paragraph(inlines, 1),)),))), tmp_path)
    assert all(f"so {style}" in found for style in Style)


def test_footnotes_and_their_marks_are_linked(tmp_path: Path) -> None:
    blocks = (
        Paragraph(
            (Text("A kettle"), ReferenceMark("[1]", "n1"), Text(" and a clock"), ReferenceMark("*", "x")), 1
        ),
        Footnote("n1", "[1]", (Text("Of copper."),), 2),
    )
    path = tmp_path / "book.pdf"
    path.write_bytes(written(Book(Metadata(title="T"), (Chapter(blocks),))))
    with pikepdf.open(path) as pdf:
        links = [note for leaf in pdf.pages for note in leaf.get("/Annots", ())]
    assert len(links) == 2, "a mark whose footnote is nowhere leads nowhere"


def test_the_same_bytes_in_another_process(fascicle: Run, tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.pdf"
        done = fascicle(
            "convert", ORCHARD, "-o", out, "--pdf-engine", "typst", env={**os.environ, "PYTHONHASHSEED": seed}
        )
        assert done.returncode == 0, done.stderr
        found.append(out.read_bytes())
    assert found[0] == found[1]
    assert b"CreationDate" not in found[0]


NO_PANGO = """
import cffi
opened = cffi.FFI.dlopen
def dlopen(self, name, *flags):
    if name and ("pango" in str(name) or "gobject" in str(name)):
        raise OSError(f"cannot load library '{name}': no such file")
    return opened(self, name, *flags)
cffi.FFI.dlopen = dlopen
"""


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which the system has no Pango."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NO_PANGO)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), str(ROOT)])}


def test_without_pango_there_is_a_pdf_all_the_same(
    fascicle: Run, tmp_path: Path, without_pango: dict[str, str]
) -> None:
    done = fascicle("convert", FERRY, "-o", tmp_path / "book.pdf", env=without_pango)
    assert done.returncode == 0, done.stderr
    assert "The PDF is set by Typst, because WeasyPrint cannot be loaded here" in done.stderr
    assert "libgobject" in done.stderr or "pango" in done.stderr
    assert b"Typst" in (tmp_path / "book.pdf").read_bytes()


def test_without_pango_there_are_a_folder_of_pdfs_and_a_preview(
    fascicle: Run, tmp_path: Path, without_pango: dict[str, str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ferry.txt").write_bytes(Path(FERRY).read_bytes())
    done = fascicle("batch", "in", "-o", "out", "-t", "pdf", "--jobs", "1", env=without_pango)
    assert done.returncode == 0, done.stderr
    assert b"Typst" in (tmp_path / "out" / "ferry.pdf").read_bytes()
    done = fascicle("preview", "modern", "-o", "modern.pdf", env=without_pango)
    assert done.returncode == 0, done.stderr
    assert b"Typst" in (tmp_path / "modern.pdf").read_bytes()


def test_without_pango_weasyprint_is_refused(
    fascicle: Run, tmp_path: Path, without_pango: dict[str, str]
) -> None:
    out = tmp_path / "book.pdf"
    done = fascicle("convert", FERRY, "-o", out, "--pdf-engine", "weasyprint", env=without_pango)
    assert done.returncode == PluginBroken.exit_code
    assert "--pdf-engine typst" in done.stderr and "Traceback" not in done.stderr
    assert not out.exists()


def test_each_engine_is_loaded_alone(tmp_path: Path) -> None:
    code = (
        "import sys; from converter import convert;"
        f"convert({str(FERRY)!r}, {str(tmp_path / 'a.pdf')!r}, pdf_engine='typst');"
        "assert 'typst' in sys.modules and 'weasyprint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_an_engine_unknown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="PDF engine"):
        convert(FERRY, tmp_path / "book.pdf", pdf_engine="tex")


@pytest.mark.parametrize("code", ['#import "@preview/cetz:0.3.0"', '#include "/etc/passwd"'])
def test_the_look_of_a_style_loads_nothing(code: str, tmp_path: Path) -> None:
    (tmp_path / "style.toml").write_text('name = "mine"\ndescription = "d"\nbased_on = "classic"\n')
    (tmp_path / "book.typ").write_text(code)
    with pytest.raises(StyleBroken, match="may load nothing"):
        load_theme(str(tmp_path))


def test_a_style_has_its_own_look_after_that_of_its_base(tmp_path: Path) -> None:
    (tmp_path / "style.toml").write_text('name = "mine"\ndescription = "d"\nbased_on = "modern"\n')
    base = load_theme("modern").look
    assert load_theme(str(tmp_path)).look == base
    (tmp_path / "book.typ").write_text("#let look = look + (leader: true)\n")
    assert load_theme(str(tmp_path)).look == base + "#let look = look + (leader: true)\n"


def test_what_no_font_has_is_a_gap_in_conformance_not_a_failure(tmp_path: Path) -> None:
    book = Book(
        Metadata(title="T"), (Chapter((Paragraph((Text("A \U000f1234 mark."),), 1), SceneBreak("", 2))),)
    )
    assert "mark." in text_of(written(book), tmp_path)
