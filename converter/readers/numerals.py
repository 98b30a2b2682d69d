"""Numbers as headings write them: digits, roman numerals, words, ideographs.

English words are a table; those of other languages come from the rules of the Unicode CLDR.
"""

import re
from functools import cache
from itertools import islice

from converter.expressions import expression

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
)
_UNITS += "sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ORDINALS += "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
_WORDS = {word: number for number, word in enumerate(_UNITS)}
_WORDS |= {word: number for number, word in enumerate(_ORDINALS, start=1)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_IDEOGRAPHS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}

_BELOW_TEN = "|".join(_UNITS[1:10] + _ORDINALS[:9])
_TEENS = "(?:thir|four|fif|six|seven|eigh|nine)teen(?:th)?|(?:ten|eleven)(?:th)?|twelve|twelfth|twentieth"
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_BELOW_TEN}))?|{_TEENS}|{_BELOW_TEN})"
_HUNDRED = "(?:one|two|three)[- ]hundred"
_HUNDREDS = expression(r"(?P<hundreds>one|two|three)[- ]hundred(?:[- ](?:and[- ])?(?P<rest>\S.*))?")
_WORD = rf"(?:(?:{_HUNDRED}[- ](?:and[- ])?)?{_BELOW_HUNDRED}(?![- ]hundred)|{_HUNDRED})"
"""A number in English words, up to three hundred and ninety-nine; short, for it is in many patterns."""
ROMAN = r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?![a-z])"
"""A roman numeral up to 399, in the pattern's own case."""
_ROMAN_NUMERAL = expression(ROMAN)
_RUN = expression(r"[^\W_]+")
DIGITS = r"[\d０-９]{1,4}"
IDEOGRAPHS = r"[〇零一二三四五六七八九十百千两兩]{1,8}"
NUMBER = rf"(?:{DIGITS}|{ROMAN}|{_WORD}|{IDEOGRAPHS})"
"""Any of them; to be used without regard to case."""
_MARKS = "\u0591-\u05c7\u064b-\u0652\u0900-\u0903\u093a-\u094f"
"""Vowels and points of Hebrew, Arabic and Devanagari, which are no letters by themselves."""
SPELLED = (
    rf"(?<![^\W\d_])(?:1(?:er|ère)|[^\W\d_](?:[^\W\d_'’]|[{_MARKS}]){{1,24}}"
    rf"(?:[- ](?:[^\W\d_]|[{_MARKS}]){{1,24}}){{0,2}})"
)
"""Words where a number may be, in any language; ``number_of`` says whether they are one."""
_POINTS = expression("[\u0591-\u05c7\u064b-\u0652]")
_MOST_SPELLED = 99
_ORDINALS_OF = {
    "cs": "první druhá/druhý třetí čtvrtá/čtvrtý pátá/pátý šestá/šestý sedmá/sedmý osmá/osmý devátá/devátý"
    " desátá/desátý jedenáctá/jedenáctý dvanáctá/dvanáctý",
    "de": "eins",
    "fa": "اول دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یازدهم دوازدهم",
    "fr": "ier/1er/ière/1ère",
    "nb": "én/ett",
    "nl": "eén/één",
    "no": "én/ett/første andre/annet tredje fjerde femte sjette sjuende/syvende åttende niende tiende",
    "pl": "pierwszy/pierwsza drugi/druga trzeci/trzecia czwarty/czwarta piąty/piąta szósty/szósta"
    " siódmy/siódma ósmy/ósma dziewiąty/dziewiąta dziesiąty/dziesiąta jedenasty/jedenasta"
    " dwunasty/dwunasta trzynasty/trzynasta czternasty/czternasta piętnasty/piętnasta szesnasty/szesnasta"
    " siedemnasty/siedemnasta osiemnasty/osiemnasta dziewiętnasty/dziewiętnasta dwudziesty/dwudziesta",
    "pt": "um",
    "ro": "întâi/întâiul doi/doilea",
    "uk": "перший/перша другий/друга третій/третя четвертий/четверта п'ятий/п'ята/п’ятий/п’ята шостий/шоста"
    " сьомий/сьома восьмий/восьма дев'ятий/дев'ята/дев’ятий/дев’ята десятий/десята одинадцятий/одинадцята"
    " дванадцятий/дванадцята",
}
"""Forms that the CLDR lacks, from one on."""
_COUNTING = expression(
    r"spellout-(?:numbering|(?:cardinal|ordinal)(?:-(?:masculine|feminine|neuter|common|[rs]))?)"
)
"""Sets of CLDR rules whose forms stand beside a noun in the nominative, as in headings."""


