"""The tables of contents of an EPUB: the navigation document, and the NCX of older readers."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from lxml import etree
from msgspec import Struct

from converter.checks.documents import Publication, check_address
from converter.checks.findings import Finding, error, warning
from converter.checks.package import Unreadable, parse, resolve

_TYPE = "{http://www.idpf.org/2007/ops}type"
_SAFE_LANDMARKS = {"toc", "cover", "bodymatter"}
"""Landmarks that Kindle's converters take, old ones too."""
_DEEPEST = 2
"""Levels of contents that Kindle shows."""


class Entry(Struct, frozen=True):
    """A line of the contents."""

    text: str
    path: str
    """Name of the file that it leads to; empty for one outside of the book."""
    fragment: str
    address: str
    depth: int
    """1 for a line of the highest level."""


def check_contents(book: Publication) -> Iterator[Finding]:
    """What is wrong with either table, and whether they agree."""
    package = book.package
    in_navigation: list[Entry] = []
    in_ncx: list[Entry] = []
    document = book.documents.get(package.navigation)
    if document:
        in_navigation = _read_navigation(package.navigation, document.root)
        yield from _check_entries(package.navigation, in_navigation, book)
        yield from _check_landmarks(package.navigation, document.root)
    elif not package.navigation and not package.is_epub2:
        text = "The book has no navigation document, so newer readers show no contents."
        yield error("nav-missing", package.path, text, "Add one, with the property nav.")
    if package.ncx in book.files:
        try:
            root = parse(package.ncx, book.files[package.ncx])
        except Unreadable as failure:
            yield failure.finding
            return
        in_ncx = _read_ncx(package.ncx, root)
        yield from _check_entries(package.ncx, in_ncx, book)
        yield from _check_ncx(book, root)
    elif not package.ncx:
        report = error if package.is_epub2 else warning
        text = "The book has no NCX, so older readers show no contents."
        yield report("ncx-missing", package.path, text, "Add one beside the navigation document.")
    if in_navigation and in_ncx and _targets(in_navigation) != _targets(in_ncx):
        text = "It lists other contents than the navigation document; readers show one or the other."
        yield warning("contents-differ", package.ncx, text, "Make both from one list.")


def _targets(entries: Iterable[Entry]) -> list[tuple[str, str, str]]:
    return [(entry.text, entry.path, entry.fragment) for entry in entries]


def _read_navigation(path: str, root: etree._Element) -> list[Entry]:
    contents = next((nav for nav in root.iter("{*}nav") if "toc" in nav.get(_TYPE, "").split()), None)
    if contents is None:
        return []
    return [
        _entry(path, "".join(link.itertext(etree.Element)), link.get("href", ""), _depth(link, "{*}ol"))
        for link in contents.iter("{*}a")
    ]


def _read_ncx(path: str, root: etree._Element) -> list[Entry]:
    return [
        _entry(
            path,
            point.findtext("{*}navLabel/{*}text") or "",
            content.get("src", "") if (content := point.find("{*}content")) is not None else "",
            _depth(point, "{*}navPoint") + 1,
        )
        for point in root.iter("{*}navPoint")
    ]


def _depth(element: etree._Element, ancestor: str) -> int:
    return sum(1 for _ in element.iterancestors(ancestor))


def _entry(base: str, text: str, address: str, depth: int) -> Entry:
    path, fragment = resolve(base, address) if address else ("", "")
    return Entry(" ".join(text.split()), path, fragment, address, depth)


def _check_entries(place: str, entries: list[Entry], book: Publication) -> Iterator[Finding]:
    if not entries:
        yield error("contents-empty", place, "The contents are empty.", "List at least one chapter.")
    if any(entry.depth > _DEEPEST for entry in entries):
        text = "The contents have more than two levels; Kindle and others flatten them."
        yield warning("contents-deep", place, text, "Keep to parts and chapters.")
    yield from _check_each(place, entries, book)
    yield from _check_order(place, entries, book)


def _check_each(place: str, entries: list[Entry], book: Publication) -> Iterator[Finding]:
    spine = {item.path for item in book.package.spine} - book.package.aside
    for entry in entries:
        if not entry.text:
            text = "A line of the contents is blank; Kobo shows “Untitled Chapter”."
            yield error("contents-blank", place, text, "Name the chapter.")
        if entry.path not in book.files:
            text = f"“{entry.text}” leads to no file of the book; Kindle refuses it."
            yield error("contents-broken", place, text, "Let it lead to its chapter.")
        elif entry.path not in spine:
            text = f"“{entry.text}” leads to what the reading order leaves out; Kindle refuses the book."
            yield error("contents-aside", place, text, "Put the file into the spine, or drop the line.")
        elif place != book.package.navigation and (
            finding := check_address(place, entry.address, book)
        ):  # the links of the navigation document are checked with those of all documents
            yield finding


def _check_order(place: str, entries: list[Entry], book: Publication) -> Iterator[Finding]:
    rank = _ranking(book)
    last = (-1, -1)
    for entry in entries:
        here = rank(entry)
        if here is None:
            continue
        if here < last:
            text = f"“{entry.text}” stands before what is listed above it; Kindle refuses such contents."
            yield error("contents-order", place, text, "List chapters in reading order.")
            return
        last = here


def _ranking(book: Publication) -> Callable[[Entry], tuple[int, int] | None]:
    """A function that tells where in the reading order an entry leads: file, then place in it."""
    files = {item.path: number for number, item in enumerate(book.package.spine)}

    def rank(entry: Entry) -> tuple[int, int] | None:
        if entry.path not in files or entry.path not in book.documents:
            return None
        return files[entry.path], book.documents[entry.path].places.get(entry.fragment, 0)

    return rank


def _check_landmarks(place: str, root: etree._Element) -> Iterator[Finding]:
    for nav in root.iter("{*}nav"):
        if "landmarks" not in nav.get(_TYPE, "").split():
            continue
        for link in nav.iter("{*}a"):
            types = link.get(_TYPE, "").split()
            if len(types) != 1:
                text = f"A landmark has {len(types)} types; Apple Books takes one each."
                yield warning("landmark-types", place, text, "Give it one epub:type.")
            elif types[0] not in _SAFE_LANDMARKS:
                text = f"The landmark “{types[0]}” is none that Kindle's older converters take."
                yield warning("landmark-unusual", place, text, "Keep to toc, cover and bodymatter.")


def _check_ncx(book: Publication, root: etree._Element) -> Iterator[Finding]:
    place = book.package.ncx
    stated_orders = [point.get("playOrder", "") for point in root.iter("{*}navPoint")]
    orders = [int(order) if order.isdecimal() else -1 for order in stated_orders]
    # Two entries that lead to one place share a number (NCX, ANSI/NISO Z39.86 section 8.4.3).
    if any(order - last not in (0, 1) for last, order in pairwise([0, *orders])) or orders[:1] == [0]:
        text = "playOrder does not count 1, 2, 3 without gaps; Kindle may refuse the book."
        yield error("ncx-play-order", place, text, "Number the entries in their order.")
    stated = [meta.get("content") for meta in root.iter("{*}meta") if meta.get("name") == "dtb:uid"]
    if stated != [book.package.identifier]:
        text = "dtb:uid is not the identifier that the package states; Kindle may refuse the book."
        yield error("ncx-identifier", place, text, "State the same in both.")
