"""Whether words could be a title, by themselves: short ones, and long ones that say what happens."""

import re
from collections.abc import Sequence

from converter.expressions import expression

LONGEST_TITLE = 80
LONGEST_LABELLED = 100
LONGEST_ARGUMENT = 300
"""Characters of a title that says what happens in its chapter: ``In Which the Ferryman Is Late``."""
_SHORTEST_FULL = 50
"""Characters of a heading's first line from which on it may go on below, since there was no room."""
_QUOTES = frozenset('"“„«『「')
_CLOSINGS = expression(
    r"(?:the\s+)?(?:end|fin|finis|tbc|to be continued|ende|fine|koniec|конец)\W*", re.IGNORECASE
)


def is_title(text: str, *, is_labelled: bool = False) -> bool:
    """Whether the text could be a title: short, no sentence, no speech."""
    are_capitals = text.isupper()
    longest = LONGEST_LABELLED if is_labelled else LONGEST_TITLE
    if len(text) > (2 * LONGEST_TITLE if are_capitals else longest):
        return False
    if _CLOSINGS.fullmatch(text) or re.search(r"[,;]$", text):
        return False
    if is_labelled or are_capitals:
        return are_capitals or not re.match(r"[a-z].*[.!?]$", text)
    if re.search(r"[.:]$", text) and not re.search(r"(?:\.\.\.|…|\b(?:Mr|Mrs|St|Dr|etc)\.)$", text):
        return False
    if text[0] in '[(<*_-—–…"“‘„«»「『':
        return False
    return text[0].isupper() or text[0].isdecimal() or not text[0].isascii()


def is_argument(text: str) -> bool:
    """Whether a text may be a long title: no row of dashes between its parts."""
    if not text or len(text) > LONGEST_ARGUMENT or text[0].islower() or text[-1] in ",;:":
        return False
    return text.count("—") + text.count("--") < 2


def is_long_title(text: str) -> bool:
    """Whether a text between a chapter's label and its story may be a long title: no sentence, no speech."""
    return is_argument(text) and (text.isupper() or (text[-1].isalnum() and text[0] not in _QUOTES))


def first_line(text: str) -> str:
    """The first of several lines of a heading, without the comma before what goes on below."""
    return text.rstrip(",;") if len(text) >= _SHORTEST_FULL else text


def goes_on(title: str, lines: Sequence[str]) -> bool:
    """Whether the title on the first line of a heading goes on in all of the others."""
    below = " ".join(lines[1:])
    if not title:
        return is_long_title(below)
    if len(lines[0]) < _SHORTEST_FULL or not is_argument(f"{title} {below}"):
        return False
    is_open = title[-1] not in ".!?…"
    return below.isupper() if title.isupper() else is_open and (below[0].islower() or below[-1].isalnum())
