"""A drawn cover's picture: words in one colour, geometric tiles in others, all on one ground.

A picture of few colours is a tenth of the work that one of all colours is. So what is drawn is only how far
each pixel is covered; the colours come with the palette, by PNG's colour type 3.
"""

import struct
from collections.abc import Sequence
from ctypes import addressof, c_char
from functools import cache
from itertools import chain
from threading import Lock
from typing import TypeVar

from isal import isal_zlib

SIDE = 400
"""Width and height of a tile in pixels."""
COLUMNS = 4

_WIDTH = SIDE * COLUMNS
_STEPS = 7
"""In how many steps each colour rises from the ground; more would not be seen, and make the file larger."""
_TOWARDS_PAPER = {"light": 1.0, "accent": 0.0, "middle": 0.28, "dark": 0.14}
"""The colours, and how much of the paper is in each, the rest being ink; the accent has its own colour."""
_STORED = b"\0"
"""What PNG has before each row that is stored as it is."""
_Pixels = TypeVar("_Pixels", bytes, bytearray)
_ALONE = Lock()
"""PDFium does one thing at a time."""


def covered(page: bytes, width: int, height: int) -> bytearray:
    """How far each pixel of a page is covered, from 0 to 255, row by row, with a zero before each row.

    PDFium's bindings are called as they are: what is built around them takes longer to load than to draw.

    :param page: a PDF of one page, white on black, a point for each pixel.
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
    return pixels


@cache
def tile(shape: bytes, colour: str) -> list[bytes]:
    """The rows of a tile in a colour, from how far its pixels are ``covered``."""
    coloured = _coloured(shape, colour)
    row = SIDE + len(_STORED)
    return [coloured[start + len(_STORED) : start + row] for start in range(0, len(coloured), row)]


def picture(words: bytearray, tiles: Sequence[list[bytes]], ink: str, paper: str, accent: str) -> bytes:
    """Words on top, light, and rows of tiles below, as a PNG.

    :param words: how far the pixels are ``covered``, in the width of a row of tiles.
    :param ink: the ground as ``#rrggbb``, as for ``paper``, the light colour, and ``accent``.
    """
    begins = [_STORED] * SIDE
    rows = (
        zip(begins, *tiles[start : start + COLUMNS], strict=True) for start in range(0, len(tiles), COLUMNS)
    )
    bands = _coloured(words, "light"), b"".join(chain.from_iterable(chain.from_iterable(rows)))
    return _png(bands, _palette(ink, paper, accent))


def _coloured(pixels: _Pixels, colour: str) -> _Pixels:
    """For each pixel its place in the palette, which is 0 for the ground."""
    below = list(_TOWARDS_PAPER).index(colour) * _STEPS
    steps = (round(degree * _STEPS / 255) for degree in range(256))
    return pixels.translate(bytes(below + step if step else 0 for step in steps))


def _palette(ink: str, paper: str, accent: str) -> bytes:
    """Red, green and blue of the ground, and of each step of each colour."""
    ground, light = bytes.fromhex(ink[1:]), bytes.fromhex(paper[1:])
    full = {name: _mixed(ground, light, share) for name, share in _TOWARDS_PAPER.items()}
    full["accent"] = bytes.fromhex(accent[1:])
    steps = (
        _mixed(ground, colour, step / _STEPS) for colour in full.values() for step in range(1, _STEPS + 1)
    )
    return b"".join((ground, *steps))


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
