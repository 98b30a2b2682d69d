"""The text of a PDF, page by page, and what it says of itself. The only place that knows pypdfium2."""

from contextlib import closing

import pypdfium2

from converter.checks.words import Passage

_LINE_END_HYPHEN = "\ufffe"


def read_passages(data: bytes) -> list[Passage]:
    """The text of each page; its lines are the page's. Empty when PDFium cannot open the file."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return [
                Passage(f"page {number}", _lines(pdf, number), is_page=True)
                for number in range(1, len(pdf) + 1)
            ]
    except pypdfium2.PdfiumError:
        return []


def read_facts(data: bytes) -> dict[str, str]:
    """What the document information of a PDF says, such as ``Title``; empty when it cannot be opened."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return dict(pdf.get_metadata_dict(skip_empty=True))
    except pypdfium2.PdfiumError:
        return {}


def _lines(pdf: pypdfium2.PdfDocument, number: int) -> tuple[str, ...]:
    with closing(pdf[number - 1]) as page, closing(page.get_textpage()) as text:
        # PDFium has the mark for a hyphen at the end of a line, and of a page, where a running head follows.
        return tuple(text.get_text_range().replace(_LINE_END_HYPHEN, "-\n").splitlines())
