"""Is this line a scene break? Marks, ornaments, letters that stand for them, words that say so."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from converter.expressions import expression

_LONGEST = 80
_ORNAMENTS = frozenset("*#~+=_^§¤※†‡•·∙∗⁂⁑⁎⁕❦❧☙∞＊＃～＝＿◦○●◎◇◆□■△▲▽▼☆★♡♥♤♠♧♣♢♦♪♫✦✧")
"""Characters that make a break even when they stand alone."""
_ROW_MARKS = frozenset("-‐‑‒–—―─━ー－<>|:：")
"""Characters that make a break in a row: alone they are speech cut short, or a quotation."""
_PUNCTUATION = frozenset(".:…,;'!?“”‘’\"()[]{}/\\" + "。、・")
"""What may stand among ornaments, and is speech without them."""
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")

_ALPHANUMERIC = expression(r"[^\W_]")
_DOTTED = expression(r"(?:\.:)+\.|(?::\.)+:")
_LETTERS = expression(r"[\W_]*(?:[oO0xX][\W_]*){2,}|[-~=*_+.]+\s*[oOxX]\s*[-~=*_+.]+")
_OTHER_LETTERS = expression(
    r"[\"'“‘«„].*|[A-Z][a-z0]+|0+\W0+|[0X]+[:.][0X]+(?:[:.][0X]+)*|[oO0xX][._][oO0xX]"
)
"""What someone says, a name, a score, a time, a face."""
_NUMERAL = expression(r"X+[IV]+|X*IX")
_LONGEST_NUMERAL = 8
_FACE = expression(r"\(?(?:(?P<eye>[\^=<>;*~-])_(?P=eye)|(?P<dot>[\^=<>-])\.(?P=dot)|\^-\^|>[_.]<)\)?[;'\"]?")
"""Two eyes and a mouth: an answer without words."""
_WORDS = expression(
    r"[\W_]*(?:(?:scene|line|page|section)[ -]?(?:break|change|separator|divider|skip)|break|hr)[\W_]*",
    re.IGNORECASE,
)
_SPOKEN = expression('["“”„«»「『].*["“”«»」』]')
"""What someone says without words, in quotation marks."""
_BRACKETED = expression(r"(?:[\[(<{*~_=-]+)\s*[^\s].*[\])>}*~_=-]+")
_CLOSING = expression(
    r"(?:with |all |much |lots of )*(?:my |best |kind |warm )*"
    r"(?:love|hugs|kisses|yours|regards|wishes|sincerely|cheers|affectionately|faithfully|truly|see you)"
    r"(?: (?:always|ever|truly|faithfully|sincerely|soon))*\W*",
    re.IGNORECASE,
)
"""The last words of a letter, above a name."""
_LONGEST_SIGNATURE = 30
_CENTRED = expression(
    r"<(?P<tag>center|p|div)\b[^<>]*>(?P<marks>[^<>]*)</(?P=tag)>|\[center\](?P<code>[^\[\]]*)\[/center\]",
    re.IGNORECASE,
)
"""Marks that HTML or BBCode sets in the middle, in a text that may have no other tag."""
_RULE = expression(r"<hr\b[^<>]*>|\[hr\]", re.IGNORECASE)
_ENTITY_LINE = expression(r"(?:&(?:mdash|ndash|ast|bull|middot|sect|\#8212|\#8226);\s*)+", re.IGNORECASE)


def is_break(text: str) -> bool:
    """Whether a line holds nothing but the marks of a scene break, whatever else the text holds."""
    if text[:1] in "<[" and (centred := _CENTRED.fullmatch(text)):
        text = (centred["marks"] or centred["code"] or "").strip()
    if len(text) > _LONGEST or is_face(text) or _SPOKEN.fullmatch(text):
        return False
    return _is_ornamental(text) or bool(
        _RULE.fullmatch(text)
        or _ENTITY_LINE.fullmatch(text)
        or (_BRACKETED.fullmatch(text) and _WORDS.fullmatch(text))
    )


def is_face(text: str) -> bool:
    """Whether a line is a face made of marks, such as ``^_^``."""
    return bool(_FACE.fullmatch(text))


def _is_ornamental(text: str) -> bool:
    """Symbols, no letter and no digit, and not what someone may say without words."""
    if _ALPHANUMERIC.search(text):
        return False
    marks = [character for character in text if not character.isspace()]
    ornaments = sum(1 for mark in marks if mark in _ORNAMENTS or _is_pictorial(mark))
    row = sum(1 for mark in marks if mark in _ROW_MARKS)
    rest = len(marks) - ornaments - row
    if rest > sum(1 for mark in marks if mark in _PUNCTUATION or mark in _JOINERS):
        return False
    return ornaments > 0 or row >= 3 or text == "<>" or bool(_DOTTED.fullmatch(text))


def _is_pictorial(mark: str) -> bool:
    """Emoji, dingbats, private signs of symbol fonts; not the mark that fences code."""
    return unicodedata.category(mark) in ("So", "Co", "Sk") and mark != "`"


def find_letter_breaks(texts: Iterable[str]) -> frozenset[str]:
    """The lines of letters, such as ``oOo`` and ``-x-``, that are breaks in this text.

    Letters alone are kisses, cries and numerals as well: they count when they mix cases or digits,
    hold a separator, or come back; and never at the end of a letter.
    """
    found: Counter[str] = Counter()
    kisses: set[str] = set()
    has_numerals = False
    last, last_but_one = "", ""
    for text in texts:
        if len(text) <= _LONGEST and _LETTERS.fullmatch(text):
            found[text] += 1
            is_signed = len(last) <= _LONGEST_SIGNATURE and _CLOSING.fullmatch(last_but_one)
            if text.isalnum() and (is_signed or _CLOSING.fullmatch(last)):
                kisses.add(text)
        has_numerals = has_numerals or (len(text) <= _LONGEST_NUMERAL and bool(_NUMERAL.fullmatch(text)))
        last, last_but_one = text, last
    return frozenset(
        text
        for text, count in found.items()
        if not (text in kisses or _OTHER_LETTERS.fullmatch(text) or (has_numerals and set(text) == {"X"}))
        and (count >= 2 or _is_mixed(text))
    )


def _is_mixed(text: str) -> bool:
    letters = [character for character in text if character.isalnum()]
    if len(letters) == len(text):
        cases = {"0" if letter == "0" else "A" if letter.isupper() else "a" for letter in letters}
        return len(letters) >= 3 and len(cases) > 1 and not (text[0].isupper() and text[1:].islower())
    return text[0] not in "\"'“‘" and (text[-1] not in "!?.,…" or text[-1] == text[0])
