"""The picture on the front of a book: drawn from its metadata and style, or a user's own, made fit.

Drawing is Typst's work, after ``cover.typ``. It shapes every script, orders right-to-left text and
looks for fonts in place of those that lack a character; what no font has is left out, because a row
of boxes is worse than a gap.
"""

import io
import json
import re
import warnings
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional, category

from msgspec import Struct

from converter.book import Metadata
from converter.details import series_lines, split_title
from converter.errors import CoverUnusable, Level, Notice
from converter.painting import COLUMNS, SHAPES, SIDE, STEPS, covered, picture, tile
from converter.source import likeness
from converter.themes import Theme
from converter.typesetting import SPARE_FAMILY, Typesetter, font_folder, language

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = (1600, 2400)
"""Width and height of a drawn cover in pixels, and the most that a picture of the user's own has."""

_TEMPLATE = Path(__file__).with_name("cover.typ")
_TILE_COLOURS = (*["accent"] * 2, "light", *["middle"] * 4, *["dark"] * 5)
"""What the twelve tiles are filled with: few of them bright, so that the title stays the loudest."""
_LEAST = 1.25
"""Height to width below which title and authors have too little room."""
_LONGEST_TEXT = 320
"""Characters of a title, or of a list of authors, beyond which it ends in an ellipsis."""
_LONGEST_WORD = 40
"""Characters of a word beyond which it may be broken anywhere, with a hyphen."""
_ENDLESS_WORD = rf"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]{{{_LONGEST_WORD + 1},}}"
"""Scripts that are written without spaces break where their own rules allow it."""
_WIDEST, _BREAK = "\ufdfd", "\u200b"
"""A whole sentence of Arabic in one character, behind which a line may end."""
_SOFT_HYPHEN = "\u00ad"
_TEXTS = ("title", "subtitle", "authors", "series")
_AUTHOR_SEPARATOR = "\u00a0· "
_LEAST_HEIGHT = 600
"""Pixels of the smallest screen that e-readers have had; a picture with fewer is blurred on all of them."""
_FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
_QUALITY = 88


class Cover(Struct, frozen=True):
    """A finished picture, opaque, in a format that every e-reader shows."""

    data: bytes
    suffix: str
    """Ending of its file name, which tells the format."""


@lru_cache(maxsize=1)  # for a book in several formats
def draw_cover(metadata: Metadata, theme: Theme, proportion: float = SIZE[1] / SIZE[0]) -> Cover:
    """A cover from title, authors and first series. The same metadata and fonts give the same bytes.

    :param proportion: its height to its width, where the words have no less than they need.
    :raises WriterFailed: Typst gave up.
    :raises OutputUnwritable: there is no room for temporary files.
    """
    height = round(SIZE[0] * max(proportion, _LEAST)) - len(_TILE_COLOURS) // COLUMNS * SIDE
    with font_folder(face.path for face in theme.fonts) as folder:
        words, in_shades = _set_words({**_content(metadata, theme), "height": height}, theme, folder)
    digest = _digest(metadata)
    palette = theme.palette
    ink = palette.inks[digest[-1] % len(palette.inks)]
    pixels = covered(words, SIZE[0], height, in_shades=in_shades)
    return Cover(picture(pixels, _tiles(digest), ink, palette.paper, palette.accent), "png")


def read_cover(place: Path) -> Cover:
    """A user's own picture: upright, in sRGB, without transparency, as a baseline JPEG.

    It keeps its proportions, becomes no larger than ``SIZE``, and loses what a camera noted in it.

    :raises CoverUnusable: there is no such file, or it is no picture that can be read.
    """
    try:
        return Cover(_shrunk(place, SIZE), "jpg")
    except FileNotFoundError:
        raise CoverUnusable(f"There is no file “{place}”.", likeness(place)) from None
    except Exception as error:  # Pillow's decoders raise whatever damage leads them to
        reason = getattr(error, "strerror", None) or error
        raise CoverUnusable(
            f"“{place}” cannot be used as a cover: {reason}.", "Name a picture in JPEG or PNG."
        ) from error


def cover_notices(cover: Cover) -> tuple[Notice, ...]:
    """What is doubtful in the shape of a user's own picture."""
    from PIL import Image  # noqa: PLC0415 — drawing alone does not need it

    with Image.open(io.BytesIO(cover.data)) as picture:
        width, height = picture.size
    size = f"The picture for the cover has {width} × {height} pixels"
    if width > height:
        hint = "Cut it upright: two to three, width to height, is usual."
        return (Notice("cover-wide", 0, f"{size}: it is wider than high.", hint, Level.WARNING),)
    if height < _LEAST_HEIGHT:
        hint = f"Take a larger one: {SIZE[0]} × {SIZE[1]} is plenty."
        return (Notice("cover-small", 0, f"{size}, so it will be blurred.", hint, Level.WARNING),)
    return ()


def shrink_picture(picture: bytes, size: tuple[int, int]) -> bytes | None:
    """The picture as a JPEG that is no larger than ``size``, in pixels; None when it cannot be read."""
    try:
        return _shrunk(io.BytesIO(picture), size)
    except Exception:  # noqa: BLE001 — as above
        return None


