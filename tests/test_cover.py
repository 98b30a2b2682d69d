"""Covers: drawn ones hold their words in every script, and a user's own picture comes out fit."""

import io
import math
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pymupdf
import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageCms

from converter.book import Metadata, Series
from converter.cover import SIZE, cover_notices, draw_cover, read_cover
from converter.errors import CoverUnusable, Level
from converter.painting import SHAPES, SIDE, STEPS, covered, tile
from converter.themes import Palette, load_theme, shipped_themes
from tests.conftest import ROOT

CLASSIC = load_theme("classic")
PLAIN = replace(CLASSIC, palette=Palette())
"""White words on black, so that a pixel that is not black is a word's."""
WIDTH, HEIGHT = SIZE
PANEL = HEIGHT // 2
"""Where the words end and the tiles begin, in pixels from the top."""
MARGIN = 110
"""The part of a margin that no letter reaches into, with its overhangs and accents."""


def drawn(metadata: Metadata) -> Image.Image:
    return Image.open(io.BytesIO(draw_cover(metadata, PLAIN).data)).convert("L")


def words(metadata: Metadata) -> tuple[int, int, int, int] | None:
    """Left, upper, right and lower edge of all words."""
    return drawn(metadata).crop((0, 0, WIDTH, PANEL)).getbbox()


