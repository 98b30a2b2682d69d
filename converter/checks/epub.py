"""The checks of an EPUB or KEPUB, strung together."""

from collections.abc import Iterator

from converter.checks.container import open_container
from converter.checks.contents import check_contents
from converter.checks.documents import Publication, check_documents, read_documents
from converter.checks.findings import Faulty, Finding, warning
from converter.checks.glyphs import check_glyphs
from converter.checks.package import Unreadable, check_package, read_package
from converter.checks.styles import check_styles

_KEPUB_SUFFIX = ".kepub.epub"


def open_epub(data: bytes) -> tuple[Publication | None, list[Finding]]:
    """The publication, None when there is no getting at it, and what is wrong with its wrapping."""
    try:
        files, findings = open_container(data)
        package = read_package(files)
    except Faulty as failure:
        return None, [failure.finding]
    book, unreadable = read_documents(package, files)
    return book, findings + unreadable


def check_epub(book: Publication, name: str) -> Iterator[Finding]:
    """What e-readers would stumble on in the publication of that file name."""
    try:
        yield from check_package(book.package, book.files)
    except Unreadable as failure:
        yield failure.finding
    yield from check_documents(book)
    yield from check_contents(book)
    yield from check_styles(book)
    yield from check_glyphs(book)
    if name.lower().endswith(_KEPUB_SUFFIX) and not _has_kobo_spans(book):
        text = "The name says KEPUB, but Kobo's spans are missing; Kobo shows no progress and no highlights."
        yield warning("kepub-without-spans", "", text, "Name it .epub, or make a KEPUB of it.")


def _has_kobo_spans(book: Publication) -> bool:
    spans = (span for document in book.documents.values() for span in document.root.iter("{*}span"))
    return any(span.get("class") == "koboSpan" for span in spans)
