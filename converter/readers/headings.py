"""Which lines are headings: every line that might be one, and then which of them are.

A line that might be a heading is short and stands alone. What kind it is of, says the line; whether
it is one, says the whole text: numbers count only in a rising series, a title without a number only
where others are set off just like it, and the chapter count of the header is the oracle.
"""

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from converter.readers.lines import Group
from converter.readers.numerals import IDEOGRAPHS, NUMBER, number_of

_LONGEST = 100
_LONGEST_TITLE = 80
_ROOM = 2
"""Groups from one number of a series to the next: numbers with nothing between them are a list."""


class Kind(Enum):
    """What makes a line look like a heading."""

    NAMED = "it is what the option asks for"
    MARKED = "it is marked as a heading"
    KEYWORD = "a chapter word with a number"
    WORD = "a word that names a part of a book"
    NUMBERED = "a number with a title"
    NUMBER = "a number alone"
    SET_OFF = "a short line set off like a title"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group that might be a heading."""

    group: int
    """Index of its group."""
    line: int
    kind: Kind
    label: str = ""
    title: str = ""
    keyword: str = ""
    """The chapter word in lower case, or the style of a number."""
    number: int | None = None
    level: int = 0
    """Depth of a marked heading, 1 being the highest."""
    groups: int = 1
    """How many groups it takes, its title among them."""


@dataclass(slots=True)
class Headings:
    """The headings of a text, by the index of their group."""

    chapters: dict[int, Candidate] = field(default_factory=dict)
    parts: dict[int, Candidate] = field(default_factory=dict)
    inner: dict[int, Candidate] = field(default_factory=dict)
    """Headings inside chapters."""

    def near(self) -> set[int]:
        """The groups of all headings, and those right behind them."""
        found = [*self.chapters.values(), *self.parts.values(), *self.inner.values()]
        return {index for c in found for index in range(c.group, c.group + c.groups + 1)}


_PART_WORDS = (
    "part|book|volume|act|partie|livre|teil|buch|parte|libro|deel|boek|часть|том|книга|część|tom|księga|del|bok"
    "|osa|rész|könyv|kısım|bölge|phần"
)
_EASTERN_PARTS = "卷巻部本冊册篇編"
_CHAPTER_WORDS = {
    "en": "chapter|chap\\.?|ch\\.?|stave|letter|canto|episode|section|scene|adventure|story|tale|day|night"
    "|interlude|arc|prompt|verse|fit|entry",
    "ca": "capítol",
    "cs": "kapitola",
    "da": "kapitel",
    "de": "kapitel|abschnitt|brief|szene",
    "es": "cap[ií]tulo|cap\\.|carta|escena",
    "et": "peatükk",
    "eu": "kapitulua",
    "fi": "luku",
    "fr": "chapitre|chap\\.|lettre|scène|épisode",
    "hr": "poglavlje",
    "hu": "fejezet",
    "id": "bab",
    "it": "capitolo|cap\\.|lettera|scena",
    "lt": "skyrius",
    "lv": "nodaļa",
    "ms": "bab",
    "nb": "kapittel",
    "nl": "hoofdstuk|brief",
    "no": "kapittel",
    "pl": "rozdział",
    "pt": "cap[ií]tulo|cap\\.|carta",
    "ro": "capitolul",
    "ru": "глава|письмо",
    "sk": "kapitola",
    "sl": "poglavje",
    "sr": "poglavlje|поглавље",
    "sv": "kapitel",
    "tr": "bölüm",
    "uk": "розділ|глава",
    "bg": "глава",
    "el": "κεφάλαιο",
    "vi": "chương|hồi",
    "th": "บทที่",
}
_BOOK_WORDS = (
    "prolog(?:ue)?|epilog(?:ue)?|interlude|intermission|side story|omake|foreword|preface|introduction"
    "|afterword|postscript|coda|appendix|dedication|acknowledge?ments|conclusion|finale|teaser"
    "|pr[oó]logo|ep[ií]logo|prologo|epilogo|préface|avant-propos|postface|épilogue|vorwort|nachwort|einleitung"
    "|voorwoord|nawoord|proloog|epiloog|prefacio|prefácio|prefazione|введение|пролог|эпилог|предисловие"
    "|послесловие|пролог|епілог|przedmowa|posłowie|förord|efterord|esipuhe|önsöz|sonsöz"
    "|序|序章|序幕|楔子|引子|番外.{0,12}|后记|後記|尾声|尾聲|终章|終章|前言|あとがき|まえがき|プロローグ|エピローグ"
)
_SEPARATOR = r"\s*[:：.\-–—―]+\s*|\s*[)）、]\s*|\s{2,}|\u3000"
_EASTERN = re.compile(
    rf"第\s*(?P<number>{IDEOGRAPHS}|[\d０-９]{{1,5}})\s*"
    r"(?:(?P<strong>[章回話话講讲節节])|(?P<weak>[卷巻部本冊册篇編幕]))"
    rf"(?:(?P<gap>[\s:：.\-–—、]+)?(?P<title>\S.*))?"
)
_EASTERN_TAIL = re.compile(r"[「」。！？，,]|\S{30,}")
_EPISODE = re.compile(r"(?P<number>[\d０-９]{1,4})\s*[話话]\s*(?P<title>.*)")
_MARK = re.compile(r"(?P<mark>#{1,6})\s+(?P<text>\S.*?)\s*#*")
_DECORATION = re.compile(r"^[^\w\s“\"'‘(#$€£@&.]*[\s]*(?P<core>.*?)[\s]*[^\w\s)”\"'’!?.%…]*$")
_NUMBERED = re.compile(
    rf"(?:#|no\.?\s*|№\s*)?(?P<number>{NUMBER})"
    r"(?:[.)、:：]\s*|\s+[-–—:]\s*|\u3000\s*|\s+(?=[A-ZÀ-Þ“\"'‘]))(?P<title>\S.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?:#|no\.?\s*|№\s*|§\s*)?(?P<number>{NUMBER})[.):]?", re.IGNORECASE)
_ANY_WORD = re.compile(
    rf"(?P<label>(?P<word>[^\W\d_]{{2,20}})\s+(?P<number>{NUMBER}))[.:]?(?:(?:{_SEPARATOR}|\s+(?=[\"“]))(?P<title>\S.*))?",
    re.IGNORECASE,
)
_BOOK_WORD = re.compile(rf"(?P<label>{_BOOK_WORDS})\.?(?:(?:{_SEPARATOR})(?P<title>\S.*))?", re.IGNORECASE)
_CLOSINGS = re.compile(
    r"(?:the\s+)?(?:end|fin|finis|tbc|to be continued|ende|fine|koniec|конец)\W*", re.IGNORECASE
)


def keyword_pattern(language: str) -> re.Pattern[str]:
    """Matches a heading by chapter word and number, in English and in the story's language."""
    base = language.split("-", maxsplit=1)[0]
    words = f"{_CHAPTER_WORDS['en']}|{_CHAPTER_WORDS.get(base, '')}|{_PART_WORDS}".replace("||", "|")
    number_first = rf"(?P<number2>{NUMBER})\.?\s+(?P<word2>{words})"
    of_all = rf"(?:\s*(?:/|of)\s*(?:{NUMBER}|\?))?"
    word_first = rf"(?P<word>{words})[\s.]*(?:the\s+|no\.?\s*|#)?(?P<number>{NUMBER}){of_all}"
    index = r"(?:\d{1,4}\.\s+)?"
    return re.compile(
        rf"{index}(?P<label>{word_first}|{number_first})[.:]?(?:(?:{_SEPARATOR}|\s+(?=[\"“]))(?P<title>\S.*)?)?",
        re.IGNORECASE,
    )


