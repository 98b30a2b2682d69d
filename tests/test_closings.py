import pytest

from converter.book import Block, Book, Chapter, Footnote, Metadata, Note, Paragraph, Text
from converter.closings import closing_line, is_closed


def said(text: str) -> Paragraph:
    return Paragraph((Text(text),), 1)


@pytest.mark.parametrize(
    "text",
    [
        "THE END",
        "The End.",
        "~ fin ~",
        "- The end -",
        "*** FINIS. ***",
        "[END]",
        "ENDE",
        "КОНЕЦ",
        "（終）",
        "完",
        "END OF PART ONE",
        "End of Book II.",
        "THE END OF THE FIRST VOLUME",
    ],
)
def test_says_the_end(text: str) -> None:
    last = said(text)
    assert closing_line((said("She slept."), last)) is last


@pytest.mark.parametrize(
    "text",
    [
        "The end?",
        "“The End.”",
        "In the end, she slept.",
        "The end was near.",
        "Fin, who knew better, said nothing.",
        "The end of the road.",
        "Fine.",
        "Son.",
        "Friend",
    ],
)
def test_says_something_else(text: str) -> None:
    assert closing_line((said("She slept."), said(text))) is None


def test_only_below_all_else_of_the_story() -> None:
    note = Note("Notes", (said("Thank you."),), 9)
    mark = Footnote("1", "[1]", (Text("A kind of boat."),), 9)
    assert closing_line((said("The End"), note, mark))
    assert closing_line((said("The End"), said("She read it twice."))) is None
    assert closing_line(()) is None


@pytest.mark.parametrize(("text", "closes"), [("The End", True), ("She slept.", False)])
def test_a_book_is_closed_by_its_last_chapter(text: str, closes: bool) -> None:
    blocks: tuple[Block, ...] = (said(text),)
    opening = Chapter((said("The End"),))
    assert is_closed(Book(Metadata(), (opening, Chapter(blocks)))) is closes
    assert not is_closed(Book(Metadata(), ()))
