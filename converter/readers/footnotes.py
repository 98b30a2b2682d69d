"""Footnotes: marks in a chapter's text and the notes at its end, linked where each stands exactly once."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from converter.book import (
    Block,
    Chapter,
    Emphasis,
    Footnote,
    Inline,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    SceneBreak,
    Strong,
    Styled,
    Text,
    Verse,
    plain_text,
)
from converter.errors import Notice, counted
from converter.expressions import expression

_SIGN = r"\d{1,3}|[*†‡§]{1,3}"
_NOTE = expression(
    rf"(?P<mark>\[\^?(?P<bracketed>{_SIGN})\]|\((?P<round>\d{{1,3}})\)|(?P<raised>[¹²³⁰⁴-⁹]{{1,3}})"
    r"|(?P<bare>[*†‡]{1,2}))(?::\s*|\s*)(?=[^\s*†‡])"
)
"""How a note begins."""
_NAMED_NOTE = expression(rf"(?P<mark>\[(?i:footnote) (?P<bracketed>{_SIGN}|[A-Z]):)\s*(?=\S)")
"""How a note begins that may stand anywhere, since it says what it is."""
_DEFINITION = expression(rf"\[\^(?:{_SIGN})\]:\s*\S")
_MARK = expression(
    rf"(?<!^)\[\^?(?P<bracketed>{_SIGN}|[A-Z])\](?!:)|(?<=[^\s(])\((?P<round>\d{{1,3}})\)"
    r"|(?<=[^\s¹²³⁰⁴-⁹])(?P<raised>[¹²³⁰⁴-⁹]{1,3})|(?<=[^\s*†‡])(?P<bare>[*†‡]{1,2})(?=[\s.,;:!?)”’\"—-]|$)"
)
"""How a note is pointed to from the text, behind a word."""


class _Candidate(NamedTuple):
    """A paragraph that may be a footnote."""

    key: str
    mark: str
    paragraph: Paragraph


def link_all(chapters: Sequence[Chapter], notices: list[Notice]) -> list[Chapter]:
    """The chapters with their footnotes linked; those that Markdown has below the last are in their own."""
    blocks = [list(chapter.blocks) for chapter in chapters]
    _spread_definitions(blocks)
    return [
        replace(chapter, blocks=tuple(link_footnotes(own, number, notices)))
        for number, (chapter, own) in enumerate(zip(chapters, blocks, strict=True), start=1)
    ]


def _spread_definitions(chapters: Sequence[list[Block]]) -> None:
    """Move Markdown's notes from the end of the last chapter to those that alone have their marks, once."""
    if len(chapters) < 2 or not any(_defines(block) for block in chapters[-1][-1:]):
        return
    last = [part for block in chapters[-1] for part in _part_list(block)]
    start = len(last)
    while start and _defines(last[start - 1]):
        start -= 1
    keys = [Counter(_keys(blocks, ())) for blocks in (*chapters[:-1], last[:start])]
    rest: list[Block] = []
    for definition in last[start:]:
        found = _found_note(definition)
        places = [place for place, marks in enumerate(keys) if found and marks[_key(found)]]
        is_sure = len(places) == 1 and found and keys[places[0]][_key(found)] == 1
        (chapters[places[0]] if is_sure and places[0] < len(chapters) - 1 else rest).append(definition)
    if not rest and start and isinstance(last[start - 1], SceneBreak):
        start -= 1
    chapters[-1][:] = [*last[:start], *rest]


def _defines(block: Block) -> bool:
    """Whether a block is a note as Markdown has it, ``[^1]: …``, or a list of such."""
    lines = (
        block.lines if isinstance(block, Lines) else (block.inlines,) if isinstance(block, Paragraph) else ()
    )
    return bool(lines) and all(_DEFINITION.match(plain_text(line)) for line in lines)


def link_footnotes(blocks: Sequence[Block], chapter: int, notices: list[Notice]) -> list[Block]:
    """The blocks of a chapter, the notes at its end made ``Footnote``s and their marks ``ReferenceMark``s.

    ``chapter`` is its number among all chapters, for identifiers that no other chapter has. A mark
    without a note, or with two, stays text: numbers in brackets may mean anything.
    """
    parted = [part for block in blocks for part in _part_list(block)]
    candidates = list(_candidates(parted))
    notes = Counter(candidate.key for candidate in candidates)
    marks = Counter(_keys(parted, {id(candidate.paragraph) for candidate in candidates})) if notes else notes
    linked = {
        candidate.key: f"{chapter}-{number}"
        for number, candidate in enumerate(candidates, start=1)
        if notes[candidate.key] == marks[candidate.key] == 1
    }
    if not linked:
        return list(blocks)
    found = {id(candidate.paragraph): candidate for candidate in candidates if candidate.key in linked}
    what = counted(len(linked), "footnote is", "footnotes are")
    text = f"{what} linked with a mark that the chapter has once."
    notices.append(Notice("footnotes", min(c.paragraph.line for c in found.values()), text))
    return [_link(block, linked, found) for block in parted]


