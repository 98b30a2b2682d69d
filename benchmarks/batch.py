"""What a batch costs: a thousand made-up stories, twice, by one worker and by two, and Pandoc beside it.

``python benchmarks/batch.py --stories 1000``. Numbers are only worth something on a machine that does
nothing else. The stories are the same every time: of about 3,000 words, in the shapes that stories come in,
two of a hundred broken on purpose.
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
import textwrap
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.batch import State, Story, convert_stories, find_stories, processes, write_report
from converter.conversion import make_books
from converter.preparation import Settings, prepare
from converter.stores import Folder

SEED = 7
WORDS = 3000
WARM = 20
"""Stories after which a process has loaded and cached what it ever will."""
COMPARED = 40
"""Stories whose cost is compared with Pandoc's."""

_NOUNS = (
    "ferry lamp orchard clock letter river baker owl winter garden kettle harbour stair bell map coat".split()
)
_VERBS = (
    "waited hummed turned remembered carried whispered mended watched followed counted painted kept".split()
)
_LINKS = "while because although until before after as though whenever".split()
_PLACES = (
    "by the sea|under the stairs|in the old town|at the end of the lane|beyond the mill|on the roof".split(
        "|"
    )
)
_NAMES = "Ada Ben Clara Dov Esme Finn Greta Hugo Ines Jonas".split()

Shape = Callable[[random.Random, str, list[list[str]]], bytes]
"""From a title, and chapters of paragraphs, to the bytes of a file."""


def sentence(dice: random.Random) -> str:
    """Some ten to twenty words."""
    first, second = dice.sample(_NOUNS, 2)
    text = (
        f"the {first} {dice.choice(_VERBS)} {dice.choice(_PLACES)} {dice.choice(_LINKS)}"
        f" the {second} {dice.choice(_VERBS)}"
    )
    name = dice.choice(_NAMES)
    match dice.randrange(5):
        case 0:
            return f'"{text.capitalize()}," said {name}.'
        case 1:
            return f"{name} *never* knew why {text}."
        case _:
            return f"{text.capitalize()}."


def chapters(dice: random.Random) -> list[list[str]]:
    """Chapters of paragraphs, ``WORDS`` words in all."""
    found: list[list[str]] = []
    count, words = dice.randint(1, 8), 0
    for _ in range(count):
        paragraphs: list[str] = []
        while words < WORDS * (len(found) + 1) / count:
            paragraphs.append(" ".join(sentence(dice) for _ in range(dice.randint(1, 6))))
            words += paragraphs[-1].count(" ") + 1
        found.append(paragraphs)
    return found


def headed(dice: random.Random, title: str, parts: list[list[str]], between: str = "\n\n") -> str:
    """A story below a header, its chapters under headings."""
    header = (
        f"Title: {title}\nAuthor: {dice.choice(_NAMES)} {dice.choice(_NOUNS).title()}\nLanguage: English\n\n"
    )
    if len(parts) == 1:
        return f"{header}\n{between.join(parts[0])}\n"
    return header + "".join(
        f"\n\nChapter {number}\n\n{between.join(part)}\n" for number, part in enumerate(parts, 1)
    )


