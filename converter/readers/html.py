"""The reader for HTML: a work as the Archive of Our Own offers it for download, or any page with a story.

A page is its facts and its story. The facts go the way of a text's header, the story becomes a stream
of blocks and openings that is cut into chapters. Lines of the source are not known.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice

from bs4 import BeautifulSoup
from bs4.element import Tag
from msgspec import Struct
from msgspec.structs import replace

from converter.book import Block, Book, Metadata, Note, texts
from converter.errors import Level, Notice, SourceEmpty, counted
from converter.expressions import expression
from converter.readers import Parsed, ReaderOptions
from converter.readers.breaks import is_break
from converter.readers.html_blocks import BlockReader, LinkedNote, text_of
from converter.readers.html_chapters import read_chapters
from converter.readers.html_contents import take_contents
from converter.readers.html_footnotes import take_footnotes
from converter.readers.html_links import FARTHEST, targets
from converter.readers.keys import Entry, field_of
from converter.readers.labels import split_heading
from converter.readers.lines import letters, strip
from converter.readers.markup import BLOCKS, UNREADABLE
from converter.readers.metadata import collect, override
from converter.readers.names import complete
from converter.readers.values import split_authors
from converter.source import Source

description = "HTML: a work downloaded from an archive, or any page with a story"

_WORK = expression(r"/works/\d+")
_SILENT = {"head", "link", "map", "meta", "script", "style", "template"}
"""Elements that hold no words of anyone."""
_UNREAD = UNREADABLE - _SILENT
_EXCERPT = 60
_COMMENTS = {"commentlist", "comments", "respond"}
"""Identifiers and classes of what the readers of a page have written below its story."""
_BYLINES = {"author", "byline"}
_BY = expression(r"(?:written\s+)?by\b[\s:]*(?P<names>\S.*)", re.IGNORECASE)
_LONGEST_BYLINE, _BYLINE_DEPTH = 100, 4
_MOST_FORMS, _MOST_OUTSIDE = 20, 100
"""Forms that are looked at, and footers and sections of comments that are taken out: each takes its time."""


class _Page(Struct, frozen=True):
    """What is where on a page."""

    title: str

    facts: tuple[tuple[str, str], ...]
    """Keys and values as a header has them, the title first."""
    story: Tag
    summary: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    byline: str = ""
    """Who wrote it, as the line below its title says."""
    ending: Tag | None = None
    """The notes below the story."""
    words_outside: int = 0
    """Words that are neither facts nor story."""


def read(source: Source, options: ReaderOptions) -> Parsed:
    """Read a page with a story.

    :raises SourceEmpty: there is no story on the page.
    """
    soup = _parse(source.text)
    places = targets(soup)
    entries = take_contents(soup, places)
    notes = take_footnotes(soup, places)
    page = _archive_page(soup) or _story_page(soup, notes.values())
    metadata, notices = _metadata(page, source, options)
    reader = BlockReader(lambda text: _is_scene_break(text, options), notes)
    ending = reader.read_notes(page.ending) if page.ending else ()
    stream = chain(reader.read(page.story.contents), ending)
    titles = (page.title, metadata.title)
    chapters, structure = read_chapters(stream, titles, entries, metadata, options)
    if not chapters:
        raise SourceEmpty("There is no story on the page.", "Check that the page was saved whole.")
    notices = (*source.notices, *notices, *structure, *_dropped(soup, page, entries))
    return Parsed(Book(metadata, chapters), notices, encoding=source.encoding)


def _parse(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a text looks like XML, or like the name of a file
        soup = BeautifulSoup(text, "lxml", huge_tree=True)
    for element in soup.find_all("embed"):  # HTML 4 had none, and libxml2 puts all that follows into it
        element.unwrap()
    return soup


def _archive_page(soup: BeautifulSoup) -> _Page | None:
    """A work as the Archive of Our Own offers it for download."""
    if not ((preface := soup.find(id="preface")) and (story := soup.find(id="chapters"))):
        return None
    facts = [("Title", _text(preface.find("h1"))), ("Author", ", ".join(_authors(preface)))]
    facts += _work_address(preface)
    for label in preface.select("dl.tags > dt"):
        facts.append((_text(label).rstrip(":： "), _text(label.find_next_sibling("dd"))))
    blocks = BlockReader(lambda _: False).read(preface.find_all(class_="meta"))
    said = {block.label: tuple(map(_words, block.blocks)) for block in blocks if isinstance(block, Note)}
    return _Page(
        facts[0][1],
        tuple(facts),
        story,
        said.get("Summary", ()),
        said.get("Notes", ()),
        ending=soup.find(id="endnotes"),
    )


def _authors(preface: Tag) -> list[str]:
    return [_text(link) for link in preface.select(".byline a")]


def _work_address(preface: Tag) -> Iterator[tuple[str, str]]:
    for link in preface.select(".message a[href]"):
        if _WORK.search(str(link["href"])):
            yield "URL", str(link["href"])


def _story_page(soup: BeautifulSoup, notes: Iterable[LinkedNote]) -> _Page:
    """Any page: its story is its main part, or its only article, or all of it."""
    articles = soup.find_all("article")
    whole = soup.body or soup
    root = soup.find("main") or (articles[0] if len(articles) == 1 else whole)
    words = _count_words(whole)
    title, heading = _title(soup)
    byline = _take_byline(heading) if heading else ""
    for form in root.find_all("form", limit=_MOST_FORMS):
        if 2 * _count_words(form) >= _count_words(root):
            form.unwrap()
    _take_in_notes(root, notes)
    below = [
        *root.find_all(_is_of_comments, limit=_MOST_OUTSIDE),
        *root.find_all("footer", limit=_MOST_OUTSIDE),
    ]
    for element in below:
        if not element.decomposed and not element.find_parent("blockquote"):
            element.decompose()
    outside = words - _count_words(root) - len(byline.split())
    author = soup.find("meta", attrs={"name": "author"})
    named = str(author.get("content") or "") if author else ""
    facts = (
        ("Title", title),
        ("Author", named or _names(byline)),
        ("Language", str(soup.html.get("lang") or "") if soup.html else ""),
    )
    return _Page(title, facts, root, byline=byline, words_outside=outside)


def _take_in_notes(root: Tag, notes: Iterable[LinkedNote]) -> None:
    """Move the footnotes that stand outside of a story, or in what is left out of it, to its end."""
    for note in notes:
        around = list(islice(note.element.parents, FARTHEST))
        is_outside = not any(parent is root for parent in note.element.parents)
        if is_outside or any(parent.name == "footer" or _is_of_comments(parent) for parent in around):
            root.append(note.element.extract())


def _title(soup: BeautifulSoup) -> tuple[str, Tag | None]:
    """The title of a story, and its heading; a heading such as ``Chapter 1`` is none if there is another."""
    headings, named = soup.find_all("h1"), _text(soup.title)
    if len(headings) != 1:
        same = [each for each in headings if strip(named) and letters(_text(each)) == letters(named)]
        return named, same[0] if same else None
    text = _text(headings[0])
    label, _ = split_heading(strip(text), "")
    if label and strip(named) and letters(named) != letters(text):
        return named, None
    return text, headings[0]


def _take_byline(heading: Tag) -> str:
    """The line below the title that says who wrote the story, taken out of the page; empty without one."""
    inside = {id(node) for node in heading.descendants}
    above = {id(parent) for parent in heading.parents}
    strings = heading.find_all_next(string=True, limit=_LONGEST_BYLINE)
    below = next((node for node in strings if id(node) not in inside and strip(node)), None)
    if below is None:
        return ""
    around = [parent for parent in islice(below.parents, _BYLINE_DEPTH) if id(parent) not in above]
    for block in around:
        text = strip(_text(block))
        if block.name in BLOCKS and 0 < len(text) <= _LONGEST_BYLINE:
            if not (any(map(_is_of_author, around)) or _says_author(text)):
                break
            block.extract()
            return text
    return ""


def _says_author(text: str) -> bool:
    """Whether a line says no more than who wrote the story, as no sentence does."""
    found = _BY.fullmatch(text)
    return bool(found and text[-1].isalnum() and not any(map(str.islower, found["names"].split())))


def _is_of_author(element: Tag) -> bool:
    marks = {*element.get_attribute_list("class"), *element.get_attribute_list("rel")}
    return bool(marks & _BYLINES)


def _names(byline: str) -> str:
    found = _BY.fullmatch(byline)
    return found["names"] if found else byline


def _is_of_comments(element: Tag) -> bool:
    return bool(_COMMENTS & {*element.get_attribute_list("class"), *element.get_attribute_list("id")})


def _count_words(element: Tag) -> int:
    return len(element.get_text(" ").split())


def _text(node: Tag | None) -> str:
    return text_of(node) if node else ""


def _words(block: Block) -> str:
    """The plain text of a block, with the line ends that mean something."""
    return "\n".join(texts((block,)))


def _metadata(page: _Page, source: Source, options: ReaderOptions) -> tuple[Metadata, tuple[Notice, ...]]:
    """What the page says, understood as the header of a text is; what the user says comes first."""
    entries = [Entry(key, field_of(key), 0, [strip(value)]) for key, value in page.facts if strip(value)]
    metadata, notices = collect(entries)
    metadata = replace(metadata, summary=metadata.summary or page.summary, notes=metadata.notes or page.notes)
    notices += _differing_byline(page, metadata)
    metadata, said = override(metadata, options.metadata)
    metadata, completed = complete(metadata, source.name, "The page has no title")
    return metadata, notices + said + completed


def _differing_byline(page: _Page, metadata: Metadata) -> tuple[Notice, ...]:
    """A notice if the line below the title names others than the page does elsewhere."""
    said = {letters(name) for name in split_authors(_names(page.byline))}
    if not page.byline or said == {letters(name) for name in metadata.authors}:
        return ()
    text = f"“{page.byline}” is left out: the page names {', '.join(metadata.authors)} elsewhere."
    return (Notice("byline-dropped", 0, text, "--set Author=NAME names another.", Level.NOTE),)


def _is_scene_break(text: str, options: ReaderOptions) -> bool:
    return is_break(text) or bool(options.scene_break and options.scene_break.fullmatch(text))


def _dropped(soup: BeautifulSoup, page: _Page, contents: Sequence[str]) -> Iterator[Notice]:
    """What the page has and the book has not."""
    if contents:
        what = counted(len(contents), "line is", "lines are")
        text = f"{what} a list of contents and dropped; the book has its own."
        yield Notice("contents-dropped", 0, text, level=Level.NOTE)
    elements = groupby(sorted(soup.find_all(_UNREAD), key=_name), _name)
    for name, those in elements:
        words = " ".join(word for element in those for word in element.get_text(" ").split())
        if words:
            excerpt = words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"
            text = f"“{name}” is left out with its words: “{excerpt}”."
            yield Notice("markup-dropped", 0, text, level=Level.NOTE)
    if page.words_outside:
        what = counted(
            page.words_outside, "word outside the page's story is", "words outside the page's story are"
        )
        text = f"{what} left out."
        yield Notice("page-dropped", 0, text, level=Level.NOTE)
    if pictures := len(soup.find_all("img")):
        text = f"{counted(pictures, 'picture')} left out; where there are words instead, these are there."
        yield Notice("pictures-dropped", 0, text, level=Level.NOTE)
    if links := sum(map(_is_address, page.story.find_all("a", href=True))):
        text = f"{counted(links, 'link address', 'link addresses')} left out; the words of links are kept."
        yield Notice("links-dropped", 0, text)


def _name(element: Tag) -> str:
    return element.name


def _is_address(link: Tag) -> bool:
    """Whether a link leads away from the page."""
    return not str(link["href"]).strip().startswith("#")
