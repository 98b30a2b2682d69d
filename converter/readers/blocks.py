"""The body's lines to chapters and blocks; each decision is a notice that carries its reason."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from msgspec import Struct, field

from converter.book import Chapter, Heading, Inline, SceneBreak, plain_text
from converter.errors import Level, Notice
from converter.expressions import expression
from converter.languages import UNKNOWN
from converter.readers import Layout, ReaderOptions
from converter.readers.annotations import is_annotated, plain_line, read_annotated
from converter.readers.breaks import find_letter_breaks, is_break
from converter.readers.candidates import LONGEST, set_apart
from converter.readers.chapters import ChapterBuilder
from converter.readers.contents import contents_notice, find_contents, find_titles
from converter.readers.drawings import find_drawings
from converter.readers.gaps import gaps_between_runs, gaps_inside, wide_gaps
from converter.readers.headings import Headings, find_headings
from converter.readers.inlines import find_markup, read_inlines
from converter.readers.labels import Kind, split_heading
from converter.readers.layout import Measures, measure, words_of
from converter.readers.lines import Group, Line, find_spacers, letters
from converter.readers.page_numbers import drop_page_numbers
from converter.readers.pieces import Setting, set_group
from converter.readers.tagged_lines import read_lines

_CAPTION = expression(
    r"(?P<caption>\[(?:illustration|picture|image)\b[^\]]*\])\s*(?P<rest>\S.*)", re.IGNORECASE
)
_MOST_INDENTED = 0.25
"""Share of indented groups above which an indent does not mean a quotation."""


class Body(NamedTuple):
    """What stands below the header."""

    chapters: tuple[Chapter, ...]
    layout: Layout
    notices: tuple[Notice, ...]


def read_body(
    raw: Sequence[str],
    start: int,
    end: int,
    options: ReaderOptions,
    *,
    language: str = UNKNOWN,
    declared: int | None = None,
    titles: Sequence[str] = (),
    title: str = "",
    has_escapes: bool = False,
) -> Body:
    """Chapters of ``raw[start:end]``, and the reason for each decision.

    Text before the first heading becomes a chapter without one. ``language`` is a BCP 47 tag;
    ``declared`` is the chapter count that the header names; ``titles`` are lines known to be headings;
    ``title`` is the story's; ``has_escapes`` says that backslashes before marks are no part of the text.
    """
    notices: list[Notice] = []
    markup = find_markup("\n".join(raw[start:end]))
    markup = markup._replace(escapes=markup.escapes or has_escapes)
    read_text: Callable[[str], tuple[Inline, ...]] = partial(read_inlines, markup=markup)
    if is_annotated(raw[start:end]):
        raw, read_text = _carry_out_annotations(raw, notices), read_annotated
    lines = read_lines(raw, start, end, markup, _divider_test(language))
    lines = drop_page_numbers(lines, declared, notices)
    lines = set_apart(lines, language, options.chapters)
    notices += _vain_patterns(lines, options)
    groups, marks = _group(lines, _break_test(lines, options.scene_break))
    prose = [group for index, group in enumerate(groups) if index not in marks]
    measures = measure(prose, options.layout)
    text = f"The layout is {measures.layout.value}: {measures.reason}."
    notices.append(Notice("layout", 0, text, "--layout names another."))
    contents, listed = find_contents(groups)
    if contents:
        notices.append(contents_notice(groups, contents))
    gap = _usual_gap(prose)
    headings = find_headings(
        groups,
        language,
        ignored={*contents, *marks},
        declared=declared,
        gap=gap,
        is_indented=measures.is_indented,
        wanted=options.chapters,
        listed=listed | find_titles(groups, titles),
        plain=lambda text: plain_text(read_text(text)),
    )
    repeated = _take_repeated_titles(headings, title, notices)
    spacers = find_spacers(raw, start, end)
    gaps = {} if marks else _gap_breaks(groups, headings, measures, gap, contents, spacers)
    setting = Setting(measures, words_of(prose, measures), read_text, _indents_quote(prose, measures))
    chapters = ChapterBuilder(notices)
    builder = _BodyBuilder(groups, headings, setting, notices, chapters)
    for index in range(len(groups)):
        if index in gaps:
            chapters.add_break(
                SceneBreak("", groups[index].number, gaps[index]), "the gap is wider than usual"
            )
        if index in marks:
            text = groups[index].text
            chapters.add_break(SceneBreak(text, groups[index].number), f"“{text}” holds break marks alone")
        elif index not in contents and index not in repeated:
            builder.take(index)
    read = chapters.finish()
    _compare_count(headings, declared, notices)
    return Body(read, measures.layout, tuple(sorted(notices, key=lambda n: n.line)))


def _vain_patterns(lines: Sequence[Line | None], options: ReaderOptions) -> Iterator[Notice]:
    """A warning for each pattern of the user's own that no line is like."""
    texts = [line.text for line in lines if line]
    for name, pattern in (("--chapters", options.chapters), ("--scene-break", options.scene_break)):
        if pattern and not any(map(pattern.fullmatch, texts)):
            text = f"No line is like “{pattern.pattern}”."
            yield Notice("pattern-vain", 0, text, f"{name} wants the whole of a line.", Level.WARNING)


