"""What makes a story the same story: the identifier that a book keeps however often it is converted."""

import re
import uuid
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from converter.book import Book, Chapter, Metadata, texts
from converter.expressions import expression
from converter.filing import is_nameless

_NAMESPACE = uuid.UUID("6f1d0a52-7a0e-5b0c-9a53-3d1a2f8c4b7e")
"""Root of our version 5 UUIDs (RFC 9562 section 5.5); changing it would rename every book."""
_HOME_ARCHIVES = frozenset(
    "archiveofourown.org archiveofourown.com archiveofourown.net archiveofourown.gay ao3.org"
    " download.archiveofourown.org insecure.archiveofourown.org".split()
)
"""Addresses of the archive that a bare ``Work ID`` belongs to."""
_WORK = expression(r"/works/(\d+)")
_CHAPTER = expression(r"/chapters/\d+$|(?<=/s/)(\d+)/.*")
"""What an address adds for one chapter: ``/works/1/chapters/2``, ``/s/1/2/Title``."""
_QUOTES = expression("[\"'“”„‟‘’‚‛«»‹›「」『』′″]")
_DASHES = expression("[‐-―.…-]+")
_SPACE = expression(" (?=[?!:;])")
_VIEWS = frozenset("chapter show_comments style view_adult view_full_work".split())
"""Parts of a query that choose how much of a story is shown, not which."""


def identifier(book: Book) -> str:
    """A URN that is the same whenever the same story is converted (RFC 9562, version 5).

    The work's number or its address names a story; without either, its title and authors do, with the
    words it opens with where nobody is named: many an anonymous story is called “Untitled”.
    Several stories in one book go by its title and first author, so that a series stays the same book when
    a part is added to it; by its title and the first story where nobody is named.
    """
    name = _anthology_name(book) if book.is_anthology else _story_name(book.metadata, book.chapters)
    return uuid.uuid5(_NAMESPACE, name).urn


def _anthology_name(book: Book) -> str:
    named = (author for author in book.metadata.authors if not is_nameless(author))
    (story, _), *others = book.by_story()
    whose = next(named, "") or _story_name(story, [chapter for _, chapter in others])
    return "\n".join(("anthology", _folded(book.metadata.title), _folded(whose)))


def _story_name(metadata: Metadata, chapters: Iterable[Chapter]) -> str:
    host, path = _address(metadata.url)
    if number := _work_number(metadata, path):
        # Another archive counts its works as well; it is known only by an address with that number.
        elsewhere = host not in _HOME_ARCHIVES and re.search(rf"(?<!\d){re.escape(number)}(?!\d)", path)
        return f"work {number} at {host}" if elsewhere else f"work {number}"
    if metadata.url:
        return f"url {host}{path}"
    names = [metadata.title, *metadata.authors]
    if all(map(is_nameless, metadata.authors)):
        names.append(_opening(chapters))
    return "\n".join(("story", *map(_folded, names)))


def _folded(name: str) -> str:
    """The name without what typography may change in it: quotation marks, dashes, dots and spaces."""
    words = _QUOTES.sub("", _DASHES.sub(" ", name)).split()
    return _SPACE.sub("", " ".join(words)).casefold()


def _work_number(metadata: Metadata, path: str) -> str:
    found = _WORK.search(path)
    return metadata.work_id or (found[1] if found else "")


def _address(url: str) -> tuple[str, str]:
    """Host and path of an address, without what differs between addresses of one story."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = parts.hostname or ""
    except ValueError:  # brackets around what is no address of version 6
        return "", url
    path = _CHAPTER.sub(lambda found: found[1] or "", parts.path.rstrip("/"))
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _VIEWS]
    return re.sub(r"^(?:www|m)\.", "", host), f"{path}?{urlencode(query)}" if query else path


def _opening(chapters: Iterable[Chapter]) -> str:
    """The letters of the first words of the story, whatever typography makes of what stands between."""
    found = (text for chapter in chapters for text in texts(chapter.blocks) if text.strip())
    return " ".join(re.findall(r"\w+", next(found, "")))
