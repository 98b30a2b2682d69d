"""Chapters and their blocks as sections, and the lines that close a book."""

from collections.abc import Iterable, Sequence
from math import inf
from typing import assert_never

from converter.book import (
    Block,
    Chapter,
    Footnote,
    Heading,
    Inline,
    Lines,
    Note,
    Paragraph,
    Quote,
    SceneBreak,
    Verse,
    plain_text,
)
from converter.characters import is_blank
from converter.closings import closing_line
from converter.kept_lines import QUOTE_INSET, is_signature, verse_inset, verse_widths
from converter.openings import split_opening
from converter.xhtml.elements import element, escaped, on_lines
from converter.xhtml.phrasing import inlines, kept_line

_DIVISIBLE = 300
"""Characters of a paragraph that may run over two pages: it has four lines and more."""
_ROOM_IN_ANY_FACE = 1.3
"""How much wider than reckoned a line may be in a face of the reader's choice."""


def chapter(
    chapter: Chapter, identifier: str, ornament: str, *, longest: float = inf, measure: float | None = None
) -> list[str]:
    """A chapter, or the opening of a part, as a section, for pages of that ``measure`` in em if it is known.

    What goes beyond ``longest`` bytes follows in further elements. They are no sections, for nothing
    begins with them; their first paragraphs are set as those inside a chapter are.
    """
    kind = "part" if chapter.is_part else "chapter"
    heading = _heading(chapter) if chapter.heading else ""
    closing = closing_line(chapter.blocks)
    blocks = _blocks(chapter.blocks, ornament, "opening", heading, longest, measure, closing)
    first, *others = _runs(blocks, longest) or [[]]
    section = element(
        "section",
        on_lines(first),
        id=identifier,
        class_=kind if chapter.heading else f"{kind} untitled",
        epub__type=kind,
        role=f"doc-{kind}",
    )
    return [section, *(element("div", on_lines(run), class_=kind) for run in others)]


def _heading(chapter: Chapter) -> str:
    parts = [
        element("span", escaped(text), class_=name)
        for name, text in (("chapter-label", chapter.label), ("chapter-title", chapter.title))
        if text
    ]
    return element("h2", "<br/>".join(parts), class_="chapter-heading")


def _blocks(
    blocks: Sequence[Block],
    ornament: str,
    position: str = "flush",
    heading: str = "",
    longest: float = inf,
    measure: float | None = None,
    closing: Paragraph | None = None,
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
        elif block is closing:
            position = "closing"
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


def _is_undivided(scene: list[Block]) -> bool:
    """Whether a scene has no place at which a page may end, so that not all of it can be kept together."""
    if len(scene) != 1:
        return False
    return not isinstance(scene[0], Paragraph) or len(plain_text(scene[0].inlines)) < _DIVISIBLE


def _block(
    block: Block, ornament: str, position: str, longest: float, measure: float | None, width: float
) -> list[str]:
    """A block as one element, as several of its kind where one would be too long, as none if it is blank.

    ``width`` is that of the verse, if it is any.
    """
    match block:
        case Paragraph(content):
            text = _opening(content) if position == "opening" else inlines(content)
            return [] if is_blank(text) else [element("p", text, class_=position)]
        case SceneBreak():
            return [_scene_break(block, ornament, position)]
        case Verse(lines) if width:
            runs = _runs((element("p", text) for text in _kept(lines)), longest)
            place = _verse_place(width, measure)
            return [element("div", on_lines(run), class_="verse", style=place) for run in runs]
        case Verse(lines) | Lines(lines):
            kept = (element("span", text, class_="line") for text in _kept(lines))
            kind = "lines signature" if is_signature(block) else "lines"
            return [element("p", "<br/>".join(run), class_=kind) for run in _runs(kept, longest)]
        case Quote(blocks):
            measure = measure and measure - 2 * QUOTE_INSET
            runs = _runs(_blocks(blocks, ornament, longest=longest, measure=measure), longest)
            return [element("blockquote", on_lines(run)) for run in runs]
        case Heading(content):
            return [element("h3", inlines(content))]
        case Note(label, blocks):
            heading = element("p", escaped(label), class_="note-label") if label else ""
            inner = _blocks(blocks, ornament, heading=heading, longest=longest, measure=measure)
            runs = _runs(inner, longest)
            return [element("div", on_lines(run), class_="note") for run in runs]
        case Footnote():
            return [_footnote(block)]
        case _:
            assert_never(block)


def _opening(content: tuple[Inline, ...]) -> str:
    words, others = split_opening(content)
    raised = element("span", escaped(words), class_="opening-words") if words else ""
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
    return [text for text in map(kept_line, lines) if not is_blank(text)]


def _scene_break(block: SceneBreak, ornament: str, position: str) -> str:
    kinds = ("scene-break", "soft" if block.is_soft else "", "close" if position == "close" else "")
    return element(
        "p",
        escaped(ornament),
        class_=" ".join(filter(None, kinds)),
        role="separator",
        aria_label="Scene break",
    )


def _footnote(block: Footnote) -> str:
    """A footnote as reading systems know it (EPUB 3.3 section 7.3), with a way back to its mark."""
    mark = element("a", escaped(block.mark), href=f"#mark-{block.identifier}", role="doc-backlink")
    return element(
        "aside",
        element("p", f"{mark} {inlines(block.inlines)}", class_="flush"),
        id=f"note-{block.identifier}",
        class_="footnote",
        epub__type="footnote",
        role="doc-footnote",
    )


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


def end(words: str) -> str:
    """The line below the last one of the story."""
    return element("p", escaped(words), class_="end")


def colophon(words: str) -> str:
    """A page for the last line of a book, which is in English."""
    line = element("p", escaped(words), lang="en")
    return element("section", line, class_="colophon", epub__type="colophon")
