"""A drawn cover's picture: words in one colour, geometric tiles in others, all on one ground.

A picture of few colours is a tenth of the work that one of all colours is. So what is drawn is only how far
each pixel is covered; the colours come with the palette.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from isal import isal_zlib

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 400
"""Width and height of a tile in pixels."""
COLUMNS = 4

_FINER = 2
"""How many times larger tiles are drawn, so that their edges become smooth."""
_FULL, _HALF = SIDE * _FINER, SIDE * _FINER // 2
_SHAPES = (
    (0, 0, _FULL),
    (_FULL, 0, _FULL),
    (_FULL, _FULL, _FULL),
    (0, _FULL, _FULL),
    (_HALF, 0, _HALF),
    (_HALF, _FULL, _HALF),
    (_HALF, _HALF, _HALF),
    None,
)
"""Discs by centre and radius, of which a tile shows what lies inside it; None is a triangle."""
SHAPES = len(_SHAPES)
COLOURS = {"light": 7, "accent": 3, "middle": 3, "dark": 2}
"""In how many steps each colour rises from the ground; the words are light.

With the ground itself that makes sixteen, which is what fits into half a byte.
"""
_TOWARDS_PAPER = {"light": 1.0, "middle": 0.28, "dark": 0.14}
"""How much of the paper is in a colour, the rest being ink."""
_ALONE = Lock()
"""PDFium does one thing at a time."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A shape, by its place in the table, and the name of its colour."""

    shape: int
    colour: str


def paint(words: bytes, tiles: Sequence[Tile], ink: str, paper: str, accent: str) -> bytes:
    """The picture as a PNG: a page of words on top, rows of tiles below.

    :param words: a PDF of one page, white on black, as wide as the tiles, a point for each pixel.
    :param ink: the ground as ``#rrggbb``, as for ``paper``, the colour of the words, and ``accent``.
    """
    rows = _set(words)
    for start in range(0, len(tiles), COLUMNS):
        painted = [_painted(tile) for tile in tiles[start : start + COLUMNS]]
        rows += map(b"".join, zip(*painted, strict=True))
    return _png(rows, _palette(ink, paper, accent))


def _set(words: bytes) -> list[bytes]:
    """The rows of the page in colours of the palette."""
    import pypdfium2  # noqa: PLC0415 — takes its time, and not every book has a drawn cover

    with _ALONE, pypdfium2.PdfDocument(words) as document:
        return _rows(document[0].render(grayscale=True).to_pil(), "light")


@lru_cache(maxsize=SHAPES * len(COLOURS))
def _painted(tile: Tile) -> list[bytes]:
    """The rows of the tile in colours of the palette."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 — as above

    mask = Image.new("L", (_FULL, _FULL))
    draw = ImageDraw.Draw(mask)
    disc = _SHAPES[tile.shape]
    if disc:
        x, y, radius = disc
        draw.ellipse((x - radius, y - radius, x + radius - 1, y + radius - 1), fill=255)
    else:
        draw.polygon(((0, 0), (_FULL, 0), (0, _FULL)), fill=255)
    return _rows(mask.reduce(_FINER), tile.colour)


def _rows(mask: "Image", colour: str) -> list[bytes]:
    """Each row of pixels, two to the byte, of what is covered that much with a colour."""
    data = mask.point(_steps(colour), "P").tobytes("raw", "P;4")
    length = mask.width // 2
    return [data[start : start + length] for start in range(0, len(data), length)]


def _steps(colour: str) -> list[int]:
    """The place in the palette for each degree of covering, from 0 to 255."""
    names = list(COLOURS)
    below = sum(COLOURS[name] for name in names[: names.index(colour)])
    steps = (round(degree * COLOURS[colour] / 255) for degree in range(256))
    return [below + step if step else 0 for step in steps]


def _palette(ink: str, paper: str, accent: str) -> bytes:
    """Red, green and blue of the ground, and of each step of each colour."""
    ground, light = bytes.fromhex(ink[1:]), bytes.fromhex(paper[1:])
    full = {name: _mixed(ground, light, share) for name, share in _TOWARDS_PAPER.items()}
    full["accent"] = bytes.fromhex(accent[1:])
    steps = [
        _mixed(ground, full[name], step / count)
        for name, count in COLOURS.items()
        for step in range(1, count + 1)
    ]
    return b"".join((ground, *steps))


def _mixed(one: bytes, other: bytes, share: float) -> bytes:
    return bytes(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _png(rows: Sequence[bytes], palette: bytes) -> bytes:
    """The file, by the PNG specification, section 11; Pillow would take twice as long for it."""
    chunks = (
        (b"IHDR", struct.pack(">2I5B", len(rows[0]) * 2, len(rows), 4, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", isal_zlib.compress(b"\0" + b"\0".join(rows), 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", isal_zlib.crc32(kind + content))
        for kind, content in chunks
    )
