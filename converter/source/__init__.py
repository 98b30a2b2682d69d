"""Bytes to ``Source``: decoding, newlines and control characters; nothing about stories.

``encodings.py`` is the ladder from bytes to characters, ``detection.py`` its rung for the older encodings;
``mojibake.py`` mends what was decoded wrongly before.
No character is replaced or dropped without a notice.
"""

import os
import re
import stat
import sys
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from converter.errors import (
    Level,
    Notice,
    SourceBinary,
    SourceEmpty,
    SourceIsFolder,
    SourceMissing,
    SourceTooLarge,
    SourceUndecodable,
    SourceUnreadable,
    counted,
)
from converter.expressions import expression
from converter.source.encodings import decode_text
from converter.source.mojibake import check_mojibake

STANDARD_INPUT = "-"
"""The name that stands for standard input."""
LARGEST = 100
"""Megabytes that a story may have unless more are allowed: the longest novels have about ten."""

_EPUB = b"mimetypeapplication/epub+zip"
"""What an EPUB has for certain near its beginning (EPUB 3.3, section 4.2.6.3)."""
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, as DOCX and ODT files are"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"{\\rtf", "a Rich Text document"),
)

_OTHER_ENDS = "\r\v\f\x85\u2028\u2029"
"""What ends a line beside the line feed; most texts hold none of them, and a look costs little."""
_NEWLINES = expression(f"\r\n|[{_OTHER_ENDS}]")
# What XML 1.0 section 2.2 forbids, the rest of C1, noncharacters, and byte order marks inside the text.
_CONTROLS = expression("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_LOWER_CONTROLS = expression("[\x00-\x08\x0e-\x1f]")
_SUFFIX = expression(r"(?<=.)\.(?=\w{0,4}[^\W\d_])\w{1,5}$")
_REPLACEMENT = "\ufffd"
_MEGABYTE = 1_000_000
_MANY_CONTROLS = 0.02
"""Share of control characters above which a file is no text; random bytes have about 0.11."""


class Source(Struct, frozen=True):
    """A decoded text: lines end in a line feed, and no other control character is left but the tab."""

    name: str
    """Name to fall back on when the text has no title: that of the file, see ``stem``."""
    text: str
    encoding: str
    notices: tuple[Notice, ...] = ()


def name_of(place: Path | str) -> str:
    """What a source is called in messages: the file's name; standard input is a story."""
    return "story" if str(place) == STANDARD_INPUT else Path(place).name


def decode(data: bytes, name: str, encoding: str | None = None, *, repair: bool = False) -> Source:
    """Turn the bytes of the file ``name`` into a ``Source``.

    ``encoding`` overrules everything but a byte order mark; ``repair`` mends mojibake.

    :raises SourceEmpty: no bytes, or nothing but white space and control characters.
    :raises SourceBinary: a known binary format, or too many control characters.
    :raises SourceUndecodable: the bytes do not fit ``encoding``.
    :raises UnknownName: Python has no such encoding.
    """
    if not data:
        raise SourceEmpty("The story is empty: 0 bytes.", "Check that the right file was saved.")
    refuse_binary(data, name)
    raw, used, guessed = decode_text(data, encoding)
    # Before newlines and controls: halves of spoilt characters look like them.
    mended, spoilt = check_mojibake(raw, repair=repair)
    text = _NEWLINES.sub("\n", mended) if any(end in mended for end in _OTHER_ENDS) else mended
    # Letters that were decoded wrongly before hold controls of the upper range, never of the lower one.
    controls = _LOWER_CONTROLS if spoilt and encoding is None else _CONTROLS
    _check_text(text, name, controls, is_named=encoding is not None)
    text, removed = _remove_controls(text)
    if not text.strip():
        raise SourceEmpty(
            "The story is empty: nothing but white space.", "Check that the right file was saved."
        )
    return Source(without_controls(stem(name)), text, used, guessed + spoilt + removed + _find_losses(text))


def without_controls(text: str) -> str:
    """The text without the characters that no book may hold."""
    return _CONTROLS.sub("", text)


def refuse_binary(data: bytes, name: str) -> None:
    """Make sure that the bytes of the file ``name`` are of no format that is known not to be text.

    :raises SourceBinary: they are.
    """
    if _EPUB in data[:100]:
        raise SourceBinary(
            f"“{name}” is not plain text. It is a finished book, an EPUB.",
            "Convert the story that it was made from; “fascicle send” and “fascicle check” take books.",
        )
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise SourceBinary(
                f"“{name}” is not plain text. It is {kind}.", "Save the story as plain text (.txt)."
            )


def stem(place: Path | str) -> str:
    """The name of a file without its folder and suffix; ``Vol. 1`` has no suffix."""
    name = Path(place).name
    found = _SUFFIX.search(name)
    return name[: found.start()] if found else name


def read_bytes(place: Path | str, max_size: int = LARGEST) -> bytes:
    """The bytes of a file, or of standard input for ``"-"``.

    :param max_size: megabytes that they may have.
    :raises SourceError: there is no such file, it cannot be read, or is too large.
    """
    if str(place) != STANDARD_INPUT:
        return read_file(Path(place), max_size)
    try:
        return _read_up_to(sys.stdin.buffer, "The story", max_size)
    except (AttributeError, OSError):  # closed by the shell, or not readable
        raise SourceUnreadable(
            "Standard input cannot be read.", "Pipe a story into it, or name a file."
        ) from None


def too_large(name: str, max_size: int) -> SourceTooLarge:
    """The error for what has more megabytes than that."""
    return SourceTooLarge(
        f"{name} has more than {max_size:,} MB.",
        "Make sure that it is one story; if it is, allow more with --max-size.",
    )


def _read_up_to(file: BinaryIO, name: str, max_size: int) -> bytes:
    """All of a file, unless it has more; what tells no size, such as a pipe, is read no further than that."""
    limit = max_size * _MEGABYTE
    state = os.fstat(file.fileno())
    is_known = stat.S_ISREG(state.st_mode)
    data = file.read(-1 if is_known and state.st_size <= limit else limit + 1)
    if len(data) > limit:
        raise too_large(name, max_size)
    return data


def read_file(path: Path, max_size: int = LARGEST) -> bytes:
    """The bytes of a file.

    :raises SourceError: there is no such file, it cannot be read, or has more megabytes than ``max_size``.
    """
    try:
        with path.open("rb") as file:
            return _read_up_to(file, f"“{path}”", max_size)
    except (FileNotFoundError, NotADirectoryError):
        raise SourceMissing(f"There is no file “{path}”.", _missing(path)) from None
    except IsADirectoryError:
        raise is_folder(path) from None
    except PermissionError:
        raise SourceUnreadable(
            f"“{path}” may not be read.", "Change its permissions, or copy it to your own folder."
        ) from None
    except (OSError, ValueError) as error:
        raise SourceUnreadable(
            f"“{path}” cannot be read: {error}.", "Check the disk or drive that it is on."
        ) from None


def is_folder(place: Path | str) -> SourceIsFolder:
    """The error for a folder where a story is needed."""
    return SourceIsFolder(
        f"“{place}” is a folder.",
        "Name one file; or make books of all stories in it: fascicle batch FOLDER -o BOOKS.",
    )


def _missing(path: Path) -> str:
    if path.parts[:1] in (("http:",), ("https:",)):
        return "An address is fetched by other programs: curl -L ADDRESS | fascicle convert - -o BOOK."
    if path.parts[:1] == ("file:",):
        return "It is an address: write the path alone, without file://."
    return likeness(path)


def likeness(path: Path) -> str:
    """What to do about a name that is no file's: often there is one like it."""
    if os.path.islink(path):  # noqa: PTH114 — False, not an error, for a name that is too long
        return "It is a link to a file that is gone: make it anew, or name the file itself."
    if gone := [folder for folder in path.parents if not os.path.isdir(folder)]:
        return f"There is no folder “{gone[-1]}” either. Check the spelling."
    names: list[str] = []
    with suppress(OSError):
        names = sorted(file.name for file in path.parent.iterdir())
    begun = [name for name in names if name.startswith(f"{path.name} ")]
    near = (
        begun or get_close_matches(path.name, names, n=1) or get_close_matches(path.name.lower(), names, n=1)
    )
    meant = f"Did you mean “{path.with_name(near[0])}”? " if near else ""
    return f"{meant}Check the spelling, and quote names that hold spaces."


def _check_text(text: str, name: str, controls: re.Pattern[str], *, is_named: bool) -> None:
    count = len(controls.findall(text))
    if count <= _MANY_CONTROLS * len(text) + 8:
        return
    if is_named:
        raise SourceUndecodable(
            f"Read as the encoding that was named, “{name}” is full of control characters.",
            "Name another encoding with --encoding, or leave the option out.",
        )
    raise _binary(name, f"{count} of its {len(text)} characters are control characters.")


def _remove_controls(text: str) -> tuple[str, tuple[Notice, ...]]:
    found = list(_CONTROLS.finditer(text))
    if not found:
        return text, ()
    kinds = sorted({f"U+{ord(match[0]):04X}" for match in found})
    first = text.count("\n", 0, found[0].start()) + 1
    notice = Notice(
        "controls-removed",
        first,
        f"{counted(len(found), 'control character')} removed"
        f" ({', '.join(kinds[:5])}{', …' if len(kinds) > 5 else ''}), the first on line {first}.",
        level=Level.NOTE,
    )
    return without_controls(text), (notice,)


def _find_losses(text: str) -> tuple[Notice, ...]:
    """A warning of the places where someone before us could not decode."""
    count = text.count(_REPLACEMENT)
    if not count:
        return ()
    line = text.count("\n", 0, text.index(_REPLACEMENT)) + 1
    what = counted(count, "character was", "characters were")
    message = f"{what} lost before the text came here (U+FFFD), the first on line {line}."
    return (Notice("characters-lost", line, message, "Look for a better copy of the text.", Level.WARNING),)


def _binary(name: str, why: str) -> SourceBinary:
    return SourceBinary(
        f"“{name}” is not plain text. {why}",
        "Save the story as plain text (.txt); if it is text, name its encoding with --encoding.",
    )