def split_heading(text: str, language: str) -> tuple[str, str]:
    """Label and title of a line that is known to be a heading.

    >>> split_heading("Chapter 3: The Tide", "en"), split_heading("The Tide", "en")
    (('Chapter 3', 'The Tide'), ('', 'The Tide'))
    """
    candidate = Candidate(0, 0, Kind.NAMED, title=text)
    found = (
        _by_keyword(text, candidate, keyword_pattern(language))
        or _by_book_word(text, candidate)
        or _by_number(text, candidate)
        or candidate
    )
    return found.label, found.title


def find_headings(
    groups: Sequence[Group],
    language: str,
    *,
    ignored: Container[int] = (),
    declared: int | None = None,
    gap: int = 1,
    is_indented: bool = False,
    wanted: re.Pattern[str] | None = None,
) -> Headings:
    """The headings of a text.

    ``ignored`` groups are none, ``declared`` is the header's chapter count, ``gap`` the usual number
    of blank lines between paragraphs, ``is_indented`` whether paragraphs begin with an indent,
    ``wanted`` the user's own pattern, which excludes every other.
    """
    if wanted:
        return Headings({c.group: c for c in _wanted(groups, wanted, language)})
    candidates = [
        candidate
        for candidate in _candidates(groups, keyword_pattern(language), gap, is_indented=is_indented)
        if candidate.group not in ignored
    ]
    found = _choose(candidates, groups, declared)
    _take_titles(found, groups, ignored, gap)
    return found


