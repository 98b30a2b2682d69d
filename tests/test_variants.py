"""What raw stories look like: a row a variant, and beside it a row for what must not be taken for it.

Every row is a whole file and what a reader expects of it. A story is sketched as a list of texts:
``= Chapter 1: Rain`` is a heading (``==`` that of a part), ``|`` a scene break, ``~`` a pause, ``L`` lines
that keep their ends, ``V`` verse, ``Q`` a quotation, ``N`` a note, ``F`` a footnote with its mark in the
text in braces, ``H`` a heading inside a chapter, and anything else a paragraph; `` / `` stands for the end
of a line that is kept.
"""

import textwrap
from pathlib import Path
from typing import assert_never

import pytest

from converter import convert
from converter.book import (
    Block,
    Chapter,
    ChapterCount,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    LineBreak,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Series,
    Strong,
    Styled,
    Text,
    Verse,
)
from converter.errors import ConverterError, SourceEmpty
from converter.readers import Parsed, ReaderOptions, text
from converter.source import decode

Facts = dict[str, object]
Row = object
"""What ``pytest.param`` makes."""


def read(raw: str | bytes, name: str = "story.txt") -> Parsed:
    data = raw if isinstance(raw, bytes) else raw.encode()
    return text.read(decode(data, name), ReaderOptions())


def story(raw: str | bytes, name: str = "story.txt") -> list[str]:
    """The whole story in a few words."""
    return [line for chapter in read(raw, name).book.chapters for line in sketch_chapter(chapter)]


def facts(raw: str | bytes, expected: Facts, name: str = "story.txt") -> Facts:
    """The same fields of the metadata as are expected."""
    metadata = read(raw, name).book.metadata
    return {field: getattr(metadata, field) for field in expected}


def codes(raw: str | bytes, name: str = "story.txt") -> set[str]:
    return {notice.code for notice in read(raw, name).notices}


def headings(raw: str) -> list[str]:
    """The headings alone, those inside chapters too."""
    return [line for line in story(raw) if line.startswith(("=", "H "))]


def sketch_chapter(chapter: Chapter) -> list[str]:
    sign = "==" if chapter.is_part else "="
    return [f"{sign} {chapter.heading}"] * bool(chapter.heading) + [sketch(block) for block in chapter.blocks]


def sketch(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return marked(inlines)
        case SceneBreak():
            return "~" if block.is_soft else "|"
        case Verse(lines):
            return "V " + " / ".join(map(marked, lines))
        case Lines(lines):
            return "L " + " / ".join(map(marked, lines))
        case Quote(blocks):
            return f"Q({', '.join(map(sketch, blocks))})"
        case Heading(inlines):
            return f"H {marked(inlines)}"
        case Note(label, blocks):
            return f"N {label}({', '.join(map(sketch, blocks))})"
        case Footnote(_, sign, inlines):
            return f"F {sign} {marked(inlines)}"
        case _:
            assert_never(block)


def marked(inlines: tuple[Inline, ...]) -> str:
    """The text with the signs of HTML for what is set apart in it."""
    return "".join(map(mark, inlines))


def mark(inline: Inline) -> str:
    match inline:
        case Text(characters):
            return characters
        case Emphasis(inner):
            return f"<i>{marked(inner)}</i>"
        case Strong(inner):
            return f"<b>{marked(inner)}</b>"
        case Styled(style, inner):
            return f"<{style}>{marked(inner)}</{style}>"
        case Ruby(base, reading):
            return f"{base}({reading})"
        case ReferenceMark(characters):
            return f"{{{characters}}}"
        case LineBreak():
            return " / "
        case _:
            assert_never(inline)


def above(*keys: str, body: str = "It was late.") -> str:
    """A file with title, author and these lines above its story."""
    return "\n".join(["Title: The Lamp", "Author: Ida Quill", *keys, "", body, ""])


def keys(names: str, value: str, field: str, expected: object) -> list[Row]:
    """A row for each of the names that a key goes by."""
    return [
        pytest.param(f"{name}: {value}", field, expected, id=f"{field}: {name}") for name in names.split("|")
    ]


def others(names: str, value: str, field: str = "others") -> list[Row]:
    """A row for each key that has no field of its own and is kept as it is."""
    return [
        pytest.param(f"{name}: {value}", field, ((name, value),), id=f"{field}: {name}")
        for name in names.split("|")
    ]


def each(kind: str, values: str, separator: str = " ; ") -> list[Row]:
    """A row for each of several lines of one kind."""
    return [pytest.param(value, id=f"{kind}: {value}") for value in values.split(separator)]


def numbered(*labels: str) -> str:
    """A text with these lines as its headings, three paragraphs below each."""
    return "\n\n".join(f"{label}\n\nIt rained.\n\nIt poured.\n\nIt stopped." for label in labels)


def days(count: int, between: str = "\n\n") -> str:
    """As many short paragraphs, each of its own."""
    return between.join(f"On day {n} the gulls sat in a row and said nothing." for n in range(1, count + 1))


ROAD = (
    "It was a long road, and the lamp swung from side to side as the cart went on. Nobody spoke of the "
    "letter, and nobody asked for it; the rain had stopped, the gulls were back on the wall, and Ida "
    "counted the windows that were lit in the town below, one after the other, until they were home."
)
"""A paragraph of prose."""
ARGUMENTS = (
    "In Which the Ferryman Accepts the Lamp, and the Lamplighter the Ferry, the One as Guest, One as Host",
    "In Which a Dog Is Asked the Way, and Answers at Such a Length That the Whole Quay Misses Supper Twice",
    "How the Lamp Was Lost; and What Was Said of It by Those Who Were Asked, and by Those Who Were Not",
)
"""Titles longer than a line."""
WRAPPED = textwrap.fill(ROAD, 72)
INDENTED = textwrap.fill(ROAD, 72, initial_indent="    ")
POEM = (
    "The lamp is lit upon the hill,\nThe boats are coming in,\nThe wind is down, the sea is still,\nAll night"
)
SUNG = "V " + POEM.replace("\n", " / ")


# Keys


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        *keys(
            "Title|TITLE|title|Story|Story Title|Work Title|书名|题名|Titel|Titre|Título|Название",
            "Rain: A Tale",
            "title",
            "Rain: A Tale",
        ),
        *keys("Work ID|WorkID|ID|Story ID|WORK ID|work id", "4410027", "work_id", "4410027"),
        pytest.param(
            "URL: https://example.org/works/4410027", "work_id", "4410027", id="work_id: from the URL"
        ),
        *keys(
            "URL|Source|Story URL|Link|Original Source|Origin",
            "https://example.org/s/7",
            "url",
            "https://example.org/s/7",
        ),
        *keys("Author|Authors|By|Creator|Writer|Pseud|Byline|Author(s)|作者", "Tom", "authors", ("Tom",)),
        *others("Author URL|Series URL", "https://example.org/u/1"),
        *keys("Rating|Rated", "Mature", "rating", "Mature"),
        *[
            row
            for value in ("Not Rated", "General Audiences", "Teen And Up Audiences", "Mature", "Explicit")
            for row in [pytest.param(f"Rating: {value}", "rating", value, id=f"rating is {value}")]
        ],
        pytest.param("Rating: K", "rating", "General Audiences", id="rating is K"),
        pytest.param("Rated: K+", "rating", "General Audiences", id="rating is K+"),
        pytest.param("Rated: T", "rating", "Teen And Up Audiences", id="rating is T"),
        pytest.param("Rated: M", "rating", "Mature", id="rating is M"),
        pytest.param("Rating: PG", "rating", "General Audiences", id="rating is PG"),
        pytest.param("Rating: PG-13", "rating", "Teen And Up Audiences", id="rating is PG-13"),
        *keys(
            "Archive Warning|Archive Warnings|Warning|Warnings|Content Warnings",
            "Major Character Death, No Archive Warnings Apply",
            "warnings",
            ("Major Character Death", "No Archive Warnings Apply"),
        ),
        pytest.param("Warnings: Spiders", "tags", ("Spiders",), id="a warning no archive has is a tag"),
        *keys("Category|Categories|AO3 Categories", "F/M, Gen", "categories", ("F/M", "Gen")),
        pytest.param(
            "Category: Lighthouses\nStory URL: https://example.org/s/7",
            "fandoms",
            ("Lighthouses",),
            id="a downloader's category is the fandom",
        ),
        *keys("Fandom|Fandoms", "Gulls (TV), Boats", "fandoms", ("Gulls (TV)", "Boats")),
        *keys(
            "Relationship|Relationships|Pairing|Pairings|Ships",
            "Ida & Tom, Ann/Ben",
            "relationships",
            ("Ida & Tom", "Ann/Ben"),
        ),
        *keys("Character|Characters", "Ida, Tom", "characters", ("Ida", "Tom")),
        *keys(
            "Additional Tag|Additional Tags|Freeform|Freeform Tags|freefromtags|Tags|Genre|Extra Tags"
            "|Keywords",
            "Rain, Slow Days",
            "tags",
            ("Rain", "Slow Days"),
        ),
        pytest.param(
            "Tags: " + ", ".join(f"Tag {n}" for n in range(75)),
            "tags",
            tuple(f"Tag {n}" for n in range(75)),
            id="seventy-five tags",
        ),
        *keys("Language|Lang|语言", "Deutsch", "language", "de"),
        *keys("Language", "German", "language", "de"),
        pytest.param("Language: de", "language", "de", id="language as a code"),
        pytest.param("Language: ptBR", "language", "pt-BR", id="language as an archive's code"),
        pytest.param("Language: Português brasileiro", "language", "pt-BR", id="language in its own name"),
        pytest.param("Language: العربية", "language", "ar", id="language from right to left"),
        pytest.param("Series: Part 2 of Skies", "series", (Series("Skies", "2"),), id="series: part of"),
        pytest.param("Series: Skies [2]", "series", (Series("Skies", "2"),), id="series: in brackets"),
        pytest.param("Series: Skies (2)", "series", (Series("Skies", "2"),), id="series: in parentheses"),
        pytest.param("Series: Skies", "series", (Series("Skies"),), id="series: without a number"),
        *[
            pytest.param(
                f"Series: Skies\n{key}: {number}",
                "series",
                (Series("Skies", number.removesuffix(".0")),),
                id=f"series: {key} {number}",
            )
            for key, number in (("series_index", "2"), ("Series Index", "2.0"), ("series_index", "2.5"))
        ],
        pytest.param(
            "Series: Skies [3]\nSeries index: 2", "series", (Series("Skies", "3"),), id="series: two numbers"
        ),
        pytest.param(
            "Series: Part 2 of Skies, Part 11 of Seas",
            "series",
            (Series("Skies", "2"), Series("Seas", "11")),
            id="series: two",
        ),
        *keys("Collection|Collections", "Winter, Summer", "collections", ("Winter", "Summer")),
        *[
            row
            for value in (
                *("Completed", "Complete", "In-Progress", "In Progress", "WIP", "Updated", "Ongoing"),
                *("Hiatus", "Abandoned"),
            )
            for row in [pytest.param(f"Status: {value}", "status", value, id=f"status is {value}")]
        ],
        *keys(
            "Published|Posted|Posted on|Posted at|Date|Publication Date",
            "2024-05-17",
            "published",
            "2024-05-17",
        ),
        *keys("Updated|Last Updated|Date Updated", "2024-05-17", "updated", "2024-05-17"),
        *keys("Completed", "2024-05-17", "completed", "2024-05-17"),
        *others("Packaged|Saved", "2024-05-17"),
        *keys("Words|Word Count", "21,069", "words", 21069),
        pytest.param("Words: 21.069", "words", 21069, id="words with a point"),
        pytest.param("Words: 21 069", "words", 21069, id="words with a space"),
        pytest.param("Words: 21\u202f069", "words", 21069, id="words with a narrow space"),
        pytest.param("Words: 690", "words", 690, id="words, few"),
        *keys(
            "Chapters|Chapter|numChapters|Chapters/Total Chapters|Kapitel|Главы|الفصول",
            "1/1",
            "chapters",
            ChapterCount(1, 1),
        ),
        pytest.param("Chapters: 1/?", "chapters", ChapterCount(1, None), id="chapters: open end"),
        pytest.param("Chapters: 12", "chapters", ChapterCount(12, None), id="chapters: one number"),
        pytest.param("Chapters: 1,024/1,024", "chapters", ChapterCount(1024, 1024), id="chapters: thousands"),
        *others("Kudos|Hits|Bookmarks|Comments|Reviews|Favs|Follows|Views|Reads|Likes", "1,204", "stats"),
        pytest.param(
            "Stats: Published: 2024-05-17 Updated: 2024-06-01 Words: 21,069 Chapters: 1/2",
            "updated",
            "2024-06-01",
            id="stats: updated",
        ),
        pytest.param(
            "Stats: Published: 2024-05-17 Updated: 2024-06-01 Words: 21,069 Chapters: 1/2",
            "words",
            21069,
            id="stats: words",
        ),
        pytest.param(
            "Stats: Published: 2024-05-17 Updated: 2024-06-01 Words: 21,069 Chapters: 1/2",
            "chapters",
            ChapterCount(1, 2),
            id="stats: chapters",
        ),
        *keys("Summary|Description|Synopsis|Blurb|简介|文案|あらすじ", "A lamp.", "summary", ("A lamp.",)),
        *keys(
            "Notes|Note|Author's Note|Author's Notes|Author's Note(s)|Author’s Note|A/N|Story Notes",
            "For Ann.",
            "notes",
            ("For Ann.",),
        ),
        *keys("Publisher|Site|Archive", "The Shelf", "publisher", "The Shelf"),
        *others(
            "Disclaimer|Dedication|Beta|Beta Readers|Translator|Translators|Translator(s)|Spoilers|Feedback"
            "|Universe|Recipient|Gift for|Prompt|Downloader Version|File Format",
            "Ann",
        ),
        pytest.param("Author: Ida Quill (idaq)", "authors", ("Ida Quill (idaq)",), id="a pseud and its user"),
        pytest.param("Author: Anonymous", "authors", ("Anonymous",), id="anonymous"),
        pytest.param("Author: orphan_account", "authors", ("orphan_account",), id="orphaned"),
        pytest.param("Title: Rain, Wind & <Snow>", "title", "Rain, Wind & <Snow>", id="title with signs"),
        pytest.param(
            'Title: Rain: "A & B" < C', "title", 'Rain: "A & B" < C', id="title with colon and quotes"
        ),
        pytest.param("Title: " + "x" * 255, "title", "x" * 255, id="a title of 255 letters"),
    ],
)
def test_keys(line: str, field: str, expected: object) -> None:
    head = {"title": "Author: Ida Quill", "authors": "Title: The Lamp"}
    raw = "\n".join([head.get(field, "Title: The Lamp\nAuthor: Ida Quill"), line, "", "It was late.", ""])
    assert facts(raw, {field: expected}) == {field: expected}
    assert story(raw) == ["It was late."]


# The header's grammar

