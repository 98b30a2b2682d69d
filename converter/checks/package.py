"""The package document of an EPUB (EPUB 3.3 section 5): what it says, and what is wrong with that."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree
from msgspec import Struct

from converter.checks.findings import Faulty, Finding, error, warning
from converter.devices import KINDLE_LANGUAGES
from converter.expressions import expression

_CONTAINER = "META-INF/container.xml"
_XHTML_TYPE = "application/xhtml+xml"
_NCX_TYPE = "application/x-dtbncx+xml"
_FONT_OBFUSCATIONS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_MODIFIED = expression(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_PICTURES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
"""Kinds of picture that every reader takes for a cover, with their first bytes."""


class Unreadable(Faulty):
    """A document is no XML."""


class Item(Struct, frozen=True):
    """A file that the package lists."""

    identifier: str
    path: str
    """Name inside the container; empty for a file on the network."""
    media_type: str
    properties: frozenset[str]

    @property
    def is_document(self) -> bool:
        """Whether it is XHTML."""
        return self.media_type == _XHTML_TYPE


class Package(Struct, frozen=True):
    """What an EPUB says of itself."""

    path: str
    root: etree._Element
    items: tuple[Item, ...]
    spine: tuple[Item, ...]
    """In reading order."""
    aside: frozenset[str]
    """Names of the files that the spine holds but keeps out of the reading order (``linear="no"``)."""
    ncx: str
    """Name of the NCX; empty without one."""

    @property
    def is_epub2(self) -> bool:
        """Whether it was made to the older standard, which has no navigation document."""
        return str(self.root.get("version", "")).startswith("2")

    @property
    def navigation(self) -> str:
        """Name of the navigation document; empty without one."""
        return next((item.path for item in self.items if "nav" in item.properties), "")

    @property
    def identifier(self) -> str:
        """What the package names as its own identifier; empty when there is none."""
        name = self.root.get("unique-identifier")
        found = (element.text for element in self.root.iter("{*}identifier") if element.get("id") == name)
        return (next(found, None) or "").strip()

    def values(self, name: str) -> list[str]:
        """What the elements of that name in the metadata say, those that say something."""
        texts = ((element.text or "").strip() for element in self.root.iter(f"{{*}}{name}"))
        return [text for text in texts if text]

    def meta(self, name: str) -> list[str]:
        """What ``meta`` elements say of a property of EPUB 3."""
        found = (meta for meta in self.root.iter("{*}meta") if meta.get("property") == name)
        return [(meta.text or "").strip() for meta in found]

    def old_meta(self, name: str) -> str | None:
        """What a ``meta`` element says in the way of EPUB 2."""
        found = (meta for meta in self.root.iter("{*}meta") if meta.get("name") == name)
        return next((str(meta.get("content", "")) for meta in found), None)


def parse(name: str, data: bytes) -> etree._Element:
    """The root of an XML document; nothing outside of it is loaded, and no entity of its own opened.

    :raises Unreadable: it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as failure:
        if getattr(failure, "code", 0) == etree.ErrorTypes.ERR_HYPHEN_IN_COMMENT:
            text = "A comment holds a double hyphen, which XML forbids; Kindle refuses the book."
            finding = error("comment-hyphens", name, text, "Take the comment out.")
        else:
            text = f"It is not well-formed XML: {failure}."
            finding = error("xml-malformed", name, text, "Readers stop there; mend the markup.")
        raise Unreadable(finding) from None


