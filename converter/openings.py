"""The words that open a chapter, which many styles set in small capitals.

They are decided here and not by an engine's first line, so that every writer sets the same ones, and
no page break can fall among them.
"""

from converter.book import Inline, Text
from converter.expressions import expression

_LONGEST = 30
"""Characters of the opening words: less than a line of the narrowest page."""
_WORDS = expression(r"[^ ]+")
"""Between words a line may be broken, which a no-break space forbids."""
_PAUSE = expression(r"[,;:.!?…—–][\"'’”»“)\]]*$")
_FEWEST = 2
"""Words after which a pause in the sentence ends the opening."""


def split_opening(inlines: tuple[Inline, ...]) -> tuple[str, tuple[Inline, ...]]:
    """The opening words of a paragraph's inlines, and what follows; no words where there are none to raise.

    They go up to the first pause of the sentence, or as far as ``_LONGEST`` allows. Scripts without small
    letters have none, nor has a paragraph that opens with words in another style.

    >>> split_opening((Text("The ferry was late, as ever."),))
    ('The ferry was late,', (Text(text=' as ever.'),))
    """
    first, *others = inlines or (None,)
    if not isinstance(first, Text):
        return "", inlines
    end = _opening_length(first.text)
    words = first.text[:end]
    if not any(character.islower() for character in words):
        return "", inlines
    rest = first.text[end:]
    return words, ((Text(rest), *others) if rest else tuple(others))


def _opening_length(text: str) -> int:
    end = 0
    for count, word in enumerate(_WORDS.finditer(text), start=1):
        if word.end() > _LONGEST:
            break
        end = word.end()
        if count >= _FEWEST and _PAUSE.search(word[0]):
            break
    return end
