"""How a body is read: layout, paragraphs, verse, scene breaks, headings, notes; a row a rule."""

import re
import textwrap
from collections.abc import Iterable

import pytest

from converter.book import (
    Block,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Strong,
    Text,
    Verse,
    plain_text,
    texts,
)
from converter.errors import Level
from converter.readers import Layout, ReaderOptions
from converter.readers.blocks import Body, read_body
from converter.readers.inlines import find_markup, read_inlines


def body(text: str, language: str = "en", declared: int | None = None, **options: object) -> Body:
    lines = text.split("\n")
    reader_options = ReaderOptions(**options)  # type: ignore[arg-type]
    return read_body(lines, 0, len(lines), reader_options, language=language, declared=declared)


def headings(text: str, language: str = "en", declared: int | None = None) -> list[str]:
    """The headings of all chapters, parts with a star."""
    chapters = body(text, language, declared).chapters
    return [f"{'*' * chapter.is_part}{chapter.heading}" for chapter in chapters]


def shape(text: str, **options: object) -> list[str]:
    """The blocks of the only chapter, each in a word or two."""
    (chapter,) = body(text, **options).chapters  # type: ignore[arg-type]
    return [sketch(block) for block in chapter.blocks]


def sketch(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return plain_text(inlines)
        case SceneBreak():
            return "~" if block.is_soft else "|"
        case Verse(lines):
            return "V " + " / ".join(map(plain_text, lines))
        case Lines(lines):
            return "L " + " / ".join(map(plain_text, lines))
        case Quote(blocks):
            return f"Q({', '.join(map(sketch, blocks))})"
        case Heading(inlines):
            return f"H {plain_text(inlines)}"
        case Note(label, blocks):
            return f"N {label}({', '.join(map(sketch, blocks))})"
        case Footnote(_, mark, inlines):
            return f"F {mark} {plain_text(inlines)}"


def wrapped(count: int = 6) -> str:
    """Paragraphs of prose, each four full lines at 60 columns and a short one."""
    line = "It was a long road, and the lamp swung as the cart went on."
    assert len(line) == 59
    return "\n\n".join("\n".join([line] * 4 + ["It was late."]) for _ in range(count))


JOINED = " ".join(["It was a long road, and the lamp swung as the cart went on."] * 4 + ["It was late."])


# Layout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\nb", ["a", "b"]),
        ("\n\n \t\na \u00a0\n\u00a0\n\u3000\n\u200b\nb", ["a", "b"]),
        ("a  b\tc", ["a b c"]),
        ("a\u00a0b", ["a\u00a0b"]),
        ("One came.\nTwo came.\nThree came.", ["One came.", "Two came.", "Three came."]),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert shape(text) == expected


def test_wrapped_lines_are_joined() -> None:
    found = body(wrapped())
    assert found.layout is Layout.WRAPPED
    assert [sketch(block) for block in found.chapters[0].blocks] == [JOINED] * 6


def test_in_wrapped_text_short_lines_keep_their_ends() -> None:
    signature = "Yours,\nwith love,\nIda"
    assert shape(f"{wrapped()}\n\n{signature}")[-1] == "L Yours, / with love, / Ida"


VERSE = """The lamp is lit upon the hill,
The boats are coming in,
The wind is down, the sea is still,
The nets are dry and thin"""


def test_messages_keep_their_lines() -> None:
    chat = "Ida: Are you there?\nTom: No.\nIda: I see."
    assert shape(f"She wrote.\n\n{chat}\n\nHe came.")[1] == "L " + chat.replace("\n", " / ")


def test_blank_lines_part_what_is_quoted() -> None:
    letter = (
        "> Dear Aunt,\n>\n> The goat is well and so am I, which is more than I hoped.\n>\n> Yours,\n> Otto"
    )
    quoted = shape(f"She read it.\n\n{letter}\n\nShe laughed.")[1]
    assert quoted.startswith("Q(Dear Aunt,, The goat is well and so am I, which is more than I hoped., ")


def test_verse_among_paragraphs() -> None:
    text = "A long paragraph that goes on and on, as paragraphs do where a line is one.\n\n" * 5
    assert shape(f"{text}{VERSE}\n\nEnd.")[-2] == "V " + VERSE.replace("\n", " / ")


def test_verse_in_wrapped_text_keeps_its_indents() -> None:
    indented = "    " + VERSE.replace("\n", "\n      ", 1).replace("\nThe wind", "\n    The wind").replace(
        "\nThe nets", "\n      The nets"
    )
    verse = body(f"{wrapped()}\n\n{indented}\n\n{wrapped()}").chapters[0].blocks[6]
    assert isinstance(verse, Verse)
    assert [plain_text(line) for line in verse.lines][:2] == [
        "The lamp is lit upon the hill,",
        "  The boats are coming in,",
    ]


def test_emphasis_runs_over_lines_of_verse() -> None:
    indented = VERSE.replace("\n", "\n    ")
    (*_, verse) = body(f"{wrapped()}\n\n    *{indented}*").chapters[0].blocks
    assert isinstance(verse, Verse)
    assert all(isinstance(line[0], Emphasis) for line in verse.lines)


def test_indented_paragraphs_without_blank_lines() -> None:
    paragraph = textwrap.fill(JOINED, 60, initial_indent="    ")
    found = body("\n".join([paragraph, '    "Yes."', '    "No."', *[paragraph] * 4]))
    assert found.layout is Layout.INDENTED
    assert [sketch(b) for b in found.chapters[0].blocks] == [JOINED, '"Yes."', '"No."', *[JOINED] * 4]


def test_one_paragraph_a_line_without_blank_lines() -> None:
    text = "\n".join(["“Is it late?” she asked.", "He looked at the clock for a while. " * 5, "“Yes.”"] * 4)
    found = body(text)
    assert found.layout is Layout.LINE
    assert len(found.chapters[0].blocks) == 12


def test_set_in_prose_is_a_quotation() -> None:
    letter = "\n".join(
        f"    {line[:55]}" for line in ["Dear Ida, the road is long and I am coming home today"] * 3
    )
    blocks = body(f"{wrapped()}\n\n{letter}\n\n{wrapped()}").chapters[0].blocks
    assert isinstance(blocks[6], Quote)


def test_quoted_lines() -> None:
    assert shape("He read:\n\n> Come home.\n>\n> It is late.\n\nHe went.") == [
        "He read:",
        "Q(Come home., It is late.)",
        "He went.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("and then the well-", "known lamp", "the well-known lamp"),
        ("and then the lan-", "tern was lit", "the lantern was lit"),
        ("and then--", "nothing", "then--nothing"),
        ("and then --", "nothing", "then -- nothing"),
    ],
)
def test_hyphens_and_dashes_at_a_line_end(first: str, second: str, joined: str) -> None:
    line = f"{'It was a long road, and the lantern swung as they went'[: 59 - len(first)]} {first}"
    text = f"{wrapped()}\n\n{line}\n{second} {'and it went on and on until the day'}\n"
    assert joined in shape(text)[-1]


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (Layout.LINE, ["one two", "three", "four"]),
        (Layout.WRAPPED, ["one two three", "four"]),
    ],
)
def test_the_layout_can_be_named(layout: Layout, expected: list[str]) -> None:
    assert shape("one two\nthree\n\nfour", layout=layout) == expected