def number_of(text: str, language: str = "en") -> int | None:
    """The value of a number in any of these forms, or in the words of a language (a BCP 47 tag).

    >>> number_of("12"), number_of("XIV"), number_of("Twenty-One"), number_of("二十三"), number_of("x1")
    (12, 14, 21, 23, None)
    >>> number_of("one hundred and two"), number_of("Two Hundred")
    (102, 200)
    >>> number_of("Drittes", "de"), number_of("двадцать первая", "ru"), number_of("premier", "fr")
    (3, 21, 1)
    """
    base = language.split("-", maxsplit=1)[0]
    spelled = _fold(text.strip(), base)
    text = text.strip().casefold()
    if text.isdecimal():
        return int(text)
    if _ROMAN_NUMERAL.fullmatch(text):
        values = [_ROMAN[letter] for letter in text]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-value if value < following else value for value, following in pairs)
    if text and all(character in _IDEOGRAPHS or character in "十百千" for character in text):
        return _ideographic(text)
    if hundreds := _HUNDREDS.fullmatch(text):
        rest = number_of(hundreds["rest"]) if hundreds["rest"] else 0
        return None if rest is None else 100 * _WORDS[hundreds["hundreds"]] + rest
    parts = re.split("[- ]", text)
    if all(part in _WORDS for part in parts):
        return sum(_WORDS[part] for part in parts)
    return _spelled(base).get(spelled.replace("-", " "))


def may_begin_with_number(text: str) -> bool:
    """Whether one of its first two words is a number in any of these forms: there may be one before it."""
    return any(_is_number(found[0].casefold()) for found in islice(_RUN.finditer(text), 2))


def _is_number(word: str) -> bool:
    is_figure = word[0].isdecimal() or word[0] in _IDEOGRAPHS or word[0] in "十百千"
    return is_figure or word in _WORDS or bool(_ROMAN_NUMERAL.fullmatch(word))


def _fold(text: str, language: str) -> str:
    """Its letters as the rules of a language have them: no capitals, no points that are seldom written."""
    if language in ("az", "tr"):
        text = text.replace("İ", "i").replace("I", "ı")
    return _POINTS.sub("", text).casefold()


@cache
def _spelled(language: str) -> dict[str, int]:
    """Cardinals and ordinals of a language by their words, with spaces for hyphens.

    Empty for English, which has its table.
    """
    if language == "en":
        return {}
    # Its rules take their time to load, and few headings have numbers in such words.
    from unicode_rbnf import RbnfEngine  # noqa: PLC0415

    try:
        engine = RbnfEngine.for_language(language)
    except ValueError:
        return {}
    numbers = {
        word: number
        for number, words in enumerate(_ORDINALS_OF.get(language, "").split(), start=1)
        for word in words.split("/")
    }
    rules = [name for name in engine.rulesets if _COUNTING.fullmatch(name)]
    for number in range(1, _MOST_SPELLED + 1 if rules else 1):
        for words in engine.format_number(number, ruleset_names=rules).text_by_ruleset.values():
            numbers.setdefault(words.replace("\u00ad", "").replace("-", " ").casefold(), number)
    return numbers


def _ideographic(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in _IDEOGRAPHS:
            digit = 10 * digit + _IDEOGRAPHS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + digit
