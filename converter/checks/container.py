"""The ZIP container of an EPUB (OCF 3.3 section 4): opened within bounds, with what is wrong about it."""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator

from converter.checks.findings import Faulty, Finding, error, warning
from converter.expressions import expression

_MEDIA_TYPE = b"application/epub+zip"
_MOST_BYTES = 1 << 30
"""Bytes of all files together, unpacked; what Kobo documents as the limit of a book."""
_MOST_FILES = 20_000
MOST_MAILED = 50 << 20
"""Bytes of all books in a mail that Send to Kindle takes (Amazon help 201974220); others take less."""
_UNSAFE_NAME = expression(r'^[/\\]|^\w:|(^|[/\\])\.\.([/\\]|$)|[\\\x00-\x1f\x7f"*:<>?|]')
"""Names that lead out of the book, or that OCF 3.3 section 4.2.3 forbids."""
_SYSTEM_LEFTOVER = expression(
    r"(^|/)(__MACOSX/|\.DS_Store$|thumbs\.db$|iTunesMetadata\.plist$)", re.IGNORECASE
)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Damaged(Faulty):
    """The container cannot be unpacked."""


def open_container(data: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of a container by name, in their order, and what is wrong about the container.

    :raises Damaged: there is nothing to be had of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_bounds(entries)
            files = {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
            findings = [*_check_media_type(entries, files, data), *_check_names(entries)]
            if archive.comment:
                text = "The ZIP archive has a comment; Kobo and others call such a book corrupted."
                findings.append(error("zip-comment", "", text, "Pack it again without one."))
    except _DAMAGE as failure:
        text = f"The ZIP archive is damaged: {failure or type(failure).__name__}."
        raise Damaged(error("zip-damaged", "", text, "Fetch or make the book again.")) from None
    if len(data) > MOST_MAILED:
        text = f"The book has {len(data) >> 20} MB; Send-to-Kindle takes no more than 50 by e-mail."
        findings.append(warning("book-large", "", text, "Make its pictures smaller, or split it."))
    return files, findings


def _check_bounds(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        text = "The ZIP archive is encrypted; no reader asks for its password."
        raise Damaged(error("zip-encrypted", "", text, "Pack it again without a password."))
    size = sum(entry.file_size for entry in entries)
    if size > _MOST_BYTES or len(entries) > _MOST_FILES:
        text = f"Unpacked the book has {size >> 20:,} MB in {len(entries):,} files, more than a reader holds."
        raise Damaged(error("zip-too-large", "", text, "Do not open it unless you know who made it."))


def _check_media_type(
    entries: list[zipfile.ZipInfo], files: dict[str, bytes], data: bytes
) -> Iterator[Finding]:
    """OCF 3.3 section 4.2.2: readers look at fixed places of the first bytes."""
    first = next((entry for entry in entries if entry.header_offset == 0), None)
    hint = "Pack it again with “mimetype” first and stored."
    if first is None or first.filename != "mimetype":
        yield error("mimetype-first", "", "“mimetype” is not the first file in the ZIP archive.", hint)
    elif first.compress_type != zipfile.ZIP_STORED:
        yield error("mimetype-stored", "", "“mimetype” is compressed.", hint)
    elif data[28:30] != b"\0\0":
        yield error("mimetype-extra", "", "“mimetype” has an extra field in the ZIP archive.", hint)
    if "mimetype" in files and files["mimetype"] != _MEDIA_TYPE:
        text = f"“mimetype” does not say {_MEDIA_TYPE.decode()}."
        yield error("mimetype-wrong", "mimetype", text, "Write that into it, and nothing else.")


def _check_names(entries: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    for name, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            yield error("name-duplicate", name, "Two files have this name.", "Keep one of them.")
        if _UNSAFE_NAME.search(name):
            text = "This name leads out of the book, or has characters that some systems refuse."
            yield error("name-unsafe", name, text, "Rename the file.")
        if " " in name and name.endswith("html"):
            text = "The name has a space; Kobo shows “Untitled Chapter” for such files."
            yield warning("name-space", name, text, "Rename the file.")
        if _SYSTEM_LEFTOVER.search(name):
            yield warning("file-leftover", name, "The operating system left this file.", "Take it out.")
