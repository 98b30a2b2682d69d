"""Tops and tails that are no plain ``Key: value`` header, what a file's name says, what a user sets."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from converter.book import ChapterCount, Series
from converter.errors import Level, Notice, UnknownName
from converter.readers.front import Front, read_front
from converter.readers.keys import field_of
from tests.fidelity import words


def front(text: str, name: str = "") -> Front:
    return read_front(name, text.split("\n"))


def body(text: str) -> str:
    """The story's lines, without blank ones at its ends."""
    found = front(text)
    return "\n".join(text.split("\n")[found.body_start : found.body_end]).strip()


def codes(text: str) -> list[str]:
    return [notice.code for notice in front(text).notices]


@pytest.mark.parametrize(
    "top",
    [
        "The Rain\nby A. Writer\n",
        "The Rain\n\nby A. Writer\n",
        "\n\nThe Rain\nBy: A. Writer\n",
        "The Rain\n\nby A. Writer\n\n\nRating: Mature\n",
        "The Rain\nby A. Writer\nRating: Mature\n",
        (
            "The Rain\n\nAuthor:\nA. Writer\n\nSummary:\nIt rains.\n\nDetails:\n"
            "Rated: T - English - Drama - Words: 3\n"
        ),
        "# The Rain\n\nby A. Writer\n",
        "**The Rain**\n\n**By A. Writer**\n",
        "# The Rain by A. Writer\n\nRating: Mature\nWords: 3\n",
        "The Rain - A. Writer - Weather [Archive of Our Own]\n",
        "The Rain - A. Writer - Weather [Archive of Our Own]\nURL:  https://example.org/works/77\n",
        "Rain - B - Weather [Archive of Our Own]\nTitle:  The Rain\nAuthor:  A. Writer\n",
        "---\ntitle: The Rain\nauthor: A. Writer\n---",
        "---\ntitle: 'The Rain'\nauthors:\n  - A. Writer\n...",
        '---\nauthor: ["A. Writer"]\ntitle: "The Rain"\nmood: blue\n---',
        "% The Rain\n% A. Writer\n% 2024-05-17\n",
        "% The\n  Rain\n% A. Writer\n",
        "Title: The\n    Rain\nAuthor: A. Writer\n",
        "https://example.org/rain\n"
        + "-" * 40
        + "\nThe Rain\nby, A. Writer\n"
        + "-" * 40
        + "\nIt\n\nrains.\n\nTags: wet\n",
        (
            "Preface\n\nThe Rain\nPosted originally on the Archive of Our Own at http://example.org/works/77.\n"
            "\nRating:\nMature\nStats:\nPublished: 2024-05-17 Words: 3\n\nThe Rain\nby A. Writer\n"
        ),
        (
            "Archive of Our Own\n\nPosted originally on the Archive of Our Own at http://example.org/works/77.\n"
            "\nRating:\nMature\nStats:\nPublished: 2024-05-17 Words: 3\n\nThe Rain\nby A. Writer\n"
        ),
        (
            "## Preface\n\n**The Rain**\n\n"
            "Posted originally on the [Archive of Our Own](http://example.org/) at <http://example.org/works/7>.\n\n"
            "Rating:\n\n    Mature\n\nWords:\n\n    3\n\n# The Rain\n\nby A. Writer\n"
        ),
        (
            "The Project Gutenberg eBook of The Rain, by A. Writer\n\n"
            "***START OF THE PROJECT GUTENBERG EBOOK***\n\n\n"
            "The Rain\n\nby A. Writer\n\nStory\n\n*** END OF THE PROJECT GUTENBERG EBOOK ***"
        ),
    ],
)
def test_tops(top: str) -> None:
    text = top + "\n\nStory"
    found = front(text).metadata
    assert (found.title, found.authors) == ("The Rain", ("A. Writer",))
    assert body(text) == "Story"


PREFACE = """\
Preface

The Rain
Posted originally on the Archive of Our Own at https://example.org/works/77.

Rating:
    General Audiences
Archive Warning:
    No Archive Warnings Apply
Fandom:
    Weather
Additional Tags:
    Rain, Wind
Series:
    Part 2 of Skies
Stats:
    Published: 2024-05-17
        Words: 21,069
        Chapters: 5/?

The Rain
by A. Writer, B

Summary

It rains.

And rains.

Notes

Bring a coat.
See the end of the work for more notes

Chapter 1: Drops

Story"""


