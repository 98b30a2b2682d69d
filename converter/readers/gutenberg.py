"""Project Gutenberg's files: what stands around a book, and the book.

Nothing is cut unless the mark above the book is there and one below it as well, each at the start of
its line, so that a story which quotes one of them is left alone.
"""

import re
from collections.abc import Sequence

from converter.errors import Notice
from converter.expressions import expression
from converter.readers.dropped import dropped
from converter.readers.keys import Entry, read_key
from converter.readers.lines import strip
from converter.readers.story_start import Top, next_text

_GUTENBERG = r"(?:the\s+)?project\s+gutenberg"
_START = expression(
    rf"\*{{3}}\s*START\s+OF\s+(?:THIS\s+|THE\s+)?{_GUTENBERG}.*|\*\s*END\s*\*?\s*THE\s+SMALL\s+PRINT.*",
    re.IGNORECASE,
)
_END = expression(
    rf"\*{{3}}\s*END\s+OF\s+(?:THIS\s+|THE\s+)?{_GUTENBERG}.*"
    rf"|\*{{0,3}}\s*End\s+of\s+(?:this\s+)?{_GUTENBERG}\b.*"
    rf"|\*{{0,3}}\s*This\s+is\s+the\s+end\s+of\s+{_GUTENBERG}\b.*"
    r"|\*{0,3}\s*Ende\s+(?:dieses|des)\s+Projekte?s?\s+Gutenberg\b.*",
    re.IGNORECASE,
)
_NAMED_ABOVE = expression(
    r"(?:the\s+)?project\s+gutenberg(?:['’]s|\s+e-?(?:book|text))(?:\s+of|,)?\s+(?P<title>\S.*?)"
    r"(?:,?\s+by\s+(?P<author>\S.*))?",
    re.IGNORECASE,
)
_CREDIT = expression(
    r"\[?(?:produced\s+by|transcribed\s+(?:from|by)|(?:this\s+)?e-?(?:book|text)\s+(?:was\s+)?(?:produced|prepared)"
    r"|this\s+file\s+was\s+produced|prepared\s+by|scanned\s+by|html\s+version\s+by)\b.*",
    re.IGNORECASE,
)
_TITLE_PAGE_WORDS = frozenset("by von par door de di da por av af the a an sir mr mrs dr".split())
_KEPT = frozenset({"title", "authors", "language"})
_KEPT_OTHERS = frozenset({"translator", "translators", "illustrator", "subtitle"})
_LINES_OF_TOP = 1000
_MOST_REPEATS = 8
_LONGEST_SUBTITLE = 12
_BYLINE = expression(r"_?by(?![^\W_])", re.IGNORECASE)


def read_gutenberg(lines: Sequence[str]) -> Top | None:
    """The book between the marks, with what the lines above them say of it; None without the marks."""
    cut = find_marks(lines)
    if cut is None:
        return None
    mark, end = cut
    entries = _entries(lines, mark)
    notices = dropped("gutenberg-header", lines, 0, mark + 1, "Project Gutenberg's header")
    start, said = _below_credits(lines, mark + 1, end)
    notices += said
    start, subtitle, said = _below_repeated_title(lines, start, end, entries)
    notices += said
    notices += dropped("gutenberg-licence", lines, end, len(lines), "Project Gutenberg's licence")
    return Top(entries + subtitle, start, end, notices)


def find_marks(lines: Sequence[str]) -> tuple[int, int] | None:
    """Indexes of the mark above the book, and of the first mark below it; None unless both are there."""
    starts = [i for i, line in enumerate(lines[:_LINES_OF_TOP]) if _START.fullmatch(line.rstrip())]
    if not starts:
        return None
    end = next((i for i in range(starts[-1] + 1, len(lines)) if _END.fullmatch(lines[i].rstrip())), None)
    return None if end is None else (starts[-1], end)


def _entries(lines: Sequence[str], mark: int) -> tuple[Entry, ...]:
    """Title with its subtitle, author and language; what else stands there is about the file."""
    found: dict[str, Entry] = {}
    last: Entry | None = None
    for index, line in enumerate(lines[:mark]):
        text = strip(line)
        entry = read_key(text, index + 1)
        if entry:
            last = (
                entry if _is_kept(entry) and found.setdefault(entry.key.casefold(), entry) is entry else None
            )
        elif last and text and line[:1].isspace():
            last.parts.append(text)
        else:
            last = None
    for entry in found.values():
        if entry.field_name == "title":
            entry.parts[:] = [": ".join(entry.parts)]
    return tuple(found.values()) or _named_above(lines, mark)


def _is_kept(entry: Entry) -> bool:
    return bool(entry.parts) and (entry.field_name in _KEPT or entry.key.casefold() in _KEPT_OTHERS)


def _named_above(lines: Sequence[str], mark: int) -> tuple[Entry, ...]:
    """Title and author from the first line, where old files have no keys."""
    first = next_text(lines, 0)
    found = _NAMED_ABOVE.fullmatch(strip(lines[first])) if first < mark else None
    if not found:
        return ()
    author = found["author"]
    entries = (Entry("Title", "title", first + 1, [found["title"]]),)
    return (*entries, Entry("Author", "authors", first + 1, [author])) if author else entries


def _below_credits(lines: Sequence[str], start: int, end: int) -> tuple[int, tuple[Notice, ...]]:
    """The first line below the paragraphs that say who made the file."""
    notices: tuple[Notice, ...] = ()
    first, last = _paragraph(lines, start, end)
    while first < last and _CREDIT.fullmatch(strip(lines[first])):
        notices += dropped("gutenberg-credits", lines, first, last, "who made the file")
        start = last
        first, last = _paragraph(lines, start, end)
    return start, notices


def _below_repeated_title(
    lines: Sequence[str], start: int, end: int, entries: Sequence[Entry]
) -> tuple[int, tuple[Entry, ...], tuple[Notice, ...]]:
    """The first line below the paragraphs that only repeat title and author, and a subtitle among them.

    A title page that says more, a publisher or an edition, is part of the printed book and stays.
    """
    values = [entry.value for entry in entries if entry.field_name in {"title", "authors"}]
    repeats = {(), *(_naming_words(name) for value in values for name in (value, value.split(": ")[0]))}
    subtitle: tuple[Entry, ...] = ()
    below = start
    for _ in range(_MOST_REPEATS):
        first, last = _paragraph(lines, below, end)
        text = " ".join(map(strip, lines[first:last]))
        if not any(map(str.isalpha, text)):
            break
        if _naming_words(text) not in repeats:
            after = _paragraph(lines, last, end)
            byline = " ".join(map(strip, lines[after[0] : after[1]]))
            is_subtitle = below > start and not subtitle and len(text.split()) <= _LONGEST_SUBTITLE
            if not (is_subtitle and _BYLINE.match(byline) and _naming_words(byline) in repeats):
                break
            subtitle = (Entry("Subtitle", "others", first + 1, [text]),)
        below = last
    return below, subtitle, dropped("title-repeated", lines, start, below, "title and author once more")


def _naming_words(text: str) -> tuple[str, ...]:
    """The words that name something, without those that title pages put between them."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return tuple(word for word in words if word not in _TITLE_PAGE_WORDS)


def _paragraph(lines: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The range of the first paragraph from ``start`` on; empty where there is none before ``end``."""
    first = min(next_text(lines, start), end)
    last = next((index for index in range(first, end) if not strip(lines[index])), end)
    return first, last