def _wanted(groups: Sequence[Group], wanted: re.Pattern[str], language: str) -> list[Candidate]:
    return [
        _named(group, index, language)
        for index, group in enumerate(groups)
        if len(group.lines) == 1 and wanted.fullmatch(group.lines[0].text)
    ]


def _named(group: Group, index: int, language: str) -> Candidate:
    label, title = split_heading(group.lines[0].text, language)
    return Candidate(index, group.number, Kind.NAMED, label, title)


def _candidates(
    groups: Sequence[Group], keyword: re.Pattern[str], gap: int, *, is_indented: bool
) -> list[Candidate]:
    found = []
    for index, group in enumerate(groups):
        is_alone = (group.gap > 0 or index == 0) and (group.gap_after > 0 or index == len(groups) - 1)
        if not is_alone or len(group.lines) > 2 or len(group.lines[0].text) > _LONGEST:
            continue
        candidate = _candidate(group, index, keyword)
        is_set_off = not index or group.gap >= gap + 2 or (is_indented and group.lines[0].indent == 0)
        if not candidate and is_set_off and _is_title(group.text):
            candidate = Candidate(index, group.number, Kind.SET_OFF, title=group.text)
        if candidate:
            found.append(candidate)
    return found


def _candidate(group: Group, index: int, keyword: re.Pattern[str]) -> Candidate | None:
    """What the group looks like by its own words."""
    text = group.lines[0].text
    below = group.lines[1].text if len(group.lines) == 2 else ""
    if below and not _is_title(below):
        return None
    candidate = Candidate(index, group.number, Kind.NUMBER)
    mark = _MARK.fullmatch(text)
    core = mark["text"] if mark else _core(text)
    found = (
        _by_keyword(core, candidate, keyword)
        or _by_book_word(core, candidate)
        or _by_number(core, candidate)
        or (replace(candidate, kind=Kind.MARKED, title=core) if mark else None)
    )
    if found and mark:
        is_named = found.kind in (Kind.KEYWORD, Kind.WORD)
        kind = found.kind if is_named else Kind.MARKED
        found = replace(found, kind=kind, level=len(mark["mark"]))
    if found and below:
        found = replace(found, title=below) if not found.title else None
    return found


def _core(text: str) -> str:
    """The text without a decoration that stands on both sides: ``~ Chapter 7 ~``."""
    found = _DECORATION.fullmatch(text)
    return found["core"] if found and found["core"] else text


def _by_keyword(text: str, candidate: Candidate, pattern: re.Pattern[str]) -> Candidate | None:
    found = pattern.fullmatch(text)
    if found:
        word, number = found["word"] or found["word2"], found["number"] or found["number2"]
        title = found["title"] or ""
        if title and not _is_title(title, is_labelled=True):
            return None
        return replace(
            candidate,
            kind=Kind.KEYWORD,
            label=found["label"].strip(),
            title=title,
            keyword=word.casefold().rstrip("."),
            number=number_of(number),
        )
    return _by_eastern(text, candidate)