SMALL_THINGS: list[tuple[str, str, Facts]] = [
    (
        "a key that nobody knows, second",
        "Title: The Lamp\nMood: blue\nRating: Mature\nAuthor: Ida",
        {"authors": ("Ida",), "rating": "Mature", "others": (("Mood", "blue"),)},
    ),
    (
        "a header between rules",
        "==========\nTitle: The Lamp\nAuthor: Ida\n==========",
        {"authors": ("Ida",)},
    ),
    (
        "a header between rules and blank lines",
        "*****\n\nTitle: The Lamp\nAuthor: Ida\n\n*****",
        {"authors": ("Ida",)},
    ),
    (
        "title and author on one line above keys",
        "The Lamp by Ida Quill\n\nRating: Mature\nSummary: Rain.",
        {"authors": ("Ida Quill",), "rating": "Mature", "summary": ("Rain.",)},
    ),
    ("a title above keys", "The Lamp\n\nRating: Mature\nFandom: Gulls", {"fandoms": ("Gulls",)}),
    (
        "a title above the author's key",
        "《The Lamp》\nAuthor: Ida\nWords: 7",
        {"authors": ("Ida",), "words": 7},
    ),
    (
        "all numbers on a line below the summary",
        (
            "The Lamp\n\nBy: Ida\n\nSummary: Rain.\n\n"
            "Rated: Fiction K+ - English - Drama - Chapters: 2 - Words: 1,204 - Status: Complete - id: 77"
        ),
        {
            "rating": "General Audiences",
            "language": "en",
            "tags": ("Drama",),
            "status": "Complete",
            "chapters": ChapterCount(2, None),
            "words": 1204,
            "work_id": "77",
            "summary": ("Rain.",),
        },
    ),
    (
        "keys in HTML",
        "<b>Title:</b> The Lamp<br>\n<b>Author:</b> Ida<br />\n<strong>Rating</strong>: Mature<br>",
        {"authors": ("Ida",), "rating": "Mature"},
    ),
    ("ends of lines in HTML", "Title: The Lamp<br>\nAuthor: Ida<br/>", {"authors": ("Ida",)}),
    ("keys in BBCode", "[b]Title:[/b] The Lamp\n[b]Author[/b]: Ida", {"authors": ("Ida",)}),
    ("keys in Markdown", "*Title:* The Lamp\n__Author__: Ida", {"authors": ("Ida",)}),
    ("keys in a list", "* Title: The Lamp\n* Author: Ida\n- Rating: Mature", {"authors": ("Ida",)}),
    (
        "keys between blank lines, and a list with a full stop",
        "Title: The Lamp\nAuthor: Ida\n\nDisclaimer: Not mine.\n\nWarnings: None.\n\nPairing: Ida/Tom",
        {"warnings": ("None.",), "relationships": ("Ida/Tom",), "others": (("Disclaimer", "Not mine."),)},
    ),
    (
        "a Chinese title and its author on a line",
        "《The Lamp》作者：Ida\n\n简介：雨。",
        {"authors": ("Ida",)},
    ),
]
FOREIGN_HEADERS: list[tuple[str, str, Facts]] = [
    (
        "Russian",
        (
            "Название: Лампа\nАвтор: Ида\nФэндом: Чайки\nРейтинг: PG-13\nРазмер: Мини\nСтатус: завершён\n"
            "Язык: русский\nОписание: Дождь.\nПримечания автора: Для Анны."
        ),
        {
            "title": "Лампа",
            "authors": ("Ида",),
            "fandoms": ("Чайки",),
            "status": "завершён",
            "rating": "Teen And Up Audiences",
            "others": (("Размер", "Мини"),),
            "language": "ru",
            "summary": ("Дождь.",),
            "notes": ("Для Анны.",),
        },
    ),
    (
        "Ukrainian",
        "Назва: Лампа\nАвтор: Іда\nФендом: Чайки\nМова: українська\nМітки: дощ, вітер\nКолір: синій",
        {
            "title": "Лампа",
            "authors": ("Іда",),
            "fandoms": ("Чайки",),
            "language": "uk",
            "tags": ("дощ", "вітер"),
            "others": (("Колір", "синій"),),
        },
    ),
    (
        "Japanese",
        "タイトル：雨\n作者：猫\n言語：日本語\nタグ：灯台、海\n文字数：1,204\n色：青\nあらすじ：雨が降る。",
        {
            "title": "雨",
            "authors": ("猫",),
            "language": "ja",
            "tags": ("灯台", "海"),
            "words": 1204,
            "others": (("色", "青"),),
            "summary": ("雨が降る。",),
        },
    ),
    (
        "Korean",
        "제목: 비\n작가: 고양이\n언어: 한국어\n등장인물: 이다, 톰\n줄거리: 비가 온다.",
        {
            "title": "비",
            "authors": ("고양이",),
            "language": "ko",
            "characters": ("이다", "톰"),
            "summary": ("비가 온다.",),
        },
    ),
    (
        "Chinese",
        "书名：雨\n作者：猫\n标签：灯塔、海\n配对：伊达/汤姆\n状态：完结\n字数：1,204\n内容简介：下雨了。",
        {
            "title": "雨",
            "authors": ("猫",),
            "tags": ("灯塔", "海"),
            "relationships": ("伊达/汤姆",),
            "status": "完结",
            "words": 1204,
            "summary": ("下雨了。",),
        },
    ),
    (
        "Arabic",
        "العنوان: المطر\nالمؤلف: قط\nاللغة: العربية\nالملخص: نزل المطر.",
        {"title": "المطر", "authors": ("قط",), "language": "ar", "summary": ("نزل المطر.",)},
    ),
    (
        "Persian",
        "عنوان: باران\nنویسنده: گربه\nزبان: فارسی\nبرچسب‌ها: باران, باد\nخلاصه: باران بارید.",
        {"title": "باران", "authors": ("گربه",), "language": "fa", "tags": ("باران", "باد")},
    ),
    (
        "Hebrew",
        "כותרת: גשם\nמחבר: חתול\nשפה: עברית\nתקציר: ירד גשם.",
        {"title": "גשם", "authors": ("חתול",), "language": "he", "summary": ("ירד גשם.",)},
    ),
    (
        "Turkish",
        "Başlık: Yağmur\nYazar: Kedi\nDil: Türkçe\nÖzet: Yağmur yağdı.\nKarakterler: Ida, Tom",
        {"title": "Yağmur", "authors": ("Kedi",), "language": "tr", "characters": ("Ida", "Tom")},
    ),
    (
        "Polish",
        "Tytuł: Deszcz\nAutor: Kot\nJęzyk: polski\nOstrzeżenia: Wiatr\nLiczba słów: 1 204\nOpis: Padało.",
        {
            "title": "Deszcz",
            "authors": ("Kot",),
            "language": "pl",
            "tags": ("Wiatr",),
            "words": 1204,
            "summary": ("Padało.",),
        },
    ),
    (
        "German",
        "Titel: Regen\nAutorin: Katze\nSprache: Deutsch\nFiguren: Ida, Tom\nÄrger: nie\nInhalt: Es goss.",
        {
            "title": "Regen",
            "authors": ("Katze",),
            "language": "de",
            "characters": ("Ida", "Tom"),
            "others": (("Ärger", "nie"),),
            "summary": ("Es goss.",),
        },
    ),
    (
        "Hindi",
        "शीर्षक: बारिश\nलेखक: बिल्ली\nभाषा: हिन्दी\nरंग: नीला",
        {"title": "बारिश", "authors": ("बिल्ली",), "language": "hi", "others": (("रंग", "नीला"),)},
    ),
]


