"""Page sizes: trim sizes for print, and screens, with the type, leading and margins that suit them.

Measures follow the conventions of well-made books: a line of 55 to 68 characters wherever the page
allows it, inner margin wider than outer on account of the binding, foot wider than head. A screen has
no binding, and a frame of its own: its margins are slim and equal.
"""

from math import floor

from msgspec import Struct
from msgspec.structs import replace

from converter.errors import UnknownName, UsageError
from converter.expressions import expression

DEFAULT = "a5"
POINT = 25.4 / 72
"""One point in millimetres."""
_SIDE = 0.05
"""Side margins of a screen, as a part of its width."""
_RUNNING_SPACE = 6.5
"""Space around a screen's running head and page number, beside the line itself, in millimetres."""
_CHARACTER = 0.474
"""Mean width of a character of running text in em."""
_MEASURE = 27.5
"""The line to aim for on a screen, in em: 58 characters."""
_SMALLEST, _LARGEST = 9.5, 13.0
"""Type that is neither hard to read nor childish at a book's distance, in points."""
_SHORTEST_JUSTIFIED = 45
"""Characters a line below which even spacing tears holes: it is set ragged."""

_INNER, _OUTER, _HEAD, _FOOT = 0.128, 0.102, 0.085, 0.102
"""Margins of a printed page, as parts of its width and height."""
_PRINT_MEASURE, _LONGEST_MEASURE = 31, 32.2
"""The line to aim for in print, and the longest that is easy to read, in em: 65 and 68 characters."""
_LARGEST_PRINT = 11.5
"""The largest type of a printed page, in points."""
_SINK = 0.18
"""How far down a chapter opens, as a part of the text's height."""
_SIZE = expression(r"(\d{1,4}(?:\.\d+)?)[x×](\d{1,4}(?:\.\d+)?)mm")
_LEAST, _MOST = (60, 80), (330, 450)
"""Width and height of the smallest and the largest page, in millimetres: a palm, and more than a lap."""


class Page(Struct, frozen=True):
    """A page; lengths in millimetres, type and leading in points."""

    name: str
    """Its trim size, or a screen's size in pixels."""
    width: float
    height: float
    type_size: float
    leading: float
    inner: float
    outer: float
    head: float
    foot: float
    is_screen: bool = False
    """Whether it is looked at one page at a time: nothing is mirrored, and no leaf is left blank."""

    @property
    def measure(self) -> float:
        """Length of a line in em."""
        return self.text_width / (self.type_size * POINT)

    @property
    def is_narrow(self) -> bool:
        """Whether lines are too short to be justified."""
        return self.measure / _CHARACTER < _SHORTEST_JUSTIFIED

    @property
    def text_width(self) -> float:
        """Width of the text block in millimetres."""
        return self.width - self.inner - self.outer

    @property
    def text_height(self) -> float:
        """Height of the text block in millimetres."""
        return self.height - self.head - self.foot

    @property
    def sink(self) -> int:
        """How many lines below the head of the text a chapter opens."""
        return round(_SINK * self.text_height / (self.leading * POINT))


class Measures(Struct, frozen=True):
    """What a style asks of its pages; what is 0 is left as the page has it.

    Type and margins are those of A4 and Letter: smaller pages have them in proportion.
    """

    size: str = ""
    """The page that the style is made for, unless another is asked for; empty for none."""
    type_size: float = 0
    """In points."""
    leading: float = 0
    """From line to line, as a multiple of the type size."""
    lines: float = 0
    """Lines of a page, which decide the leading in its place."""
    inner: float = 0
    """Margin towards the binding, in millimetres."""
    outer: float = 0
    """Margin away from it, in millimetres."""
    head: float = 0
    """Margin above the text, in millimetres."""
    foot: float = 0
    """Margin below it, in millimetres."""


PAGES = {
    page.name: page
    for page in (
        Page("a4", 210, 297, 11.5, 16.5, 46, 40, 32, 42),
        Page("a5", 148, 210, 10.5, 14.5, 19, 15, 18, 21),
        Page("a6", 105, 148, 9.5, 12.5, 13, 11, 12, 15),
        Page("b5", 176, 250, 11, 15.5, 30, 26, 24, 31),
        Page("letter", 215.9, 279.4, 11.5, 16.5, 48, 43, 28, 38),
        Page("pocket", 108, 175, 9.5, 12.5, 13, 11, 14, 18),
        Page("trade", 152.4, 228.6, 11, 15, 21, 17, 20, 24),
    )
}