def _carry_out_annotations(raw: Sequence[str], notices: list[Notice]) -> list[str]:
    plain: list[str] = []
    for number, line in enumerate(raw, start=1):
        text, dropped = plain_line(line)
        plain.append(text)
        notices += [
            Notice("annotation-dropped", number, f"The transcriber's remark “{remark}” was dropped.")
            for remark in dropped
        ]
    return plain


def _divider_test(language: str) -> Callable[[str], bool]:
    """Whether a line parts the story: a break, or a heading by a chapter word."""

    def test(text: str) -> bool:
        return is_break(text) or (len(text) <= LONGEST and bool(split_heading(text, language)[0]))

    return test


def _break_test(lines: Iterable[Line | None], wanted: re.Pattern[str] | None) -> Callable[[str], bool]:
    letters = find_letter_breaks(line.text for line in lines if line)

    def test(text: str) -> bool:
        return text in letters or is_break(text) or bool(wanted and wanted.fullmatch(text))

    return test


def _group(
    lines: Sequence[Line | None], is_mark: Callable[[str], bool]
) -> tuple[list[Group], frozenset[int]]:
    """Lines between blank ones; a line that is a break is a group of its own. And which those are."""
    are_marks = [bool(line and is_mark(line.text)) for line in lines]
    drawn = find_drawings(lines, are_marks)
    found: list[tuple[list[Line], int, bool]] = []
    marks: set[int] = set()
    gap, is_open = 0, False
    for index, line in enumerate(lines):
        is_drawn = index in drawn
        if line is None:
            gap, is_open = gap + 1, False
        elif are_marks[index] and not is_drawn:
            marks.add(len(found))
            found.append(([line], gap, False))
            gap, is_open = 0, False
        elif is_open and is_drawn == found[-1][2]:
            found[-1][0].append(line)
        else:
            for part in _part_caption(line):
                found.append(([part], gap, is_drawn))
                gap = 1
            gap, is_open = 0, True
    gaps_after = [*(gap for _, gap, _ in found), gap][1:]
    groups = [
        Group(tuple(members), before, after, is_drawn)
        for (members, before, is_drawn), after in zip(found, gaps_after, strict=True)
    ]
    return groups, frozenset(marks)


def _part_caption(line: Line) -> tuple[Line, ...]:
    """The place of a picture at the beginning of a paragraph, if there is one, and the rest in its place."""
    found = _CAPTION.fullmatch(line.text)
    if not found:
        return (line,)
    rest = line.with_text(found["rest"])
    return line.with_text(found["caption"]), rest._replace(indent=line.end - rest.width)


