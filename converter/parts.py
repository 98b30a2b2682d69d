"""The parts that a printed book has around its chapters, in proportion to the story.

A short story gets its title page and details. A novel gets what a novel has; leaves that only paper
needs are not there on a screen.
"""

from msgspec import Struct
from msgspec.structs import replace

from converter.book import Book, texts
from converter.pages import Page

_NOVEL = 100_000
"""Characters from which a story of several chapters is set like a novel: a novella of 17,500 words."""


class Parts(Struct, frozen=True):
    """Which parts a book with pages has; its chapters it always has."""

    half_title: bool = False
    """A leaf with the title alone, before the title page."""
    title_page: bool = False
    details: bool = False
    """What the header says, where it says something, after the title page."""
    contents: bool = False
    colophon: bool = False
    """A line at the very end that says how the book was made."""
    recto_parts: bool = False
    """Whether title page, contents and the first chapter open on right-hand pages."""
    recto_chapters: bool = False
    """Whether every chapter does."""


class Entry(Struct, frozen=True):
    """A line of the contents, with those below it."""

    number: int
    """Which chapter of the book it leads to, counted from 1."""
    label: str
    title: str
    below: "tuple[Entry, ...]" = ()

    @property
    def text(self) -> str:
        """Label and title on one line."""
        return ": ".join(part for part in (self.label, self.title) if part)


def parts_of(book: Book, page: Page, *, title_page: bool, recto: bool, manuscript: bool = False) -> Parts:
    """The parts that suit the story and the page; none but the chapters without ``title_page``.

    A ``manuscript`` is no book yet, and has a title alone.
    """
    recto = recto and not page.is_screen
    if not title_page:
        return Parts(recto_chapters=recto)
    if manuscript:
        return Parts(title_page=True, recto_chapters=recto)
    several = len(book.chapters) > 1
    novel = several and not page.is_screen and _length(book) >= _NOVEL
    return Parts(
        half_title=novel,
        title_page=True,
        details=True,
        contents=several,
        colophon=novel,
        recto_parts=novel,
        recto_chapters=recto,
    )


def _length(book: Book) -> int:
    return sum(len(text) for chapter in book.chapters for text in texts(chapter.blocks))


def contents(book: Book) -> list[Entry]:
    """The contents; chapters stand below the part they follow, if there is one.

    A chapter without a heading goes by the book's title. In an anthology everything stands below its story,
    parts beside chapters, for many e-readers know two levels only; the story's line stands for what has no
    heading.
    """
    entries: list[Entry] = []
    is_anthology = book.is_anthology
    is_below = False
    for number, chapter in enumerate(book.chapters, start=1):
        if is_anthology and not chapter.heading:
            continue
        title = chapter.title if chapter.heading else book.metadata.title
        entry = Entry(number, chapter.label, title)
        is_above = chapter.story is not None if is_anthology else chapter.is_part
        if is_below and not is_above:
            entries[-1] = replace(entries[-1], below=(*entries[-1].below, entry))
        else:
            entries.append(entry)
            is_below = is_above
    return entries
