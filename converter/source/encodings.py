"""Bytes to characters: the ladder of encodings.

First rung that fits: a byte order mark; the encoding that the user named; UTF-16 without a mark (told
by which bytes stand at every other place); UTF-8; an older encoding that ``detection.py`` recognises;
Windows-1252. Stray Windows-1252 bytes inside a UTF-8 text are read as what they are. Every byte decodes
on the last rung, so nothing falls off the end, and a guess is always said.
"""

import codecs
import re
from collections import Counter
from contextlib import suppress

from converter.errors import Level, Notice, SourceUndecodable, UnknownName
from converter.expressions import expression
from converter.source.detection import Guess, detect

Decoded = tuple[str, str, tuple[Notice, ...]]
"""The text, Python's name of the encoding it was in, and what had to be guessed on the way."""

# UTF-32 before UTF-16: the little-endian mark of one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_BEYOND_ASCII = bytes(range(0x80, 0x100))
_STRAY_BYTES = expression("[\udc80-\udcff]")
# The five bytes that Windows-1252 leaves open stay the C1 controls of the same number, as in the
# WHATWG Encoding Standard's index; they are then removed with a notice.
_OPEN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CP1252 = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_STRAY_CP1252 = {0xDC00 + byte: _CP1252.get(byte, chr(byte)) for byte in range(0x80, 0x100)}
_NO_TEXT_ENCODINGS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
_COMMON_ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1252",
    "cp1251",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "big5",
    "euc-kr",
)
_ALPHABETS = range(0x01, 0x11)
"""High bytes of the alphabets' blocks, from Latin to Georgian."""
_IDEOGRAPHIC = (0x00, 0x20, 0x30, 0xFF, *range(0x4E, 0xA0), *range(0xAC, 0xD8))
"""High bytes of ideographs, Hangul, kana, and of the marks and line ends among them."""
_MOST_OF_LOW = 0.75
"""Share that low bytes, which may be any, have of these at most; both of ASCII's letters have more."""
_ENOUGH = 64
"""Bytes from which on such shares mean something."""
_ESCAPE_TO_KANJI = re.compile(rb"\x1b\$[@B]")
_MANY_HIGH = 0.15
"""Share of characters beyond ASCII above which a text is hardly in a Western language."""
_HINT = "If letters look wrong, name its encoding with --encoding."


def decode_text(data: bytes, encoding: str | None) -> Decoded:
    """Turn bytes into characters; ``encoding`` overrules everything but a byte order mark.

    :raises SourceUndecodable: the bytes do not fit ``encoding``, or the byte order mark.
    :raises UnknownName: Python has no such encoding.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], marked), marked, ()
    if encoding is not None:
        name = _encoding_name(encoding)
        return _decode_as(data, name), name, ()
    if unmarked := _unmarked_utf16(data):
        with suppress(UnicodeDecodeError):
            return data.decode(unmarked), unmarked, ()
    return _decode_unnamed(data)


def _decode_unnamed(data: bytes) -> Decoded:
    if data.isascii() and _ESCAPE_TO_KANJI.search(data):
        with suppress(UnicodeDecodeError):
            japanese = data.decode("iso2022_jp")
            return _decode_guessed(Guess(japanese, "iso2022_jp", "ISO-2022-JP (Japanese)", is_sure=True))
    with suppress(UnicodeDecodeError):
        return data.decode(), "utf-8", ()
    text = data.decode("utf-8", "surrogateescape")  # a byte that is not UTF-8 becomes U+DCxx
    strays = len(data) - len(text.encode("utf-8", "ignore"))
    multibyte = len(text) - len(data.translate(None, _BEYOND_ASCII)) - strays
    if multibyte < strays:
        guess = detect(data)
        return _decode_guessed(guess) if guess else _decode_cp1252(data)
    first = 1 + next(number for number, line in enumerate(text.split("\n")) if _STRAY_BYTES.search(line))
    notice = Notice(
        "stray-bytes",
        first,
        f"{strays} bytes are not UTF-8 and were read as Windows-1252, the first on line {first}.",
        "Look at that line in the result; --encoding names another encoding.",
        Level.WARNING,
    )
    return text.translate(_STRAY_CP1252), "utf-8", (notice,)


def _decode_guessed(guess: Guess) -> Decoded:
    level = Level.NOTE if guess.is_sure else Level.WARNING
    text = f"The text is not UTF-8; it was read as {guess.label}."
    return guess.text, guess.encoding, (Notice("encoding-guessed", 0, text, _HINT, level),)


def _decode_cp1252(data: bytes) -> Decoded:
    """The last rung, a guess: it says so, and more loudly where it looks like a wrong one."""
    text = data.decode("latin-1").translate(_CP1252)
    ascii_bytes = len(data.translate(None, _BEYOND_ASCII))
    is_doubtful = len(data) - ascii_bytes > _MANY_HIGH * len(data) or bool(_OPEN.search(data))
    notice = Notice(
        "encoding-guessed",
        0,
        "The text is not UTF-8; it was read as Windows-1252.",
        _HINT,
        Level.WARNING if is_doubtful else Level.NOTE,
    )
    return text, "cp1252", (notice,)


def _encoding_name(encoding: str) -> str:
    """Python's name for a text encoding; it also has codecs for other things under such names."""
    with suppress(LookupError, ValueError):
        name = codecs.lookup(encoding).name
        if name not in _NO_TEXT_ENCODINGS:
            bytes(4).decode(name)  # a LookupError for codecs that do not make text
            return name
    raise UnknownName("encoding", encoding, _COMMON_ENCODINGS)


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceUndecodable(
            f"The text is not {encoding}: byte {error.start} does not fit.",
            "Check that the file was saved whole, or name another encoding with --encoding.",
        ) from None


def _unmarked_utf16(data: bytes) -> str | None:
    """The byte order of UTF-16 text without a mark.

    The high bytes of a text in an alphabet are nearly all of three kinds: 00 (spaces, line ends, Latin
    letters), 20 (dashes and quotation marks) and the one block that the script's letters are in. Those of
    an East Asian text are of a few ranges, with 00 for its line ends, and the low bytes are not.
    """
    head = data[:4096]
    if len(data) % 2 or 0 not in head:
        return None
    even, odd = head[0::2], head[1::2]
    big, little = _share_of_high_bytes(even), _share_of_high_bytes(odd)
    if max(big, little) < 0.95:
        big, little = _share_of_ideographic(even), _share_of_ideographic(odd)
        if len(head) < _ENOUGH or max(big, little) < 0.95 or min(big, little) > _MOST_OF_LOW:
            return None
    return "utf-16-le" if little > big else "utf-16-be"


def _share_of_ideographic(places: bytes) -> float:
    counts = Counter(places)
    return sum(counts[byte] for byte in _IDEOGRAPHIC) / len(places)


def _share_of_high_bytes(places: bytes) -> float:
    """How much of the bytes are such as UTF-16 has at these places; 0 where hardly one is zero."""
    counts = Counter(places)
    if counts[0] <= 0.05 * len(places):
        return 0.0
    return (counts[0] + counts[0x20] + max(counts[block] for block in _ALPHABETS)) / len(places)
