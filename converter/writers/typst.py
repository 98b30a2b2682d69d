"""Book to PDF, set by Typst after ``book.typ`` and the look of the style."""

import json
from pathlib import Path

from converter.book import Book
from converter.cover import Cover
from converter.languages import has_capitals
from converter.scripts import heading_faces, text_faces
from converter.themes import Theme
from converter.typesetting import SPARE_FAMILY, Typesetter, font_folder
from converter.writers import WriterOptions
from converter.writers.typst_data import book_data

_TEMPLATE = Path(__file__).with_name("book.typ")
_COVER = "cover"
"""The name of the picture's file, beside the fonts."""


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as a PDF; see ``Writer.write``."""
    template = theme.look + _TEMPLATE.read_text(encoding="utf-8")
    language_of_book = book.metadata.language
    with font_folder(face.path for face in theme.fonts) as folder:
        if isinstance(options.cover, Cover):
            (folder / _COVER).write_bytes(options.cover.data)
        typesetter = Typesetter(template, folder, own=True)
        own = typesetter.families
        content = json.dumps(book_data(book, theme, options), ensure_ascii=False)
        # The system's fonts take their time to be found, so they are asked only when others lack something.
        system = not has_capitals(language_of_book) or bool(typesetter.lacking("".join(sorted(set(content)))))
        if system:
            typesetter = Typesetter(template, folder, own=True, system=True)
        families = _families(theme, own, language_of_book if system else "")
        data = f"{content[:-1]}, {json.dumps(families)[1:]}"  # one object of two
        pages, missing = typesetter.pdf(data, (options.pdf_variant,), options.undated)
        # What no font has is shown as a box all the same, and the PDF says nothing of a standard.
        return typesetter.pdf(data, (), options.undated)[0] if missing else pages


def _families(theme: Theme, names: tuple[str, ...], language_of_book: str) -> dict[str, list[str]]:
    """The families of the text, of its italics and of headings; ``names`` are what the faces call theirs.

    With a language, those for its script are among them.
    """
    setting = theme.setting
    faces = list(zip(theme.fonts, names, strict=True))
    every = text_faces(language_of_book, names) if language_of_book else names
    text = theme.family
    first = {
        "families": [],
        "italics": [name for face, name in faces if face.family == text and face.italic and not face.bold],
        "headings": [name for face, name in faces if face.family == setting.heading_font],
    }
    if language_of_book and setting.heading_font:
        first["headings"] += heading_faces(language_of_book)
    return {kind: list(dict.fromkeys((*found, *every, SPARE_FAMILY))) for kind, found in first.items()}
