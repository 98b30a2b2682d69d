"""What books are called: a template and a story's metadata to a name that every file system takes."""

import unicodedata
from collections.abc import Iterator
from itertools import count
from string import Formatter

from converter.book import Metadata
from converter.errors import UnknownName, UsageError
from converter.expressions import expression

DEFAULT = "{name}"
"""The template that calls a book what its story's file is called."""
FIELDS = ("name", "title", "author", "series", "number", "language", "work_id")
"""What a template may name, in braces."""

_LONGEST = 120
"""Bytes of a name in UTF-8, so that with number and suffix it fits into the 143 of eCryptfs."""
_UNSHOWN = expression("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Controls, marks of direction, what has no width, and halves of characters; joiners belong to scripts."""
_NO_EDGES = " .-–—,;~/\\"
"""What a name neither begins nor ends with: hidden files, options, and what parted a field that is empty."""


def needs_reading(template: str) -> bool:
    """Whether a template names anything but the file itself.

    :raises UsageError: the template's braces are no pairs, or hold more than a name.
    :raises UnknownName: it names a field that there is not.
    """
    return any(field not in ("", "name") for _, field in _parts(template))


def fill_template(template: str, name: str, metadata: Metadata) -> str:
    """The safe name that a story asks for; what parts an empty field from its neighbours goes with it.

    :param name: the name of the story's file, without its suffix.

    >>> fill_template("{author} - {series} {number} - {title}", "x", Metadata("Owls: a tale", ("B",)))
    'B - Owls_ a tale'
    """
    series = metadata.series[0] if metadata.series else None
    values = {
        "name": name,
        "title": metadata.title,
        "author": ", ".join(metadata.authors),
        "series": series.name if series else "",
        "number": series.position if series else "",
        "language": metadata.language,
        "work_id": metadata.work_id,
    }
    filled = ""
    for literal, field in _parts(template):
        value = values[field].strip() if field else ""
        filled += f"{literal}{value}" if value or not field else ""
    return safe_name(filled) or safe_name(name) or "story"


def safe_name(text: str) -> str:
    r"""A text as a name for Linux, macOS and Windows, in whatever script; empty when nothing is left.

    What Windows reserves is told by Microsoft's “Naming Files, Paths, and Namespaces”.

    >>> safe_name("../a\tb?"), safe_name("aux.c"), safe_name("Füchse e\u0301"), safe_name("...")
    ('a b_', 'aux_.c', 'Füchse é', '')
    """
    from pathvalidate import sanitize_filename  # noqa: PLC0415 — one story is named after its file

    plain = " ".join(_UNSHOWN.sub(" ", unicodedata.normalize("NFC", text)).split()).strip(_NO_EDGES)
    safe = sanitize_filename(plain, platform="universal", max_len=_LONGEST, replacement_text="_")
    return safe.strip(_NO_EDGES)


def alternatives(name: str) -> Iterator[str]:
    """The name, then the same with a number, for stories that want one name."""
    yield name
    for number in count(2):
        yield f"{name} ({number})"


def same_file(path: str) -> str:
    """What two paths share that some file system takes for one, by case or by composition of characters."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


def _parts(template: str) -> Iterator[tuple[str, str]]:
    """Literal texts, each with the field after it, or with none."""
    try:
        parsed = list(Formatter().parse(template))
    except ValueError:
        raise _wrong(template) from None
    for literal, field, specification, conversion in parsed:
        if specification or conversion or field == "":
            raise _wrong(template)
        if field is not None and field not in FIELDS:
            raise UnknownName("field of a name", field, FIELDS)
        yield literal, field or ""


def _wrong(template: str) -> UsageError:
    return UsageError(
        f"“{template}” is no template for names.", "Write names in braces, such as '{author} - {title}'."
    )
