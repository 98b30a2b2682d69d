"""Stories made up from a fixed seed: the same words every time, as messy as stories come."""

import random
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

SEED = 7
SHORT = 3_000
"""Words of a story, about."""
LENGTHS = (SHORT, 121_000, 1_000_000)
"""Words of texts: a story, a novel, and what nobody reads at once."""
_CHAPTER = 3_000
"""Words of a chapter of a long text, about."""

_NOUNS = (
    "ferry lamp orchard clock letter river baker owl winter garden kettle harbour stair bell map coat "
    "lighthouse neighbour blanket grandmother umbrella notebook carpenter market violin staircase cupboard "
    "afternoon boathouse telescope schoolroom weathervane apple bicycle postcard mountain tram "
    "thunderstorm window button secretary acquaintance conversation gatekeeper marmalade wheelbarrow ribbon"
).split()
_ADJECTIVES = (
    "old quiet crooked silver borrowed narrow patient yellow forgotten enormous familiar half-finished "
    "well-meaning extraordinary absent-minded careful sleepy bright unmistakable second-hand curious polite"
).split()
_VERBS = (
    "waited hummed turned remembered carried whispered mended watched followed counted painted kept "
    "wandered hesitated apologised rearranged listened disappeared promised laughed borrowed understood"
).split()
_PLACES = (
    "by the sea|under the stairs|in the old town|at the end of the lane|beyond the mill|on the roof|"
    "behind the greenhouse|across the frozen pond|between two deliveries|near the railway crossing|"
    "outside the observatory|among the gooseberries"
).split("|")
_LINKS = "while because although until before after as though whenever and but so".split()
_SPOKEN = (
    "I don't know|It's the clock|We can't stay|You've seen it|That was back in the '90s|Isn't it late|"
    "Take the boys' coats|It is ten o'clock|'Tis nothing|Don't wait for me|Everybody's invited"
).split("|")
_NAMES = "Ada Ben Clara Dov Esme Finn Greta Hugo Ines Jonas Zoë André".split()
_HEADER = """Title: The Lighthouse & the Second-Hand Clock
Author: lantern_heron
Rating: General Audiences
Additional Tags: Clocks, Slow Mail, Neighbours
Language: English
"""

Shape = Callable[[random.Random, str, list[list[str]]], bytes]
"""From a title, and chapters of paragraphs, to the bytes of a file."""


def _thing(dice: random.Random) -> str:
    noun = dice.choice(_NOUNS)
    return f"the {dice.choice(_ADJECTIVES)} {noun}" if dice.random() < 0.5 else f"the {noun}"


def _clause(dice: random.Random) -> str:
    who = dice.choice(_NAMES) if dice.random() < 0.3 else _thing(dice)
    return f"{who} {dice.choice(_VERBS)} {dice.choice(_PLACES)}"


def _sentence(dice: random.Random) -> str:
    """Some ten to twenty words, a few of them stressed."""
    link = dice.choice((*(f" {link} " for link in _LINKS), ", and ", "; ", " -- ", " — "))
    text = f"{_clause(dice)}{link}{_clause(dice)}"
    if dice.random() < 0.06:
        mark = dice.choice("*_")
        text = f"{dice.choice(_NAMES)} {mark}never{mark} knew why {text}"
    end = dice.choices((".", "...", "?", "!"), (90, 4, 3, 3))[0]
    return f"{text[0].upper()}{text[1:]}{end}"


def _speech(dice: random.Random) -> str:
    spoken, name, others = dice.choice(_SPOKEN), dice.choice(_NAMES), _sentence(dice)
    if dice.random() < 0.5:
        return f'"{spoken}," said {name}. "{others}"'
    return f"“{spoken},” said {name}. “{others}”".replace("'", "’")


def _paragraph(dice: random.Random) -> str:
    if dice.random() < 0.35:
        return _speech(dice)
    return " ".join(_sentence(dice) for _ in range(dice.randint(1, 6)))


def _paragraphs(dice: random.Random, words: int) -> Iterator[str]:
    while words > 0:
        paragraph = _paragraph(dice)
        words -= paragraph.count(" ") + 1
        yield paragraph


def make_text(words: int) -> str:
    """A story of about so many words, with a header; a long one has chapters."""
    dice = random.Random(SEED)
    number = round(words / _CHAPTER)
    lines = [
        f"{_HEADER}Chapters: {number}/{number}",
    ]
    for chapter in range(1, number + 1):
        if number > 1:
            lines.append(
                f"Chapter {chapter}: The {dice.choice(_ADJECTIVES).title()} {dice.choice(_NOUNS).title()}"
            )
        for count, paragraph in enumerate(_paragraphs(dice, words // number)):
            if count and count % 30 == 0:
                lines.append(dice.choice(("***", "* * *", "---")))
            if dice.random() < 0.02:
                lines.append("\u00a0")
            lines.append(paragraph)
    return "\n\n".join(lines) + "\n"


def _headed(dice: random.Random, title: str, parts: list[list[str]], between: str = "\n\n") -> str:
    """A story below a header, its chapters under headings."""
    author = f"{dice.choice(_NAMES)} {dice.choice(_NOUNS).title()}"
    header = f"Title: {title}\nAuthor: {author}\nLanguage: English\n\n"
    if len(parts) == 1:
        return f"{header}\n{between.join(parts[0])}\n"
    return header + "".join(
        f"\n\nChapter {number}\n\n{between.join(part)}\n" for number, part in enumerate(parts, 1)
    )


def _blank(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """Blank lines between paragraphs."""
    return _headed(dice, title, parts).encode()


def _wrapped(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """Lines of 72 characters, in Windows-1252, with scene breaks."""
    lined = [[textwrap.fill(text, 72) for text in [*part[:3], "* * *", *part[3:]]] for part in parts]
    return _headed(dice, f"{title}’s Café", lined).replace("\n", "\r\n").encode("cp1252")


def _indented(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """A tab before each paragraph and no blank lines, in UTF-16."""
    return _headed(dice, title, [[f"\t{text}" for text in part] for part in parts], "\n").encode("utf-16")


def _page(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """HTML."""
    body = "".join(
        f"<h2>Chapter {number}</h2>" + "".join(f"<p>{text}</p>\n" for text in part)
        for number, part in enumerate(parts, 1)
    )
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    return page.encode("ascii", "xmlcharrefreplace")


_SHAPES: tuple[tuple[Shape, str], ...] = (
    (_blank, "txt"), (_blank, "txt"), (_wrapped, "txt"), (_indented, "txt"), (_page, "html"),
)  # fmt: skip
_BROKEN = (b"", b" \n\n\t\n", b"%PDF-1.7\n" + bytes(range(256)), bytes(range(32)) * 99)


def make_folder(folder: Path, number: int) -> int:
    """So many stories in sub-folders of a hundred; how many are broken on purpose: two of a hundred."""
    dice = random.Random(SEED)
    broken = 0
    for index in range(number):
        shape, suffix = _SHAPES[index % len(_SHAPES)]
        count = dice.randint(1, 8)
        parts = [list(_paragraphs(dice, SHORT // count)) for _ in range(count)]
        title = f"The {dice.choice(_NOUNS).title()} of {dice.choice(_NAMES)} {index}"
        data = shape(dice, title, parts)
        if index % 50 == 49:
            data, broken = dice.choice(_BROKEN), broken + 1
        path = folder / f"{index // 100:02}" / f"story-{index:05}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return broken
