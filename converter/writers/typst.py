"""Book to PDF, set by Typst after ``book.typ`` and the look of the style.

The template gets JSON: a run of text is a string, or a list of its kind and what it holds; a block is the
same, where a string alone is a paragraph. Most of a book is that, and short data are quickly read.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, assert_never

from converter.book import (
    Block,
    Book,
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
    Styled,
    Text,
    Verse,
    plain_text,
)
from converter.characters import is_blank, stands_high
from converter.cover import Cover
from converter.details import (
    VALUE_SEPARATOR,
    author_lines,
    colophon,
    details,
    imprint,
    keywords,
    label,
    label_language,
    series_lines,
    split_title,
)
from converter.heads import running_heads
from converter.inspection import about_length
from converter.kept_lines import QUOTE_INSET, is_signature, verse_inset, verse_widths
from converter.languages import has_capitals, is_right_to_left
from converter.openings import split_opening
from converter.pages import POINT, Page
from converter.parts import Entry, Parts, contents, parts_of
from converter.scripts import (
    EMPHASIS_DOTS,
    INDENTS,
    UNSPACED,
    has_small_capitals,
    heading_faces,
    primary,
    text_faces,
)
from converter.setting import Setting
from converter.themes import Theme
from converter.typesetting import SPARE_FAMILY, Typesetter, font_folder, language
from converter.writers import PdfVariant, WriterOptions

suffix = ".pdf"
description = "PDF, set like a printed book"

_TEMPLATE = Path(__file__).with_name("book.typ")
_COVER = "cover"
"""The name of the picture's file, beside the fonts."""
_UNDIVIDED = frozenset({"ca", "hu"})
"""Languages whose words change letters where they are divided, as in Hungarian asszonnyal: asz-szonnyal."""
_LONGEST_WORD = 40
"""Characters between two spaces that fit on a line."""
_ENDLESS_WORD = re.compile(
    r"([^ \t\n\u2000-\u200b\-\u2010-\u2015…\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]{41,})"
)
"""What is too long for a line, between places where one may end; scripts without spaces have their own."""
_SINK = 0.18
"""How far down a chapter opens, as a part of the text's height."""
_ROOMS = {
    "p": "paragraph",
    "opening": "paragraph",
    "footnote": "paragraph",
    "verse": "apart",
    "lines": "apart",
    "signature": "apart",
    "quote": "apart",
    "note": "note",
}
"""What the room in the last line of a kind of block goes by."""
_WHOLE_STANZA = 8
"""Lines of a stanza up to which it is not divided."""
_MOST_KEPT = 15
"""Lines that breaks in a row may keep together."""
_EMPTY: frozenset[str] = frozenset()


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as a PDF; see ``Writer.write``."""
    template = theme.look + _TEMPLATE.read_text(encoding="utf-8")
    language_of_book = book.metadata.language
    with font_folder(face.path for face in theme.fonts) as folder:
        if isinstance(options.cover, Cover):
            (folder / _COVER).write_bytes(options.cover.data)
        typesetter = Typesetter(template, folder, own=True)
        own = typesetter.families
        content = json.dumps(_data(book, theme, options), ensure_ascii=False)
        # The system's fonts take their time to be found, so they are asked only when others lack something.
        system = not has_capitals(language_of_book) or bool(typesetter.lacking("".join(sorted(set(content)))))
        if system:
            typesetter = Typesetter(template, folder, own=True, system=True)
        families = _families(theme, own, language_of_book if system else "")
        data = f"{content[:-1]}, {json.dumps(families)[1:]}"  # one object of two
        pages, missing = typesetter.pdf(data, (options.pdf_variant,), options.undated)
        # What no font has is shown as a box all the same, and the PDF says nothing of a standard.
        return typesetter.pdf(data, (), options.undated)[0] if missing else pages


def _families(theme: Theme, names: tuple[str, ...], language_of_book: str) -> dict[str, list[str]]:
    """The families of the text, of its italics and of headings; ``names`` are what the faces call theirs.

    With a language, those for its script are among them.
    """
    setting = theme.setting
    faces = list(zip(theme.fonts, names, strict=True))
    every = text_faces(language_of_book, names) if language_of_book else names
    text = theme.family
    first = {
        "families": [],
        "italics": [name for face, name in faces if face.family == text and face.italic and not face.bold],
        "headings": [name for face, name in faces if face.family == setting.heading_font],
    }
    if language_of_book and setting.heading_font:
        first["headings"] += heading_faces(language_of_book)
    return {kind: list(dict.fromkeys((*found, *every, SPARE_FAMILY))) for kind, found in first.items()}


def _data(book: Book, theme: Theme, options: WriterOptions) -> dict[str, Any]:
    metadata, setting, page = book.metadata, theme.setting, options.page
    is_manuscript = setting.front == "manuscript"
    parts = parts_of(book, page, title_page=options.title_page, recto=options.recto, manuscript=is_manuscript)
    entries = contents(book)
    levels = {below.number: 2 for entry in entries for below in entry.below}
    return {
        "title": metadata.title,
        "authors": metadata.authors,
        "keywords": keywords(metadata),
        "description": " ".join(metadata.summary),
        **_locale(metadata),
        "script": _script(metadata.language),
        "ornament": theme.ornament,
        "page": _page(page),
        "setting": _setting(theme, page, metadata),
        "is-dated": options.pdf_variant is not PdfVariant.ACCESSIBLE,
        "is-manuscript": is_manuscript,
        "cover": " · ".join((metadata.title, *metadata.authors)) if isinstance(options.cover, Cover) else "",
        "recto-parts": parts.recto_parts,
        "recto-chapters": parts.recto_chapters,
        **_front_matter(book, parts, entries),
        "chapters": [
            _story(story, parts)
            if chapter.story
            else _chapter(book, story, chapter, setting, levels.get(number, 1), page.measure)
            for number, (story, chapter) in enumerate(book.by_story(), start=1)
        ],
        **({"colophon": colophon(theme.family)} if parts.colophon else {}),
        **({"corners": (" · ".join(metadata.authors), about_length(book))} if is_manuscript else {}),
    }


def _page(page: Page) -> dict[str, float]:
    """Lengths in millimetres, type and leading in points."""
    return {
        "width": page.width,
        "height": page.height,
        "inner": page.inner,
        "outer": page.outer,
        "head": page.head,
        "foot": page.foot,
        "type-size": page.type_size,
        "leading": page.leading,
        "sink": round(_SINK * page.text_height / (page.leading * POINT)),
    }


def _script(tag: str) -> dict[str, Any]:
    """What the language's script asks of any style."""
    return {
        "is-cased": has_capitals(tag),
        "has-small-capitals": has_small_capitals(tag),
        "indent": INDENTS.get(primary(tag)),
        "dots": EMPHASIS_DOTS.get(primary(tag)),
    }


