"""Straight quotation marks and apostrophes to the curly ones of a language.

A mark opens or closes by what stands on either side of it; only where that does not tell, it closes what is
open. A single mark may be an apostrophe too, and after a figure either may be a sign of feet and inches.
"""

from typing import NamedTuple

from converter.expressions import expression
from converter.typography.conventions import NARROW, Convention, Marks
from converter.typography.passages import Edit

APOSTROPHE = "’"
_FOOT, _INCH = _PRIMES = "′", "″"
_MARK = expression("[\"'“”„‘’‚«»‹›「」『』]")
_QUOTES = "\"'“”„‘’‚«»‹›「」『』"
_SPACES = " \t\n\u00a0\u202f\u2002\u2003\u2009\u3000"
_OPEN_BRACKETS = "([{¿¡"
_DASHES = "-–—―"
_CLOSING_PUNCTUATION = ".,;:!?…)]}。、，！？"
_HEBREW = expression("[\u0590-\u05ff]")
_UNSPACED = (
    ("\u1100", "\u11ff"),
    ("\u2e80", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\uff00", "\uffef"),
    ("\U00020000", "\U0003ffff"),
)
"""Letters that stand beside quotation marks without a space, and know no apostrophes: first and last ones."""
_YEAR = expression(r"'\d\ds?(?![\w'])")
_WORD = expression(r"[^\W\d_]+")
_LAST_CLOSER = expression(r"(?<=[^\s(\[{])['’](?!\w)")
_SURE_CLOSER_OR_OPENER = expression(r"(?P<closer>(?<=[.,!?…—–])['’](?!\w))|(?<!\w)['‘](?=\w)")
"""The end of a quotation, or the begin of the next."""
_DOUBLE = expression('["“”„«»「」『』]')
_FEET = expression(r"\d['′] ?\d{1,2}\Z")


class Conversion(NamedTuple):
    """What becomes of the straight marks of a story."""

    convention: Convention
    marks: Marks
    has_primes: bool
    """Whether feet and inches get signs of their own."""

    def edits(self, text: str) -> list[Edit]:
        """The edits that a passage needs."""
        if '"' not in text and "'" not in text:
            return []
        return _Reading(self, text).edits()


class _Reading:
    """One passage, read from its begin to its end, with what is open at the moment."""

    def __init__(self, conversion: Conversion, text: str) -> None:
        self.conversion = conversion
        self.marks = conversion.marks
        self.text = text
        self.is_double_open = self.is_single_open = False
        self.opened = -1
        """Where the last mark opened."""
        self.last_closer = max((match.start() for match in _LAST_CLOSER.finditer(text)), default=-1)
        self.begin = len(text) - len(text.lstrip(_SPACES + _QUOTES + _DASHES))
        elisions, possible = conversion.convention.elisions, conversion.convention.possible_elisions
        self.elisions = frozenset(elisions.split())
        self.possible_elisions = frozenset(possible.split())

    def edits(self) -> list[Edit]:
        found: list[Edit] = []
        for match in _MARK.finditer(self.text):
            mark, place = match[0], match.start()
            if mark == '"':
                new = self._double(place)
            elif mark == "'":
                new = self._single(place)
            else:
                self._note(mark, place)
                continue
            if new and (self.conversion.has_primes or new not in _PRIMES):
                found.append(self._edit(place, new))
        return found

    def _edit(self, place: int, new: str) -> Edit:
        """A mark that has its own space takes the place of one that was typed."""
        spaces = " \u00a0\u202f"
        start = place - (new.startswith(NARROW) and place > 0 and self.text[place - 1] in spaces)
        end = place + 1 + (new.endswith(NARROW) and self.text[place + 1 : place + 2] in tuple(spaces))
        return start, end, new

    def _note(self, mark: str, place: int) -> None:
        """Take account of a curly mark."""
        marks = self.marks
        if mark == marks.open.strip(NARROW) and (mark != marks.close or not self.is_double_open):
            self.is_double_open, self.opened = True, place
        elif mark == marks.close.strip(NARROW):
            self.is_double_open = False
        elif mark == marks.inner_open and mark != APOSTROPHE:
            self.is_single_open, self.opened = True, place
        elif mark == marks.inner_close and self._before(place) not in _SPACES:
            self.is_single_open = self.is_single_open and self._is_in_word(mark, place)

    def _is_in_word(self, mark: str, place: int) -> bool:
        """Whether a curly mark that may close a quotation is an apostrophe between letters."""
        return mark == APOSTROPHE and self._after(place).isalnum() and not self._is_among_unspaced(place)

    def _is_among_unspaced(self, place: int) -> bool:
        return _is_unspaced(self._before(place)) or _is_unspaced(self._after(place))

    def _before(self, place: int) -> str:
        return self.text[place - 1] if place else "\n"

    def _after(self, place: int) -> str:
        """The next character that is no quotation mark; nobody sets more than four together."""
        following = self.text[place + 1 : place + 6]
        return (following.lstrip(_QUOTES) or "\n")[0]

    def _opens(self, place: int, *, is_open: bool) -> bool:
        """Whether a mark opens a quotation, where ``is_open`` says if there is one to close."""
        before, after = self._before(place), self._after(place)
        ends = after in _SPACES or (is_open and after in ",;:!?)")
        if before in _SPACES or before in _OPEN_BRACKETS or (place and self.opened == place - 1):
            return after != "\n" and not is_open if ends else True
        if ends or after in _CLOSING_PUNCTUATION or after in _DASHES:
            return False
        return before in _DASHES or not is_open

    def _double(self, place: int) -> str:
        before, after = self._before(place), self._after(place)
        if _HEBREW.match(before) and _HEBREW.match(after):
            return ""  # the sign of an abbreviation
        if before.isnumeric() and self._is_inch(place):
            return _INCH
        if self.marks.nests_doubles and (self.is_double_open or self.is_single_open):
            return self._nested(place)
        if self._opens(place, is_open=self.is_double_open):
            self.is_double_open, self.opened = True, place
            return self.marks.open
        self.is_double_open = False
        return self.marks.close

    def _nested(self, place: int) -> str:
        if self._opens(place, is_open=True):
            self.is_single_open, self.opened = True, place
            return self.marks.inner_open
        if self.is_single_open:
            self.is_single_open = False
            return self.marks.inner_close
        self.is_double_open = False
        return self.marks.close

    def _is_inch(self, place: int) -> bool:
        if not self.is_double_open or _FEET.search(self.text, max(0, place - 5), place):
            return True
        following = _DOUBLE.search(self.text, place + 1)
        return following is not None and not self._opens(following.start(), is_open=True)

    def _single(self, place: int) -> str:
        before, after = self._before(place), self._after(place)
        if _HEBREW.match(before) and (_HEBREW.match(after) or not self.is_single_open):
            return ""  # the sign of a foreign sound, or of a numeral
        if self._is_among_unspaced(place):
            return self._among_unspaced(place)
        if before.isnumeric() and (after.isdigit() or not (self.is_single_open or after.isalpha())):
            return _FOOT
        if before.isalnum():
            return self._after_letter(after)
        if after.isalnum() and self._is_elision(place):
            return APOSTROPHE
        return self._by_place(place)

    def _among_unspaced(self, place: int) -> str:
        if self.is_single_open or "'" not in self.text[place + 1 :]:
            self.is_single_open = False
            return self.marks.inner_close
        self.is_single_open, self.opened = True, place
        return self.marks.inner_open

    def _after_letter(self, after: str) -> str:
        if after.isalnum() or not self.is_single_open:
            return APOSTROPHE
        self.is_single_open = False
        return self.marks.inner_close

    def _by_place(self, place: int) -> str:
        if self._opens(place, is_open=self.is_single_open):
            if not self._may_open(place):
                return APOSTROPHE
            self.is_single_open, self.opened = True, place
            return self.marks.inner_open
        if not self.is_single_open and self._before(place) in _SPACES:
            return ""
        self.is_single_open = False
        return self.marks.inner_close

    def _may_open(self, place: int) -> bool:
        """A quotation ends somewhere; only one that opens a paragraph, or another, may go on in the next."""
        return place < max(self.last_closer, self.begin) or self.opened == place - 1

    def _is_elision(self, place: int) -> bool:
        """Whether a mark before a word stands for letters left out: ’Tis, ’em, the ’90s."""
        found = _WORD.match(self.text, place + 1)
        word = found[0] if found else ""
        if word.casefold() in self.elisions:
            return True
        if word.casefold() not in self.possible_elisions and not _YEAR.match(self.text, place):
            return False
        if self.is_single_open:
            return True
        sure = _SURE_CLOSER_OR_OPENER.search(self.text, place + 1)
        return not (sure and sure["closer"])


def _is_unspaced(character: str) -> bool:
    return character >= _UNSPACED[0][0] and any(first <= character <= last for first, last in _UNSPACED)
