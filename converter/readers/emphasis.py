"""Marks of emphasis in a paragraph: ``*emphasis*``, ``_emphasis_``, ``**strong**`` and their nesting.

A run of up to three marks opens where a word begins (no word character before it, no space after
it) and closes where one ends, with the same run. A run without its partner is left as text, so
``5*``, ``f**k``, ``snake_case``, ``____`` and the face ``^_^`` stay what they are.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from converter.book import Emphasis, Inline, LineBreak, ReferenceMark, Ruby, Strong, Text
from converter.expressions import expression

_RUN = expression(r"([*_](?:(?<=[*])[*]*|_*))")  # a set first: what begins with one is found soonest
_LONGEST_RUN = 3
_OPENING, _CLOSING = "([{", ")]},;:"
_FACES = {(eye, eye) for eye in "^-~=;.°¬•"} | {("<", ">"), (">", "<")}
"""What stands left and right of a mark that is the mouth of a face: ``^_^``, ``>_<``."""
_WITHOUT_SPACES = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uac00", "\ud7a3"),
)
"""Thai, Lao, Burmese, Khmer, kana, ideographs and hangul: words or their endings follow without a space."""


class _Run(Struct, frozen=True):
    """A run of marks between the nearest characters that are none; empty at the paragraph's ends."""

    index: int
    marks: str
    before: str
    after: str

    @property
    def opens(self) -> bool:
        if not self.after or self.after.isspace() or self.after in _CLOSING:
            return False
        return not (_is_inside_word(self.before) or (self.before, self.after) in _FACES)

    @property
    def closes(self) -> bool:
        if not self.before or self.before.isspace() or self.before in _OPENING:
            return False
        return not _is_inside_word(self.after)


def read_emphasis(parts: Iterable[str | Inline]) -> tuple[Inline, ...]:
    """Inlines of a paragraph of strings, in which marks count, and of finished inlines, which are kept.

    Linear in its length.
    """
    pieces: list[str | Inline] = []
    places: list[int] = []  # where in pieces the runs are
    for part in parts:
        if isinstance(part, str):
            split = _RUN.split(part)  # text, run, text, run, … text
            runs = range(len(pieces) + 1, len(pieces) + len(split), 2)
            pieces += split
            places += [place for place in runs if len(str(pieces[place])) <= _LONGEST_RUN]
        else:
            pieces.append(part)
    return _build(pieces, _match_runs(_runs(pieces, places)), 0, len(pieces))


def _runs(pieces: Sequence[str | Inline], places: Sequence[int]) -> list[_Run]:
    """The runs with their neighbours; runs that touch look through each other."""
    befores, afters = [""] * len(pieces), [""] * len(pieces)
    marks = set(places)
    for neighbours, order, side in ((befores, 1, -1), (afters, -1, 0)):
        nearest = ""
        for index in range(len(pieces))[::order]:
            neighbours[index] = nearest
            if index not in marks:
                nearest = _edge(pieces[index], side) or nearest
    return [_Run(index, str(pieces[index]), befores[index], afters[index]) for index in places]


def _edge(piece: str | Inline, side: int) -> str:
    """The first character of a piece for side 0, the last one for side -1."""
    match piece:
        case str() | Text() | ReferenceMark():
            text = piece if isinstance(piece, str) else piece.text
            return text[side] if text else ""
        case Ruby(base, _):
            return base[side]
        case LineBreak():
            return "\n"
        case _:
            return _edge(piece.inlines[side], side)


def _is_inside_word(neighbour: str) -> bool:
    return neighbour.isalnum() and not any(first <= neighbour <= last for first, last in _WITHOUT_SPACES)


def _match_runs(runs: Iterable[_Run]) -> dict[int, int]:
    """Index of each opening run → index of the run that closes it; pairs nest, never cross.

    A run waits for its partner only until the same run opens again, so nesting is never deeper
    than there are kinds of runs.
    """
    matches: dict[int, int] = {}
    waiting: dict[str, int] = {}  # run → index of its opener, in order of opening
    for run in runs:
        if run.marks in waiting and run.closes:
            matches[waiting[run.marks]] = run.index
            while waiting.popitem()[0] != run.marks:
                pass
        elif run.opens:
            waiting.pop(run.marks, None)
            waiting[run.marks] = run.index
    return matches


def _build(
    pieces: Sequence[str | Inline], matches: dict[int, int], start: int, end: int
) -> tuple[Inline, ...]:
    """Inlines of ``pieces[start:end]``; a matched run becomes a node, all text between nodes one text."""
    inlines: list[Inline] = []
    plain: list[str] = []
    index = start
    while index < end:
        closer = matches.get(index)
        piece = pieces[index]
        if closer is None and isinstance(piece, str | Text):
            plain.append(piece if isinstance(piece, str) else piece.text)
        else:
            inlines += _text(plain)
            plain = []
            if closer is not None:
                inlines.append(_node(len(str(piece)), _build(pieces, matches, index + 1, closer)))
                index = closer
            elif not isinstance(piece, str):
                inlines.append(piece)
        index += 1
    return (*inlines, *_text(plain))


def _text(plain: Sequence[str]) -> list[Inline]:
    characters = "".join(plain)
    return [Text(characters)] if characters else []


def _node(run_length: int, inlines: tuple[Inline, ...]) -> Inline:
    match run_length:
        case 1:
            return Emphasis(inlines)
        case 2:
            return Strong(inlines)
        case _:
            return Strong((Emphasis(inlines),))