@pytest.mark.parametrize(
    ("raw", "expected", "body"),
    [
        pytest.param(
            above("Rating: Mature", "Mood: blue"),
            {"title": "The Lamp", "rating": "Mature", "others": (("Mood", "blue"),)},
            ["It was late."],
            id="a key that nobody knows, below two that are known",
        ),
        pytest.param(
            "\n\n\n" + above("Rating: Mature"), {"rating": "Mature"}, ["It was late."], id="blank lines above"
        ),
        pytest.param(
            above("", "Rating: Mature", "", "Words: 7"),
            {"rating": "Mature", "words": 7},
            ["It was late."],
            id="blank lines between keys",
        ),
        pytest.param(
            "Title: The Lamp\n\nAuthor: Ida Quill\n\nLanguage: English\n\nStatus: Complete\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",), "language": "en", "status": "Complete"},
            ["It was late."],
            id="a blank line below each key",
        ),
        pytest.param(
            "Author: Ida Quill\n\nDate: May 2024\n\nTitle: The Lamp\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",), "published": "May 2024"},
            ["It was late."],
            id="a blank line below each key, a diary's among them",
        ),
        pytest.param(
            "Title: The Lamp\n\nDate: 14 May\n\nIt was late.\n",
            {"title": "story", "published": ""},
            ["Title: The Lamp", "Date: 14 May", "It was late."],
            id="not: a title and a diary's date",
        ),
        pytest.param(
            "Title: The Lamp\n\nAuthor: Ida Quill\n\nSummary: A lamp.\n\n"
            + f"{ROAD}\n\n" * 6
            + "Notes: For Ann.\n",
            {"summary": ("A lamp.",), "notes": ()},
            [*[ROAD] * 6, "Notes: For Ann."],
            id="not: a story between a summary and notes, with a blank line below each key",
        ),
        *[
            pytest.param(f"{raw}\n\nIt was late.\n", expected, ["It was late."], id=f"keys in {language}")
            for language, raw, expected in FOREIGN_HEADERS
        ],
        *[
            pytest.param(
                f"{raw}\n{line}\n\nIt was late.\n",
                {"others": ()},
                [line, "It was late."],
                id=f"not: speech right below the header: {line}",
            )
            for raw, line in (
                ("书名：雨\n作者：猫", "伊达说：“雨停了。”"),
                ("タイトル：雨\n作者：猫", "イダ：「雨だ」"),
                ("Название: Лампа\nАвтор: Ида", "Том сказал: «Дождь»."),
                ("Title: The Lamp\nAuthor: Ida Quill", "Tom said: “Rain.”"),
            )
        ],
        *[
            pytest.param(
                f"{raw}\n\nIt was late.\n", {"title": "The Lamp", **expected}, ["It was late."], id=name
            )
            for name, raw, expected in SMALL_THINGS
        ],
        *[
            pytest.param(raw, {"title": "story", "authors": ()}, body, id=f"not: {name}")
            for name, raw, body in (
                (
                    "a first line with “by” above one key",
                    "A house by Ann\n\nWords: 7\n\nHe came.\n",
                    ["A house by Ann", "Words: 7", "He came."],
                ),
                (
                    "a sentence above keys",
                    "He came.\n\nRating: Mature\nFandom: Gulls\n",
                    ["He came.", "L Rating: Mature / Fandom: Gulls"],
                ),
                (
                    "a key that nobody knows, first",
                    "Mood: blue\nTom: Rain.\nRating: four stars\n",
                    ["L Mood: blue / Tom: Rain. / Rating: four stars"],
                ),
                (
                    "a line between rules",
                    "==========\nTom: Rain.\n==========\n\nHe came.\n",
                    ["Tom: Rain.", "|", "He came."],
                ),
                (
                    "a title in its marks, in a sentence",
                    "《雨》作者说：下雨了。\n\n他来了。\n",
                    ["《雨》作者说：下雨了。", "他来了。"],
                ),
            )
        ],
        pytest.param(
            "Two by Two\n\nRating: Mature\nFandom: Gulls\n\nIt was late.\n",
            {"title": "Two by Two", "authors": ()},
            ["It was late."],
            id="not: an author, where a title has a word twice",
        ),
        *[
            pytest.param(f"{head}\n{text}\n", {"authors": names}, body, id=f"not: more of {head!r}")
            for head, names, text, body in (
                ("书名：雨\n作者：猫", ("猫",), "　　雨停了。\n　　他来了。", ["雨停了。", "他来了。"]),
                (
                    "Title: The Lamp\nAuthor: Ida",
                    ("Ida",),
                    "  It was late, and he came.\n  It rained and rained.",
                    ["It was late, and he came.", "It rained and rained."],
                ),
            )
        ],
        pytest.param(
            above("Tags: Rain", "- Wind: cold", "- Snow", "Words: 7"),
            {"tags": ("Rain", "- Wind: cold", "- Snow"), "words": 7},
            ["It was late."],
            id="not: a bullet with a colon, for a key",
        ),
        pytest.param(
            above("Inspired by: “Rain” by Tom", "Rating: Mature"),
            {"others": (("Inspired by", "“Rain” by Tom"),), "rating": "Mature"},
            ["It was late."],
            id="a key that nobody knows, with a value in quotation marks",
        ),
        pytest.param(
            above("Summary: A lamp.", body="Rating: terrible, she thought.\n\nIt was late."),
            {"summary": ("A lamp.",), "rating": ""},
            ["Rating: terrible, she thought.", "It was late."],
            id="not: a line of the story with a key, below the summary",
        ),
        pytest.param(
            above("Rating: Mature", "Summary: A lamp.", body="Rating: terrible.\n\nIt was late."),
            {"summary": ("A lamp.",), "rating": "Mature"},
            ["Rating: terrible.", "It was late."],
            id="not: a key once more, below the summary",
        ),
        pytest.param(
            above("Rating:", "Mature", "Words:", "7"),
            {"rating": "Mature", "words": 7},
            ["It was late."],
            id="values on the next line",
        ),
        pytest.param(
            above("Rating:", "    Mature", "Additional Tags:", "    Rain, Wind"),
            {"rating": "Mature", "tags": ("Rain", "Wind")},
            ["It was late."],
            id="values on the next line, set in",
        ),
        pytest.param(
            above("Notes:", body="It was late.\n\nHe came."),
            {"notes": ()},
            ["It was late.", "He came."],
            id="not: the story as the value of a last, empty key",
        ),
        pytest.param(
            above("Fandom:  Gulls  ", "Rating:\tMature", "Words\u00a0:\u00a07\u00a0", "Language：Deutsch"),
            {"fandoms": ("Gulls",), "rating": "Mature", "words": 7, "language": "de"},
            ["It was late."],
            id="spaces, tabs, no-break spaces and wide colons",
        ),
        pytest.param(
            above("\ufeffRating:\u200b Mature\u200b"),
            {"rating": "Mature"},
            ["It was late."],
            id="no width at all",
        ),
        pytest.param(
            above(
                "Additional Tags: One tag, Another tag, A third of them, The fourth, A fifth,",
                "The sixth, A seventh",
                "Words: 7",
            ),
            {
                "tags": (
                    *("One tag", "Another tag", "A third of them", "The fourth", "A fifth", "The sixth"),
                    "A seventh",
                ),
                "words": 7,
            },
            ["It was late."],
            id="a list broken into lines",
        ),
        pytest.param(
            above("Summary: " + textwrap.fill(ROAD, 78, initial_indent=" " * 9).strip()),
            {"summary": (ROAD,)},
            ["It was late."],
            id="a summary broken into lines",
        ),
        pytest.param(
            above("Tags: Rain, Wind\n" + ROAD),
            {"tags": ("Rain", "Wind")},
            [ROAD, "It was late."],
            id="not: a story right below a list, without a blank line",
        ),
        pytest.param(
            above("Tags: " + ",\n".join(f"Tag {n}" for n in range(30))),
            {"tags": tuple(f"Tag {n}" for n in range(30))},
            ["It was late."],
            id="a list over thirty lines",
        ),
        pytest.param(
            "Title:\n    The Lamp\nAuthor:\n    Ida Quill,\n    Tom Reed & Ann Lee\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill", "Tom Reed", "Ann Lee")},
            ["It was late."],
            id="a screenplay's title page",
        ),
        pytest.param(
            "Title: The Lamp\nAuthor: Ida Quill\nSummary: A lamp\n    that is lit.\n\nIt was late.\n",
            {"summary": ("A lamp that is lit.",)},
            ["It was late."],
            id="a value that goes on, set in",
        ),
        pytest.param(
            "---\ntitle: The Lamp\nauthor: Ida Quill\nsummary: |\n  A lamp.\n\n  And rain.\n---\n\nIt was.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",), "summary": ("A lamp.", "And rain.")},
            ["It was."],
            id="YAML with a block",
        ),
        pytest.param(
            above("Summary: A lamp.", "", "And rain.", "Words: 7"),
            {"summary": ("A lamp.", "And rain."), "words": 7},
            ["It was late."],
            id="a summary of paragraphs, down to the next key",
        ),
        pytest.param(
            above("Summary: A lamp.", "", "And rain.", "", "Snow too.", "", "Notes: For Ann."),
            {"summary": ("A lamp.", "And rain.", "Snow too."), "notes": ("For Ann.",)},
            ["It was late."],
            id="a summary of three paragraphs, down to the notes",
        ),
        pytest.param(
            above("Summary: A lamp.", "", "And rain.", "", "----------"),
            {"summary": ("A lamp.", "And rain.")},
            ["It was late."],
            id="a summary of paragraphs, down to a rule",
        ),
        pytest.param(
            above("Summary: A lamp.", "", "And rain.", "", "Chapter 1"),
            {"summary": ("A lamp.", "And rain.")},
            ["= Chapter 1", "It was late."],
            id="a summary of paragraphs, down to a heading",
        ),
        pytest.param(
            above("Summary: A lamp.", "", "And rain.", "", "Chapter Text"),
            {"summary": ("A lamp.", "And rain.")},
            ["It was late."],
            id="a summary of paragraphs, down to “Chapter Text”",
        ),
        pytest.param(
            above("Summary: A lamp.", "", "And rain.", "", "Work Text:"),
            {"summary": ("A lamp.", "And rain.")},
            ["It was late."],
            id="a summary of paragraphs, down to “Work Text:”",
        ),
        pytest.param(
            above(f"Summary: {ROAD}", ROAD, "Nobody knows.", "Rating: Mature", "Words: 7"),
            {"summary": (f"{ROAD} {ROAD} Nobody knows.",), "rating": "Mature", "words": 7},
            ["It was late."],
            id="a summary of lines, down to the next key",
        ),
        pytest.param(
            above("Notes: For Ann.", "And for Tom.", "Mood: blue", "Rating: Mature"),
            {"notes": ("For Ann. And for Tom.",), "others": (("Mood", "blue"),), "rating": "Mature"},
            ["It was late."],
            id="notes of lines, down to the next key",
        ),
        pytest.param(
            above("Summary: A lamp.", "And rain.", "", "Snow too.", "And hail.", "Words: 7"),
            {"summary": ("A lamp. And rain.", "Snow too. And hail."), "words": 7},
            ["It was late."],
            id="a summary of lines and paragraphs, down to the next key",
        ),
        pytest.param(
            above("Summary: <p>A <i>lamp</i> &amp; rain.&nbsp;Snow.</p><p>And a&lt;b.<br/>Hail.</p>"),
            {"summary": ("A lamp & rain.\u00a0Snow.", "And a<b. Hail.")},
            ["It was late."],
            id="a summary as HTML",
        ),
        pytest.param(
            above("Summary: I <3 lamps, and a < b > c."),
            {"summary": ("I <3 lamps, and a < b > c.",)},
            ["It was late."],
            id="not: signs that are no HTML",
        ),
        pytest.param(
            above("Summary: A lamp.", "It was late.", "Date: 14 May", "He came."),
            {"summary": ("A lamp.",), "published": ""},
            ["L It was late. / Date: 14 May / He came.", "It was late."],
            id="not: the story's lines right below a summary",
        ),
        pytest.param(
            above("Summary: A lamp.", body="It was late.\n\nHe came.\n\nShe went."),
            {"summary": ("A lamp.",)},
            ["It was late.", "He came.", "She went."],
            id="not: the story as the summary, where the summary is the last key",
        ),
        *[
            pytest.param(
                f"Title: The Lamp\nAuthor: {value}\nWords: 7\n\nIt was late.\n",
                {"authors": names},
                ["It was late."],
                id=f"authors: {value}",
            )
            for value, names in (
                ("Ida", ("Ida",)),
                ("Ida, Tom", ("Ida", "Tom")),
                ("Ida & Tom", ("Ida", "Tom")),
                ("Ida; Tom", ("Ida", "Tom")),
                ("by, Ida, Tom", ("Ida", "Tom")),
                ("Ida, Tom and Ann", ("Ida", "Tom", "Ann")),
                ("Ida & Tom and Ann", ("Ida", "Tom", "Ann")),
                ("Ida [archived by Tom], Ann", ("Ida [archived by Tom]", "Ann")),
                ("Ida (idaq), Tom (reed)", ("Ida (idaq)", "Tom (reed)")),
                ("Tom Smith, Jr.", ("Tom Smith, Jr.",)),
                ("Fire and Ice", ("Fire and Ice",)),
            )
        ],
        *[
            pytest.param(above(f"{key}: {value}"), {field: items}, ["It was late."], id=f"list: {value}")
            for key, value, field, items in (
                ("Fandom", "Gulls (sea, land), Boats", "fandoms", ("Gulls (sea, land)", "Boats")),
                ("Tags", "Rain; Wind; Snow", "tags", ("Rain", "Wind", "Snow")),
                ("Tags", "Rain|Wind|Snow", "tags", ("Rain", "Wind", "Snow")),
                ("Relationships", "Ida/Tom, Ann & Ben", "relationships", ("Ida/Tom", "Ann & Ben")),
                ("Relationships", "Ida | Idun/Tom (Gulls)", "relationships", ("Ida | Idun/Tom (Gulls)",)),
                ("Tags", "Rain - Freeform", "tags", ("Rain - Freeform",)),
            )
        ],
        pytest.param(
            above("Tags:", "Rain", "Wind", "Snow", "Words: 7"),
            {"tags": ("Rain", "Wind", "Snow"), "words": 7},
            ["It was late."],
            id="list: a line for each",
        ),
        pytest.param(
            above("Fandom: Gulls", "Fandoms: Gulls, Boats", "Character: Ida", "Characters: Ida, Tom"),
            {"fandoms": ("Gulls", "Boats"), "characters": ("Ida", "Tom")},
            ["It was late."],
            id="singular and plural of one key",
        ),
        pytest.param(
            "Title: The Lamp\nAuthor: Ida\nAuthor: Tom\nWords: 7\n\nIt was late.\n",
            {"authors": ("Ida", "Tom")},
            ["It was late."],
            id="a list's key again",
        ),
        pytest.param(
            above("Rating: Mature", "Title: Another", "Rating: Explicit"),
            {"title": "The Lamp", "rating": "Mature"},
            ["It was late."],
            id="another key again: the first counts",
        ),
        pytest.param(
            "Title: Rain: Wind: Snow\nAuthor: Ida\n\nIt was late.\n",
            {"title": "Rain: Wind: Snow"},
            ["It was late."],
            id="a title with colons",
        ),
        pytest.param(
            "It was.\n\n[starting tags]\nrelationship: \nIda/Tom\nfreeform: \nRain\nWind\nfandom: \nNone\n",
            {"relationships": ("Ida/Tom",), "tags": ("Rain", "Wind"), "fandoms": ()},
            ["It was."],
            id="keys at the end",
        ),
        pytest.param(
            "It was late.\n\nHe came.\n\nfreeform:\nRain\nWind\n",
            {"tags": ()},
            ["It was late.", "He came.", "L freeform: / Rain / Wind"],
            id="not: a list at the end",
        ),
        pytest.param(
            "The Lamp - Ida Quill - Gulls [Archive of Our Own]\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",), "fandoms": ("Gulls",)},
            ["It was late."],
            id="the archive's line",
        ),
        pytest.param(
            "Lamp - Ida - Gulls [Archive of Our Own]\nTitle: The Lamp\nAuthor: Ida Quill\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",)},
            ["It was late."],
            id="the archive's line above a title",
        ),
        pytest.param(
            "Rain - or Shine - Ida Quill - Gulls [Archive of Our Own]\n\nIt was late.\n",
            {"title": "Rain - or Shine", "authors": ("Ida Quill",), "fandoms": ("Gulls",)},
            ["It was late."],
            id="not: a hyphen of the title in the archive's line",
        ),
        pytest.param(
            "The Lamp\nby Ida Quill\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",)},
            ["It was late."],
            id="title and author without keys",
        ),
        pytest.param(
            "The Lamp\nBy: Ida Quill\nRating: Mature\nWords: 7\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",), "rating": "Mature"},
            ["It was late."],
            id="title and author without keys, then keys",
        ),
        pytest.param(
            "---\ntitle: The Lamp\nauthor: Ida Quill\n...\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill",)},
            ["It was late."],
            id="YAML that ends with dots",
        ),
        pytest.param(
            "---\ntitle: 'The Lamp'\nauthor:\n  - Ida\n  - Tom\ntags: [rain, wind]\n---\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida", "Tom"), "tags": ("rain", "wind")},
            ["It was late."],
            id="YAML with lists",
        ),
        pytest.param(
            "% The Lamp\n% Ida Quill; Tom Reed\n% 2024-05-17\n\nIt was late.\n",
            {"title": "The Lamp", "authors": ("Ida Quill", "Tom Reed"), "published": "2024-05-17"},
            ["It was late."],
            id="a block of percent signs",
        ),
        pytest.param(
            above("Date: 2024-05-17", "Summary: A lamp.", "Keywords: rain,", "    wind"),
            {"published": "2024-05-17", "summary": ("A lamp.",), "tags": ("rain", "wind")},
            ["It was late."],
            id="MultiMarkdown",
        ),
        pytest.param(
            above(body="It was late.\n\nEnd file.\n"), {}, ["It was late."], id="a downloader's last line"
        ),
        pytest.param(
            above(
                body="It was late.\n\n"
                "Please drop by the Archive and comment to let the creator know if you enjoyed their work!"
            ),
            {},
            ["It was late."],
            id="the archive's last line",
        ),
        *[
            pytest.param(
                above(body=f"It was late.\n\n{end}\n"),
                {},
                ["It was late.", end],
                id=f"the author's last line: {end}",
            )
            for end in ("The End", "THE END", "Fin", "Fin.", "TBC", "To be continued...", "Silence")
        ],
        *[
            pytest.param(
                above(body=f"It was late.\n\n{line}\n\nHe came."),
                {"title": "The Lamp", "notes": (), "warnings": (), "rating": ""},
                ["It was late.", line, "He came."],
                id=f"not: {line}",
            )
            for line in (
                *(
                    "Note: the gulls are late.",
                    "Warning: wet paint",
                    "Title: Harbour Master",
                    "Rating: four stars",
                ),
                *("Author: unknown, said the card.", "Summary: nothing new.", "Words: 7", "Fandom: boats"),
            )
        ],
        pytest.param(
            above(body="Chapter 1\n\nNotes:\n\nFor Ann.\n\nIt was late."),
            {"notes": ()},
            ["= Chapter 1", "N Notes(For Ann.)", "It was late."],
            id="notes right below a heading",
        ),
    ],
)
def test_header(raw: str, expected: Facts, body: list[str]) -> None:
    assert (facts(raw, expected), story(raw)) == (expected, body)


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        pytest.param(
            "Tom: Hello.\nIda: Good morning.\nTom: Rain again.\n\nIt was late.\n",
            ["L Tom: Hello. / Ida: Good morning. / Tom: Rain again.", "It was late."],
            id="people talking",
        ),
        pytest.param(
            "Tom: Hello.\n\nIda: Good morning.\n\nIt was late.\n",
            ["Tom: Hello.", "Ida: Good morning.", "It was late."],
            id="people talking, with blank lines",
        ),
        pytest.param(
            "Rating: terrible, she thought.\n\nIt was late.\n",
            ["Rating: terrible, she thought.", "It was late."],
            id="a single key",
        ),
        pytest.param(
            "Language: English\nWords: 3\n\nIt was late.\n",
            ["L Language: English / Words: 3", "It was late."],
            id="no key that says which work it is",
        ),
        pytest.param(
            "She stood there\nby the river and waited.\n\nIt was late.\n",
            ["L She stood there / by the river and waited.", "It was late."],
            id="a first sentence whose second line begins with by",
        ),
        pytest.param(
            "The lamp was lit.\nby Tom, of course.\n\nIt was late.\n",
            ["The lamp was lit.", "by Tom, of course.", "It was late."],
            id="a first line that ends a sentence",
        ),
        pytest.param(
            "---\n\nIt was late.\n\n---\n\nHe came.\n",
            ["It was late.", "|", "He came."],
            id="a break as the first line",
        ),
        pytest.param(
            "---\nIt was late.\n---\nHe came.\n",
            ["It was late.", "|", "He came."],
            id="breaks without blank lines",
        ),
        pytest.param(
            "*** START OF THE PROJECT GUTENBERG EBOOK was all she could read.\n\nIt was late.\n",
            ["*** START OF THE PROJECT GUTENBERG EBOOK was all she could read.", "It was late."],
            id="a library's mark without its end",
        ),
        pytest.param(
            "“It says *** START OF THE PROJECT GUTENBERG EBOOK X ***,” he said.\n\nIt was late.\n",
            ["“It says *** START OF THE PROJECT GUTENBERG EBOOK X ***,” he said.", "It was late."],
            id="a library's mark in a sentence",
        ),
        pytest.param("It was late.\n\nHe came.\n", ["It was late.", "He came."], id="none at all"),
        pytest.param(
            "[12:30] Ida: Here?\n[12:31] Tom: No.\n[12:32] Ida: Oh.\n\nIt was late.\n",
            ["L [12:30] Ida: Here? / [12:31] Tom: No. / [12:32] Ida: Oh.", "It was late."],
            id="a chat with times",
        ),
    ],
)
def test_what_is_no_header(raw: str, body: list[str]) -> None:
    none: Facts = {"title": "story", "authors": (), "rating": "", "others": (), "words": None}
    assert facts(raw, none) == none
    assert story(raw) == body


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("4410027.txt", {"work_id": "4410027"}, id="a work's number"),
        pytest.param(
            "The Lamp - Ida Quill.txt", {"title": "The Lamp", "authors": ("Ida Quill",)}, id="title, author"
        ),
        pytest.param("The_Lamp.txt", {"title": "The Lamp", "authors": ()}, id="underscores"),
        pytest.param(
            "《雨》作者：猫.txt", {"title": "雨", "authors": ("猫",)}, id="Chinese title and author"
        ),
        pytest.param(
            "【雨】1-129 作者：猫.txt", {"title": "雨", "authors": ("猫",)}, id="Chinese with chapters"
        ),
    ],
)
def test_names_of_files(name: str, expected: Facts) -> None:
    assert facts("It was late.\n", expected, name) == expected


# Chapters


