"""The header's grammar, a row a rule."""

import pytest

from converter.book import ChapterCount, Metadata, Series
from converter.readers.front import Front, read_front
from converter.readers.keys import ALIASES
from converter.readers.values import parse_chapter_count, parse_series, split_authors, split_list

TOP = "Title: A\nAuthor: B\n"


def front(text: str) -> Front:
    return read_front("", text.split("\n"))


def header(text: str) -> Metadata:
    return front(text).metadata


def body(text: str) -> str:
    """The story's lines, without blank ones at its ends."""
    found = front(text)
    return "\n".join(text.split("\n")[found.body_start : found.body_end]).strip()


def codes(text: str) -> list[str]:
    return [notice.code for notice in front(text).notices]


@pytest.mark.parametrize(
    "line",
    [
        "Rating: terrible, she thought.",
        "Words: they failed him.",
        "Language: he had never heard the like of it.",
        "Fandoms: she had never understood them.",
        "Title: nothing more was on the card",
        "Date: 14 March",
        "Status: Healthy",
        "Note: she read it twice.",
        "Chapter: one",
        "Mood: blue",
        "Author: the other one",
        "Story: it is a long one",
    ],
)
def test_a_line_of_the_story_with_a_key_stays_in_the_story(line: str) -> None:
    text = TOP + "Rated: Unknown\n\n" + line + "\n\nMore."
    assert body(text) == line + "\n\nMore."
    text = TOP + "\n" + line + "\n\nMore."
    assert body(text) == line + "\n\nMore."


def test_a_key_never_comes_back_once_the_story_has_begun() -> None:
    assert body(TOP + "\nStory.\n\nRating: Mature") == "Story.\n\nRating: Mature"


def test_leading_blank_lines_do_not_matter() -> None:
    found = front("\n\u00a0\n" + TOP + "\nStory")
    assert (found.metadata.title, found.body_start) == ("A", 4)


