"""Book to PDF, set by WeasyPrint. The only place that knows it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from converter import xhtml
from converter.book import Book, Chapter, Metadata
from converter.details import split_title
from converter.errors import StyleBroken, WriterFailed
from converter.pages import POINT, Page
from converter.themes import FontFace, Theme
from converter.writers import WriterOptions

suffix = ".pdf"
description = "PDF, set like a printed book"

_FONT_SCHEME = "fascicle-font:"
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
    style = "\n".join((_font_faces(theme.fonts), _page_rules(options.page), theme.book_css, theme.print_css))
    try:
        sheet = CSS(string=style, url_fetcher=fetcher, font_config=fonts)
        page = HTML(string=_markup(book, theme, options), url_fetcher=fetcher)
        return bytes(page.write_pdf(stylesheets=[sheet], font_config=fonts))
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
    measure = options.page.text_width / (options.page.type_size * POINT)
    sections = []
    if options.title_page:
        sections.append(xhtml.title_page(metadata, theme.ornament, measure))
        if not book.is_anthology:
            sections.append(xhtml.details_page(metadata))
    for number, (story, chapter) in enumerate(book.by_story(), start=1):
        name = f"chapter-{number}"
        if chapter.story:
            content = [xhtml.story_page(story, name, measure, brief=not options.title_page)]
        else:
            content = xhtml.chapter(chapter, name, theme.ornament)
        parts = [_start(book, story, chapter), *content]
        sections += (
            parts if story.language == metadata.language else [xhtml.in_language(story.language, parts)]
        )
    facts = _document_facts(metadata)
    return xhtml.document(metadata.title, metadata.language, "\n".join(sections), facts=facts)


def _start(book: Book, story: Metadata, chapter: Chapter) -> str:
    """A mark of no height that opens the chapter's page, with its running heads and its line of the outline.

    What a section itself sets would be set anew on every page that it runs over, and running heads would be
    suppressed on all of them.
    """
    title = split_title(story.title)[0]
    authors = " · ".join(story.authors)
    left, right = authors or title, chapter.title or chapter.label or title
    place = ""
    if book.is_anthology:
        left, right = title, chapter.title or chapter.label or authors or title
        place = " story" if chapter.story else " below"
    return xhtml.element(
        "div",
        "",
        class_=f"chapter-start{place}",
        data_entry=chapter.heading or ("" if book.is_anthology else story.title),
        data_left=_shorten(left),
        data_right=_shorten(right),
    )


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


def _page_rules(page: Page) -> str:
    """The page's measures, and as variables what a style needs to build on them."""
    return f"""
    @page {{ size: {page.width}mm {page.height}mm; margin: {page.head}mm {page.outer}mm {page.foot}mm }}
    @page :left {{ margin-left: {page.outer}mm; margin-right: {page.inner}mm }}
    @page :right {{ margin-left: {page.inner}mm; margin-right: {page.outer}mm }}
    html {{ font-size: {page.type_size}pt; line-height: {page.leading}pt;
            --leading: {page.leading}pt; --text-height: {page.text_height}mm }}
    """