@pytest.mark.parametrize(
    ("line", "language", "heading"),
    [
        pytest.param("Chapter 1", "", "Chapter 1", id="number"),
        pytest.param("Chapter 1: Rain", "", "Chapter 1: Rain", id="colon"),
        pytest.param("Chapter 1 - Rain", "", "Chapter 1: Rain", id="hyphen"),
        pytest.param("Chapter 1 – Rain", "", "Chapter 1: Rain", id="dash"),
        pytest.param("Chapter 1. Rain", "", "Chapter 1: Rain", id="full stop"),
        pytest.param("Chapter One", "", "Chapter One", id="word"),
        pytest.param("Chapter Ninety-Nine", "", "Chapter Ninety-Nine", id="ninety-nine"),
        pytest.param("chapter twenty one: Rain", "", "chapter twenty one: Rain", id="words without a hyphen"),
        pytest.param("CHAPTER I", "", "CHAPTER I", id="capitals and a Roman number"),
        pytest.param("CHAPTER XIV. RAIN", "", "CHAPTER XIV: RAIN", id="Roman number and title"),
        pytest.param("Ch. 3", "", "Ch. 3", id="short with a point"),
        pytest.param("Chap 4", "", "Chap 4", id="short"),
        pytest.param("chapter.001", "", "chapter.001", id="a point before the number"),
        pytest.param("1. Chapter 1: Rain", "", "Chapter 1: Rain", id="a number before it"),
        pytest.param("Chapter 1: " + "x" * 85, "", "Chapter 1: " + "x" * 85, id="a long title"),
        *[
            pytest.param(line, language, heading, id=f"{language}: {line}")
            for language, line, heading in (
                ("fr", "Chapitre 2 : La pluie", "Chapitre 2: La pluie"),
                ("de", "Kapitel 3: Regen", "Kapitel 3: Regen"),
                ("de", "Drittes Kapitel", "Drittes Kapitel"),
                ("es", "Capítulo 4", "Capítulo 4"),
                ("es", "CAPITULO IV", "CAPITULO IV"),
                ("pt", "Capítulo 4 - A chuva", "Capítulo 4: A chuva"),
                ("it", "Capitolo 5", "Capitolo 5"),
                ("nl", "Hoofdstuk 6", "Hoofdstuk 6"),
                ("ru", "Глава 7. Дождь", "Глава 7: Дождь"),
                ("ru", "Часть 1", "Часть 1"),
                ("ru", "Том 1", "Том 1"),
                ("uk", "Розділ 8", "Розділ 8"),
                ("pl", "Rozdział 9", "Rozdział 9"),
                ("cs", "Kapitola 10", "Kapitola 10"),
                ("cs", "10. kapitola", "10. kapitola"),
                ("fi", "Luku 11", "Luku 11"),
                ("et", "Peatükk 12", "Peatükk 12"),
                ("hr", "Poglavlje 13", "Poglavlje 13"),
                ("hu", "14. fejezet", "14. fejezet"),
                ("tr", "Bölüm 15", "Bölüm 15"),
                ("tr", "15. Bölüm", "15. Bölüm"),
                ("id", "Bab 16", "Bab 16"),
                ("vi", "Chương 17: Mưa", "Chương 17: Mưa"),
                ("vi", "Hồi 18", "Hồi 18"),
                ("zh", "第十九章 雨", "第十九章: 雨"),
                ("zh", "第19章雨", "第19章: 雨"),
                ("zh", "第二十节", "第二十节"),
                ("zh", "第二十節", "第二十節"),
                ("zh", "第二十一回　雨", "第二十一回: 雨"),
                ("zh", "第3话", "第3话"),
                ("ja", "第3話　雨", "第3話: 雨"),
                ("zh", "第一卷 海", "第一卷: 海"),
                ("ja", "第一部", "第一部"),
                ("ko", "3화", "3화"),
                ("ko", "제3화", "제3화"),
                ("th", "บทที่ 3", "บทที่ 3"),
                ("de", "Chapter 3", "Chapter 3"),
                ("es", "Epílogo", "Epílogo"),
                ("zh", "序章", "序章"),
                ("zh", "楔子", "楔子"),
                ("zh", "番外", "番外"),
                ("zh", "后记", "后记"),
                ("zh", "尾声", "尾声"),
                ("ja", "終章", "終章"),
                ("zh", "【第一章】", "第一章"),
                ("zh", "【第一章 雨】", "第一章: 雨"),
                ("zh", "☆、第一章 雨", "第一章: 雨"),
            )
        ],
        *[
            pytest.param(word, "", word, id=f"word: {word}")
            for word in (
                *(
                    "Prologue",
                    "Epilogue",
                    "Interlude",
                    "Intermission",
                    "Side Story",
                    "Omake",
                    "Foreword",
                    "Preface",
                ),
                *("Afterword", "PROLOGUE", "epilogue"),
            )
        ],
        pytest.param("Prologue: Rain", "", "Prologue: Rain", id="prologue with a title"),
        pytest.param("Interlude - Rain", "", "Interlude: Rain", id="interlude with a title"),
        pytest.param("~ Chapter 7 ~", "", "Chapter 7", id="between waves"),
        pytest.param("--- Chapter 8 ---", "", "Chapter 8", id="between hyphens"),
        pytest.param("*** Chapter 8: Rain ***", "", "Chapter 8: Rain", id="between stars"),
        pytest.param("[Chapter 5]", "", "Chapter 5", id="in brackets"),
        pytest.param("**Chapter 1**", "", "Chapter 1", id="in bold"),
        pytest.param("_Chapter 1_", "", "Chapter 1", id="in italics"),
        pytest.param("# Chapter 1", "", "Chapter 1", id="Markdown"),
        pytest.param("## Chapter 1: Rain", "", "Chapter 1: Rain", id="Markdown of the second level"),
    ],
)
def test_chapter_headings(line: str, language: str, heading: str) -> None:
    raw = above(
        f"Language: {language or 'en'}", body=f"He came.\n\nIt was he.\n\n{line}\n\nIt was late.\n\nShe went."
    )
    assert story(raw) == ["He came.", "It was he.", f"= {heading}", "It was late.", "She went."]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("Chapter 1\n\nIt was late.", ["= Chapter 1", "It was late."], id="on the first line"),
        *[
            pytest.param(
                numbered(*labels.split(" | ")),
                [
                    line
                    for heading in (found or labels).split(" | ")
                    for line in (f"= {heading}", "It rained.", "It poured.", "It stopped.")
                ],
                id=labels[:40],
            )
            for labels, found in (
                ("1 | 2 | 3", ""),
                ("0 | 1 | 2", ""),
                ("1. | 2. | 3.", "1 | 2 | 3"),
                ("I | II | III | IV", ""),
                ("I. | II. | III. | IV.", "I | II | III | IV"),
                ("One | Two | Three", ""),
                ("1. Rain | 2. Wind | 3. Snow", "1: Rain | 2: Wind | 3: Snow"),
                ("#1 Rain | #2 Wind | #3 Snow", "1: Rain | 2: Wind | 3: Snow"),
                ("1) Rain | 2) Wind | 3) Snow", "1: Rain | 2: Wind | 3: Snow"),
                ("1、雨 | 2、風 | 3、雪", "1: 雨 | 2: 風 | 3: 雪"),
                ("## Rain | ## Wind | ## Snow", "Rain | Wind | Snow"),
                ("# Rain | # Wind | # Snow", "Rain | Wind | Snow"),
                ("Chapter Ninety-Nine | Chapter One Hundred | Chapter One Hundred and One", ""),
                ("I--RAIN | II--WIND | III--SNOW", "I: RAIN | II: WIND | III: SNOW"),
                ("Part 1 | Part 2", ""),
                ("Prologue | Chapter 1 | Chapter 2 | Epilogue", ""),
            )
        ],
        *[
            pytest.param(
                "\n\n\n".join(
                    form(f"{word} {n}", title) + f"\n\n{WRAPPED}\n\n{WRAPPED}"
                    for n, title in enumerate(titles, start=1)
                ),
                [
                    line
                    for n, title in enumerate(titles, start=1)
                    for line in (f"= {word} {n}: {title}", ROAD, ROAD)
                ],
                id=f"titles longer than a line: {name}, {word}",
            )
            for word, titles in (
                ("Chapter", ARGUMENTS),
                ("CHAPTER", tuple(title.upper() for title in ARGUMENTS)),
            )
            for name, form in (
                ("on one line", "{}: {}".format),
                ("below", "{}\n\n{}".format),
                ("right below", "{}\n{}".format),
                ("in several lines", lambda label, title: textwrap.fill(f"{label}. {title}", 72)),
                ("in lines below", lambda label, title: f"{label}\n\n{textwrap.fill(title, 60)}"),
                ("in lines right below", lambda label, title: f"{label}\n{textwrap.fill(title, 60)}"),
            )
        ],
        pytest.param(
            "\n\n".join(f"Chapter {n}: {title}.\n\n{ROAD}" for n, title in enumerate(ARGUMENTS, start=1)),
            [
                line
                for n, title in enumerate(ARGUMENTS, start=1)
                for line in (f"= Chapter {n}: {title}.", ROAD)
            ],
            id="long titles with a full stop",
        ),
        pytest.param(
            "\n\n".join(
                f"{textwrap.fill(f'CHAPTER {n}. {ARGUMENTS[0]}, and {ARGUMENTS[1]}', 52)}\n\n{ROAD}"
                for n in (1, 2)
            ),
            [line for n in (1, 2) for line in (f"= CHAPTER {n}: {ARGUMENTS[0]}, and {ARGUMENTS[1]}", ROAD)],
            id="long titles in many lines",
        ),
        pytest.param(
            "CONTENTS\n\n"
            + "\n\n".join(textwrap.fill(f"CHAPTER {n}. {ARGUMENTS[n]}", 96) for n in (0, 1))
            + "\n\n"
            + "\n\n".join(f"{textwrap.fill(f'CHAPTER {n}. {ARGUMENTS[n]}', 96)}\n\n{ROAD}" for n in (0, 1)),
            [line for n in (0, 1) for line in (f"= CHAPTER {n}: {ARGUMENTS[n]}", ROAD)],
            id="long titles in a list of contents",
        ),
        pytest.param(
            numbered("PREFACE TO THE SECOND EDITION", "THE AUTHOR'S PREFACE", "INTRODUCTORY")
            + "\n\n"
            + numbered("CHAPTER THE FIRST", "CHAPTER THE SECOND", "CHAPTER THE LAST"),
            [
                line
                for heading in (
                    *("PREFACE TO THE SECOND EDITION", "THE AUTHOR'S PREFACE", "INTRODUCTORY"),
                    *("CHAPTER THE FIRST", "CHAPTER THE SECOND", "CHAPTER THE LAST"),
                )
                for line in (f"= {heading}", "It rained.", "It poured.", "It stopped.")
            ],
            id="words that name parts of an old book",
        ),
        pytest.param(
            "# The Lamp\n\n## Rain\n\nHe came.\n\n# The Lamp\n\n## Wind\n\nShe went.",
            ["= Rain", "He came.", "= Wind", "She went."],
            id="the story's title above each chapter",
        ),
        pytest.param(
            "# The Lamp\n\n## Rain\n\nHe came.\n\n# The Lamp\n\nIt was late.\n\n## Wind\n\nShe went.",
            ["= Rain", "He came.", "= The Lamp", "It was late.", "= Wind", "She went."],
            id="a chapter with the story's title",
        ),
        pytest.param(
            "## Rain\n\nHe came.[^1]\n\nIt was late.\n\n"
            "## Wind\n\nShe went.[^2]\n\n---\n\n[^1]: By sea.\n[^2]: By land.",
            [
                *("= Rain", "He came.{[1]}", "It was late.", "F [1] By sea."),
                *("= Wind", "She went.{[2]}", "|", "F [2] By land."),
            ],
            id="Markdown's footnotes below the last chapter",
        ),
        pytest.param(
            "## Rain\n\nHe came.[^1]\n\n## Wind\n\nShe went.[^1]\n\n## Snow\n\nIt fell.\n\n[^1]: By sea.",
            [
                *("= Rain", "He came.[^1]", "= Wind", "She went.[^1]", "= Snow", "It fell.", "[^1]: By sea."),
            ],
            id="not: a footnote with two marks",
        ),
        pytest.param(
            "\n".join(f"CHAPTER {number}\n{ROAD}" for number in ("ONE", "TWO", "THREE")),
            ["= CHAPTER ONE", ROAD, "= CHAPTER TWO", ROAD, "= CHAPTER THREE", ROAD],
            id="numbers in capitals with text right below",
        ),
        *[
            pytest.param(
                "\n\n".join(f"{title}\n\n{ROAD}\n\n{ROAD}" for title in titles),
                [line for title in titles for line in (f"= {title}", ROAD, ROAD)],
                id=f"titles in capitals: {titles[0]}",
            )
            for titles in (("THE LAMP", "THE FERRY", "THE ROCK"), ("JANUARY", "MARCH", "MAY", "JUNE"))
        ],
        pytest.param(
            f"Chapter 1: The Quay\n\n{ROAD}\n\nChapter 2: “{ARGUMENTS[0]}”\n\n{ROAD}",
            ["= Chapter 1: The Quay", ROAD, f"= Chapter 2: “{ARGUMENTS[0]}”", ROAD],
            id="a long title in quotation marks",
        ),
        pytest.param(
            "\n\n".join(
                f"CHAPTER {n}\n\n{title}\n\n{INDENTED}\n{INDENTED}"
                for n, title in ((1, "THE LAMP"), (2, "THE FERRY"), (3, "THE ROCK"))
            ),
            [
                *("= CHAPTER 1: THE LAMP", ROAD, ROAD),
                *("= CHAPTER 2: THE FERRY", ROAD, ROAD),
                *("= CHAPTER 3: THE ROCK", ROAD, ROAD),
            ],
            id="titles below where paragraphs are indented",
        ),
        pytest.param(
            above("Chapters: 3/3", body=numbered("Chapter 1", "1", "2", "Chapter 2", "1", "2", "Chapter 3")),
            [
                *("= Chapter 1", "H 1", "H 2", "= Chapter 2", "H 1", "H 2", "= Chapter 3"),
            ],
            id="the count that the header names chooses",
        ),
        pytest.param(
            above("Chapters: 2/2", body=numbered("Prologue", "Chapter 1", "Chapter 2", "Epilogue")),
            ["= Prologue", "= Chapter 1", "= Chapter 2", "= Epilogue"],
            id="prologue and epilogue are not counted",
        ),
        pytest.param(
            above("Chapters: 2/?", body=numbered("1", "2")),
            ["= 1", "= 2"],
            id="bare numbers that the header counts",
        ),
        pytest.param(
            "Chapter 1\nRain\n\nIt was late.\n\nHe came.\n\n\nChapter 2\nWind\n\nShe went.\n\nNight fell.",
            [
                "= Chapter 1: Rain",
                "It was late.",
                "He came.",
                "= Chapter 2: Wind",
                "She went.",
                "Night fell.",
            ],
            id="a title on the line below",
        ),
        pytest.param(
            "\n\n\n".join(
                f"Chapter {n}\n\n{title}\n\n{days(4)}"
                for n, title in ((1, "The Rain"), (2, "The Wind"), (3, "Snow"))
            ),
            ["= Chapter 1: The Rain", "= Chapter 2: The Wind", "= Chapter 3: Snow"],
            id="a title below a blank line",
        ),
        pytest.param(
            "1\nRain\n\nIt was.\n\nHe came.\n\n\n2\nWind\n\nShe went.\n\nNight.\n\n\n3\nSnow\n\nDay came.",
            ["= 1: Rain", "= 2: Wind", "= 3: Snow"],
            id="a number and a title below it",
        ),
        pytest.param(
            "Chapter 1: The Rain\n\nTHE RAIN!\n\nIt was late.",
            ["= Chapter 1: The Rain", "It was late."],
            id="a title that is repeated below",
        ),
        pytest.param(
            "TABLE OF CONTENTS\n\nChapter 1: Rain\nChapter 2: Wind\n\n\n"
            + numbered("Chapter 1: Rain", "Chapter 2: Wind"),
            ["= Chapter 1: Rain", "= Chapter 2: Wind"],
            id="a list of contents",
        ),
        *[
            pytest.param(
                f"{contents}\n\n{below}{numbered(*labels.split(' | '))}",
                [*above_first, *(f"= {heading}" for heading in (found or labels).split(" | "))],
                id=f"contents: {contents[:36]!r}",
            )
            for contents, below, labels, above_first, found in (
                ("Contents\n\nRain\nWind", "", "Rain | Wind", (), ""),
                (
                    "Contents\n\n1. Rain\n2. Wind",
                    "",
                    "Chapter 1\n\nRain | Chapter 2\n\nWind",
                    (),
                    "Chapter 1: Rain | Chapter 2: Wind",
                ),
                (
                    "Contents\n\n1. Rain\n2. Wind",
                    "",
                    "Chapter 1: Rain | Chapter 2: Wind",
                    (),
                    "",
                ),
                ("Chapter 1: Rain\n\nChapter 2: Wind", "", "Chapter 1: Rain | Chapter 2: Wind", (), ""),
                (
                    "CONTENTS\n\nCHAPTER      PAGE\n\n  I. RAIN     1\n\n  II. WIND    4",
                    "",
                    "CHAPTER I\n\nRAIN | CHAPTER II\n\nWIND",
                    (),
                    "CHAPTER I: RAIN | CHAPTER II: WIND",
                ),
                (
                    "## Contents\n\n- [Rain](#rain)\n- [Wind](#wind)",
                    "",
                    "## Rain | ## Wind",
                    (),
                    "Rain | Wind",
                ),
                (
                    "Contents:\n\nChapter 1 - Rain (1,234 words)\nChapter 2 - Wind (99 words)",
                    "",
                    "Chapter 1: Rain | Chapter 2: Wind",
                    (),
                    "",
                ),
                (
                    "Contents\n\nChapter 1\nChapter 2",
                    "Foreword\n\nFor Ida.\n\nMind the stairs.\n\n",
                    "Chapter 1 | Chapter 2",
                    ("= Foreword",),
                    "",
                ),
            )
        ],
        pytest.param(
            "Chapter 1\n\nChapter Text\n\nIt was late.", ["= Chapter 1", "It was late."], id="Chapter Text"
        ),
        pytest.param("Work Text:\n\nIt was late.", ["It was late."], id="Work Text"),
        pytest.param(
            "## Chapter 1: Rain\n\n### Summary:\n\n> He comes.\n\n### Notes:\n\n> For Ida.\n\n"
            "### Chapter Text\n\nIt was late.\n\nHe came.\n\n### The Lamp\n\n"
            "It was on.\n\n### End Notes\n\n> Bye.\n\n"
            "## Chapter 2: Wind\n\nIt blew.",
            [
                "= Chapter 1: Rain",
                "N Summary(He comes.)",
                "N Notes(For Ida.)",
                "It was late.",
                "He came.",
                "H The Lamp",
                "It was on.",
                "N End Notes(Bye.)",
                "= Chapter 2: Wind",
                "It blew.",
            ],
            id="Markdown headings inside chapters, and labels of notes",
        ),
        pytest.param(
            "## Rain\n\n## Notes\n\n> For Ida.\n\nIt was late.\n\n## Wind\n\nIt blew.",
            ["= Rain", "N Notes(For Ida.)", "It was late.", "= Wind", "It blew."],
            id="labels of notes on the level of chapters",
        ),
        pytest.param(
            "# Part One\n\n## Rain\n\nIt was late.\n\n# Part Two\n\n## Wind\n\nIt blew.",
            ["== Part One", "= Rain", "It was late.", "== Part Two", "= Wind", "It blew."],
            id="marked titles below marked parts",
        ),
        pytest.param(
            "Chapter 1: Rain\n\nChapter by Tom Reed\n\nIt was late.\n\nHe came.",
            ["= Chapter 1: Rain", "Chapter by Tom Reed", "It was late.", "He came."],
            id="a chapter's author",
        ),
        pytest.param(
            "The Lamp\n\nby Ida Quill\n\nRating: K\nWords: 9\n\nTABLE OF CONTENTS\n\nRain\nWind\n\n\n"
            "\tRain\n\nIt was late.\n\n\n\tWind\n\nHe came.\n\n\nEnd file.\n",
            ["= Rain", "It was late.", "= Wind", "He came."],
            id="a tab and a title, in a downloader's file",
        ),
    ],
)
def test_chapters(raw: str, expected: list[str]) -> None:
    found = story(raw)
    if all(line.startswith(("=", "H ")) for line in expected):
        found = [line for line in found if line.startswith(("=", "H "))]
    assert found == expected


@pytest.mark.parametrize(
    ("line", "title"),
    [
        pytest.param("Chapter 1: *Rain*", "Rain", id="stars"),
        pytest.param("Chapter 1: _Rain_", "Rain", id="underscores"),
        pytest.param("**Chapter 1:** *Rain*", "Rain", id="strong and emphasis"),
        pytest.param("[b]Chapter 1:[/b] Rain", "Rain", id="BBCode"),
        pytest.param("<b>Chapter 1</b>", "", id="HTML"),
        pytest.param("[center][b]Chapter 1[/b][/center]", "", id="BBCode in the middle"),
        pytest.param('<p align="center"><strong>Chapter 1</strong></p>', "", id="HTML in the middle"),
        pytest.param("Chapter 1: [Redacted]", "[Redacted]", id="not: brackets of the title"),
        pytest.param("Chapter 1: C#", "C#", id="not: a sign at the end"),
        pytest.param("Chapter 1: Wait—", "Wait—", id="not: a dash at the end"),
    ],
)
def test_markup_around_headings(line: str, title: str) -> None:
    body = "\n\n".join(
        f"{line.replace('1', str(number))}\n\nHe <i>came</i> [i]in[/i] <b>now</b>." for number in (1, 2, 3)
    )
    chapters = read(above("Words: 9", body=body)).book.chapters
    assert [(chapter.label, chapter.title) for chapter in chapters] == [
        (f"Chapter {number}", title) for number in (1, 2, 3)
    ]