@pytest.mark.parametrize(
    "text",
    [
        "Tom: Hello\nAnn: Goodbye",
        "Title: only one key\n\nStory",
        "Title: only one key\n\nRating: terrible, she thought.",
        "Language: English\nWords: 3\n\nnothing says which work this is",
        "Once upon a time\nTitle: A\nAuthor: B",
        "---\nThe rain fell.\n---\nTitle: A",
        "---\n\nTitle: A\n---\n",
        "% 5\nof the people",
        "Preface\n\nIt was posted originally.",
        "She stood there\nby the river\n\nand waited.",
        "she stood there\nby Anna\n\nand waited.",
        "She stood there,\nby Anna\n\nand waited.",
        "She stood there\nby Anna and waited.\n\nThen she left.",
        "She stood there\nby Anna\nand waited.",
        "“Start of the Project Gutenberg eBook”, she read.\n\n*** It was late.",
        "*** START OF THE PROJECT GUTENBERG EBOOK RAIN ***\n\nNo end of it.",
        "[starting tags] was all it said.",
        "羅生門\n作者\n\n--------------------\n雨\n--------------------",
    ],
)
def test_what_looks_like_a_header_but_is_none(text: str) -> None:
    found = front(text)
    assert (found.metadata, found.body_start) == (Metadata(title="Untitled"), 0)
    assert found.body_end == len(text.split("\n"))


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Rating: Mature: really", "rating", "Mature: really"),
        ("Rating：General Audiences", "rating", "General Audiences"),
        ("rating :  Mature \u00a0", "rating", "Mature"),
        ("Rating:\tMature", "rating", "Mature"),
        ("\u200bRating\u200b:\u200b Mature\u200b", "rating", "Mature"),
        ("\u3000RATING\u3000：\u3000Mature\u3000", "rating", "Mature"),
        ("**Rating:** Mature", "rating", "Mature"),
        ("Rated: T", "rating", "Teen And Up Audiences"),
        ("Rated: Fiction K+", "rating", "General Audiences"),
        ("Rating: PG-13", "rating", "Teen And Up Audiences"),
        ("Rating: m", "rating", "Mature"),
        ("Rating: NR", "rating", "Not Rated"),
        ("Rating: five stars", "rating", "five stars"),
        ("Work ID: 4410027", "work_id", "4410027"),
        ("WorkID: 4410027", "work_id", "4410027"),
        ("work_id: 4410027", "work_id", "4410027"),
        ("ID: 4410027", "work_id", "4410027"),
        ("Story ID: 4410027", "work_id", "4410027"),
        ("URL: https://example.org/works/4410027/chapters/1", "work_id", "4410027"),
        ("Archive Warnings: No Archive Warnings Apply", "warnings", ("No Archive Warnings Apply",)),
        ("Archive Warning: Spiders, none", "warnings", ("none",)),
        ("Content Warnings: Spiders, none", "tags", ("Spiders",)),
        ("Category: F/M, Gen", "categories", ("F/M", "Gen")),
        ("Fandoms: A (B, C), D", "fandoms", ("A (B, C)", "D")),
        ("Relationship: A/B, C & D", "relationships", ("A/B", "C & D")),
        ("Pairings: A/B", "relationships", ("A/B",)),
        ("Ships: A/B", "relationships", ("A/B",)),
        ("Characters: A, B, A", "characters", ("A", "B")),
        ("Character(s): A", "characters", ("A",)),
        ("Additional Tags: Rain, A - B, C | D", "tags", ("Rain", "A - B", "C | D")),
        ("Freeform: Rain", "tags", ("Rain",)),
        ("freefromtags: Rain", "tags", ("Rain",)),
        ("Genre: Rain", "tags", ("Rain",)),
        ("Keywords: Rain", "tags", ("Rain",)),
        ("Words: 21,069", "words", 21069),
        ("Words: 21.069", "words", 21069),
        ("Word Count: 21 069", "words", 21069),
        ("Chapters: 3/?", "chapters", ChapterCount(3, None)),
        ("numChapters: 3", "chapters", ChapterCount(3, None)),
        ("Chapters/Total Chapters: 3/4", "chapters", ChapterCount(3, 4)),
        ("Status: In-Progress", "status", "In-Progress"),
        ("Published: 2024-05-17", "published", "2024-05-17"),
        ("Posted on: one fine day", "published", "one fine day"),
        ("Publication Date: May?", "published", "May?"),
        ("Last Updated: 2024-05-17", "updated", "2024-05-17"),
        ("Completed: 2024-05-17", "completed", "2024-05-17"),
        ("Summary: A: b.", "summary", ("A: b.",)),
        ("Description: A b.", "summary", ("A b.",)),
        ("简介：雨", "summary", ("雨",)),
        ("Notes: For you.", "notes", ("For you.",)),
        ("Author’s Note: For you.", "notes", ("For you.",)),
        ("Author's Note(s): For you.", "notes", ("For you.",)),
        ("A/N: For you.", "notes", ("For you.",)),
        ("Series: Part 2 of X", "series", (Series("X", "2"),)),
        ("Series: X [3]\nSeries: Part 1 of Y", "series", (Series("X", "3"), Series("Y", "1"))),
        ("Collections: X, Y", "collections", ("X", "Y")),
        ("Publisher: X", "publisher", "X"),
        ("Site: X", "publisher", "X"),
        ("Story URL: https://example.org/works/1", "url", "https://example.org/works/1"),
        ("Original Source: https://example.org", "url", "https://example.org"),
        ("语言：日本語", "language", "ja"),
        ("Kudos: 1,204\nHits: 7", "stats", (("Kudos", "1,204"), ("Hits", "7"))),
        ("Mood: blue", "others", (("Mood", "blue"),)),
        ("Disclaimer: Not mine.", "others", (("Disclaimer", "Not mine."),)),
        ("Beta: X, Y", "others", (("Beta", "X, Y"),)),
        ("Words: many", "others", (("Words", "many"),)),
        ("Words: " + "9" * 30, "others", (("Words", "9" * 30),)),
        ("Chapters: " + "9" * 30, "others", (("Chapters", "9" * 30),)),
        ("Title: Another", "others", (("Title", "Another"),)),
        ("Rating:", "rating", ""),
        ("Author: C", "authors", ("B", "C")),
        ("Archive Warning: none\nArchive Warnings: none, n/a", "warnings", ("none", "n/a")),
    ],
)
def test_keys(line: str, field: str, value: object) -> None:
    text = TOP + line + "\n\nStory"
    assert getattr(header(text), field) == value
    assert body(text) == "Story"


@pytest.mark.parametrize("key", ["Story", "Story Title", "Work Title", "书名", "题名", "題名"])
def test_other_keys_for_the_title(key: str) -> None:
    assert header(f"{key}: A: B, C\nRating: Mature\n\nStory").title == "A: B, C"


@pytest.mark.parametrize(
    "key", ["Authors", "By", "Creator", "Writer", "Pseud", "Byline", "Author(s)", "作者"]
)
def test_other_keys_for_the_author(key: str) -> None:
    assert header(f"Title: A\n{key}: B\n\nStory").authors == ("B",)