def test_the_archives_preface_with_definitions() -> None:
    text = re.sub(r"^    (?=\S)(.*)$", r"\n:   \1\n", PREFACE, flags=re.MULTILINE).replace("    ", "")
    found = front(text).metadata
    assert (found.rating, found.fandoms, found.tags) == ("General Audiences", ("Weather",), ("Rain", "Wind"))
    assert (found.series, found.words, found.chapters) == (
        (Series("Skies", "2"),),
        21069,
        ChapterCount(5, None),
    )
    assert body(text) == "Chapter 1: Drops\n\nStory"


@pytest.mark.parametrize("mark", ["", "> "])
def test_the_archives_preface(mark: str) -> None:
    text = PREFACE.replace("It rains.", mark + "It rains.").replace("And rains.", mark + "And rains.")
    found = front(text).metadata
    assert (found.title, found.authors, found.work_id) == ("The Rain", ("A. Writer", "B"), "77")
    assert (found.rating, found.fandoms, found.tags) == ("General Audiences", ("Weather",), ("Rain", "Wind"))
    assert (found.series, found.chapters) == ((Series("Skies", "2"),), ChapterCount(5, None))
    assert found.summary == ("It rains.", "And rains.")
    assert found.notes[0].startswith("Bring a coat.")
    assert body(text) == "Chapter 1: Drops\n\nStory"


FANFICFARE = """\



The Rain

by A. Writer


Category: Weather
Genre: Quiet
Language: English
Status: Completed
Packaged: 2024-05-18 10:00:00
Rating: K
Chapters: 2
Words: 2,000
Publisher: example.org
Story URL: https://example.org/works/77
Author URL: https://example.org/users/1
Summary: A summary that is long enough to be wrapped at seventy-eight letters,
and so goes on in the line below.

TABLE OF CONTENTS

Drops
Puddles


	Drops

Story.

	Puddles

More.


End file."""


def test_fanficfare() -> None:
    found = front(FANFICFARE).metadata
    assert (found.title, found.authors, found.fandoms) == ("The Rain", ("A. Writer",), ("Weather",))
    assert (found.rating, found.words, found.chapters) == ("General Audiences", 2000, ChapterCount(2, None))
    assert found.summary[0].endswith("letters, and so goes on in the line below.")
    assert dict(found.others) == {
        "Packaged": "2024-05-18 10:00:00",
        "Author URL": "https://example.org/users/1",
    }
    assert body(FANFICFARE) == "Drops\n\nStory.\n\n\tPuddles\n\nMore."
    assert {"contents", "footer", "category-is-fandom"} <= set(codes(FANFICFARE))


def test_a_list_of_chapters_that_are_not_there_stays() -> None:
    text = FANFICFARE.replace("\tDrops", "\tRiver")
    assert body(text).startswith("TABLE OF CONTENTS\n\nDrops")


GUTENBERG = """\
The Project Gutenberg EBook of The Rain, by A. Writer

This eBook is for the use of anyone.

Title: The Rain
       A Wet Book

Author: A. Writer

Release Date: May 17, 2024 [EBook #77]

Language: German

*** START OF THIS PROJECT GUTENBERG EBOOK THE RAIN ***



Produced by Somebody and the
Online Proofreading Team


Transcribed from the 1901 edition.

                                THE RAIN

                                  _by_

                               A. WRITER

Story.

End of Project Gutenberg's The Rain, by A. Writer

*** END OF THIS PROJECT GUTENBERG EBOOK THE RAIN ***

The licence."""


def test_gutenberg() -> None:
    found = front(GUTENBERG)
    metadata = found.metadata
    assert (metadata.title, metadata.authors, metadata.language) == (
        "The Rain: A Wet Book",
        ("A. Writer",),
        "de",
    )
    assert body(GUTENBERG) == "Story."
    assert [(notice.line, notice.code) for notice in found.notices] == [
        (1, "gutenberg-header"),
        (5, "header"),
        (18, "gutenberg-credits"),
        (22, "gutenberg-credits"),
        (23, "title-repeated"),
        (32, "gutenberg-licence"),
    ]
    assert "Lines 1–14 (" in found.notices[0].text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("*** START OF THIS PROJECT", "***START OF THE PROJECT"),
        (
            "*** START OF THIS PROJECT GUTENBERG EBOOK THE RAIN ***",
            "*END*THE SMALL PRINT! FOR EBOOKS*Ver.02*END*",
        ),
        (
            "*** START OF THIS PROJECT GUTENBERG EBOOK THE RAIN ***",
            "*END THE SMALL PRINT! FOR ETEXTS*Ver.04*END*",
        ),
        ("End of Project Gutenberg's", "End of the Project Gutenberg EBook of"),
        ("End of Project Gutenberg's", "Ende dieses Projekt Gutenberg Etextes"),
        ("*** END OF THIS PROJECT GUTENBERG EBOOK THE RAIN ***", ""),
        ("End of Project Gutenberg's The Rain, by A. Writer", ""),
    ],
)
def test_gutenbergs_other_marks(old: str, new: str) -> None:
    assert old in GUTENBERG
    assert body(GUTENBERG.replace(old, new)) == "Story."


