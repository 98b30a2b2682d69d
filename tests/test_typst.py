"""PDF by Typst: sound, accessible, the same words, and nothing of a story taken for markup."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from converter import Book, Chapter, Metadata, convert, read_story
from converter.book import (
    Footnote,
    Heading,
    LineBreak,
    Lines,
    Note,
    Paragraph,
    Quote,
    ReferenceMark,
    Ruby,
    SceneBreak,
    Style,
    Styled,
    Text,
    Verse,
)
from converter.errors import PluginBroken, StyleBroken, UnknownName
from converter.pages import PAGES
from converter.plugins import load_writer
from converter.themes import load_theme, shipped_themes
from converter.writers import PdfEngine, PdfVariant, WriterOptions
from tests.conftest import ROOT, STORIES, Run, story_id
from tests.fidelity import differences

ORCHARD = ROOT / "examples" / "the-clockmakers-orchard.txt"
FERRY = ROOT / "examples" / "the-last-ferry.txt"
STYLES = [theme.name for theme in shipped_themes()]
TYPST = WriterOptions(pdf_engine=PdfEngine.TYPST)


def run(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout


def written(book: Book, options: WriterOptions = TYPST, style: str = "classic") -> bytes:
    return load_writer("pdf").write(book, load_theme(style), options)


def text_of(data: bytes, folder: Path) -> str:
    """The text of all pages, its divided words joined, on one line."""
    path = folder / "book.pdf"
    path.write_bytes(data)
    return " ".join(re.sub("\u00ad\\s*", "", run("pdftotext", "-raw", path, "-")).split())
