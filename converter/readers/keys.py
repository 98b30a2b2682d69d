"""The keys that a header may have, and what kind of value each of them takes."""

import re
import unicodedata

from msgspec import Struct, field

from converter.expressions import expression
from converter.readers.foreign_keys import FOREIGN_KEYS
from converter.readers.lines import strip

_ENGLISH_KEYS = {
    "title": "title|story|story title|story name|work title",
    "authors": "author|authors|by|byline|creator|creators|writer|pseud|pen name|penname",
    "series": "series",
    "summary": "summary|description|synopsis|blurb|abstract",
    "notes": "notes|note|author's note|author's notes|authors note|authors notes|a/n|story notes",
    "rating": "rating|rated",
    "warnings": "archive warning|archive warnings|warning|warnings|content warning|content warnings",
    "categories": "category|categories|ao3 categories",
    "fandoms": "fandom|fandoms",
    "relationships": "relationship|relationships|pairing|pairings|ships",
    "characters": "characters|character",
    "tags": "additional tags|additional tag|freeform|freeforms|freeform tags|freefromtags|tags|tag|genre"
    "|genres|extra tags|keywords",
    "language": "language|lang",
    "words": "words|word count",
    "chapters": "chapters|chapter|numchapters|chapters/total chapters",
    "status": "status",
    "published": "published|posted|posted on|posted at|date|publication date",
    "updated": "updated|last updated|date updated",
    "completed": "completed|date completed",
    "collections": "collections|collection",
    "publisher": "publisher|site|archive",
    "url": "url|source|story url|link|original source|origin",
    "work_id": "work id|workid|id|story id",
    "stats": "kudos|hits|bookmarks|comments|reviews|favs|favorites|follows|views|reads|likes",
    "composite": "stats|details|statistics",
    "others": "disclaimer|dedication|beta|betas|beta reader|beta readers|translator|translators|spoilers"
    "|feedback|universe|recipient|gift for|prompt|downloader version|file format|packaged|saved|author url"
    "|series url|series index|series number|illustrator|subtitle|volumes",
}
ALIASES = {
    name: f"{aliases}|{FOREIGN_KEYS[name]}" if name in FOREIGN_KEYS else aliases
    for name, aliases in _ENGLISH_KEYS.items()
}
"""The names of each field's key, the usual one first."""
_FIELDS = {alias.casefold(): name for name, aliases in ALIASES.items() for alias in aliases.split("|")}
_ALSO_IN_STORIES = frozenset(
    "by|chapter|comments|date|details|feedback|follows|id|link|likes|note|origin|posted|reads|saved|site"
    "|source|status|story|tag|title|translator|universe|views|writer|character|author".split("|")
).union(*(FOREIGN_KEYS[name].casefold().split("|") for name in ("title", "authors", "status", "url")))

KNOWN_KEYS = tuple(aliases.split("|")[0] for name, aliases in ALIASES.items() if name != "composite")
"""The usual name of each key, for advice."""
LISTS = frozenset("warnings categories fandoms relationships characters tags collections".split())
LONG = frozenset({"summary", "notes"})
"""Fields of whole paragraphs."""
IDENTIFYING = frozenset("title authors rating work_id fandoms".split())
"""Fields that say which work this is: no header goes without one."""
MAY_WRAP = LISTS | LONG | {"title", "authors", "series", "others", ""}
"""Fields whose value may go on in the next line; a number or a date never does."""

_SPELLING = str.maketrans({"’": "'", "_": " ", "\u200c": " "})
_KEY_LINE = expression(r"(?P<key>[^\s:：](?:[^:：]{0,38}[^\s:：])?)\s*[:：]\s*(?P<value>.*)")
_TAG = expression(r"[<\[]/?(?:b|strong|i|em|u|p|br|span|div|font|center|li)\b[^<>\[\]]*[>\]]", re.IGNORECASE)
_LAST_TAG = expression(r"<br\s*/?>$", re.IGNORECASE)
_BULLET = expression(r"[*•·+-]\s+")
_JOINTS = frozenset("_' ’/&()-\u200c")
"""What stands between the letters of a key; the last one does in Persian."""


class Entry(Struct):
    """A key with its value, on its way to ``Metadata``."""

    key: str
    field_name: str
    """The ``Metadata`` field, ``others`` for a key without one; empty for a key that we do not know."""
    line: int
    """Line of the source, counted from 1."""
    parts: list[str] = field(default_factory=list)
    """Lines of the value; an empty one parts paragraphs."""
    is_block: bool = False
    """Whether the value stands below its key."""

    @property
    def value(self) -> str:
        """The value on one line, but for a list with a line for each of its items."""
        joint = "\n" if self.is_block and self.field_name in LISTS | {"series", "authors"} else " "
        return joint.join(part for part in self.parts if part)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The value's paragraphs, each on one line."""
        text = "\n".join(self.parts)
        return tuple(" ".join(found.split("\n")) for found in re.split(r"\n{2,}", text.strip("\n")) if found)


def field_of(key: str) -> str:
    """The field that a key is for; empty for a key that we do not know.

    >>> field_of("Author(s)"), field_of("AUTHOR’S NOTES"), field_of("work_id"), field_of("Mood")
    ('authors', 'notes', 'work_id', '')
    """
    name = " ".join(strip(key).casefold().translate(_SPELLING).split())
    return _FIELDS.get(name) or _FIELDS.get(name.removesuffix("(s)"), "")


def read_key(text: str, line: int) -> Entry | None:
    """The entry of a line that has a key we know, or one of the usual form of keys."""
    found = _KEY_LINE.fullmatch(_without_tags(text))
    if not found:
        return None
    key, value = _without_marks(strip(found["key"]), strip(found["value"]))
    name = field_of(key)
    if not name and not _is_like_key(key):
        return None
    return Entry(key, name, line, [value] if value else [], is_block=not value)


def _without_tags(text: str) -> str:
    """A line of HTML or BBCode as its text; of any other line only a tag that ends it goes."""
    return _TAG.sub("", text) if _TAG.match(text) else _LAST_TAG.sub("", text)


def _without_marks(key: str, value: str) -> tuple[str, str]:
    """Key and value without marks of emphasis around the key, with its colon or without, or a bullet."""
    for mark in ("**", "__", "*", "_"):
        if key.startswith(mark) and value.startswith(mark):
            return strip(key.removeprefix(mark)), strip(value.removeprefix(mark))
        if key.startswith(mark) and key.endswith(mark):
            return strip(key.strip(mark)), value
    bare = _BULLET.sub("", key)
    return (bare if field_of(bare) else key), value


def _is_like_key(key: str) -> bool:
    """Whether a key that we do not know is spelled like one: no sentence, and not in lower case."""
    return (
        key[:1].isalpha()
        and not key[0].islower()
        and all(sign.isalnum() or sign in _JOINTS or unicodedata.category(sign)[0] == "M" for sign in key)
    )


def opens_stories(entry: Entry) -> bool:
    """Whether a story, too, may open with such a key: a log with ``Date:``, a game with ``Status:``."""
    return entry.key.casefold() in _ALSO_IN_STORIES
