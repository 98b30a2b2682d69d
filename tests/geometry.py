"""Where the lines of a finished PDF stand, and what is wrong with it.

Measured from outside with MuPDF, without a look at how the PDF was made. What is known besides is the
page, whose margins part the text from running heads and folios, and the book, whose letters tell which
lines belong to which paragraph. So a change of style cannot hide a fault.
"""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

import pymupdf
from msgspec import Struct

from converter.book import Block, Book, Chapter, Heading, Note, Quote, SceneBreak, texts
from converter.pages import POINT, Page

TOLERANCE = 1.0
"""Points by which a line may stand off; side bearings and overhanging marks."""
_DIGITS = re.compile(r"\d+")
_STROKE = re.compile(rb"[\x00-\xd0]{60}")
"""Dark pixels side by side, more than a letter has at 144 dpi."""
_SAME_LINE = 6
"""Points by which words of one line may stand above each other, in other faces."""


class Line(Struct, frozen=True):
    """A line of the text, in points from the left and top edges of its page."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


class Leaf(Struct, frozen=True):
    """A page: what stands above the text, the text, what stands below."""

    head: str
    lines: tuple[Line, ...]
    foot: str


class Place(Struct, frozen=True):
    """A line among all lines of the text."""

    leaf: int
    number: int


class Unit(Struct):
    """A paragraph, heading, line of verse: what a book's lines are made of, in order."""

    letters: str
    is_heading: bool = False
    after_break: bool = False
    places: list[Place] | None = None


def read_leaves(path: Path, page: Page) -> list[Leaf]:
    """The pages of a PDF that was made for that page size."""
    with pymupdf.open(path) as pdf:
        return [_leaf(sheet, page) for sheet in pdf]


def _leaf(sheet: pymupdf.Page, page: Page) -> Leaf:
    top, bottom = page.head / POINT, (page.height - page.foot) / POINT
    rows: dict[float, list[dict]] = {}  # type: ignore[type-arg]  # MuPDF's own
    for block in sheet.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_LIGATURES)["blocks"]:
        for line in block.get("lines", ()):
            for span in map(_visible, line["spans"]):
                if span["text"].strip():
                    baseline = span["origin"][1]
                    row = next((known for known in rows if abs(known - baseline) < 0.6), baseline)
                    rows.setdefault(row, []).append(span)
    lines = [_line(baseline, spans) for baseline, spans in sorted(rows.items())]
    above = " ".join(line.text for line in lines if line.baseline < top)
    below = " ".join(line.text for line in lines if line.baseline > bottom)
    return Leaf(above, tuple(line for line in lines if top <= line.baseline <= bottom), below)


def _visible(span: dict) -> dict:  # type: ignore[type-arg]
    """The span with its text, and its box without spaces at the end, which may stand beyond the line."""
    text = "".join(char["c"] for char in span["chars"])
    shown = span["chars"][: len(text.rstrip())] or span["chars"]
    right = max(char["bbox"][2] for char in shown)
    return {**span, "text": text, "bbox": (*span["bbox"][:2], right, span["bbox"][3])}


def _line(baseline: float, spans: list[dict]) -> Line:  # type: ignore[type-arg]
    spans = sorted(spans, key=lambda span: span["bbox"][0])
    text = "".join(span["text"] for span in spans)
    size = max(spans, key=lambda span: len(span["text"]))["size"]
    return Line(text.strip(), spans[0]["bbox"][0], spans[-1]["bbox"][2], baseline, size)


def letters(text: str) -> str:
    """What is compared: no hyphens, which lines add, nor spaces, which they take away."""
    return re.sub(r"[\W_]+", "", text).casefold()


def units(book: Book) -> list[Unit]:
    """What the lines of the story are made of."""
    return [unit for chapter in book.chapters for unit in _units_of(chapter) if unit.letters]


def _units_of(chapter: Chapter) -> Iterator[Unit]:
    for part in (chapter.label, chapter.title):
        yield Unit(letters(part), is_heading=True)
    yield from _units_in(chapter.blocks)


def _units_in(blocks: tuple[Block, ...]) -> Iterator[Unit]:
    after_break = False
    for block in blocks:
        match block:
            case SceneBreak():
                after_break = True
                continue
            case Quote(inner):
                found = list(_units_in(inner))
            case Note(label, inner):
                found = [Unit(letters(label), is_heading=True), *_units_in(inner)]
            case _:
                found = [Unit(letters(text), isinstance(block, Heading)) for text in texts((block,))]
        for unit in found:
            unit.after_break |= after_break
            after_break = after_break and not unit.letters
            yield unit


def place_units(book: Book, leaves: list[Leaf], first: int) -> list[Unit]:
    """The units with the lines that each consists of; fails where words differ from the story's."""
    waiting = iter(units(book))
    unit, rest = None, ""
    placed = []
    for place, line in body(leaves, first):
        found = letters(line.text)
        while found:
            if not rest:
                unit = next(waiting, None)
                assert unit, f"more text than the story has: {line.text!r}"
                unit.places = []
                placed.append(unit)
                rest = unit.letters
            length = min(len(found), len(rest))
            assert found[:length] == rest[:length], (
                f"page {place.leaf + 1}: {line.text!r} is not {rest[:60]!r}"
            )
            assert unit and unit.places is not None
            if place not in unit.places:
                unit.places.append(place)
            found, rest = found[length:], rest[length:]
    assert not rest and not next(waiting, None), "the story goes on after the last page"
    return placed


def body(leaves: list[Leaf], first: int) -> Iterator[tuple[Place, Line]]:
    """The lines of the story, which begins on the page of that index."""
    for index, leaf in enumerate(leaves):
        if index >= first:
            for number, line in enumerate(leaf.lines):
                yield Place(index, number), line


