"""Writers turn a ``Book`` into the bytes of one file.

A writer is any object with the members of ``Writer``; a module will do. It is registered under the name
of its format: one of ours in ``plugins.py``, another in the entry point group ``fascicle.writers``. It
touches no disk and no network: the book, the style and the options are all it knows.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from converter.book import Book
from converter.pages import DEFAULT, PAGES, Page
from converter.themes import Theme

if TYPE_CHECKING:  # what draws covers is loaded by the writers that want one
    from converter.cover import Cover

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed time in place of the clock's, which would make every run differ."""


class PdfVariant(StrEnum):
    """What a PDF says that it conforms to; tagged it is always."""

    ACCESSIBLE = "ua-1"
    """PDF/UA-1, ISO 14289-1."""
    ARCHIVAL = "a-2b"
    """PDF/A-2b, ISO 19005-2."""
    ARCHIVAL_3 = "a-3b"
    """PDF/A-3b, ISO 19005-3."""


class PdfEngine(StrEnum):
    """What sets the pages of a PDF."""

    AUTO = "auto"
    """WeasyPrint where the libraries that it stands on are there, else Typst."""
    WEASYPRINT = "weasyprint"
    """It follows the CSS of a style, and stands on Pango."""
    TYPST = "typst"
    """It follows the settings of a style and its ``book.typ``, and stands on nothing."""


class WriterOptions(Struct, frozen=True):
    """What a user can ask of any writer; each takes what concerns it."""

    page: Page = PAGES[DEFAULT]
    """For formats that have pages."""
    recto: bool = False
    """For formats that have pages: whether every chapter opens on a right-hand one."""
    pdf_variant: PdfVariant = PdfVariant.ACCESSIBLE
    pdf_engine: PdfEngine = PdfEngine.WEASYPRINT
    """Which one sets a PDF, once it is found."""
    title_page: bool = True
    """Whether the book opens with its title page and details."""
    undated: datetime = UNDATED
    """When a story that carries no date was last changed."""
    embed_fonts: bool = False
    """For formats whose reader chooses the typeface: whether to bring the style's own along."""
    cover: "Cover | bool" = True
    """For formats that have a cover: the picture, or whether to draw one.

    A book with pages for print has none unless there is a picture."""


class Writer(Protocol):
    """What a writer offers."""

    @property
    def suffix(self) -> str:
        """Ending of the file name, with its dot."""

    @property
    def description(self) -> str:
        """One line for a list of formats."""

    def write(self, book: Book, theme: Theme, options: WriterOptions) -> bytes:
        """The finished file. The same arguments give the same bytes.

        :raises WriterFailed: the engine behind the writer gave up.
        """
