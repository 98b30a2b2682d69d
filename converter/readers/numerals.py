"""Numbers as headings write them: digits, roman numerals, words, ideographs."""

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
)
_UNITS += "sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_WORDS = {word: number for number, word in enumerate(_UNITS)}
_WORDS |= {word: number for number, word in enumerate(_ORDINALS, start=1)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_IDEOGRAPHS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}

_SMALL = "|".join(_UNITS[1:])
WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS[1:10])}))?|{_SMALL}|{'|'.join(_ORDINALS)})"
"""A number in English words, up to ninety-nine."""
ROMAN = r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![a-z])"
"""A roman numeral up to 399, in the pattern's own case."""
DIGITS = r"[\d０-９]{1,4}"
IDEOGRAPHS = r"[〇零一二三四五六七八九十百千两兩]{1,8}"
NUMBER = rf"(?:{DIGITS}|{ROMAN}|{WORD}|{IDEOGRAPHS})"
"""Any of them; to be used without regard to case."""


def number_of(text: str) -> int | None:
    """The value of a number in any of these forms.

    >>> number_of("12"), number_of("XIV"), number_of("Twenty-One"), number_of("二十三"), number_of("x1")
    (12, 14, 21, 23, None)
    """
    text = text.strip().casefold()
    if text.isdecimal():
        return int(text)
    if re.fullmatch(ROMAN, text):
        values = [_ROMAN[letter] for letter in text]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < following else value for value, following in pairs)
    if text and all(character in _IDEOGRAPHS or character in "十百千" for character in text):
        return _ideographic(text)
    parts = re.split("[- ]", text)
    return sum(_WORDS[part] for part in parts) if all(part in _WORDS for part in parts) else None


def _ideographic(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in _IDEOGRAPHS:
            digit = 10 * digit + _IDEOGRAPHS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + digit
