"""The running heads of a book, as its style words them."""

from string import Formatter

from converter.book import Chapter, Metadata
from converter.details import split_title
from converter.filing import family_name
from converter.setting import Setting

_LENGTH = 48
"""Characters that fit above the narrowest text block; a longer head is cut at a word."""


def running_heads(setting: Setting, metadata: Metadata, chapter: Chapter) -> tuple[str, str]:
    """The heads of left and right pages of a chapter, without the page's number."""
    title = split_title(metadata.title)[0]
    names = {
        "author": " · ".join(metadata.authors) or title,
        "surname": " & ".join(family_name(author, metadata.language) for author in metadata.authors),
        "title": title,
        "TITLE": title.upper(),
        "chapter": chapter.title or chapter.label or title,
    }
    return _head(setting.left_head, names), _head(setting.right_head, names)


def _head(pattern: str, names: dict[str, str]) -> str:
    pattern = pattern.removesuffix("{page}")
    named = [name for _, name, _, _ in Formatter().parse(pattern) if name]
    return pattern.format_map({name: _shorten(names[name], _LENGTH // len(named)) for name in named})


def _shorten(text: str, length: int) -> str:
    """The text, or as many of its first words as the length allows, with an ellipsis.

    >>> _shorten("The Long and Winding Road", 12)
    'The Long…'
    """
    if len(text) <= length:
        return text
    cut = text[:length]
    at_a_word = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return at_a_word.rstrip(" ,;:.–—-") + "…"
