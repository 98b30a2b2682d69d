"""A paragraph's text to inlines: marks of emphasis, and what other formats have left in the text.

Marks of emphasis count everywhere. HTML, character references, BBCode, Markdown's links and the
backslashes of html2text count only where the whole text shows that they are no accident: a story
may well say ``i <3 you``, ``<grin>`` or ``[i]``. What does not count stays as it stands.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from html.entities import html5
from itertools import islice
from typing import NamedTuple

from converter.book import Emphasis, Inline, Text
from converter.expressions import expression
from converter.readers.emphasis import read_emphasis

_ENOUGH = 3
"""Tags, references or backslashes that a text must hold before any of them counts."""
_TAGS = frozenset(
    "a abbr acronym address b big blockquote br caption center cite code col colgroup dd del details dfn div"
    " dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q rp rt ruby s samp"
    " small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var".split()
)
"""What the Archive of Our Own lets through, and ``font``."""
_TAG = (
    r"</?+(?P<tag>[a-z][a-z1-6]*+)"
    r"""(?:\s++[\w:-]++\s*+=\s*+(?:"[^"\n]*+"|'[^'\n]*+'|[^\s"'<>=]++))*+\s*+/?+>"""
)
_REFERENCE = r"&(?P<reference>#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});"
_BBCODE = r"\[(?P<closing>/?+)(?P<code>b|center|i|quote|s|spoiler|u|url)(?:=[^\[\]\n]*+)?+\]"
_TAG_OF_CODE = {"center": "span", "quote": "span", "spoiler": "span", "url": "a"}
"""The rest have the names of HTML."""

ANY_TAG = expression(_TAG, re.IGNORECASE)
_ANY_REFERENCE = expression(_REFERENCE, re.IGNORECASE)
ANY_BBCODE = expression(_BBCODE, re.IGNORECASE)
_ANY_MARKUP = expression(f"{_TAG}|{_REFERENCE}|{_BBCODE}|[<>&]", re.IGNORECASE)
_LINK = expression(
    r"(?<!\\)(?P<picture>!?+)\[(?P<text>(?:\\.|[^\[\]\\\n])*+)\]"
    r"\(<?+https?://(?:[^\s()<>]|\([^\s()<>]*+\))*+>?+(?:\s++\"[^\"\n]*+\")?+\)"
)
_PICTURE = expression(
    r"\[img\b[^\[\]\n]*+\](?P<address>[^\s\[\]]++)\[/img\]"
    r"|(?<![<\w])img src=\"(?P<source>[^\"\n]*+)\"(?: alt=\"(?P<words>[^\"\n]*+)\")?+",
    re.IGNORECASE,
)
"""A picture of BBCode, or what an archive leaves of one without its brackets."""
_ESCAPE = expression(r"(?<!¯)\\(?P<mark>[\\`*_{}\[\]()#+\-.!])")
_USUAL = {
    "*": expression(r"\*(?<![\w*].)[^\W_][^*\n]*+\*(?![\w*])"),
    "_": expression(r"_(?<!\w.)[^\W_][^_\n]*+_(?!\w)"),
}
"""The mark first, for what begins with one character is found soonest."""
_INNER = expression(
    r"(?:(?<![\w*])(?=[*_][^\W\d_]{2,12}[*_][^\W\d_])|(?<=[^\W\d_])(?=[*_][^\W\d_]{2,12}[*_](?![\w*])))"
    r"(?P<mark>[*_])(?P<part>[^\W\d_]+)(?P=mark)"
)
"""Letters between marks at the beginning of a word or at its end; amid a word they may be a name's."""
_AMID_LETTERS = expression(r"[*_](?<=[^\W\d_].)(?=[^\W\d_])")  # a mark first, since few places have one
_CONTROLS = expression(r"[\x00-\x1f\x7f-\x9f]")


class Markup(NamedTuple):
    """What counts as markup in a text, beside the marks of emphasis."""

    html: bool = False
    references: bool = False
    """Character references, such as ``&mdash;``."""
    bbcode: bool = False
    links: bool = False
    """Links as Markdown has them."""
    pictures: bool = False
    """Pictures other than elements of HTML."""
    escapes: bool = False
    """Backslashes before marks that are meant as they are, as html2text sets them."""
    inner: str = ""
    """The marks that count inside words too: those that the text uses for emphasis elsewhere."""


PLAIN = Markup()


