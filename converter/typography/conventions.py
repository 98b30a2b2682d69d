"""What each language does with its marks, as a table.

The marks are those of the CLDR (``delimiters``) where books agree with it, the rest is usage: the Chicago
Manual of Style and New Hart's Rules for English, Duden for German, the Lexique of the Imprimerie nationale
for French, the Ortografía of the RAE for Spanish.
"""

import re
from collections import Counter
from typing import NamedTuple

from converter.expressions import expression

NARROW = "\u202f"
"""The narrow no-break space of French."""


class Marks(NamedTuple):
    """Quotation marks: those that straight double marks stand for, and those that single ones do."""

    open: str
    close: str
    inner_open: str
    inner_close: str

    @property
    def nests_doubles(self) -> bool:
        """Whether a quotation inside another is set in marks that are double as well: «… “…” …»."""
        return self.inner_open in "“„«»"


_STYLES = {
    ("“", "”"): Marks("“", "”", "‘", "’"),
    ("„", "“"): Marks("„", "“", "‚", "‘"),
    ("„", "”"): Marks("„", "”", "‚", "’"),
    ("”", "”"): Marks("”", "”", "’", "’"),
    ("»", "«"): Marks("»", "«", "›", "‹"),
    ("»", "»"): Marks("»", "»", "’", "’"),
    ("«", "»"): Marks("«", "»", "“", "”"),
    ("「", "」"): Marks("「", "」", "『", "』"),
}
"""The ways of quoting that there are, by the outer marks."""
_HIGH, _LOW_HIGH, _LOW_RIGHT, _RIGHT, _GUILLEMETS, _CORNERS = (
    _STYLES[key] for key in (("“", "”"), ("„", "“"), ("„", "”"), ("”", "”"), ("«", "»"), ("「", "」"))
)
_FRENCH = Marks(f"«{NARROW}", f"{NARROW}»", "“", "”")
_POLISH = Marks("„", "”", "«", "»")
_EAST_SLAVIC = Marks("«", "»", "„", "“")


class Convention(NamedTuple):
    """How a language sets quotations, dashes and spaces."""

    marks: Marks
    dash: str = "–"
    """What two hyphens, or one between spaces, stand for."""
    is_dash_spaced: bool = True
    """Whether there are spaces around it, also where two hyphens had none."""
    holds_dash: bool = False
    """Whether a dash may not begin a line."""
    dialogue: str = ""
    """The dash that opens a paragraph of speech, with the space after it; empty where quotation marks do."""
    ellipsis: str = "…"
    spaced_punctuation: str = ""
    """Marks that a narrow no-break space stands before."""
    spaced_colon: bool = False
    """Whether a no-break space stands before a colon."""
    elisions: str = ""
    """Words that begin with an apostrophe; one in capitals may begin a quotation as well."""
    possible_elisions: str = ""
    """Words that begin with an apostrophe unless a quotation ends after them."""
    titles: str = ""
    """Titles that stay with the name after them."""
    units: str = ""
    """What stays with the number before it, beside signs and the units of the metric system, as a pattern."""
    small_words: str = ""
    """Words of one letter that stay with the next word."""


_ENGLISH = Convention(
    _HIGH,
    dash="—",
    is_dash_spaced=False,
    elisions=(
        "tis tisn twas twasn twere twill twould twarn twixt em til till tween n neath kay cuz coz un uns ud"
        " frisco"
    ),
    possible_elisions=(
        "alf allo appen ard arf art ave bout cause cos course e ead ear eard eart ell ello er ere fore fraid"
        " gainst igh im imself ittin kin nother ole ome ooman op ope orse ouse ow pon quite round scuse sides"
        " spect spose stead way"
    ),
    titles="Mr Mr. Mrs Mrs. Ms Ms. Mx Mx. Dr Dr. Messrs. Prof. St. Capt. Col. Gen. Lt. Sgt. Rev.",
    units=r"[ap]m|[ap]\.m\.|mph|lbs?|oz|ft|in\.|yds?",
)
_GERMAN = Convention(
    _LOW_HIGH,
    elisions="s n ne nen nem ner rum raus rein ran rauf rüber runter nauf naus nein",
    titles="Hr. Fr. Dr. Prof. St.",
    units="Uhr",
)
_FRENCH_OF_FRANCE = Convention(
    _FRENCH,
    dash="—",
    dialogue="—\u00a0",
    spaced_punctuation=";!?",
    spaced_colon=True,
    titles="M. MM. Mme Mmes Mlle Mlles Mgr Dr",
    units="h|F",
)
_SPANISH = Convention(
    _GUILLEMETS, dash="—", is_dash_spaced=False, dialogue="—", titles="Sr. Sra. Srta. Dr. Dra. D. Dña."
)
_PORTUGUESE = Convention(_HIGH, dash="—", dialogue="—\u00a0", titles="Sr. Sra. Dr. Dra. D.")
_RUSSIAN = Convention(_EAST_SLAVIC, dash="—", holds_dash=True, dialogue="—\u00a0")
_CZECH = Convention(_LOW_HIGH, holds_dash=True, dialogue="–\u00a0", small_words="kosuvzKOSUVZ")
_SWEDISH = Convention(_RIGHT, dialogue="–\u00a0")
_NORWEGIAN = Convention(_GUILLEMETS, dialogue="–\u00a0")
_CHINESE = Convention(_HIGH, dash="——", is_dash_spaced=False, ellipsis="……")

