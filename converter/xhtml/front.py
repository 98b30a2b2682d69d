"""What stands before the story: cover, title page, details, contents."""

from collections.abc import Iterable, Sequence
from math import ceil

from converter.book import Metadata
from converter.characters import em_width
from converter.details import (
    VALUE_SEPARATOR,
    Detail,
    author_lines,
    cover_words,
    details,
    imprint,
    label,
    series_lines,
    split_title,
)
from converter.parts import Entry as ContentsEntry
from converter.xhtml.elements import element, empty_element, escaped, on_lines, own_words

_TITLE_SIZES = ((120, "very-long", 1.3), (50, "long", 1.7), (0, "", 2.2))
"""From how many characters on a title is set smaller: length, class, size in em."""
_LONGEST_TITLE = 500
"""Characters beyond which a title may need more than a page."""
_SUBTITLE_EM = 1.2
_CHARACTER_WIDTH = 0.47
"""Mean width of a character of running text in em."""
_LONGEST_LABEL = 8
"""The width in em of a chapter's label that a column of the contents has room for."""
_CAPITAL_WIDTH = 0.56
"""Mean width of a small capital in em."""


def cover_page(metadata: Metadata, image: str) -> str:
    """A page that is filled by the picture at that address."""
    # EPUBCheck takes doc-cover on the image alone, not on the section.
    picture = empty_element("img", src=image, alt=cover_words(metadata), role="doc-cover")
    return element("section", picture, class_="cover", epub__type="cover")


def half_title(metadata: Metadata) -> str:
    """A leaf with nothing but the title, without its subtitle."""
    main = escaped(split_title(metadata.title)[0])
    return element("section", element("p", main), class_="half-title", epub__type="halftitlepage")


def title_page(metadata: Metadata, ornament: str, measure: float | None = None, length: str = "") -> str:
    """Title, authors, series and imprint.

    With the page's ``measure`` in em given, the title's lines are balanced over it. A style sheet finds
    the story's ``length``, if it is given, and the authors once more, as attributes.
    """
    parts = _names(metadata, measure)
    if lines := imprint(metadata):
        parts.append(element("p", escaped(ornament), class_="book-ornament", role="presentation"))
        content = "<br/>".join(escaped(line) for line in lines)
        parts.append(element("p", content, class_="imprint"))
    flowing = " flowing" if len(metadata.title) > _LONGEST_TITLE else ""
    return element(
        "section",
        on_lines(parts),
        class_=f"title-page{flowing}",
        epub__type="titlepage",
        data_authors=" · ".join(metadata.authors) if length else "",
        data_length=length,
    )


def story_page(metadata: Metadata, identifier: str, measure: float | None = None, *, brief: bool) -> str:
    """What opens one story of several: title, authors and series, with the details unless ``brief``."""
    names = element("div", on_lines(_names(metadata, measure)), class_="title-page")
    parts = [names] if brief else [names, details_page(metadata)]
    return element(
        "section", on_lines(parts), id=identifier, class_="story", epub__type="part", role="doc-part"
    )


def _names(metadata: Metadata, measure: float | None) -> list[str]:
    """Title, authors and series."""
    authors = [element("p", escaped(line), class_="book-author") for line in author_lines(metadata)]
    series = [element("p", escaped(line), class_="book-series") for line in series_lines(metadata)]
    return [_book_title(metadata.title, measure), *authors, *series]


def _book_title(title: str, measure: float | None) -> str:
    main, subtitle = split_title(title)
    size, em = next((size, em) for length, size, em in _TITLE_SIZES if len(main) >= length)
    content = element("span", escaped(main), class_="main-title", style=_width(main, em, measure))
    if subtitle:
        width = _width(subtitle, _SUBTITLE_EM, measure)
        content += "<br/>" + element("span", escaped(subtitle), class_="subtitle", style=width)
    return element("h1", content, class_=f"book-title {size}".rstrip())


def _width(text: str, em: float, measure: float | None) -> str:
    """A width that spreads the text over equal lines, so that none of one short word is left.

    ``em`` is the type size against the page's, ``measure`` the page's width in its own em.
    """
    if measure is None:
        return ""
    length = _CHARACTER_WIDTH * 2 * em_width(text)
    lines = ceil(length * em / measure)
    return f"max-width: {length / lines * 1.15 + 1:.1f}em" if lines > 1 else ""


def details_page(metadata: Metadata) -> str:
    """The summary and the facts of the header; empty when there are none."""
    facts = details(metadata)
    if not (facts or metadata.summary or metadata.notes):
        return ""
    language = metadata.language
    parts = [own_words("h2", label("About This Story", language), language, class_="details-heading")]
    if metadata.summary:
        parts.append(element("div", on_lines(_paragraphs(metadata.summary)), class_="summary"))
    if metadata.notes:
        heading = own_words("p", label("Notes", language), language, class_="note-label")
        parts.append(element("div", on_lines([heading, *_paragraphs(metadata.notes)]), class_="notes"))
    if facts:
        parts.append(element("dl", on_lines(_detail(fact, language) for fact in facts), class_="facts"))
    return element("section", on_lines(parts), class_="details")


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [element("p", escaped(text)) for text in texts]


def _detail(detail: Detail, language: str) -> str:
    values = VALUE_SEPARATOR.join(element("span", escaped(value), class_="value") for value in detail.values)
    size = "long" if detail.is_long else ""
    return own_words("dt", detail.label, language, class_=size) + element("dd", values, class_=size)


def contents_page(entries: Sequence[ContentsEntry], language: str) -> str:
    """The contents of a book with pages; the numbers of these are the style sheet's to add.

    Labels have a column of their own, ``--label-column`` wide, unless one is too long for it.
    """
    labels = [entry.label for top in entries for entry in (top, *top.below) if entry.title]
    longest = max((2 * em_width(label) * _CAPITAL_WIDTH for label in labels), default=0)
    is_apart = 0 < longest <= _LONGEST_LABEL
    heading = own_words("h2", label("Contents", language), language, class_="contents-heading")
    return element(
        "nav",
        heading + _contents_lines(entries, is_apart=is_apart),
        class_="contents",
        style=f"--label-column: {longest + 1 if is_apart else 0:.1f}em",
        role="doc-toc",
    )


def _contents_lines(entries: Iterable[ContentsEntry], *, is_apart: bool) -> str:
    items = []
    for entry in entries:
        address = f"#chapter-{entry.number}"
        is_split = is_apart and entry.label and entry.title
        column = element("span", escaped(entry.label), class_="entry-label") if is_split else ""
        # The link holds nothing but text: WeasyPrint makes a link of every box in one, with a wrong tag.
        text = entry.title if is_split else entry.text
        link = element("a", escaped(text), class_="" if entry.title else "bare", href=address)
        page = element("span", "", class_="entry-page", data_address=address)
        below = _contents_lines(entry.below, is_apart=is_apart) if entry.below else ""
        kind = "labelled" if is_split else ""
        items.append(element("li", f"{column} {link}{page}{below}".lstrip(), class_=kind))
    return element("ol", on_lines(items))
