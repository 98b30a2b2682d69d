"""How catalogues file a title and a name: ``Wind, The`` and ``Marrow, Tilda``.

Rules for Latin, Greek and Cyrillic names only, and none that guesses: what is not plainly a given name
with a family name stays as it is.
"""

import re

from converter.expressions import expression

_ARTICLES = {
    language: frozenset(articles.split())
    for language, articles in {
        "ca": "el la els les l' un una uns unes",
        "da": "den det de en et",
        "de": "der die das ein eine",
        "en": "the a an",
        "es": "el la los las un una unos unas",
        "fr": "le la les l' un une",
        "hu": "a az egy",
        "it": "il lo la gli i le l' un uno una un'",
        "nb": "den det de en et ei",
        "nl": "de het een 't 'n",
        "no": "den det de en et ei",
        "pt": "o a os as um uma",
        "sv": "den det de en ett",
    }.items()
}
"""Leading articles that filing passes over, by base language."""
_ANY_ARTICLE = frozenset().union(*_ARTICLES.values())
_FAMILY_NAME_FIRST = frozenset({"hu", "ja", "ko", "vi", "zh"})
"""Languages whose names already begin with what they are filed under."""
_PARTICLES = frozenset(
    "af al av bin da dal de del della den der des di do dos du el ibn la las le lo los ten ter und van von y"
    " zu zum zur".split()
)
"""Small words between names: in small letters they stay with the given names, else with the family's."""
_NAMELESS = frozenset("anonymous anon orphan_account unknown various".split())
_SUFFIX = expression(r"(?P<name>.+?),? (?P<suffix>Jr\.?|Sr\.?|II|III|IV|M\.?D\.?|Ph\.?D\.?)")
_ELIDED = expression(r"\w+['’](?=\w)")
_MOST_NAMES = 6


def filing_title(title: str, language: str) -> str:
    """The title with its leading article at the end, as the language has articles.

    >>> filing_title("The Last Ferry", "en-GB"), filing_title("The Last Ferry", "de")
    ('Last Ferry, The', 'The Last Ferry')
    >>> filing_title("L’été", "fr"), filing_title("The", "en")
    ('été, L’', 'The')
    """
    articles = _ARTICLES.get(_base(language), frozenset())
    elided = _ELIDED.match(title)
    first = elided[0] if elided else title.split(" ", 1)[0]
    rest = title[len(first) :].strip()
    if rest and first.casefold().replace("’", "'") in articles:
        return f"{rest}, {first}"
    return title


def filing_name(name: str, language: str) -> str:
    """A given name with a family name turned round; any other name as it is.

    >>> filing_name("Tilda Marrow", "en"), filing_name("Ludwig van Beethoven", "en")
    ('Marrow, Tilda', 'Beethoven, Ludwig van')
    >>> filing_name("Jean de La Fontaine", "fr"), filing_name("Ida May Lamp, Jr.", "en")
    ('La Fontaine, Jean de', 'Lamp, Ida May, Jr.')
    >>> filing_name("rook_and_rake", "en"), filing_name("The Brothers Lamp", "en")
    ('rook_and_rake', 'The Brothers Lamp')
    """
    found = _SUFFIX.fullmatch(name)
    words = (found["name"] if found else name).split()
    if _base(language) in _FAMILY_NAME_FIRST or not _is_full_name(words):
        return name
    family = len(words) - 1
    while family > 1 and words[family - 1][0].isupper() and words[family - 1].casefold() in _PARTICLES:
        family -= 1
    parts = [" ".join(words[family:]), " ".join(words[:family])]
    return ", ".join([*parts, found["suffix"]] if found else parts)


def family_name(name: str, language: str) -> str:
    """The family's name where there plainly is one; any other name as it is.

    >>> family_name("Ludwig van Beethoven", "de"), family_name("rook_and_rake", "en")
    ('Beethoven', 'rook_and_rake')
    """
    filed = filing_name(name, language)
    return name if filed == name else filed.partition(",")[0]


def is_nameless(name: str) -> bool:
    """Whether this stands where a name is missing: ``Anonymous``, an archive's account of orphans."""
    return name.casefold() in _NAMELESS


def _base(language: str) -> str:
    return language.partition("-")[0]


def _is_full_name(words: list[str]) -> bool:
    """Whether these are a given name and more: capitalised words, no initial at the end, no article."""
    return (
        2 <= len(words) <= _MOST_NAMES
        and words[0].casefold() not in _ANY_ARTICLE
        and not any(map(is_nameless, words))
        and len(words[-1].rstrip(".")) > 1
        and words[-1][0].isupper()
        and all(map(_is_part_of_name, words))
    )


def _is_part_of_name(word: str) -> bool:
    letters = re.sub("[-.'’]", "", word)
    return letters.isalpha() and (word[0].isupper() or word in _PARTICLES)
