"""The running heads of a book, as its style words them."""

from string import Formatter

from converter.book import Chapter, Metadata
from converter.details import split_title
from converter.filing import family_name
from converter.setting import Setting

_CHARACTER = 0.62
"""Mean width of a spaced small capital, and of a capital, in em."""


def running_heads(
    setting: Setting, metadata: Metadata, chapter: Chapter, measure: float, *, is_anthology: bool = False
) -> tuple[str, str]:
    """The heads of left and right pages of a chapter, without the page's number.

    What does not fit a line, of that ``measure`` in em, is cut at a word. In an anthology, ``metadata`` is
    that of the story, whose title takes the place of its author, who stands where no chapter is named.
    """
    length = int(measure / _CHARACTER)
    title = split_title(metadata.title)[0]
    authors = " · ".join(metadata.authors) or title
    names = {
        "author": title if is_anthology else authors,
        "surname": " & ".join(family_name(author, metadata.language) for author in metadata.authors),
        "title": title,
        "TITLE": title.upper(),
        "chapter": chapter.title or chapter.label or (authors if is_anthology else title),
    }
    return _head(setting.left_head, names, length), _head(setting.right_head, names, length)


def _head(pattern: str, names: dict[str, str], length: int) -> str:
    """The head, each of its names shortened to what the others leave, or else to its share."""
    pattern = pattern.removesuffix("{page}")
    named = {name: names[name] for _, name, _, _ in Formatter().parse(pattern) if name}
    spare = length - len(pattern.format_map(named))
    room = {name: max(spare + len(text), length // (len(named) + 1)) for name, text in named.items()}
    return pattern.format_map({name: _shorten(text, room[name]) for name, text in named.items()})


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
