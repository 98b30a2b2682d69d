"""The one error tree, and the notices that travel with a result.

Every error a user can meet is a ``ConverterError``: it says what happened, what to do next
(``hint``), and which exit code the command ends with (``exit_code``)::

    ConverterError                1   (never raised itself)
    ├── UsageError                2   options that cannot go together
    ├── SourceError               (never raised itself)
    │   ├── SourceMissing         3   no such file
    │   ├── SourceIsFolder        4   a folder where a file is needed
    │   ├── SourceUnreadable      5   the system refuses to read it
    │   ├── SourceEmpty           6   nothing to make a book of
    │   ├── SourceBinary          7   not text at all
    │   └── SourceUndecodable     8   text, but not in the encoding that was named
    ├── UnknownName               9   no such format, device, style, page size or encoding
    ├── StyleBroken              10   a style folder with a missing or wrong part
    ├── PluginBroken             11   a reader or writer that cannot be loaded
    ├── WriterFailed             12   an engine gave up on this book
    ├── OutputUnwritable         13   the place for the book cannot be written, or is full
    ├── OutputIsSource           14   the book would overwrite its own source
    ├── StrictRefusal            15   something deserves a look, and strictness was asked for
    ├── CoverUnusable            16   the picture for the cover is missing, damaged or none at all
    ├── NotABook                 17   neither an EPUB nor a PDF
    ├── ExtraMissing             18   what was asked for needs an extra that is not installed
    ├── NothingMade              19   a folder of stories, none of which could be converted
    └── AddressTaken             25   the shelf cannot listen at the port that it was given

Exit code 1 says that a checked book has errors, or that some stories of a folder failed. 70 is kept for a
defect of Fascicle itself, 130 for Ctrl-C.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


def counted(number: int, one: str, many: str = "") -> str:
    """A number with the noun in the form that goes with it.

    >>> counted(1, "line is", "lines are"), counted(2000, "word")
    ('1 line is', '2,000 words')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def printable(text: str) -> str:
    r"""A text on one line of a terminal, whatever names in it hold.

    >>> printable("a\nb\x1b[1m")
    'a\\nb\\x1b[1m'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class ConverterError(Exception):
    """What happened, in one line, and what the user can do about it."""

    exit_code = 1

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ConverterError):
    """Options that contradict each other, or one that is missing."""

    exit_code = 2


class SourceError(ConverterError):
    """The story cannot be read."""


class SourceMissing(SourceError):
    """There is no file under the name given."""

    exit_code = 3


class SourceIsFolder(SourceError):
    """The name given is a folder's."""

    exit_code = 4


class SourceUnreadable(SourceError):
    """The file is there but the system does not let us read it."""

    exit_code = 5


class SourceEmpty(SourceError):
    """The file holds no story."""

    exit_code = 6


class SourceBinary(SourceError):
    """The file is not plain text."""

    exit_code = 7


class SourceUndecodable(SourceError):
    """The bytes do not fit the encoding that the user named."""

    exit_code = 8


class UnknownName(ConverterError):
    """A name that is not among those we know; the hint offers the nearest ones."""

    exit_code = 9

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        from difflib import get_close_matches  # noqa: PLC0415 — no other error needs it

        names = sorted(known)
        near = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
        meant = f"Did you mean “{near[0]}”? " if near else ""
        super().__init__(f"There is no {kind} “{name}”.", f"{meant}Known: {', '.join(names)}.")


class StyleBroken(ConverterError):
    """A style folder lacks a part, or a part says something that makes no sense."""

    exit_code = 10


class PluginBroken(ConverterError):
    """A reader or writer is registered but cannot be loaded."""

    exit_code = 11


class WriterFailed(ConverterError):
    """The engine behind a writer could not make this book."""

    exit_code = 12


class OutputUnwritable(ConverterError):
    """The book cannot be put where it was asked for."""

    exit_code = 13


class OutputIsSource(ConverterError):
    """The book would take the place of the story it is made from."""

    exit_code = 14


class StrictRefusal(ConverterError):
    """Reading gave warnings, and the user wants no book then."""

    exit_code = 15


class CoverUnusable(ConverterError):
    """The picture that the user wants as a cover cannot be read."""

    exit_code = 16


class NotABook(ConverterError):
    """The file to be checked is no finished book."""

    exit_code = 17


class ExtraMissing(ConverterError):
    """A library of an extra, such as ``check``, is not installed."""

    exit_code = 18


class NothingMade(ConverterError):
    """Every story of a folder failed."""

    exit_code = 19


class AddressTaken(ConverterError):
    """Another program listens at the port, or the system does not let us."""

    exit_code = 25


class Level(Enum):
    """How much a notice matters to the person who converts a story."""

    DETAIL = "detail"
    """A decision and its reason, for whoever asks why."""
    NOTE = "note"
    """Something was changed or left out that nobody is likely to miss."""
    WARNING = "warning"
    """Something that deserves a look at the result."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that reading noticed or decided."""

    code: str
    """Stable name of the kind of notice, such as ``controls-removed``."""
    line: int
    """Line of the source it is about, counted from 1; 0 when it is about the whole text."""
    text: str
    """What was found and what was made of it."""
    hint: str = ""
    """What the user can do about it, if anything."""
    level: Level = Level.DETAIL

    def __str__(self) -> str:
        """The notice on one line: how much it matters, where, what, and what to do."""
        place = f"line {self.line}: " if self.line else ""
        return f"{self.level.value}: {place}{self.text} {self.hint}".rstrip()
