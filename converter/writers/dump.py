"""Book to JSON and back: the model laid bare, for tests, for debugging and for other programs.

Each node is an object whose ``type`` names its class in ``converter.book``; empty fields are left
out. ``load(write(book))`` equals ``book``.
"""

import json
from typing import Any, get_args

from msgspec import NODEFAULT
from msgspec.structs import fields

from converter import book as model
from converter.book import Book
from converter.themes import Theme
from converter.writers import WriterOptions

suffix = ".json"
description = "the book's model as JSON, for programs and for the curious"

_NODES: dict[str, type[Any]] = {
    node.__name__: node
    for node in (
        *get_args(model.Inline),
        *get_args(model.Block),
        model.Book,
        model.Chapter,
        model.ChapterCount,
        model.Metadata,
        model.Series,
    )
}


def write(book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book as UTF-8 JSON; style and options change nothing in it."""
    return (json.dumps(_encode(book), ensure_ascii=False, indent=1) + "\n").encode()


def load(data: bytes) -> Book:
    """The book that ``write`` made the data from."""
    book = _decode(json.loads(data))
    if not isinstance(book, Book):
        raise ValueError("the JSON is not that of a book")
    return book


def _encode(value: Any) -> Any:
    if type(value).__name__ in _NODES:
        encoded = {"type": type(value).__name__}
        for field in fields(value):
            part = getattr(value, field.name)
            if field.default is NODEFAULT or part != field.default:
                encoded[field.name] = _encode(part)
        return encoded
    return [_encode(part) for part in value] if isinstance(value, tuple) else value


def _decode(value: Any) -> Any:
    if isinstance(value, dict):
        parts = {name: _decode(part) for name, part in value.items() if name != "type"}
        if "style" in parts:
            parts["style"] = model.Style(parts["style"])
        return _NODES[value["type"]](**parts)
    return tuple(map(_decode, value)) if isinstance(value, list) else value
