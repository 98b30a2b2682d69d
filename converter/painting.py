"""A drawn cover's picture: words in one colour, geometric tiles in others, all on one ground.

A picture of few colours is a tenth of the work that one of all colours is. So what is drawn is only how far
each pixel is covered, in few steps; the colours come with the palette, by PNG's colour type 3.
"""

import struct
from collections.abc import Sequence
from ctypes import addressof, c_char
from functools import cache
from itertools import chain, takewhile
from math import hypot, sqrt
from threading import Lock

from isal import isal_zlib

SIDE = 400
"""Width and height of a tile in pixels."""
COLUMNS = 4

_WIDTH = SIDE * COLUMNS
STEPS = 8
"""In how many steps each colour rises from the ground; more would not be seen, and make the file larger."""
_TOWARDS_PAPER = {"light": 1.0, "accent": 0.0, "middle": 0.28, "dark": 0.14}
"""The colours, and how much of the paper is in each, the rest being ink; the accent has its own colour."""
_NOTHING = _STORED = b"\0"
"""A pixel that is not covered, and what PNG has before each row that is stored as it is."""
_OF_SHADES = bytes(STEPS * shade // 255 for shade in range(256))
SHAPES = 8
"""How many shapes of tiles there are."""
_ALONE = Lock()
"""PDFium does one thing at a time."""


def covered(page: bytes, width: int, height: int, *, in_shades: bool = False) -> bytearray:
    """How far each pixel of a page is covered, from 0 to ``STEPS``, row by row, with a zero before each row.

    PDFium's bindings are called as they are: what is built around them takes longer to load than to draw.

    :param page: a PDF of one page on black, a point for each pixel. Its gray is ``STEPS`` of 255, so that a
        pixel is where it is in its step, with nothing to do.
    :param in_shades: whether its white is 255 instead, for what has shades of its own, such as emoji.
    """
    import pypdfium2_raw as pdfium  # noqa: PLC0415 — takes its time, and not every book has a drawn cover

    row = width + len(_STORED)
    pixels = bytearray(row * height)
    start = addressof(c_char.from_buffer(pixels)) + len(_STORED)
    with _ALONE:
        pdfium.FPDF_InitLibrary()  # again is no harm
        document = pdfium.FPDF_LoadMemDocument64(page, len(page), None)
        sheet = pdfium.FPDF_LoadPage(document, 0)
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, start, row)
        pdfium.FPDF_RenderPageBitmap(bitmap, sheet, 0, 0, width, height, 0, pdfium.FPDF_GRAYSCALE)
        pdfium.FPDFBitmap_Destroy(bitmap)
        pdfium.FPDF_ClosePage(sheet)
        pdfium.FPDF_CloseDocument(document)
    return pixels.translate(_OF_SHADES) if in_shades else pixels


@cache
def tile(shape: int, colour: str) -> list[bytes]:
    """The rows of a tile in a colour: what of a disc lies inside it, or half of it.

    :param shape: a number below ``SHAPES``.
    """
    below = list(_TOWARDS_PAPER).index(colour) * STEPS
    steps = bytes([0, *range(below + 1, below + STEPS + 1)]).ljust(256, _NOTHING)
    return [row.translate(steps) for row in _shape(shape)]


def _shape(number: int) -> list[bytes]:
    """How far the pixels of a tile are covered: quarters of a disc, halves, a whole one, a triangle."""
    half = [row[::-1] + row for row in _quarter(SIDE // 2)]
    empty = [bytes(SIDE)] * (SIDE // 2)
    corner = _quarter(SIDE)
    match number:
        case 0:
            return corner
        case 1:
            return [row[::-1] for row in corner]
        case 2:
            return [row[::-1] for row in reversed(corner)]
        case 3:
            return corner[::-1]
        case 4:
            return half + empty
        case 5:
            return empty + half[::-1]
        case 6:
            return half[::-1] + half
    full, part = bytes([STEPS]), bytes([STEPS // 2])
    return [(full * (SIDE - row - 1) + part).ljust(SIDE, _NOTHING) for row in range(SIDE)]


@cache
def _quarter(radius: int) -> list[bytes]:
    """The lower right quarter of a disc: its pixels are covered by how near the circle their middles are."""
    rows = []
    for y in range(radius):
        inside = int(sqrt(max(0.0, (radius - 1) ** 2 - (y + 0.5) ** 2)))
        distances = (radius + 0.5 - hypot(x + 0.5, y + 0.5) for x in range(inside, radius))
        edge = bytes(int(STEPS * min(1.0, near)) for near in takewhile(lambda near: near > 0, distances))
        rows.append((bytes([STEPS]) * inside + edge).ljust(radius, _NOTHING))
    return rows


def picture(words: bytearray, tiles: Sequence[list[bytes]], ink: str, paper: str, accent: str) -> bytes:
    """Words on top, light, and rows of tiles below, as a PNG.

    :param words: how far the pixels are ``covered``, in the width of a row of tiles.
    :param ink: the ground as ``#rrggbb``, as for ``paper``, the light colour, and ``accent``.
    """
    begins = [_STORED] * SIDE
    rows = (
        zip(begins, *tiles[start : start + COLUMNS], strict=True) for start in range(0, len(tiles), COLUMNS)
    )
    bands = words, b"".join(chain.from_iterable(chain.from_iterable(rows)))
    return _png(bands, _palette(ink, paper, accent))


def _palette(ink: str, paper: str, accent: str) -> bytes:
    """Red, green and blue of the ground, and of each step of each colour; the first is that of words."""
    ground, light = bytes.fromhex(ink[1:]), bytes.fromhex(paper[1:])
    full = {name: _mixed(ground, light, share) for name, share in _TOWARDS_PAPER.items()}
    full["accent"] = bytes.fromhex(accent[1:])
    # A step is the middle of all that was cut down to it.
    shares = [*((step + 0.5) / STEPS for step in range(1, STEPS)), 1.0]
    steps = b"".join(_mixed(ground, colour, share) for colour in full.values() for share in shares)
    brighter = light * (255 - len(full) * STEPS)  # where a font of a user's own has colours
    return ground + steps + brighter


def _mixed(one: bytes, other: bytes, share: float) -> bytes:
    return bytes(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _png(bands: Sequence[bytes | bytearray], palette: bytes) -> bytes:
    """The file, by the PNG specification, section 11; Pillow would take twice as long for it.

    :param bands: the rows of pixels, from the top, in as many pieces as suits: joining takes its time.
    """
    height = sum(map(len, bands)) // (_WIDTH + len(_STORED))
    packer = isal_zlib.compressobj(1)
    packed = b"".join((*map(packer.compress, bands), packer.flush()))
    chunks = (
        (b"IHDR", struct.pack(">2I5B", _WIDTH, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", packed),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", isal_zlib.crc32(kind + content))
        for kind, content in chunks
    )
