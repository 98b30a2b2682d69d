"""The structure of a PDF: whether it opens, what it says of itself, its fonts and its outline.

Only here and in ``pdf_fonts.py`` is pikepdf known.
"""

import io
import logging
from collections.abc import Iterator

import pikepdf

from converter.checks.findings import Finding, error, warning
from converter.checks.pdf_fonts import check_fonts
from converter.checks.words import Passage
from converter.pages import POINT

logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # what it mends on the way
_LONG = 20
"""Pages from which a book is hard to find one's way in without an outline."""
_WIDEST = 220
"""Width in millimetres of a page, from which on its type is too small on any e-reader; Letter has 216."""


def open_pdf(data: bytes) -> tuple[pikepdf.Pdf | None, list[Finding]]:
    """The PDF, None when there is no getting at it, with the reason."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        text = "The PDF asks for a password; most e-readers cannot enter one."
        return None, [error("pdf-encrypted", "", text, "Save it without a password.")]
    except Exception as failure:  # noqa: BLE001 - a damaged file fails in more ways than PdfError
        reason = next(iter(str(failure).splitlines()), type(failure).__name__)
        text = f"The PDF is damaged: {reason}."
        return None, [error("pdf-damaged", "", text, "Fetch or make it again.")]
    return pdf, []


def check_pdf(pdf: pikepdf.Pdf, passages: list[Passage]) -> Iterator[Finding]:
    """What e-readers would stumble on in a PDF with that text."""
    try:
        yield from _check_facts(pdf)
        yield from _check_pages(pdf)
        yield from _check_outline(pdf)
        yield from check_fonts(pdf)
    except Exception as failure:  # noqa: BLE001 - objects of a damaged file can be of any type
        text = f"The PDF is damaged: {type(failure).__name__} while reading its objects."
        yield error("pdf-damaged", "", text, "Make it again.")
    if not any(line.strip() for passage in passages for line in passage.lines):
        text = "The PDF has no text, only pictures of it: nothing to search, to enlarge or to read aloud."
        yield warning("text-missing", "", text, "Look for a copy with text.")


def _check_facts(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        stated = {
            "title": metadata.get("dc:title") or pdf.docinfo.get("/Title"),
            "author": metadata.get("dc:creator") or pdf.docinfo.get("/Author"),
            "language": pdf.Root.get("/Lang"),
        }
    effects = {
        "title": "a library shows the name of its file",
        "author": "a library cannot sort it",
        "language": "a reading voice has to guess it",
    }
    for name, value in stated.items():
        if not str(value or "").strip():
            text = f"The PDF does not say its {name}; {effects[name]}."
            yield warning(f"{name}-missing", "", text, f"Set the {name} in the document's properties.")
    if pdf.is_encrypted and not pdf.allow.extract:
        text = "The PDF forbids to take text out; readers that reflow it refuse."
        yield warning("pdf-restricted", "", text, "Save it without restrictions.")


def _check_pages(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    if not len(pdf.pages):
        yield error("pages-missing", "", "The PDF has no pages.", "Make it again.")
    sizes = [tuple(round(float(side)) for side in page.cropbox[2:]) for page in pdf.pages]
    for number, size in enumerate(sizes, start=1):
        if min(size) * POINT > _WIDEST:
            width, height = (f"{side * POINT:.0f} mm" for side in size)
            text = f"It is {width} × {height}, too large for e-readers' screens."
            yield warning("page-large", f"page {number}", text, "Set it on a smaller page, such as A5.")
            break
    inner = set(sizes[1:])  # a cover may have a size of its own
    if len(inner) > 1:
        text = f"Its pages have {len(inner)} sizes; a reader changes the scale as pages turn."
        yield warning("page-sizes", "", text, "Set all pages in one size.")


def _check_outline(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    pages = {page.obj.objgen for page in pdf.pages}
    with pdf.open_outline() as outline:
        if not outline.root and len(pdf.pages) > _LONG:
            text = f"The PDF has {len(pdf.pages)} pages and no outline, so readers show no contents."
            yield warning("outline-missing", "", text, "Make bookmarks of its chapters.")
        for item in outline.root:
            target = item.destination
            if isinstance(target, pikepdf.Array) and target[0].objgen not in pages:
                text = f"The outline's “{item.title}” leads to no page."
                yield error("outline-broken", "", text, "Let it lead to its chapter.")