@pytest.mark.parametrize(
    "stats",
    [
        "Stats: Published: 2024-05-17 Completed: 2024-06-01 Words: 21,069 Chapters: 5/5",
        "Stats:\nPublished: 2024-05-17 Completed: 2024-06-01 Words: 21,069 Chapters: 5/5",
        "Stats:\n    Published: 2024-05-17\n    Completed: 2024-06-01\n    Words: 21,069\n    Chapters: 5/5",
        "Stats:\n\nPublished: 2024-05-17\nCompleted: 2024-06-01\nWords: 21,069\nChapters: 5/5",
        "Published: 2024-05-17 Completed: 2024-06-01 Words: 21,069 Chapters: 5/5",
        "Details: Published: 2024-05-17 - Completed: 2024-06-01 - Words: 21,069 - Chapters: 5/5",
    ],
)
def test_stats(stats: str) -> None:
    found = header(TOP + stats + "\n\nStory")
    assert (found.published, found.completed, found.words, found.chapters) == (
        "2024-05-17",
        "2024-06-01",
        21069,
        ChapterCount(5, 5),
    )


def test_fanficfare_calls_the_fandom_a_category() -> None:
    assert header(TOP + "Category: Trains\nStory URL: https://example.org/1").fandoms == ("Trains",)
    assert header(TOP + "Category: Gen\nStory URL: https://example.org/1").categories == ("Gen",)
    assert header(TOP + "Category: Trains\n").categories == ("Trains",)


LONG_TAGS = "Additional Tags: one, two, three, four, five, six, seven, eight, nine, ten"
LONG_SUMMARY = "Summary: Words enough to fill a line of seventy-eight characters, and then some"


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (LONG_TAGS + "\neleven, twelve", "tags", ("nine", "ten eleven", "twelve")),
        ("Additional Tags: a, b,\nc", "tags", ("a", "b", "c")),
        ("Additional Tags: a,\n    b", "tags", ("a", "b")),
        ("Summary: It\n    goes on.", "summary", ("It goes on.",)),
        (LONG_SUMMARY + "\nThe: end.", "summary", (LONG_SUMMARY[9:] + " The: end.",)),
        ("Additional Tags:\na\nb (c, d)\nRating: Mature", "tags", ("a", "b (c, d)")),
        ("Additional Tags:\n    a\n    b\nRating: Mature", "tags", ("a", "b")),
        ("Rating:\nMature\nWords:\n7", "rating", "Mature"),
        ("Rating:\n\nMature\n\nWords:\n\n7\n\nChapters: 1/1", "words", 7),
        ("Series:\nPart 1 of X\nPart 2 of Y\nWords: 7", "series", (Series("X", "1"), Series("Y", "2"))),
        ("\nWords: 7", "words", 7),
        ("\n\nSummary: S.\n\nDate: 2024", "published", "2024"),
        ("Summary: One.\n\nTwo.\nWords: 7", "summary", ("One.", "Two.")),
        ("Summary:\nOne.\n\nTwo.\nNotes:\nThree.", "summary", ("One.", "Two.")),
        ("Summary:\nOne.\n\nTwo.\nNotes:\nThree.", "notes", ("Three.",)),
        ("Summary:\n\nOne.", "summary", ("One.",)),
        ("Summary:\nOne\nand a half.", "summary", ("One and a half.",)),
        ("Notes:\nOne.\n\nTwo.\n\n\n", "notes", ("One.", "Two.")),
        ("Notes: One.\nSummary: Two.\nA/N: Three.", "notes", ("One.", "Three.")),
    ],
)
def test_values_below_their_key(lines: str, field: str, value: object) -> None:
    text = TOP + lines + "\n\nStory"
    found = getattr(header(text), field)
    assert (found[-len(value) :] if isinstance(value, tuple) else found) == value
    assert body(text) == "Story"


@pytest.mark.parametrize(
    "below", ["Chapter 1\n\nStory", "CHAPTER I: Home\n\nStory", "Kapitel 1\n\nStory", "----------\n\nStory"]
)
def test_a_summary_goes_on_down_to_a_first_heading_or_a_rule(below: str) -> None:
    text = TOP + "Summary: One.\n\nTwo.\n\n" + below
    assert header(text).summary == ("One.", "Two.")
    assert body(text) == below


@pytest.mark.parametrize("mark", ["Chapter Text", "Work Text:"])
def test_a_summary_goes_on_down_to_the_mark_of_the_story(mark: str) -> None:
    text = TOP + f"Summary: One.\n\nTwo.\n\n{mark}\n\nStory"
    assert (header(text).summary, body(text)) == (("One.", "Two."), "Story")
    assert "story-mark" in codes(text)
    assert body(TOP + mark + "\nStory") == "Story"