def faults(book: Book, leaves: list[Leaf], first: int, page: Page, ornament: str) -> list[str]:
    """What a designer would not sign; the story begins on the page of index ``first``."""
    placed = place_units(book, leaves, first)
    return [
        *_divided(placed),
        *_stranded_headings(placed, leaves),
        *_stranded_breaks(placed, leaves, first, ornament),
        *beyond_the_block(leaves, page),
    ]


def _divided(placed: list[Unit]) -> Iterator[str]:
    """Widows and orphans: a single line of a paragraph on a page."""
    for unit in placed:
        assert unit.places
        numbers = [place.leaf for place in unit.places]
        if numbers[0] != numbers[-1]:
            if numbers.count(numbers[0]) < 2:
                yield f"orphan at the foot of page {numbers[0] + 1}: {unit.letters[:40]}"
            if numbers.count(numbers[-1]) < 2:
                yield f"widow at the head of page {numbers[-1] + 1}: {unit.letters[:40]}"


def _stranded_headings(placed: list[Unit], leaves: list[Leaf]) -> Iterator[str]:
    for unit, following in pairwise(placed):
        assert unit.places and following.places
        if unit.is_heading and unit.places[-1].leaf != following.places[0].leaf:
            yield f"heading at the foot of page {unit.places[-1].leaf + 1}: {unit.letters[:40]}"


def _stranded_breaks(placed: list[Unit], leaves: list[Leaf], first: int, ornament: str) -> Iterator[str]:
    """Breaks without two lines on either side.

    One may open a page after a scene that cannot be divided, a few lines between two breaks.
    """
    owners = {place: unit for unit in placed for place in unit.places or ()}
    before: Unit | None = None
    for place, line in body(leaves, first):
        before = owners.get(place, before)
        if line.text.replace(" ", "") != ornament.replace(" ", ""):
            continue
        count = len(leaves[place.leaf].lines)
        above, below = place.number, count - place.number - 1
        after = owners.get(Place(place.leaf, place.number + 1))
        if not before or not after or below < min(2, len(after.places or ())):
            yield f"scene break with {below} lines below on page {place.leaf + 1}"
        elif above < min(2, len(before.places or ())) and not (before.after_break and above == 0):
            yield f"scene break with {above} lines above on page {place.leaf + 1}"
    for unit in placed:
        if unit.after_break and unit.places and unit.places[0].number == 0:
            yield f"scene break lost at the head of page {unit.places[0].leaf + 1}"


def beyond_the_block(leaves: list[Leaf], page: Page) -> Iterator[str]:
    """Lines that run over the edges of the text."""
    for index, leaf in enumerate(leaves):
        is_right = index % 2 == 0
        left = (page.inner if is_right else page.outer) / POINT
        right = left + page.text_width / POINT
        for line in leaf.lines:
            if line.left < left - TOLERANCE or line.right > right + TOLERANCE:
                yield f"page {index + 1}: {line.left - left:.1f} to {line.right - right:.1f}: {line.text!r}"


def off_the_grid(leaves: list[Leaf], first: int, page: Page) -> list[str]:
    """Lines of the text's own size that do not stand on a multiple of the leading."""
    found = []
    origin = leaves[first + 1].lines[0].baseline
    for place, line in body(leaves, first):
        if abs(line.size - page.type_size) < 0.1:
            steps = (line.baseline - origin) / page.leading
            if abs(steps - round(steps)) * page.leading > 0.5:
                found.append(f"page {place.leaf + 1}: {steps:.2f} lines: {line.text!r}")
    return found


def bookmarks(path: Path) -> list[tuple[int, str, int]]:
    """Level, text and page index of each bookmark."""
    with pymupdf.open(path) as pdf:
        return [(level, text, number - 1) for level, text, number in pdf.get_toc()]


def contents_lines(path: Path, leaves: list[Leaf], first: int) -> list[tuple[str, int, int]]:
    """Letters, page number and index of the page linked to, of each line of the contents before ``first``."""
    found = []
    with pymupdf.open(path) as pdf:
        for index in range(first):
            links = sorted((link["from"].y0, link["page"]) for link in pdf[index].get_links())
            waiting = list(dict.fromkeys(target for _, target in links))  # a title over two lines has two
            text = ""
            for line in leaves[index].lines if links else ():
                text += f" {line.text}"
                if (number := _DIGITS.findall(line.text)) and re.search(r"[. ]\d+$", line.text):
                    words = re.sub(r"[. ]*\d+$", "", text)
                    found.append((letters(words.removeprefix(" Contents")), int(number[-1]), waiting.pop(0)))
                    text = ""
    return found


def words_by_line(path: Path, index: int) -> list[list[tuple[float, float]]]:
    """Where the words of each line of a page begin and end, in points from the left, from the top on."""
    with pymupdf.open(path) as pdf:
        words = sorted(pdf[index].get_text("words"), key=lambda word: word[3])
    lines: list[list[tuple[float, float]]] = []
    last = 0.0
    for x0, _, x1, bottom, *_ in words:
        if bottom - last > _SAME_LINE:
            lines.append([])
            last = bottom
        lines[-1].append((x0, x1))
    return list(map(sorted, lines))


def rules(path: Path, index: int) -> int:
    """The horizontal rules on a page, however they are drawn."""
    with pymupdf.open(path) as pdf:
        sheet = pdf[index].get_pixmap(dpi=144, colorspace="gray")
    rows = (
        sheet.samples[start : start + sheet.width] for start in range(0, len(sheet.samples), sheet.stride)
    )
    return sum(is_dark for is_dark, _ in groupby(bool(_STROKE.search(row)) for row in rows))