def _setting(theme: Theme, page: Page, metadata: Metadata) -> dict[str, Any]:
    setting, tag = theme.setting, metadata.language
    return {
        "justify": setting.align == "justify" and not page.is_narrow and primary(tag) not in UNSPACED,
        "hyphenate": setting.hyphens and has_capitals(tag) and primary(tag) not in _UNDIVIDED,
        "indent": setting.indent,
        "gap": setting.gap,
        "emphasis": setting.emphasis,
        "headings": setting.headings,
        "heads-with-page": [head.endswith("{page}") for head in (setting.left_head, setting.right_head)],
        "folio": setting.folio,
        "end": setting.end,
    }


def _front_matter(book: Book, parts: Parts, entries: Iterable[Entry]) -> dict[str, Any]:
    """What stands before the story; what is empty is not there."""
    metadata = book.metadata
    found: dict[str, Any] = {}
    if parts.half_title:
        found["half-title"] = split_title(metadata.title)[0]
    if parts.title_page:
        found["title-page"] = {**_names(metadata), "imprint": imprint(metadata)}
    if parts.details and not book.is_anthology:
        found |= _details(metadata)
    if parts.contents:
        found["contents"] = {
            **_heading("Contents", metadata),
            "entries": [
                (entry.number, level, entry.label, entry.title)
                for first in entries
                for level, entry in ((1, first), *((2, below) for below in first.below))
            ],
        }
    return found