def blank(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """Blank lines between paragraphs."""
    return headed(dice, title, parts).encode()


def wrapped(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """Lines of 72 characters, in Windows-1252, with scene breaks."""
    lined = [[textwrap.fill(text, 72) for text in [*part[:3], "* * *", *part[3:]]] for part in parts]
    return headed(dice, f"{title}’s Café", lined).replace("\n", "\r\n").encode("cp1252")


def indented(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """A tab before each paragraph and no blank lines, in UTF-16."""
    return headed(dice, title, [[f"\t{text}" for text in part] for part in parts], "\n").encode("utf-16")


def page(dice: random.Random, title: str, parts: list[list[str]]) -> bytes:
    """HTML."""
    body = "".join(
        f"<h2>Chapter {number}</h2>" + "".join(f"<p>{text}</p>\n" for text in part)
        for number, part in enumerate(parts, 1)
    )
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>".encode()


_SHAPES: tuple[tuple[Shape, str], ...] = (
    (blank, "txt"), (blank, "txt"), (wrapped, "txt"), (indented, "txt"), (page, "html"),
)  # fmt: skip
_BROKEN = (b"", b" \n\n\t\n", b"%PDF-1.7\n" + bytes(range(256)), bytes(range(32)) * 99)


def make_stories(folder: Path, number: int) -> int:
    """Stories in sub-folders of a hundred; how many of them are broken."""
    dice = random.Random(SEED)
    broken = 0
    for index in range(number):
        shape, suffix = _SHAPES[index % len(_SHAPES)]
        data = shape(
            dice, f"The {dice.choice(_NOUNS).title()} of {dice.choice(_NAMES)} {index}", chapters(dice)
        )
        if index % 50 == 49:
            data, broken = dice.choice(_BROKEN), broken + 1
        path = folder / f"{index // 100:02}" / f"story-{index:05}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return broken


def convert_all(
    folder: Path, output: Path, settings: Settings, jobs: int, told: Callable[[int], None] = lambda _: None
) -> tuple[float, list[Story]]:
    """Seconds that a whole batch takes, and its stories."""
    start = time.perf_counter()
    here, there = Folder(folder), Folder(output)
    stories = []
    with processes(jobs, settings.formats) as run:
        for story in convert_stories(here, find_stories(here, there), there, settings, run):
            stories.append(story)
            told(len(stories))
    write_report(there, stories)
    return time.perf_counter() - start, stories


def cost_of_a_story(sources: Sequence[Path], settings: Settings) -> float:
    """Seconds of processor time in a warm process."""
    with TemporaryDirectory() as name:
        target = Path(name, "book")
        for source in sources[:WARM]:
            make_books(source, [target], settings)
        start = time.process_time()
        for source in sources:
            make_books(source, [target], settings)
        return (time.process_time() - start) / len(sources)


def cost_of_pandoc(sources: Sequence[Path]) -> float:
    """Seconds of processor time, a process a story."""
    with TemporaryDirectory() as name:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for source in sources:
            text = Path(name, "story.md")
            text.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
            subprocess.run(["pandoc", "--quiet", text, "-o", Path(name, "book.epub")], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(sources)


def megabytes() -> float:
    """What this process has in memory (proc(5))."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print a line for each number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=1000)
    number = parser.parse_args().stories
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory()))
        broken = make_stories(place / "in", number)
        settings = prepare(formats=["epub"])
        sizes: dict[int, float] = {}

        def note(count: int) -> None:
            if count in (min(100, number // 2), number):
                sizes[count] = megabytes()

        two, stories = convert_all(place / "in", place / "out", settings, 2, note)
        failed = [story for story in stories if story.state is State.FAILED]
        told = sum(bool(story.error and story.hint) for story in failed)
        print(f"{number} stories, {broken} broken: {len(failed)} failed, {told} with their reason")
        small, large = sizes.values()
        print(f"memory of the parent: {small:.1f} MB, then {large:.1f} MB: {large - small:+.1f} MB")
        again, _ = convert_all(place / "in", place / "out", settings, 2)
        print(f"two workers: {two:.1f} s; the same again: {again:.2f} s, {again / two:.3f} of it")
        one, _ = convert_all(place / "in", place / "one", settings, 1)
        print(f"one worker: {one:.1f} s; two are {one / two:.2f} times as fast")
        sources = sorted((place / "in").rglob("story-*[05].txt"))[:COMPARED]
        covered = cost_of_a_story(sources, settings)
        print(f"EPUB with cover: {covered * 1000:.1f} ms of processor time a story")
        print(
            f"EPUB without: {cost_of_a_story(sources, prepare(formats=['epub'], cover=False)) * 1000:.1f} ms"
        )
        if shutil.which("pandoc"):
            pandoc = cost_of_pandoc(sources)
            print(f"Pandoc: {pandoc * 1000:.1f} ms; we take {covered / pandoc:.3f} of it")


if __name__ == "__main__":
    main()