def test_markup_over_several_lines_of_verse() -> None:
    song = "<i>The boats go out today,</i>\n  <i>And nobody will count them.</i>\n<i>The gulls are gone</i>"
    found = body(f"She read it.\n\n{song}\n\nThe end came.").chapters[0].blocks[1]
    assert isinstance(found, Verse | Lines)
    assert [plain_text(line).strip() for line in found.lines] == [
        "The boats go out today,",
        "And nobody will count them.",
        "The gulls are gone",
    ]


def test_much_verse_does_not_hide_that_prose_is_wrapped() -> None:
    song = "\n\n".join([VERSE] * 25)
    found = body(f"{wrapped(20)}\n\n{song}\n\n{wrapped(20)}")
    assert found.layout is Layout.WRAPPED
    assert sketch(found.chapters[0].blocks[-1]) == JOINED


def test_paragraphs_that_begin_with_an_indent_are_no_quotations() -> None:
    paragraph = textwrap.fill(JOINED, 60, initial_indent="    ")
    text = "\n\n".join([paragraph, "    “Yes.”", paragraph, "    “No.”"] * 9)
    assert not [block for block in body(text).chapters[0].blocks if isinstance(block, Quote)]


# Scene breaks


@pytest.mark.parametrize(
    "mark",
    "***|* * *|*****|---|- - -|~~~|~*~|___|===|###|# # #|#|*|~|+++|^^^|• • •|· · ·|⁂|§|※|◆ ◇ ◆|○|★|☆☆☆|♥|❦|☙"
    "|✦ ✧|— — —|———|–––|<>|<><><>|-*-|=-=-=|.:.|~.~|*.*.*|＊　＊　＊|＊|🌙|🌙 🌙 🌙|⭐️|-----------"
    "|<hr>|<hr />|<HR/>|[hr]|[Scene Break]|(line break)|<break>|-page break-|* Scene Change *|~scene break~"
    "|o0o|oOo|oOoOo|-x-|-X-X-X-|x X x|xXx|~oOo~|.oOo.|-oOo-|oo00oo|&mdash;&mdash;".split("|"),
)
def test_scene_breaks(mark: str) -> None:
    assert shape(f"A day.\n\n{mark}\u00a0\n\nA night.") == ["A day.", "|", "A night."]


@pytest.mark.parametrize(
    "speech",
    '...|. . .|…|—|–|-|--|?|!|?!|“…”|"..."|‘—’|7|12:30|(1)|1999|I|$5|xxx|XOXO|xx|Oh|Ooo|OOOO!|X|oh no|:)|XX'
    "|[1]|(scene)|Break|scene break, he said".split("|"),
)
def test_speech_is_no_scene_break(speech: str) -> None:
    assert shape(f"A day.\n\n{speech}\n\nA night.") == ["A day.", speech, "A night."]


@pytest.mark.parametrize("line", ["00:00", "0–0", "XX:XX", "“Oooo!”", "O_o", "Oxo"])
def test_what_is_said_or_counted_is_no_break_though_it_comes_back(line: str) -> None:
    assert shape(f"One.\n\n{line}\n\nTwo.\n\n{line}\n\nThree.").count("|") == 0


def test_numerals_are_no_breaks_though_they_come_back() -> None:
    text = "\n\n".join(f"{number}\n\nIt was late." for number in ("XIX", "XX", "XXI", "XX"))
    assert "|" not in [sketch(block) for chapter in body(text).chapters for block in chapter.blocks]


def test_letters_that_come_back_are_breaks() -> None:
    assert shape("A.\n\nooo\n\nB.\n\nooo\n\nC.") == ["A.", "|", "B.", "|", "C."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n***\nb", ["a", "|", "b"]),
        ("***\n\na\n\n***", ["a"]),
        ("a\n\n***\n\n* * *\n\n---\n\nb", ["a", "|", "b"]),
        ("a\n\n          * * *\n\nb", ["a", "|", "b"]),
    ],
)
def test_where_breaks_stand(text: str, expected: list[str]) -> None:
    assert shape(text) == expected


