"""Typography: the marks and spaces of a well-set book, Book to Book.

``conventions.py`` is the table of languages, ``quotes.py`` and ``rules.py`` the rules, ``passages.py``
the way from a book to texts and back. No rule touches a letter or a figure; a second time changes nothing.
Code, ruby, addresses and the names of senders in chats stay as they are; verse, signatures and the like
get quotation marks and apostrophes, and nothing that would change their shape.
"""

from msgspec.structs import replace

from converter.book import Book, texts
from converter.errors import Level, Notice, counted
from converter.expressions import expression
from converter.typography.conventions import convention, marks_of
from converter.typography.passages import Passage, change_header, change_passages
from converter.typography.quotes import Conversion
from converter.typography.rules import outside_literals, rules

_CURLY = {'"': expression("[“”„»«]"), "'": expression("[‘’]")}


def smarten(book: Book) -> Book:
    """The book with all of its marks and spaces as its language sets them."""
    convention_of_book = convention(book.metadata.language)
    marks = marks_of(_text(book), convention_of_book.marks)
    quotes = Conversion(convention_of_book, marks, has_primes=True)
    language_rules = rules(convention_of_book._replace(marks=marks))

    def change(passage: Passage) -> Passage:
        for rule in (quotes,) if passage.keeps_lines else (quotes, *language_rules):
            if edits := outside_literals(passage.text, rule.edits(passage.text)):
                passage = passage.edited(edits)
        return passage

    book = replace(book, metadata=change_header(book.metadata, change))
    return change_passages(book, change)


def repair_quotes(book: Book) -> tuple[Book, tuple[Notice, ...]]:
    """The book without the mixture of straight and curly marks that it may have, and how many were changed.

    A story whose double marks are all of one kind, and whose single ones are, keeps them as they are.
    """
    text = _text(book)
    if not any(straight in text and curly.search(text) for straight, curly in _CURLY.items()):
        return book, ()
    own = convention(book.metadata.language)
    quotes = Conversion(own, marks_of(text, own.marks), has_primes=False)
    places: list[int] = []

    def change(passage: Passage) -> Passage:
        edits = outside_literals(passage.text, quotes.edits(passage.text))
        places.extend([passage.line] * len(edits))
        return passage.edited(edits) if edits else passage

    repaired = change_passages(book, change)
    if not places:
        return book, ()
    many = counted(
        len(places), "straight quotation mark or apostrophe", "straight quotation marks and apostrophes"
    )
    return repaired, (
        Notice(
            "quotes-repaired",
            places[0],
            f"{many} made curly, as others of this story are.",
            level=Level.NOTE,
        ),
    )


def _text(book: Book) -> str:
    return "\n".join(
        text for chapter in book.chapters for text in (chapter.label, chapter.title, *texts(chapter.blocks))
    )
