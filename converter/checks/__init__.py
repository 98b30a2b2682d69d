"""What an e-reader would stumble on in a finished book, anyone's: EPUB, KEPUB or PDF.

``epub.py`` strings together the checks of an EPUB: ``container.py`` the ZIP archive, ``package.py`` the
package document, ``documents.py`` the XHTML, ``contents.py`` the tables of contents, ``styles.py`` the CSS,
``glyphs.py`` the fonts; ``epubcheck.py`` asks the official validator. ``pdf.py`` and ``pdf_fonts.py`` check
a PDF. ``kindle.py`` says which findings stop a book at Amazon, ``identification.py`` which book a file has.
``words.py`` compares the text, as ``blocks.py`` and ``pdf_text.py`` find it, with a story's.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from converter.book import Book
from converter.checks.findings import Finding, Report, Severity, WordCount, describe, gathered, lines
from converter.checks.words import Passage, compare, in_book_order, story_words
from converter.errors import NotABook, needs_extra
from converter.source import read_file

__all__ = ["Finding", "Report", "Severity", "WordCount", "check_book", "describe", "lines"]

_LARGEST = 2000
"""Megabytes of a book, with all its pictures."""
_ZIP = b"PK"
_PDF = b"%PDF-"
_PDF_HEADER_END = 1024
"""Bytes within which readers look for the header of a PDF (ISO 32000-1 annex H.3.4.1)."""


def check_book(path: Path | str, stories: Sequence[Book] = ()) -> Report:
    """Open a finished book and tell what e-readers would stumble on.

    :param stories: what it was made of, to see whether every word is there, in order; several in their order,
        or else the one in which their titles stand in the book.
    :raises SourceError: one of its kinds, when there is no file to be had.
    :raises NotABook: it is neither an EPUB nor a PDF.
    :raises ExtraMissing: it is a PDF, and what opens one is not installed.
    """
    place = Path(path)
    data = read_file(place, _LARGEST)
    if data.startswith(_ZIP):
        return _check_epub(place, data, stories)
    if _PDF in data[:_PDF_HEADER_END]:
        return _check_pdf(data, stories)
    raise NotABook(
        f"“{place}” is neither an EPUB nor a PDF.",
        "Name a finished book; to see what is read in a story, use fascicle inspect.",
    )


# Each kind of book loads its own libraries, so that none is loaded for the other.


def _check_epub(path: Path, data: bytes, stories: Sequence[Book]) -> Report:
    from converter.checks.blocks import passages  # noqa: PLC0415
    from converter.checks.epub import check_epub, open_epub  # noqa: PLC0415
    from converter.checks.epubcheck import run_epubcheck  # noqa: PLC0415

    book, findings = open_epub(data)
    if book is None:
        return Report("epub", tuple(findings))
    findings += [*check_epub(book, path.name), *run_epubcheck(path)]
    return _report("epub", findings, passages(book), stories)


def _check_pdf(data: bytes, stories: Sequence[Book]) -> Report:
    with needs_extra("check", "To check a PDF"):
        from converter.checks.pdf import check_pdf, open_pdf  # noqa: PLC0415
        from converter.checks.pdf_text import read_passages  # noqa: PLC0415
    pdf, findings = open_pdf(data)
    if pdf is None:
        return Report("pdf", tuple(findings))
    with pdf:
        passages = read_passages(data)
        findings += check_pdf(pdf, passages)
    return _report("pdf", findings, passages, stories)


def _report(
    kind: str, findings: list[Finding], passages: Iterable[Passage], stories: Sequence[Book]
) -> Report:
    found = list(gathered(findings))
    if not stories:
        return Report(kind, tuple(found))
    pages = list(passages)
    words, differences = _compared(stories, pages)
    if len(stories) > 1 and words.lost + words.moved:  # a series is bound in its order, not the one given
        others = _compared(in_book_order(stories, pages), pages)
        words, differences = min((words, differences), others, key=lambda one: one[0].lost + one[0].moved)
    return Report(kind, (*found, *differences), words)


def _compared(stories: Sequence[Book], passages: Sequence[Passage]) -> tuple[WordCount, list[Finding]]:
    return compare(story_words(stories), passages, _names(stories), is_anthology=len(stories) > 1)


def _names(stories: Iterable[Book]) -> Iterator[str]:
    """What running heads may say."""
    for story in stories:
        yield story.metadata.title
        yield from story.metadata.authors
        for chapter in story.chapters:
            yield from (chapter.label, chapter.title)
