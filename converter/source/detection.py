"""Bytes that are not UTF-8 to the older encoding they are in, where that can be told.

chardet ranks the encodings by statistics of languages. We take the first of its candidates that decodes
the whole text strictly and makes of it what that encoding is for: words in its script, not single letters
of it strewn into Latin words, which is what accents and curly quotes of Windows-1252 look like when read
wrongly.
"""

import re
import unicodedata
from collections import Counter
from string import ascii_letters

from msgspec import Struct

from converter.expressions import expression

_SAMPLE = 65536
"""Bytes that chardet looks at, from the line of the first byte beyond ASCII on."""
_ENOUGH = 40
"""Letters of the script that make a guess a sure one."""
_FEW = 9
"""Letters of an alphabet below which statistics mean nothing, and Windows-1252 is likelier."""

_C1 = expression("[\x80-\x9f]")
_LATIN = "\u00aa-\u024f"
_CYRILLIC = "\u0400-\u052f"
_GREEK = "\u0370-\u03ff"
_CHINESE = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JAPANESE = f"\u3041-\u30ff{_CHINESE}"
_KOREAN = "\uac00-\ud7a3\u3131-\u318e"
_EAST_ASIAN = (_CHINESE, _JAPANESE, _KOREAN, _JAPANESE + _KOREAN)

# Python's codec: its usual name, and the letters that a text in it is made of. Those of DOS are left out:
# their letters stand where Windows-1252 has its quotation marks and dashes.
_ENCODINGS = {
    "cp932": ("Shift_JIS (Japanese)", _JAPANESE),
    "euc_jis_2004": ("EUC-JP (Japanese)", _JAPANESE),
    "gb18030": ("GB 18030 (Chinese)", _CHINESE),
    "big5hkscs": ("Big5 (Chinese)", _CHINESE),
    "cp949": ("EUC-KR (Korean)", _KOREAN),
    "utf-16-le": ("UTF-16", _JAPANESE + _KOREAN),
    "utf-16-be": ("UTF-16", _JAPANESE + _KOREAN),
    "cp1251": ("Windows-1251 (Cyrillic)", _CYRILLIC),
    "koi8-r": ("KOI8-R (Cyrillic)", _CYRILLIC),
    "koi8-u": ("KOI8-U (Cyrillic)", _CYRILLIC),
    "iso8859-5": ("ISO 8859-5 (Cyrillic)", _CYRILLIC),
    "cp1253": ("Windows-1253 (Greek)", _GREEK),
    "iso8859-7": ("ISO 8859-7 (Greek)", _GREEK),
    "cp1255": ("Windows-1255 (Hebrew)", "\u0590-\u05ff"),
    "cp1256": ("Windows-1256 (Arabic)", "\u0600-\u06ff"),
    "cp874": ("Windows-874 (Thai)", "\u0e00-\u0e7f"),
    "cp1250": ("Windows-1250 (Central European)", _LATIN),
    "iso8859-2": ("ISO 8859-2 (Central European)", _LATIN),
    "cp1254": ("Windows-1254 (Turkish)", _LATIN),
    "cp1257": ("Windows-1257 (Baltic)", _LATIN),
}


class Guess(Struct, frozen=True):
    """A text read in an encoding that it is likely to be in."""

    text: str
    encoding: str
    """Python's name for it."""
    label: str
    """The name that people know."""
    is_sure: bool
    """Whether there was text enough to be sure."""


def detect(data: bytes) -> Guess | None:
    """The text in the likeliest encoding; None when that is Windows-1252, or nothing fits."""
    for encoding in _candidates(data):
        if encoding == "cp1252":
            return None
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:  # behind the sample: nothing less likely will do
            return None
        label, letters = _ENCODINGS[encoding]
        words = " ".join(set(text.split()))  # what is repeated proves nothing more
        count = _count_latin(words, encoding) if letters is _LATIN else _count_letters(words, letters)
        if count and not _C1.search(words):
            return Guess(text, encoding, label, count >= _ENOUGH)
    return None


def _candidates(data: bytes) -> list[str]:
    """Encodings that the bytes may be in, likeliest first."""
    from chardet import detect_all  # noqa: PLC0415 — hardly any text needs it, and it loads its statistics

    first = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", 0, first.start()) + 1 if first else 0
    found = detect_all(
        data[start : start + _SAMPLE],
        ignore_threshold=True,
        compat_names=False,
        include_encodings=(*_ENCODINGS, "cp1252", "utf-8"),
    )
    return [name for result in found if (name := result["encoding"]) and name != "utf-8"]


def _count_letters(text: str, letters: str) -> int:
    """How many of the letters are in the text; 0 unless it is written in them.

    That means few other signs beyond ASCII but punctuation, few letters that touch a Latin one, and not
    too few for the Latin letters that there are.
    """
    characters = Counter(text)
    own = sum(characters[character] for character in re.findall(f"[{letters}]", "".join(characters)))
    strange = sum(
        count
        for character, count in characters.items()
        if character > "\x7f" and unicodedata.category(character)[0] not in "PZ"
    )
    latin = sum(characters[character] for character in ascii_letters)
    touching = len(re.findall(f"(?<=[A-Za-z])[{letters}]|[{letters}](?=[A-Za-z])", text))
    # A character of East Asia says as much as some letters of an alphabet.
    least = max(2, latin * 0.03) if letters in _EAST_ASIAN else max(_FEW, latin * 0.1)
    return own if own >= least and own >= strange * 0.8 and touching <= own * 0.2 else 0


def _count_latin(text: str, encoding: str) -> int:
    """How many letters the text has that Windows-1252 would not make of its bytes; 0 when too few."""
    western = text.encode(encoding).decode("cp1252", "replace")
    count = sum(1 for ours, theirs in zip(text, western, strict=True) if ours != theirs and ours.isalpha())
    return count if count >= _FEW else 0
