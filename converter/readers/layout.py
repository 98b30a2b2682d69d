"""How lines make paragraphs: measured over the text, decided for each group of lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from converter.expressions import expression
from converter.readers import Layout
from converter.readers.lines import Group, Line, columns

_LONGEST_WRAPPED = 110
"""Columns beyond which no line was broken because it was full."""
_SHORTEST_WRAP = 40
_LONGEST_VERSE = 70
_ROOM_OF_IDEOGRAPHS = 5
"""Less than this is left in a full line: a mark that may not begin a line takes a character along."""
_MESSAGE = expression(
    r"(?:\[?\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\]?\s*)?(?:<[\w .-]{1,24}>|\w[\w .@-]{0,24}:|@[\w.-]{1,24}:?)\s",
    re.IGNORECASE,
)
"""A line of a chat: perhaps a time, then who says it."""
_REMARK = expression(r"\[(?:footnote|illustration|image|picture)\b[^\[\]]*\]", re.IGNORECASE)
"""A note or a caption as transcribers set it: one sentence, however short its lines are."""
_CHAT_LENGTHS = range(3, 61)
_PROSE_SHARE = 0.6
"""Share of full lines from which on a group is prose throughout."""
_RAGGED_SHARE = 0.5
"""The same, within a group that is prose, where lines were broken by hand."""
_FULL_SHARE = 0.75
"""Share of the width from which on a line counts as full where lines were not filled greedily."""
_MOST_BROKEN = 0.3
"""Share of lines that end in spaces, beyond which these are noise."""
_SHORTEST_SHARE = 0.55
"""Share of the width below which a line was broken on purpose, whatever goes on below it."""
_ENDS_OF_SENTENCES = tuple(".!?…。！？؟۔।")
_QUOTES = "\"'”’»«“‘)]*_"
_CLOSING_QUOTES = tuple("”»」』")
_SHORTEST_STANZA = 3
_MOST_STOPS = 0.5
"""Share of lines above the last of a stanza that may end a sentence, where none runs on in lower case."""
_MOST_STOPS_IN_RUN = 0.7
"""The same where one does."""


class Measures(NamedTuple):
    """What the lines of a text have in common."""

    layout: Layout
    reason: str
    width: int = 0
    """Columns at which lines were broken; 0 where they were not."""
    is_greedy: bool = True
    """Whether each line took as many words as fit."""
    indent: int = 0
    """Columns with which a paragraph begins, where that is what parts paragraphs."""
    is_indented: bool = False
    """Whether most paragraphs begin with an indent, so that a line without one stands out."""
    breaks_lines: bool = False
    """Whether the marks of a line's end mean something: spaces at the end of every line do not."""

    def joins(self, line: Line, following: Line) -> bool:
        """Whether the following line goes on with the paragraph of this one."""
        if not self.width:
            return False
        if self.indent and following.indent > 0:
            return False
        hangs = 0 < line.indent < following.indent
        if following.indent > line.indent and not hangs:
            return False
        if not self.is_greedy:
            return line.end >= _FULL_SHARE * self.width and not hangs
        if _had_no_room(line, following, self.width):
            return True
        # Broken a word early, amid a sentence or at a hyphen.
        is_nearly_full = line.end >= _FULL_SHARE * self.width
        goes_on = line.text[-1].isalnum() or line.text.endswith("-")
        return is_nearly_full and goes_on and following.text[0].islower()

    def nearly_joins(self, line: Line, following: Line) -> bool:
        """Whether the line is so nearly full that it hardly ends a paragraph."""
        share = _FULL_SHARE if self.is_greedy else _RAGGED_SHARE
        return line.end >= share * self.width and following.indent <= line.indent


def measure(groups: Sequence[Group], wanted: Layout | None = None) -> Measures:
    """Measure a text; ``wanted`` is the layout that the user named."""
    inner = [line for group in groups for line in group.lines[:-1]]
    broken = sum(line.is_broken for line in inner)
    return _measure(groups, wanted)._replace(breaks_lines=0 < broken <= _MOST_BROKEN * len(inner))


def _measure(groups: Sequence[Group], wanted: Layout | None) -> Measures:
    lines = sum(len(group.lines) for group in groups)
    spoken = [group for group in groups if not is_stanza(group)]
    prose = sum(_is_prose(line) for group in spoken for line in group.lines)
    crowded = sum(_is_prose(line) for group in spoken if len(group.lines) > 1 for line in group.lines)
    indented = sum(line.indent > 0 for group in groups for line in group.lines)
    indent = _paragraph_indent(groups)
    width, is_greedy = _width(groups, indent)
    is_indented = bool(indent) or indented > lines / 2
    if wanted:
        return _named(wanted, groups, width, is_greedy=is_greedy, indent=indent)
    if width and indent:
        reason = f"lines end near column {width}, and {indent} columns of indent begin paragraphs"
        return Measures(Layout.INDENTED, reason, width, is_greedy, indent, is_indented)
    if width:
        reason = f"lines end near column {width}"
        return Measures(Layout.WRAPPED, reason, width, is_greedy, is_indented=is_indented)
    if crowded > prose / 2:
        reason = f"{crowded} of {prose} lines of prose have no blank line between them"
        return Measures(Layout.LINE, reason, is_indented=is_indented)
    reason = f"{prose - crowded} of {prose} lines of prose stand between blank lines"
    return Measures(Layout.BLANK, reason, is_indented=is_indented)