_CONVENTIONS = {
    "ar": Convention(_GUILLEMETS),
    "bg": _RUSSIAN._replace(marks=_LOW_HIGH),
    "ca": _SPANISH,
    "cs": _CZECH,
    "da": _SWEDISH._replace(marks=_STYLES["»", "«"]),
    "de": _GERMAN,
    "de-CH": _GERMAN._replace(marks=Marks("«", "»", "‹", "›")),
    "el": Convention(_GUILLEMETS, dialogue="—\u00a0"),
    "en": _ENGLISH,
    "es": _SPANISH,
    "fa": Convention(_GUILLEMETS),
    "fi": _SWEDISH,
    "fr": _FRENCH_OF_FRANCE,
    "fr-CA": _FRENCH_OF_FRANCE._replace(spaced_punctuation=""),
    "fr-CH": _FRENCH_OF_FRANCE._replace(marks=Marks(f"«{NARROW}", f"{NARROW}»", f"‹{NARROW}", f"{NARROW}›")),
    "hr": _CZECH._replace(marks=_LOW_RIGHT, small_words=""),
    "hu": Convention(Marks("„", "”", "»", "«"), dialogue="–\u00a0"),
    "it": Convention(
        _GUILLEMETS, dialogue="–\u00a0", elisions="sto sta sti ste ndrangheta", titles="Sig. Dott."
    ),
    "ja": _CHINESE._replace(marks=_CORNERS),
    "nb": _NORWEGIAN,
    "nl": Convention(Marks("“", "”", "‘", "’"), elisions="s t n k m r ie", titles="dhr. mevr. dr."),
    "nn": _NORWEGIAN,
    "no": _NORWEGIAN,
    "pl": Convention(
        _POLISH, holds_dash=True, dialogue="–\u00a0", small_words="aiouwzAIOUWZ", titles="dr prof. św."
    ),
    "pt": _PORTUGUESE,
    "ro": _RUSSIAN._replace(marks=Marks("„", "”", "«", "»"), dash="–"),
    "ru": _RUSSIAN,
    "sk": _CZECH,
    "sv": _SWEDISH,
    "uk": _RUSSIAN,
    "zh": _CHINESE,
    "zh-Hant": _CHINESE._replace(marks=_CORNERS),
    "zh-HK": _CHINESE._replace(marks=_CORNERS),
    "zh-TW": _CHINESE._replace(marks=_CORNERS),
}
_OPENING = expression(r"[„“”»«](?<![^\s(\[—–].)(?=[\u00a0\u202f]?\w)|「")
_CLOSING = expression(r"[“”»«」](?:(?<=[\w.,!?…].)|(?<=[\w.,!?…][\u00a0\u202f].))(?!\w)")
_ENOUGH = 100_000
"""Characters of a story after which its marks are known."""


def convention(language: str) -> Convention:
    """How a language sets its marks, by its tag (RFC 5646); English where there is nothing in the table.

    >>> convention("de-AT").marks.open, convention("de-CH").marks.open, convention("und").marks.open
    ('„', '«', '“')
    """
    return _CONVENTIONS.get(language) or _CONVENTIONS.get(language.partition("-")[0], _ENGLISH)


def marks_of(text: str, marks: Marks) -> Marks:
    """The marks that a story quotes with already, most of the time; else ``marks``, its language's."""
    start = text[:_ENOUGH]
    opening, closing = _most(_OPENING, start), _most(_CLOSING, start)
    if not opening or (opening == marks.open[0] and closing in ("", marks.close[-1])):
        return marks
    ways = {close: way for (first, close), way in _STYLES.items() if first == opening}
    return ways.get(closing, next(iter(ways.values())))


def _most(pattern: re.Pattern[str], text: str) -> str:
    found = Counter(pattern.findall(text))
    return found.most_common(1)[0][0] if found else ""
