"""Languages: from the name that a header uses to a BCP 47 tag, and what a tag implies.

Names and number formats come from the Unicode CLDR through Babel, and nothing else here does.
"""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal

UNKNOWN = "und"
"""The tag of an undetermined language (RFC 5646 section 4.1)."""

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ku-Arab ota ps sd ug ur yi".split())


def tag_of(name: str) -> str | None:
    """The tag for a language's name, in English or in the language itself, or for a tag.

    >>> tag_of("English"), tag_of("Deutsch"), tag_of("pt-br"), tag_of("Klingonish")
    ('en', 'de', 'pt-BR', None)
    """
    wanted = name.strip().casefold()
    if english := _english_names().get(wanted):
        return english
    try:
        locale = Locale.parse(wanted, sep="-")
    except (ValueError, UnknownLocaleError):
        return _own_names().get(wanted)
    return "-".join(part for part in (locale.language, locale.script, locale.territory) if part)


def is_right_to_left(tag: str) -> bool:
    """Whether text in this language runs from right to left."""
    return tag in _RIGHT_TO_LEFT or tag.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT


def format_number(number: int, tag: str) -> str:
    """A whole number with the language's grouping.

    >>> format_number(21069, "en"), format_number(21069, "de"), format_number(21069, "und")
    ('21,069', '21.069', '21,069')
    """
    try:
        return format_decimal(number, locale=Locale.parse(tag, sep="-"))
    except (ValueError, UnknownLocaleError):
        return format_decimal(number, locale="en")


@cache
def _english_names() -> dict[str, str]:
    names = Locale("en").languages
    return {name.casefold(): code.replace("_", "-") for code, name in names.items()}


@cache
def _own_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in locale_identifiers():
        if "_" not in code and (own := Locale(code).languages.get(code)):
            names[own.casefold()] = code
    return names