def _take_repeated_titles(headings: Headings, title: str, notices: list[Notice]) -> frozenset[int]:
    """Take out the story's title where Markdown has it above the headings of chapters, and say so."""
    repeated = [
        candidate
        for index, candidate in headings.chapters.items()
        if candidate.kind is Kind.MARKED
        and letters(candidate.title) == letters(title) != ""
        and (below := headings.chapters.get(index + candidate.groups))
        and below.level > candidate.level
    ]
    for candidate in repeated:
        del headings.chapters[candidate.group]
        text = f"“{candidate.title}” is the story's title once more and was dropped."
        notices.append(Notice("title-repeated", candidate.line, text, level=Level.NOTE))
    return frozenset(candidate.group for candidate in repeated)


def _usual_gap(groups: Sequence[Group]) -> int:
    """The number of blank lines that most groups are apart."""
    gaps = Counter(group.gap for group in groups[1:] if group.gap)
    return gaps.most_common(1)[0][0] if gaps else 1


def _indents_quote(groups: Sequence[Group], measures: Measures) -> bool:
    """Whether an indent means a quotation: in wrapped text where paragraphs do not begin with one."""
    indented = sum(group.lines[0].indent >= 2 for group in groups)
    return bool(measures.width and not measures.indent) and indented <= _MOST_INDENTED * len(groups)


def _gap_breaks(
    groups: Sequence[Group],
    headings: Headings,
    measures: Measures,
    gap: int,
    contents: Container[int],
    spacers: Container[int],
) -> dict[int, bool]:
    """Groups that a break in form of a gap comes before, with whether it is a soft one.

    Lines of ``spacers`` hold something that cannot be seen; where there are any, they are what makes a gap
    wide. Where blank lines do not part paragraphs, any is a break.
    """
    gaps = gaps_inside(groups, headings, contents)
    if measures.layout in (Layout.LINE, Layout.INDENTED):
        return gaps_between_runs(groups, gaps, measures)
    wide = wide_gaps(gaps, gap)
    return wide if not spacers or all(_holds(groups[index], spacers) for index in wide) else {}


def _holds(group: Group, spacers: Container[int]) -> bool:
    """Whether one of the blank lines above a group holds something that cannot be seen."""
    return any(number in spacers for number in range(group.number - group.gap, group.number))


def _compare_count(headings: Headings, declared: int | None, notices: list[Notice]) -> None:
    """Say so when the header counts other chapters than were found; extra prologues are no matter."""
    found = len(headings.chapters)
    words = sum(candidate.kind is Kind.WORD for candidate in headings.chapters.values())
    if not declared or declared in (found, found - words) or (declared == 1 and not found):
        return
    counted = "1 chapter" if declared == 1 else f"{declared} chapters"
    text = f"The header counts {counted}, the text shows {found}."
    hint = "See fascicle inspect --explain; --chapters REGEX names the headings."
    notices.append(Notice("chapters-differ", 0, text, hint, Level.WARNING))


class _BodyBuilder(Struct):
    """Hands groups to the builder of chapters as what they are."""

    groups: Sequence[Group]
    headings: Headings
    setting: Setting
    notices: list[Notice]
    chapters: ChapterBuilder
    _title_groups: set[int] = field(default_factory=set)

    def take(self, index: int) -> None:
        """A group that is no scene break."""
        headings = self.headings
        if index in self._title_groups:
            return
        if candidate := headings.parts.get(index) or headings.chapters.get(index):
            label, title = (
                plain_text(self.setting.read(text)) for text in (candidate.label, candidate.title)
            )
            heading = Chapter((), label, title, candidate.line, index in headings.parts)
            self._title_groups.update(range(index + 1, index + candidate.groups))
            text = self.groups[index].lines[0].text
            self.chapters.open_chapter(heading, text, candidate.kind.value)
        elif candidate := headings.inner.get(index):
            text = f"“{self.groups[index].text}” is a heading inside the chapter: {candidate.kind.value}."
            self.notices.append(Notice("heading", candidate.line, text))
            shown = candidate.title if candidate.kind is Kind.MARKED else self.groups[index].text
            self.chapters.add(Heading(self.setting.read(shown), candidate.line))
        else:
            for block in set_group(self.groups[index], self.setting):
                self.chapters.add(block)
