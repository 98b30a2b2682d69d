"""What the reference takes from the code: each function gives Markdown, put where a page asks for it by name.

Between ``<!-- generated: devices -->`` and ``<!-- end -->`` a page shows what the code says; run as a script,
this writes it anew, and a test tells when that is due. What only the site can show stands behind
``<!-- on the site: blocks -->``.
"""

import inspect
import re
from collections.abc import Callable, Iterable
from enum import EnumType, StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import typer
from msgspec import NODEFAULT
from msgspec.structs import fields
from sphinx.pycode import ModuleAnalyzer
from typer.cli import get_docs_for_click

import converter
from converter import book, errors
from converter.batch.stories import Story
from converter.checks.findings import Finding, WordCount
from converter.cli import app
from converter.commands.options import BookOptions, ReadingOptions, option_kinds
from converter.configuration import Configuration
from converter.devices import DEVICES
from converter.errors import ConverterError, Notice
from converter.pages import PAGES, Measures
from converter.plugins import format_names, load_writer
from converter.readers import Layout
from converter.readers.keys import ALIASES
from converter.setting import Setting
from converter.themes import Palette, shipped_themes
from converter.writers import PdfEngine, PdfVariant

_PAGES = Path(__file__).parent
_SHOWN = re.compile(r"^<!-- generated: ([a-z-]+) -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL)
_ON_SITE = re.compile(r"^<!-- on the site: ([a-z-]+) -->$", re.MULTILINE)


def written(page: str) -> str:
    """A page with what the code says now."""
    return _SHOWN.sub(
        lambda found: f"<!-- generated: {found[1]} -->\n\n{_tidy(SOURCES[found[1]]())}\n\n<!-- end -->", page
    )


def expand(page: str) -> str:
    """A page with what only the site can show."""
    return _ON_SITE.sub(lambda found: SOURCES[found[1]](), page)


def commands() -> str:
    """Each command with its options, as Typer documents them."""
    group = typer.main.get_command(app)
    context = typer.Context(group, info_name="fascicle", help_option_names=["-h", "--help"])
    pages = [
        get_docs_for_click(obj=command, ctx=context, name=name, indent=1, call_prefix="fascicle")
        for name, command in group.commands.items()
    ]
    return "\n".join(pages).replace("```console", "```text")  # a usage is no command to try


def formats() -> str:
    """The formats, by the names that ``-t`` takes."""
    writers = ((name, load_writer(name)) for name in format_names())
    return _table(
        ("Format", "File", "What it is"),
        ((f"`{name}`", f"`{writer.suffix}`", writer.description) for name, writer in writers),
    )


def devices() -> str:
    """The e-readers, with what each gets."""
    return _table(
        ("Device", "Format", "Page in mm", "Type", "Stands for"),
        (
            (
                f"`{device.name}`",
                f"`{device.format}`",
                f"{device.page.width:g} × {device.page.height:g}",
                f"{device.page.type_size:g} pt",
                device.description,
            )
            for device in DEVICES.values()
        ),
    )


def pages() -> str:
    """The page sizes for print."""
    return _table(
        ("Page", "Width × height", "Type / leading", "Margins: inner, outer, head, foot"),
        (
            (
                f"`{page.name}`",
                f"{page.width:g} × {page.height:g} mm",
                f"{page.type_size:g} / {page.leading:g} pt",
                ", ".join(f"{margin:g}" for margin in (page.inner, page.outer, page.head, page.foot)) + " mm",
            )
            for page in PAGES.values()
        ),
    )


def styles() -> str:
    """The styles that come along."""
    return _table(("Style", "What it is"), ((f"`{t.name}`", t.description) for t in shipped_themes()))


def style_values() -> str:
    """What each style says for each setting."""
    themes = shipped_themes()
    rows = [
        [f"`{name}`", *(f"`{_shown(getattr(t.setting, name))}`" for t in themes)] for name in _names(Setting)
    ]
    rows += [
        [f"`{name}`", *(f"`{_shown(getattr(t.measures, name))}`" for t in themes)]
        for name in _names(Measures)
    ]
    return _table(("Setting", *(f"`{theme.name}`" for theme in themes)), rows)


def exit_codes() -> str:
    """The errors, with the exit code that each ends with."""
    kinds = sorted(
        (
            kind
            for kind in vars(errors).values()
            if inspect.isclass(kind) and issubclass(kind, ConverterError)
        ),
        key=lambda kind: kind.exit_code,
    )
    return _table(
        ("Exit code", "Error", "When"),
        (
            (str(kind.exit_code), f"`{kind.__name__}`", _first_line(kind))
            for kind in kinds
            if kind.exit_code != ConverterError.exit_code
        ),
    )


def configuration() -> str:
    """The tables of the user's file, key by key."""
    parts = []
    for name, kind in get_type_hints(Configuration).items():
        parts += [f"## `[{name}]`\n", f"{_first_line(kind).split(': ', 1)[-1].capitalize()}\n"]
        parts.append(_fields(kind, "Key", variable=f"FASCICLE_{name.upper()}_"))
    return "\n".join(parts)


def defaults() -> str:
    """What files may say in place of options."""
    rows = []
    for group in (BookOptions, ReadingOptions):
        texts = get_type_hints(group, include_extras=True)
        for option, (name, kind) in option_kinds(group).items():
            rows.append((f"`{option}`", _kind(kind), get_args(texts[name])[1].help))
    return _table(("Key", "Can be", "Meaning"), rows)


def header_keys() -> str:
    """The keys of a header, each with its other names."""
    rows = []
    for name, aliases in ALIASES.items():
        first, *others = aliases.split("|")
        if name in ("stats", "others", "composite"):
            first, others = "", [first, *others]
        rows.append((f"`{name}`", f"`{first}`" if first else "", ", ".join(f"`{alias}`" for alias in others)))
    return _table(("Becomes", "Usual key", "Also"), rows)


def public_names() -> str:
    """The public names, documented by their own words."""
    named = [(name, getattr(converter, name)) for name in converter.__all__]
    functions = [name for name, value in named if inspect.isfunction(value)]
    classes = [name for name, value in named if inspect.isclass(value)]
    calls = "".join(f".. autofunction:: converter.{name}\n\n" for name in functions)
    return f"## Functions\n\n```{{eval-rst}}\n{calls}```\n\n## Classes\n\n{_classes('converter', classes)}"


def blocks() -> str:
    """The kinds of blocks, by their own words."""
    return _classes("converter.book", [kind.__name__ for kind in get_args(book.Block)])


def inlines() -> str:
    """The kinds of inlines, by their own words."""
    return _classes("converter.book", [kind.__name__ for kind in (*get_args(book.Inline), book.Style)])


def _classes(module: str, names: Iterable[str]) -> str:
    kinds = "".join(f".. autoclass:: {module}.{name}\n   :members:\n\n" for name in names)
    return f"```{{eval-rst}}\n{kinds}```\n"


SOURCES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "formats": formats,
    "devices": devices,
    "pages": pages,
    "styles": styles,
    "style-values": style_values,
    "setting": lambda: _fields(Setting, "Key"),
    "measures": lambda: _fields(Measures, "Key"),
    "layouts": lambda: _choices(Layout, "Layout"),
    "pdf-engines": lambda: _choices(PdfEngine, "Name"),
    "pdf-variants": lambda: _choices(PdfVariant, "Name"),
    "palette": lambda: _fields(Palette, "Key"),
    "exit-codes": exit_codes,
    "configuration": configuration,
    "defaults": defaults,
    "header-keys": header_keys,
    "public-names": public_names,
    "blocks": blocks,
    "inlines": inlines,
    "notice": lambda: _fields(Notice, "Key", has_defaults=False),
    "finding": lambda: _fields(Finding, "Key", has_defaults=False),
    "word-count": lambda: _fields(WordCount, "Key", has_defaults=False),
    "story": lambda: _fields(Story, "Key", has_defaults=False, without="state"),
}
"""What a page may ask for."""