def _shrunk(place: "Path | io.BytesIO", size: tuple[int, int]) -> bytes:
    from PIL import Image, ImageFile, ImageOps  # noqa: PLC0415 — drawing alone does not need it

    tolerance = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint makes it True for the whole process
    try:
        with warnings.catch_warnings(), Image.open(place, formats=_FORMATS) as image:
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image.draft("RGB", (max(size), max(size)))  # a large JPEG is read at a part of its size
            picture = ImageOps.exif_transpose(_opaque(image))
            picture.thumbnail(size)
            buffer = io.BytesIO()
            picture.save(buffer, "JPEG", quality=_QUALITY, optimize=True, exif=b"", icc_profile=None)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = tolerance
    return buffer.getvalue()


def _opaque(image: "Image") -> "Image":
    """The picture in sRGB, on white where one could see through it."""
    from PIL import Image, ImageCms  # noqa: PLC0415 — as above

    if profile := image.info.get("icc_profile"):
        mode = "RGBA" if "A" in image.mode else "RGB"
        with suppress(ImageCms.PyCMSError, OSError):  # damaged, or for other colours than the picture has
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, mode)
            image = transform.apply(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    pixels = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", pixels.size, "white"), pixels).convert("RGB")


def _content(metadata: Metadata, theme: Theme) -> dict[str, Any]:
    """What the template shows, as JSON has it."""
    title, subtitle = split_title(metadata.title)
    return {
        "title": _words(title),
        "subtitle": _words(subtitle),
        "authors": _words(_AUTHOR_SEPARATOR.join(metadata.authors)),
        "series": _words(next(iter(series_lines(metadata)), "")),
        "language": language(metadata.language),
        "right-to-left": _is_right_to_left(metadata.title),
        "white": STEPS,
        "families": list(dict.fromkeys(face.family for face in theme.fonts)) or [SPARE_FAMILY],
    }


def _digest(metadata: Metadata) -> bytes:
    """What the colours and tiles of a cover follow from."""
    return sha256("\n".join((metadata.work_id, metadata.title, *metadata.authors)).encode()).digest()


def _tiles(digest: bytes) -> list[list[bytes]]:
    """The twelve tiles: the digest shuffles the colours and picks the shapes."""
    order = sorted(range(len(_TILE_COLOURS)), key=lambda place: digest[place])
    picks = digest[len(order) :]
    return [tile(picks[place] % SHAPES, _TILE_COLOURS[rank]) for place, rank in enumerate(order)]


def _words(text: str) -> str:
    """Text on one line, shortened with an ellipsis if it is very long, its endless words breakable."""
    text = _one_line(text).replace(_WIDEST, f"{_WIDEST}{_BREAK}")
    if len(text) > _LONGEST_TEXT:
        end = _LONGEST_TEXT
        while end and (category(text[end]).startswith("M") or "\u200d" in text[end - 1 : end + 1]):
            end -= 1
        shorter = text[:end]
        text = f"{shorter.rpartition(' ')[0] or shorter}…"
    if max(map(len, text.split()), default=0) <= _LONGEST_WORD:
        return text
    return re.sub(_ENDLESS_WORD, lambda word: _breakable(word[0]), text)


def _one_line(text: str) -> str:
    return re.sub("[ \t\n]+", " ", text).strip()


def _breakable(word: str) -> str:
    """The word with a place to hyphenate it before every letter, but not before its marks."""
    return "".join(c if category(c).startswith("M") else f"{_SOFT_HYPHEN}{c}" for c in word)


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter is of a script that runs so (Unicode annex 9, rules P2 and P3)."""
    return next((kind for kind in map(bidirectional, text) if kind in {"L", "R", "AL"}), "L") != "L"


def _set_words(content: dict[str, Any], theme: Theme, folder: Path) -> tuple[bytes, bool]:
    """A PDF of the words, without the characters that no font has, and whether it is in shades.

    The system's fonts take their time to be found, so they are asked only when the style's lack something.
    """
    template = _TEMPLATE.read_text(encoding="utf-8")
    typesetter = Typesetter(template, folder)
    # An italic from another edition has a family of its own; beside bold ones the bold italic would be taken.
    faces = zip(theme.fonts, typesetter.families, strict=True)
    content["italics"] = [name for face, name in faces if face.italic and not face.bold]
    words, missing = typesetter.pdf(json.dumps(content)) if typesetter.families else (b"", {"all"})
    if in_shades := bool(missing):
        content["white"] = 255
        typesetter = Typesetter(template, folder, own=True, system=True)
        words, missing = typesetter.pdf(json.dumps(content))
        if missing:
            absent = re.compile("|".join(map(re.escape, sorted(missing, reverse=True))))
            shown = {key: _one_line(absent.sub("", content[key])) for key in _TEXTS}
            words, _ = typesetter.pdf(json.dumps({**content, **shown}))
    return words, in_shades
