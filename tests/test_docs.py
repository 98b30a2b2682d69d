"""What the documents say is so."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from converter import errors
from converter.commands.options import BookOptions, ReadingOptions
from converter.devices import DEVICES
from converter.errors import ConverterError
from converter.pages import PAGES, Measures
from converter.plugins import format_names
from converter.readers import Layout
from converter.setting import Setting
from converter.themes import shipped_themes
from converter.writers import PdfVariant
from tests.conftest import ROOT, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The README's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_python_in_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (code,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The Clockmaker's Orchard ['Chapter 1: The Pear Tree'," in done.stdout
    assert (tmp_path / "books" / "the-last-ferry.pdf").is_file()


def test_the_style_in_the_readme_works(fascicle: Run, tmp_path: Path) -> None:
    (style,) = [block for block in blocks("toml") if block.startswith("name")]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "style.toml").write_text(style, encoding="utf-8")
    done = fascicle(
        "convert", ROOT / "examples" / "three-letters-home.txt", "--style", "mine", "-o", "a.epub"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_style_is_shown_in_the_readme() -> None:
    for theme in shipped_themes():
        assert f"- `{theme.name}` " in README
        (picture,) = re.findall(rf"\]\(([^()]*/{theme.name}\.png)\)", README)
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")


def test_every_setting_of_a_style_is_documented() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for field in (*fields(Setting), *fields(Measures)):
        assert re.search(rf"^\| [^|]*`{field.name}`", architecture, re.MULTILINE), field.name


def test_the_story_in_the_readme_converts(fascicle: Run, tmp_path: Path) -> None:
    (story,) = blocks("text")
    (tmp_path / "story.txt").write_text(story, encoding="utf-8")
    done = fascicle("convert", "story.txt")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_inspection_in_the_readme_is_what_is_shown(fascicle: Run) -> None:
    (sample,) = [block for block in blocks("console") if block.startswith("$ fascicle inspect")]
    command, expected = sample.split("\n", 1)
    assert fascicle(*command.split()[2:], cwd=ROOT).stdout == expected


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["convert"],
        ["bind"],
        ["batch"],
        ["send"],
        ["inspect"],
        ["check"],
        ["formats"],
        ["devices"],
        ["styles"],
    ],
)
def test_every_option_in_the_help_is_in_the_readme(command: list[str], fascicle: Run) -> None:
    text = fascicle(*command, "--help").stdout
    assert text.startswith("Usage: fascicle")
    for option in set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", text)) - GENERAL:
        assert f"`{option}" in README or option in LONG_FORMS, option


GENERAL = {"-h", "--help", "--version", "--install-completion", "--show-completion"}
LONG_FORMS = {"--output", "--to", "--quiet"}


def test_the_readme_names_every_format_page_and_device() -> None:
    for name in (*format_names(), *PAGES, *DEVICES):
        assert f"`{name}`" in README


def test_the_readme_lists_every_exit_code() -> None:
    section = README.split("### Exit codes")[1].split("##")[0]
    codes = set(map(int, re.findall(r"\b(\d+) ", section)))
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    expected = {kind.exit_code for kind in kinds if issubclass(kind, ConverterError)} - {1}
    assert codes == expected | {0, 1, 70, 130}


def test_the_changelog_and_the_architecture_are_there() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for path in (ROOT / "converter").iterdir():
        if path.suffix == ".py" and path.name != "__main__.py":
            assert f"`{path.name}`" in architecture, path.name


def test_help_names_all_there_is_to_choose_from() -> None:
    """Help is written out, so that it loads nothing; here it is compared with what there is."""
    groups = fields(BookOptions) + fields(ReadingOptions)
    hints = {field.name: field.type.__metadata__[0].help for field in groups}  # type: ignore[union-attr]
    for option, names in (("page", list(PAGES)), ("layout", list(Layout)), ("pdf_variant", list(PdfVariant))):
        assert all(name in hints[option] for name in names), option