def _by_eastern(text: str, candidate: Candidate) -> Candidate | None:
    found = _EASTERN.fullmatch(text)
    if not found or (found["weak"] and found["title"] and not found["gap"]):
        return None
    title = found["title"] or ""
    if _EASTERN_TAIL.search(title):
        return None
    label = text[: len(text) - len(title)].rstrip(" \u3000:：.-–—、")
    unit = found["strong"] or found["weak"]
    number = number_of(found["number"])
    return replace(candidate, kind=Kind.KEYWORD, label=label, title=title, keyword=unit, number=number)


def _by_book_word(text: str, candidate: Candidate) -> Candidate | None:
    found = _BOOK_WORD.fullmatch(text)
    if not found or (found["title"] and not _is_title(found["title"])):
        return None
    return replace(candidate, kind=Kind.WORD, label=found["label"], title=found["title"] or "")


def _by_number(text: str, candidate: Candidate) -> Candidate | None:
    if found := _NUMBER.fullmatch(text):
        style = _style(found["number"])
        label = text.rstrip(".):")
        return replace(candidate, label=label, keyword=style, number=number_of(found["number"]))
    found = _ANY_WORD.fullmatch(text)
    if found and _names_a_piece(text, found):
        word = found["word"].casefold()
        return replace(
            candidate,
            kind=Kind.NUMBERED,
            label=found["label"],
            title=found["title"] or "",
            keyword=word,
            number=number_of(found["number"]),
        )
    found = _NUMBERED.fullmatch(text)
    if found and len(text) <= 60 + len(found["number"]) and _is_title(found["title"]):
        return replace(
            candidate,
            kind=Kind.NUMBERED,
            label=found["number"],
            title=found["title"],
            keyword=_style(found["number"]),
            number=number_of(found["number"]),
        )
    return None


def _names_a_piece(text: str, found: re.Match[str]) -> bool:
    """Whether a word that we do not know, with a number, is written as a heading would be."""
    if not found["word"][0].isupper() or found["number"][0].islower():
        return False
    if found["title"]:
        return _is_title(found["title"])
    return not text.endswith(".") or found["word"].isupper()


def _style(number: str) -> str:
    """Digits, capital roman, small roman, words or ideographs: a series keeps to one."""
    if number.isdecimal():
        return "digits"
    if number_of(number) is not None and re.fullmatch("[IVXLC]+", number):
        return "ROMAN"
    return "roman" if re.fullmatch("[ivxlc]+", number) else "words" if number.isascii() else "ideographs"


def _is_title(text: str, *, is_labelled: bool = False) -> bool:
    """Whether the text could be a title: short, no sentence, no speech."""
    if len(text) > _LONGEST_TITLE + 20 * is_labelled or _CLOSINGS.fullmatch(text):
        return False
    if is_labelled:
        return not re.search(r"[,;]$", text) and not re.match(r"[a-z]", text)
    if re.search(r"[.,;:]$", text) and not re.search(r"(?:\.\.\.|…|\b(?:Mr|Mrs|St|Dr|etc)\.)$", text):
        return False
    if text[0] in '[(<*_-—–…"“‘「『':
        return False
    return text[0].isupper() or text[0].isdecimal() or not text[0].isascii()


# Which candidates are headings