def resolve(base: str, address: str) -> tuple[str, str]:
    """The name inside the container, and the fragment, that an address in the file ``base`` means.

    The name is empty for an address outside of the book.

    >>> resolve("EPUB/nav.xhtml", "text/one%20two.xhtml#three"), resolve("a.xhtml", "#b")
    (('EPUB/text/one two.xhtml', 'three'), ('a.xhtml', 'b'))
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "", ""
    if parts.scheme or parts.netloc:
        return "", ""
    path = normpath(join(dirname(base), unquote(parts.path))) if parts.path else base
    return path, unquote(parts.fragment)


def read_package(files: dict[str, bytes]) -> Package:
    """The package document that the container names.

    :raises Unreadable: there is none, or it is no XML.
    """
    path = _package_path(files)
    root = parse(path, files[path])
    items = tuple(
        Item(
            str(item.get("id", "")),
            resolve(path, str(item.get("href", "")))[0],
            str(item.get("media-type", "")),
            frozenset(str(item.get("properties", "")).split()),
        )
        for item in root.iter("{*}item")
    )
    by_identifier = {item.identifier: item for item in items}
    references = [
        (by_identifier[reference.get("idref")], reference.get("linear") == "no")
        for reference in root.iter("{*}itemref")
        if reference.get("idref") in by_identifier
    ]
    spine = root.find("{*}spine")
    named = by_identifier.get(spine.get("toc")) if spine is not None else None
    ncx = named or next((item for item in items if item.media_type == _NCX_TYPE), None)
    return Package(
        path,
        root,
        items,
        tuple(item for item, _ in references),
        frozenset(item.path for item, is_aside in references if is_aside),
        ncx.path if ncx else "",
    )


def _package_path(files: dict[str, bytes]) -> str:
    if _CONTAINER not in files:
        text = "The book does not say where its package document is."
        raise Unreadable(error("container-missing", _CONTAINER, text, "Make the book again."))
    container = parse(_CONTAINER, files[_CONTAINER])
    path = next((unquote(str(root.get("full-path", ""))) for root in container.iter("{*}rootfile")), "")
    if path not in files:
        text = f"The package document “{path}” is not in the book."
        raise Unreadable(error("package-missing", _CONTAINER, text, "Make the book again."))
    return path


def check_package(package: Package, files: dict[str, bytes]) -> Iterator[Finding]:
    """What is wrong with the metadata, the manifest, the spine and the cover."""
    yield from _check_encryption(files)
    yield from _check_facts(package)
    yield from _check_language(package)
    yield from _check_series(package)
    yield from _check_manifest(package, files)
    yield from _check_spine(package)
    yield from _check_cover(package, files)


def _check_encryption(files: dict[str, bytes]) -> Iterator[Finding]:
    name = "META-INF/encryption.xml"
    if name not in files:
        return
    for method in parse(name, files[name]).iter("{*}EncryptionMethod"):
        if method.get("Algorithm") not in _FONT_OBFUSCATIONS:
            text = "Files are locked by copy protection; only the seller's own reader opens them."
            yield error("drm", name, text, "Read it there, or get a copy without protection.")
            return


def _check_facts(package: Package) -> Iterator[Finding]:
    place = package.path
    if package.root.get("version") not in ("2.0", "3.0"):
        text = f"The package's version is “{package.root.get('version', '')}”."
        yield error("version-wrong", place, text, "It must be 3.0, or 2.0 for old books.")
    if not package.identifier:
        text = "The package's unique-identifier names no dc:identifier; Kindle refuses the book."
        yield error("identifier-unresolved", place, text, "Let it name the id of one that is not empty.")
    if not package.values("title"):
        yield error("title-missing", place, "The book has no title.", "Add a dc:title.")
    if not package.values("creator"):
        yield warning("creator-missing", place, "The book has no author.", "Add a dc:creator.")
    modified = package.meta("dcterms:modified")
    if not package.is_epub2 and not (len(modified) == 1 and _MODIFIED.fullmatch(modified[0])):
        text = "The book does not say when it was last modified, once and in the form that EPUB 3 asks for."
        yield error("modified-missing", place, text, "Add dcterms:modified, as 2024-05-17T00:00:00Z.")


def _check_language(package: Package) -> Iterator[Finding]:
    languages = package.values("language")
    if not languages:
        text = "The book does not say its language; Kindle refuses it, and none can hyphenate it."
        yield error("language-missing", package.path, text, "Add a dc:language, such as en.")
    elif languages[0].lower() == "und":
        text = "The book does not know its language; Send-to-Kindle may refuse it, and none can hyphenate it."
        hint = "Name it: for books of Fascicle's, convert with --set Language=English or the like."
        yield warning("language-unknown", package.path, text, hint)
    elif re.split("[-_]", languages[0].lower())[0] not in KINDLE_LANGUAGES:
        text = f"Send-to-Kindle may refuse the language “{languages[0]}”, which is not on Amazon's list."
        hint = "If it does, send it by USB, or convert it with a listed language."
        yield warning("language-kindle", package.path, text, hint)


def _check_series(package: Package) -> Iterator[Finding]:
    names = package.meta("belongs-to-collection")
    old_name = package.old_meta("calibre:series")
    if "" in names or old_name == "":
        yield warning("series-nameless", package.path, "A series has no name.", "Name it, or take it out.")
    elif bool(names) is not bool(old_name) and not package.is_epub2:
        stated, lacking = ("EPUB 3", "calibre") if names else ("calibre", "EPUB 3")
        text = f"The series is stated only in the way of {stated}; some readers know only that of {lacking}."
        yield warning("series-once", package.path, text, "State it in both ways.")


def _check_manifest(package: Package, files: dict[str, bytes]) -> Iterator[Finding]:
    place = package.path
    for item in package.items:
        if item.path and item.path not in files:
            text = f"The package lists “{item.path}”, which is not in the book."
            yield error("item-missing", place, text, "Add the file, or take it off the list.")
    for what in ("identifier", "path"):
        counts = Counter(getattr(item, what) for item in package.items)
        for value, count in counts.items():
            if value and count > 1:
                text = f"The package lists “{value}” more than once."
                yield error("item-duplicate", place, text, "List each file once, with an id of its own.")
    listed = {item.path for item in package.items} | {place, "mimetype"}
    for name in files:
        if name not in listed and not name.startswith("META-INF/"):
            text = "The package does not list this file, so readers do not see it."
            yield warning("item-unlisted", name, text, "List it, or take it out.")


def _check_spine(package: Package) -> Iterator[Finding]:
    place = package.path
    identifiers = {item.identifier for item in package.items}
    references = Counter(str(reference.get("idref", "")) for reference in package.root.iter("{*}itemref"))
    if not references:
        yield error("spine-empty", place, "The book has no reading order.", "List its chapters in the spine.")
    for name, count in references.items():
        if name not in identifiers:
            text = f"The reading order names “{name}”, which the package does not list."
            yield error("spine-unresolved", place, text, "Let it name the id of a listed file.")
        elif count > 1:
            text = f"The reading order names “{name}” more than once."
            yield error("spine-duplicate", place, text, "Name each file once.")


def _check_cover(package: Package, files: dict[str, bytes]) -> Iterator[Finding]:
    marked = [item for item in package.items if "cover-image" in item.properties]
    old_name = package.old_meta("cover")
    named = [item for item in package.items if old_name and item.identifier == old_name]
    if not marked and not named:
        text = "The book has no cover picture; a library shows a blank page."
        yield warning("cover-missing", package.path, text, "Add a JPEG or PNG, marked as cover-image.")
    elif not (marked and named) and not (named and package.is_epub2):
        missing = "meta name=cover, which Nook and Kobo go by" if marked else "the property cover-image"
        text = f"The cover is marked only once: without {missing}."
        yield warning("cover-half-marked", package.path, text, "Mark it in both ways.")
    if old_name is not None and not named:
        text = f"The cover is said to be “{old_name}”, which the package does not list."
        yield error("cover-unresolved", package.path, text, "Let it name the id of the picture.")
    yield from _check_covers(marked + named, files)


def _check_covers(covers: Iterable[Item], files: dict[str, bytes]) -> Iterator[Finding]:
    for cover in dict.fromkeys(covers):
        data = files.get(cover.path)
        if data is None:
            continue
        if cover.media_type not in _PICTURES:
            text = f"The cover is {cover.media_type}; readers show JPEG and PNG."
            yield error("cover-kind", cover.path, text, "Save it as JPEG.")
        elif not data.startswith(_PICTURES[cover.media_type]):
            text = f"The cover is not the {cover.media_type} that the package says."
            yield error("cover-broken", cover.path, text, "Replace the picture.")