def test_the_mark_is_kept() -> None:
    assert body("a\n\n* * *\n\nb").chapters[0].blocks[1] == SceneBreak("* * *", 3)


def test_wider_gaps_are_breaks_where_spacing_is_clean() -> None:
    text = "\n\n".join(f"Paragraph {n}." for n in range(12)).replace("Paragraph 6", "\n\nParagraph 6")
    assert shape(text)[6] == "|"
    assert shape(text.replace("\n\n\nParagraph 6", "\n\nParagraph 6"))[6] == "~"


def test_wider_gaps_mean_nothing_in_scraped_text() -> None:
    text = "\n\n".join(f"Paragraph {n}." for n in range(12)).replace("Paragraph 6", "\n\nParagraph 6")
    assert "|" not in shape(text.replace("Paragraph 9", "\u00a0\n\nParagraph 9"))
    assert shape(text.replace("Paragraph 9.", "***")).count("|") == 1


def test_a_break_of_ones_own() -> None:
    found = body("A.\n\nooOoo*~\n\nB.\n\nscene\n\nC.", scene_break=re.compile("scene"))
    assert [sketch(block) for block in found.chapters[0].blocks][-2:] == ["|", "C."]


# Headings


@pytest.mark.parametrize(
    ("line", "language", "label", "title"),
    [
        ("Chapter 1", "en", "Chapter 1", ""),
        ("Chapter 1: The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("Chapter 1 - The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("Chapter 1 — The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("Chapter 1. The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("Chapter 1.", "en", "Chapter 1", ""),
        ("CHAPTER XIV", "en", "CHAPTER XIV", ""),
        ("chapter 3", "en", "chapter 3", ""),
        ("Chapter Twenty-One: Home", "en", "Chapter Twenty-One", "Home"),
        ("Chapter the First", "en", "Chapter the First", ""),
        ("Ch. 3", "en", "Ch. 3", ""),
        ("Chap 4: Rain", "en", "Chap 4", "Rain"),
        ("chapter.001", "en", "chapter.001", ""),
        ("Chapter 3/12: Rain", "en", "Chapter 3/12", "Rain"),
        ("1. Chapter 1: The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("~ Chapter 7 ~", "en", "Chapter 7", ""),
        ("--- Chapter 8 ---", "en", "Chapter 8", ""),
        ("[Chapter 5]", "en", "Chapter 5", ""),
        ("**Chapter 1**", "en", "Chapter 1", ""),
        ("# Chapter 1", "en", "Chapter 1", ""),
        ("## Chapter 1: Rain", "en", "Chapter 1", "Rain"),
        ("STAVE II: THE FIRST LAMP", "en", "STAVE II", "THE FIRST LAMP"),
        ("chapter 3: the lamp", "en", "chapter 3", "the lamp"),
        (
            "CHAPTER III.\nOF LAMPS AND RAIN,\nAND A GULL.",
            "en",
            "CHAPTER III",
            "OF LAMPS AND RAIN, AND A GULL.",
        ),
        ("Prologue", "en", "Prologue", ""),
        ("EPILOGUE", "en", "EPILOGUE", ""),
        ("Prologue: The Lamp", "en", "Prologue", "The Lamp"),
        ("Interlude - Gulls", "en", "Interlude", "Gulls"),
        ("Kapitel 3: Kurz, lang, kurz", "de", "Kapitel 3", "Kurz, lang, kurz"),
        ("First Chapter", "en", "First Chapter", ""),
        ("Chapitre 2 : Le phare", "fr", "Chapitre 2", "Le phare"),
        ("Capítulo IV", "es", "Capítulo IV", ""),
        ("Capitolo 1", "it", "Capitolo 1", ""),
        ("Hoofdstuk 9", "nl", "Hoofdstuk 9", ""),
        ("Глава 2. Дорога", "ru", "Глава 2", "Дорога"),
        ("Rozdział 3", "pl", "Rozdział 3", ""),
        ("5. Fejezet", "hu", "5. Fejezet", ""),
        ("Luku 4", "fi", "Luku 4", ""),
        ("第1章　午後の授業", "ja", "第1章", "午後の授業"),
        ("第十二章", "zh", "第十二章", ""),
        ("第一章灯塔", "zh", "第一章", "灯塔"),
        ("【第三回】", "zh", "第三回", ""),
        ("プロローグ", "ja", "プロローグ", ""),
        ("尾声", "zh", "尾声", ""),
        ("3화", "ko", "3화", ""),
        ("12話　雨", "ja", "12話", "雨"),
        ("제1장 바다", "ko", "제1장", "바다"),
        ("Kapitel Eins", "de", "Kapitel Eins", ""),
        ("Kapitel Drei", "de", "Kapitel Drei", ""),
        ("Capítulo uno", "es", "Capítulo uno", ""),
        ("Capitolo uno", "it", "Capitolo uno", ""),
        ("Hoofdstuk Eén", "nl", "Hoofdstuk Eén", ""),
        ("Chapitre Ier", "fr", "Chapitre Ier", ""),
        ("Första kapitlet", "sv", "Första kapitlet", ""),
        ("Rozdział pierwszy", "pl", "Rozdział pierwszy", ""),
        ("Розділ перший", "uk", "Розділ перший", ""),
        ("Chapter Thirteenth", "en", "Chapter Thirteenth", ""),
        ("The Twenty-First Chapter", "en", "The Twenty-First Chapter", ""),
        ("一章", "ja", "一章", ""),
        ("第一章「雨」", "ja", "第一章", "「雨」"),
        ("第一章 谁在那里？", "zh", "第一章", "谁在那里？"),
        ("Viertes Kapitel: Regen", "de", "Viertes Kapitel", "Regen"),
        ("Chapitre premier", "fr", "Chapitre premier", ""),
        ("Chapitre vingt et un : La mer", "fr", "Chapitre vingt et un", "La mer"),
        ("Глава двадцать вторая. Море", "ru", "Глава двадцать вторая", "Море"),
        ("Capítulo primero", "es", "Capítulo primero", ""),
        ("CHAPTER 5 The Rain", "en", "CHAPTER 5", "The Rain"),
        ("CHAPTER IV THE RAIN", "en", "CHAPTER IV", "THE RAIN"),
        ("Chapter 8 (Part 2)", "en", "Chapter 8", "(Part 2)"),
        ("الفصل الأول", "ar", "الفصل الأول", ""),
        ("الفصل الأوّل: المطر", "ar", "الفصل الأوّل", "المطر"),
        ("الفصل ٢", "ar", "الفصل ٢", ""),
        ("فصل دوم: باران", "fa", "فصل دوم", "باران"),
        ("פרק שני", "he", "פרק שני", ""),
        ("פרק 3: הגשם", "he", "פרק 3", "הגשם"),
        ("अध्याय १", "hi", "अध्याय १", ""),
        ("पहला अध्याय", "hi", "पहला अध्याय", ""),
        ("İkinci Bölüm", "tr", "İkinci Bölüm", ""),
        ("ALTINCI BÖLÜM: YAĞMUR", "tr", "ALTINCI BÖLÜM", "YAĞMUR"),
        ("Chapter 1.5: Rain", "en", "Chapter 1.5", "Rain"),
        ("Chapter 2a", "en", "Chapter 2a", ""),
        ("Chapter 2b: Rain", "en", "Chapter 2b", "Rain"),
        ("Volume 1 Chapter 2: Rain", "en", "Volume 1 Chapter 2", "Rain"),
        ("Vol. 1 Ch. 2", "en", "Vol. 1 Ch. 2", ""),
        ("Book One, Chapter Two", "en", "Book One, Chapter Two", ""),
        ("Chapter 1 ✨ Rain", "en", "Chapter 1", "Rain"),
        ("Chapter 3 🐈", "en", "Chapter 3", ""),
        ("[Chapter 1] Rain", "en", "Chapter 1", "Rain"),
    ],
)
def test_headings(line: str, language: str, label: str, title: str) -> None:
    _, chapter = body(f"before\n\n{line}\n\nafter", language).chapters
    assert (chapter.label, chapter.title, len(chapter.blocks)) == (label, title, 1)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Chapter 2 of his life had begun.", "en"),
        ("Chapters of his life", "en"),
        ("Chapter and verse", "en"),
        ("Part of her wanted to go", "en"),
        ("Book in hand, she left", "en"),
        ("Act like it", "en"),
        ("Chapter civil", "en"),
        ("Chapter 5 went well", "en"),
        ("Chapter 5 Went well, and ended.", "en"),
        ("Chapter I Read", "en"),
        ("Kapitel des Sturms", "de"),
        ("Глава семьи", "ru"),
        ("Kapitel 1", "en"),
        ("פרק מעניין", "he"),
        ("الفصل الأخير من حياته", "ar"),
        ("İyi Bölüm", "tr"),
        ("Chapter 1.5 went well", "en"),
        ("Chapter 1 & 2", "en"),
        ("[Chapter 5] went well", "en"),
        ("Book 1 of his life", "en"),
        ("Chapter 1: " + "so " * 40, "en"),
        ("Prologue to disaster, he thought.", "en"),
        ("Notes were taken", "en"),
        ("The End", "en"),
        ("Letter 4", "en"),
        ("Night one", "en"),
        ("第一封信", "zh"),
        ("第四本书", "zh"),
        ("第三部分", "zh"),
        ("第一章他走了，然后又回来了。", "zh"),
        ("I", "en"),
        ("1", "en"),
        ("1999", "en"),
        ("1. Milk", "en"),
        ("Introduction", "en"),
        ("#hashtag", "en"),
        ("A SHORT LINE", "en"),
    ],
)
def test_prose_is_no_heading(line: str, language: str) -> None:
    text = f"Before it came.\n\n{line}\n\nAfter it went."
    assert [chapter.heading for chapter in body(text, language).chapters] == [""]
    assert line.split(maxsplit=1)[0] in " ".join(texts(body(text, language).chapters[0].blocks))


def test_a_heading_stands_alone() -> None:
    assert shape("before it\nChapter 1\nafter it.") != []
    assert headings("before it\nChapter 1\nafter it.") == [""]


def test_text_before_the_first_heading_is_kept() -> None:
    assert headings("A word.\n\nChapter 1\n\nText.") == ["", "Chapter 1"]


def numbered(*labels: str) -> str:
    """A text with these lines as its headings, three paragraphs below each."""
    return "\n\n".join(f"{label}\n\nText one.\n\nText two.\n\nText three." for label in labels)


@pytest.mark.parametrize(
    "labels",
    [
        ("1", "2", "3"),
        ("1.", "2.", "3."),
        ("I", "II", "III", "IV"),
        ("I.", "II.", "III."),
        ("One", "Two", "Three"),
        ("一", "二", "三"),
        ("1. Rain", "2. Wind", "3. Snow"),
        ("#1 Rain", "#2 Wind"),
        ("1) Rain", "2) Wind"),
        ("1、雨", "2、風"),
        ("I Rain", "II Wind", "III Snow"),
        ("Canto I", "Canto II"),
        ("Rung 1", "Rung 2", "Rung 3"),
        ("Letter 1", "Letter 2"),
        ("Letter 1", "Letter 2", "Chapter 1", "Chapter 2"),
        ("TALE I. RAIN", "TALE II. WIND", "III. THE TALE OF SNOW"),
    ],
)
def test_rising_numbers_are_headings(labels: tuple[str, ...]) -> None:
    assert len(headings(numbered(*labels))) == len(labels)


@pytest.mark.parametrize(
    "labels",
    [("3", "2", "1"), ("One.", "Two.", "Three."), ("1999", "2001"), ("I", "I"), ("7", "9"), ("2", "3")],
)
def test_other_numbers_are_not(labels: tuple[str, ...]) -> None:
    assert headings(f"Before.\n\n{numbered(*labels)}") == [""]


def test_numbers_inside_chapters_are_headings_within() -> None:
    chapters = body(numbered("Chapter 1", "I", "II", "Chapter 2"), declared=2).chapters
    assert [chapter.heading for chapter in chapters] == ["Chapter 1", "Chapter 2"]
    assert [sketch(b) for b in chapters[0].blocks if isinstance(b, Heading)] == ["H I", "H II"]


def test_the_declared_count_decides() -> None:
    text = numbered("1", "2", "3")
    assert len(headings(text, declared=3)) == 3
    assert headings(f"Before.\n\n{text}", declared=1) == [""]


def test_one_chapter_is_no_chapters() -> None:
    found = body(numbered("Chapter 1", "Chapter 2"), declared=1)
    assert "The header counts 1 chapter, the text shows 2." in [notice.text for notice in found.notices]


def test_another_count_is_a_warning() -> None:
    found = body(numbered("Chapter 1", "Chapter 2"), declared=3)
    assert [notice.code for notice in found.notices if notice.level.value == "warning"] == ["chapters-differ"]
    found = body(numbered("Prologue", "Chapter 1", "Chapter 2"), declared=2)
    assert not [notice for notice in found.notices if notice.level.value == "warning"]


@pytest.mark.parametrize(
    "line",
    [
        "Interlude 1",
        "Interlude II: Gulls",
        "Epilogue 2",
        "Final Chapter",
        "Bonus Chapter: Rain",
        "Extra: Rain",
    ],
)
def test_chapters_beside_the_numbered_ones(line: str) -> None:
    assert headings(numbered("Chapter 1", line, "Chapter 2")) == ["Chapter 1", line, "Chapter 2"]


@pytest.mark.parametrize("line", ["Interlude 1", "Final Chapter", "The last chapter", "Extra: Rain"])
def test_such_words_alone_open_no_chapter(line: str) -> None:
    assert headings(numbered("The end.", line)) == [""]


def test_parts_stand_above_chapters() -> None:
    text = numbered("Part One: Rain", "Chapter 1", "Chapter 2", "Part Two: Snow", "Chapter 3")
    assert headings(text) == ["*Part One: Rain", "Chapter 1", "Chapter 2", "*Part Two: Snow", "Chapter 3"]
    assert headings(numbered("Part 1", "Part 2")) == ["Part 1", "Part 2"]
    assert headings(numbered("Part 1", "1", "2", "Part 2", "1", "2")) == [
        "*Part 1",
        "1",
        "2",
        "*Part 2",
        "1",
        "2",
    ]


def test_the_title_of_a_part_stands_above_its_first_chapter() -> None:
    text = numbered("BOOK I\n\nThe Rain\n\nChapter 1", "Chapter 2", "BOOK II\n\nThe Snow\n\nChapter 1")
    assert headings(text) == [
        "*BOOK I: The Rain",
        "Chapter 1",
        "Chapter 2",
        "*BOOK II: The Snow",
        "Chapter 1",
    ]
    text = text.replace("The Snow", "It snowed.")
    assert headings(text)[3] == "*BOOK II"


def test_titles_in_bold() -> None:
    text = numbered("**The Rain**", "**The Wind**", "**Snow**")
    assert headings(text) == ["The Rain", "The Wind", "Snow"]
    for other in (
        f"He came.\n\n{text}",
        numbered("**The Rain**", "**The Wind**"),
        text.replace("Rain", "Wind"),
    ):
        assert headings(other) == [""]


def test_tales_with_numbered_sections() -> None:
    text = numbered("THE RAIN\n\nI", "II", "THE SNOW\n\nI", "II")
    assert headings(text) == ["*THE RAIN", "I", "II", "*THE SNOW", "I", "II"]
    text = numbered("The Rain\n\n1", "2", "It snowed.\n\n1", "2")
    assert not any(heading.startswith("*") for heading in headings(text))


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_title_on_a_line_of_its_own(between: str) -> None:
    text = "\n\n\n\n".join(
        f"CHAPTER {n}{between}{title}\n\n\nText one.\n\nText two.\n\nText three."
        for n, title in (("I", "THE LAMP"), ("II", "THE RAIN"))
    )
    assert headings(text) == ["CHAPTER I: THE LAMP", "CHAPTER II: THE RAIN"]


@pytest.mark.parametrize("above", ["\n", "\n\n"])
def test_headings_with_text_directly_below(above: str) -> None:
    text = above.join(f"Chapter {n}: The Lamp\nIt was a long road. She went on.\nAnd on." for n in (1, 2, 3))
    assert headings(text) == [f"Chapter {n}: The Lamp" for n in (1, 2, 3)]
    assert headings("He read.\nChapter 7\nIt was a long road.\nThe end.") == [""]


def test_a_first_sentence_is_no_title() -> None:
    text = "\n\n".join(f"Chapter {n}\n\nShort.\n\nText two.\n\nText three." for n in (1, 2))
    assert headings(text) == ["Chapter 1", "Chapter 2"]


def test_titles_that_are_set_off() -> None:
    text = "\n\n\n\n".join(
        f"{title}\n\n\nText one.\n\nText two.\n\nText three." for title in ("The Lamp", "The Rain", "Snow")
    )
    assert headings(text) == ["The Lamp", "The Rain", "Snow"]


def test_a_title_set_off_like_the_numbered_ones() -> None:
    text = "\n\n\n\n".join(
        f"{title}\n\n\nText one.\n\nText two.\n\nText three." for title in ("CHAPTER I", "CHAPTER II", "NOTE")
    )
    assert headings(text) == ["CHAPTER I", "CHAPTER II", "NOTE"]


def test_a_label_of_notes_set_off_like_the_titles_is_none() -> None:
    titles = ("Chapter 1: One", "Chapter 2: Two", "End Notes")
    text = "\n\n\n\n".join(f"{title}\n\n\nText one.\n\nText two.\n\nText three." for title in titles)
    assert headings(text) == ["Chapter 1: One", "Chapter 2: Two"]


def test_a_repeated_title_is_dropped() -> None:
    found = body("Chapter 1: The Lamp\n\nTHE LAMP\n\nText one.\n\nText two.")
    assert [sketch(block) for block in found.chapters[0].blocks] == ["Text one.", "Text two."]
    assert "title-repeated" in [notice.code for notice in found.notices]


def test_the_books_title_above_the_headings_of_chapters_is_dropped() -> None:
    text = "# The Lamp\n\n## Chapter 1\n\nText one.\n\n# THE LAMP\n\n## Chapter 2\n\nText two."
    lines = text.split("\n")
    found = read_body(lines, 0, len(lines), ReaderOptions(), title="The Lamp", declared=2)
    assert [chapter.heading for chapter in found.chapters] == ["Chapter 1", "Chapter 2"]
    notices = [(notice.code, notice.line) for notice in found.notices if notice.level is not Level.DETAIL]
    assert notices == [("title-repeated", 1), ("title-repeated", 7)]


@pytest.mark.parametrize(
    "text",
    [
        "# The Lamp\n\nText one.\n\n## Chapter 2\n\nText two.",
        "# The Lamp\n\n# Chapter 2\n\nText two.",
        "# The Lamps\n\n## Chapter 2\n\nText two.",
    ],
)
def test_a_heading_that_says_more_than_the_title_stays(text: str) -> None:
    lines = text.split("\n")
    found = read_body(lines, 0, len(lines), ReaderOptions(), title="The Lamp")
    assert found.chapters[0].heading.startswith("The Lamp")


def test_the_books_title_stays_where_a_pattern_asks_for_it() -> None:
    lines = ["# The Lamp", "", "## Chapter 1", "", "Text one."]
    options = ReaderOptions(chapters=re.compile("# .*"))
    found = read_body(lines, 0, len(lines), options, title="The Lamp")
    assert found.chapters[0].heading == "# The Lamp"


@pytest.mark.parametrize("title", ["CONTENTS\n\n", "Table of Contents\n", ""])
def test_a_list_of_contents_is_dropped(title: str) -> None:
    entries = "Chapter 1: Rain\nChapter 2: Wind\nChapter 3: Snow"
    text = f"{title}{entries}\n\n{numbered(*entries.split(chr(10)))}"
    assert headings(text) == entries.split("\n")
    assert "contents-dropped" in [notice.code for notice in body(text).notices]


def test_lines_that_come_back_in_the_story_are_no_contents() -> None:
    text = "He had a list.\n\nBread\nMilk\nEggs\n\nHe went.\n\nBread\n\nMilk\n\nEggs\n\nHe was home."
    assert " ".join(shape(text)).count("Bread") == 2


@pytest.mark.parametrize("first", ["“Rain?”", "Rain."])
def test_a_first_sentence_that_is_like_the_title_stays(first: str) -> None:
    (chapter,) = body(f"Chapter 1: Rain\n\n{first}\n\nIt was late.").chapters
    assert len(chapter.blocks) == 2


def test_the_word_contents_alone_drops_no_story() -> None:
    text = "She found the box.\n\nCONTENTS\n\nNothing.\n\nHe said, “What is it?”\n\nNothing.\n\nThe end."
    assert "contents-dropped" not in [notice.code for notice in body(text).notices]


def test_headings_of_ones_own() -> None:
    found = body("Chapter 1\n\nA.\n\n@ Rain\n\nB.", chapters=re.compile("@ .*"))
    assert [chapter.heading for chapter in found.chapters] == ["", "@ Rain"]


@pytest.mark.parametrize("line", ["*Time skip*", "~Flashback~", "[Ida's POV]", "--- Three days later ---"])
def test_a_turn_of_the_story_keeps_its_words(line: str) -> None:
    found = shape(f"One came.\n\n{line}\n\nTwo came.")
    assert found[1].startswith("H ")
    assert line.strip("*~[]- ") in found[1]


def test_headings_of_ones_own_need_no_blank_lines() -> None:
    found = body("[[one]]\nHe came.\nShe went.\n[[two]]\nIt was late.", chapters=re.compile(r"\[\[.*"))
    assert [chapter.heading for chapter in found.chapters] == ["[[one]]", "[[two]]"]
    assert "pattern-vain" not in {notice.code for notice in found.notices}


@pytest.mark.parametrize("option", ["chapters", "scene_break"])
def test_a_pattern_that_nothing_is_like_is_told(option: str) -> None:
    found = body("Day one\n\nHe came.", **{option: re.compile("Day")})  # type: ignore[arg-type]
    (notice,) = (notice for notice in found.notices if notice.code == "pattern-vain")
    assert "“Day”" in notice.text


@pytest.mark.parametrize("tight", [1, 2])
def test_one_heading_of_a_series_may_stand_tight(tight: int) -> None:
    text = numbered("Chapter 1", "Chapter 2").replace(f"Chapter {tight}\n\n", f"Chapter {tight}\n")
    assert headings(text) == ["Chapter 1", "Chapter 2"]


def test_a_diary_may_skip_days() -> None:
    assert len(headings(numbered("Day 1", "Day 2", "Day 7"))) == 3


def test_every_decision_has_its_reason() -> None:
    found = body("Chapter 1\n\nA.\n\n***\n\nB.\n\n***")
    assert [(notice.line, notice.code) for notice in found.notices] == [
        (0, "layout"),
        (1, "heading"),
        (5, "scene-break"),
        (9, "scene-break"),
    ]
    assert all(notice.text.endswith(".") for notice in found.notices)


# Notes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Notes:\n\n> Be kind.\n\nText.", ["N Notes(Be kind.)", "Text."]),
        (
            "Summary\n\n> It rains.\n\nNotes\n\n> Be kind.\n\nText.",
            ["N Summary(It rains.)", "N Notes(Be kind.)", "Text."],
        ),
        (
            "Chapter Summary\n\nIt rains.\n\nIt pours.\n\nChapter Text\n\nText.",
            ["N Chapter Summary(It rains., It pours.)", "Text."],
        ),
        ("Author's Note:\n\nBe kind.\n\n***\n\nText.", ["N Author's Note(Be kind.)", "Text."]),
        ("Notes for the Chapter:\n\nBe kind.\n\nText.", ["N Notes for the Chapter(Be kind.)", "Text."]),
        ("A/N: Be kind.\n\nText.", ["N (A/N: Be kind.)", "Text."]),
        (
            "One.\n\nTwo.\n\nThree.\n\nEnd Notes\n\nThanks.\n\nBye.",
            ["One.", "Two.", "Three.", "N End Notes(Thanks., Bye.)"],
        ),
        ("One.\n\nTwo.\n\n***\n\nA/N: Thanks.", ["One.", "Two.", "|", "N (A/N: Thanks.)"]),
        ("(See the end of the chapter for notes.)\n\nText.", ["Text."]),
        ("Work Text:\n\nText.", ["Text."]),
        ("Notes were taken.\n\nText.", ["Notes were taken.", "Text."]),
        (
            "One.\n\nTwo.\n\nThree.\n\nA/N: a gag.\n\nFour.\n\nFive.",
            ["One.", "Two.", "Three.", "A/N: a gag.", "Four.", "Five."],
        ),
    ],
)
def test_notes(text: str, expected: list[str]) -> None:
    blocks = body(f"Chapter 1\n\n{text}").chapters[0].blocks
    assert [sketch(block) for block in blocks] == expected