def _is_prose(line: Line) -> bool:
    """Whether a line alone looks like a paragraph: long, or a whole sentence, and not quoted."""
    if line.text.startswith(">"):
        return False
    return line.width > _LONGEST_VERSE or _ends_sentence(line)


def _ends_sentence(line: Line) -> bool:
    return line.text.rstrip(_QUOTES).endswith(_ENDS_OF_SENTENCES)


def is_stanza(group: Group) -> bool:
    """Whether the lines of a group are short and their sentences run over line ends, as in verse.

    Short paragraphs, a line each, end in a full stop or in the quotation mark of a speaker.
    """
    if len(group.lines) < _SHORTEST_STANZA or max(line.end for line in group.lines) > _LONGEST_VERSE:
        return False
    stops = [_ends_sentence(line) or line.text.endswith(_CLOSING_QUOTES) for line in group.lines[:-1]]
    runs_on = any(
        not stop and line.text[0].islower() for stop, line in zip(stops, group.lines[1:], strict=True)
    )
    return sum(stops) <= (_MOST_STOPS_IN_RUN if runs_on else _MOST_STOPS) * len(stops)


def _named(wanted: Layout, groups: Sequence[Group], width: int, *, is_greedy: bool, indent: int) -> Measures:
    """The measures of a text whose layout the user knows."""
    if wanted in (Layout.BLANK, Layout.LINE):
        return Measures(wanted, "it was named")
    if not width:
        width, is_greedy = max((line.end for group in groups for line in group.lines), default=0), False
    indent = (indent or 1) if wanted is Layout.INDENTED else 0
    return Measures(wanted, "it was named", width, is_greedy, indent, bool(indent))


def _paragraph_indent(groups: Sequence[Group]) -> int:
    """The indent that begins paragraphs: one that lines take on again and again within groups."""
    rises = Counter(
        following.indent - line.indent
        for group in groups
        for line, following in _pairs(group)
        if line.indent == 0 and following.indent > 0
    )
    if not rises:
        return 0
    indent, count = rises.most_common(1)[0]
    return indent if count >= 3 and count >= 0.5 * len(groups) else 0


def _width(groups: Sequence[Group], indent: int) -> tuple[int, bool]:
    """The column at which lines were broken, and whether they were filled greedily."""
    found = [
        (group, line, following)
        for group in groups
        if max(line.end for line in group.lines) <= _LONGEST_WRAPPED
        for line, following in _pairs(group)
        if following.indent <= line.indent and not (indent and following.indent == indent)
    ]
    ends = sorted(line.end for _, line, _ in found)
    widest = ends[int(0.98 * (len(ends) - 1))] if ends else 0
    # A group that begins with a short line is verse, and says nothing of the width of prose.
    pairs = [(line, f) for group, line, f in found if group.lines[0].end >= _FULL_SHARE * widest]
    if len(pairs) < max(4, 0.3 * len(found)):
        return 0, True
    ends = sorted(line.end for line, _ in pairs)
    width = ends[int(0.98 * (len(ends) - 1))]
    if width < _SHORTEST_WRAP:
        return 0, True
    greedy = sum(_had_no_room(line, following, width) for line, following in pairs)
    if greedy >= 0.85 * len(pairs):
        return width, True
    full = sum(line.end >= _FULL_SHARE * width for line, _ in pairs)
    capitals = sum(following.text[0].isupper() for _, following in pairs)
    if full >= 0.8 * len(pairs) and capitals <= 0.6 * len(pairs):
        return width, False
    return 0, True


def _had_no_room(line: Line, following: Line, width: int) -> bool:
    """Whether a line was full: what the following one begins with did not fit."""
    if _is_ideographic(line.text[-1]) or _is_ideographic(following.text[0]):
        return line.end + _ROOM_OF_IDEOGRAPHS > width
    return line.end + 1 + columns(following.text.split(maxsplit=1)[0]) > width


def _pairs(group: Group) -> Iterator[tuple[Line, Line]]:
    return zip(group.lines, group.lines[1:], strict=False)


class Piece(NamedTuple):
    """A paragraph, or lines that keep their ends."""

    lines: tuple[Line, ...]
    is_paragraph: bool

    @property
    def indent(self) -> int:
        """The least indent of its lines."""
        return min(line.indent for line in self.lines)