def test_a_title_page_that_says_more_stays() -> None:
    text = GUTENBERG.replace("A. WRITER\n", "A. WRITER\n\n        NEW YORK\n         1901\n")
    assert body(text).startswith("NEW YORK")
    text = GUTENBERG.replace("THE RAIN\n\n  ", "THE RAIN\n\nA STUDY IN WATER\n\n  ")
    assert front(text).metadata.others == (("Subtitle", "A STUDY IN WATER"),)


AOZORA = """\
雨の話
水の研究
山田花子
田中太郎訳

-------------------------------------------------------
【テキスト中に現れる記号について】

《》：ルビ
-------------------------------------------------------

　雨が降っていた。



底本：「雨の話」本屋
入力：だれか
青空文庫作成ファイル："""


def test_aozora() -> None:
    found = front(AOZORA).metadata
    assert (found.title, found.authors, found.language) == ("雨の話: 水の研究", ("山田花子",), "ja")
    assert found.others == (("Translator", "田中太郎訳"),)
    assert body(AOZORA) == "雨が降っていた。"
    assert {"aozora-key", "aozora-colophon"} <= set(codes(AOZORA))
    without_key = AOZORA[: AOZORA.index("---")] + AOZORA[AOZORA.index("　雨") :]
    assert body(without_key) == "雨が降っていた。"


def test_a_trailer_of_tags() -> None:
    text = "Story.\n\nThe End\n[starting tags]\nrelationship: \nA/B\nfreeform: \nRain\nWind\nfandom: \nNone\n"
    found = front(text).metadata
    assert (found.relationships, found.tags, found.fandoms) == (("A/B",), ("Rain", "Wind"), ())
    assert body(text) == "Story.\n\nThe End"


@pytest.mark.parametrize(
    "line",
    [
        "End file.",
        "Please drop by the Archive and comment to let the creator know if you enjoyed their work!",
        "Please drop by the archive and comment to let the author know if you enjoyed their work!",
    ],
)
def test_footers_of_tools_go_and_those_of_authors_stay(line: str) -> None:
    text = f"Story.\n\nThe End\n\n{line}\n\n"
    assert body(text) == "Story.\n\nThe End"
    assert "footer" in codes(text)
    assert body(f"{line}\n\nStory.") == f"{line}\n\nStory."


@pytest.mark.parametrize(
    ("name", "title", "authors", "work_id"),
    [
        ("the_last_ferry", "the last ferry", (), ""),
        ("4410027", "4410027", (), "4410027"),
        ("Rain - A. Writer", "Rain", ("A. Writer",), ""),
        ("A - B - C", "A - B - C", (), ""),
        ("《雨》作者：猫", "雨", ("猫",), ""),
        ("【雨】1-129 作者：猫", "雨", ("猫",), ""),
        ("  ", "Untitled", (), ""),
    ],
)
def test_the_name_of_the_file(name: str, title: str, authors: tuple[str, ...], work_id: str) -> None:
    found = front("Story.", name)
    metadata = found.metadata
    assert (metadata.title, metadata.authors, metadata.work_id) == (title, authors, work_id)
    assert found.notices[-1].code == "title-from-name"


def test_the_name_of_the_file_says_nothing_against_the_header() -> None:
    header = "Title: A\nAuthor: B\n\nStory"
    assert front(header, "C - D").metadata == front(header).metadata
    assert front("Title: A\nRating: Mature\n\nStory", "A - D").metadata.authors == ("D",)
    assert front("Title: A\nRating: Mature\n\nStory", "C - D").metadata.authors == ()
    assert front(header, "4410027").metadata.work_id == "4410027"


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("title", "New: T", "title", "New: T"),
        ("Author", "X, Y", "authors", ("X", "Y")),
        ("Genre", "Rain", "tags", ("Rain",)),
        ("rated", "T", "rating", "Teen And Up Audiences"),
        ("rating", "", "rating", ""),
        ("language", "Deutsch", "language", "de"),
        ("language", "", "language_name", ""),
        ("summary", "One.\n\nTwo.", "summary", ("One.", "Two.")),
        ("beta", "Z", "others", (("Mood", "blue"), ("beta", "Z"))),
    ],
)
def test_what_a_user_sets(key: str, value: str, field: str, expected: object) -> None:
    text = (
        "Title: A\nAuthor: B\nTags: wet\nRating: Mature\nLanguage: English\nMood: blue\nSummary: S.\n\nStory"
    )
    found = read_front("", text.split("\n"), ((key, value),)).metadata
    assert getattr(found, field) == expected