# Numbers of pages


def test_a_sentence_that_a_page_broke_is_whole_again() -> None:
    page = "\n\n".join(f"Line {line} was short." for line in range(10))
    text = "\n\n".join(f"{page}\n\nIt went\n\n[{number}]\n\non and on." for number in range(7, 12))
    found = shape(text)
    assert found.count("It went on and on.") == 5
    assert not any("[" in block for block in found)
    assert [notice.line for notice in body(text).notices if notice.code == "pages-dropped"] == [23]


# Footnotes


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("An owl[1] sat.\n\nA gull[2] too.\n\n[1] A barn owl.\n\n[2] A herring gull.", ["[1]", "[2]"]),
        ("An owl[1] sat.\n\nA gull[2] too.\n\n[1] A barn owl.\n[2] A herring gull.", ["[1]", "[2]"]),
        ("An *owl[1]* sat.\n\n[1] A barn owl.", ["[1]"]),
        ("An *owl*[1] sat.\n\n[1] A barn owl.", ["[1]"]),
        ("An owl.[^1] It sat.\n\n[^1]: A barn owl.", ["[1]"]),
        ("An owl(1) sat.\n\n(1) A barn owl.", ["(1)"]),
        ("An owl¹ sat.\n\n¹ A barn owl.", ["¹"]),
        ("An owl* sat.\n\n* A barn owl.", ["*"]),
        ("An owl [1] sat.\n\n[Footnote 1: A barn owl.]\n\nIt flew.", ["[Footnote 1:"]),
        ("An owl[1] sat.\n\nEnd Notes\n\n[1] A barn owl.", ["[1]"]),
        ("An owl[1] sat.\n\nIt flew[2].\n\n[1] A barn owl.", ["[1]"]),
    ],
)
def test_footnotes_are_linked(text: str, notes: list[str]) -> None:
    (chapter,) = body(text).chapters
    found = [*chapter.blocks]
    found += [inner for block in chapter.blocks if isinstance(block, Note) for inner in block.blocks]
    footnotes = {block.identifier: block.mark for block in found if isinstance(block, Footnote)}
    assert list(footnotes.values()) == notes
    assert sorted(reference_marks(found)) == sorted(footnotes)
    unmarked = str.maketrans("", "", "*^:")
    words = " ".join(texts(chapter.blocks)).translate(unmarked).split()
    assert words == text.translate(unmarked).split()


