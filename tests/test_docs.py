"""What the documents say is so."""

import re
from pathlib import Path

from msgspec.structs import fields

from converter.commands.options import BookOptions, ReadingOptions
from converter.pages import PAGES
from converter.readers import Layout
from converter.themes import shipped_themes
from converter.writers import PdfVariant
from tests.conftest import ROOT, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The README's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_every_style_is_shown_in_the_readme() -> None:
    for theme in shipped_themes():
        (picture,) = re.findall(rf"\]\(([^()]*/{theme.name}\.png)\)", README)
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")


def test_the_story_in_the_readme_converts(fascicle: Run, tmp_path: Path) -> None:
    (story,) = blocks("text")
    (tmp_path / "story.txt").write_text(story, encoding="utf-8")
    done = fascicle("convert", "story.txt")
    assert (done.returncode, done.stderr) == (0, "")


def test_links_lead_somewhere() -> None:
    """Those of the documents at the root; Sphinx follows those of the site."""
    for document in ROOT.glob("*.md"):
        text = document.read_text(encoding="utf-8")
        targets = re.findall(r"\]\(([^()#]+)(?:#[^()]*)?\)", text)
        assert [t for t in targets if "://" not in t and not (ROOT / t).exists()] == [], document.name
        headings = re.findall(r"^#+ (.+)", text, re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
        assert set(re.findall(r"\]\(#([^()]+)\)", text)) <= anchors, document.name


def test_the_changelog_and_the_architecture_are_there() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for path in (ROOT / "converter").iterdir():
        if path.suffix == ".py" and path.name != "__main__.py":
            assert f"`{path.name}`" in architecture, path.name
        elif (path / "__init__.py").is_file():
            assert f"`{path.name}/`" in architecture, path.name


def test_help_names_all_there_is_to_choose_from() -> None:
    """Help is written out, so that it loads nothing; here it is compared with what there is."""
    groups = fields(BookOptions) + fields(ReadingOptions)
    hints = {field.name: field.type.__metadata__[0].help for field in groups}  # type: ignore[union-attr]
    for option, names in (("page", list(PAGES)), ("layout", list(Layout)), ("pdf_variant", list(PdfVariant))):
        assert all(name in hints[option] for name in names), option
