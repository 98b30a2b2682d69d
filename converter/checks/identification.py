"""Which book a finished one is, as it says itself: to tell a new edition of it from another book."""

from converter.checks.container import open_container
from converter.checks.findings import Faulty
from converter.checks.package import read_package
from converter.errors import needs_extra
from converter.filing import is_nameless


def identify(data: bytes) -> str:
    """What all editions of a book have in common; empty when its bytes do not say.

    An EPUB states its identifier; a PDF has its title and author.

    :raises ExtraMissing: it is a PDF, and what opens one is not installed.
    """
    return _package_identifier(data) if data.startswith(b"PK") else _title_and_author(data)


def _package_identifier(data: bytes) -> str:
    try:
        files, _ = open_container(data)
        return read_package(files).identifier
    except Faulty:
        return ""


def _title_and_author(data: bytes) -> str:
    with needs_extra("send", "To tell one PDF from another"):
        from converter.checks.pdf_text import read_facts  # noqa: PLC0415 — an EPUB asks for no PDF library
    facts = read_facts(data)
    title, author = facts.get("Title", "").strip(), facts.get("Author", "").strip()
    return f"{title}\n{author}" if title and author and not is_nameless(author) else ""
