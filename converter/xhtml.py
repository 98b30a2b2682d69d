"""Book to XHTML: the only place that writes markup and the only one that escapes.

Everything here returns text that is well-formed XML, so that the EPUB takes it as it is, and plain
enough for the print engine's HTML parser to read it the same way.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from html import escape, unescape
from math import ceil, inf
from typing import assert_never
from unicodedata import east_asian_width

from converter.book import (
    Block,
    Chapter,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    LineBreak,
    Lines,
    Metadata,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Strong,
    Style,
    Styled,
    Text,
    Verse,
    plain_text,
)
from converter.details import Detail, details, imprint, label, label_language, series_lines, split_title
from converter.kept_lines import QUOTE_INSET, is_signature, verse_inset, verse_widths
from converter.languages import is_right_to_left
from converter.openings import split_opening
from converter.parts import Entry as ContentsEntry

_STYLE_TAGS = {
    Style.CODE: "code",
    Style.DELETED: "del",
    Style.SMALL: "small",
    Style.SUBSCRIPT: "sub",
    Style.SUPERSCRIPT: "sup",
    Style.UNDERLINED: "u",
}
_TITLE_SIZES = ((120, "very-long", 1.3), (50, "long", 1.7), (0, "", 2.2))
"""From how many characters on a title is set smaller: length, class, size in em."""
_LONGEST_TITLE = 500
"""Characters beyond which a title may need more than a page."""
_MOST_AUTHOR_LINES = 4
_SUBTITLE_EM = 1.2
_CHARACTER_WIDTH = 0.47
"""Mean width of a character of running text in em."""
_VALUE_SEPARATOR = "\u00a0· "
"""Parts the values of a list; the dot stays with the value before it."""
_TARGET = re.compile(r'<[^<>]* id="(?P<name>[^"]+)"')
_REFERENCE = re.compile(r'(?P<start><a [^<>]*href=")#(?P<name>[^"]+)')
"""Our own markup is safe to search: a tag is one by its bracket, which is escaped in text and attributes."""
_RUBY = re.compile(
    "(?P<after>(?<=</ruby>))?<ruby>(?P<content>(?P<base>[^<]*)<rt>(?P<reading>[^<]*)</rt>)</ruby>"
    "(?P<before>(?=<ruby>))?"
)
_OVERHANG = 0.25
"""How far a reading may hang over the characters beside its base, in em of the base."""
_INVISIBLE = " \t\n\u00a0\u00ad\u2002\u200b\u2060\u3000\ufeff"
"""Characters of which a paragraph does not consist; it would stand on the page as a gap."""
_RAISED_SIGNS = tuple("*†‡§¶‖⁎⁑¹²³⁰⁴⁵⁶⁷⁸⁹")
"""Signs of footnotes that stand high by their own shape."""
_LONGEST_LABEL = 8
"""The width in em of a chapter's label that a column of the contents has room for."""
_CAPITAL_WIDTH = 0.56
"""Mean width of a small capital in em."""
_DIVISIBLE = 300
"""Characters of a paragraph that may run over two pages: it has four lines and more."""
_ROOM_IN_ANY_FACE = 1.3
"""How much wider than reckoned a line may be in a face of the reader's choice."""
_LONG_LIST = 12
"""Values from which a list on the details page is set smaller."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, with those below it."""

    address: str
    text: str
    below: "tuple[Entry, ...]" = ()


def element(tag: str, content: str, **attributes: str) -> str:
    """An element with escaped attributes around ready markup; an empty attribute is left out.

    ``class_`` becomes ``class``, and ``__`` in a name becomes ``:``, as in ``epub__type``.
    """
    return f"<{tag}{_attributes(attributes)}>{content}</{tag}>"


def _empty_element(tag: str, **attributes: str) -> str:
    return f"<{tag}{_attributes(attributes)}/>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f' {_attribute_name(name)}="{escape(value)}"' for name, value in attributes.items() if value
    )


@cache
def _attribute_name(name: str) -> str:
    return name.rstrip("_").replace("__", ":").replace("_", "-")


