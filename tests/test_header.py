"""The header's grammar, a row a rule."""

import pytest

from converter.book import ChapterCount, Metadata, Series
from converter.readers.header import (
    parse_chapter_count,
    parse_series,
    read_header,
    split_authors,
    split_list,
)

TOP = "Title: A\nAuthor: B\n"


def header(text: str) -> Metadata:
    return read_header(text.split("\n")).metadata


def test_the_first_blank_line_ends_it() -> None:
    found = read_header((TOP + "\nRating: terrible, she thought.").split("\n"))
    assert found.body_start == 2
    assert found.metadata.rating == ""


def test_leading_blank_lines_do_not_matter() -> None:
    found = read_header(("\n\u00a0\n" + TOP + "\nStory").split("\n"))
    assert (found.metadata.title, found.body_start) == ("A", 4)


@pytest.mark.parametrize(
    "text",
    [
        "Tom: Hello\nAnn: Goodbye",
        "Title: only one key\n\nStory",
        "Language: English\nWords: 3\n\nnothing says which work this is",
        "Once upon a time\nTitle: A\nAuthor: B",
    ],
)
def test_what_looks_like_a_header_but_is_none(text: str) -> None:
    found = read_header(text.split("\n"))
    assert (found.metadata, found.body_start) == (Metadata(), 0)


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Rating: Mature: really", "rating", "Mature: really"),
        ("Rating：General Audiences", "rating", "General Audiences"),
        ("rating :  Mature \u00a0", "rating", "Mature"),
        ("Work ID: 4410027", "work_id", "4410027"),
        ("Archive Warnings: One, Two", "warnings", ("One", "Two")),
        ("Archive Warning: One", "warnings", ("One",)),
        ("Category: F/M, Gen", "categories", ("F/M", "Gen")),
        ("Fandoms: A (B, C), D", "fandoms", ("A (B, C)", "D")),
        ("Relationship: A/B, C & D", "relationships", ("A/B", "C & D")),
        ("Characters: A, B, A", "characters", ("A", "B")),
        ("Additional Tags: Rain, A - B, C | D", "tags", ("Rain", "A - B", "C | D")),
        ("Words: 21,069", "words", 21069),
        ("Words: 21.069", "words", 21069),
        ("Chapters: 3/?", "chapters", ChapterCount(3, None)),
        ("Status: In-Progress", "status", "In-Progress"),
        ("Published: 2024-05-17", "published", "2024-05-17"),
        ("Summary: A: b.", "summary", ("A: b.",)),
        ("Series: Part 2 of X", "series", (Series("X", "2"),)),
        ("Story URL: https://example.org/works/1", "url", "https://example.org/works/1"),
        ("Mood: blue", "others", (("Mood", "blue"),)),
        ("Words: many", "others", (("Words", "many"),)),
        ("Words: " + "9" * 30, "others", (("Words", "9" * 30),)),
        ("Chapters: " + "9" * 30, "others", (("Chapters", "9" * 30),)),
        ("Title: Another", "others", (("Title", "Another"),)),
        ("Rating:", "rating", ""),
    ],
)
def test_keys(line: str, field: str, value: object) -> None:
    assert getattr(header(TOP + line + "\n\nStory"), field) == value


def test_repeated_lists_grow() -> None:
    assert header(TOP + "Additional Tags: a\nAdditional Tags: b, a").tags == ("a", "b")


def test_a_missing_blank_line_costs_no_word_of_the_story() -> None:
    story = "It was a dark night, and the rain, the rain, the rain fell.\nShe said: no."
    for last in ("Author: A", "Additional Tags: dark, stormy", "Summary: " + "A very long line. " * 9):
        lines = f"Title: T\nRating: R\n{last}\n{story}".split("\n")
        found = read_header(lines)
        assert lines[found.body_start :] == story.split("\n")


def test_a_wrapped_value_goes_on() -> None:
    first = "Additional Tags: one, two, three, four, five, six, seven, eight, nine, ten"
    assert header(TOP + first + "\neleven, twelve\n\nStory").tags[-2:] == ("ten eleven", "twelve")


def test_what_is_kept_or_dropped_is_said() -> None:
    found = read_header((TOP + "Mood: blue\nAdditional Tags: a, a\nTitle: B").split("\n"))
    assert [notice.code for notice in found.notices] == [
        "header",
        "header-kept",
        "value-repeated",
        "header-kept",
    ]


def test_a_list_may_go_on_in_the_next_line() -> None:
    assert header(TOP + "Additional Tags: a, b,\nc\n\nStory").tags == ("a", "b", "c")


def test_a_number_never_goes_on_in_the_next_line() -> None:
    found = read_header((TOP + "Chapters: 1/1\nIt was late.").split("\n"))
    assert (found.metadata.chapters, found.body_start) == (ChapterCount(1, 1), 3)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"),
        ("Deutsch", "de"),
        ("français", "fr"),
        ("日本語", "ja"),
        ("العربية", "ar"),
        ("Chinese", "zh"),
        ("pt-BR", "pt-BR"),
        ("en", "en"),
        ("en_US.UTF-8", "und"),
        ("root", "und"),
        ("eng", "en"),
        ("cmn", "zh"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("../", "und"),
        ("Klingonish", "und"),
    ],
)
def test_languages(name: str, tag: str) -> None:
    found = read_header((TOP + f"Language: {name}").split("\n"))
    assert (found.metadata.language, found.metadata.language_name) == (tag, name)
    assert (tag == "und") == any(notice.code == "language-unknown" for notice in found.notices)


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("a", ["a"]),
        ("a, b", ["a", "b"]),
        ("a & b", ["a", "b"]),
        ("a; b; c", ["a", "b", "c"]),
        ("a, b and c", ["a", "b", "c"]),
        ("a, b, and c", ["a", "b", "c"]),
        ("Fire and Ice", ["Fire and Ice"]),
        ("John Smith, Jr.", ["John Smith, Jr."]),
        ("pseud (user), other", ["pseud (user)", "other"]),
        ("R&B", ["R&B"]),
    ],
)
def test_authors(value: str, authors: list[str]) -> None:
    assert split_authors(value) == authors


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("a, b", ["a", "b"]),
        ("a (b, c), d", ["a (b, c)", "d"]),
        ("a (b, c", ["a (b", "c"]),
        ("a,b", ["a,b"]),
        ("雨、風，猫", ["雨", "風", "猫"]),
        ("a, , b,", ["a", "b"]),
    ],
)
def test_lists(value: str, items: list[str]) -> None:
    assert split_list(value) == items


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("1/1", ChapterCount(1, 1)),
        ("3/?", ChapterCount(3, None)),
        ("12", ChapterCount(12, None)),
        ("1,024/1,024", ChapterCount(1024, 1024)),
        ("3 / 5", ChapterCount(3, 5)),
        ("three", None),
    ],
)
def test_chapter_counts(value: str, count: ChapterCount | None) -> None:
    assert parse_chapter_count(value) == count


@pytest.mark.parametrize(
    ("value", "series"),
    [
        ("Part 2 of X", (Series("X", "2"),)),
        ("Part 2 of X, Y & Z, Part 11 of W", (Series("X, Y & Z", "2"), Series("W", "11"))),
        ("X [3]", (Series("X", "3"),)),
        ("X (3)", (Series("X", "3"),)),
        ("X #3", (Series("X", "3"),)),
        ("X", (Series("X"),)),
        ("Part 1 of , Part 2 of ", (Series("Part 1 of , Part 2 of "),)),
    ],
)
def test_series(value: str, series: tuple[Series, ...]) -> None:
    assert parse_series(value) == series
