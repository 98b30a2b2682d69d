"""Bytes to ``Source``: decoding, newlines and control characters; nothing about stories.

The ladder, first rung that fits: a byte order mark; the encoding that the user named; UTF-16
without a mark (told by where its zero bytes fall); UTF-8; Windows-1252. Stray Windows-1252 bytes
inside a UTF-8 text are read as what they are. Every byte decodes on the last rung, so nothing falls
off the end, and no character is replaced or dropped without a notice.
"""

import codecs
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from converter.errors import (
    Level,
    Notice,
    SourceBinary,
    SourceEmpty,
    SourceIsFolder,
    SourceMissing,
    SourceUndecodable,
    SourceUnreadable,
    UnknownName,
)

STANDARD_INPUT = "-"
"""The name that stands for standard input."""

# UTF-32 before UTF-16: the little-endian mark of one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, as EPUB and DOCX files are"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"{\\rtf", "a Rich Text document"),
)

_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# What XML 1.0 section 2.2 forbids, the rest of C1, noncharacters, and byte order marks inside the text.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_STRAY_BYTES = re.compile("[\udc80-\udcff]")
# The five bytes that Windows-1252 leaves open stay the C1 controls of the same number, as in the
# WHATWG Encoding Standard's index; they are then removed with a notice.
_CP1252 = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_STRAY_CP1252 = {0xDC00 + byte: _CP1252.get(byte, chr(byte)) for byte in range(0x80, 0x100)}
_NO_TEXT_ENCODINGS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
_COMMON_ENCODINGS = ("utf-8", "utf-16", "cp1252", "shift_jis", "gb18030", "big5", "euc-kr")
_SUFFIX = re.compile(r"(?<=.)\.(?=\w{0,4}[^\W\d_])\w{1,5}$")
_MANY_HIGH = 0.15
"""Share of characters beyond ASCII above which a text is hardly in a Western language."""
_MANY_CONTROLS = 0.02
"""Share of control characters above which a file is no text; random bytes have about 0.11."""


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded text: lines end in a line feed, and no other control character is left but the tab."""

    name: str
    """Name to fall back on when the text has no title: that of the file, see ``stem``."""
    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def read_source(place: Path | str, encoding: str | None = None) -> Source:
    """Read a file, or standard input for ``"-"``.

    :raises SourceError: one of its kinds, when there is no text to be had.
    """
    if str(place) == STANDARD_INPUT:
        return decode(_read_standard_input(), "story", encoding)
    path = Path(place)
    return decode(_read_file(path), path.name, encoding)


def decode(data: bytes, name: str, encoding: str | None = None) -> Source:
    """Turn the bytes of the file ``name`` into a ``Source``.

    ``encoding`` overrules everything but a byte order mark.

    :raises SourceEmpty: no bytes, or nothing but white space and control characters.
    :raises SourceBinary: a known binary format, or too many control characters.
    :raises SourceUndecodable: the bytes do not fit ``encoding``.
    :raises UnknownName: Python has no such encoding.
    """
    if not data:
        raise SourceEmpty("The story is empty: 0 bytes.", "Check that the right file was saved.")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise _binary(name, f"It is {kind}.")
    raw, used, stray = _decode_text(data, encoding)
    text, removed = _clean(_NEWLINES.sub("\n", raw), name, is_named=encoding is not None)
    if not text.strip():
        raise SourceEmpty(
            "The story is empty: nothing but white space.", "Check that the right file was saved."
        )
    return Source(_CONTROLS.sub("", stem(name)), text, used, stray + removed)


def stem(place: Path | str) -> str:
    """The name of a file without its folder and suffix; ``Vol. 1`` has no suffix."""
    name = Path(place).name
    found = _SUFFIX.search(name)
    return name[: found.start()] if found else name


def _read_standard_input() -> bytes:
    try:
        return sys.stdin.buffer.read()
    except (AttributeError, OSError):  # closed by the shell, or not readable
        raise SourceUnreadable(
            "Standard input cannot be read.", "Pipe a story into it, or name a file."
        ) from None


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise SourceMissing(
            f"There is no file “{path}”.", "Check the spelling, and quote names that hold spaces."
        ) from None
    except IsADirectoryError:
        raise SourceIsFolder(f"“{path}” is a folder.", "Name one story file.") from None
    except PermissionError:
        raise SourceUnreadable(
            f"“{path}” may not be read.", "Change its permissions, or copy it to your own folder."
        ) from None
    except (OSError, ValueError) as error:
        raise SourceUnreadable(
            f"“{path}” cannot be read: {error}.", "Check the disk or drive that it is on."
        ) from None


def _decode_text(data: bytes, encoding: str | None) -> tuple[str, str, tuple[Notice, ...]]:
    """The text, the name of the encoding it was in, and what had to be guessed on the way."""
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], marked), marked, ()
    if encoding is not None:
        name = _encoding_name(encoding)
        return _decode_as(data, name), name, ()
    if unmarked := _unmarked_utf16(data):
        with suppress(UnicodeDecodeError):
            return data.decode(unmarked), unmarked, ()
    return _decode_eight_bit(data)


def _decode_eight_bit(data: bytes) -> tuple[str, str, tuple[Notice, ...]]:
    text = data.decode("utf-8", "surrogateescape")  # a byte that is not UTF-8 becomes U+DCxx
    strays = list(_STRAY_BYTES.finditer(text))
    if not strays:
        return text, "utf-8", ()
    multibyte = sum(1 for character in text if character > "\x7f") - len(strays)
    if multibyte < len(strays):
        return _decode_cp1252(data)
    first = text.count("\n", 0, strays[0].start()) + 1
    notice = Notice(
        "stray-bytes",
        first,
        f"{len(strays)} bytes are not UTF-8 and were read as Windows-1252, the first on line {first}.",
        "Look at that line in the result; --encoding names another encoding.",
        Level.WARNING,
    )
    return text.translate(_STRAY_CP1252), "utf-8", (notice,)


def _decode_cp1252(data: bytes) -> tuple[str, str, tuple[Notice, ...]]:
    """The last rung, a guess: it says so, and more loudly where it looks like a wrong one."""
    text = data.decode("latin-1").translate(_CP1252)
    high = sum(1 for character in text if character > "\x7f")
    is_doubtful = high > _MANY_HIGH * len(text) or bool(_CONTROLS.search(text))
    notice = Notice(
        "encoding-guessed",
        0,
        "The text is not UTF-8; it was read as Windows-1252.",
        "If letters look wrong, name its encoding with --encoding.",
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
    """The byte order of UTF-16 text without a mark: in Western text every other byte is zero."""
    head = data[:4096]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or max(even, odd) <= half // 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _clean(text: str, name: str, *, is_named: bool) -> tuple[str, tuple[Notice, ...]]:
    found = list(_CONTROLS.finditer(text))
    if not found:
        return text, ()
    if len(found) > _MANY_CONTROLS * len(text) + 8:
        if is_named:
            raise SourceUndecodable(
                f"Read as the encoding that was named, “{name}” is full of control characters.",
                "Name another encoding with --encoding, or leave the option out.",
            )
        raise _binary(name, f"{len(found)} of its {len(text)} characters are control characters.")
    kinds = sorted({f"U+{ord(match[0]):04X}" for match in found})
    first = text.count("\n", 0, found[0].start()) + 1
    notice = Notice(
        "controls-removed",
        first,
        f"{len(found)} control character{'s' if len(found) > 1 else ''} removed"
        f" ({', '.join(kinds[:5])}{', …' if len(kinds) > 5 else ''}), the first on line {first}.",
        level=Level.NOTE,
    )
    return _CONTROLS.sub("", text), (notice,)


def _binary(name: str, why: str) -> SourceBinary:
    return SourceBinary(
        f"“{name}” is not plain text. {why}",
        "Save the story as plain text (.txt), or name its encoding with --encoding.",
    )
