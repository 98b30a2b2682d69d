"""A style is a folder of data; a user's own works the same, and mistakes in it are named."""

import shutil
from pathlib import Path

import pytest

from converter import convert
from converter.errors import StyleBroken
from converter.themes import load_theme, shipped_themes
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
        ("[[font]]", "[font]", "“font” is not a list of tables"),
        ("SourceSerifPro-It.otf", "Nowhere.otf", "there is no font file"),
        ("font_source_serif_pro", "font_of_dreams", "“font_of_dreams” is not installed"),
        ("bold_italic", "heavy", "“heavy” is not a setting"),
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


@pytest.mark.parametrize("part", ["style.toml", "book.css", "print.css"])
def test_every_part_is_needed(part: str, mine: Path) -> None:
    (mine / part).unlink()
    with pytest.raises(StyleBroken, match=part):
        load_theme(str(mine))


def test_a_style_loads_no_file_but_its_fonts(mine: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    css = mine / "print.css"
    css.write_text(f'{css.read_text()}\nbody {{ background: url("file://{secret}") }}\n')
    with pytest.raises(StyleBroken, match="asks for “file:"):
        convert(ROOT / "examples" / "three-letters-home.txt", tmp_path / "b.pdf", style=str(mine))
