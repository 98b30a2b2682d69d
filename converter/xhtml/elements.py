"""Elements, text and whole documents. All that is escaped is escaped here."""

from collections.abc import Iterable
from functools import cache
from html import escape

from converter.details import label_language
from converter.languages import is_right_to_left


def element(tag: str, content: str, **attributes: str) -> str:
    """An element with escaped attributes around ready markup; an empty attribute is left out.

    ``class_`` becomes ``class``, and ``__`` in a name becomes ``:``, as in ``epub__type``.
    """
    return f"<{tag}{_attributes(attributes)}>{content}</{tag}>"


def empty_element(tag: str, **attributes: str) -> str:
    """An element that holds nothing, with its attributes as those of any."""
    return f"<{tag}{_attributes(attributes)}/>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f' {_attribute_name(name)}="{escape(value)}"' for name, value in attributes.items() if value
    )


@cache
def _attribute_name(name: str) -> str:
    return name.rstrip("_").replace("__", ":").replace("_", "-")


def escaped(text: str) -> str:
    """Text as it stands between tags; attributes are escaped by ``element``."""
    return escape(text, quote=False)


def own_words(tag: str, text: str, language: str, **attributes: str) -> str:
    """An element of words that are ours and not the story's, which may be in another language than it."""
    other = "en" if label_language(language) == "en" else ""
    return element(tag, escaped(text), **attributes, lang=other)


def on_lines(parts: Iterable[str]) -> str:
    """Elements that stand in another, each on a line of its own."""
    return "\n" + "\n".join(parts) + "\n"


def document(
    title: str,
    language: str,
    body: str,
    *,
    stylesheet: str = "",
    facts: Iterable[tuple[str, str]] = (),
) -> str:
    """A whole XHTML document.

    ``stylesheet`` is the address of its CSS; ``facts`` become ``meta`` elements.
    """
    head = ['<meta charset="utf-8"/>', element("title", escaped(title))]
    head += [empty_element("meta", name=name, content=content) for name, content in facts]
    if stylesheet:
        head.append(empty_element("link", rel="stylesheet", type="text/css", href=stylesheet))
    root = element(
        "html",
        f"\n{element('head', on_lines(head))}\n{element('body', on_lines([body]))}\n",
        xmlns="http://www.w3.org/1999/xhtml",
        xmlns__epub="http://www.idpf.org/2007/ops",
        lang=language,
        xml__lang=language,
        dir="rtl" if is_right_to_left(language) else "",
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{root}\n'


def in_language(language: str, sections: Iterable[str]) -> str:
    """Sections in another language than the document's."""
    direction = "rtl" if is_right_to_left(language) else "ltr"
    return element("div", on_lines(sections), lang=language, dir=direction)
