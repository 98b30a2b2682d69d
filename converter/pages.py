"""Page sizes for print: a table of trim sizes with the type, leading and margins that suit them.

Measures follow the conventions of well-made books: a line of 55 to 68 characters wherever the page
allows it, inner margin wider than outer on account of the binding, foot wider than head.
"""

from dataclasses import dataclass

from converter.errors import UnknownName

DEFAULT = "a5"


@dataclass(frozen=True, slots=True)
class Page:
    """A page; lengths in millimetres, type and leading in points."""

    name: str
    width: float
    height: float
    type_size: float
    leading: float
    inner: float
    outer: float
    head: float
    foot: float

    @property
    def text_width(self) -> float:
        """Width of the text block in millimetres."""
        return self.width - self.inner - self.outer

    @property
    def text_height(self) -> float:
        """Height of the text block in millimetres."""
        return self.height - self.head - self.foot


PAGES = {
    page.name: page
    for page in (
        Page("a4", 210, 297, 11.5, 16.5, 46, 40, 32, 42),
        Page("a5", 148, 210, 10.5, 14.5, 19, 15, 18, 21),
        Page("a6", 105, 148, 9.5, 12.5, 13, 11, 12, 15),
        Page("letter", 215.9, 279.4, 11.5, 16.5, 48, 43, 28, 38),
        Page("trade", 152.4, 228.6, 11, 15, 21, 17, 20, 24),
    )
}


def find_page(name: str) -> Page:
    """The page of that name, in any case.

    :raises UnknownName: there is none.
    """
    try:
        return PAGES[name.lower()]
    except KeyError:
        raise UnknownName("page size", name, PAGES) from None
