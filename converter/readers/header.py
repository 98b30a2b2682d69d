"""The grammar of ``Key: value`` lines: where a header begins, what belongs to each key, where it ends.

A text has a header when at least two of its first ten lines are known keys, and one of them says
which work this is (title, author, rating, work ID, fandom); a story that opens with ``Tom: Hello``
has none. A header goes on below a blank line only where a key that has not been there before
follows, with a value such as that key takes; once it has ended it is never entered again.
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from msgspec import Struct, field
from msgspec.structs import replace

from converter.expressions import expression
from converter.readers.contents import is_contents_title
from converter.readers.keys import IDENTIFYING, LISTS, LONG, MAY_WRAP, Entry, opens_stories, read_key
from converter.readers.lines import strip
from converter.readers.story_start import Top, is_first_heading, is_story_mark, next_text, read_story_mark
from converter.readers.values import is_archive_warning, is_plausible

_LINES_TO_JUDGE_BY = 10
_WRAP_WIDTHS = range(60, 101)
"""Lengths of a line that was broken because it was full; a longer one was never broken."""
_LONGEST_LIST = 40
"""Lines of a list that was wrapped; after so many it is more likely the story."""
_LONGEST_SUMMARY = 1250
"""Characters that archives allow for a summary."""
_LONGEST_NOTES = 5000
_MOST_PARAGRAPHS = 4
"""Paragraphs of a summary that only a wide gap parts from the story."""
_ENDS_OF_SENTENCES = (".", "!", "?", "…", "”", '"')
_ENDS_OF_EASTERN_SENTENCES = tuple("。！？」』”")
_SPEECH = tuple('"“„«»‘「『—–')
_SET_OFF = 2
"""Blank lines by which the gap below a header is larger than those within it."""
_ADDRESS = expression(r"https?://\S+")
_RULE = expression(r"[-=_]{10,}|[─━═]{3,}")
_FENCE = expression(r"([-=_*~#+─━═])\1{4,}")


def read_header(lines: Sequence[str], start: int = 0) -> Top | None:
    """The header at ``start``, which a rule may fence above and below; None without one."""
    first = next_text(lines, start)
    is_fenced = first < len(lines) and bool(_FENCE.fullmatch(strip(lines[first])))
    first = next_text(lines, first + is_fenced)
    if not _is_header([strip(line) for line in _first_texts(lines, first)]):
        return None
    top = read_entries(lines, first, ())
    if len(top.entries) < 2:
        return None
    below = next_text(lines, top.start)
    is_closed = is_fenced and below < len(lines) and bool(_FENCE.fullmatch(strip(lines[below])))
    return top._replace(start=below + 1) if is_closed else top


def read_entries(
    lines: Sequence[str], start: int, entries: Iterable[Entry], *, bare_keys: bool = False
) -> Top:
    """The entries from ``start`` on, after those that a reader of the lines above has found.

    With ``bare_keys`` a key of paragraphs may stand on its line without a colon, as in a heading.
    """
    scan = _Scan(lines, list(entries), bare_keys=bare_keys)
    end = scan.run(start)
    return read_story_mark(lines, end, tuple(scan.entries)) or Top(tuple(scan.entries), end, len(lines))


def _first_texts(lines: Sequence[str], start: int) -> list[str]:
    return list(islice((lines[i] for i in range(start, len(lines)) if strip(lines[i])), _LINES_TO_JUDGE_BY))


def _is_header(texts: Sequence[str]) -> bool:
    fields = [entry.field_name if (entry := read_key(text, 0)) else "" for text in texts]
    known = [name for name in fields if name]
    return len(known) >= 2 and not IDENTIFYING.isdisjoint(known) and bool(fields[0])


class _Scan(Struct):
    """One walk down the lines."""

    lines: Sequence[str]
    entries: list[Entry]
    bare_keys: bool = False
    widest_gap: int = 0
    """Blank lines of the widest gap inside the header."""
    sure_end: int = 0
    """Index of the line down to which a paragraph was seen to go on."""
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.seen = {entry.field_name for entry in self.entries}

    def run(self, index: int) -> int:
        """Index of the first line that is not the header's."""
        while index < len(self.lines):
            text = strip(self.lines[index])
            if text and not self._take(index, text):
                return index
            after = next_text(self.lines, index + 1) if text else next_text(self.lines, index)
            if after == len(self.lines):
                return after if text else index
            gap = after - index - bool(text)
            if gap:
                blank = after - gap
                below = self._below_gap(after, gap)
                if below is None:
                    return blank
                self.widest_gap = max(gap, self.widest_gap)
                after = below
            index = after
        return index

    def _take(self, index: int, text: str) -> bool:
        """Whether the line, with no blank line above it, is the header's."""
        entry = self._key(index)
        if is_story_mark(text):
            return False
        if entry and (entry.field_name or self._is_unknown_key(index, entry)):
            self.entries.append(entry)
            self.seen.add(entry.field_name)
        elif self.entries and (self._goes_on(index, text) or self._runs_to_key(index)):
            self.entries[-1].is_block |= self._is_item(index, text)
            self.entries[-1].parts.append(text)
        else:
            return False
        return True

    def _key(self, index: int) -> Entry | None:
        text = strip(self.lines[index])
        if _ADDRESS.fullmatch(text) and self.entries:
            return Entry("URL", "url", index + 1, [text])
        entry = read_key(text, index + 1)
        if entry is None and self.bare_keys:
            bare = read_key(f"{text}:", index + 1)
            return bare if bare and bare.field_name in LONG else None
        return entry

    def _is_unknown_key(self, index: int, entry: Entry) -> bool:
        """Whether a key that nobody knows belongs to the header, and is not who says what in the story."""
        if not self.entries or self._is_in_paragraphs(index):
            return False
        is_sure = len(self.entries) >= 2 and not entry.value.startswith(_SPEECH)
        return is_sure or self._key_follows(index + 1)

    def _is_in_paragraphs(self, index: int) -> bool:
        entry = self.entries[-1]
        return entry.field_name in LONG | {"others"} and self._goes_on(index, strip(self.lines[index]))

    def _goes_on(self, index: int, text: str) -> bool:
        """Whether the last value goes on in the line; else the story begins, blank line or not."""
        entry = self.entries[-1]
        raw, above = self.lines[index], strip(self.lines[index - 1])
        if entry.is_block and self._is_in_block(index):
            return True
        if entry.is_block and not entry.parts:
            return entry.field_name in LONG or self._key_follows(index + 1) or self._is_last_value(text)
        if entry.field_name not in MAY_WRAP or len(entry.parts) > _LONGEST_LIST:
            return False
        if self._is_item(index, text):
            return self._key_follows(index + 1)
        is_set_in = raw[:1].isspace() and not self._is_sentence(text)
        is_open = len(above) in _WRAP_WIDTHS or above.endswith((",", ":")) or is_set_in
        return is_open and len(text) < _WRAP_WIDTHS.stop

    def _is_in_block(self, index: int) -> bool:
        """Whether a paragraph that began below its key goes on here, and is no longer than a summary."""
        if self.entries[-1].field_name in LONG and index >= self.sure_end:
            self.sure_end = self._end_of_paragraph(index) or 0
        return self.entries[-1].field_name in LONG and index < self.sure_end

    def _is_sentence(self, text: str) -> bool:
        """Whether a line can be no part of a name or a list, since it ends as sentences of stories do."""
        if self.entries[-1].field_name not in LISTS | {"title", "authors", "series"}:
            return False
        return text.endswith(_ENDS_OF_EASTERN_SENTENCES) or not is_plausible(
            replace(self.entries[-1], parts=[text])
        )

    def _runs_to_key(self, index: int) -> bool:
        """Whether a paragraph that began beside its key goes on here, since another key ends it."""
        entry = self.entries[-1]
        if entry.field_name in LONG and index >= self.sure_end:
            self.sure_end = self._end_of_paragraphs(entry, index, 0) or 0
        return entry.field_name in LONG and index < self.sure_end

    def _is_item(self, index: int, text: str) -> bool:
        """Whether a line of a list can only be one more of its items, since the one above had room."""
        entry, above = self.entries[-1], strip(self.lines[index - 1])
        if entry.field_name not in LISTS | {"series", "authors"}:
            return False
        if above.endswith((",", ":")) or self.lines[index][:1].isspace():
            return False
        has_room = len(above) < _WRAP_WIDTHS.start and not text.endswith(_ENDS_OF_SENTENCES)
        return entry.is_block or has_room

    def _is_last_value(self, text: str) -> bool:
        """Whether the line is the last of the values that all stand below their keys."""
        value = replace(self.entries[-1], parts=[text])
        return self._has_blocks() and is_plausible(value)

    def _key_follows(self, start: int) -> bool:
        """Whether a new key stands within the next few lines of text."""
        below = islice((i for i in range(start, len(self.lines)) if strip(self.lines[i])), _LINES_TO_JUDGE_BY)
        return any(self._is_new_key(index) for index in below)

    def _is_new_key(self, index: int) -> bool:
        entry = self._key(index)
        return bool(entry and entry.field_name and entry.field_name not in self.seen and is_plausible(entry))

    def _below_gap(self, after: int, gap: int) -> int | None:
        """Index of the line below a gap from which the header goes on; None where it has ended."""
        if self._is_new_key(after):
            return after if self._is_assured(after) else None
        last = self.entries[-1] if self.entries else None
        if last is None:
            return None
        if last.field_name in LONG:
            return self._take_paragraphs(last, after, gap)
        is_value = self._key_follows(after + 1) or self._is_last_value(strip(self.lines[after]))
        return after if last.is_block and not last.parts and is_value else None

    def _is_assured(self, index: int) -> bool:
        """Whether a new key below a gap is no line of the story."""
        entry = self._key(index)
        if entry and entry.field_name in LISTS and entry.value.endswith(_ENDS_OF_SENTENCES):
            return is_archive_warning(entry.value) or self._key_follows(index + 1)
        if entry and entry.is_block and entry.field_name not in LONG:
            return self._has_blocks() or self._key_follows(index + 1)
        if len(self.entries) == 1 and entry:
            return entry.field_name in IDENTIFYING or not opens_stories(entry) or self._key_follows(index + 1)
        return bool(self.widest_gap or self.bare_keys or (entry and not opens_stories(entry)))

    def _has_blocks(self) -> bool:
        return any(entry.is_block and entry.parts for entry in self.entries)

    def _take_paragraphs(self, entry: Entry, after: int, gap: int) -> int | None:
        below = strip(self.lines[after])
        if gap >= self.widest_gap + _SET_OFF or is_first_heading(below) or is_contents_title(below):
            return None
        stop = self._end_of_paragraphs(entry, after, gap)
        if stop is None and entry.field_name == "summary" and not entry.parts:
            stop = self._end_of_paragraph(after) or after + 1
        if stop is None:
            return None
        entry.parts += ["", *(strip(line) for line in self.lines[after:stop])]
        return stop

    def _end_of_paragraph(self, start: int) -> int | None:
        """Index of the blank line or key below; None if it is farther than a summary is long."""
        length = 0
        for index in range(start, len(self.lines)):
            text = strip(self.lines[index])
            if not text or (index > start and self._is_new_key(index)):
                return index
            length += len(text)
            if length > _LONGEST_SUMMARY:
                return None
        return len(self.lines)

    def _end_of_paragraphs(self, entry: Entry, after: int, gap: int) -> int | None:
        """Where paragraphs below a gap end that are still the entry's; None where nothing shows it.

        What shows it is another key, a mark or a first heading; or a gap clearly larger than those
        above it, which sets the header as a whole off from the story.
        """
        length = blanks = paragraphs = 0
        widest = max(gap, self.widest_gap)
        for index in range(after, len(self.lines)):
            text = strip(self.lines[index])
            if not text:
                blanks += 1
                continue
            paragraphs += bool(blanks)
            is_set_off = blanks >= widest + _SET_OFF
            is_short = entry.is_block and paragraphs <= _MOST_PARAGRAPHS
            if is_set_off and (is_short or is_first_heading(text)):
                return index - blanks
            if is_set_off or length > _LONGEST_NOTES:
                return None
            if self._ends_paragraphs(index, blanks, length):
                return index - blanks
            length += len(text)
            blanks = 0
        return None

    def _ends_paragraphs(self, index: int, blanks: int, length: int) -> bool:
        text = strip(self.lines[index])
        if is_story_mark(text):
            return True
        if length <= _LONGEST_SUMMARY and blanks and (_RULE.fullmatch(text) or is_first_heading(text)):
            return True
        entry = self._key(index)
        if entry is None or not self._is_new_key(index) or opens_stories(entry):
            return False
        if not blanks or self.entries[-1].is_block or (self.widest_gap and entry.field_name not in LONG):
            return True
        return entry.field_name != "others" and length <= _LONGEST_SUMMARY
