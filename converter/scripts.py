"""What the world's scripts ask of every style, as data for every engine; and the same said in CSS.

What an engine needs beyond that, its own file says: ``writers/scripts.css`` and ``writers/book.typ``.
"""

from converter.languages import has_capitals

_SERIF = (
    "Noto Serif",
    "Amiri",
    "Scheherazade New",
    "Noto Naskh Arabic",
    "Frank Ruehl CLM",
    "Noto Serif Hebrew",
    *(
        f"Noto Serif {script}"
        for script in (
            "Thai Devanagari Bengali Gurmukhi Gujarati Tamil Telugu Kannada Malayalam Sinhala Myanmar Khmer"
            " Lao Tibetan Georgian Armenian Ethiopic"
        ).split()
    ),
)
"""Faces with serifs, or what goes with them; a character is drawn in the first that has it."""
_SANS = (
    "Noto Sans",
    *(f"Noto Sans {script}" for script in "Arabic Hebrew Thai Devanagari".split()),
)
_HAN = {
    "zh-Hant": (
        ("Noto Serif CJK TC", "Noto Serif TC", "Songti TC", "PMingLiU", "AR PL UMing TW"),
        ("Noto Sans CJK TC", "Noto Sans TC", "PingFang TC", "Microsoft JhengHei"),
    ),
    "zh": (
        ("Noto Serif CJK SC", "Noto Serif SC", "Songti SC", "SimSun", "AR PL UMing CN"),
        ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei"),
    ),
    "ko": (
        ("Noto Serif CJK KR", "Noto Serif KR", "AppleMyungjo", "Batang", "NanumMyeongjo"),
        ("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic"),
    ),
    "ja": (
        ("Noto Serif CJK JP", "Noto Serif JP", "Hiragino Mincho ProN", "Yu Mincho", "IPAMincho"),
        ("Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "IPAGothic"),
    ),
}
"""Faces for Han letters: the same character has other shapes in China, Taiwan and Korea."""
INDENTS = {"ja": 1, "zh": 2}
"""Every paragraph is indented by that many whole characters (JLREQ section 3.5.1, CLREQ section 5.2.1).

In these languages quotation marks, dashes and ellipses are as wide as a character too; the faces for Han
letters have them so.
"""
EMPHASIS_DOTS = {"ja": "top", "zh": "bottom"}
"""Where dots mark emphasis, over each character or below it (JLREQ section 3.3.9, CLREQ section 3.5.2)."""
UNSPACED = frozenset({"th", "lo", "km", "my", "bo"})
"""Languages without spaces between words, which have nothing to stretch for even margins."""

_ACCENTED = frozenset({"el"})
"""Languages whose capitals lose their accents, small ones too; their text in the PDF has others."""


def primary(language: str) -> str:
    """The language of a tag, without script and region."""
    return language.partition("-")[0]


def _han_faces(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Faces for Han letters as this language shapes them: with serifs, and without."""
    if language in {"zh-TW", "zh-HK"}:
        language = "zh-Hant"
    return _HAN.get(language) or _HAN.get("zh" if language == "und" else primary(language), _HAN["ja"])


def text_faces(language: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """The faces of a text in this language, of which a style has its ``own``, in their order."""
    han, _ = _han_faces(language)
    return (*han, *own, *_SERIF) if primary(language) in INDENTS else (*own, *_SERIF, *han)


def heading_faces(language: str) -> tuple[str, ...]:
    """The faces after a style's own for its headings, if these are in a face without serifs."""
    return (*_SANS, *_han_faces(language)[1])


def has_small_capitals(language: str) -> bool:
    """Whether text may be set in small capitals."""
    return has_capitals(language) and primary(language) not in _ACCENTED


def script_rules(language: str, own: str) -> str:
    """The same as CSS for pages, where ``own`` is the family of the style's text, if it has one.

    A style's families end in ``var(--serif)`` or ``var(--sans)``.
    """
    han_serif, _ = _han_faces(language)
    rules = [
        f":root {{ --serif: {_families((*_SERIF, *han_serif))}, serif }}",
        f":root {{ --sans: {_families(heading_faces(language))}, sans-serif }}",
    ]
    if primary(language) in INDENTS:
        rules.append(
            f":root {{ font-family: {_families(text_faces(language, (own,) if own else ()))}, serif }}"
        )
    if primary(language) in UNSPACED | INDENTS.keys():  # no engine of CSS stretches between characters
        rules.append(":root { --alignment: left }")
    for tag, indent in INDENTS.items():
        paragraphs = ", ".join(
            f":lang({tag}) .chapter > p{kind}" for kind in (":not([class])", ".opening", ".flush")
        )
        rules.append(f"{paragraphs} {{ text-indent: {indent}em }}")
    rules += [
        f"html:lang({tag}) em {{ background-position: left {side} }}" for tag, side in EMPHASIS_DOTS.items()
    ]
    rules += [f":lang({tag}) * {{ font-variant-caps: normal !important }}" for tag in sorted(_ACCENTED)]
    return "\n".join(rules) + "\n"


def _families(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
