"""A book as the template of Typst takes it: its parts, and what the style, the page and the script ask."""

from collections.abc import Iterable
from typing import Any

from converter.book import Book, Chapter, Metadata
from converter.closings import closing_line, is_closed
from converter.counting import about_length
from converter.cover import Cover
from converter.details import (
    VALUE_SEPARATOR,
    author_lines,
    colophon,
    cover_words,
    details,
    imprint,
    keywords,
    label,
    label_language,
    series_lines,
    split_title,
)
from converter.heads import running_heads
from converter.languages import has_capitals, is_right_to_left
from converter.pages import Page
from converter.parts import Entry, Parts, contents, parts_of
from converter.scripts import EMPHASIS_DOTS, INDENTS, UNSPACED, has_small_capitals, primary
from converter.setting import Setting
from converter.themes import Theme
from converter.typesetting import language
from converter.writers import PdfVariant, WriterOptions
from converter.writers.typst_blocks import blocks_data

_UNDIVIDED = frozenset({"ca", "hu"})
"""Languages whose words change letters where they are divided, as in Hungarian asszonnyal: asz-szonnyal."""


def book_data(book: Book, theme: Theme, options: WriterOptions) -> dict[str, Any]:
    """All that the template sets, but for the families of faces."""
    metadata, setting, page = book.metadata, theme.setting, options.page
    is_manuscript = setting.front == "manuscript"
    parts = parts_of(book, page, title_page=options.title_page, recto=options.recto, manuscript=is_manuscript)
    entries = contents(book)
    levels = {below.number: 2 for entry in entries for below in entry.below}
    return {
        "title": metadata.title,
        "authors": metadata.authors,
        "keywords": keywords(metadata),
        "description": " ".join(metadata.summary),
        **_locale(metadata),
        "script": _script(metadata.language),
        "ornament": theme.ornament,
        "page": _page(page),
        "setting": _setting(theme, page, book),
        "is-dated": options.pdf_variant is not PdfVariant.ACCESSIBLE,
        "is-manuscript": is_manuscript,
        "cover": cover_words(metadata) if isinstance(options.cover, Cover) else "",
        "recto-parts": parts.recto_parts,
        "recto-chapters": parts.recto_chapters,
        **_front_matter(book, parts, entries),
        "chapters": [
            _story(story, parts)
            if chapter.story
            else _chapter(book, story, chapter, setting, levels.get(number, 1), page.measure)
            for number, (story, chapter) in enumerate(book.by_story(), start=1)
        ],
        **({"colophon": colophon(theme.family)} if parts.colophon else {}),
        **({"corners": (" · ".join(metadata.authors), about_length(book))} if is_manuscript else {}),
    }


def _page(page: Page) -> dict[str, float]:
    """Lengths in millimetres, type and leading in points."""
    return {
        "width": page.width,
        "height": page.height,
        "inner": page.inner,
        "outer": page.outer,
        "head": page.head,
        "foot": page.foot,
        "type-size": page.type_size,
        "leading": page.leading,
        "sink": page.sink,
    }


def _script(tag: str) -> dict[str, Any]:
    """What the language's script asks of any style."""
    return {
        "is-cased": has_capitals(tag),
        "has-small-capitals": has_small_capitals(tag),
        "indent": INDENTS.get(primary(tag)),
        "dots": EMPHASIS_DOTS.get(primary(tag)),
    }


def _setting(theme: Theme, page: Page, book: Book) -> dict[str, Any]:
    setting, tag = theme.setting, book.metadata.language
    return {
        "justify": setting.align == "justify" and not page.is_narrow and primary(tag) not in UNSPACED,
        "hyphenate": setting.hyphens and has_capitals(tag) and primary(tag) not in _UNDIVIDED,
        "indent": setting.indent,
        "gap": setting.gap,
        "emphasis": setting.emphasis,
        "headings": setting.headings,
        "heads-with-page": [head.endswith("{page}") for head in (setting.left_head, setting.right_head)],
        "folio": setting.folio,
        "end": "" if is_closed(book) else setting.end,
    }


def _front_matter(book: Book, parts: Parts, entries: Iterable[Entry]) -> dict[str, Any]:
    """What stands before the story; what is empty is not there."""
    metadata = book.metadata
    found: dict[str, Any] = {}
    if parts.half_title:
        found["half-title"] = split_title(metadata.title)[0]
    if parts.title_page:
        found["title-page"] = {**_names(metadata), "imprint": imprint(metadata)}
    if parts.details and not book.is_anthology:
        found |= _details(metadata)
    if parts.contents:
        found["contents"] = {
            **_heading("Contents", metadata),
            "entries": [
                (entry.number, level, entry.label, entry.title)
                for first in entries
                for level, entry in ((1, first), *((2, below) for below in first.below))
            ],
        }
    return found


def _story(story: Metadata, parts: Parts) -> dict[str, Any]:
    """What opens one story of several, with its details unless the book has none."""
    return {
        "entry": story.title,
        "names": _names(story),
        **_locale(story),
        **(_details(story) if parts.details else {}),
    }


def _names(metadata: Metadata) -> dict[str, Any]:
    """Title, authors and series."""
    title, subtitle = split_title(metadata.title)
    return {
        "title": title,
        "subtitle": subtitle,
        "authors": author_lines(metadata),
        "series": series_lines(metadata),
    }


def _details(metadata: Metadata) -> dict[str, Any]:
    """The summary and the facts of the header, where there are any."""
    facts = [
        (detail.label, VALUE_SEPARATOR.join(detail.values), detail.is_long) for detail in details(metadata)
    ]
    if not (facts or metadata.summary or metadata.notes):
        return {}
    heading = _heading("About This Story", metadata)
    notes = {"notes-label": label("Notes", metadata.language), "notes": metadata.notes}
    return {"details": {**heading, "summary": metadata.summary, **notes, "facts": facts}}


def _heading(words: str, metadata: Metadata) -> dict[str, Any]:
    """Words of our own above a page, and the language that they are in."""
    tag = metadata.language
    return {"heading": label(words, tag), "heading-language": language(label_language(tag))}


def _locale(metadata: Metadata) -> dict[str, Any]:
    return {
        "language": language(metadata.language),
        "right-to-left": is_right_to_left(metadata.language),
    }


def _chapter(
    book: Book, story: Metadata, chapter: Chapter, setting: Setting, level: int, measure: float
) -> dict[str, Any]:
    is_anthology = book.is_anthology
    return {
        "level": level,
        "entry": chapter.heading or ("" if is_anthology else story.title),
        **_locale(story),
        "label": chapter.label,
        "title": chapter.title,
        "heads": running_heads(setting, story, chapter, measure, is_anthology=is_anthology),
        "blocks": blocks_data(
            chapter.blocks,
            measure,
            opens=setting.opening == "small-caps",
            closing=closing_line(chapter.blocks),
        ),
    }