def test_a_key_that_nobody_knows_cannot_be_set() -> None:
    with pytest.raises(UnknownName) as caught:
        read_front("", ["Story"], (("titlle", "A"),))
    assert "Did you mean “title”?" in caught.value.hint


STORY = "Title: The Rain\nAuthor: A. Writer\n\nIt rained.\n\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (STORY + STORY.replace("Rain", "Wind") + STORY.replace("Rain", "Snow"), 6),
        (STORY + "The End\n\n\nTitle: The Wind\n\nAuthor: B\n\nIt blew.", 9),
        (STORY + "Author: B\nRating: Mature\nTitle: The Wind\n\nIt blew.", 6),
        ("This was found in a drawer.\n\nTitle: The Rain\nAuthor: A\nWords: 2\n\nIt rained.", 3),
    ],
)
def test_a_header_further_down_is_told_of_and_stays(text: str, line: int) -> None:
    found = front(text)
    told = [notice for notice in found.notices if notice.code == "header-later"]
    assert [(notice.line, notice.level) for notice in told] == [(line, Level.WARNING)]
    assert text.rstrip().endswith(body(text))
    assert "Title: The" in body(text)


@pytest.mark.parametrize(
    "lines",
    [
        "The card said:\nTitle: The Wind\nAuthor: B",
        "Title: The Wind\n\nIt blew.",
        "Author: B\nTitle: The Wind",
        "Title: The Wind\nTom: Hello.\nAuthor: B",
        "Title:\nAuthor:",
        "Words: 7\nStatus: Complete\nLanguage: English",
    ],
)
def test_lines_of_a_story_are_no_header_further_down(lines: str) -> None:
    assert "header-later" not in codes(STORY + lines)


SHAPES = """\
---
...
***
Story.
by A. Writer
The Rain
Preface
Summary
Summary:
Notes:
Rating: T
Rating:
Words: 1,204
Chapters: 1/2
Tags: a, (b; c
% x y
Title: A
Author: B
Author: C and D, E
Stats: Words: 3 Hits: 4 - five
Series: Part 2 of X, Y
Warning: wet, None
End file.
[starting tags]
freeform:
Chapter 1
TABLE OF CONTENTS
*** START OF THE PROJECT GUTENBERG EBOOK ***
*** END OF THE PROJECT GUTENBERG EBOOK ***
Produced by X
底本：「雨」
青空文庫
記号について
https://example.org/works/77
Posted originally on the Archive of Our Own at https://example.org/works/7.
Work Text:
- item
A - B - C [Archive of Our Own]
Story URL: x/y
Category: Rain
title: x
tags: [a, b]
A line of words that is long enough to be one that was broken at its end, like so
See the end of the work for more notes
Language: Klingonish
> quoted
## Heading
**bold**"""
LINES = st.one_of(
    st.sampled_from([*SHAPES.split("\n"), "", "-" * 40, " \xa0"]),
    st.text(max_size=40),
    st.text(alphabet="ab: ：,-|()*#%>\t\u200b\u3000", max_size=20),
)
CONNECTING = {"part", "of", "by", "and", "none"}
"""Words that only join what they stand between."""


@given(st.lists(LINES, max_size=40).map("\n".join), st.text(max_size=20))
def test_every_word_around_the_story_is_kept_or_a_notice_says_where_it_went(text: str, name: str) -> None:
    lines = text.split("\n")
    found = read_front(name, lines)
    assert 0 <= found.body_start <= found.body_end <= len(lines)
    kept = " ".join(strings(asdict(found.metadata)))
    digits = "".join(filter(str.isdigit, kept))
    for index in [*range(found.body_start), *range(found.body_end, len(lines))]:
        value = re.sub(r"\w+\s*[:：]", " ", re.split("[:：]", lines[index], maxsplit=1)[-1])
        said = " ".join(notice.text for notice in found.notices if covers(notice, index + 1))
        if "left out" in said or "is dropped" in said or field_of(lines[index]):
            continue
        there = {*words(kept), *words(said), *words(re.sub(r"\W", "", kept)), *CONNECTING}
        for word in words(value):
            assert word in there or word in digits, (lines[index], found)


def strings(value: object) -> Iterator[str]:
    """Every text and number in a structure."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)
    elif value is not None:
        yield str(value)


def covers(notice: Notice, line: int) -> bool:
    """Whether a notice is about a line, alone or in the range that it names."""
    found = re.match(r"Lines (\d+)–(\d+) ", notice.text)
    return int(found[1]) <= line <= int(found[2]) if found else notice.line == line
