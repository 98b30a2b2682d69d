"""Book to XHTML: the only place that writes markup and the only one that escapes.

Everything here returns text that is well-formed XML, so that the EPUB takes it as it is, and plain
enough for the print engine's HTML parser to read it the same way.
"""

from converter.xhtml.chapters import chapter, colophon, end
from converter.xhtml.elements import document, element, in_language
from converter.xhtml.front import contents_page, cover_page, details_page, half_title, story_page, title_page
from converter.xhtml.navigation import Entry, link, navigation
from converter.xhtml.phrasing import inlines, stack_ruby

__all__ = [
    "Entry",
    "chapter",
    "colophon",
    "contents_page",
    "cover_page",
    "details_page",
    "document",
    "element",
    "end",
    "half_title",
    "in_language",
    "inlines",
    "link",
    "navigation",
    "stack_ruby",
    "story_page",
    "title_page",
]
