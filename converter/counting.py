"""How many words a story has, as AO3 counts them and as editors want it."""

import unicodedata
from collections.abc import Iterable

from converter.book import Block, Book, Chapter, Note, texts
from converter.expressions import expression
from converter.languages import format_number

_ALONE = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"
    "\u3041-\u3096\u30a1-\u30fa"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Characters that AO3 counts one by one: those of Thai, Japanese and Chinese."""
_ALONE_ONE = expression(f"[{_ALONE}]")
_BETWEEN = expression(r"[^\w\s]")
_HYPHEN = expression("-(?!-)(?<!--)")
"""One inside a word, not of a dash; found soonest by what it begins with."""
_APOSTROPHES = "'‘’"


def about_length(book: Book) -> str:
    """The story's length as editors want it: ``about 3,400 words``."""
    words = count_story(book)
    return f"about {format_number(round(words, -2 if words >= 1000 else -1), book.metadata.language)} words"


def count_story(book: Book) -> int:
    """Words of the whole story, notes left out."""
    return sum(map(count_chapter, book.chapters))


def count_chapter(chapter: Chapter) -> int:
    """Words of a chapter, notes left out."""
    return count_blocks(block for block in chapter.blocks if not isinstance(block, Note))


def count_blocks(blocks: Iterable[Block]) -> int:
    """Words of blocks, whatever they are."""
    return count_words("\n".join(texts(blocks)))


def count_words(text: str) -> int:
    """Words as AO3 counts them: runs of letters and digits, in Chinese, Japanese and Thai each character.

    >>> count_words("It’s a well-known fact--or was."), count_words("猫がいた。"), count_words("हिन्दी है")
    (6, 4, 2)
    """
    # Vowel signs and accents that stand as characters of their own part no words.
    seen = set(text)
    marks = {ord(c): None for c in seen if unicodedata.category(c)[0] == "M" and not _ALONE_ONE.match(c)}
    if marks:  # a look-up for each character, and seldom needed
        text = text.translate(marks)
    text = _HYPHEN.sub("", text)
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "")
    text, alone = _ALONE_ONE.subn(" ", text) if any(map(_ALONE_ONE.match, seen)) else (text, 0)
    return alone + len(_BETWEEN.sub(" ", text).split())
