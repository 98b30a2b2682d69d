"""Book to PDF, set by WeasyPrint. The only place that knows it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydyf import PDF, Dictionary
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from converter import xhtml
from converter.book import Book, Metadata
from converter.details import split_title
from converter.errors import StyleBroken, WriterFailed
from converter.languages import has_capitals, is_right_to_left
from converter.pages import POINT, Page
from converter.themes import FontFace, Theme
from converter.writers import WriterOptions

suffix = ".pdf"
description = "PDF, set like a printed book"

_FONT_SCHEME = "fascicle-font:"
_SPACE_BEFORE_STYLE = re.compile(" ((?:<(?:code|del|em|small|strong|u)>)+)")
"""WeasyPrint 70 breaks a line of right-to-left text after its first word where a run ends in a space that
the line has no room for; within the next run the space does no harm."""
_RUNNING_HEAD_LENGTH = 48
"""Characters that fit above the narrowest text block; a longer head is cut at a word."""


class _OurFontsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Serves the style's fonts and refuses every other address, local files included."""

    def __init__(self, fonts: Iterable[FontFace]) -> None:
        super().__init__(allowed_protocols=())
        self._fonts = {_address(font): font for font in fonts}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        font = self._fonts.get(url)
        if font is None:
            raise FatalURLFetchingError(url[:80])
        return URLFetcherResponse(url, font.path.read_bytes(), {"Content-Type": "font/otf"})


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as a PDF; see ``Writer.write``."""
    fetcher = _OurFontsOnly(theme.fonts)
    fonts = FontConfiguration()
    rules = (
        _font_faces(theme.fonts),
        _page_rules(options.page),
        theme.book_css,
        theme.print_css,
        *_script_rules(theme, book.metadata.language),
    )
    finisher = _bind_right if is_right_to_left(book.metadata.language) else None
    try:
        sheet = CSS(string="\n".join(rules), url_fetcher=fetcher, font_config=fonts)
        page = HTML(string=_markup(book, theme, options), url_fetcher=fetcher)
        return bytes(page.write_pdf(stylesheets=[sheet], font_config=fonts, finisher=finisher))
    except FatalURLFetchingError as error:  # story text is escaped, so it is the style that asks
        raise StyleBroken(
            f"The style “{theme.name}” asks for “{error}”, which is not one of its fonts.",
            "Take that address out of its CSS; a book loads nothing from outside.",
        ) from None
    except Exception as error:  # a layout engine can fail in more ways than it lists
        raise WriterFailed(
            f"WeasyPrint could not set the book: {error}.",
            "Try another --page, or -t epub; and please report the story.",
        ) from error


def _markup(book: Book, theme: Theme, options: WriterOptions) -> str:
    metadata = book.metadata
    sections = []
    if options.title_page:
        measure = options.page.text_width / (options.page.type_size * POINT)
        sections += [
            xhtml.title_page(metadata, theme.ornament, measure),
            xhtml.details_page(metadata),
        ]
    book_head = split_title(metadata.title)[0]
    author = _shorten(" · ".join(metadata.authors) or book_head)
    for number, chapter in enumerate(book.chapters, start=1):
        heads = [author, _shorten(chapter.title or chapter.label or book_head)]
        if is_right_to_left(metadata.language):
            heads.reverse()
        sections += [
            # A mark of no height opens the page: what a section itself sets would be set anew on
            # every page that it runs over, and running heads would be suppressed on all of them.
            xhtml.element(
                "div",
                "",
                class_="chapter-start",
                data_entry=chapter.heading or metadata.title,
                data_left=heads[0],
                data_right=heads[1],
            ),
            *xhtml.chapter(chapter, f"chapter-{number}", theme.ornament),
        ]
    facts = _document_facts(metadata)
    body = xhtml.stack_ruby("\n".join(sections))
    if is_right_to_left(metadata.language):
        body = _SPACE_BEFORE_STYLE.sub(r"\1 ", body)
    return xhtml.document(metadata.title, metadata.language, body, facts=facts)


def _shorten(text: str) -> str:
    """The text, or as many of its first words as a running head holds, with an ellipsis."""
    if len(text) <= _RUNNING_HEAD_LENGTH:
        return text
    cut = text[:_RUNNING_HEAD_LENGTH]
    at_a_word = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return at_a_word.rstrip(" ,;:.–—-") + "…"


def _document_facts(metadata: Metadata) -> list[tuple[str, str]]:
    """What WeasyPrint puts into the PDF's own metadata."""
    facts = [("author", author) for author in metadata.authors]
    keywords = (*metadata.fandoms, *metadata.relationships, *metadata.characters, *metadata.tags)
    if keywords:
        facts.append(("keywords", ", ".join(dict.fromkeys(keywords))))
    if metadata.summary:
        facts.append(("description", " ".join(metadata.summary)))
    return facts


def _address(font: FontFace) -> str:
    return _FONT_SCHEME + quote(font.path.name)


def _font_faces(fonts: Iterable[FontFace]) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{font.family}"; src: url("{_address(font)}");'
        f" font-style: {'italic' if font.italic else 'normal'};"
        f" font-weight: {'bold' if font.bold else 'normal'} }}"
        for font in fonts
    )


def _script_rules(theme: Theme, language: str) -> list[str]:
    """What the language's script asks of any style."""
    names = ["scripts"] if has_capitals(language) else ["scripts", "uncased"]
    text_face = f'"{theme.fonts[0].family}"' if theme.fonts else "serif"
    sheets = [Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8") for name in names]
    return [f":root {{ --text-face: {text_face} }}", *sheets]


def _bind_right(_: Document, pdf: PDF) -> None:
    """Say that the pages turn as those of a book bound on the right do (ISO 32000-1, 12.2)."""
    pdf.catalog.setdefault("ViewerPreferences", Dictionary())["Direction"] = "/R2L"


def _page_rules(page: Page) -> str:
    """The page's measures, and as variables what a style needs to build on them."""
    return f"""
    @page {{ size: {page.width}mm {page.height}mm; margin: {page.head}mm {page.outer}mm {page.foot}mm }}
    @page :left {{ margin-left: {page.outer}mm; margin-right: {page.inner}mm }}
    @page :right {{ margin-left: {page.inner}mm; margin-right: {page.outer}mm }}
    html {{ font-size: {page.type_size}pt; line-height: {page.leading}pt;
            --leading: {page.leading}pt; --text-height: {page.text_height}mm }}
    """
