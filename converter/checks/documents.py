"""The documents of an EPUB: whether they are XHTML that every reader opens, and where their links lead."""

import re
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from converter.checks.findings import Finding, error, warning
from converter.checks.package import Package, Unreadable, parse, resolve
from converter.expressions import expression

_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
_UTF_8 = re.compile(rb"encoding\s*=\s*[\"']utf-8[\"']", re.IGNORECASE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST_BYTES = 260 << 10
"""Bytes of a document from which old readers turn pages slowly or give up; where calibre splits."""
_ADDRESSES = ("href", "src", "{http://www.w3.org/1999/xlink}href", "poster", "data")
_REMOTE = expression(r"\s*(https?:|ftp:)?//", re.IGNORECASE)
_CONTENT_IN_PARAGRAPHS = tuple(f"{{*}}{name}" for name in "img svg math object video audio hr input".split())


class Document(Struct, frozen=True):
    """An XHTML document of the book."""

    path: str
    root: etree._Element
    places: dict[str, int]
    """Ids in it, each with its rank in the order of the text."""

    @property
    def body(self) -> etree._Element | None:
        """Its body, if it has one."""
        return self.root.find("{*}body")


class Publication(Struct, frozen=True):
    """An EPUB, opened."""

    package: Package
    files: dict[str, bytes]
    """Every file in the container by its name there."""
    documents: dict[str, Document]
    """The XHTML documents that can be read, by name."""

    @property
    def reading_order(self) -> list[Document]:
        """The documents of the spine."""
        found = (self.documents.get(item.path) for item in self.package.spine)
        return [document for document in found if document]


def read_documents(package: Package, files: dict[str, bytes]) -> tuple[Publication, list[Finding]]:
    """The publication, and why documents of it cannot be read."""
    documents: dict[str, Document] = {}
    findings = []
    for item in package.items:
        if not item.is_document or item.path not in files:
            continue
        try:
            root = parse(item.path, files[item.path])
        except Unreadable as failure:
            findings.append(failure.finding)
            continue
        elements = enumerate(root.iter(etree.Element))
        places = {str(element.get("id")): rank for rank, element in elements if element.get("id")}
        documents[item.path] = Document(item.path, root, places)
    return Publication(package, files, documents), findings


def check_documents(book: Publication) -> Iterator[Finding]:
    """What is wrong inside the documents."""
    for item in book.package.items:
        if item.is_document and item.path in book.files:
            yield from _check_bytes(item.path, book.files[item.path])
    for document in book.documents.values():
        yield from _check_elements(document)
        yield from _check_addresses(document, book)


def _check_bytes(path: str, data: bytes) -> Iterator[Finding]:
    declaration = _DECLARATION.match(data.removeprefix(_BYTE_ORDER_MARK))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield error("encoding-wrong", path, "It is in UTF-16.", "Save it in UTF-8.")
    elif not declaration or b"encoding" not in declaration[0]:
        text = "It lacks an XML declaration with its encoding; Kindle reads it as Latin-1 and spoils letters."
        yield error("declaration-missing", path, text, 'Begin with <?xml version="1.0" encoding="utf-8"?>.')
    elif not _UTF_8.search(declaration[0]):
        yield error("encoding-wrong", path, "It is not in UTF-8.", "Save it in UTF-8, and declare that.")
    if len(data) > _MOST_BYTES:
        text = f"It has {len(data) >> 10} KB; readers with little memory are slow from 260 KB on."
        yield warning("file-large", path, text, "Split it, best at chapters.")


def _check_elements(document: Document) -> Iterator[Finding]:
    path = document.path
    for element in document.root.iter("{*}img", "{*}script", "{*}p"):
        name = etree.QName(element).localname
        if name == "script":
            text = "It has a script; e-readers do not run scripts, and Kindle may refuse the book."
            yield warning("script", path, text, "Take it out.")
        elif name == "p" and _is_empty(element):
            text = "A paragraph is empty; some readers leave it out, others show a hole."
            yield warning("paragraph-empty", path, text, "Make space with CSS margins instead.")
        elif name == "img" and not str(element.get("src", "")).strip():
            text = "A picture has no src; Kindle refuses the book."
            yield error("image-without-source", path, text, "Name its file, or take it out.")
        elif name == "img" and not element.get("alt") and element.get("role") != "presentation":
            text = "A picture has no words in its place for those who cannot see it."
            yield warning("image-without-alt", path, text, "Describe it in alt.")


def _is_empty(paragraph: etree._Element) -> bool:
    if "".join(paragraph.itertext(etree.Element)).strip():
        return False
    return next(paragraph.iter(*_CONTENT_IN_PARAGRAPHS), None) is None


def _check_addresses(document: Document, book: Publication) -> Iterator[Finding]:
    for element in document.root.iter(etree.Element):
        for attribute in _ADDRESSES:
            address = element.get(attribute)
            if address is None:
                continue
            if _REMOTE.match(address):
                if etree.QName(element).localname not in ("a", "area"):
                    text = f"It loads “{address[:80]}” from the network, which e-readers do not."
                    yield error("resource-remote", document.path, text, "Put the file into the book.")
            elif finding := check_address(document.path, address, book):
                yield finding


def check_address(base: str, address: str, book: Publication) -> Finding | None:
    """What is wrong with an address that the file ``base`` holds."""
    path, fragment = resolve(base, address)
    if not path:
        return None
    if path not in book.files:
        text = f"“{address[:80]}” leads to a file that is not in the book."
        return error("link-broken", base, text, "Add the file, or take the link out.")
    target = book.documents.get(path)
    if not fragment or target is None or fragment.startswith("epubcfi("):
        return None
    if fragment not in target.places:
        text = f"“{address[:80]}” leads to an id that is not there."
        return error("fragment-broken", base, text, "Give the id to what it means, or take it off the link.")
    if target.body is not None and target.body.get("id") == fragment:
        text = f"“{address[:80]}” leads to the id of a body, which Kindle does not find."
        return error("fragment-of-body", base, text, "Link to the file alone.")
    return None