def test_a_count_that_differs_is_told() -> None:
    assert "chapters-differ" in codes(above("Chapters: 4/4", body=numbered("Chapter 1", "Chapter 2")))
    assert "chapters-differ" not in codes(above("Chapters: 2/4", body=numbered("Chapter 1", "Chapter 2")))


@pytest.mark.parametrize(
    ("line", "language"),
    [
        *[
            pytest.param(line, "", id=line[:40])
            for line in (
                *("Chapters of his life lay open", "Part of her wanted to go", "Book in hand, she left"),
                *(
                    "Act like it never rained",
                    "Chapter civil",
                    "Chapter and verse",
                    "Part two of her wanted to stay.",
                ),
                *(
                    "Prologue to disaster, he thought.",
                    "Epilogue of a long day, and no lamp.",
                    "Notes were taken",
                ),
                *(
                    "Chapter 7 was the one she liked best.",
                    "Prefaced by rain",
                    "I",
                    "1999",
                    "7",
                    "3.",
                    "#hashtag",
                ),
                *("Preface to a long day, he said", "Preface to nothing"),
                *("#", "One", "Chapter 1: " + "so " * 40, "1. Milk", "Interludes"),
            )
        ],
        *[
            pytest.param(line, "zh", id=line)
            for line in (
                "第一封信",
                "第四本书",
                "第三节课",
                "第一部分",
                "第二回合",
                "第一章他走了，然后又回来了。",
            )
        ],
    ],
)
def test_lines_that_are_no_headings(line: str, language: str) -> None:
    raw = above(f"Language: {language or 'en'}", body=f"He came.\n\n{line}\n\nIt was late.")
    assert headings(raw) == []
    assert line.split(maxsplit=1)[0] in " ".join(story(raw)) or story(raw)[1] == "|"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            f"STOP!\n\n{ROAD}\n\n{ROAD}\n\nGO AWAY!\n\n{ROAD}\n\n{ROAD}\n\nCOME BACK!\n\n{ROAD}",
            [],
            id="cries in capitals",
        ),
        pytest.param(
            f"{ROAD}\n\nNO DOGS\n\n{ROAD}\n\nNO CATS\n\n{ROAD}\n\nNO BIRDS\n\n{ROAD}",
            [],
            id="signs in capitals inside a story",
        ),
        pytest.param(
            f"THE INN\n\nBED AND BOARD\n\n{ROAD}\n\n{ROAD}\n\nNO DOGS\n\n{ROAD}",
            [],
            id="a title page in capitals",
        ),
        pytest.param("He came.\n\n3\n\n2\n\n1\n\nIt was late.", [], id="a countdown"),
        pytest.param(
            f"Chapter 1\n\n{ROAD}\n\nChapter 3: {ROAD}\n\n{ROAD}\n\nChapter 2\n\n{ROAD}",
            ["= Chapter 1", "= Chapter 2"],
            id="a paragraph that begins as the chapter after the next would",
        ),
        pytest.param(f"He came.\n\nChapter 1: {ROAD}\n\n{ROAD}", [], id="a paragraph about a chapter"),
        pytest.param(
            f"Chapter 1: How the Lamp Was Lost and Was Never Found Again\nIt was late.\n\n{ROAD}\n\n"
            f"Chapter 2: How the Ferryman Came and Would Not Stay at All\nIt was dark.\n\n{ROAD}",
            [
                "= Chapter 1: How the Lamp Was Lost and Was Never Found Again",
                "= Chapter 2: How the Ferryman Came and Would Not Stay at All",
            ],
            id="a sentence right below a long title",
        ),
        pytest.param(f"He came.\n\n{numbered('3', '2', '1')}", [], id="a countdown with time between"),
        pytest.param(f"He came.\n\n{numbered('1999', '2000', '2001')}", [], id="years"),
        pytest.param("“Who is there?”\n\nI\n\nam.\n\nIt was late.\n\nI\n\nwent.", [], id="the word I, twice"),
        pytest.param(
            "He read.\n\n1. Milk\n\n2. Bread\n\n3. A lamp\n\nIt was late.", [], id="a list with blank lines"
        ),
        pytest.param("He read.\n\n1. Milk\n2. Bread\n3. A lamp\n\nIt was late.", [], id="a list"),
        pytest.param("He read.\n\n1) Go out.\n\n2) Look up.\n\n3) Come in.\n\nNight.", [], id="steps"),
        pytest.param(
            "Ida: Which one?\n\n2\n\nTom: No, the other.\n\n1\n\nIda: Yes.", [], id="numbers in messages"
        ),
        pytest.param(
            "\n\n".join(f"{days(24)}\n\n{page}" for page in range(1, 8)),
            [],
            id="numbers of pages, at regular distance",
        ),
        pytest.param(
            above("Chapters: 5/5", body="\n\n".join(f"{n}\n\n{days(8)}" for n in range(1, 6))),
            [f"= {n}" for n in range(1, 6)],
            id="chapters of one length, not pages",
        ),
        pytest.param(
            above("Chapters: 1/1", body=numbered("1", "2", "3")),
            ["H 1", "H 2", "H 3"],
            id="parts of the only chapter, by numbers",
        ),
        pytest.param(
            above("Chapters: 2/2", body=numbered("Chapter 1", "1", "2", "3", "Chapter 2")),
            ["= Chapter 1", "H 1", "H 2", "H 3", "= Chapter 2"],
            id="parts of a chapter stay inside it",
        ),
        pytest.param("#lamp\n\n#rain\n\n#gulls\n\nIt was late.", [], id="hashtags"),
        pytest.param(
            "Chapter 1\n\nHe came.\n\n#\n\nIt was late.\n\n#\n\nShe went.",
            ["= Chapter 1"],
            id="a # as a break",
        ),
        pytest.param(
            "\tHe came.\n\n\tShe went\n\n\tIt was late.\n\n\tRain\n\n\tNight.",
            [],
            id="paragraphs set in by tabs",
        ),
        pytest.param(
            "Chapter 1\n\nIt rained.\n\nHe came.\n\nChapter 2\n\nShe went.\n\nNight fell.",
            ["= Chapter 1", "= Chapter 2"],
            id="a short first sentence is no title",
        ),
        pytest.param(
            "Chapter 1: The Lamp\n\nThe lamp was out.\n\nIt was late.\n\nThe Lamp\n\nSo it said on the door.",
            ["= Chapter 1: The Lamp"],
            id="a title once more, further down",
        ),
        pytest.param("He read:\nChapter 7\nand went on reading.", [], id="no blank lines around it"),
        pytest.param(days(250), [], id="no headings in a long story"),
        pytest.param(
            f"{days(3)}\n\nStep 1\n\nLook up.\n\nStep 2\n\nLook down.\n\nStep 3\n\nGo.\n\n{days(3)}",
            [],
            id="steps inside a story",
        ),
        pytest.param(
            f"{days(3)}\n\nQuestion 1: Why?\n\nSo.\n\nQuestion 2: Who?\n\nHe.\n\n{days(3)}",
            [],
            id="questions inside a story",
        ),
        pytest.param(
            f"He came.\n\n{numbered('Lantern 1', 'Lantern 2', 'Lantern 3')}",
            ["= Lantern 1", "= Lantern 2", "= Lantern 3"],
            id="not: a story by a word of its own",
        ),
        pytest.param(
            f"He came.\n\n\n\n\n{days(30)}\n\n\n\n\nIt was late.\n\n{days(30)}",
            [],
            id="wide gaps are no headings",
        ),
        pytest.param("Chapter 1: Notes\n\nIt was late.", ["= Chapter 1: Notes"], id="a chapter called Notes"),
        pytest.param(
            "Contents\n\nRain\nWind\n\n" + numbered("Chapter 1: Rain\n\nRAIN", "Chapter 2: Wind\n\nWIND"),
            ["= Chapter 1: Rain", "= Chapter 2: Wind"],
            id="a title in the contents that stands twice",
        ),
    ],
)
def test_what_is_no_heading(raw: str, expected: list[str]) -> None:
    assert headings(raw) == expected


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("For Ida, and the gulls", id="a dedication"),
        pytest.param("The lamp is low\nThe boats are in", id="an epigraph"),
        pytest.param("ILLUSTRATIONS\n\n  The lamp  Frontispiece\n  The gull  24", id="a list of pictures"),
        pytest.param("Dramatis\n\nTom: a gull\n\nIda: a lamp", id="people"),
    ],
)
def test_what_stands_below_the_contents_stays(between: str) -> None:
    raw = f"Contents\n\nRain\nWind\n\n{between}\n\n{numbered('Rain', 'Wind')}"
    assert [line for line in headings(raw) if line.startswith("=")] == ["= Rain", "= Wind"]
    said = " ".join(story(raw)).replace("V ", "").replace(" / ", " ")
    assert " ".join(between.split()) in " ".join(said.split())


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(
            "Chapter 1\n\nThe box had a label.\n\nContents\n\none lamp\ntwo oars\n\nShe read\n\none lamp\n\n"
            "that was all\n\nChapter 2\n\nIt was late.",
            id="a label in the story",
        ),
        pytest.param("Contents\n\nRain\n\nIt was late.\n\nRain\n\nHe came.", id="one word of contents"),
        pytest.param(
            "Chapter 1\n\nChapter 2\n\nChapter 3\n\nIt was late.", id="headings that do not come again"
        ),
    ],
)
def test_what_is_no_list_of_contents(raw: str) -> None:
    assert "contents-dropped" not in codes(raw)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        pytest.param(
            "Chapter 1: The Lamp\n\nThe lamp was out.\n\nIt was late.",
            "The lamp was out.",
            id="begins as the title",
        ),
        pytest.param("Chapter 1\n\nIt rained.\n\nHe came.", "It rained.", id="a short first sentence"),
        pytest.param(
            "Chapter 1: Rain\n\nHe came.\n\nIt was late.\n\nRain.\n\nNight.",
            "Rain.",
            id="the title, further down",
        ),
    ],
)
def test_first_lines_of_chapters_stay(raw: str, kept: str) -> None:
    assert kept in story(raw)


# Scene breaks


@pytest.mark.parametrize(
    "line",
    [
        *each("stars", "*** ; ***** ; * * * ; * ; ** ; * * * * * * * * * * * * *"),
        *each("hyphens", "--- ; - - - ; --------------------------"),
        *each("underscores", "___ ; __________ ; _ _ _"),
        *each("waves", "~~~ ; ~ ; ~ ~ ~ ; ~*~ ; ~~*~~ ; ～～～"),
        *each("equals", "=== ; ===== ; =-=-=-="),
        *each("number signs", "# ; ### ; # # #"),
        *each("plus and caret", "+++ ; + ; + + + ; ^^^ ; ^"),
        *each("dots", "• ; • • • ; · ; · · · ; .:. ; ::: ; |||"),
        *each("mixed", "-*- ; *.* ; ~.~ ; <> ; <><><> ; *~*~*"),
        *each("signs", "§ ; § § § ; ※ ; ※※※ ; ⁂ ; ⁕ ; ∞"),
        *each("shapes", "◆ ; ◇ ; ◇ ◇ ◇ ; ■ ; □ ; ● ; ○"),
        *each("stars and hearts", "★ ; ☆ ; ♥ ; ♡ ; ♠ ; ❤ ; ❤️ ; ✦ ; ✧"),
        *each("leaves and moons", "❦ ; ❧ ; ☙ ; ☾ ; 🌙 ; 🌙 🌙 🌙 ; 👩‍🚀 ; \uf06c ; \uf06c\uf06c\uf06c"),
        *each("dashes", "——— ; — — — ; –––"),
        *each(
            "letters",
            "oOo ; oOoOo ; o0o ; oo00oo ; xXx ; XoX ; -x- ; -X-X-X- ; x x x ; ~oOo~ ; .oOo. ; -oOo-",
        ),
        *each("letters with signs", "- o - ; ~ x ~ ; *o*O*o* ; -xXx-"),
        *each(
            "words", "[Scene Break] ; [scene break] ; (line break) ; <break> ; -page break- ; * Scene Break *"
        ),
        *each("leftovers", "<hr> ; <hr /> ; <HR/> ; [hr] ; &mdash;&mdash;&mdash; ; &mdash;"),
    ],
)
def test_scene_breaks(line: str) -> None:
    assert story(f"He came.\n\n{line}\n\nIt was late.") == ["He came.", "|", "It was late."]


@pytest.mark.parametrize("line", each("twice", "ooo ; xoxox ; ooo000ooo ; xxx"))
def test_letters_that_come_back(line: str) -> None:
    raw = f"He came.\n\n{line}\n\nIt was late.\n\n{line}\n\nNight."
    assert story(raw) == ["He came.", "|", "It was late.", "|", "Night."]


GAPS = days(12).split("\n\n")
RUN = [ROAD, "“Yes.”", GAPS[0], ROAD, "“No,” he said.", ROAD, "“Why?”", ROAD]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            "\n\n".join([*GAPS[:6], "", *GAPS[6:]]).replace("\n\n\n\n", "\n\n\n"),
            [*GAPS[:6], "~", *GAPS[6:]],
            id="a gap one line wider is a pause",
        ),
        pytest.param(
            "\n\n".join([*GAPS[:6], "", *GAPS[6:]]), [*GAPS[:6], "|", *GAPS[6:]], id="a gap two lines wider"
        ),
        *[
            pytest.param(
                between.join(["\n".join(RUN)] * 3),
                [*RUN, "|", *RUN, "|", *RUN],
                id=f"dense, and a gap of {len(between) - 1}",
            )
            for between in ("\n\n", "\n\n\n")
        ],
        pytest.param(
            "\n\n".join(["\n".join(RUN[:4])] * 3), RUN[:4] * 3, id="not: dense, where gaps are many"
        ),
        pytest.param("\n\n\n".join(GAPS), GAPS, id="two blank lines everywhere"),
        pytest.param(
            "\n\n".join([*GAPS[:6], "\n[Illustration: A lamp.]\n", *GAPS[6:]]),
            [*GAPS[:6], "[Illustration: A lamp.]", *GAPS[6:]],
            id="not: around a picture",
        ),
        pytest.param(
            "\n\n\n".join([*GAPS[:6], "", *GAPS[6:]]),
            [*GAPS[:6], "|", *GAPS[6:]],
            id="two blank lines, and a gap",
        ),
        pytest.param(
            "\n\n".join(
                ["", GAPS[0], "", GAPS[1], GAPS[2], "", GAPS[3], GAPS[4], "", GAPS[5], GAPS[6], "", GAPS[7]]
            ),
            GAPS[:8],
            id="not: where wide gaps are many",
        ),
        pytest.param(
            f"Chapter 1\n\n{days(12)}\n\n\n\n\nChapter 2\n\n\n{days(12)}",
            ["= Chapter 1", *GAPS, "= Chapter 2", *GAPS],
            id="not: a gap beside a heading",
        ),
        pytest.param("\n\n\u00a0\n\n".join(GAPS), GAPS, id="not: no-break spaces between all paragraphs"),
        pytest.param("\n\n&nbsp;\n\n".join(GAPS), GAPS, id="not: &nbsp; between all paragraphs"),
        *[
            pytest.param(
                "\n\n".join([*GAPS[:6], spacer, *GAPS[6:]]),
                [*GAPS[:6], "|", *GAPS[6:]],
                id=f"a lone line of {name}",
            )
            for name, spacer in (
                ("a no-break space", "\u00a0"),
                ("&nbsp;", "&nbsp;"),
                ("an ideographic space", "\u3000"),
                ("no width", "\u200b"),
                ("a full stop", "."),
            )
        ],
        pytest.param("***\n\nHe came.\n\n***", ["He came."], id="at both ends"),
        pytest.param("Chapter 1\n\n***\n\nHe came.", ["= Chapter 1", "He came."], id="right below a heading"),
        pytest.param(
            "He came.\n\n***\n\nChapter 1\n\nIt was late.",
            ["He came.", "= Chapter 1", "It was late."],
            id="right above a heading",
        ),
        pytest.param(
            "He came.\n\n***\n\n---\n\n***\n\nNight.", ["He came.", "|", "Night."], id="several in a row"
        ),
        pytest.param(
            "He came.\n\n\n\n***\n\n\n\nNight.", ["He came.", "|", "Night."], id="a mark between wide gaps"
        ),
        pytest.param(
            "He came.\n---\nIt was late.", ["He came.", "|", "It was late."], id="right below a line"
        ),
        pytest.param(
            "He came.\n===\n\nIt was late.", ["He came.", "|", "It was late."], id="= right below a line"
        ),
        pytest.param(
            "\n\n---\n\n".join(GAPS[:6]),
            [part for gap in GAPS[:5] for part in (gap, "|")] + [GAPS[5]],
            id="five times three hyphens",
        ),
        pytest.param(
            "*He* came.\n\n* * *\n\n*It was* late.",
            ["<i>He</i> came.", "|", "<i>It was</i> late."],
            id="stars beside emphasis",
        ),
        pytest.param(
            "He came.\n\n          * * *\n\nNight.", ["He came.", "|", "Night."], id="in the middle of a line"
        ),
        pytest.param(
            "He came.\n\n<center>~*~</center>\n\nNight.",
            ["He came.", "|", "Night."],
            id="centred, with no other tag in the text",
        ),
        pytest.param(
            "He came.\n\n<center>Stop</center>\n\nNight.",
            ["He came.", "<center>Stop</center>", "Night."],
            id="not: a word that is centred",
        ),
        *[
            pytest.param(f"He came.\n\n{line}\n\nNight.", ["He came.", f"H {words}", "Night."], id=line)
            for line, words in (
                ("*Time skip*", "<i>Time skip</i>"),
                ("~Flashback~", "~Flashback~"),
                ("~ End Flashback ~", "~ End Flashback ~"),
                ("[Ida's POV]", "[Ida's POV]"),
                ("*Ida's POV*", "<i>Ida's POV</i>"),
            )
        ],
    ],
)
def test_where_scenes_break(raw: str, expected: list[str]) -> None:
    assert story(raw) == expected