def find_page(name: str) -> Page:
    """The page of that name, in any case, or of that size, such as ``130x200mm``.

    :raises UnknownName: there is none of that name.
    :raises UsageError: nobody could hold or read a page of that size.
    """
    if size := _SIZE.fullmatch(name.lower().replace(" ", "")):
        return _page_of_size(*map(float, size.groups()))
    try:
        return PAGES[name.lower()]
    except KeyError:
        raise UnknownName("page size", name, (*PAGES, "130x200mm")) from None


def _page_of_size(width: float, height: float) -> Page:
    """A page for print: type follows the width, and margins grow where the lines would be too long."""
    if not (_LEAST[0] <= width <= _MOST[0] and _LEAST[1] <= height <= _MOST[1]):
        raise UsageError(
            f"A page of {width:g}x{height:g}mm is not one for a book.",
            "Name its width and height, from {}x{}mm to {}x{}mm, such as 130x200mm.".format(*_LEAST, *_MOST),
        )
    fitting = width * (1 - _INNER - _OUTER) / POINT / _PRINT_MEASURE
    type_size = round(2 * min(max(fitting, _SMALLEST), _LARGEST_PRINT)) / 2
    text_width = min(width * (1 - _INNER - _OUTER), _LONGEST_MEASURE * type_size * POINT)
    inner = round((width - text_width) * _INNER / (_INNER + _OUTER), 1)
    outer = round(width - text_width - inner, 1)
    head, foot = round(max(height * _HEAD, 12), 1), round(max(height * _FOOT, 15), 1)
    leading = round(2 * type_size * 1.37) / 2
    return Page(f"{width:g}x{height:g}mm", width, height, type_size, leading, inner, outer, head, foot)


def screen_page(width: int, height: int, density: int) -> Page:
    """The page that fills a screen; its size in pixels, its density in pixels an inch.

    Type follows the width, as far as it stays pleasant.

    >>> screen_page(1264, 1680, 300).type_size
    10.0
    """
    wide, high = round(width / density * 25.4, 1), round(height / density * 25.4, 1)
    side = round(wide * _SIDE, 1)
    fitting = (wide - 2 * side) / POINT / _MEASURE
    type_size = round(2 * min(max(fitting, _SMALLEST), _LARGEST)) / 2
    side = max(side, round((wide - _LONGEST_MEASURE * type_size * POINT) / 2, 1))
    name = f"{width}x{height}"
    leading = round(type_size * 1.35, 1)
    ends = round(leading * POINT + _RUNNING_SPACE, 1)
    return Page(name, wide, high, type_size, leading, side, side, ends, ends, is_screen=True)


def measured_page(page: Page, measures: Measures) -> Page:
    """The page as a style measures it.

    Type follows the page's own, margins its width. A screen keeps its slim margins, and has room for a
    running head.

    >>> large = Measures(type_size=18, inner=24)
    >>> measured_page(PAGES["a4"], large).type_size, measured_page(PAGES["a5"], large).type_size
    (18.0, 16.5)
    """
    largest = PAGES["a4"]
    asked = measures.type_size or largest.type_size
    type_size = round(2 * asked * page.type_size / largest.type_size) / 2
    leading = round(type_size * (measures.leading or page.leading / page.type_size), 1)
    part = min(1, page.width / largest.width)
    margins = {
        name: round(margin * part, 1)
        for name in ("inner", "outer", "head", "foot")
        if (margin := getattr(measures, name))
    }
    if page.is_screen:
        ends = round(leading * POINT + _RUNNING_SPACE, 1)
        margins = {"head": ends, "foot": ends}
    measured = replace(page, type_size=type_size, leading=leading, **margins)
    if measures.lines and not page.is_screen:
        leading = floor(100 * measured.text_height / POINT / measures.lines) / 100
        measured = replace(measured, leading=leading)
    return measured
