"""Languages: from the name that a header uses to a BCP 47 tag, and what a tag implies.

Names, number formats and scripts come from the Unicode CLDR through Babel; nothing else knows it. Names
that the CLDR lacks are in a table here. Babel and its data take longer to load than a story to read, so
they are loaded where they are asked, and what is asked of nearly every story is in tables.
"""

# ruff: noqa: PLC0415

from datetime import date
from functools import cache

from converter.expressions import expression

UNKNOWN = "und"
"""The tag of an undetermined language (RFC 5646 section 4.1)."""

_TAG = expression(r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?")
_ARCHIVE_NAMES = {
    "ain": "Aynu itak | アイヌ イタㇰ",
    "akk": "𒀝𒅗𒁺𒌑",
    "ale": "Unangam Tunuu",
    "ang": "Eald Englisċ",
    "arc": "ܐܪܡܝܐ | ארמיא",
    "art": "Uncategorized Constructed Languages | qlq",
    "art-x-thermian": "Thermian | tqx",
    "az": "Azərbaycan dili | آذربایجان دیلی",
    "bar": "Boarisch",
    "bfi": "British Sign Language | bfi",
    "bua": "Буряад хэлэн | ᠪᠤᠷᠢᠶᠠᠳ ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ",
    "ce": "Нохчийн мотт",
    "ch": "Finuʼ Chamorro",
    "chn": "Chinuk Wawa",
    "chr": "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
    "cop": "ϯⲙⲉⲧⲣⲉⲙⲛ̀ⲭⲏⲙⲓ",
    "crh": "къырымтатар тили | qırımtatar tili",
    "cu": "Slověnьskъ Językъ | sla",
    "egy": "𓂋𓏺𓈖 𓆎𓅓𓏏𓊖",
    "en": "English",
    "et": "eesti keel",
    "fcs": "Langue des signes québécoise | fcs",
    "frr": "Friisk",
    "fuc": "Pulaar | fuc",
    "gem": "Sprēkō Þiudiskō | gem",
    "got": "𐌲𐌿𐍄𐌹𐍃𐌺𐌰",
    "gyn": "Creolese | gyn",
    "ha": "هَرْشَن هَوْسَ",
    "hak": "中文-客家话",
    "id": "Bahasa Indonesia",
    "jv": "Basa Jawa",
    "kk": "qazaqşa | қазақша",
    "km": "ភាសាខ្មែរ",
    "ku": "Kurdî | کوردی",
    "la": "Lingua latina",
    "lt": "Lietuvių kalba",
    "lv": "Latviešu valoda",
    "mi": "te reo Māori",
    "mik": "Mikisúkî | mik",
    "mn": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌ | Монгол Кирилл үсэг",
    "mnc": "ᠮᠠᠨᠵᡠ ᡤᡳᠰᡠᠨ",
    "ms": "Bahasa Malaysia",
    "my": "မြန်မာဘာသာ",
    "nah": "Nāhuatl | nah",
    "nan": "中文-闽南话 臺語",
    "nds": "Plattdüütsch",
    "oj": "Anishinaabemowin",
    "ood": "O’odham Ñiok | ood",
    "ota": "لسان عثمانى",
    "ppl": "Nawat | ppl",
    "pt-BR": "Português brasileiro | ptBR",
    "pt-PT": "Português europeu | ptPT",
    "qkz": "Khuzdul | qkz",
    "qmd": "Mando'a | qmd",
    "qya": "Quenya | qya",
    "rom": "RRomani Ćhib",
    "sjn": "Sindarin | sjn",
    "smi": "Sámi | smi",
    "so": "af Soomaali",
    "sux": "𒅴𒂠",
    "tlh": "tlhIngan-Hol",
    "trf": "Trinidadian Creole | trf",
    "tsd": "τσακώνικα",
    "tt": "татар теле",
    "ug": "ئۇيغۇر تىلى",
    "ur": "اُردُو",
    "wuu": "中文-吴语",
    "xal": "Хальмг Өөрдин келн",
    "yi": "יידיש",
    "yua": "maayaʼ tʼàan | yua",
    "yue": "中文-广东话 粵語 | 中文-廣東話",
    "zh": "中文-普通话 國語 | Mandarin",
    "zh-Hans": "简体中文 | 中文（简体） | Simplified Chinese",
    "zh-Hant": "繁體中文 | 中文（繁體） | Traditional Chinese",
}
"""English, and names that archives show and the CLDR does not know, or knows as another language's."""
_SCRIPTS = dict.fromkeys("en de es fr it pt pl nl sv cs fi hu da nb tr ro vi id".split(), "Latn") | {
    "ru": "Cyrl",
    "uk": "Cyrl",
    "el": "Grek",
    "ar": "Arab",
    "fa": "Arab",
    "he": "Hebr",
    "th": "Thai",
    "ja": "Jpan",
    "ko": "Kore",
    "zh": "Hans",
}
"""The scripts of the languages that most stories are in, which a name is looked for in before all others."""
_RIGHT_TO_LEFT_SCRIPTS = frozenset("Adlm Arab Armi Hebr Mand Nkoo Rohg Samr Syrc Thaa Yezi".split())
_CASED_SCRIPTS = frozenset(("", *"Adlm Armn Cher Copt Cyrl Dsrt Geor Grek Latn Osge".split()))
"""Scripts with capitals; text in an unknown one is taken for such."""


def tag_of(name: str) -> str | None:
    """The tag for a language's name, in English or in the language itself, or for a tag.

    >>> tag_of("English"), tag_of("Deutsch"), tag_of("pt-br"), tag_of("ger"), tag_of("Klingonish")
    ('en', 'de', 'pt-BR', 'de', None)
    """
    wanted = name.strip().casefold()
    return _tag_of(wanted) or next((tag for part in wanted.split(" | ") if (tag := _tag_of(part))), None)


def _tag_of(wanted: str) -> str | None:
    tag = _normal_tag(wanted)
    if tag == wanted and len(wanted) == 2:  # “ga” is Irish, though there is a language of that name
        return tag
    return _archive_names().get(wanted) or _english_names().get(wanted) or tag or _of_own_name(wanted)


def full_name(name: str, tag: str) -> str:
    """The name of a language as it was given; in English where it was no more than its tag.

    >>> full_name("en", "en"), full_name("Deutsch", "de"), full_name("", "und")
    ('English', 'Deutsch', '')
    """
    if name.casefold() != tag.casefold():
        return name
    from babel import Locale

    return str(Locale("en").languages.get(tag.replace("-", "_"), name))


def is_right_to_left(tag: str) -> bool:
    """Whether text in this language runs from right to left: a matter of its script.

    >>> is_right_to_left("he"), is_right_to_left("he-Latn"), is_right_to_left("pa-Arab")
    (True, False, True)
    """
    return script_of(tag) in _RIGHT_TO_LEFT_SCRIPTS


def has_capitals(tag: str) -> bool:
    """Whether the script of this language has capitals, and with them small capitals and italics.

    >>> has_capitals("el"), has_capitals("ja"), has_capitals("ja-Latn"), has_capitals("und")
    (True, False, True, True)
    """
    return script_of(tag) in _CASED_SCRIPTS


def script_of(tag: str) -> str:
    """The script that text in this language is likely to be in (ISO 15924); empty when there is no saying.

    >>> script_of("pa-Arab"), script_of("zh-TW"), script_of("qkz")
    ('Arab', 'Hant', '')
    """
    found = _TAG.fullmatch(tag.casefold())
    if not found:
        return ""
    language, script, region = found["language"], found["script"], found["region"]
    if not script and not region and language in _SCRIPTS:
        return _SCRIPTS[language]
    if not script:
        from babel.core import get_global

        likely = get_global("likely_subtags")
        guess = likely.get(f"{language}_{region.upper()}" if region else language) or likely.get(language)
        script = guess.split("_")[1] if guess else ""
    return script.title()


def format_number(number: int, tag: str) -> str:
    """A whole number with the language's grouping.

    >>> format_number(21069, "en"), format_number(21069, "de"), format_number(21069, "und")
    ('21,069', '21.069', '21,069')
    """
    if abs(number) < 1000:
        return str(number)  # there is nothing to group
    from babel import Locale, UnknownLocaleError
    from babel.numbers import format_decimal

    try:
        return format_decimal(number, locale=Locale.parse(tag, sep="-"))
    except (ValueError, UnknownLocaleError):
        return format_decimal(number, locale="en")


def format_date(text: str, tag: str) -> str:
    """A date as the language writes it, if the text is one of the form 2024-05-17; else the text.

    >>> format_date("2024-05-17", "en-GB"), format_date("2024-05-17", "de"), format_date("May?", "en")
    ('17 May 2024', '17. Mai 2024', 'May?')
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    from babel import Locale, UnknownLocaleError, dates

    try:
        return dates.format_date(day, format="long", locale=Locale.parse(tag, sep="-"))
    except (ValueError, UnknownLocaleError):
        return text


def _normal_tag(text: str) -> str | None:
    """The text as a tag in its usual spelling, if it is one of a language that has a name."""
    found = _TAG.fullmatch(text)
    if not found:
        return None
    from babel import Locale
    from babel.core import get_global

    language = get_global("language_aliases").get(found["language"], found["language"])
    if language not in Locale("en").languages:
        return None
    script, region = (found["script"] or "").title(), (found["region"] or "").upper()
    return "-".join(part for part in (language, script, region) if part)


@cache
def _archive_names() -> dict[str, str]:
    return {name.casefold(): tag for tag, names in _ARCHIVE_NAMES.items() for name in names.split(" | ")}


@cache
def _english_names() -> dict[str, str]:
    from babel import Locale

    names = Locale("en").languages
    return {
        name.casefold(): code.replace("_", "-")
        for code, name in names.items()
        if _TAG.fullmatch(code.casefold())
    }


@cache
def _of_own_name(wanted: str) -> str | None:
    """The language that calls itself so; each has to be loaded to be asked, which takes its time."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    for code in dict.fromkeys((*_SCRIPTS, *locale_identifiers())):
        if "_" not in code and (own := Locale(code).languages.get(code)) and own.casefold() == wanted:
            return code
    return None