@pytest.mark.parametrize(
    "line",
    [
        *each("silence", '... ; . . . ; … ; — ; ? ; ! ; ?! ; "..." ; “…” ; “?”'),
        *each("numbers", "$5 ; 12:30 ; (1) ; 7 ; 1999"),
        *each("letters", "xxx ; xoxo ; XOXO ; Oo ; Ooo ; OOOO! ; XX ; Oh ; xx"),
        *each("words", "break ; Scene break, he said."),
        *each("faces", "^_^ ; >_< ; -_- ; (^_^) ; =.= ; <_< ; >.> ; >.< ; ^-^ ; ^_^'"),
        *each("faces and marks that are said", '"^_^" ; “^_^” ; "***" ; 「※」 ; »~~~«'),
    ],
)
def test_what_is_no_scene_break(line: str) -> None:
    assert story(f"He came.\n\n{line}\n\nIt was late.") == ["He came.", line, "It was late."]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            "He read.\n\nLove,\nIda\nxoxo\n\nIt was late.",
            ["He read.", "L Love, / Ida / xoxo", "It was late."],
            id="kisses under a letter",
        ),
        pytest.param(
            "He read.\n\nLove,\n\nIda\n\nxoxo\n\nIt was late.\n\nLove,\n\nTom\n\nxoxo\n\nNight.",
            ["He read.", "Love,", "Ida", "xoxo", "It was late.", "Love,", "Tom", "xoxo", "Night."],
            id="kisses under two letters",
        ),
        pytest.param(
            "He read.\n\nYours,\n\nIda\n\nxXx\n\nIt was late.",
            ["He read.", "Yours,", "Ida", "xXx", "It was late."],
            id="mixed kisses under a letter",
        ),
    ],
)
def test_kisses(raw: str, expected: list[str]) -> None:
    assert story(raw) == expected


def test_the_thirtieth_chapter_is_no_break() -> None:
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    romans = [*[tens + one for tens in ("", "X", "XX") for one in ones][1:], "XXX"]
    assert headings(numbered(*romans)) == [f"= {roman}" for roman in romans]


# Layout


HYPHENED = """\
It was a long road and it went on through the dark, and so the old lan-
tern swung from side to side as the cart went on, until they were home
and the lantern was put out."""
IN_LAW = """\
It was a long road, and the lamp swung; they met her dear mother-in-
law at the gate, and nobody spoke of the letter that was in the bag."""
STANZAS = [
    """\
The gulls have taken off their shoes,
  The tide has gone to tea;
The lamp is reading last week's news,
  And so, at last, are we.""",
    """\
I did not call. I only sat
and let the kettle go;
The gulls had left. The sea was flat.
The evening, long and slow.""",
]
SONGS = ["V " + stanza.replace("\n", " / ") for stanza in STANZAS]
TALK = ["“Yes,” he said.", "She put the lamp out", "“No,” she said.", "“Oh.”"]
SNOW = (
    "那天夜里，小镇下起了雪。“早上好，”米娜说着，沿着坡道走了下去。桥下的河水很安静，灯一盏一盏地亮了，"
    "谁也没有说话，只有钟声从山上传来，一下，又一下，一直数到九。"
)
FINNISH = """\
Valo on syttynyt,
vene on kotona nyt,
meri on tyyni ja vielä
tuuli on hyytynyt"""


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(f"{ROAD}\n\n{ROAD}\n\nHe came.", [ROAD, ROAD, "He came."], id="a paragraph a line"),
        pytest.param(
            "\n".join([ROAD, "“Yes.”", ROAD, "“No.”", ROAD]),
            [ROAD, "“Yes.”", ROAD, "“No.”", ROAD],
            id="dense",
        ),
        pytest.param("\n\n".join([WRAPPED] * 4), [ROAD] * 4, id="broken lines"),
        pytest.param(
            "\n\n".join([WRAPPED, WRAPPED, POEM, WRAPPED]),
            [ROAD, ROAD, SUNG, ROAD],
            id="verse among broken lines",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, WRAPPED, "The Pier 7\nOld Harbour\nNorth Shore", WRAPPED]),
            [ROAD, ROAD, "L The Pier 7 / Old Harbour / North Shore", ROAD],
            id="an address among broken lines",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, "Dear Ida,", WRAPPED, "Yours,\nTom", WRAPPED]),
            [ROAD, "Dear Ida,", ROAD, "L Yours, / Tom", ROAD],
            id="a letter among broken lines",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, "Ida: Here?\nTom: No.\nIda: Oh.", WRAPPED]),
            [ROAD, "L Ida: Here? / Tom: No. / Ida: Oh.", ROAD],
            id="a chat among broken lines",
        ),
        *[
            pytest.param(
                "\n".join(textwrap.fill(ROAD, 72, initial_indent=indent) for _ in range(5)),
                [ROAD] * 5,
                id=f"set in: {name}",
            )
            for name, indent in (
                ("two spaces", "  "),
                ("four spaces", "    "),
                ("tab", "\t"),
                ("wide", "\u3000"),
            )
        ],
        pytest.param(
            "\n".join([INDENTED, "    “Yes.”", "    “No.”", "    “Why?”", INDENTED, INDENTED]),
            [ROAD, "“Yes.”", "“No.”", "“Why?”", ROAD, ROAD],
            id="set in: people talking",
        ),
        pytest.param(
            "\n".join([INDENTED, INDENTED, "", "                     * * *", "", INDENTED, INDENTED]),
            [ROAD, ROAD, "|", ROAD, ROAD],
            id="set in: a line in the middle",
        ),
        pytest.param(
            textwrap.indent("\n\n".join([WRAPPED] * 4), "     "),
            [ROAD] * 4,
            id="all lines set in alike, broken",
        ),
        pytest.param(textwrap.indent(days(12), "    "), GAPS, id="all lines set in alike"),
        pytest.param(
            "He read:\n\n> Come home.\n>\n> It is late.\n\nHe went.",
            ["He read:", "Q(Come home., It is late.)", "He went."],
            id="quoted lines",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, f"He read:  \n{WRAPPED}", WRAPPED, WRAPPED]),
            [ROAD, f"He read: / {ROAD}", ROAD, ROAD],
            id="a line that ends with two spaces",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, f"He read:\\\n{WRAPPED}", WRAPPED, WRAPPED]),
            [ROAD, f"He read: / {ROAD}", ROAD, ROAD],
            id="a line that ends with a backslash",
        ),
        pytest.param(
            "\n\n".join([WRAPPED.replace("\n", "  \n") + "  "] * 4),
            [ROAD] * 4,
            id="not: two spaces after every line",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, WRAPPED, HYPHENED, WRAPPED]),
            [ROAD, ROAD, HYPHENED.replace("lan-\n", "lan").replace("\n", " "), ROAD],
            id="a word that is broken at a hyphen",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, WRAPPED, IN_LAW, WRAPPED]),
            [ROAD, ROAD, IN_LAW.replace("-\n", "-").replace("\n", " "), ROAD],
            id="not: a hyphen of the word",
        ),
        pytest.param(
            "\n\n".join(f"{days(20)}\n\n- {page} -\n\f" for page in range(23, 29)),
            days(20).split("\n\n") * 6,
            id="numbers of pages and form feeds",
        ),
        pytest.param(
            numbered("- 1 -", "- 2 -", "- 3 -"),
            [line for n in "123" for line in (f"= {n}", "It rained.", "It poured.", "It stopped.")],
            id="not: numbers of chapters",
        ),
        pytest.param(
            "\n\n".join([*[WRAPPED] * 30, *[ROAD] * 30]),
            [ROAD] * 60,
            id="broken lines first, whole ones after",
        ),
        pytest.param(
            "\n\n".join([ROAD] * 6) + f"\n\n{POEM}\n\nNight.",
            [*[ROAD] * 6, SUNG, "Night."],
            id="verse among long lines",
        ),
        pytest.param(
            "\n\n".join([*[WRAPPED] * 3, FINNISH, WRAPPED]),
            [*[ROAD] * 3, "V " + FINNISH.replace("\n", " / "), ROAD],
            id="verse without capitals",
        ),
        pytest.param(
            "\n".join(textwrap.fill(SNOW, 30, initial_indent="\u3000\u3000") for _ in range(5)),
            [SNOW] * 5,
            id="broken lines of ideographs, set in",
        ),
        pytest.param("\n\n".join([textwrap.fill(SNOW, 30)] * 5), [SNOW] * 5, id="broken lines of ideographs"),
        pytest.param(
            "\n".join([SNOW, SNOW[:12], SNOW[:32], SNOW[12:32], SNOW[:12]]),
            [SNOW, SNOW[:12], SNOW[:32], SNOW[12:32], SNOW[:12]],
            id="not: ideographs, dense",
        ),
        *[
            pytest.param(
                f"{ROAD}\n\n{drawn}\n\n{ROAD}",
                [ROAD, "L " + drawn.replace("\n", " / ").replace("/    ", "/ "), ROAD],
                id=f"drawn: {name}",
            )
            for name, drawn in (
                ("a table", "| Gull | Fish |\n| --- | --- |\n| Ida | 3 |\n| Tom | 12 |"),
                ("a box", "+---------+\n| Level 4 |\n+---------+"),
                ("a box of lines", "╔═════════╗\n║ Level 4 ║\n╠═════════╣\n║ Oars: 2 ║\n╚═════════╝"),
                ("a picture", "/\\_/\\\n( ^.^ )\n> ~ <"),
                ("code", "```\nrow()\nrow()\n```"),
            )
        ],
        pytest.param(
            "The sign said:\n+------+\n| SHUT |\n+------+\nHe went.",
            ["The sign said:", "L +------+ / | SHUT | / +------+", "He went."],
            id="drawn: a box right below a line",
        ),
        pytest.param(
            "He came.\n+++\n+++\nNight.", ["He came.", "|", "Night."], id="not drawn: rules without rows"
        ),
        pytest.param(
            "He came.\n\n|||\n\n|Tom?|\n|Here.|\n\nNight.",
            ["He came.", "|", "L |Tom?| / |Here.|", "Night."],
            id="not drawn: a break above what is thought",
        ),
        pytest.param("\n\n".join(STANZAS * 3), SONGS * 3, id="verse alone"),
        pytest.param(STANZAS[1], SONGS[1:], id="a stanza alone"),
        pytest.param(
            "\n".join([*[ROAD] * 9, "", STANZAS[0], "", *[ROAD] * 9]),
            [*[ROAD] * 9, SONGS[0], *[ROAD] * 9],
            id="verse in dense text",
        ),
        pytest.param(
            "MARTA\nThe boats are late, the lamp is low,\nAnd nobody has seen them go.\n\n"
            "TOM\nThen light it, and we two shall row.\nIt is not far.",
            [
                "V MARTA / The boats are late, the lamp is low, / And nobody has seen them go.",
                "V TOM / Then light it, and we two shall row. / It is not far.",
            ],
            id="a play in verse",
        ),
        pytest.param("\n".join(TALK * 3), TALK * 3, id="not: people talking, dense"),
        pytest.param(
            "「おはよう」\n「早いね」\n「雨だから」\n　雨が降った。",
            ["「おはよう」", "「早いね」", "「雨だから」", "雨が降った。"],
            id="not: people talking, without full stops",
        ),
        pytest.param(
            "“Dear me,” she said.\n\n“Yours,” he said, “is the lamp.”\n\nIt was late.",
            ["“Dear me,” she said.", "“Yours,” he said, “is the lamp.”", "It was late."],
            id="not: words of a letter in talk",
        ),
        *[
            pytest.param(
                f"He came.\n\n{chat}\n\nIt was late.",
                ["He came.", "L " + chat.replace("\n", " / "), "It was late."],
                id=f"chat: {chat.split(chr(10), maxsplit=1)[0]}",
            )
            for chat in (
                "Ida: Here?\nTom: No.\nIda: Oh.",
                "[12:30] Ida: Here?\n[12:31] Tom: No.\n[12:32] Ida: Oh.",
                "<ida> Here?\n<tom> No.\n<ida> Oh.",
                "@ida Here?\n@tom No.\n@ida Oh.",
                "ida@example.org: Here?\ntom@example.org: No.\nida@example.org: Oh.",
            )
        ],
        pytest.param("One\u200bword and\ufeff two.", ["One\u200bword and two."], id="characters of no width"),
        pytest.param(
            "A 👩\u200d🚀 and می\u200cخواهم and \u200fשלום.",
            ["A 👩\u200d🚀 and می\u200cخواهم and \u200fשלום."],
            id="not: joiners and marks of direction",
        ),
        pytest.param("One t\x00w\x08o\x9d.\n\nA\ufffe\uffff.", ["One two.", "A."], id="control characters"),
        *[
            pytest.param(f"One.{end}{end}Two.", ["One.", "Two."], id=f"ends of lines: {end!a}")
            for end in ("\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b")
        ],
        pytest.param(
            "One.\x1cTwo.\x1dThree.\x1eFour.", ["One.Two.Three.Four."], id="not: separators of records"
        ),
        pytest.param(
            "He came.[1] It was late.[2]\n\nShe went.\n\n[1] By cart.\n\n[2] Half past nine.",
            ["He came.{[1]} It was late.{[2]}", "She went.", "F [1] By cart.", "F [2] Half past nine."],
            id="footnotes",
        ),
        pytest.param(
            "He came.[^1]\n\nShe went.\n\n[^1]: By cart.",
            ["He came.{[1]}", "She went.", "F [1] By cart."],
            id="Markdown's footnotes",
        ),
        pytest.param(
            "He came.[A]\n\n[Footnote A: By cart.]\n\nShe went.[B]\n\n[Footnote B: Late.]\n\nPlan [C].",
            [
                "He came.{[A]}",
                "F [Footnote A: By cart.]",
                "She went.{[B]}",
                "F [Footnote B: Late.]",
                "Plan [C].",
            ],
            id="lettered footnotes",
        ),
        pytest.param(
            "\n\n".join([WRAPPED, "[Illustration: “It is late,”\nsaid Ida.]", WRAPPED, WRAPPED]),
            [ROAD, "[Illustration: “It is late,” said Ida.]", ROAD, ROAD],
            id="a caption of two short lines",
        ),
        pytest.param(
            "Room [1] and (2) and lamp¹.",
            ["Room [1] and (2) and lamp¹."],
            id="not: numbers in brackets in prose",
        ),
    ],
)
def test_layout(raw: str, expected: list[str]) -> None:
    assert story(raw) == expected


@pytest.mark.parametrize(
    ("line", "there", "gone"),
    [
        pytest.param("[[image: a boat]]", "a boat", "[[[", id="double brackets"),
        pytest.param("[Illustration: A boat.]", "A boat.", "[[", id="an old book's"),
        pytest.param("[Illustration]", "Illustration", "[[", id="an old book's without words"),
        pytest.param(
            'img src="boat.png" alt="a boat"', "a boat", "boat.png", id="an element without its brackets"
        ),
        pytest.param('<img src="boat.png" alt="a boat">', "a boat", "boat.png", id="an element"),
        pytest.param("![a boat](https://example.org/boat.png)", "a boat", "example.org", id="Markdown"),
        pytest.param("[IMG]https://example.org/boat.png[/IMG]", "He came.", "[IMG]", id="BBCode"),
    ],
)
def test_pictures(line: str, there: str, gone: str) -> None:
    found = " ".join(story(f"He came.\n\n{line}\n\nIt was late.\n\n<i>He</i> <b>went</b>. <i>She</i> too."))
    assert there in found
    assert gone not in found