def _story(story: Metadata, parts: Parts) -> dict[str, Any]:
    """What opens one story of several, with its details unless the book has none."""
    return {
        "entry": story.title,
        "names": _names(story),
        **_locale(story),
        **(_details(story) if parts.details else {}),
    }


def _names(metadata: Metadata) -> dict[str, Any]:
    """Title, authors and series."""
    title, subtitle = split_title(metadata.title)
    return {
        "title": title,
        "subtitle": subtitle,
        "authors": author_lines(metadata),
        "series": series_lines(metadata),
    }


def _details(metadata: Metadata) -> dict[str, Any]:
    """The summary and the facts of the header, where there are any."""
    facts = [
        (detail.label, VALUE_SEPARATOR.join(detail.values), detail.is_long) for detail in details(metadata)
    ]
    if not (facts or metadata.summary or metadata.notes):
        return {}
    heading = _heading("About This Story", metadata)
    notes = {"notes-label": label("Notes", metadata.language), "notes": metadata.notes}
    return {"details": {**heading, "summary": metadata.summary, **notes, "facts": facts}}


def _heading(words: str, metadata: Metadata) -> dict[str, Any]:
    """Words of our own above a page, and the language that they are in."""
    tag = metadata.language
    return {"heading": label(words, tag), "heading-language": language(label_language(tag))}


def _locale(metadata: Metadata) -> dict[str, Any]:
    return {
        "language": language(metadata.language),
        "right-to-left": is_right_to_left(metadata.language),
    }


def _chapter(
    book: Book, story: Metadata, chapter: Chapter, setting: Setting, level: int, measure: float
) -> dict[str, Any]:
    is_anthology = book.is_anthology
    return {
        "level": level,
        "entry": chapter.heading or ("" if is_anthology else story.title),
        **_locale(story),
        "label": chapter.label,
        "title": chapter.title,
        "heads": running_heads(setting, story, chapter, measure, is_anthology=is_anthology),
        "blocks": _blocks(chapter.blocks, measure, opens=setting.opening == "small-caps"),
    }


def _blocks(blocks: Sequence[Block], measure: float, *, opens: bool = False) -> list[Any]:
    """Blocks as the template takes them; below nothing but notes, the first paragraph ``opens`` a chapter."""
    nodes = []
    for block, width in zip(blocks, verse_widths(blocks), strict=True):
        if opens and isinstance(block, Paragraph):
            node = _opening(block, measure)
        else:
            node = _block(block, measure, width)
        if node:
            nodes.append(node)
            opens = opens and isinstance(block, Note)
    for index in reversed(range(len(nodes))):
        if nodes[index][0] == "scene-break":
            _keep(nodes, index)
    return nodes


def _keep(nodes: list[Any], index: int) -> None:
    """Leave room above the scene break of that index, for itself and for lines that follow it.

    Where these cannot stay on a page, what is above the break goes with them.
    """
    _, own = nodes[index]
    following = nodes[index + 1 : index + 3]
    lines = own + sum(map(_least, following[:1]))
    if len(following) == 2 and following[1][0] == "scene-break" and lines <= _MOST_KEPT:
        lines += following[1][2]
    nodes[index - 1 : index], kind = _with_room(nodes[index - 1 : index], lines)
    nodes[index] = ["scene-break", own, lines, kind]


def _least(node: Any) -> int:
    """The lines of a block that are never parted from what is above it: three at most of a paragraph."""
    match node:
        case ["verse", _, *lines] if len(lines) <= _WHOLE_STANZA:
            return len(lines) + 2
        case ["quote" | "lines" | "signature" | "verse", *_]:
            return 4
        case ["heading" | "note", *_]:
            return 7
        case _:
            return 3


