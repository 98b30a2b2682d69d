"""Every script in print: which face draws it, in which order and direction, and what no font has."""

import os
import string
import subprocess
import unicodedata
from collections import Counter
from itertools import pairwise, product
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pytest

from converter import Book, Chapter, Metadata, convert
from converter.book import Emphasis, Paragraph, Ruby, Text
from converter.checks.pdf_fonts import check_fonts
from converter.errors import Level, StrictRefusal
from converter.fonts import font_notices
from converter.plugins import load_writer
from converter.themes import load_theme
from converter.writers import PdfEngine, WriterOptions
from tests.conftest import Run

CLASSIC = load_theme("classic")
STORIES = {
    "ar": (
        "ليلى",
        "كان الفنار القديم على طرف الصخر. في كل مساء تصعد ليلى *الدرجات كلها* لتوقد المصباح.",
        "Naskh",
    ),
    "fa": ("مهران", "آن سال باران زود آمد. مهران *نامه‌ای کوتاه* نوشت و به دریا نگاه کرد.", "Naskh"),
    "he": ("נועה", "נועה עברה את הגשר בכל בוקר. היא ספרה *שבעה צעדים* עד השער.", "SerifHebrew"),
    "ja": ("渚", "渚は小さな舟に乗り、静かな海へ出た。「今日は釣れるよ」と笑った。", "SerifCJKJP"),
    "zh-Hans": ("晓雨", "雨停了以后，小巷里的石板路亮得像镜子。“你听见了吗？”奶奶问。", "SerifCJKSC"),
    "zh-Hant": ("月明", "山上的燈一直亮著。「妳慢一點，」爺爺說。骨頭似的樹枝在風裡搖晃。", "SerifCJKTC"),
    "ko": (
        "서린",
        "우체국의 불은 밤에만 켜졌다. 서린은 *작은 편지* 한 통을 들고 문 앞에 섰다.",
        "SerifCJKKR",
    ),
    "ru": ("Анна", "Каждый вечер Анна поднималась по лестнице. *Она считала ступени* вслух.", "SourceSerif"),
    "uk": ("Оксана", "Щовечора Оксана підіймалася сходами. *Її ґанок* світився здалеку.", "SourceSerif"),
    "el": ("Ελένη", "Κάθε πρωί η Ελένη κατέβαινε στο λιμάνι με *ένα μικρό καλάθι* στο χέρι.", "SourceSerif"),
    "vi": ("Lụa", "Mỗi buổi sáng, Lụa đi bộ ra bến sông để *đón những chuyến đò* đầu tiên.", "SourceSerif"),
    "th": ("มาลี", "ทุกเช้ามาลีเดินไปรอเรือของคุณยาย แสงแดดอ่อนส่องผ่านใบกล้วย", "SerifThai"),
    "hi": ("मीरा", "हर सुबह मीरा नदी के पुराने पुल तक जाती थी। वह *धीरे* चलती।", "SerifDevanagari"),
    "en": ("Mara", "The sign had a kite 🪁, a fox 🦊 and a snowman ☃ on it, and a star ★.", "ColorEmoji"),
}
"""An author, a text, and a part of the name of the face that it is to be set in."""
EXACT = ("ja", "zh-Hans", "zh-Hant", "ko", "ru", "uk", "el", "vi", "fa", "th")
"""Languages whose letters come back from a PDF one by one, in their order; others are drawn in another."""


def font_names(path: Path) -> set[str]:
    done = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
    return {line.split()[0].partition("+")[2].replace("-", "") for line in done.stdout.splitlines()[2:]}