def _fields(kind: Any, head: str, *, variable: str = "", has_defaults: bool = True, without: str = "") -> str:
    """The fields of a class, with what stands in the code below each."""
    hints = get_type_hints(kind)
    docs = ModuleAnalyzer.for_module(kind.__module__).find_attr_docs()
    heads = [head, "Can be", *(["Default"] if has_defaults else []), "Meaning"]
    rows = []
    for field in fields(kind):
        if field.name == without:
            continue
        text = " ".join(docs[kind.__name__, field.name]).strip()
        if variable:
            text = f"{text} `{variable}{field.name.upper()}` in the environment."
        default = [f"`{_shown(field.default)}`"] if has_defaults else []
        rows.append([f"`{field.name}`", _kind(hints[field.name]), *default, text])
    return _table(heads, rows)


def _choices(kind: type[StrEnum], head: str) -> str:
    """The members of an enumeration, with what stands in the code below each."""
    docs = ModuleAnalyzer.for_module(kind.__module__).find_attr_docs()
    return _table(
        (head, "What it is"),
        ((f"`{choice}`", " ".join(docs[kind.__name__, choice.name]).strip()) for choice in kind),
    )


def _kind(hint: Any) -> str:
    """What a value can be, in words."""
    if get_origin(hint) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(hint))
    if isinstance(hint, EnumType):
        return ", ".join(f"`{choice.value}`" for choice in hint)
    if get_origin(hint) in (tuple, list):
        return "list of texts"
    return {bool: "`true`, `false`", float: "number", int: "number", str: "text"}[hint]


def _shown(value: object) -> str:
    """A value as TOML has it."""
    match value:
        case _ if value is NODEFAULT:
            return ""
        case bool():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(map(_shown, value))}]"
        case float() | int():
            return f"{value:g}"
        case _:
            return f'"{value}"'


def _names(kind: Any) -> Iterable[str]:
    return (field.name for field in fields(kind))


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").split("\n")[0]


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"|{'|'.join(map(_cell, line))}|\n" for line in lines)


def _cell(text: str) -> str:
    escaped = text.replace("|", chr(92) + "|")
    return f" {escaped} " if text else " "


def _tidy(markdown: str) -> str:
    """Without more than one blank line anywhere."""
    return re.sub(r"\n{3,}", "\n\n", markdown).strip()


def main() -> None:
    """Write anew what the pages show of the code."""
    for path in sorted(_PAGES.rglob("*.md")):
        page = path.read_text(encoding="utf-8")
        path.write_text(written(page), encoding="utf-8")


if __name__ == "__main__":
    main()