def reference_marks(blocks: Iterable[Block]) -> list[str]:
    """The identifiers of the footnotes that marks in paragraphs point to."""
    inlines = [inline for block in blocks if isinstance(block, Paragraph) for inline in block.inlines]
    inlines += [inner for inline in inlines if isinstance(inline, Emphasis) for inner in inline.inlines]
    return [inline.footnote for inline in inlines if isinstance(inline, ReferenceMark)]


@pytest.mark.parametrize(
    "text",
    [
        "See [1] and again [1].\n\n[1] A barn owl.",
        "An owl[1] sat.\n\n[1] A barn owl.\n\n[1] A gull.",
        "An owl[1] sat.\n\n[1] A barn owl.\n\nIt flew away.",
        "An owl[1] sat.\n\nIt flew away.",
        "Bring (1) milk.\n\n(1) A litre will do.",
        "It cost 5 * 3 coins.\n\n* A list of one.",
        "He sat.\n\n[1] A barn owl.",
        "10² steps and 10² more.\n\n² That is a hundred.",
    ],
)
def test_other_numbers_in_brackets_are_text(text: str) -> None:
    (chapter,) = body(text).chapters
    assert not any(isinstance(block, Footnote) for block in chapter.blocks)
    assert not reference_marks(chapter.blocks)