def extract(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKC", text)))


def book(language: str, *inlines: Text | Emphasis | Ruby) -> Book:
    return Book(Metadata("A", ("B",), language=language), (Chapter((Paragraph(inlines, 1),)),))


def write(story: Book, engine: PdfEngine = PdfEngine.WEASYPRINT) -> bytes:
    return load_writer("pdf").write(story, CLASSIC, WriterOptions(title_page=False, pdf_engine=engine))


ENGINES = [PdfEngine.WEASYPRINT, PdfEngine.TYPST]
on_both_engines = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture(scope="module", params=product(STORIES, ENGINES), ids="-".join)
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A language, and the PDF of its story by each engine."""
    language, engine = request.param
    author, text, _ = STORIES[language]
    source = tmp_path_factory.mktemp(language) / "story.txt"
    source.write_text(
        f"Title: {author}\nAuthor: {author}\nLanguage: {language}\n\n{text}\n", encoding="utf-8"
    )
    path = source.with_name(f"{engine}.pdf")
    return language, convert(source, path, page="a6", strict=True, pdf_engine=engine).outputs[0]


def test_every_script_has_its_face_and_no_boxes(printed: tuple[str, Path]) -> None:
    language, path = printed
    names = font_names(path)
    wanted = STORIES[language][2].casefold()
    # Typst draws pictures in colours, which are a font without a name.
    assert any(wanted in name.casefold() or (wanted == "coloremoji" and not name) for name in names), names
    assert not any("Oblique" in name for name in names if language != "en"), "a slant that nobody drew"
    with pikepdf.open(path) as pdf:
        assert list(check_fonts(pdf)) == []


def test_letters_come_back_in_their_order(printed: tuple[str, Path]) -> None:
    language, path = printed
    wanted, found = letters(STORIES[language][1]), letters(extract(path.read_bytes()))
    if language in EXACT and (language, path.stem) != ("th", "typst"):  # Typst 0.15 gives some marks twice
        assert wanted in found
    else:
        assert not Counter(wanted) - Counter(found)
        assert not set(found) - set(wanted) - set(string.ascii_letters)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "مدّ يده هادئًا، ثم مد يده هادئ البال صباحًا"),
        ("he", "שָׁלוֹם ושלום, סֵפֶר וספר"),
        ("th", "ท่าน้ำ ผิวน้ำ ทำ นำ ปี่ ป้า"),
    ],
)
def test_marks_are_copied_with_no_letter_but_their_own(language: str, text: str) -> None:
    found = extract(write(book(language, Text(text))))
    wanted = Counter(c for c in unicodedata.normalize("NFKD", text) if not c.isspace())
    copied = Counter(c for c in unicodedata.normalize("NFKD", found) if not c.isspace() and c != "1")
    assert copied == wanted


def test_pages_turn_as_the_script_runs(printed: tuple[str, Path]) -> None:
    language, path = printed
    with pikepdf.open(path) as pdf:
        direction = pdf.Root.get("/ViewerPreferences", {}).get("/Direction")
    assert (direction == "/R2L") == (language in ("ar", "fa", "he"))


def spans_of(path: Path, page: int, letter: str) -> list[tuple[float, float]]:
    """Where each such letter of a page begins and ends from the left, in points, from top to bottom."""
    with pypdfium2.PdfDocument(path) as pdf:
        text = pdf[page - 1].get_textpage()
        found = text.get_text_range()
        boxes = [text.get_charbox(n) for n, character in enumerate(found) if character == letter]
    return [(left, right) for left, _, right, _ in sorted(boxes, key=lambda box: -box[1])]


@on_both_engines
def test_right_to_left_pages_are_mirrored(engine: PdfEngine, tmp_path: Path) -> None:
    text = "\n\n".join([STORIES["he"][1]] * 150)
    source = tmp_path / "story.txt"
    source.write_text(f"Title: הגשר\nAuthor: ן\nLanguage: he\n\n{text}\n", encoding="utf-8")
    path = convert(source, tmp_path / "book.pdf", page="a5", pdf_engine=engine).outputs[0]
    even, odd = spans_of(path, 4, "נ"), spans_of(path, 5, "נ")
    # Bound on the right, a book has its even pages on the right side, with the inner margin on their left.
    assert max(right for _, right in even) > max(right for _, right in odd) + 5
    assert spans_of(path, 4, "ן") and not spans_of(path, 5, "ן"), "the author stands over even pages"


@on_both_engines
def test_a_right_to_left_paragraph_is_indented_on_the_right(engine: PdfEngine, tmp_path: Path) -> None:
    paragraphs = tuple(Paragraph((Text("ן" + " אבא הלך" * 20),), n) for n in (1, 2))
    path = tmp_path / "book.pdf"
    path.write_bytes(write(Book(Metadata("A", ("B",), language="he"), (Chapter(paragraphs),)), engine))
    (_, first), (_, second) = spans_of(path, 1, "ן")
    assert first - second == pytest.approx(1.25 * 10.5, abs=0.5)


def test_a_line_of_hebrew_is_full_before_emphasis(tmp_path: Path) -> None:
    """A run that ended in a space which the line had no room for broke after its first word."""
    path = tmp_path / "book.pdf"
    before, emphasis = "היא הלכה אל הגשר הישן שמעבר לנהר ואמרה ", Emphasis((Text("שבעה צעדים ארוכים"),))
    texts = [Text("אא " + "א" * count + " " + before) for count in range(1, 40)]
    chapters = tuple(Chapter((Paragraph((text, emphasis), 1),)) for text in texts)
    path.write_bytes(write(Book(Metadata("A", ("B",), language="he"), chapters)))
    command = ["pdftotext", "-layout", path, "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    firsts = [page.strip().split("\n")[0] for page in done.stdout.split("\f") if "ואמרה" in page]
    assert len(firsts) == len(texts)
    assert [first for first in firsts if len(first.split()) < 3] == []


@on_both_engines
def test_readings_stand_over_their_bases_and_on_the_grid(engine: PdfEngine, tmp_path: Path) -> None:
    ruby = [
        Ruby("港町", "みなとまち"),
        Text("の朝、"),
        Ruby("心", "こころ"),
        Ruby("臓", "しんぞう"),
        Text("は静か。"),
    ]
    plain = Text("渚は小さな舟に乗り、静かな海へ出た。" * 4)
    path = tmp_path / "book.pdf"
    path.write_bytes(write(book("ja", plain, *ruby * 6, plain), engine))
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        boxes = [(page.get_text_range(n, 1), page.get_charbox(n)) for n in range(page.count_chars())]
    sizes = {character: top - bottom for character, (_, bottom, _, top) in boxes if character in "みの"}
    assert sizes["み"] < 0.7 * sizes["の"]
    bases = [box for character, box in boxes if character == "港"]
    readings = [box for character, box in boxes if character == "な"]
    for left, _, _, top in bases:
        above = [b for b in readings if abs(b[0] - left) < 12 and 0 < b[1] - top < 6]
        assert above, "a base without its reading"
    lines = sorted({round(box[1], 1) for character, box in boxes if character in "渚"}, reverse=True)
    for upper, lower in pairwise(lines):
        steps = (upper - lower) / 14.5
        assert steps == pytest.approx(round(steps), abs=0.1), "a line grew beyond its share of the grid"


@on_both_engines
def test_neighbouring_readings_do_not_meet(engine: PdfEngine, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(
        write(book("ja", Text("その"), Ruby("心", "こころざし"), Ruby("臓", "しんぞう"), Text("が")), engine)
    )
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        text = page.get_text_range()
        last, first = (
            page.get_charbox(text.index(part) + at) for part, at in (("こころざし", 4), ("しんぞう", 0))
        )
    assert last[2] <= first[0]


@on_both_engines
def test_no_line_begins_with_closing_punctuation(engine: PdfEngine, tmp_path: Path) -> None:
    text = "渚は舟に乗り、海へ出た。「今日は釣れるよ。」と、笑った。（そう、きっと。）" * 20
    path = tmp_path / "book.pdf"
    path.write_bytes(write(book("ja", Text(text)), engine))
    lines = extract(path.read_bytes()).splitlines()[1:-1]
    assert len(lines) > 10
    assert not [line for line in lines if line[0] in "、。」）"]
    assert not [line for line in lines if line[-1] in "「（"]


@pytest.mark.parametrize(("language", "character", "indent"), [("ja", "海", 1), ("zh", "海", 2)])
@on_both_engines
def test_every_paragraph_is_indented_by_whole_characters(
    language: str, character: str, indent: int, engine: PdfEngine, tmp_path: Path
) -> None:
    paragraphs = tuple(Paragraph((Text(character * 40),), n) for n in (1, 2))
    path = tmp_path / "book.pdf"
    path.write_bytes(write(Book(Metadata("A", ("B",), language=language), (Chapter(paragraphs),)), engine))
    lefts = sorted({round(left) for left, _ in spans_of(path, 1, character)})
    steps = [round((lefts[n] - lefts[0]) / 10.5, 1) for n in range(3)]
    assert steps == [0, 1, 2], "a grid of characters"
    firsts = [left for left, _ in spans_of(path, 1, character) if round(left) == lefts[indent]]
    assert len(firsts) >= 2


def page_of(language: str, words: Text | Emphasis, engine: PdfEngine, folder: Path) -> tuple[set[str], int]:
    """The fonts of a page with these words, and how many of its pixels are dark."""
    path = folder / "book.pdf"
    path.write_bytes(write(book(language, words), engine))
    with pymupdf.open(path) as pdf:
        pixels = pdf[0].get_pixmap(dpi=144, colorspace="gray").samples
    return font_names(path), sum(pixel < 128 for pixel in pixels)


@on_both_engines
def test_emphasis_is_what_the_script_has(engine: PdfEngine, tmp_path: Path) -> None:
    plain, stressed = (
        page_of("ja", words, engine, tmp_path) for words in (Text("風の色"), Emphasis((Text("風の色"),)))
    )
    assert stressed[0] == plain[0] and stressed[1] > plain[1] + 20, "dots"
    fonts, _ = page_of("he", Emphasis((Text("שבעה צעדים"),)), engine, tmp_path)
    assert any("Bold" in name for name in fonts) and not any("Italic" in name for name in fonts)
    fonts, _ = page_of("en", Emphasis((Text("seven steps"),)), engine, tmp_path)
    assert any("Italic" in name for name in fonts) and not any("Bold" in name for name in fonts)


def missing(text: str, *, metadata: Metadata | None = None, title_page: bool = True) -> str:
    story = Book(metadata or Metadata("A"), (Chapter((Paragraph((Text(text),), 1),)),))
    return "".join(notice.text for notice in font_notices(story, CLASSIC, title_page=title_page))


def test_what_no_font_has_is_named() -> None:
    notices = font_notices(book("en", Text("A \ue123 and \U0010fffd, a\u200b\u00ad word")), CLASSIC)
    (notice,) = notices
    assert (notice.code, notice.level) == ("characters-missing", Level.WARNING)
    assert "No font has 2 characters" in notice.text
    assert "Private use “\ue123” (U+E123), “\U0010fffd” (U+10FFFD)." in notice.text
    assert "EPUB" in notice.hint


def test_all_that_pages_show_is_looked_at() -> None:
    odd = "\ue123"
    assert odd in missing("once", metadata=Metadata("A", tags=(odd,)))
    assert odd in missing("once", metadata=Metadata(odd), title_page=False)
    assert not missing("once", metadata=Metadata("A", tags=(odd,)), title_page=False)
    assert not missing("once", metadata=Metadata("A", stats=(("kudos", odd),)))
    assert odd in font_notices(book("ja", Ruby("a", odd)), CLASSIC)[0].text


def test_marks_are_not_missed_for_standing_alone() -> None:
    assert not missing("e\u0323\u0302 नि שָׁ กำ ❤\ufe0f 👨\u200d👩\u200d👧 \u2067a\u2069")


def test_many_are_counted() -> None:
    text = missing("".join(map(chr, range(0xE000, 0xE020))))
    assert text.count("U+") == 12
    assert text.endswith("and 20 more.")


@pytest.fixture
def no_system_fonts(tmp_path: Path) -> dict[str, str]:
    """The environment of a system without any font."""
    rules = tmp_path / "fonts.conf"
    rules.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    return {**os.environ, "FONTCONFIG_FILE": str(rules)}


@pytest.mark.parametrize(
    ("text", "package"),
    [("渚は", "fonts-noto-cjk"), ("ليلى", "fonts-noto-core"), ("🦊", "fonts-noto-color-emoji")],
)
def test_the_packages_that_help_are_named(
    text: str, package: str, no_system_fonts: dict[str, str], tmp_path: Path, fascicle: Run
) -> None:
    (tmp_path / "story.txt").write_text(f"Title: A\nAuthor: B\n\nOnce {text} twice.\n", encoding="utf-8")
    done = fascicle("convert", "story.txt", "-o", "book.pdf", env=no_system_fonts)
    assert done.returncode == 0, done.stderr
    assert f"{text[0]}” (U+{ord(text[0]):04X})" in done.stderr
    assert f"Install {package} " in done.stderr


def test_strictness_refuses_boxes_in_print_alone(tmp_path: Path) -> None:
    source = tmp_path / "story.txt"
    source.write_text("Title: A\nAuthor: B\n\nOnce \ue123 twice.\n", encoding="utf-8")
    with pytest.raises(StrictRefusal, match="U\\+E123"):
        convert(source, tmp_path / "book.pdf", strict=True)
    assert not (tmp_path / "book.pdf").exists()
    notices = convert(source, tmp_path / "book.epub", strict=True).notices
    assert "characters-missing" not in {notice.code for notice in notices}


def test_latin_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.fonts._lacked_by_all", pytest.fail)
    assert not missing("“Plain” — naïve café, Łódź, 1914–18… *†‡§\u00a0£€\u200b\u00ad")