TITLES = {
    "short": "Owl",
    "subtitle": "Small Storms: An Account of the Weather in Four Rooms",
    "long": "The kettle sang and the rain came down and nobody was in a hurry. " * 4,
    "very-long": "The kettle sang and the rain came down and nobody was in a hurry. " * 16,
    "endless-word": "Kettle" * 20,
    "punctuation": "!" * 120,
    "cyrillic": "Мастер часов и зимний сад",
    "greek": "Ο κήπος του ωρολογοποιού",
    "arabic": "البستان القديم وساعة الحائط",
    "hebrew": "הגן של השען",
    "japanese": "西の塔と風の図書館" * 12,
    "chinese": "風" * 1000,
    "devanagari": "घड़ीसाज़ का बग़ीचा",
    "thai": "สวนของช่างซ่อมนาฬิกา" * 6,
    "wide": "﷽" * 40,
    "marks": "e" + "\u0301" * 500,
    "emoji": "Moonlight 🌙 and 👩🏽‍🚀",
    "markup": '#panic("no") #image("/etc/passwd") *a* _b_ $x$ <c> // \\ @d',
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_words_stay_within_the_margins(title: str) -> None:
    box = words(Metadata(title, ("Ada North",), (Series("Northern Lights", "2"),)))
    assert box is not None
    left, upper, right, lower = box
    assert left >= MARGIN
    assert right <= WIDTH - MARGIN
    assert upper >= MARGIN / 2  # some fonts have marks above what they call their ascent
    assert lower <= PANEL - MARGIN + 20


def test_a_cover_is_an_opaque_picture_of_the_promised_size() -> None:
    cover = draw_cover(Metadata("Owl", ("J. Doe",)), CLASSIC)
    picture = Image.open(io.BytesIO(cover.data))
    assert cover.suffix == {"PNG": "png", "JPEG": "jpg"}[str(picture.format)]
    assert picture.size == SIZE
    assert picture.convert("RGBA").getextrema()[3] == (255, 255)


@pytest.mark.parametrize(("proportion", "height"), [(4 / 3, 2133), (16 / 9, 2844), (0.5, 2000)])
def test_a_cover_takes_the_proportion_of_its_page(proportion: float, height: int) -> None:
    metadata = Metadata("Owl: " + "A Long Night " * 6, ("Ada North",), (Series("Birds", "2"),))
    picture = Image.open(io.BytesIO(draw_cover(metadata, CLASSIC, proportion).data))
    assert picture.size == (WIDTH, height)


def test_a_subtitle_is_in_the_regular_italic(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[bytes] = []
    monkeypatch.setattr(
        "converter.cover.covered",
        lambda page, *size, in_shades: pages.append(page) or covered(page, *size, in_shades=in_shades),
    )
    draw_cover.cache_clear()
    draw_cover(Metadata("Owl: By Night"), CLASSIC)
    with pymupdf.open(stream=pages[0]) as pdf:
        fonts = {font[3].partition("+")[2] for font in pdf[0].get_fonts()}
    assert len(fonts) == 2
    assert sum("Italic" in name and "Bold" not in name for name in fonts) == 1, fonts


@pytest.mark.parametrize("title", ["Owl", "Owl and 🦉", "Owl 風"])
def test_pixels_rise_from_the_ground_by_steps(title: str) -> None:
    pixels = Image.open(io.BytesIO(draw_cover(Metadata(title), CLASSIC).data)).crop((0, 0, WIDTH, PANEL))
    used = {place for place, count in enumerate(pixels.histogram()) if count}
    assert used == set(range(STEPS + 1))


@pytest.mark.parametrize("shape", range(SHAPES))
def test_a_shape_covers_as_much_of_a_tile_as_geometry_says(shape: int) -> None:
    rows = tile(shape, "light")
    share = sum(map(sum, rows)) / STEPS / SIDE**2
    area = [*[math.pi / 4] * 4, *[math.pi / 8] * 2, math.pi / 4, 0.5][shape]
    assert [len(row) for row in rows] == [SIDE] * SIDE
    assert share == pytest.approx(area, abs=0.002)


def test_each_part_of_the_metadata_shows() -> None:
    full = Metadata("Owl: A Night", ("Ada North", "Ben Quill"), (Series("Birds", "2"),))
    bare = [replace(full, title="Owl"), replace(full, authors=()), replace(full, series=()), Metadata()]
    pictures = [drawn(metadata).crop((0, 0, WIDTH, PANEL)).tobytes() for metadata in (full, *bare)]
    assert len(set(pictures)) == len(pictures)
    assert words(Metadata()) is None


def test_many_authors_are_shortened_between_names() -> None:
    box = words(Metadata("Owl", tuple(f"Author{number}" for number in range(200))))
    assert box is not None
    assert box[3] <= PANEL - MARGIN + 20


def test_a_title_starts_where_its_script_does() -> None:
    latin, arabic = words(Metadata("Owl")), words(Metadata("بوم"))
    assert latin is not None
    assert arabic is not None
    assert latin[0] < WIDTH / 5 < WIDTH / 2 > latin[2]
    assert arabic[0] > WIDTH / 2 < WIDTH * 4 / 5 < arabic[2]


def test_letters_of_arabic_join() -> None:
    joined, apart = words(Metadata("بببب")), words(Metadata("ب\u200cب\u200cب\u200cب"))
    assert joined is not None
    assert apart is not None
    assert joined[2] - joined[0] < apart[2] - apart[0]


def test_what_no_font_has_leaves_no_boxes() -> None:
    nobody_has = "\U000f1234\u0378"
    assert words(Metadata(f"{nobody_has} {nobody_has}")) is None
    assert words(Metadata(f"Owl {nobody_has}")) == words(Metadata("Owl"))


def test_a_style_without_fonts_still_has_words() -> None:
    data = draw_cover(Metadata("Owl"), replace(PLAIN, fonts=())).data
    assert Image.open(io.BytesIO(data)).convert("L").crop((0, 0, WIDTH, PANEL)).getbbox()


@pytest.mark.parametrize("tag", ["und", "en-GB", "zh-Hant", "art-x-thermian", "x-none", "i-default"])
def test_any_language_will_do(tag: str) -> None:
    assert words(Metadata("Owl", language=tag))


def test_books_differ_and_a_book_keeps_its_cover() -> None:
    def ornament(metadata: Metadata) -> str:
        picture = Image.open(io.BytesIO(draw_cover(metadata, CLASSIC).data))
        return sha256(picture.crop((0, PANEL, WIDTH, HEIGHT)).tobytes()).hexdigest()

    titles = ("Owl", "Wren", "Lark")
    assert len({ornament(Metadata(title)) for title in titles}) == len(titles)
    assert ornament(Metadata("Owl", work_id="1")) != ornament(Metadata("Owl", work_id="2"))
    assert ornament(Metadata("Owl")) == ornament(Metadata("Owl", words=7, rating="General"))


def test_another_process_draws_the_same_bytes() -> None:
    script = (
        "from converter.book import Metadata; from converter.cover import draw_cover\n"
        "from converter.themes import load_theme; from hashlib import sha256\n"
        "cover = draw_cover(Metadata('Owl \\u0378\\U000f1234'), load_theme('classic'))\n"
        "print(sha256(cover.data).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    ours = draw_cover(Metadata("Owl \u0378\U000f1234"), CLASSIC).data
    assert done.stdout.strip() == sha256(ours).hexdigest()


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(part, 16) / 255 for part in re.findall("[0-9a-fA-F]{2}", colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", [Palette(), *(theme.palette for theme in shipped_themes())])
def test_words_stand_out_from_every_ink(palette: Palette) -> None:
    for ink in palette.inks:
        assert (luminance(palette.paper) + 0.05) / (luminance(ink) + 0.05) >= 7


def given(tmp_path: Path, picture: Image.Image, suffix: str, **options: object) -> Image.Image:
    """What becomes of a user's picture."""
    place = tmp_path / f"mine.{suffix}"
    picture.save(place, **options)
    cover = read_cover(place)
    assert cover.suffix == "jpg"
    result = Image.open(io.BytesIO(cover.data))
    assert (result.format, result.mode) == ("JPEG", "RGB")
    assert "progressive" not in result.info
    assert not result.getexif()
    return result


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "webp", "tiff", "bmp", "avif"])
def test_pictures_of_many_kinds_serve(suffix: str, tmp_path: Path) -> None:
    result = given(tmp_path, Image.new("RGB", (60, 90), "#336699"), suffix)
    assert result.size == (60, 90)
    seen = result.getpixel((30, 45))
    assert isinstance(seen, tuple)
    assert all(abs(have - want) <= 4 for have, want in zip(seen, (0x33, 0x66, 0x99), strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGBA", "I;16", "CMYK"])
def test_white_is_white_in_every_mode(mode: str, tmp_path: Path) -> None:
    picture = Image.new("I;16", (30, 40), 65535) if mode == "I;16" else Image.new("RGB", (30, 40), "white")
    suffix = "tiff" if mode in ("CMYK", "PA") else "png"
    result = given(tmp_path, picture if mode == "I;16" else picture.convert(mode), suffix)
    assert result.getpixel((15, 20)) == (255, 255, 255)


def test_a_large_picture_becomes_smaller_in_proportion(tmp_path: Path) -> None:
    assert given(tmp_path, Image.new("RGB", (4000, 5000)), "jpg").size == (1600, 2000)
    assert given(tmp_path, Image.new("RGB", (5000, 1000)), "png").size == (1600, 320)


def test_one_sees_white_through_a_picture(tmp_path: Path) -> None:
    assert given(tmp_path, Image.new("RGBA", (30, 40), (255, 0, 0, 0)), "png").getpixel((9, 9)) == (255,) * 3


def test_a_picture_lies_as_the_camera_held_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn it to the right
    assert given(tmp_path, Image.new("RGB", (90, 60)), "jpg", exif=exif).size == (60, 90)


def test_colours_of_a_profile_become_those_of_the_screen(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red = Image.new("RGB", (30, 40), "red")
    result = given(tmp_path, red, "png", icc_profile=profile)
    assert max(high for _, high in ImageChops.difference(result, red).getextrema()) <= 2
    assert "icc_profile" not in result.info
    given(tmp_path, red.convert("L"), "png", icc_profile=profile)  # a profile that does not fit
    given(tmp_path, red.convert("P"), "png", icc_profile=b"none")


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((400, 600), []),
        ((600, 600), []),
        ((399, 599), ["cover-small"]),
        ((601, 600), ["cover-wide"]),
        ((4000, 6000), []),
        ((1, 1), ["cover-small"]),
    ],
)
def test_a_picture_of_a_doubtful_shape_is_told(
    size: tuple[int, int], code: list[str], tmp_path: Path
) -> None:
    place = tmp_path / "mine.png"
    Image.new("RGB", size).save(place)
    found = cover_notices(read_cover(place))
    assert [notice.code for notice in found] == code
    assert all(notice.level is Level.WARNING and notice.hint for notice in found)


def test_a_wrong_picture_is_named(tmp_path: Path) -> None:
    text = ROOT / "examples" / "the-last-ferry.txt"
    whole = io.BytesIO()
    Image.effect_noise((90, 90), 50).save(whole, "PNG")
    damaged, bomb = tmp_path / "damaged.png", tmp_path / "bomb.png"
    damaged.write_bytes(whole.getvalue()[:900])
    Image.new("1", (20_000, 20_000)).save(bomb)
    for place in (tmp_path / "nowhere.png", tmp_path, text, damaged, bomb):
        with pytest.raises(CoverUnusable, match=re.escape(f"“{place}”")) as caught:
            read_cover(place)
        assert caught.value.hint
