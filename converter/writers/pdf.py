"""Book to PDF, set by WeasyPrint. The only place that knows it."""

import gc
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydyf import PDF, Dictionary, Stream
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.pdf import fonts as fonts_of_weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from converter import xhtml
from converter.book import Book, Metadata
from converter.closings import is_closed
from converter.counting import about_length
from converter.details import colophon, keywords
from converter.errors import StyleBroken, WriterFailed
from converter.expressions import expression
from converter.heads import running_heads
from converter.languages import has_capitals, is_right_to_left
from converter.pages import Page
from converter.parts import Parts, contents, parts_of
from converter.scripts import script_rules
from converter.themes import FontFace, Theme
from converter.writers import PdfVariant, WriterOptions
from converter.writers.text_layer import mend_text_layer

if TYPE_CHECKING:  # what draws covers is loaded only for a book that has one
    from converter.cover import Cover

_FONT_SCHEME = "fascicle-font:"
_COVER = "fascicle-cover:"
_SPACE_BEFORE_STYLE = expression(" (?=<(?:code|del|em|small|strong|sub|sup|u)>)")
"""WeasyPrint 70 breaks a line after its first word where a run ends in a space that the line has no room for;
a space that is a run of its own does no harm."""
_PARAGRAPH = expression("<p(?=[ >])(.*)")
_TAG = expression("<[^<>]*>")
_LONG_WORD = 0.75
"""A word that may be too long for a line: its characters to the line's em, of which the widest take one."""


_make_references = PDF.page_references.fget


def _page_references(pdf: PDF) -> tuple[bytes, ...]:
    """What tags name the pages by, made once.

    pydyf 0.13 makes them anew, all of them, for each of a long book's many thousand tags, which takes a
    sixth of the time.
    """
    known: tuple[bytes, ...] = vars(pdf).get("known_references", ())
    if 3 * len(known) != len(pdf.pages["Kids"]):  # a number, a generation and an R for each
        known = vars(pdf)["known_references"] = _make_references(pdf)
    return known


PDF.page_references = property(_page_references)
# A cut of a font with axes would carry the time at which it was made.
fonts_of_weasyprint.TTFont = partial(fonts_of_weasyprint.TTFont, recalcTimestamp=False)


