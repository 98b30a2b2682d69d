"""A story that is converted again is the same book; another story is another."""

from itertools import combinations

import pytest

from converter import Book, Chapter, Metadata
from converter.book import Paragraph, Text
from converter.identity import identifier
from converter.typography import smarten


def urn(text: str = "Once.", **facts: object) -> str:
    book = Book(Metadata(**facts), (Chapter((Paragraph((Text(text),), 1),)),))  # type: ignore[arg-type]
    return identifier(book)


ONE_STORY = [
    [{"work_id": "7310042"}] * 2
    + [{"work_id": "7310042", "title": "Kite", "authors": ("moth",)}]
    + [
        {**number, "url": url}
        for number in ({}, {"work_id": "7310042"})
        for url in (
            "http://archiveofourown.org/works/7310042",
            "https://archiveofourown.org/works/7310042/",
            "https://www.archiveofourown.org/works/7310042/chapters/1660",
            "https://archiveofourown.org/works/7310042?view_full_work=true#workskin",
            "https://ao3.org/works/7310042",
            "archiveofourown.org/collections/kites/works/7310042",
        )
    ],
    [
        {"work_id": "12", "url": "https://squidgeworld.org/works/12"},
        {"url": "http://squidgeworld.org/works/12/chapters/3"},
    ],
    [
        {"url": "https://www.fanfiction.net/s/12/1/"},
        {"url": "http://m.fanfiction.net/s/12/3/The-Kite"},
        {"url": "https://fanfiction.net/s/12"},
    ],
    [
        {"url": "https://kites.example/viewstory.php?sid=12"},
        {"url": "https://kites.example/viewstory.php?sid=12&chapter=3"},
    ],
    [{"url": "https://kites.example/viewstory.php?sid=13"}],
    [{"url": "not an address"}],
    [{"url": "http://[kites"}],
    [
        {"title": "The Kite", "authors": ("Ida Lamp",)},
        {"title": "The  kite", "authors": ("ida lamp",), "text": "Twice.", "rating": "Mature"},
    ],
    [{"title": "The Kite", "authors": ("Ida Lamp", "moth")}],
    [{"title": "The Lamp", "authors": ("Ida Lamp",)}],
    [{"title": "Untitled"}, {"title": "Untitled", "text": "“Once”"}],
    [{"title": "Untitled", "text": "Twice."}],
    [{"title": "Untitled", "authors": ("Anonymous",)}],
    [{"title": "Untitled", "authors": ("Anonymous",), "text": "Twice."}],
    [
        {"title": "Untitled", "authors": ("moth",)},
        {"title": "Untitled", "authors": ("moth",), "text": "Twice."},
    ],
]
"""Stories, each as all the headers under which it may come."""


@pytest.mark.parametrize("headers", ONE_STORY, ids=lambda headers: str(headers[0]))
def test_one_story_is_one_book(headers: list[dict[str, object]]) -> None:
    assert len({urn(**header) for header in headers}) == 1  # type: ignore[arg-type]


def test_two_stories_are_two_books() -> None:
    stories = [{urn(**header) for header in headers} for headers in ONE_STORY]  # type: ignore[arg-type]
    assert not [pair for pair in combinations(stories, 2) if pair[0] & pair[1]]


def test_a_number_that_the_address_does_not_have_is_no_other_archives() -> None:
    assert urn(work_id="12", url="https://kites.example/my-works") == urn(work_id="12")
    assert urn(work_id="12", url="https://kites.example/s/123") == urn(work_id="12")
    assert urn(work_id="12", url="https://kites.example/s/12") != urn(work_id="12")


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("The Otter's 'Last' Day -- Almost...", "en"),
        ("Qui va là ? Moi !", "fr"),
        ('Die "Ottern" - ein Jahr', "de"),
    ],
)
def test_typography_makes_no_other_story_of_one(typed: str, language: str) -> None:
    book = Book(Metadata(title=typed, authors=("Ida Lamp",), language=language), (Chapter(()),))
    smart = smarten(book)
    assert smart.metadata.title != typed
    assert identifier(smart) == identifier(book)


def test_identifiers_never_change() -> None:
    """Readers keep places and shelves by them."""
    assert urn(work_id="9000001") == "urn:uuid:33ff3f28-952c-59bf-a656-f523cc39af5e"
    assert urn(url="https://kites.example/s/12") == "urn:uuid:1ea6e5af-df4f-577f-83bf-4059a20423eb"
    assert urn(title="The Kite", authors=("Ida Lamp",)) == "urn:uuid:aaac0b0a-8ecb-5c7e-918b-1ddaddd752d1"


def test_a_book_without_a_word_has_an_identifier() -> None:
    assert identifier(Book(Metadata(title="A"))) != identifier(Book(Metadata(title="B")))