def _choose(candidates: Sequence[Candidate], groups: Sequence[Group], declared: int | None) -> Headings:
    by_kind: dict[Kind, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_kind[candidate.kind].append(candidate)
    numbered = _series(by_kind[Kind.NUMBERED])
    numbers = _series(by_kind[Kind.NUMBER])
    main = by_kind[Kind.KEYWORD] + by_kind[Kind.MARKED]
    inner: list[Candidate] = []
    if declared != 1:
        ordered = [series for series in (numbered, numbers) if len(series) >= 2]
        ordered.sort(key=len, reverse=True)
        part_words = _part_words(main)
        chapters_only = [c for c in main if c.keyword not in part_words]
        if not chapters_only or (declared and len(chapters_only) != declared):
            exact = [s for s in ordered if declared and len(s) == declared]
            if exact or not chapters_only:
                main = main + (exact or ordered or [[]])[0]
    taken = {candidate.group for candidate in main}
    set_off = [c for c in by_kind[Kind.SET_OFF] if c.group not in taken]
    if not main and declared != 1 and sum(1 for c in set_off if c.group) >= 2:
        main = set_off
    elif main and declared != 1:
        numbers_are_main = all(c.kind in (Kind.NUMBER, Kind.NUMBERED) for c in main)
        if numbers_are_main and len(set_off) >= max(2, len(main) / 2) and len(set_off) > 2:
            main, inner = set_off, main
        else:
            main = main + _like_the_others(set_off, main, groups)
    taken = {candidate.group for candidate in main}
    main = sorted([*main, *(c for c in by_kind[Kind.WORD] if c.group not in taken)], key=lambda c: c.group)
    taken = {candidate.group for candidate in main} | {candidate.group for candidate in inner}
    inner += [c for c in numbers if c.group not in taken]
    part_words = _part_words(main)
    parts = {c.group: c for c in main if c.kind is Kind.KEYWORD and c.keyword in part_words}
    chapters = {c.group: c for c in main if c.group not in parts}
    return Headings(chapters, parts, {c.group: c for c in inner})


def _series(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The longest series of one style that rises by one from 0 or 1; it may begin anew."""
    by_style: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.number is not None:
            by_style[candidate.keyword].append(candidate)
    best: list[Candidate] = []
    for members in by_style.values():
        series: list[Candidate] = []
        expected: set[int] = {0, 1}
        for candidate in members:
            number = candidate.number or 0
            has_room = not series or candidate.group - series[-1].group >= _ROOM
            if has_room and (number in expected or (series and number == 1)):
                series.append(candidate)
                expected = {number + 1}
        if len(series) > len(best):
            best = series
    return best if len(best) >= 2 and best[1].number != best[0].number else []


def _part_words(main: Sequence[Candidate]) -> frozenset[str]:
    """The words, if any, that name parts here: such as do elsewhere, with chapters named by others."""
    words = {candidate.keyword for candidate in main if candidate.kind is Kind.KEYWORD}
    parts = {word for word in words if word in _EASTERN_PARTS or re.fullmatch(_PART_WORDS, word)}
    return frozenset(parts if words - parts else set())


def _like_the_others(
    set_off: Sequence[Candidate], main: Sequence[Candidate], groups: Sequence[Group]
) -> list[Candidate]:
    """Titles without a number that are set off just as the numbered headings are."""
    gaps = sorted(groups[c.group].gap for c in main[1:] or main)
    gaps_after = sorted(groups[c.group].gap_after for c in main)
    usual, usual_after = gaps[len(gaps) // 2], gaps_after[len(gaps_after) // 2]
    are_capitals = all(f"{c.label}{c.title}".isupper() for c in main)
    first = main[0].group
    return [
        c
        for c in set_off
        if c.group > first
        and groups[c.group].gap >= usual
        and groups[c.group].gap_after >= usual_after
        and (not are_capitals or c.title.isupper())
    ]


# Titles that stand on a line of their own


def _take_titles(found: Headings, groups: Sequence[Group], ignored: Container[int], gap: int) -> None:
    """Give labels without a title the title that follows them, where titles are the rule."""
    headed = {**found.chapters, **found.parts}
    bare = [c for c in headed.values() if not c.title and c.kind is not Kind.SET_OFF]
    titled = {
        c.group: title
        for c in bare
        if (title := _title_below(c, groups, {*headed, *found.inner}, ignored, gap))
    }
    distinct = {title.casefold() for title in titled.values()}
    if len(titled) < 0.6 * len(bare) or len(distinct) < 0.9 * len(titled):
        return
    for headings in (found.chapters, found.parts):
        for index, title in titled.items():
            if index in headings:
                headings[index] = replace(headings[index], title=title, groups=2)


def _title_below(
    candidate: Candidate, groups: Sequence[Group], headed: Container[int], ignored: Container[int], gap: int
) -> str:
    index = candidate.group + 1
    if index >= len(groups) - 1 or index in headed or index in ignored or candidate.kind is Kind.WORD:
        return ""
    group = groups[index]
    if len(group.lines) > 2 or not _is_title(group.text.replace("\n", " ")):
        return ""
    is_set_off = group.gap > gap or group.gap_after > gap or group.gap_after > group.gap
    return group.text.replace("\n", " ") if is_set_off or group.text.isupper() else ""