@pytest.mark.parametrize(
    "story",
    [
        "Two.\n\nThree.",
        "Two.\n\n* * *\n\nThree.",
        "Two.\n\nTitle: a sign said.\n\nThree.",
        "Two.\n\nRating: terrible, she thought.\n\nThree.",
        "Two.\n\n\n\nThree.\n\n\n\nFour.",
        "Chapter 1\n\nTwo.\n\n----------\n\nThree.",
        "\nTwo.\n\nChapter 1\n\nThree.",
        "Two. " * 400 + "\n\nChapter 1\n\nThree.",
        "Two. " * 2000 + "\n\nWords: 7\n\nThree.",
    ],
)
def test_a_summary_that_is_the_last_key_takes_nothing_of_the_story(story: str) -> None:
    text = TOP + "Summary: One.\n\n" + story
    assert (header(text).summary, body(text)) == (("One.",), story.strip())


def test_notes_without_words_take_nothing_of_the_story() -> None:
    assert body(TOP + "Notes:\n\nStory.\n\nMore.") == "Story.\n\nMore."


def test_a_summary_below_its_key_does_not_swallow_a_story_without_blank_lines() -> None:
    story = "\n".join(f"Line {n} of the story, and a long one at that." for n in range(90))
    assert body(TOP + "Summary:\nShort.\n" + story) == story


def test_a_missing_blank_line_costs_no_word_of_the_story() -> None:
    story = "It was a dark night, and the rain, the rain, the rain fell.\nShe said: no."
    for last in ("Author: A", "Additional Tags: dark, stormy", "Summary: " + "A very long line. " * 9):
        assert body(f"Title: T\nRating: R\n{last}\n{story}") == story
    long_line = "The rain fell. " * 9
    assert body(f"Title: T\n{LONG_TAGS}\n{long_line}") == long_line.strip()


def test_what_is_kept_changed_or_dropped_is_said() -> None:
    found = codes(TOP + "Mood: blue\nTags: a, a\nTitle: B\nRated: T\nKudos: 3\nWarning: Rain\nBeta: X")
    assert found == [
        "header",
        "header-kept",
        "value-repeated",
        "header-kept",
        "rating-mapped",
        "stats-kept",
        "warning-is-tag",
        "header-kept",
    ]


def test_a_number_never_goes_on_in_the_next_line() -> None:
    for line in ("It was late.", "    It was late."):
        found = front(TOP + "Chapters: 1/1\n" + line)
        assert (found.metadata.chapters, found.body_start) == (ChapterCount(1, 1), 3)


def test_an_unknown_language_is_said() -> None:
    text = TOP + "Language: Klingonish"
    assert (header(text).language, header(text).language_name) == ("und", "Klingonish")
    assert "language-unknown" in codes(text)
    assert "language-unknown" not in codes(TOP + "Language: Português brasileiro")


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
        ("by, a, b", ["a", "b"]),
        ("By a", ["a"]),
        ("byron", ["byron"]),
        ("a and b", ["a and b"]),
        ("a\nb", ["a", "b"]),
        ("x [archived by y]", ["x [archived by y]"]),
        ("x [archived by y], z", ["x [archived by y]", "z"]),
        ("Anonymous", ["Anonymous"]),
        (",", [","]),
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
        ("a; b", ["a", "b"]),
        ("a; b, c", ["a; b", "c"]),
        ("a|b|c", ["a", "b", "c"]),
        ("雨 | Rain", ["雨 | Rain"]),
        ("a (b; c); d", ["a (b; c)", "d"]),
        ("a\nb, c", ["a", "b", "c"]),
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
        ("Part 2 of X\nPart 3 of Y", (Series("X", "2"), Series("Y", "3"))),
        ("Part 1 of , Part 2 of ", (Series("Part 1 of , Part 2 of "),)),
    ],
)
def test_series(value: str, series: tuple[Series, ...]) -> None:
    assert parse_series(value) == series


def test_a_line_of_the_story_that_looks_like_a_key_ends_no_summary() -> None:
    story = "The boat was late.\n\nNobody minded.\n\nDisclaimer: the gull is its own."
    lines = f"{TOP}Summary: A boat.\n\n{story}".split("\n")
    found = read_front("story", lines)
    assert found.metadata.summary == ("A boat.",)
    assert "\n".join(lines[found.body_start :]).strip() == story


def test_no_key_is_for_two_fields() -> None:
    names = [alias.casefold() for aliases in ALIASES.values() for alias in aliases.split("|")]
    assert len(names) == len(set(names))