# Notes


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        *[
            pytest.param(
                f"{label}\n\n> Be kind.\n\nIt was late.\n\nHe came.",
                [f"N {label.rstrip(':')}(Be kind.)", "It was late.", "He came."],
                id=f"before: {label}",
            )
            for label in (
                *("Summary", "Summary:", "Chapter Summary", "Summary for the Chapter:", "Notes", "Notes:"),
                *("Chapter Notes", "Notes for the Chapter:", "Author's Note:", "Author’s Note:"),
            )
        ],
        *[
            pytest.param(
                f"{days(6)}\n\n{label}\n\n> Be kind.",
                [*GAPS[:6], f"N {label.rstrip(':')}(Be kind.)"],
                id=f"after: {label}",
            )
            for label in ("End Notes", "End Notes:", "Chapter End Notes", "Notes:", "Author's Note:")
        ],
        pytest.param(
            "Chapter Summary\n\nRain.\n\nChapter Notes\n\nBe kind.\n\nAnd dry.\n\nChapter Text\n\nHe came.",
            ["N Chapter Summary(Rain.)", "N Chapter Notes(Be kind., And dry.)", "He came."],
            id="paragraphs down to the next label and to “Chapter Text”",
        ),
        pytest.param(
            "Notes:\n\nBe kind.\n\nAnd dry.\n\n* * *\n\nIt was late.",
            ["N Notes(Be kind., And dry.)", "It was late."],
            id="paragraphs down to a rule",
        ),
        pytest.param(
            "Notes were taken.\n\nIt was late.", ["Notes were taken.", "It was late."], id="not: Notes were"
        ),
        pytest.param(
            "Summary judgement fell.\n\nIt was late.",
            ["Summary judgement fell.", "It was late."],
            id="not: a sentence",
        ),
        pytest.param(
            f"{days(6)}\n\nNotes\n\n{days(6)}",
            [*GAPS[:6], "Notes", *GAPS[:6]],
            id="not: a label in mid-story",
        ),
        *[
            pytest.param(f"{line}\n\nIt was late.", ["It was late."], id=line)
            for line in (
                "(See the end of the chapter for notes.)",
                "See the end of the chapter for notes",
                "(See the end of the chapter for more notes.)",
                "See the end of the work for more notes",
                "(See the end of the work for notes.)",
            )
        ],
        *[
            pytest.param(
                f"{line}\n\nIt was late.\n\nHe came.",
                [f"N ({line})", "It was late.", "He came."],
                id=f"first: {line}",
            )
            for line in (
                *("A/N: Be kind.", "AN: Be kind.", "a/n: Be kind.", "Author note: Be kind."),
                *("Author's note: Be kind.", "[A/N: Be kind.]", "(A/N: Be kind.)"),
            )
        ],
        *[
            pytest.param(f"{days(6)}\n\n{line}", [*GAPS[:6], f"N ({line})"], id=f"last: {line}")
            for line in ("A/N: Thanks.", "AN: Thanks.", "[A/N: Thanks.]", "Author note: Thanks.")
        ],
        pytest.param(
            f"{days(6)}\n\nA/N: a gag.\n\n{days(6)}",
            [*GAPS[:6], "A/N: a gag.", *GAPS[:6]],
            id="not: in mid-story",
        ),
        pytest.param("An: Who?\n\nIt was late.", ["An: Who?", "It was late."], id="not: someone called An"),
    ],
)
def test_notes(body: str, expected: list[str]) -> None:
    assert story(f"Chapter 1\n\n{body}\n\nChapter 2\n\nNight.") == [
        "= Chapter 1",
        *expected,
        "= Chapter 2",
        "Night.",
    ]


# Emphasis, and what other formats leave


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("_He_ came.", "<i>He</i> came.", id="underscores"),
        pytest.param("*He* came.", "<i>He</i> came.", id="stars"),
        pytest.param("*He came and went.* Then?", "<i>He came and went.</i> Then?", id="a sentence"),
        pytest.param("“*He?*” she said.", "“<i>He?</i>” she said.", id="in quotes"),
        pytest.param("**He** came.", "<b>He</b> came.", id="two stars"),
        pytest.param("***He*** came.", "<b><i>He</i></b> came.", id="three stars"),
        pytest.param(
            "__He__, __she__ and __I__.", "<b>He</b>, <b>she</b> and <b>I</b>.", id="two underscores"
        ),
        pytest.param("*hugs* Come in.", "<i>hugs</i> Come in.", id="a gesture"),
        *[
            pytest.param(line, line, id=f"not: {line}")
            for line in (
                *("The snake_case_name.", "Name: _______ Date: _______", "night_owl_7 and day_owl_8 wrote."),
                *(
                    "A 5* hotel, a 4* bed.",
                    "What the h**k, d**n.",
                    "2 * 3 * 4 is 24.",
                    "So * * * so.",
                    "A * b * c.",
                ),
                *(
                    "The __ of __ .",
                    "and/or, his/her, 1/2/2024, /usr/lib/x",
                    "~He came.~",
                    "'He came,' she said.",
                ),
                *("<<He came.>>", "::He came.::", "HE CAME.", "I <3 you <3.", "He said <grin> and <wave>."),
                *(
                    "a < b and b > c",
                    "<Name> came, then <Name> went.",
                    "The note [i] and [1] and [2].",
                    "AT&T & co.",
                ),
                *(
                    '"Well," he said--"no..." \'Tis late.',
                    "See https://example.org/a_b_c for it.",
                    "*He came.",
                ),
            )
        ],
        pytest.param(
            "<i>a</i> <em>b</em> <b>c</b> <strong>d</strong>",
            "<i>a</i> <i>b</i> <b>c</b> <b>d</b>",
            id="HTML",
        ),
        pytest.param(
            "<u>a</u> <s>b</s> c<sup>2</sup> <small>d</small>",
            "<underlined>a</underlined> <deleted>b</deleted> c<superscript>2</superscript> <small>d</small>",
            id="HTML: other styles",
        ),
        pytest.param(
            "<i>One</i><br>two<br/><b>three</b>", "<i>One</i> / two / <b>three</b>", id="HTML: breaks"
        ),
        pytest.param(
            "<ruby>猫<rt>ねこ</rt></ruby>と<ruby>犬<rt>いぬ</rt></ruby>",
            "猫(ねこ)と犬(いぬ)",
            id="HTML: ruby",
        ),
        pytest.param(
            "He &amp; she &mdash; and &ldquo;I&rdquo; &#8230;",
            "He & she — and “I” …",
            id="references to characters",
        ),
        pytest.param(
            "<i>I</i> <3 <i>you</i> <i>all</i>.", "<i>I</i> <3 <i>you</i> <i>all</i>.", id="HTML and a heart"
        ),
        pytest.param(
            "<grin> <i>He</i> <i>came</i> <b>in</b>.",
            "<grin> <i>He</i> <i>came</i> <b>in</b>.",
            id="HTML and what is none",
        ),
        pytest.param("[i]He[/i] [b]came[/b] [B]in[/B].", "<i>He</i> <b>came</b> <b>in</b>.", id="BBCode"),
        pytest.param("[spoiler]He came.[/spoiler] [i]Oh[/i].", "He came. <i>Oh</i>.", id="BBCode: spoiler"),
        pytest.param("See [the tale](https://example.org/t).", "See the tale.", id="a Markdown link"),
    ],
)
def test_markup(raw: str, expected: str) -> None:
    assert story(f"{raw}\n\nNight.") == [expected, "Night."]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("*He came.\n\nShe went.*", ["*He came.", "She went.*"], id="not: over paragraphs"),
        pytest.param(
            "<p>He <i>came</i>.</p>\n<p>She went.</p>", ["He <i>came</i>.", "She went."], id="paragraphs"
        ),
        pytest.param("<p>He.</p>\n<hr>\n<p><i>She</i>.</p>", ["He.", "|", "<i>She</i>."], id="a rule"),
        pytest.param(
            "<i>He</i> came.\n\n<center>Night</center>\n\n<b>She</b> went.",
            ["<i>He</i> came.", "Night", "<b>She</b> went."],
            id="in the middle",
        ),
        pytest.param(
            "<i>He</i> read.\n\n<blockquote>Come home.</blockquote>\n\n<b>She</b> went.",
            ["<i>He</i> read.", "Q(Come home.)", "<b>She</b> went."],
            id="a quotation",
        ),
        pytest.param(
            "[i]He[/i] read.\n\n[quote]Come home.[/quote]\n\n[hr]\n\n[center]Night[/center]",
            ["<i>He</i> read.", "Q(Come home.)", "|", "Night"],
            id="BBCode",
        ),
        pytest.param(
            above("Words: 9", body="\tRain\n\n\\[He\\] came. 1\\. It was \\*late\\*.\n\n\nEnd file.\n"),
            ["= Rain", "[He] came. 1. It was *late*."],
            id="backslashes in a downloader's file",
        ),
        pytest.param("The path is C:\\[new].", ["The path is C:\\[new]."], id="not: a backslash elsewhere"),
        pytest.param(
            "[i]He came.\n\nShe [b]went[/b].[/i]\n\nIt was late.",
            ["<i>He came.</i>", "<i>She <b>went</b>.</i>", "It was late."],
            id="BBCode over paragraphs",
        ),
        pytest.param(
            "[quote]He came.\n\nShe went.[/quote]\n\nIt was late.",
            ["Q(He came., She went.)", "It was late."],
            id="a quotation over paragraphs",
        ),
        pytest.param(
            "<b>He</b> <i>came.\n\nShe went.</i>\n\nIt was late.",
            ["<b>He</b> <i>came.</i>", "<i>She went.</i>", "It was late."],
            id="HTML over paragraphs",
        ),
        pytest.param(
            "[i]He came.\n\n***\n\nShe went.\n\nChapter 2\n\nIt was late.[/i]",
            ["<i>He came.</i>", "|", "<i>She went.</i>", "= Chapter 2", "<i>It was late.</i>"],
            id="not: BBCode over dividers",
        ),
        pytest.param(
            "He read.\n\n[quote]\nCome home.\n\nIda\n[/quote]\n\nHe went.",
            ["He read.", "Q(Come home., Ida)", "He went."],
            id="tags on lines of their own",
        ),
        pytest.param(
            "<h2>Chapter 1</h2>\n<p>He <i>came</i>.</p>\n<p>She went.</p>\n<blockquote>Home.</blockquote>",
            ["= Chapter 1", "He <i>came</i>.", "She went.", "Q(Home.)"],
            id="tags without blank lines",
        ),
        pytest.param(
            "<p>He <i>came</i>.</p><p>She went.</p><hr><p>It was late.</p>",
            ["He <i>came</i>.", "She went.", "|", "It was late."],
            id="a page on one line",
        ),
        pytest.param("<p>He</p>\n\n<i></i>\n\n<p>came.</p>", ["He", "came."], id="nothing that is styled"),
        pytest.param(
            "[i]He[/i] read [i] twice.\n\nIt was late.",
            ["<i>He</i> read [i] twice.", "It was late."],
            id="not: BBCode that nothing closes",
        ),
    ],
)
def test_markup_of_blocks(raw: str, expected: list[str]) -> None:
    assert story(raw) == expected


# Encodings


FRENCH = "Elle a dit : « Déjà ? »\n\n“Yes,” he said — and left…\n"
CHINESE = "那天夜里，小镇下起了雪。“早上好，”米娜说着，沿着坡道走了下去。\n" * 5
JAPANESE = "その夜、町には雪が降った。「おはよう」とミナは言い、坂道を下りていった。\n" * 5
TAIWANESE = "那天夜裡，小鎮下起了雪。「早安，」米娜說著，沿著坡道走了下去。\n" * 5


