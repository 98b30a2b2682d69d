"""How lines that keep their ends are placed: verse by its longest line, the end of a letter to one side.

It is reckoned here and not measured by an engine, so that every writer sets the same.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import TypeGuard

from converter.book import Block, Lines, Verse, plain_text
from converter.characters import em_width

QUOTE_INSET = 1.5
"""How far a quotation stands from the margin on either side, in em."""
_CHARACTER_WIDTH = 0.45
"""Mean width of a character of verse in em, with its spaces; a wide one takes a whole em."""
_LEAST_INSET = 1.0
"""How far from the margin verse stands that is as wide as the page, in em."""
_MOST_SIGNED = 3
"""Lines of a signature: what is said in parting may take two."""
_LONGEST_SIGNED = 40
"""Characters of a line of a signature."""
_MOST_NAMES = 5
"""Words of a name."""
_QUOTES = "\"'“”‘’„«»_*("


def verse_widths(blocks: Iterable[Block]) -> list[float]:
    """The width in em of the poem that each block belongs to: of the longest line of all its stanzas.

    It is 0 for what is no verse.
    """
    widths: list[float] = []
    for _, run in groupby(blocks, _is_verse):
        poem = list(run)
        lines = (plain_text(line) for block in poem if _is_verse(block) for line in block.lines)
        width = max((em_width(line, _CHARACTER_WIDTH) for line in lines), default=0)
        widths += [width] * len(poem)
    return widths


def verse_inset(width: float, measure: float) -> float:
    """How far from the margin verse of that width begins, so that it stands in the middle; all in em.

    >>> verse_inset(16, 28), verse_inset(40, 28)
    (6.0, 1.0)
    """
    return max(round((measure - width) / 2, 1), _LEAST_INSET)


def _is_verse(block: Block) -> TypeGuard[Verse]:
    """Whether it is a stanza, and not the end of a letter that has the shape of one."""
    return isinstance(block, Verse) and not is_signature(block)


def is_signature(block: Verse | Lines) -> bool:
    """Whether the lines close a letter, or head it: words that end in a comma, and below them a name.

    Such are “Yours ever, / Ada Penn” and “The Mill, / Marlow”, and not “bread, / butter”.
    """
    if not 2 <= len(block.lines) <= _MOST_SIGNED:
        return False
    first, *_, last = lines = [plain_text(line).strip().strip(_QUOTES) for line in block.lines]
    words = last.split()
    return (
        first.endswith(",")
        and not first.isupper()
        and not any(": " in line for line in lines)
        and max(map(len, lines)) <= _LONGEST_SIGNED
        and 0 < len(words) <= _MOST_NAMES
        and words[0][0].isupper()
        and not any(word[0].islower() for word in words)
        and last[-1] not in ",;:!?…—"
    )
