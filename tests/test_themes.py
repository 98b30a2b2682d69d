"""A style is a folder of data; a user's own works the same, and mistakes in it are named."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from converter import convert, read_story
from converter.errors import StyleBroken
from converter.plugins import load_writer
from converter.themes import Palette, load_theme, shipped_themes
from converter.writers import WriterOptions
from tests.conftest import ROOT, Run

CLASSIC = ROOT / "styles" / "classic"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of classic, to be changed."""
    return Path(shutil.copytree(CLASSIC, tmp_path / "mine"))


def test_classic_is_shipped(fascicle: Run) -> None:
    assert "classic" in {theme.name for theme in shipped_themes()}
    listing = fascicle("styles").stdout
    assert listing.startswith("classic     A novel as good presses set it")


def test_a_folder_of_ones_own(mine: Path, tmp_path: Path) -> None:
    toml = mine / "style.toml"
    toml.write_text(toml.read_text().replace('ornament = "* * *"', 'ornament = "§"'))
    story = ROOT / "examples" / "the-last-ferry.txt"
    for suffix in ("epub", "pdf"):
        ours = convert(story, tmp_path / f"ours.{suffix}").outputs[0].read_bytes()
        theirs = convert(story, tmp_path / f"theirs.{suffix}", style=str(mine)).outputs[0].read_bytes()
        assert ours != theirs
    assert load_theme(str(mine)).ornament == "§"


def test_fonts_may_lie_in_the_folder(mine: Path) -> None:
    shutil.copy(load_theme("classic").fonts[0].path, mine / "face.otf")
    (mine / "style.toml").write_text(
        'name = "mine"\ndescription = "d"\nornament = "*"\n[[font]]\nfamily = "F"\nregular = "face.otf"\n'
    )
    (face,) = load_theme(str(mine)).fonts
    assert (face.family, face.path) == ("F", mine / "face.otf")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "classic"', "", "“name” is missing"),
        ('ornament = "* * *"', "ornament = 3", "“ornament” is missing or is not a text"),
        ('ornament = "* * *"', "ornament = ", "is not valid TOML"),
        ('ornament = "* * *"', 'ornament = "*"\ncolour = "red"', "“colour” is not a setting"),
        ("SourceSerifPro-BoldIt.otf", "Nowhere.otf", "there is no font file"),
        ("font_source_serif_pro", "font_of_dreams", "“font_of_dreams” is not installed"),
        ("bold_italic", "heavy", "“heavy” is not a setting"),
        ('ornament = "* * *"', 'ornament = "\\u0000"', "cannot be shown"),
        ("files/SourceSerifPro-BoldIt.otf", "/etc/passwd", "lies outside the folder"),
        ("files/SourceSerifPro-BoldIt.otf", "__init__.py", "is not a font"),
        ("font_source_serif_pro", "__main__", "“__main__” is not installed"),
        ("Source Serif Pro", "a; } '", "holds a quotation mark"),
        ("[cover]", "[[cover]]", "“cover” is not a table"),
        ("inks = [", "colours = [", "“colours” is not a setting"),
        ('"#1d3b4f"', '"#1d3b4"', "“#1d3b4” is not a colour"),
        ('paper = "#f6efe0"', "", "“None” is not a colour"),
        ('accent = "#dba544"', "accent = 7", "“7” is not a colour"),
    ],
)
def test_mistakes_are_named(old: str, new: str, message: str, mine: Path) -> None:
    toml = mine / "style.toml"
    text = toml.read_text()
    assert old in text
    toml.write_text(text.replace(old, new))
    with pytest.raises(StyleBroken, match=message) as caught:
        load_theme(str(mine))
    assert caught.value.hint
    assert "style.toml" in caught.value.message


def test_fonts_are_a_list(mine: Path) -> None:
    toml = mine / "style.toml"
    toml.write_text(toml.read_text().partition("[[font]]")[0] + '[font]\nfamily = "Mine"\n')
    with pytest.raises(StyleBroken, match="“font” is not a list of tables"):
        load_theme(str(mine))


def test_a_cover_needs_inks_but_a_style_no_cover(mine: Path) -> None:
    toml = mine / "style.toml"
    before, _, after = toml.read_text().partition("[cover]")
    fonts = after[after.index("[[font]]") :]
    toml.write_text(before + fonts)
    assert load_theme(str(mine)).palette == Palette()
    for inks in ("", "inks = []", "inks = '#000000'"):
        toml.write_text(f'{before}[cover]\npaper = "#ffffff"\naccent = "#999999"\n{inks}\n{fonts}')
        with pytest.raises(StyleBroken, match="“inks” is missing or is not a list"):
            load_theme(str(mine))


@pytest.mark.parametrize("part", ["style.toml", "book.css", "print.css"])
def test_every_part_is_needed(part: str, mine: Path) -> None:
    (mine / part).unlink()
    with pytest.raises(StyleBroken, match=part):
        load_theme(str(mine))


@pytest.mark.parametrize("part", ["book.css", "print.css"])
@pytest.mark.parametrize(
    "rule", ['p { background: url("file:///etc/passwd") }', "@import 'other.css';", '@charset "latin-1";']
)
def test_a_style_loads_nothing_but_its_fonts(rule: str, part: str, mine: Path) -> None:
    css = mine / part
    css.write_text(css.read_text() + "/* url( in a comment is no harm */")
    load_theme(str(mine))
    css.write_text(css.read_text() + rule)
    with pytest.raises(StyleBroken, match="may load nothing"):
        load_theme(str(mine))


def test_the_print_engine_refuses_what_gets_past_that(tmp_path: Path) -> None:
    theme = replace(load_theme("classic"), print_css='p { background: url("file:///etc/passwd") }')
    book = read_story(ROOT / "examples" / "three-letters-home.txt").book
    with pytest.raises(StyleBroken, match="asks for “file:"):
        load_writer("pdf").write(book, theme, WriterOptions())
