"""A style as data, the way that covers and writers take it."""

from pathlib import Path

from msgspec import Struct

from converter.pages import Measures
from converter.setting import Setting

DEFAULT = "classic"
"""The style of whoever asks for none."""


class FontFace(Struct, frozen=True):
    """One cut of a typeface."""

    family: str
    italic: bool
    bold: bool
    path: Path


class Palette(Struct, frozen=True):
    """The colours of a cover, each as ``#rrggbb``; black on white unless a style says otherwise."""

    paper: str = "#ffffff"
    """The colour of the words."""
    accent: str = "#bfbfbf"
    """What a few tiles of the ornament are filled with."""
    inks: tuple[str, ...] = ("#000000",)
    """Grounds, one of which a book gets; dark enough for the words."""


class Theme(Struct, frozen=True):
    """How a book looks, as data."""

    name: str
    description: str
    ornament: str
    """What stands for a scene break."""
    fonts: tuple[FontFace, ...]
    book_css: str
    print_css: str
    look: str
    """What Typst has in place of CSS: code for the dictionary ``look``, of sizes, weights and spaces."""
    setting: Setting
    measures: Measures
    palette: Palette = Palette()

    @property
    def family(self) -> str:
        """The typeface of the text; empty where the style has no fonts of its own."""
        return self.fonts[0].family if self.fonts else ""
