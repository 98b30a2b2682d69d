"""A style at a glance: a short story that has all that a style sets, as a PDF, and as one picture of it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from converter.conversion import render_books
from converter.errors import Level, Notice, StyleBroken
from converter.preparation import prepare
from converter.themes import Theme, own_look, own_sheets
from converter.typesetting import fault_of
from converter.writers import PdfEngine

_SPECIMEN = Path(__file__).with_name("specimen.txt")
_COLUMNS, _WIDTH, _GAP = 4, 420, 24
"""Pages side by side in the picture; their width and the space around them in pixels."""
_FINER = 3
"""How many times larger the pages are drawn first: PDFium sets each letter on a whole pixel."""
_TABLE = 208
"""The grey that pages lie on."""


class Preview(Struct, frozen=True):
    """The specimen in a style."""

    pdf: bytes
    notices: tuple[Notice, ...]
    """What e-readers would stumble on in its sheets, or pages are set without; what its fonts lack."""


def preview(style: str, page: str | None = None) -> Preview:
    """The specimen in the style of that name or in that folder, on pages of that size.

    :raises ConverterError: one of its kinds, when style or page is unknown, or the style has a mistake.
    """
    settings = prepare(formats=("pdf",), style=style, page=page, smart=True)
    _refuse_faulty_look(style, settings.theme)
    made = render_books(_SPECIMEN.read_bytes(), _SPECIMEN.name, settings)
    warnings = (notice for notice in made.notices if notice.level is Level.WARNING)
    return Preview(made.contents[0], (*_sheet_notices(style, settings.writing.pdf_engine), *warnings))


def _refuse_faulty_look(style: str, theme: Theme) -> None:
    """Make sure that Typst understands the look of a style, whichever engine sets the pages now."""
    path, own = own_look(style)
    found = fault_of(theme.look) if own else None
    if found:
        line = found[0] - theme.look.removesuffix(own).count("\n")
        raise StyleBroken(
            f"In “{path}”, line {line}: {found[1]}.", "Compare it with the book.typ of “classic”."
        )


def _sheet_notices(style: str, engine: PdfEngine) -> Iterator[Notice]:
    """What is doubtful in the sheets of a style, each under the name of its file."""
    from converter.stylesheets import lint  # noqa: PLC0415 — nothing else that makes books needs it

    hint = "What is for pages alone goes into print.css."
    for path, css in own_sheets(style).items():
        found = [replace(notice, hint=hint) for notice in lint(css)] if path.name == "book.css" else []
        lines = {notice.line for notice in found}
        for notice in (*found, *(other for other in _ignored(css, engine) if other.line not in lines)):
            yield replace(notice, story=str(path))


def _ignored(css: str, engine: PdfEngine) -> tuple[Notice, ...]:
    """What WeasyPrint leaves out of a sheet, where it sets the pages."""
    if engine is not PdfEngine.WEASYPRINT:
        return ()
    from converter.writers.sheets import ignored  # noqa: PLC0415 — stands on system libraries

    return ignored(css)


def contact_sheet(pdf: bytes) -> bytes:
    """All pages of a PDF side by side in one picture, as PNG."""
    import pypdfium2  # noqa: PLC0415 — a preview as PDF does without
    from PIL import Image  # noqa: PLC0415 — as above

    with pypdfium2.PdfDocument(pdf) as document:
        large = (page.render(scale=_FINER * _WIDTH / page.get_width(), grayscale=True) for page in document)
        pages = [page.to_pil().reduce(_FINER) for page in large]
    wide, high = (max(sizes) + _GAP for sizes in zip(*(page.size for page in pages), strict=True))
    columns = min(_COLUMNS, len(pages))
    rows = -(-len(pages) // columns)
    sheet = Image.new("L", (columns * wide + _GAP, rows * high + _GAP), _TABLE)
    for number, page in enumerate(pages):
        sheet.paste(page, (_GAP + number % columns * wide, _GAP + number // columns * high))
    picture = BytesIO()
    sheet.save(picture, "PNG", optimize=True)
    return picture.getvalue()