class _OurFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Serves the style's fonts and the cover, and refuses every other address, local files included."""

    def __init__(self, fonts: Iterable[FontFace], cover: "Cover | None") -> None:
        super().__init__(allowed_protocols=())
        self._fonts = {_address(font): font.path for font in fonts}
        self._cover = cover

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url == _COVER and self._cover:
            return URLFetcherResponse(url, self._cover.data)
        if url not in self._fonts:
            raise FatalURLFetchingError(url[:80])
        return URLFetcherResponse(url, self._fonts[url].read_bytes(), {"Content-Type": "font/otf"})


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as a PDF; see ``Writer.write``."""
    parts = parts_of(
        book,
        options.page,
        title_page=options.title_page,
        recto=options.recto,
        manuscript=theme.setting.front == "manuscript",
    )
    cover = None if isinstance(options.cover, bool) else options.cover
    fetcher = _OurFilesOnly(theme.fonts, cover)
    fonts = FontConfiguration()
    language = book.metadata.language
    for_archives = options.pdf_variant is not PdfVariant.ACCESSIBLE

    def finish(document: Document, pdf: PDF) -> None:
        mend_text_layer(document, pdf)
        if is_right_to_left(language):
            _bind_right(pdf)
        if for_archives:
            _finish_for_archives(pdf)

    try:
        rules = _rules(theme, options.page, parts, language)
        sheet = CSS(string=rules, url_fetcher=fetcher, font_config=fonts)
        page = HTML(string=_markup(book, theme, options.page, parts, cover), url_fetcher=fetcher)
        settings = {
            "pdf_tags": True,
            "pdf_variant": f"pdf/{options.pdf_variant}",
            "uncompressed_pdf": for_archives,  # until the finisher
        }
        document = page.render(font_config=fonts, stylesheets=[sheet], **settings)
        gc.collect()  # all that the pages were made of, in cycles
        return bytes(document.write_pdf(finisher=finish, **settings))
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


def _rules(theme: Theme, page: Page, parts: Parts, language: str) -> str:
    """The whole style sheet; what comes later wins."""
    rules = (
        _font_faces(theme.fonts),
        _page_rules(page),
        theme.book_css,
        theme.print_css,
        _rectos(parts),
        *_script_rules(theme, language),
    )
    return "\n".join(rules)


def _markup(book: Book, theme: Theme, page: Page, parts: Parts, cover: "Cover | None") -> str:
    metadata = book.metadata
    sections = [xhtml.cover_page(metadata, _COVER)] if cover else []
    sections += _front_matter(book, theme, page, parts)
    sections += _chapters(book, theme, page, parts)
    if theme.setting.end and not is_closed(book):
        sections.append(xhtml.end(theme.setting.end))
    if parts.colophon:
        sections.append(xhtml.colophon(colophon(theme.family)))
    facts = _document_facts(metadata)
    body = _SPACE_BEFORE_STYLE.sub("<span> </span>", xhtml.stack_ruby("\n".join(sections)))
    body = _mark_long_words(body, int(_LONG_WORD * page.measure))
    return xhtml.document(metadata.title, metadata.language, body, facts=facts)


def _mark_long_words(markup: str, length: int) -> str:
    """The markup, where a style sheet finds the paragraphs with that many characters between two spaces."""
    word = re.compile(rf"[^ ]{{{length}}}")

    def marked(paragraph: re.Match[str]) -> str:
        is_long = word.search(_TAG.sub("", paragraph[0]))
        return f'<p data-words="long"{paragraph[1]}' if is_long else paragraph[0]

    return _PARAGRAPH.sub(marked, markup)


def _front_matter(book: Book, theme: Theme, page: Page, parts: Parts) -> Iterator[str]:
    metadata = book.metadata
    if parts.half_title:
        yield xhtml.half_title(metadata)
    if parts.title_page:
        length = about_length(book) if theme.setting.front == "manuscript" else ""
        yield xhtml.title_page(metadata, theme.ornament, page.measure, length)
    if parts.details and not book.is_anthology:
        yield xhtml.details_page(metadata)
    if parts.contents:
        yield xhtml.contents_page(contents(book), metadata.language)


def _chapters(book: Book, theme: Theme, page: Page, parts: Parts) -> Iterator[str]:
    in_parts = {entry.number for part in contents(book) for entry in part.below}
    for number, (story, chapter) in enumerate(book.by_story(), start=1):
        name = f"chapter-{number}"
        if chapter.story:
            sections = [xhtml.story_page(story, name, page.measure, brief=not parts.details)]
        else:
            sections = xhtml.chapter(chapter, name, theme.ornament, measure=page.measure)
        heads = running_heads(theme.setting, story, chapter, page.measure, is_anthology=book.is_anthology)
        entry = chapter.heading or ("" if book.is_anthology else story.title)
        kinds = (
            ("story", chapter.story is not None),
            ("in-part", number in in_parts),
            ("untitled", not chapter.heading),
        )
        sections.insert(0, _start(entry, heads, [name for name, applies in kinds if applies]))
        if story.language != book.metadata.language:
            sections = [xhtml.in_language(story.language, sections)]
        yield from sections


def _start(entry: str, heads: tuple[str, str], kinds: list[str]) -> str:
    """A mark of no height that opens the chapter's page, with its line of the outline and its running heads.

    What a section itself sets would be set anew on every page that it runs over, and running heads would be
    suppressed on all of them.
    """
    left, right = heads
    class_ = " ".join(["chapter-start", *kinds])
    return xhtml.element("div", "", class_=class_, data_entry=entry, data_left=left, data_right=right)


def _document_facts(metadata: Metadata) -> list[tuple[str, str]]:
    """What WeasyPrint puts into the PDF's own metadata."""
    facts = [("author", author) for author in metadata.authors]
    if found := keywords(metadata):
        facts.append(("keywords", ", ".join(found)))
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
    sheets = [Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8") for name in names]
    indent = f":root {{ --indent: {theme.setting.indent:g}em }}"
    return [*sheets, script_rules(language, theme.family), indent]


def _page_rules(page: Page) -> str:
    """The page's measures, and as variables what a style needs to build on them."""
    inner, outer = page.inner, page.outer
    return f"""
    @page {{ size: {page.width}mm {page.height}mm; margin: {page.head}mm {outer}mm {page.foot}mm }}
    @page :left {{ margin-left: {outer}mm; margin-right: {inner}mm }}
    @page :right {{ margin-left: {inner}mm; margin-right: {outer}mm }}
    html {{ font-size: {page.type_size}pt; line-height: {page.leading}pt;
            --leading: {page.leading}pt; --text-height: {page.text_height}mm; --sink: {page.sink};
            --page-width: {page.width}mm; --page-height: {page.height}mm;
            --alignment: {"start" if page.is_narrow else "justify"} }}
    """


def _rectos(parts: Parts) -> str:
    """The rule for what opens on a right-hand page."""
    openings = [".title-page", ".contents", ".contents + .chapter-start"] if parts.recto_parts else []
    if parts.recto_chapters:
        openings.append(".chapter-start")
    return f"{', '.join(openings)} {{ break-before: recto }}" if openings else ""


def _bind_right(pdf: PDF) -> None:
    """Say that the pages turn as those of a book bound on the right do (ISO 32000-1, 12.2)."""
    pdf.catalog.setdefault("ViewerPreferences", Dictionary())["Direction"] = "/R2L"


def _finish_for_archives(pdf: PDF) -> None:
    """Compress the streams as PDF/A has them.

    Metadata stay as they are, so that any program can find them; validators ask for it in every part of
    PDF/A, though only the first does (ISO 19005-1, 6.7.2). No stream ends in a carriage return, which
    would be taken for the end of the line, and the length be wrong (ISO 19005-2, 6.1.7.1).
    """
    for stream in pdf.objects:
        if isinstance(stream, Stream):
            stream.compress = "Filter" not in stream.extra and stream.extra.get("Type") != "/Metadata"
            while stream.data.endswith(b"\r\nendstream"):
                stream.stream.append(b"")  # one more line end