def split(group: Group, measures: Measures) -> list[Piece]:
    """The paragraphs and the kept lines of one group."""
    if len(group.lines) == 1:
        return [Piece(group.lines, is_paragraph=True)]
    if measures.width and _REMARK.fullmatch(group.text):
        return [Piece(group.lines, is_paragraph=True)]
    pairs = list(_pairs(group))
    joined = [measures.joins(line, following) for line, following in pairs]
    # Set in, verse is likelier than prose with a short line in it.
    is_set_in = measures.is_greedy and min(line.indent for line in group.lines) > 0
    is_prose = all(joined) if is_set_in else sum(joined) >= _PROSE_SHARE * len(pairs)
    if is_prose and not measures.indent:
        # Prose that was wrapped by hand, or by another rule: a line that is nearly full goes on too.
        joined = [was or measures.nearly_joins(*pair) for was, pair in zip(joined, pairs, strict=True)]
    if measures.width and not measures.indent and _runs_on(group, measures.width):
        joined = [True] * len(pairs)
    if measures.breaks_lines and measures.width and not measures.indent:
        joined = [was or line.is_broken for was, (line, _) in zip(joined, pairs, strict=True)]
    runs: list[list[Line]] = [[group.lines[0]]]
    for (_, following), goes_on in zip(pairs, joined, strict=True):
        if goes_on:
            runs[-1].append(following)
        else:
            runs.append([following])
    if measures.indent:
        return _split_indented(runs, measures)
    if len(runs) > 1 and not (measures.width and is_prose) and _keeps_lines(group, measures):
        return [Piece(group.lines, is_paragraph=False)]
    return [Piece(tuple(run), is_paragraph=True) for run in runs]


def _runs_on(group: Group, width: int) -> bool:
    """Whether every line goes on with the sentence of the one above, and none is as short as verse."""
    return all(
        line.end >= _SHORTEST_SHARE * width and following.text[0].islower()
        for line, following in _pairs(group)
    )


def _split_indented(runs: Sequence[Sequence[Line]], measures: Measures) -> list[Piece]:
    """Runs of more than a paragraph's indent are kept lines; others are paragraphs."""
    pieces: list[Piece] = []
    deep: list[Line] = []
    for run in runs:
        if len(run) == 1 and run[0].indent > measures.indent:
            deep.append(run[0])
            continue
        if deep:
            pieces.append(Piece(tuple(deep), is_paragraph=len(deep) == 1))
            deep = []
        pieces.append(Piece(tuple(run), is_paragraph=True))
    if deep:
        pieces.append(Piece(tuple(deep), is_paragraph=len(deep) == 1))
    return pieces


def _keeps_lines(group: Group, measures: Measures) -> bool:
    """Whether lines that were not joined are verse or the like, not short paragraphs."""
    if len(group.lines) in _CHAT_LENGTHS and are_messages(group.lines):
        return True
    if is_stanza(group):
        return True
    if measures.layout is Layout.LINE or max(line.end for line in group.lines) > _LONGEST_WRAPPED:
        return False
    spoken = sum(_ends_sentence(line) for line in group.lines)
    return bool(measures.width) or spoken < 0.7 * len(group.lines)


def are_messages(lines: Sequence[Line]) -> bool:
    """Whether every line says first who says it, as in a chat."""
    return all(_MESSAGE.match(line.text) for line in lines)


def join(lines: Sequence[Line], words: frozenset[str]) -> str:
    """The lines of a paragraph as one text.

    A hyphen at the end of a line goes only if the word is one of the text's ``words`` without it; a
    dash that ended a line is joined as it was broken.
    """
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        text = line.text
        if (
            following is None
            or (_is_ideographic(text[-1]) and _is_ideographic(following.text[0]))
            or (text.endswith(("--", "—")) and text.rstrip("-—")[-1:].strip())
        ):
            parts.append(text)
        elif text.endswith(("-", "\u00ad", "‐")) and text[-2:-1].isalpha():
            left, right = text.split()[-1], following.text.split(maxsplit=1)[0]
            parts.append(text[:-1] if _bare(left[:-1] + right) in words else text)
        else:
            parts.append(f"{text} ")
    return "".join(parts)


def _is_ideographic(character: str) -> bool:
    """Whether words are not parted by spaces around it: kana, ideographs and their punctuation."""
    return "\u3000" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\uff01"


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'“”‘’()[]*_").casefold()


def words_of(groups: Sequence[Group], measures: Measures) -> frozenset[str]:
    """The words of the text, where any line ends in a hyphen and is joined to the next."""
    if not measures.width:
        return frozenset()
    hyphenated = any(line.text.endswith("-") for group in groups for line in group.lines[:-1])
    if not hyphenated:
        return frozenset()
    return frozenset(map(_bare, " ".join(line.text for group in groups for line in group.lines).split()))
