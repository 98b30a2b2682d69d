"""The reference has all that the code has: the site builds without a warning, and its tables are complete."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest
import typer
from msgspec.structs import fields

import converter
from converter import cli, errors
from converter.commands.options import BookOptions, ReadingOptions, option_kinds
from converter.configuration import Configuration
from converter.devices import DEVICES
from converter.errors import ConverterError
from converter.pages import PAGES, Measures
from converter.plugins import format_names
from converter.readers.keys import ALIASES
from converter.setting import Setting
from converter.themes import Palette, shipped_themes
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PACKAGE = ROOT / "converter"


def generated() -> ModuleType:
    """What puts the code's own words into pages."""
    spec = spec_from_file_location("generated", DOCS / "generated.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reference(name: str) -> str:
    """A page of the reference, with what the site shows."""
    return str(generated().expand((DOCS / "reference" / f"{name}.md").read_text(encoding="utf-8")))


def test_pages_show_what_the_code_says() -> None:
    written = generated().written
    pages = {path: path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
    assert [path for path, page in pages.items() if written(page) != page] == [], "run scripts/docs"


def rows(page: str) -> list[list[str]]:
    """The cells of all tables of a page."""
    return [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("|")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``scripts/docs`` does: a warning is an error."""
    place = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    done = subprocess.run(
        [*build, "-d", place / "trees", DOCS, place / "site"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return place / "site"


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(list(DOCS.rglob("*.md")))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"((?:https?:)?//[^\"]*)", text)
        assert loaded == [], page.name
    for sheet in site.rglob("*.css"):
        outside = re.findall(r"url\([\"']?(?:https?:)?//[^)]*\)|@import", sheet.read_text(encoding="utf-8"))
        assert outside == [], sheet.name


def test_the_linter_of_markdown_finds_nothing() -> None:
    documents = [*map(str, ROOT.glob("*.md")), str(DOCS)]
    scan = [sys.executable, "-m", "pymarkdown", "scan", "--recurse", *documents]
    done = subprocess.run(scan, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_command_and_option_is_in_the_reference() -> None:
    page = reference("commands")
    commands: Any = typer.main.get_command(cli.app)
    for name, command in commands.commands.items():
        section = page.partition(f"## `fascicle {name}`\n")[2].partition("\n## ")[0]
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert re.search(rf"^\* `[^`]*(?<![\w-]){re.escape(option)}\b", section, re.MULTILINE), option


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("formats", format_names()),
        ("devices", DEVICES),
        ("pages", PAGES),
        ("styles", [theme.name for theme in shipped_themes()]),
        ("styles", [field.name for kind in (Setting, Measures, Palette) for field in fields(kind)]),
        ("keys", [alias for aliases in ALIASES.values() for alias in aliases.split("|")]),
        ("configuration", [*option_kinds(BookOptions), *option_kinds(ReadingOptions)]),
        ("configuration", [f.name for kind in get_type_hints(Configuration).values() for f in fields(kind)]),
    ],
)
def test_every_name_is_in_its_table(page: str, names: list[str]) -> None:
    cells = {name for row in rows(reference(page)) for cell in row for name in re.findall(r"`([^`]+)`", cell)}
    assert set(names) <= cells


def test_every_error_has_its_exit_code_in_the_table() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    expected = {(str(k.exit_code), f"`{k.__name__}`") for k in kinds if issubclass(k, ConverterError)}
    expected = {pair for pair in expected if pair[0] != "1"}
    found = {(row[0], row[1]) for row in rows(reference("errors")) if row[0].isdecimal()}
    assert expected <= found
    assert {code for code, _ in found - expected} == {"0", "1", "70", "130"}


def test_every_public_name_is_documented(site: Path) -> None:
    text = (site / "reference" / "python.html").read_text(encoding="utf-8")
    assert [name for name in converter.__all__ if f'id="converter.{name}"' not in text] == []


def takers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Functions that take a code, and which of their arguments it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg != "self"]
            if "code" in names:
                yield node.name, names.index("code")


def spelled(node: ast.expr) -> Iterator[str]:
    """The codes that an argument may be, with ``*`` for what is put in."""
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=body, orelse=other):
            yield from spelled(body)
            yield from spelled(other)
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)


def called(function: ast.expr) -> str:
    """The name that is called; of methods a private one alone, for logs have a ``warning`` too."""
    match function:
        case ast.Name(name):
            return name
        case ast.Attribute(attr=name) if name.startswith("_"):
            return name
    return ""


def codes() -> set[str]:
    """The codes of all notices and findings in the source; private functions are those of their file."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
    shared = {"Notice": 0, "Finding": 1}
    shared |= {name: place for tree in trees for name, place in takers(tree) if not name.startswith("_")}
    found: set[str] = set()
    for tree in trees:
        own = shared | dict(takers(tree))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            place = own.get(called(call.func))
            if place is not None and len(call.args) > place:
                found |= set(spelled(call.args[place]))
    return found


def test_every_code_of_a_notice_or_finding_is_explained_once() -> None:
    explained = [row[0].strip("`") for row in rows(reference("notices")) if row[0].startswith("`")]
    written = codes()
    assert len(written) > 100
    patterns = [re.compile(re.escape(code).replace(r"\*", "[a-z]+")) for code in written]
    assert [p.pattern for p in patterns if not any(map(p.fullmatch, explained))] == []
    assert [code for code in explained if not any(p.fullmatch(code) for p in patterns)] == []
    assert len(explained) == len(set(explained))
    assert all(len(row) == 3 and row[2] for row in rows(reference("notices")))