def document(
    title: str,
    language: str,
    body: str,
    *,
    stylesheet: str = "",
    facts: Iterable[tuple[str, str]] = (),
) -> str:
    """A whole XHTML document.

    ``stylesheet`` is the address of its CSS; ``facts`` become ``meta`` elements.
    """
    head = ['<meta charset="utf-8"/>', element("title", escape(title, quote=False))]
    head += [_empty_element("meta", name=name, content=content) for name, content in facts]
    if stylesheet:
        head.append(_empty_element("link", rel="stylesheet", type="text/css", href=stylesheet))
    root = element(
        "html",
        f"\n{element('head', _lines(head))}\n{element('body', _lines([body]))}\n",
        xmlns="http://www.w3.org/1999/xhtml",
        xmlns__epub="http://www.idpf.org/2007/ops",
        lang=language,
        xml__lang=language,
        dir="rtl" if is_right_to_left(language) else "",
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{root}\n'


def in_language(language: str, sections: Iterable[str]) -> str:
    """Sections in another language than the document's."""
    direction = "rtl" if is_right_to_left(language) else "ltr"
    return element("div", _lines(sections), lang=language, dir=direction)


def half_title(metadata: Metadata) -> str:
    """A leaf with nothing but the title, without its subtitle."""
    main = escape(split_title(metadata.title)[0], quote=False)
    return element("section", element("p", main), class_="half-title", epub__type="halftitlepage")


def title_page(metadata: Metadata, ornament: str, measure: float | None = None, length: str = "") -> str:
    """Title, authors, series and imprint.

    With the page's ``measure`` in em given, the title's lines are balanced over it. A style sheet finds
    the story's ``length``, if it is given, and the authors once more, as attributes.
    """
    parts = _names(metadata, measure)
    if lines := imprint(metadata):
        parts.append(element("p", escape(ornament, quote=False), class_="book-ornament", role="presentation"))
        content = "<br/>".join(escape(line, quote=False) for line in lines)
        parts.append(element("p", content, class_="imprint"))
    flowing = " flowing" if len(metadata.title) > _LONGEST_TITLE else ""
    return element(
        "section",
        _lines(parts),
        class_=f"title-page{flowing}",
        epub__type="titlepage",
        data_authors=" · ".join(metadata.authors) if length else "",
        data_length=length,
    )


def story_page(metadata: Metadata, identifier: str, measure: float | None = None, *, brief: bool) -> str:
    """What opens one story of several: title, authors and series, with the details unless ``brief``."""
    names = element("div", _lines(_names(metadata, measure)), class_="title-page")
    parts = [names] if brief else [names, details_page(metadata)]
    return element(
        "section", _lines(parts), id=identifier, class_="story", epub__type="part", role="doc-part"
    )


def _names(metadata: Metadata, measure: float | None) -> list[str]:
    """Title, authors and series."""
    series = [
        element("p", escape(line, quote=False), class_="book-series") for line in series_lines(metadata)
    ]
    return [_book_title(metadata.title, measure), *_authors(metadata.authors), *series]


def _authors(authors: tuple[str, ...]) -> list[str]:
    """Each author on a line; more than a few run on."""
    names = [escape(author, quote=False) for author in authors]
    if len(names) > _MOST_AUTHOR_LINES:
        names = [_VALUE_SEPARATOR.join(names)]
    return [element("p", name, class_="book-author") for name in names]


def _book_title(title: str, measure: float | None) -> str:
    main, subtitle = split_title(title)
    size, em = next((size, em) for length, size, em in _TITLE_SIZES if len(main) >= length)
    content = element("span", escape(main, quote=False), class_="main-title", style=_width(main, em, measure))
    if subtitle:
        width = _width(subtitle, _SUBTITLE_EM, measure)
        content += "<br/>" + element("span", escape(subtitle, quote=False), class_="subtitle", style=width)
    return element("h1", content, class_=f"book-title {size}".rstrip())


def _width(text: str, em: float, measure: float | None) -> str:
    """A width that spreads the text over equal lines, so that none of one short word is left.

    ``em`` is the type size against the page's, ``measure`` the page's width in its own em.
    """
    if measure is None:
        return ""
    length = _CHARACTER_WIDTH * sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
    lines = ceil(length * em / measure)
    return f"max-width: {length / lines * 1.15 + 1:.1f}em" if lines > 1 else ""


def details_page(metadata: Metadata) -> str:
    """The summary and the facts of the header; empty when there are none."""
    facts = details(metadata)
    if not (facts or metadata.summary or metadata.notes):
        return ""
    language = metadata.language
    parts = [_own_words("h2", label("About This Story", language), language, class_="details-heading")]
    if metadata.summary:
        parts.append(element("div", _lines(_paragraphs(metadata.summary)), class_="summary"))
    if metadata.notes:
        heading = _own_words("p", label("Notes", language), language, class_="note-label")
        parts.append(element("div", _lines([heading, *_paragraphs(metadata.notes)]), class_="notes"))
    if facts:
        parts.append(element("dl", _lines(_detail(fact, language) for fact in facts), class_="facts"))
    return element("section", _lines(parts), class_="details")


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [element("p", escape(text, quote=False)) for text in texts]


def _own_words(tag: str, text: str, language: str, **attributes: str) -> str:
    """An element of words that are ours and not the story's, which may be in another language than it."""
    other = "en" if label_language(language) == "en" else ""
    return element(tag, escape(text, quote=False), **attributes, lang=other)


def _detail(detail: Detail, language: str) -> str:
    values = _VALUE_SEPARATOR.join(
        element("span", escape(value, quote=False), class_="value") for value in detail.values
    )
    size = "long" if len(detail.values) >= _LONG_LIST else ""
    return _own_words("dt", detail.label, language, class_=size) + element("dd", values, class_=size)


def contents_page(entries: Sequence[ContentsEntry], language: str) -> str:
    """The contents of a book with pages; the numbers of these are the style sheet's to add.

    Labels have a column of their own, ``--label-column`` wide, unless one is too long for it.
    """
    labels = [entry.label for top in entries for entry in (top, *top.below) if entry.title]
    longest = max((2 * _em(label) * _CAPITAL_WIDTH for label in labels), default=0)
    is_apart = 0 < longest <= _LONGEST_LABEL
    heading = _own_words("h2", label("Contents", language), language, class_="contents-heading")
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
        label = element("span", escape(entry.label, quote=False), class_="entry-label") if is_split else ""
        # The link holds nothing but text: WeasyPrint makes a link of every box in one, with a wrong tag.
        text = entry.title if is_split else entry.text
        link = element("a", escape(text, quote=False), class_="" if entry.title else "bare", href=address)
        page = element("span", "", class_="entry-page", data_address=address)
        below = _contents_lines(entry.below, is_apart=is_apart) if entry.below else ""
        kind = "labelled" if is_split else ""
        items.append(element("li", f"{label} {link}{page}{below}".lstrip(), class_=kind))
    return element("ol", _lines(items))


def end(words: str) -> str:
    """The line below the last one of the story."""
    return element("p", escape(words, quote=False), class_="end")


def colophon(family: str) -> str:
    """The last line of a book: the typeface it is set in, and by what; no face without ``family``."""
    face = f"Set in {escape(family, quote=False)} by Fascicle" if family else "Set by Fascicle"
    return element("section", element("p", face, lang="en"), class_="colophon", epub__type="colophon")


def cover_page(metadata: Metadata, image: str) -> str:
    """A page that is filled by the picture at that address."""
    words = " · ".join((metadata.title, *metadata.authors))
    # EPUBCheck takes doc-cover on the image alone, not on the section.
    picture = _empty_element("img", src=image, alt=words, role="doc-cover")
    return element("section", picture, class_="cover", epub__type="cover")


def chapter(
    chapter: Chapter, identifier: str, ornament: str, *, longest: float = inf, measure: float | None = None
) -> list[str]:
    """A chapter, or the opening of a part, as a section, for pages of that ``measure`` in em if it is known.

    What goes beyond ``longest`` bytes follows in further elements. They are no sections, for nothing
    begins with them; their first paragraphs are set as those inside a chapter are.
    """
    kind = "part" if chapter.is_part else "chapter"
    heading = _heading(chapter) if chapter.heading else ""
    blocks = _blocks(chapter.blocks, ornament, "opening", heading, longest, measure)
    first, *others = _runs(blocks, longest) or [[]]
    section = element(
        "section",
        _lines(first),
        id=identifier,
        class_=kind if chapter.heading else f"{kind} untitled",
        epub__type=kind,
        role=f"doc-{kind}",
    )
    return [section, *(element("div", _lines(run), class_=kind) for run in others)]


def stack_ruby(markup: str) -> str:
    """The markup with the measures by which a style sheet can set readings where an engine knows no ruby.

    Each ruby gets as variables half the width of its base in the reading's em, and the space in its own em
    that keeps a long reading from its neighbours. It may hang over them by a quarter, but not over
    another with a reading of its own (JLREQ section 3.3.8).
    """
    return _RUBY.sub(_stacked, markup)


def _stacked(ruby: re.Match[str]) -> str:
    base, reading = _em(unescape(ruby["base"])), _em(unescape(ruby["reading"])) / 2
    has_neighbour = ruby["after"] is not None or ruby["before"] is not None
    aside = max((reading - base) / 2 - (0 if has_neighbour else _OVERHANG), 0)
    return f'<ruby style="--half: {base:g}em; --aside: {aside:g}em">{ruby["content"]}</ruby>'


def _em(text: str) -> float:
    """The width of a text in em, where a wide character takes one."""
    return sum(1 if east_asian_width(character) in "WF" else 0.5 for character in text)


def link(bodies: dict[str, str]) -> dict[str, str]:
    """Bodies by their address; a link to what stands in another body names that one's address."""
    places = {found["name"]: address for address, body in bodies.items() for found in _TARGET.finditer(body)}
    return {
        address: _REFERENCE.sub(partial(_reference, places, address), body)
        for address, body in bodies.items()
    }


def _reference(places: dict[str, str], own: str, found: re.Match[str]) -> str:
    place = places[found["name"]]
    return found[0] if place == own else f"{found['start']}{place}#{found['name']}"


def _runs(parts: Iterable[str], longest: float) -> list[list[str]]:
    """The parts in runs of at most ``longest`` bytes; a part that is longer makes a run of its own."""
    runs: list[list[str]] = []
    size = 0
    for part in parts:
        length = len(part.encode()) + 1
        if not runs or size + length > longest:
            runs.append([])
            size = 0
        runs[-1].append(part)
        size += length
    return runs


def _blocks(
    blocks: Sequence[Block],
    ornament: str,
    position: str = "flush",
    heading: str = "",
    longest: float = inf,
    measure: float | None = None,
) -> list[str]:
    """Blocks in their order, below a heading, in parts between which a document may end.

    ``position`` is the class of a paragraph that comes first. A heading and a scene break are one part
    with what follows them.
    """
    parts: list[str] = []
    held = heading
    scene: list[Block] = []
    for block, width in zip(blocks, verse_widths(blocks), strict=True):
        opens = position == "opening" and isinstance(block, Note)
        if isinstance(block, SceneBreak) and _is_undivided(scene):
            position = "close"
        elements = _block(block, ornament, position, longest, measure, width)
        if not elements:
            continue
        scene = [] if isinstance(block, SceneBreak) else [*scene[:1], block]
        if held:
            elements[0] = f"{held}\n{elements[0]}"
        held = elements.pop() if isinstance(block, SceneBreak | Heading) else ""
        parts += elements
        position = "" if isinstance(block, Paragraph) else "opening" if opens else "flush"
    return [*parts, held] if held else parts


def _heading(chapter: Chapter) -> str:
    parts = [
        element("span", escape(text, quote=False), class_=name)
        for name, text in (("chapter-label", chapter.label), ("chapter-title", chapter.title))
        if text
    ]
    return element("h2", "<br/>".join(parts), class_="chapter-heading")


def _block(
    block: Block, ornament: str, position: str, longest: float, measure: float | None, width: float
) -> list[str]:
    """A block as one element, as several of its kind where one would be too long, as none if it is blank.

    ``width`` is that of the verse, if it is any.
    """
    match block:
        case Paragraph(content):
            text = _opening(content) if position == "opening" else inlines(content)
            return [] if _is_blank(text) else [element("p", text, class_=position)]
        case SceneBreak():
            return [_scene_break(block, ornament, position)]
        case Verse(lines) if width:
            runs = _runs((element("p", text) for text in _kept(lines)), longest)
            place = _verse_place(width, measure)
            return [element("div", _lines(run), class_="verse", style=place) for run in runs]
        case Verse(lines) | Lines(lines):
            kept = (element("span", text, class_="line") for text in _kept(lines))
            kind = "lines signature" if is_signature(block) else "lines"
            return [element("p", "<br/>".join(run), class_=kind) for run in _runs(kept, longest)]
        case Quote(blocks):
            measure = measure and measure - 2 * QUOTE_INSET
            runs = _runs(_blocks(blocks, ornament, longest=longest, measure=measure), longest)
            return [element("blockquote", _lines(run)) for run in runs]
        case Heading(content):
            return [element("h3", inlines(content))]
        case Note(label, blocks):
            heading = element("p", escape(label, quote=False), class_="note-label") if label else ""
            inner = _blocks(blocks, ornament, heading=heading, longest=longest, measure=measure)
            runs = _runs(inner, longest)
            return [element("div", _lines(run), class_="note") for run in runs]
        case Footnote():
            return [_footnote(block)]
        case _:
            assert_never(block)


def _opening(content: tuple[Inline, ...]) -> str:
    words, others = split_opening(content)
    raised = element("span", escape(words, quote=False), class_="opening-words") if words else ""
    return raised + inlines(others)


def _verse_place(width: float, measure: float | None) -> str:
    """Where verse that is so wide stands, both in em: in the middle of the page.

    A reader's page is of any width and in any face; there the verse has a box in the middle that it fills
    to the most part.
    """
    if measure is None:
        return f"max-width: {width * _ROOM_IN_ANY_FACE:.1f}em"
    return f"--inset: {verse_inset(width, measure):g}em"


def _kept(lines: Iterable[tuple[Inline, ...]]) -> list[str]:
    return [text for text in map(_line, lines) if not _is_blank(text)]


def _is_blank(text: str) -> bool:
    return not text.strip(_INVISIBLE)


def _footnote(block: Footnote) -> str:
    """A footnote as reading systems know it (EPUB 3.3 section 7.3), with a way back to its mark."""
    mark = element(
        "a", escape(block.mark, quote=False), href=f"#mark-{block.identifier}", role="doc-backlink"
    )
    return element(
        "aside",
        element("p", f"{mark} {inlines(block.inlines)}", class_="flush"),
        id=f"note-{block.identifier}",
        class_="footnote",
        epub__type="footnote",
        role="doc-footnote",
    )


def _reference_mark(inline: ReferenceMark) -> str:
    """The mark as a link; a sign that is raised by its own shape, such as an asterisk, is left as it is."""
    return element(
        "a",
        escape(inline.text, quote=False),
        id=f"mark-{inline.footnote}",
        class_="reference" if inline.text.startswith(_RAISED_SIGNS) else "reference raised",
        href=f"#note-{inline.footnote}",
        epub__type="noteref",
        role="doc-noteref",
    )


def _is_undivided(scene: list[Block]) -> bool:
    """Whether a scene has no place at which a page may end, so that not all of it can be kept together."""
    if len(scene) != 1:
        return False
    return not isinstance(scene[0], Paragraph) or len(plain_text(scene[0].inlines)) < _DIVISIBLE


def _scene_break(block: SceneBreak, ornament: str, position: str) -> str:
    kinds = ("scene-break", "soft" if block.is_soft else "", "close" if position == "close" else "")
    return element(
        "p",
        escape(ornament, quote=False),
        class_=" ".join(filter(None, kinds)),
        role="separator",
        aria_label="Scene break",
    )


def _line(line: tuple[Inline, ...]) -> str:
    """A line that keeps its end; spaces at its beginning become an indent that lasts."""
    text = inlines(line)
    bare = text.lstrip(" ")
    return "\u2002" * (len(text) - len(bare)) + bare


def inlines(content: Iterable[Inline]) -> str:
    """Inline markup."""
    return "".join(map(_inline, content))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return escape(text, quote=False)
        case Emphasis(content):
            return element("em", inlines(content))
        case Strong(content):
            return element("strong", inlines(content))
        case Styled(style, content):
            return element(_STYLE_TAGS[style], inlines(content))
        case Ruby(base, reading):
            # No rp for the brackets: EPUB 3.3 discourages it, and EPUBCheck says so (HTM-055).
            return element("ruby", escape(base, quote=False) + element("rt", escape(reading, quote=False)))
        case ReferenceMark():
            return _reference_mark(inline)
        case LineBreak():
            return "<br/>"
        case _:
            assert_never(inline)


def navigation(title: str, entries: Sequence[Entry], first_page: str, cover: str = "") -> str:
    """The body of an EPUB navigation document: the contents, and landmarks that stay hidden.

    ``first_page`` is where the story begins, ``cover`` the page of the cover if there is one. Only the
    landmarks that every reading system bears are given (EPUB 3.3 section 7.4).
    """
    contents = element(
        "nav",
        element("h1", escape(title, quote=False)) + _contents(entries),
        epub__type="toc",
        role="doc-toc",
        id="toc",
    )
    places = [("cover", cover, "Cover"), ("bodymatter", first_page, escape(title, quote=False))]
    items = [
        element("li", element("a", text, epub__type=kind, href=address))
        for kind, address, text in places
        if address
    ]
    landmarks = element(
        "nav",
        element("h2", "Landmarks") + element("ol", "".join(items)),
        epub__type="landmarks",
        hidden="hidden",
    )
    return f"{contents}\n{landmarks}"


def _contents(entries: Iterable[Entry]) -> str:
    items = []
    for entry in entries:
        below = _contents(entry.below) if entry.below else ""
        items.append(element("li", element("a", escape(entry.text, quote=False), href=entry.address) + below))
    return element("ol", _lines(items))


def _lines(parts: Iterable[str]) -> str:
    return "\n" + "\n".join(parts) + "\n"
