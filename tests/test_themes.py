"""A style is a folder of data; a user's own works the same, and mistakes in it are named."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from converter import convert, read_story
from converter.errors import StyleBroken
from converter.plugins import load_writer
from converter.themes import Palette, load_theme, shipped_themes
from converter.writers import WriterOptions
from tests.conftest import ROOT, Run

CLASSIC = ROOT / "styles" / "classic"


SERIF = "package = 'font_source_serif_pro'\nregular = 'files/SourceSerifPro-Regular.otf'\n"


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
        ("[setting]", "[[setting]]", "stands where a table of settings should"),
        ('align = "justify"', 'align = "middle"', "“align” is “middle”, but can be justify, start"),
        ("hyphens = true", "hyphens = 1", "“hyphens” is “1”, but must be true or false"),
        ("indent = 1.25", "indent = -1", "“indent” is “-1”, but must be a number from 0 to 999"),
        ("indent = 1.25", "indent = true", "“indent” is “True”, but must be a number"),
        ("indent = 1.25", "indent = nan", "“indent” is “nan”, but must be a number"),
        ('"{author}"', '"{editor}"', "“{editor}” can name author, surname, title, TITLE, chapter"),
        ('"{author}"', '"{page} {author}"', "“{page} {author}” can name .* at the end"),
        ('"{author}"', '"{author"', "“{author” has a brace without its partner"),
        ('"{author}"', '"a\\nb"', "“left_head” is “a\nb”, but must be a text on one line"),
        ("[setting]", '[setting]\nheading_font = "Arial"', "“heading_font” is “Arial”, which is none of"),
        ("[setting]", '[page]\nsize = "a0"\n[setting]', "“size” is “a0”, which is no page size"),
        ("[setting]", "[page]\ncolumns = 2\n[setting]", "“columns” is not a setting"),
        ("[setting]", '[page]\ntype_size = "18pt"\n[setting]', "“type_size” is “18pt”, but must be a number"),
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


def test_a_style_may_be_based_on_another(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    toml = mine / "style.toml"
    toml.write_text('name = "mine"\ndescription = "d"\nbased_on = "modern"\n[setting]\nindent = 2\n')
    (mine / "book.css").write_text("dd { margin: 0 }")
    theme, base = load_theme(str(mine)), load_theme("modern")
    assert (theme.name, theme.description, theme.ornament) == ("mine", "d", base.ornament)
    assert theme.setting == replace(base.setting, indent=2)
    assert (theme.fonts, theme.palette, theme.measures) == (base.fonts, base.palette, base.measures)
    assert (
        theme.book_css
        == base.book_css.replace("text-indent: 1em", "text-indent: 2em", 1) + "dd { margin: 0 }"
    )
    assert theme.print_css == base.print_css
    toml.write_text(toml.read_text() + '[cover]\npaper = "#eeeeee"\n')
    assert load_theme(str(mine)).palette == replace(base.palette, paper="#eeeeee")


def test_fonts_of_a_style_take_the_place_of_its_bases(tmp_path: Path) -> None:
    shutil.copy(load_theme("classic").fonts[0].path, tmp_path / "face.otf")
    (tmp_path / "style.toml").write_text(
        'name = "mine"\ndescription = "d"\nbased_on = "classic"\n'
        '[[font]]\nfamily = "F"\nregular = "face.otf"\n'
    )
    assert [face.family for face in load_theme(str(tmp_path)).fonts] == ["F"]


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("ornamnt = '§'", 4, "Did you mean “ornament”?"),
        ("indent = 2", 4, "Write it below [setting]."),
        ("[setting]\ngap = 1\nindnet = 2", 6, "Did you mean “indent”?"),
        ("[setting]\n\nornament = '§'", 6, "Write it above all tables."),
        ("[page]\n# gap = 2\ngap = 2", 6, "Write it below [setting]."),
        ("[page] # of pages\nhead = 9\n[setting]\nalign = 'left'", 7, "Compare it"),
        ("[page]\nsize = 'a44'", 5, "Did you mean “a4”?"),
        ("[setting]\nheading_font = 'Source Serf Pro'", 5, "Did you mean “Source Serif Pro”?"),
        ("[cover]\npaper = '#eeeeee'\ninks = [\n  '#000000',\n  'navy',\n]", 8, "Write it as #rrggbb."),
        (f"[[font]]\nfamily = 'F'\n{SERIF}[[font]]\nfamily = 'G'\nbold = 'b.otf'", 10, "Compare it"),
        (f"[[font]]\nfamily = 'F'\n{SERIF}[[font]]\nregular = 'b.otf'", 8, "Compare it"),
        (
            "[[font]]\nfamily = 'Arial'",
            5,
            "Name one for each of its cuts: regular, italic",
        ),
        ("[page]\ninner = 200", 4, "Make them smaller."),
        ("[page]\ntype_size = 500", 4, "Make them smaller."),
        ("[page]\nsize = 'a6'\nhead = 150\nfoot = 150", 4, "Make them smaller."),
        ("[cover]\npaper = = 1", 5, "Mend that line; a text stands in quotation marks."),
    ],
)
def test_mistakes_have_their_line(text: str, line: int, hint: str, tmp_path: Path) -> None:
    toml = tmp_path / "style.toml"
    toml.write_text(f'name = "mine"\ndescription = "d"\nbased_on = "classic"\n{text}\n')
    with pytest.raises(StyleBroken, match=rf"\bline {line}\b") as caught:
        load_theme(str(tmp_path))
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ('"modrn"', "“based_on” names “modrn”, which is no other style of ours."),
        ('"."', "“based_on” names “.”"),
        ('"../mine"', "which is no other style of ours"),
        ("3", "“based_on” is missing or is not a text"),
    ],
)
def test_a_base_is_a_style_of_ours(base: str, message: str, mine: Path) -> None:
    toml = mine / "style.toml"
    toml.write_text(f"based_on = {base}\n" + toml.read_text())
    with pytest.raises(StyleBroken, match=message):
        load_theme(str(mine))


def test_a_style_of_ours_is_not_based_on_itself(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.themes._shipped_styles", lambda: {"classic": mine})
    toml = mine / "style.toml"
    toml.write_text('based_on = "classic"\n' + toml.read_text())
    with pytest.raises(StyleBroken, match="which is no other style of ours"):
        load_theme("classic")


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
