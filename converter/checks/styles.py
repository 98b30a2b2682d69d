"""The style sheets of an EPUB, and what they hide; the only place that knows cssselect2."""

from collections.abc import Iterator

import cssselect2
from lxml import etree

from converter.checks.documents import Document, Publication
from converter.checks.findings import Finding, Severity, error
from converter.checks.package import resolve
from converter.stylesheets import hiding_selectors, lint

_SPOILING = frozenset({"css-function", "css-open"})
"""Kinds of notice about what makes Adobe's engine (Kobo, Nook, Tolino, PocketBook) drop whole sheets."""
_MOST_HIDDEN = 10_000
"""Hidden characters from which Kindle refuses a book."""
_HINT = "Keep to plain properties; see what the readers of Kobo, Nook and KOReader know."


def check_styles(book: Publication) -> Iterator[Finding]:
    """What e-readers drop or stumble on in style sheets, elements and attributes."""
    for item in book.package.items:
        if item.media_type == "text/css" and item.path in book.files:
            yield from _check_sheet(item.path, book.files[item.path].decode(errors="replace"))
    for document in book.documents.values():
        own = [element.text or "" for element in document.root.iter("{*}style")]
        attributes = dict.fromkeys(element.get("style") for element in document.root.iter("{*}*"))
        own += [f"* {{ {attribute} }}" for attribute in attributes if attribute]
        yield from _check_sheet(document.path, "\n".join(own))
    hidden = sum(
        len("".join(element.itertext(etree.Element)))
        for elements in hidden_elements(book).values()
        for element in elements
        if element.getparent() not in elements
    )
    if hidden > _MOST_HIDDEN:
        text = f"{hidden:,} characters are hidden; Kindle refuses a book with more than {_MOST_HIDDEN:,}."
        yield error("text-hidden", "", text, "Take out what nobody is to read.")


def _check_sheet(place: str, css: str) -> Iterator[Finding]:
    for notice in lint(css):
        severity = Severity.ERROR if notice.code in _SPOILING else Severity.WARNING
        text = f"CSS line {notice.line}: {notice.text}"
        yield Finding(severity, notice.code, place, text, notice.hint or _HINT)


def _hiding_selectors(book: Publication) -> Iterator[cssselect2.Matcher]:
    """For each document, what matches the elements that its sheets hide."""
    sheets: dict[str, list[cssselect2.compiler.CompiledSelector]] = {}
    for document in book.documents.values():
        matcher = cssselect2.Matcher()
        for path in _linked_sheets(document):
            if path not in sheets:
                sheets[path] = list(_hiding(book.files.get(path, b"").decode(errors="replace")))
            for selector in sheets[path]:
                matcher.add_selector(selector, True)
        for element in document.root.iter("{*}style"):
            for selector in _hiding(element.text or ""):
                matcher.add_selector(selector, True)
        yield matcher


def _linked_sheets(document: Document) -> Iterator[str]:
    for link in document.root.iter("{*}link"):
        if "stylesheet" in link.get("rel", "").split():
            yield resolve(document.path, link.get("href", ""))[0]


def _hiding(css: str) -> Iterator[cssselect2.compiler.CompiledSelector]:
    """The selectors of the rules that hide what they match, ready to match."""
    for selectors in hiding_selectors(css):
        try:
            yield from cssselect2.compile_selector_list(selectors)
        except cssselect2.SelectorError:
            continue


def hidden_elements(book: Publication) -> dict[str, set[etree._Element]]:
    """The elements of each document that no reader shows, by attribute or style, and all inside them."""
    documents = book.documents.values()
    return {
        document.path: set(_hidden(document, matcher))
        for document, matcher in zip(documents, _hiding_selectors(book), strict=True)
    }


def _hidden(document: Document, matcher: cssselect2.Matcher) -> Iterator[etree._Element]:
    if document.body is None:
        return
    hidden: set[etree._Element] = set()
    for wrapper in cssselect2.ElementWrapper.from_html_root(document.root).iter_subtree():
        element = wrapper.etree_element
        if element.getparent() in hidden or _is_hidden(element) or matcher.match(wrapper):
            hidden.add(element)
            yield element


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style", "")
    return "hidden" in element.attrib or bool(style and any(hiding_selectors(f"* {{ {style} }}")))
