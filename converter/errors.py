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
    │   ├── SourceUndecodable     8   text, but not in the encoding that was named
    │   └── SourceTooLarge       20   more text than was allowed
    ├── UnknownName               9   no such format, device, style, page size or encoding
    ├── StyleBroken              10   a style folder with a missing or wrong part
    ├── PluginBroken             11   a reader or writer that cannot be loaded, or a reader that fails
    ├── WriterFailed             12   an engine gave up on this book
    ├── OutputUnwritable         13   the place for the book cannot be written, or is full
    ├── OutputIsSource           14   the book would overwrite its own source
    ├── StrictRefusal            15   something deserves a look, and strictness was asked for
    ├── CoverUnusable            16   the picture for the cover is missing, damaged or none at all
    ├── NotABook                 17   neither an EPUB nor a PDF
    ├── ExtraMissing             18   what was asked for needs an extra that is not installed
    ├── NothingMade              19   a folder of stories, none of which could be converted
    ├── ClusterUnusable          21   no workers under that address, or not such as do our work
    ├── AddressTaken             25   the shelf cannot listen at the port that it was given
    ├── ConfigurationBroken      30   the user's settings cannot be read, or lack what is needed
    └── SendingError              (never raised itself)
        ├── EreaderMissing       31   no e-reader is mounted, or not the one that was named
        ├── EreaderUnclear       32   several e-readers are mounted, and none was named
        ├── EreaderFull          33   the books do not fit on it
        ├── EreaderUnwritable    34   it takes no files, as when it is mounted read-only
        ├── EreaderVanished      35   it was unplugged before the books were on it
        ├── BookRefused          36   what they are to be sent to cannot take such books
        ├── ConnectionFailed     37   no server, no answer, or no safe connection
        ├── LoginFailed          38   the mail server does not take user and password
        └── DeliveryRefused      39   the mail server or the e-reader does not take the books

Exit code 1 says that a checked book has errors, or that some stories of a folder failed. 70 is kept for a
defect of Fascicle itself, 130 for Ctrl-C.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum

from msgspec import Struct


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


def suggestion(name: str, known: Iterable[str]) -> str:
    """What somebody who typed an unknown name may have meant.

    >>> suggestion("servr", ["port", "server"])
    'Did you mean “server”? Known: port, server.'
    """
    from difflib import get_close_matches  # noqa: PLC0415 — no other error needs it

    names = sorted(known)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    meant = f"Did you mean “{near[0]}”? " if near else ""
    return f"{meant}Known: {', '.join(names)}."


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


class SourceTooLarge(SourceError):
    """The file holds more than a story may have."""

    exit_code = 20


class UnknownName(ConverterError):
    """A name that is not among those we know; the hint offers the nearest ones."""

    exit_code = 9

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no {kind} “{name}”.", suggestion(name, known))


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


@contextmanager
def needs_extra(extra: str, purpose: str, otherwise: str = "") -> Iterator[None]:
    """Around imports of an extra's libraries: what is missing is told as ``ExtraMissing``.

    :param purpose: what they are for, as the beginning of a sentence: “To check a PDF”.
    :param otherwise: what can be done instead, as the end of one.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ExtraMissing(
            f"{purpose}, {error.name} is needed, which is not installed.",
            f"Install Fascicle with its extra “{extra}”, as by pip install '.[{extra}]'{otherwise}.",
        ) from None


class NothingMade(ConverterError):
    """Every story of a folder failed."""

    exit_code = 19


class ClusterUnusable(ConverterError):
    """The workers of a cluster cannot be reached, or lack this Fascicle."""

    exit_code = 21


class ConfigurationBroken(ConverterError):
    """What the user has set once for all runs is wrong, or lacks something."""

    exit_code = 30


class SendingError(ConverterError):
    """The books do not get to where they are to be sent."""


class EreaderMissing(SendingError):
    """No e-reader is mounted, or not the one that was named."""

    exit_code = 31


class EreaderUnclear(SendingError):
    """Several e-readers are mounted, and none was named."""

    exit_code = 32


class EreaderFull(SendingError):
    """The e-reader has no room for the books."""

    exit_code = 33


class EreaderUnwritable(SendingError):
    """The e-reader takes no files."""

    exit_code = 34


class EreaderVanished(SendingError):
    """The e-reader is gone, and with it what was not on it yet."""

    exit_code = 35


class BookRefused(SendingError):
    """A book is of a kind, a size or a make that it cannot be sent to there."""

    exit_code = 36


class ConnectionFailed(SendingError):
    """There is no getting at the other side, or not safely."""

    exit_code = 37


class LoginFailed(SendingError):
    """The mail server does not take user and password."""

    exit_code = 38


class DeliveryRefused(SendingError):
    """The other side was reached, and does not take the books."""

    exit_code = 39


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


class Notice(Struct, frozen=True):
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
    """How much it matters."""
    story: str = ""
    """The story's file, where it is one of several in a book."""

    def __str__(self) -> str:
        """The notice on one line: how much it matters, where, what, and what to do."""
        story = f"{self.story}: " if self.story else ""
        place = f"line {self.line}: " if self.line else ""
        return f"{self.level.value}: {story}{place}{self.text} {self.hint}".rstrip()