def _with_room(nodes: list[Any], lines: int, kind: str = "") -> tuple[list[Any], str | None]:
    """The only block, if there is one, with room for so many lines in its last, and what that goes by.

    A block that does not end in a line has none.
    """
    if not nodes:
        return nodes, None
    (node,) = nodes
    node = ["p", node] if isinstance(node, str) else node
    kind = kind or _ROOMS.get(node[0], "")
    return ([_roomy(node, ["room", lines, kind])], kind) if kind else (nodes, None)


def _roomy(node: Any, room: Any) -> Any:
    match node:
        case str():
            return ["p", node, room]
        case ["verse" | "lines" | "signature", *others, last]:
            return [node[0], *others, [*last, room]]
        case ["quote" | "note", *others, last]:
            return [node[0], *others, _roomy(last, room)]
        case ["p" | "opening" | "footnote", *_]:
            return [*node, room]
        case _:
            return node


def _opening(block: Paragraph, measure: float) -> Any:
    words, others = split_opening(block.inlines)
    return ["opening", words, *_inlines(others)] if words else _block(block, measure, 0)


def _block(block: Block, measure: float, width: float) -> Any:
    """A block as the template takes it; nothing if it is blank. ``width`` is that of verse."""
    match block:
        case Paragraph((Text(text),)) if max(map(len, text.split(" "))) <= _LONGEST_WORD:
            return "" if is_blank(text) else text
        case Paragraph(content):
            return ["p", *_inlines(content)] if _is_shown(content) else ""
        case SceneBreak():
            return ["scene-break", 1 if block.is_soft else 3]
        case Verse(lines) if width:
            return ["verse", verse_inset(width, measure), *_kept(lines)]
        case Verse(lines) | Lines(lines):
            return ["signature" if is_signature(block) else "lines", *_kept(lines)]
        case Quote(blocks):
            return ["quote", *_blocks(blocks, measure - 2 * QUOTE_INSET)]
        case Heading(content):
            return ["heading", *_inlines(content)]
        case Note(name, blocks):
            nodes = _blocks(blocks, measure)
            nodes[-1:], kind = _with_room(nodes[-1:], 0, "rule")
            return ["note", name, bool(kind), *nodes]
        case Footnote(identifier, mark, content):
            return ["footnote", identifier, mark, *_inlines(content)]
        case _:
            assert_never(block)


def _is_shown(content: Iterable[Inline]) -> bool:
    return not is_blank(plain_text(content))


def _kept(lines: Iterable[tuple[Inline, ...]]) -> list[Any]:
    return [_line(line) for line in lines if _is_shown(line)]


def _line(line: tuple[Inline, ...]) -> list[Any]:
    """A line that keeps its end; spaces at its beginning become an indent that lasts."""
    nodes = list(_inlines(line))
    if isinstance(nodes[0], str):
        bare = nodes[0].lstrip(" ")
        nodes[0] = "\u2002" * (len(nodes[0]) - len(bare)) + bare
    return nodes


def _inlines(content: Iterable[Inline]) -> Iterator[Any]:
    for inline in content:
        match inline:
            case Text(text):
                yield from _words(text)
            case Emphasis(inner):
                yield ["emphasis", *_inlines(inner)]
            case Strong(inner):
                yield ["strong", *_inlines(inner)]
            case Styled(style, inner):
                yield [str(style), *_inlines(inner)]
            case Ruby(base, reading):
                yield ["ruby", base, reading]
            case ReferenceMark(text, footnote):
                yield ["mark", text, footnote, not stands_high(text)]
            case LineBreak():
                yield ["break"]
            case _:
                assert_never(inline)


def _words(text: str) -> Iterator[Any]:
    """The text, its endless words apart."""
    if max(map(len, text.split(" "))) <= _LONGEST_WORD:
        yield text
        return
    for number, part in enumerate(_ENDLESS_WORD.split(text)):
        if part:
            yield ["endless", part] if number % 2 else part