def _part_list(block: Block) -> Sequence[Block]:
    """A list of notes, a line each, as paragraphs; any other block as it is."""
    if isinstance(block, Lines) and all(_NOTE.match(plain_text(line)) for line in block.lines):
        return [Paragraph(line, block.line + offset) for offset, line in enumerate(block.lines)]
    return [block]


def _candidates(blocks: Sequence[Block]) -> Iterator[_Candidate]:
    """Paragraphs at the end that begin as footnotes do, and all that say they are."""
    end = len(blocks)
    while end and (isinstance(blocks[end - 1], Note) or _found_note(blocks[end - 1])):
        end -= 1
    for index, block in enumerate(blocks):
        for paragraph in block.blocks if isinstance(block, Note) else (block,):
            found = _found_note(paragraph)
            if (
                isinstance(paragraph, Paragraph)
                and found
                and (index >= end or found.re.pattern == _NAMED_NOTE.pattern)
            ):
                yield _Candidate(_key(found), found["mark"], paragraph)


def _found_note(block: Block) -> re.Match[str] | None:
    """The mark with which a paragraph begins, as notes do."""
    first = block.inlines[0] if isinstance(block, Paragraph) and block.inlines else None
    if not isinstance(first, Text):
        return None
    return _NAMED_NOTE.match(first.text) or _NOTE.match(first.text)


def _key(found: re.Match[str]) -> str:
    """The form of a mark and its sign, which a note and what points to it have in common."""
    form = next(form for form in ("bracketed", "round", "raised", "bare") if found.groupdict().get(form))
    return f"{form} {found[form]}"


def _keys(blocks: Sequence[Block], notes: Container[int]) -> Iterator[str]:
    """The marks in the text that may point to notes, in its order."""
    for block in blocks:
        match block:
            case Paragraph(inlines) if id(block) not in notes:
                yield from _keys_of(inlines)
            case Verse(lines) | Lines(lines):
                for line in lines:
                    yield from _keys_of(line)
            case Quote(inner) | Note(_, inner):
                yield from _keys(inner, notes)
            case _:
                pass


def _keys_of(inlines: Sequence[Inline], before: str = "") -> Iterator[str]:
    for inline in inlines:
        match inline:
            case Text(text):
                yield from (_key(found) for found in _MARK.finditer(before + text))
            case Emphasis(inner) | Strong(inner) | Styled(_, inner):
                yield from _keys_of(inner, before)
            case _:
                pass
        before = plain_text((inline,))[-1:]


def _link(block: Block, linked: Mapping[str, str], notes: Mapping[int, _Candidate]) -> Block:
    match block:
        case Paragraph(inlines) if candidate := notes.get(id(block)):
            text = plain_text(inlines[:1]).removeprefix(candidate.mark).lstrip(": ")
            return Footnote(
                linked[candidate.key], _shown(candidate.mark), (Text(text), *inlines[1:]), block.line
            )
        case Paragraph(inlines):
            return replace(block, inlines=_with_marks(inlines, linked))
        case Verse(lines) | Lines(lines):
            return replace(block, lines=tuple(_with_marks(line, linked) for line in lines))
        case Quote(inner) | Note(_, inner):
            return replace(block, blocks=tuple(_link(part, linked, notes) for part in inner))
        case _:
            return block


def _shown(mark: str) -> str:
    """A mark as a reader wants to see it: without the sign that Markdown puts into it."""
    return mark.replace("^", "")


def _with_marks(inlines: Sequence[Inline], linked: Mapping[str, str], before: str = "") -> tuple[Inline, ...]:
    """The inlines with the marks in their texts as inlines of their own."""
    made: list[Inline] = []
    for inline in inlines:
        match inline:
            case Text(text):
                made += _parts(before, text, linked)
            case Emphasis(inner) | Strong(inner) | Styled(_, inner):
                made.append(replace(inline, inlines=_with_marks(inner, linked, before)))
            case _:
                made.append(inline)
        before = plain_text((inline,))[-1:]
    return tuple(made)


def _parts(before: str, text: str, linked: Mapping[str, str]) -> Iterator[Inline]:
    """A text parted at its marks; ``before`` is the character in front of it."""
    whole, start = before + text, len(before)
    for found in _MARK.finditer(whole):
        if note := linked.get(_key(found)):
            if found.start() > start:
                yield Text(whole[start : found.start()])
            yield ReferenceMark(_shown(found[0]), note)
            start = found.end()
    if whole[start:]:
        yield Text(whole[start:])
