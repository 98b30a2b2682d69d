"""The commands that are compared: Fascicle's, and those of others that make EPUB or PDF of a text."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from unittest.mock import patch

from msgspec import Struct, field

from benchmarks import processes
from converter import convert
from converter.writers import typst

Command = Callable[[Path, Path], list[str | Path]]
"""From a text, beside which lies what was made ready, and the book to make, to a command."""

_HERE = Path(__file__).parent
_HEADLESS = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}
"""What Calibre needs for a PDF where there is no screen, and for the superuser."""

_OTHERS = {"Calibre": "ebook-convert", "ebookmaker": "ebookmaker"}


class Tool(Struct, frozen=True):
    """One way to make a book."""

    name: str
    against: str
    """The name of the one that it is compared with."""
    command: Command
    suffix: str
    program: str | None
    """Nothing if it is not installed."""
    install: str = ""
    longest: int = 1_000_000
    """Words of the longest text that is worth the wait."""
    environment: Mapping[str, str] = field(default_factory=dict)


def _script(name: str) -> str | None:
    """A program of this environment, or else of the system."""
    return shutil.which(name, path=Path(sys.executable).parent) or shutil.which(name)


@cache
def pandoc() -> str | None:
    """The Pandoc of the package that brings it, or else the system's, which may be years older."""
    if importlib.util.find_spec("pypandoc"):
        import pypandoc  # noqa: PLC0415 — it may be missing

        return str(pypandoc.get_pandoc_path())
    return shutil.which("pandoc")


def _fascicle(*options: str) -> Command:
    program = _script("fascicle") or "fascicle"
    return lambda text, book: [program, "convert", text, "-o", book, "-q", *options]


def _pandoc(*options: str) -> Command:
    program = pandoc() or "pandoc"
    return lambda text, book: [
        program, "--quiet", "-f", "markdown", "-M", "title=Title", *options, text, "-o", book
    ]  # fmt: skip


def _pandoc_typst(text: Path, book: Path) -> list[str | Path]:
    markup = book.with_suffix(".typ")
    compiled = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
    steps = '"$1" --quiet -s -f markdown -M title=Title -t typst "$2" -o "$3" && "$4" -c "$5" "$3" "$6"'
    return ["sh", "-c", steps, "sh", pandoc() or "pandoc", text, markup, sys.executable, compiled, book]


def tools() -> list[Tool]:
    """All of them, installed or not; after each the one that it is compared with, or before."""
    own = _script("fascicle")
    found = pandoc()
    pandoc_hint = "pip install pypandoc-binary"
    calibre = shutil.which("ebook-convert")
    calibre_hint = "apt install calibre, or https://calibre-ebook.com/download"
    weasyprint = _script("weasyprint")
    return [
        Tool("Fascicle, EPUB", "Pandoc, EPUB", _fascicle(), ".epub", own),
        Tool("Pandoc, EPUB", "Pandoc, EPUB", _pandoc(), ".epub", found, pandoc_hint),
        Tool(
            "Calibre, EPUB", "Pandoc, EPUB",
            lambda text, book: ["ebook-convert", text, book],
            ".epub", calibre, calibre_hint, longest=121_000,
        ),
        Tool(
            "ebookmaker, EPUB", "Pandoc, EPUB",
            lambda text, book: ["ebookmaker", "--make=epub3.images", f"--output-dir={book.parent}", text],
            ".epub", shutil.which("ebookmaker"), "pipx install ebookmaker", longest=121_000,
        ),
        Tool(
            "Fascicle, PDF by Typst", "Pandoc, PDF by Typst",
            _fascicle("--pdf-engine", "typst"), ".pdf", own,
        ),
        Tool("Pandoc, PDF by Typst", "Pandoc, PDF by Typst", _pandoc_typst, ".pdf", found, pandoc_hint),
        Tool(
            "Typst alone, our template", "Pandoc, PDF by Typst",
            lambda text, book: [sys.executable, _HERE / "typst_alone.py", text.parent / "typst", book],
            ".pdf", own,
        ),
        Tool(
            "Fascicle, PDF by WeasyPrint", "Pandoc, PDF by WeasyPrint",
            _fascicle("--pdf-engine", "weasyprint"), ".pdf", own,
        ),
        Tool(
            "Pandoc, PDF by WeasyPrint", "Pandoc, PDF by WeasyPrint",
            _pandoc(f"--pdf-engine={weasyprint}"), ".pdf", found and weasyprint, pandoc_hint, longest=121_000,
        ),
        Tool(
            "WeasyPrint alone, Pandoc’s HTML", "Pandoc, PDF by WeasyPrint",
            lambda text, book: [str(weasyprint), text.with_suffix(".html"), book],
            ".pdf", found and weasyprint, pandoc_hint, longest=121_000,
        ),
        Tool(
            "Calibre, PDF", "Pandoc, PDF by WeasyPrint",
            lambda text, book: ["ebook-convert", text, book],
            ".pdf", calibre, calibre_hint, longest=121_000, environment=_HEADLESS,
        ),
    ]  # fmt: skip


def environment(tool: Tool | None = None) -> dict[str, str]:
    """The variables of a run. Byte code may be kept, as that of installed packages is."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, **(tool.environment if tool else {})}


def lay_ready(text: Path) -> None:
    """Put beside a text what engines alone are measured with: HTML by Pandoc, and what we give to Typst."""
    if program := pandoc():
        processes.run(
            [
                program,
                "--quiet",
                "-s",
                "-f",
                "markdown",
                "-M",
                "title=Title",
                text,
                "-o",
                text.with_suffix(".html"),
            ]
        )
    folder = text.parent / "typst"
    folder.mkdir()

    class Recorded(typst.Typesetter):
        """Leaves in the folder what it is given."""

        def __init__(self, template: str, fonts: Path, **options: bool) -> None:
            shutil.copytree(fonts, folder / "fonts", dirs_exist_ok=True)
            (folder / "book.typ").write_text(template, encoding="utf-8")
            super().__init__(template, fonts, **options)

        def pdf(self, data: str, *others: object) -> tuple[bytes, set[str]]:
            (folder / "data.json").write_text(data, encoding="utf-8")
            return b"%PDF", set()

    with patch.object(typst, "Typesetter", Recorded):
        convert(text, text.with_suffix(".pdf"), pdf_engine="typst")


def versions() -> dict[str, str]:
    """What is compared with what."""
    found = {"Fascicle": version("fascicle"), "Python": sys.version.split()[0]}
    found |= {"WeasyPrint": version("weasyprint"), "Typst": version("typst")}
    others = {name: shutil.which(program) for name, program in _OTHERS.items()}
    for name, program in {"Pandoc": pandoc(), **others}.items():
        if program:
            said = processes.run([program, "--version"]).output.split("\n", 1)[0]
            found[name] = next(word.strip("()") for word in said.split() if word.strip("()v")[0].isdigit())
    return found
