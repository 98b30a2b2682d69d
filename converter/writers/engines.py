"""Book to PDF, by the engine that is asked for; each is loaded when it is needed."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from msgspec.structs import replace

from converter.book import Book
from converter.errors import Level, Notice, PluginBroken
from converter.themes import Theme
from converter.writers import PdfEngine, WriterOptions

suffix = ".pdf"
description = "PDF, set like a printed book"

_MODULES = {
    PdfEngine.WEASYPRINT: "converter.writers.pdf",
    PdfEngine.TYPST: "converter.writers.typst",
}


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as a PDF; see ``Writer.write``."""
    return _load(options.pdf_engine)(book, theme, _with_cover(book, theme, options))


def find_engine(engine: PdfEngine) -> tuple[PdfEngine, tuple[Notice, ...]]:
    """The engine that can be used here, and a note when it is not the one that is usual.

    :raises PluginBroken: the one that is asked for cannot be loaded.
    """
    wanted = PdfEngine.WEASYPRINT if engine is PdfEngine.AUTO else engine
    try:
        _load(wanted)
    except (ImportError, OSError) as error:  # a system library that a Python package stands on
        reason = str(error).strip().split("\n", 1)[0]
        if engine is not PdfEngine.AUTO:
            raise PluginBroken(
                f"The PDF engine {wanted} cannot be loaded: {reason}.",
                "Install the system library it names, which is Pango for WeasyPrint (README, “Install”),"
                f" or use --pdf-engine {PdfEngine.TYPST}.",
            ) from error
        return PdfEngine.TYPST, (_note(reason),)
    return wanted, ()


def _load(engine: PdfEngine) -> Callable[[Book, Theme, WriterOptions], bytes]:
    """The function that sets a book; see ``Writer.write``."""
    return cast("Callable[[Book, Theme, WriterOptions], bytes]", import_module(_MODULES[engine]).write)


def _note(reason: str) -> Notice:
    return Notice(
        "pdf-engine",
        0,
        f"The PDF is set by Typst, because WeasyPrint cannot be loaded here: {reason}.",
        f"Install Pango for WeasyPrint, or say --pdf-engine {PdfEngine.TYPST}.",
        Level.NOTE,
    )


def _with_cover(book: Book, theme: Theme, options: WriterOptions) -> WriterOptions:
    """The options with the picture that opens the book, or with none.

    A book for a screen has a cover; what is printed has one only when the user brings a picture.
    """
    if options.cover is not True:
        return options
    if not options.page.is_screen or theme.setting.front == "manuscript":
        return replace(options, cover=False)
    from converter.cover import draw_cover  # noqa: PLC0415 — loads what only covers need

    proportion = options.page.height / options.page.width
    return replace(options, cover=draw_cover(book.metadata, theme, proportion))
