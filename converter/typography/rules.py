"""The rules for all that is no quotation mark: dashes, ellipses, spaces.

Each is a pattern and what takes the place of what it finds; none finds letters or figures, which only stand
around it. They run in the order of ``rules``, over the whole text of a passage.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from converter.expressions import expression
from converter.typography.conventions import NARROW, Convention
from converter.typography.passages import Edit

_HOLD = "\u00a0"
_SPACES = f"[ {_HOLD}{NARROW}]"
_LETTER = r"[^\W\d_]"
_UNITS = r"[kcmµn]?m|[kmµ]?g|[cm]?l|ha|km/h|kW|k?Hz|[kMG]B|°[CF]?|%|‰|€|£|\$"
_RANGE = expression(
    r"(?<![\w.,/:+-])(?P<first>\d{1,4})(?P<hyphen>-)(?P<last>\d{1,4})(?![\w/:-]|[.,]\d)", re.ASCII
)
_LITERAL = expression(
    r"""(?:https?://|www\.)(?:'[^\s'"]+'|[^\s"'<>“”‘’])+"""
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.-]+"
    r"|(?<!\S)(?:~|\.{1,2})?/[\w.-]+/[\w./~-]+"
    r"|(?<!\S)[A-Za-z]:\\[^\s\"'<>]+"
    r"|(?<!\S)--[A-Za-z]+-[\w-]+",
)
"""Addresses, paths of files, and options of programs with a hyphen inside, unlike words behind a dash."""