def test_footnotes_of_chapters_do_not_meet() -> None:
    text = "\n\n".join(f"Chapter {n}\n\nAn owl[1] sat.\n\n[1] A barn owl." for n in (1, 2))
    found = [block for chapter in body(text).chapters for block in chapter.blocks]
    assert [block.identifier for block in found if isinstance(block, Footnote)] == ["1-1", "2-1"]


# Annotations


def test_ruby_headings_and_dots() -> None:
    text = (
        "［＃５字下げ］一　朝［＃「一　朝」は中見出し］\n\n"
        "灯台《とうだい》が｜光《ひか》った。\nとても［＃「とても」に傍点］静か［＃ママ］だ。"
    )
    found = body(text, "ja")
    (chapter,) = found.chapters
    assert (chapter.label, chapter.title) == ("一", "朝")
    first, second = chapter.blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert first.inlines[0] == Ruby("灯台", "とうだい")
    assert Ruby("光", "ひか") in first.inlines
    assert second.inlines == (Emphasis((Text("とても"),)), Text("静かだ。"))
    assert "annotation-dropped" in [notice.code for notice in found.notices]


# Emphasis


def em(*inlines: Inline) -> Emphasis:
    return Emphasis(inlines)


def strong(*inlines: Inline) -> Strong:
    return Strong(inlines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a*", [em(Text("a"))]),
        ("_a_ b", [em(Text("a")), Text(" b")]),
        ("**a**", [strong(Text("a"))]),
        ("***a***", [strong(em(Text("a")))]),
        ("*a _b_ c*", [em(Text("a "), em(Text("b")), Text(" c"))]),
        ("“*Hello*,” she", [Text("“"), em(Text("Hello")), Text(",” she")]),
        ("*a *b* c", [Text("*a "), em(Text("b")), Text(" c")]),
        ("*a _b* c_", [em(Text("a _b")), Text(" c_")]),
        ("*...what?*", [em(Text("...what?"))]),
        ("*“Hello,” she said. “Sit.”*", [em(Text("“Hello,” she said. “Sit.”"))]),
        ("*One. Two! Three?* Four.", [em(Text("One. Two! Three?")), Text(" Four.")]),
        ("*a*-*b*", [em(Text("a")), Text("-"), em(Text("b"))]),
        ("he—*a*—and", [Text("he—"), em(Text("a")), Text("—and")]),
        ("_The sea_, _or the shore_", [em(Text("The sea")), Text(", "), em(Text("or the shore"))]),
        ("_Still und schnell_--", [em(Text("Still und schnell")), Text("--")]),
        ("_Morning._... Night", [em(Text("Morning.")), Text("... Night")]),
        ("_he paused--_--", [em(Text("he paused--")), Text("--")]),
        ("_A_, and_ ,", [em(Text("A")), Text(", and_ ,")]),
        ("the _Heron_'s", [Text("the "), em(Text("Heron")), Text("'s")]),
        ("*a_b * c*", [em(Text("a_b * c"))]),
        ("__a__", [strong(Text("a"))]),
        ("*_a_*", [em(em(Text("a")))]),
        ("**_a_ b**", [strong(em(Text("a")), Text(" b"))]),
        ("他*不*说", [Text("他"), em(Text("不")), Text("说")]),
        ("*안녕*은", [em(Text("안녕")), Text("은")]),
    ],
)
def test_emphasis(text: str, expected: list[Inline]) -> None:
    assert list(read_inlines(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "5* hotel*",
            "f**k",
            "snake_case_name",
            "____",
            "* a *",
            "2 * 3 * 4",
            "(*) see (*)",
            "a*",
            "*",
            "_ _",
        ),
        *(
            "_un_true",
            "un_true_",
            "sh*t, f*ck",
            "^_^ hm ^_^",
            "-_- a -_-",
            ">_< b >_<",
            "*_*",
            "*a**",
            "****a****",
        ),
    ],
)
def test_lone_marks_stay(text: str) -> None:
    assert read_inlines(text) == (Text(text),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_Un_important", [em(Text("Un")), Text("important")]),
        ("no*body*?", [Text("no"), em(Text("body")), Text("?")]),
        ("harbour_night_owl", [Text("harbour_night_owl")]),
        ("sh*t, f**k", [Text("sh*t, f**k")]),
    ],
)
def test_parts_of_words_where_the_text_has_the_habit(text: str, expected: list[Inline]) -> None:
    habit = "*One* and _two_, *three* and _four_, *five* and _six_."
    assert list(read_inlines(text, find_markup(f"{habit}\n\n{text}"))) == expected
    assert len(read_inlines(text)) == 1
