"""The house rules: a file knows only lower ranks, and each heavy library has one owner."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import converter

PACKAGE = Path(converter.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

RANKS = {
    "errors": 0,
    "book": 0,
    "characters": 0,
    "expressions": 0,
    "configuration": 2,
    "database": 1,
    "source": 1,
    "files": 1,
    "filing": 1,
    "kept_lines": 1,
    "ledger": 2,
    "names": 1,
    "closings": 1,
    "openings": 1,
    "stores": 2,
    "languages": 1,
    "pages": 1,
    "setting": 1,
    "stylesheets": 1,
    "toml_lines": 1,
    "bind": 2,
    "devices": 2,
    "themes": 2,
    "details": 2,
    "counting": 2,
    "typesetting": 2,
    "parts": 2,
    "scripts": 2,
    "identity": 2,
    "typography": 2,
    "readers": 2,
    "cover": 3,
    "fonts": 4,
    "heads": 3,
    "inspection": 3,
    "painting": 2,
    "overrides": 3,
    "xhtml": 3,
    "checks": 3,
    "writers": 4,
    "plugins": 5,
    "preparation": 6,
    "targets": 6,
    "conversion": 7,
    "__init__": 8,
    "batch": 8,
    "preview": 8,
    "sending": 8,
    "shelf": 8,
    "progress": 9,
    "commands": 10,
    "cli": 11,
    "__main__": 12,
}
COMMANDS = [path.stem for path in PACKAGE.glob("commands/*.py")]
OWNERS = {
    "PIL": {"cover", "preview"},
    "babel": {"languages"},
    "bs4": {
        "readers/html",
        "readers/html_blocks",
        "readers/html_contents",
        "readers/html_footnotes",
        "readers/html_links",
        "readers/markup",
    },
    "chardet": {"source/detection"},
    "jinja2": {"shelf/browse"},
    "pebble": {"shelf/workshop"},
    "segno": {"shelf/server"},
    "starlette": {f"shelf/{name}" for name in ("browse", "desk", "opds", "safety", "server")},
    "uvicorn": {"shelf/server", "shelf/connection"},
    "h11": {"shelf/connection"},
    "html.escape": {"readers/inlines", "xhtml/elements"},  # the reader fences what is no markup
    "cssselect2": {"checks/styles"},
    "distributed": {"batch/cluster"},
    "ebooklib": {"writers/epub"},
    "fontTools": {"checks/glyphs", "checks/pdf_fonts", "fonts", "writers/text_layer"},
    "fsspec": {"stores"},
    "ftfy": {"source/mojibake"},
    "isal": {"painting"},
    "jpype": {"checks/epubcheck"},
    "keyring": {"sending/servers"},
    "pathvalidate": {"names"},
    "pikepdf": {"checks/pdf", "checks/pdf_fonts"},
    "platformdirs": {"configuration"},
    "psutil": {"sending/ereaders"},
    "pypdfium2": {"checks/pdf_text", "preview"},
    "pypdfium2_raw": {"painting"},
    "rich": {"progress"},
    "smtplib": {"sending/servers"},
    "sqlite3": {"database", "ledger", "shelf/library"},
    "tinycss2": {"stylesheets"},
    "watchfiles": {"batch/watch"},
    "weasyprint": {"fonts", "writers/pdf", "writers/sheets", "writers/text_layer"},
    "typer": {"cli", *(f"commands/{name}" for name in COMMANDS)},
    "typst": {"typesetting"},
    "tomllib": {"configuration", "details", "themes/__init__"},
    "unicode_rbnf": {"readers/numerals"},
    "urllib3": {"sending/remarkable"},
}


def room(path: Path) -> str:
    """The name that the rank table has for a file: its own, or its folder's."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> set[str]:
    """Dotted names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_lower_ranks(path: Path) -> None:
    own = room(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "converter" or len(parts) == 1 or parts[1] not in RANKS:
            continue
        other = parts[1]
        assert other == own or RANKS[other] < RANKS[own], f"{own} imports {other}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_heavy_library_has_its_owners(path: Path) -> None:
    own = str(path.relative_to(PACKAGE).with_suffix(""))
    for name in imports(path):
        owners = OWNERS.get(name) or OWNERS.get(name.split(".")[0])
        assert owners is None or own in owners, f"{own} imports {name}, which belongs to {owners}"


def test_every_file_has_a_rank() -> None:
    assert {room(path) for path in FILES} == set(RANKS)


def test_only_commands_print_and_only_the_outermost_exits() -> None:
    for path in FILES:
        calls = [
            node.func
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        ]
        names = {call.id for call in calls if isinstance(call, ast.Name)}
        exits = {call.attr for call in calls if isinstance(call, ast.Attribute)} & {"exit", "_exit"}
        if room(path) not in ("cli", "commands", "__main__"):
            assert "print" not in names, path.name
        if room(path) not in ("cli", "__main__"):
            assert not ({"exit", "quit"} & names or exits), path.name


def test_every_public_name_is_there_whatever_was_loaded_before() -> None:
    for path in FILES:
        if path.name != "__main__.py":
            import_module(".".join(("converter", *path.relative_to(PACKAGE).with_suffix("").parts)))
    for name in converter.__all__:
        assert getattr(converter, name).__module__.startswith("converter."), name
    with pytest.raises(AttributeError):
        _ = converter.binding


def loaded_after(code: str, cwd: Path) -> set[str]:
    """Names of the modules that a fresh interpreter has loaded after running ``code``."""
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=cwd)
    return set(done.stdout.split("\n"))


HEAVY = {
    "weasyprint",
    "rich.console",
    "rich.markup",
    "rich.traceback",
    "pygments",
    "fontTools",
    "cssselect2",
    "pikepdf",
    "bs4",
    "chardet",
    "ftfy",
    "tinycss2",
    "keyring",
    "psutil",
    "urllib3",
    "converter.sending",
}
CATCH_EXIT = """
from converter.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded_after(f"sys.argv = ['fascicle', '--help']{CATCH_EXIT}", tmp_path)
    assert "typer" in modules
    late = {"PIL", "pypdfium2", "ebooklib", "typst", "babel", "importlib.metadata", "converter.book"}
    assert not modules & (HEAVY | late)


def test_an_epub_run_loads_no_print_engine(tmp_path: Path) -> None:
    story = "Title: A\nAuthor: B\nLanguage: English\nStatus: Completed\nChapters: 1/1\n\nOnce.\n"
    (tmp_path / "story.txt").write_text(story, encoding="utf-8")
    arguments = "['fascicle', 'convert', 'story.txt']"
    modules = loaded_after(f"sys.argv = {arguments}{CATCH_EXIT}", tmp_path)
    assert (tmp_path / "story.epub").is_file()
    assert "ebooklib" in modules
    assert not modules & (HEAVY | {"babel", "pathvalidate"})