def find_markup(text: str) -> Markup:
    """What counts in this text; give it the whole story."""
    tags = (found for found in ANY_TAG.finditer(text) if found["tag"].lower() in _TAGS)
    references = (found for found in _ANY_REFERENCE.finditer(text) if _decode(found) != found[0])
    html = "<" in text and _is_enough(tags)
    return Markup(
        html=html,
        references=html or ("&" in text and _is_enough(references)),
        bbcode="[/" in text and bool(_closed_codes(text)),
        links="](" in text and bool(_LINK.search(text)),
        pictures=("[/" in text or " src=" in text) and bool(_PICTURE.search(text)),
        escapes=not html and "\\" in text and _has_escapes(text),
        inner="".join(
            mark for mark, usual in _USUAL.items() if mark in text and _is_enough(usual.finditer(text))
        ),
    )


def read_inlines(text: str, markup: Markup = PLAIN) -> tuple[Inline, ...]:
    """The inlines of one paragraph; linear in its length. None if it holds nothing but tags.

    >>> read_inlines("a *b* c")
    (Text(text='a '), Emphasis(inlines=(Text(text='b'),)), Text(text=' c'))
    """
    if markup.links:
        text = _LINK.sub(_link_text, text)
    if markup.pictures:
        text = _PICTURE.sub(_picture_text, text)
    if (markup.html or markup.bbcode) and (html := _fence(text, markup)):
        # Beautiful Soup takes its time to load, and most stories are plain.
        from converter.readers.markup import read_fragment  # noqa: PLC0415

        return read_fragment(html)
    if markup.references:
        text = _ANY_REFERENCE.sub(_decode, text)
    if "*" not in text and "_" not in text:
        return (Text(text),) if text else ()
    if markup.escapes:
        return read_emphasis(_literals(text))
    return read_emphasis(_inner_emphasis(text, markup.inner) if markup.inner else (text,))


def _is_enough(found: Iterator[object]) -> bool:
    return len(list(islice(found, _ENOUGH))) == _ENOUGH


def _has_escapes(text: str) -> bool:
    """Whether backslashes stand before marks, several times, and nowhere else."""
    return _is_enough(_ESCAPE.finditer(text)) and "\\" not in _ESCAPE.sub("", text).replace("¯\\", "")


def _decode(found: re.Match[str]) -> str:
    """The character that a reference stands for; the reference itself if there is none."""
    name = found["reference"]
    character = unescape(found[0]) if name.startswith("#") else html5.get(f"{name};", "")
    return _CONTROLS.sub(" ", character) or found[0]


def _link_text(found: re.Match[str]) -> str:
    return f"[{found['text']}]" if found["picture"] and found["text"] else found["text"]


def _picture_text(found: re.Match[str]) -> str:
    """What stands for a picture: its words, or the name of its file."""
    address = found["address"] or found["source"]
    return f"[{found['words'] or address.rstrip('/').rsplit('/', 1)[-1]}]"


def _literals(text: str) -> Iterator[str | Inline]:
    """The text, with the marks that a backslash makes plain characters as inlines of their own."""
    start = 0
    for found in _ESCAPE.finditer(text):
        yield text[start : found.start()]
        yield Text(found["mark"])
        start = found.end()
    yield text[start:]


def _inner_emphasis(text: str, marks: str) -> Iterator[str | Inline]:
    """The text, with emphasis on a part of a word, as in ``*any*body``, as inlines of their own."""
    start = 0
    for found in _INNER.finditer(text) if _AMID_LETTERS.search(text) else ():
        if found["mark"] in marks:
            yield text[start : found.start()]
            yield Emphasis((Text(found["part"]),))
            start = found.end()
    yield text[start:]


def _fence(text: str, markup: Markup) -> str:
    """The text as HTML in which only what counts is markup; empty if nothing is."""
    codes = _closed_codes(text) if markup.bbcode else frozenset()
    pieces: list[str] = []
    start, has_tags = 0, False
    for found in _ANY_MARKUP.finditer(text):
        piece = escape(found[0], quote=False)
        if found["tag"] and markup.html and found["tag"].lower() in _TAGS:
            piece, has_tags = found[0], True
        elif found["code"] and found.start() in codes:
            name = found["code"].lower()
            piece, has_tags = f"<{found['closing']}{_TAG_OF_CODE.get(name, name)}>", True
        elif found["reference"] and markup.references:
            piece = escape(_decode(found), quote=False)
        pieces += (text[start : found.start()], piece)
        start = found.end()
    return "".join((*pieces, text[start:])) if has_tags else ""


def _closed_codes(text: str) -> frozenset[int]:
    """Where BBCode stands that opens and is closed, or closes and was opened."""
    places: list[int] = []
    waiting: dict[str, list[int]] = {}
    for found in ANY_BBCODE.finditer(text):
        openers = waiting.setdefault(found["code"].lower(), [])
        if not found["closing"]:
            openers.append(found.start())
        elif openers:
            places += (openers.pop(), found.start())
    return frozenset(places)
