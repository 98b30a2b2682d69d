"""Headers in the midst of a story, as files with several stories have them: told of, never read."""

from collections.abc import Iterator, Sequence
from itertools import islice

from converter.errors import Level, Notice, counted
from converter.readers.keys import IDENTIFYING, read_key
from converter.readers.lines import strip
from converter.readers.story_start import Top, next_text
from converter.readers.values import is_plausible

_SURE = 3
"""Different keys in a row, as hardly any story has them."""
_OWN = 2
"""Keys in a row that are enough where the header itself begins with the same ones."""


def later_headers(lines: Sequence[str], top: Top, end: int) -> tuple[Notice, ...]:
    """A warning of the first line that begins what looks like another header; none without one."""
    own = [entry.field_name for entry in top.entries[:_OWN]]
    found = [index for index in range(top.start + 1, end) if _begins_header(lines, index, end, own)]
    if not found:
        return ()
    others = f", and at {counted(len(found) - 1, 'place')} below" if found[1:] else ""
    text = f"What looks like another header begins here{others}; it stays in the text."
    hint = "If these are several stories, make a file of each, and one book of them with “fascicle bind”."
    return (Notice("header-later", found[0] + 1, text, hint, Level.WARNING),)


def _begins_header(lines: Sequence[str], index: int, end: int, own: Sequence[str]) -> bool:
    line = lines[index]
    if not (":" in line or "：" in line) or strip(lines[index - 1]):
        return False
    fields = list(islice(_fields(lines, index, end), _SURE))
    is_own = len(fields) >= _OWN and fields[:_OWN] == own
    return (is_own or len({*fields}) == _SURE) and fields[0] in IDENTIFYING


def _fields(lines: Sequence[str], index: int, end: int) -> Iterator[str]:
    """The fields of the keys from a line on, down to the first line of text without one."""
    while index < end:
        entry = read_key(strip(lines[index]), 0)
        if not entry or not entry.field_name or not entry.value or not is_plausible(entry):
            return
        yield entry.field_name
        index = next_text(lines, index + 1)
