"""The shape of characters, for whoever sets them: how wide they are, how high, and whether they are seen."""

from unicodedata import east_asian_width

_INVISIBLE = " \t\n\u00a0\u00ad\u2002\u200b\u2060\u3000\ufeff"
_RAISED_SIGNS = tuple("*†‡§¶‖⁎⁑¹²³⁰⁴⁵⁶⁷⁸⁹")
"""Signs of footnotes that stand high by their own shape."""


def em_width(text: str, narrow: float = 0.5) -> float:
    """The width of a text in em, of which a wide character takes one and any other ``narrow``.

    >>> em_width("Kö"), em_width("漢字"), em_width("Kö", 0.45)
    (1.0, 2, 0.9)
    """
    return sum(1 if east_asian_width(character) in "WF" else narrow for character in text)


def is_blank(text: str) -> bool:
    """Whether nothing of a text is seen; as a paragraph it would stand on the page as a gap."""
    return not text.strip(_INVISIBLE)


def stands_high(mark: str) -> bool:
    """Whether a footnote's mark is raised by its own shape, as an asterisk is, and needs no raising."""
    return mark.startswith(_RAISED_SIGNS)