def outside_literals(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits that touch no address, path or option."""
    if not edits or ("/" not in text and "@" not in text and "\\" not in text and "--" not in text):
        return edits
    spans = [match.span() for match in _LITERAL.finditer(text)]
    starts = [start for start, _ in spans]
    before = (bisect_left(starts, end) for _, end, _ in edits)
    return [
        edit for edit, count in zip(edits, before, strict=True) if not count or spans[count - 1][1] <= edit[0]
    ]


class Rule(NamedTuple):
    """One habit of setting type."""

    name: str
    pattern: re.Pattern[str]
    """What to find; where it has a group, that alone is replaced."""
    replacement: str
    sign: str = ""
    """Characters without which there is nothing to find."""
    opening: str = ""
    """What a passage begins with that the rule is for."""

    def edits(self, text: str) -> list[Edit]:
        """The edits that a passage needs."""
        if self.sign not in text or not text.startswith(self.opening):
            return []
        new, group = self.replacement, self.pattern.groups
        return [(*match.span(group), new) for match in self.pattern.finditer(text) if match[group] != new]


class Ranges:
    """An en dash for “up to”: 1914–18, pages 12–15; not in telephone numbers, nor in dates of figures."""

    name = "a range of numbers"

    def edits(self, text: str) -> list[Edit]:
        """The edits that a passage needs."""
        if "-" not in text:
            return []
        return [
            (*match.span("hyphen"), "–")
            for match in _RANGE.finditer(text)
            if _rises(match["first"], match["last"])
        ]


def _rises(first: str, last: str) -> bool:
    """Whether the second number is the greater one; it may leave out what it shares with the first.

    >>> _rises("1914", "18"), _rises("24", "7"), _rises("555", "1234"), _rises("1905", "08")
    (True, False, False, True)
    """
    if len(last) > len(first) > 2:
        return False
    if len(first) < 3:
        return int(last) > int(first) and not last.startswith("0")
    return int(first[: len(first) - len(last)] + last) > int(first)


@cache
def rules(convention: Convention) -> tuple[Rule | Ranges, ...]:
    """The rules that a language has need of, in their order."""
    kinds = (_dialogue, _dashes, _ellipses, _punctuation, _holds)
    return (*(rule for kind in kinds for rule in kind(convention)), Ranges())


def _rule(name: str, pattern: str, replacement: str, sign: str = "", opening: str = "") -> Rule:
    return Rule(name, expression(pattern), replacement, sign, opening)


def _dialogue(convention: Convention) -> Iterator[Rule]:
    dash = convention.dialogue
    if dash.endswith(_HOLD):
        yield _rule("a dash opens speech", rf"\A(?:-{{1,3}}|[–—] ){_SPACES}*(?=[^\s–—-])", dash)
    elif dash:
        yield _rule("a dash opens speech", rf"\A-{{1,3}}{_SPACES}*(?=[^\s–—-])", dash)
        yield _rule("the narrator begins", rf"(?<=[^\s-] )--?(?={_LETTER})", dash, "-", dash)
        yield _rule("the narrator ends", rf"(?<={_LETTER})--?(?=[.,;:!?\n]|\Z)", dash, "-", dash)


def _dashes(convention: Convention) -> Iterator[Rule]:
    dash = convention.dash
    if convention.is_dash_spaced:
        yield _rule("hyphens between words", rf"(?<={_LETTER})-{{2,3}}(?={_LETTER})", f" {dash} ", "--")
    yield _rule("hyphens for a dash", r"(?<![-<!])-{2,3}(?![->])", dash, "--")
    pause = dash if convention.is_dash_spaced else "–"
    yield _rule("a hyphen for a dash", r"(?<=[^\s\d] )-(?= \S)|(?<=\d )-(?= [^\s\d])", pause, " - ")
    if convention.holds_dash:
        yield _rule("a dash begins no line", r"(?<=\S) (?=[–—] )", _HOLD)


def _ellipses(convention: Convention) -> Iterator[Rule]:
    dots = convention.ellipsis
    if len(dots) == 2:
        yield _rule("six dots", r"(?<!\.)\.{3,6}(?!\.)|。{3,6}", dots)
        return
    yield _rule("spaced dots", r"(?<![.…])\. \. \.(?! ?\.)", dots, ". .")
    yield _rule("three dots", r"(?<!\.)\.{3}(?!\.)", dots, "...")
    yield _rule("four dots", r"(?<![.…])\.{4}(?!\.)", f"{dots}.", "....")
    yield _rule("four spaced dots", r"(?<![.…])\.(?: \.){3}(?! ?\.)", f"{dots}.", ". .")


def _punctuation(convention: Convention) -> Iterator[Rule]:
    marks = convention.spaced_punctuation
    # Where there is a space already it gives way; else the one before the mark is new.
    ends = r"(?=[\s»”’\"')\]…]|\Z)"
    for mark in marks:
        before = rf"(?<=[\w»”’\"')\]…%])(?:{_SPACES}?){re.escape(mark)}(?=[!?]*{ends})"
        yield _rule(f"a space before {mark}", before, f"{NARROW}{mark}", mark)
    if convention.spaced_colon:
        yield _rule("a space before a colon", rf"(?<=[\w»”’\"')\]]){_SPACES}?:(?=\s|\Z)", f"{_HOLD}:", ":")
    if NARROW in convention.marks.open:
        yield _rule("a space after «", rf"«{_SPACES}?(?=\S)", f"«{NARROW}", "«")
        yield _rule("a space before »", rf"(?<=\S){_SPACES}?»", f"{NARROW}»", "»")


def _holds(convention: Convention) -> Iterator[Rule]:
    """No-break spaces, where a break would make a reader stumble."""
    units = f"{_UNITS}|{convention.units}" if convention.units else _UNITS
    yield _rule("a number and its unit", rf"\d( )(?=(?:{units})(?![\w'’-]))", _HOLD)
    yield _rule("initials", r"[A-ZÀ-Þ]\.( )(?<![\w’'][A-ZÀ-Þ]\. )(?=[A-ZÀ-Þ]\.)", _HOLD)
    if convention.small_words:
        word = f"[{convention.small_words}]"
        yield _rule("a small word", rf"(?<![\w’'-]{word})(?<={word}) (?=\w)", _HOLD)
    if convention.titles:
        titles = "|".join(map(re.escape, convention.titles.split()))
        yield _rule("a title and its name", rf"\b(?:{titles})( )(?=[A-ZÀ-ÞĀ-Ž])", _HOLD)