@pytest.mark.parametrize(
    ("data", "expected", "noticed"),
    [
        pytest.param(FRENCH.encode(), FRENCH, set(), id="UTF-8"),
        pytest.param(FRENCH.encode("utf-8-sig"), FRENCH, set(), id="UTF-8 with a mark"),
        pytest.param(b"\xff\xfe" + FRENCH.encode("utf-16-le"), FRENCH, set(), id="UTF-16, little end first"),
        pytest.param(b"\xfe\xff" + FRENCH.encode("utf-16-be"), FRENCH, set(), id="UTF-16, big end first"),
        pytest.param(FRENCH.encode("utf-16-le"), FRENCH, set(), id="UTF-16 without a mark"),
        pytest.param(
            b"\xff\xfe\0\0" + FRENCH.encode("utf-32-le"), FRENCH, set(), id="UTF-32, little end first"
        ),
        pytest.param(b"\0\0\xfe\xff" + FRENCH.encode("utf-32-be"), FRENCH, set(), id="UTF-32, big end first"),
        pytest.param(FRENCH.encode("cp1252"), FRENCH, {"encoding-guessed"}, id="Windows-1252"),
        pytest.param(CHINESE.encode("gb18030"), CHINESE, {"encoding-guessed"}, id="GB18030"),
        pytest.param(TAIWANESE.encode("big5"), TAIWANESE, {"encoding-guessed"}, id="Big5"),
        pytest.param(JAPANESE.encode("cp932"), JAPANESE, {"encoding-guessed"}, id="Shift JIS"),
        pytest.param(JAPANESE.encode("iso2022_jp"), JAPANESE, {"encoding-guessed"}, id="ISO-2022-JP"),
        pytest.param(CHINESE.encode("utf-16-le"), CHINESE, set(), id="UTF-16 without a mark: ideographs"),
        pytest.param(
            (FRENCH * 3).encode() + b"\x93odd\x94\n",
            FRENCH * 3 + "“odd”\n",
            {"stray-bytes"},
            id="Windows in UTF-8",
        ),
        pytest.param(
            "It wasâ€™t late.\n".encode(), "It wasâ€™t late.\n", {"mojibake"}, id="mojibake is told"
        ),
        pytest.param(b"o\0n\0e two three\n", "one two three\n", {"controls-removed"}, id="NUL"),
        pytest.param("one\x80 two\x9d.\n".encode(), "one two.\n", {"controls-removed"}, id="C1 controls"),
        pytest.param(
            "one\ufffe \uffff.\n".encode(), "one .\n", {"controls-removed"}, id="no characters at all"
        ),
        pytest.param(b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n", set(), id="mixed ends of lines"),
    ],
)
def test_encodings(data: bytes, expected: str, noticed: set[str]) -> None:
    source = decode(data, "story.txt")
    assert source.text == expected
    assert {notice.code for notice in source.notices} == noticed


def test_mojibake_is_mended_when_asked() -> None:
    assert decode("It isnâ€™t late.\n".encode(), "story.txt", repair=True).text == "It isn’t late.\n"


# Whole files


FANFICFARE = (
    "\n\n\nThe Lamp\n\nby Ida Quill\n\n\nSeries: Skies [2]\nCategory: Gulls\nGenre: Quiet\n"
    "Language: English\nCharacters: Ida, Tom\n"
    "Status: In-Progress\nPublished: 2024-05-17\nUpdated: 2024-05-18\n"
    "Packaged: 2024-05-19 10:00:00\nRating: K+\nChapters: 2\nWords: 1,204\nPublisher: example.org\n"
    "Story URL: https://example.org/s/7\nAuthor URL: https://example.org/u/1\n"
    + textwrap.fill(f"Summary: {ROAD}", 78)
    + "\n\nTABLE OF CONTENTS\n\n1. Rain\n2. Wind\n\n\n\n\t1. Rain\n\n"
    + textwrap.fill(ROAD, 78)
    + "\n\n* * *\n\n_He_ came, \\[really\\].\n\n\n\t2. Wind\n\n"
    + textwrap.fill(ROAD, 78)
    + "\n\n\nEnd file.\n"
)
ARCHIVE = """\
Preface

The Lamp
Posted originally on the Archive of Our Own at http://archiveofourown.org/works/4410027.

Rating:
General Audiences
Archive Warning:
No Archive Warnings Apply
Categories:
F/M, Gen
Fandom:
Gulls
Relationships:
Ida/Tom, Ida & Ann
Additional Tags:
Rain, Slow Days
Language:
English
Series:
Part 2 of Skies
Stats:
Published: 2024-05-17 Completed: 2024-06-01 Words: 21,069 Chapters: 2/2

The Lamp
by Ida Quill, Tom Reed

Summary

A lamp.

Notes

For Ann.
See the end of the work for more notes

Chapter 1: Rain

Chapter Notes

Be kind.

Chapter Text

It was late.

Chapter 2: Wind

He came.

Afterword

End Notes

Thanks.

Please drop by the Archive and comment to let the creator know if you enjoyed their work!
"""
MARKDOWN = """\
## Preface

**The Lamp**

Posted originally on the [Archive of Our Own](http://archiveofourown.org/) at
<http://archiveofourown.org/works/4410027>.

Rating:

    General Audiences

Fandom:

    Gulls

Stats:

    Published: 2024-05-17 Words: 21,069 Chapters: 2/2

# The Lamp

by Ida Quill

Summary

> A lamp.

Notes

> For Ann.

## Chapter 1: Rain

It was late.

## Chapter 2: Wind

He came.

## Afterword

End Notes

> Thanks.
"""
SAVER = (
    "The Lamp - Ida Quill - Gulls [Archive of Our Own]\nURL: https://archiveofourown.org/works/4410027 \n"
    "Saved: 2024-05-17 \nPublished:  2024-05-17\nWords:  21,069\nChapters:  1/1\nRating:  Mature\n"
    "Fandom:  Gulls\nAdditional Tags:  Rain\nWind\n\nSummary:\nA lamp.\n\n"
    + days(6)
    + "\n\n\n\n"
    + days(6)
    + "\n\n"
)
FANFICTION = """\
The Lamp\r
\r
Author:\r
Ida Quill\r
\r
Summary:\r
A lamp.\r
\r
Details:\r
Rated: T - English - Adventure - Chapters: 2 - Words: 1,204\r
\r
https://example.org/s/7\r
\r
Chapter 1 - Rain\r
\r
It was late.\r
\r
Chapter 2 - Wind\r
\r
He came.\r
"""
CRAWLER = (
    f"https://example.org/n/7\n{'-' * 40}\nThe Lamp\nby, Ida Quill, Tom Reed\n{'-' * 40}\n"
    "A lamp.\n\nTags: Rain, Wind\nVolumes: 1\nChapters: 2\n\nChapter 1: Rain\n\nIt was late.\n\n"
    "Chapter 2: Wind\n\nHe came.\n"
)
EXPORT = """\
title: The Lamp
author: Ida Quill
Archive Warning: No Archive Warnings Apply
Archive Warnings: No Archive Warnings Apply, Major Character Death
Category: Gen
Categories: Gen, F/M
Fandom: Gulls
Fandoms: Gulls, Boats
Relationship: Ida/Tom
Relationships: Ida/Tom
chapters: 1/1
Chapters: 1/1
completed: 2024-05-17
Completed: 2024-05-17
words: 690
Bookmarks: 3

It was late.
"""
CLEAN = """\
Title: The Lamp
Author: Ida Quill
Work ID: 4410027
Rating: General Audiences
Archive Warning: No Archive Warnings Apply
Category: Gen
Fandom: Gulls
Relationships: Ida & Tom
Characters: Ida, Tom
Additional Tags: Rain, Slow Days
Language: English
Series: Part 2 of Skies
Collections: Winter
Published: 2024-05-17
Words: 690
Chapters: 1/1
Summary: A lamp.

It was late.

* * *

He came.
"""
GUTENBERG = (
    "The Project Gutenberg eBook of The Lamp\n\nThis ebook is for the use of anyone.\n\nTitle: The Lamp\n\n"
    "Author: Ida Quill\n\nRelease date: May 17, 2024 [eBook #7]\n\nLanguage: English\n\n\n"
    "*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***\n\n\n\n\n"
    + "\n\n\n\n\n".join(f"CHAPTER {n}\n\n\n" + "\n\n".join([WRAPPED] * 3) for n in ("I", "II"))
    + "\n\n\n\n\n*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***\n\nUpdated editions will replace it.\n"
)
OLD_GUTENBERG = """\
The Project Gutenberg Etext of The Lamp, by Ida Quill

Copyright laws are changing all over the world.

*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*


He came.

It was late.

Ende dieses Projekt Gutenberg Etextes The Lamp
"""
CHINESE_NOVEL = (
    "《雨》\n作者：猫\n简介：下雨了。\n\n第一章 灯塔\n\n　　他来了。\n\n第二章 海\n\n　　夜深了。\n"
)
NAROU = f"はじめに一言。\n\n{'*' * 44}\n\n　雨が降った。\n\n　夜になった。\n\n{'*' * 48}\n\nありがとう。\n"
AOZORA = (
    f"雨の話\n山田花子\n\n{'-' * 55}\n【テキスト中に現れる記号について】\n\n《》：ルビ\n{'-' * 55}\n\n"
    "　｜灯台《とうだい》が光った。［＃改ページ］\n\n\n底本：「雨の話」本屋\n青空文庫作成ファイル：\n"
)
ROMANCE: list[str] = [ROAD, ROAD, ROAD]


@pytest.mark.parametrize(
    ("name", "raw", "expected", "body"),
    [
        pytest.param(
            "story.txt",
            CLEAN,
            {
                "title": "The Lamp",
                "authors": ("Ida Quill",),
                "work_id": "4410027",
                "rating": "General Audiences",
                "warnings": ("No Archive Warnings Apply",),
                "categories": ("Gen",),
                "fandoms": ("Gulls",),
                "relationships": ("Ida & Tom",),
                "characters": ("Ida", "Tom"),
                "tags": ("Rain", "Slow Days"),
                "language": "en",
                "series": (Series("Skies", "2"),),
                "collections": ("Winter",),
                "published": "2024-05-17",
                "words": 690,
                "chapters": ChapterCount(1, 1),
                "summary": ("A lamp.",),
            },
            ["It was late.", "|", "He came."],
            id="a clean header",
        ),
        *[
            pytest.param(
                "story.txt",
                FANFICFARE.replace("\n", end),
                {
                    "title": "The Lamp",
                    "authors": ("Ida Quill",),
                    "series": (Series("Skies", "2"),),
                    "fandoms": ("Gulls",),
                    "tags": ("Quiet",),
                    "status": "In-Progress",
                    "rating": "General Audiences",
                    "chapters": ChapterCount(2, None),
                    "words": 1204,
                    "summary": (ROAD,),
                    "url": "https://example.org/s/7",
                },
                ["= 1: Rain", ROAD, "|", "<i>He</i> came, [really].", "= 2: Wind", ROAD],
                id=f"a downloader's file, {name}",
            )
            for name, end in (("LF", "\n"), ("CRLF", "\r\n"))
        ],
        pytest.param(
            "story.txt",
            ARCHIVE,
            {
                "title": "The Lamp",
                "authors": ("Ida Quill", "Tom Reed"),
                "work_id": "4410027",
                "url": "http://archiveofourown.org/works/4410027",
                "rating": "General Audiences",
                "categories": ("F/M", "Gen"),
                "relationships": ("Ida/Tom", "Ida & Ann"),
                "tags": ("Rain", "Slow Days"),
                "series": (Series("Skies", "2"),),
                "completed": "2024-06-01",
                "words": 21069,
                "chapters": ChapterCount(2, 2),
                "summary": ("A lamp.",),
                "notes": ("For Ann.",),
            },
            [
                *("= Chapter 1: Rain", "N Chapter Notes(Be kind.)", "It was late."),
                *("= Chapter 2: Wind", "He came.", "N End Notes(Thanks.)"),
            ],
            id="an archive's page as text",
        ),
        pytest.param(
            "story.txt",
            MARKDOWN,
            {
                "title": "The Lamp",
                "authors": ("Ida Quill",),
                "work_id": "4410027",
                "rating": "General Audiences",
                "words": 21069,
                "summary": ("A lamp.",),
                "notes": ("For Ann.",),
            },
            ["= Chapter 1: Rain", "It was late.", "= Chapter 2: Wind", "He came.", "N End Notes(Thanks.)"],
            id="an archive's page as Markdown",
        ),
        pytest.param(
            "story.txt",
            MARKDOWN.replace(" at\n", " at "),
            {
                "title": "The Lamp",
                "authors": ("Ida Quill",),
                "work_id": "4410027",
                "rating": "General Audiences",
                "words": 21069,
                "summary": ("A lamp.",),
                "notes": ("For Ann.",),
            },
            ["= Chapter 1: Rain", "It was late.", "= Chapter 2: Wind", "He came.", "N End Notes(Thanks.)"],
            id="an archive's page as Markdown, its lines whole",
        ),
        *[
            pytest.param(
                "story.txt",
                ARCHIVE.replace("Preface\n\nThe Lamp\n", f"The Lamp\n{byline}\n\n").replace(
                    "\nThe Lamp\nby Ida Quill, Tom Reed\n", ""
                ),
                {"title": "The Lamp", "authors": ("ida_quill",), "work_id": "4410027"},
                [
                    *("= Chapter 1: Rain", "N Chapter Notes(Be kind.)", "It was late."),
                    *("= Chapter 2: Wind", "He came.", "N End Notes(Thanks.)"),
                ],
                id=f"an archive's page below “{byline}”",
            )
            for byline in ("by ida_quill", "\nby ida_quill", "ida_quill")
        ],
        pytest.param(
            "story.txt",
            "Chapter Text\n\nIt was late.\n\nHe came.\n",
            {"title": "story"},
            ["It was late.", "He came."],
            id="a chapter copied from a page",
        ),
        pytest.param(
            "story.txt",
            "Work Text:\nIt was late.\n\nHe came.\n",
            {"title": "story"},
            ["It was late.", "He came."],
            id="a work copied from a page",
        ),
        pytest.param(
            "story.txt",
            SAVER,
            {
                "title": "The Lamp",
                "authors": ("Ida Quill",),
                "fandoms": ("Gulls",),
                "tags": ("Rain", "Wind"),
                "work_id": "4410027",
                "rating": "Mature",
                "words": 21069,
                "summary": ("A lamp.",),
            },
            [*GAPS[:6], "|", *GAPS[:6]],
            id="a browser's saver",
        ),
        pytest.param(
            "story.txt",
            SAVER.replace("Rain\nWind", "Rain"),
            {"tags": ("Rain",), "summary": ("A lamp.",)},
            [*GAPS[:6], "|", *GAPS[:6]],
            id="a browser's saver, one tag",
        ),
        pytest.param(
            "story.txt",
            "Chapter Text\n\nIt was late.\n\n[starting tags]\nrelationship: \nIda/Tom\nfandom: \nGulls\n",
            {"relationships": ("Ida/Tom",), "fandoms": ("Gulls",)},
            ["It was late."],
            id="tags at the end",
        ),
        pytest.param(
            "4410027.txt",
            "It was late.\n\nHe came.\n",
            {"work_id": "4410027"},
            ["It was late.", "He came."],
            id="a scraper's",
        ),
        pytest.param(
            "story.txt",
            "\n".join([ROAD, "“Yes.”", ROAD, "“No,” he said.", ROAD, ROAD]),
            {"title": "story"},
            [ROAD, "“Yes.”", ROAD, "“No,” he said.", ROAD, ROAD],
            id="a paragraph a line, nothing between",
        ),
        pytest.param(
            "story.txt",
            FANFICTION,
            {
                "title": "The Lamp",
                "authors": ("Ida Quill",),
                "summary": ("A lamp.",),
                "rating": "Teen And Up Audiences",
                "words": 1204,
                "chapters": ChapterCount(2, None),
                "url": "https://example.org/s/7",
            },
            ["= Chapter 1: Rain", "It was late.", "= Chapter 2: Wind", "He came."],
            id="details on one line",
        ),
        pytest.param(
            "story.txt",
            CRAWLER,
            {
                "title": "The Lamp",
                "authors": ("Ida Quill", "Tom Reed"),
                "url": "https://example.org/n/7",
                "summary": ("A lamp.",),
                "tags": ("Rain", "Wind"),
                "chapters": ChapterCount(2, None),
            },
            ["= Chapter 1: Rain", "It was late.", "= Chapter 2: Wind", "He came."],
            id="a crawler's",
        ),
        pytest.param(
            "0003.txt",
            "Chapter 3: Rain\n\nIt was late.\n\nHe came.\n",
            {},
            ["= Chapter 3: Rain", "It was late.", "He came."],
            id="a crawler's single chapter",
        ),
        pytest.param(
            "story.txt",
            "\n\n\n".join(f"{title}\n\n{days(4)}" for title in ("The Rain", "The Wind", "The Snow")),
            {},
            [line for title in ("The Rain", "The Wind", "The Snow") for line in (f"= {title}", *GAPS[:4])],
            id="titles between wider gaps",
        ),
        pytest.param(
            "story.txt",
            "# The Lamp\n\n## Rain\n\nIt was _late_.\n\n## Wind\n\nHe *came*.\n",
            {"title": "The Lamp"},
            ["= Rain", "It was <i>late</i>.", "= Wind", "He <i>came</i>."],
            id="Markdown with a title",
        ),
        pytest.param(
            "story.txt",
            "# Rain\n\nIt was late.\n\n# Wind\n\nHe came.\n",
            {},
            ["= Rain", "It was late.", "= Wind", "He came."],
            id="Markdown for reading aloud",
        ),
        pytest.param(
            "story.txt",
            EXPORT,
            {
                "title": "The Lamp",
                "warnings": ("No Archive Warnings Apply", "Major Character Death"),
                "categories": ("Gen", "F/M"),
                "fandoms": ("Gulls", "Boats"),
                "relationships": ("Ida/Tom",),
                "chapters": ChapterCount(1, 1),
                "completed": "2024-05-17",
                "words": 690,
            },
            ["It was late."],
            id="singular and plural keys, in two cases",
        ),
        pytest.param(
            "pg7.txt",
            GUTENBERG,
            {"title": "The Lamp", "authors": ("Ida Quill",), "language": "en"},
            ["= CHAPTER I", *ROMANCE, "= CHAPTER II", *ROMANCE],
            id="a library's",
        ),
        pytest.param(
            "pg7.txt",
            OLD_GUTENBERG,
            {"title": "The Lamp", "authors": ("Ida Quill",)},
            ["He came.", "It was late."],
            id="a library's of old",
        ),
        pytest.param(
            "《雨》作者：猫.txt",
            CHINESE_NOVEL,
            {"title": "雨", "authors": ("猫",), "summary": ("下雨了。",)},
            ["= 第一章: 灯塔", "他来了。", "= 第二章: 海", "夜深了。"],
            id="a Chinese novel",
        ),
        pytest.param(
            "story.txt",
            NAROU,
            {},
            ["はじめに一言。", "|", "雨が降った。", "夜になった。", "|", "ありがとう。"],
            id="a Japanese novel between stars",
        ),
        pytest.param(
            "story.txt",
            AOZORA,
            {"title": "雨の話", "authors": ("山田花子",), "language": "ja"},
            ["灯台(とうだい)が光った。"],
            id="a Japanese library's",
        ),
        pytest.param(
            "story.txt",
            "[center][b]The Lamp[/b][/center]\n\n[i]He[/i] came.\n\n[hr]\n\nIt was [b]late[/b].\n",
            {},
            ["<b>The Lamp</b>", "<i>He</i> came.", "|", "It was <b>late</b>."],
            id="a forum's",
        ),
        pytest.param(
            "story.txt", "It was late.\n", {"title": "story"}, ["It was late."], id="a single paragraph"
        ),
        pytest.param("story.txt", "It was late.", {"title": "story"}, ["It was late."], id="a single line"),
        pytest.param(
            "story.txt",
            above("Language: العربية", body="كان الوقت متأخرا.\n\nجاء الرجل."),
            {"language": "ar"},
            ["كان الوقت متأخرا.", "جاء الرجل."],
            id="from right to left",
        ),
        pytest.param(
            "story.txt",
            "Chapter 1\n\n" + "\n\n".join([ROAD] * 1800),
            {},
            ["= Chapter 1", *[ROAD] * 1800],
            id="a chapter of 500 KB",
        ),
        pytest.param(
            "story.txt",
            "\n\n".join([*[WRAPPED] * 3, POEM, "Ida: Here?\nTom: No.\nIda: Oh.", "* * *", WRAPPED]),
            {},
            [*[ROAD] * 3, SUNG, "L Ida: Here? / Tom: No. / Ida: Oh.", "|", ROAD],
            id="prose, verse and a chat",
        ),
    ],
)
def test_whole_files(name: str, raw: str, expected: Facts, body: list[str]) -> None:
    assert (facts(raw, expected, name), story(raw, name)) == (expected, body)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        pytest.param("", SourceEmpty, id="nothing"),
        pytest.param(" \n\u00a0\n\t\n", SourceEmpty, id="white space"),
        pytest.param("Title: The Lamp\nAuthor: Ida Quill\n\n", SourceEmpty, id="a header alone"),
        pytest.param("Title: The Lamp\nAuthor: Ida Quill\n\n* * *\n", SourceEmpty, id="a header and a break"),
    ],
)
def test_files_without_a_story(raw: str, error: type[ConverterError]) -> None:
    with pytest.raises(error):
        read(raw)


def test_two_files_with_one_title_make_two_books(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(above(body=f"It was {name}."), encoding="utf-8")
    made = [convert(tmp_path / name, formats=["json"]).outputs for name in ("one.txt", "two.txt")]
    assert len({path for paths in made for path in paths}) == 2
