"""Gaps between groups of lines, and which of them are breaks of scenes."""

import re
from collections.abc import Container, Mapping, Sequence

from converter.expressions import expression
from converter.readers.headings import Headings
from converter.readers.layout import Measures, is_stanza
from converter.readers.lines import Group

_PICTURE = expression(r"\[(?:illustration|picture|image)\b[^\]]*\]", re.IGNORECASE)
_MOST, _FEWEST = 0.15, 0.004
"""Shares of gaps between which wide ones are breaks: above they are spacing, below slips of the hand."""


def gaps_inside(groups: Sequence[Group], headings: Headings, contents: Container[int]) -> dict[int, int]:
    """The gap before each group that neither opens the text nor stands at a heading or in the contents.

    What is around the place of a picture sets that off.
    """
    near = headings.near()
    pictures = {index for index, group in enumerate(groups) if _PICTURE.fullmatch(group.text)}
    near |= pictures | {index + 1 for index in pictures}
    return {
        index: group.gap
        for index, group in enumerate(groups)
        if index and index not in near and index not in contents
    }


def gaps_between_runs(
    groups: Sequence[Group], gaps: Mapping[int, int], measures: Measures
) -> dict[int, bool]:
    """Groups that a break comes before in a text whose paragraphs no blank lines part.

    Those beside a stanza part it from the prose; and where gaps are many, they mean nothing.
    """
    inside = [index for index in gaps if not is_stanza(groups[index - 1]) and not is_stanza(groups[index])]
    paragraphs = sum(line.indent > 0 or not measures.indent for group in groups for line in group.lines)
    return dict.fromkeys(inside, False) if len(gaps) <= _MOST * paragraphs else {}


def wide_gaps(gaps: Mapping[int, int], usual: int) -> dict[int, bool]:
    """Groups that a break in form of a gap comes before, with whether it is a soft one.

    Only where gaps are of two clean sizes: messy spacing means nothing.
    """
    wide = {index: size == usual + 1 for index, size in gaps.items() if size > usual}
    is_clean = len(set(gaps.values())) == 2
    return wide if is_clean and _FEWEST * len(gaps) <= len(wide) <= _MOST * len(gaps) else {}
