"""Any input at all: mutated stories through readers and writers. Nothing but our own errors may come out.

Run as a script to try any number of them; each comes from its number alone, and can be made again::

    python -m tests.fuzz 100000 --jobs 2             # through the reader and the EPUB writer
    python -m tests.fuzz 1000 --formats pdf --pdf-engine typst
    python -m tests.fuzz 1 --first 4711 --show       # one of them, to look at

Seeds are our stories and cases, and the texts of a corpus where FASCICLE_CORPUS names one.
"""

import argparse
import io
import os
import random
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from types import FrameType

from lxml import etree
from msgspec import Struct

from converter.errors import ConverterError
from converter.plugins import load_reader, load_writer
from converter.readers import ReaderOptions
from converter.source import decode
from converter.themes import load_theme
from converter.typography import repair_quotes, smarten
from converter.writers import PdfEngine, WriterOptions
from tests.conftest import STORIES

LONGEST_SEED = 4000
"""Bytes of a story that a mutation starts from; more would be slower and find no more."""
LONGEST_INPUT = 20_000
"""Bytes of an input."""
TIME_LIMIT = 60
"""Seconds after which an input is said to hang; one takes hundredths, and a second or two as a PDF."""

WORDS = (
    *[
        "***",
        "* * *",
        "---",
        "~~~",
        "oOo",
        "-x-",
        "[Scene Break]",
        "<hr>",
        "Chapter 1",
        "CHAPTER IV. THE TIDE",
    ],
    *[
        "Kapitel Drei",
        "第一章",
        "제1장",
        "Prologue",
        "THE END",
        "Part 2 of Owls",
        "Contents",
        "Summary:",
        "Notes:",
    ],
    *[
        "Title: Owls",
        "Author: A, B",
        "Chapters: 3/?",
        "Language: Deutsch",
        "Stats: Words: 1,024",
        "Title：Eule",
    ],
    *["---\ntitle: Owls\n---", "# Owls", "*** START OF THE PROJECT GUTENBERG EBOOK OWLS ***", "End file."],
    *[
        "<b>",
        "</b>",
        "<i><b></i>",
        "<p align=center>",
        "<script>alert(1)</script>",
        "<!--",
        "]]>",
        "&amp;",
        "&#0;",
    ],
    *[
        "&#x1F600;",
        "[b]",
        "[/i]",
        "[url=x]",
        "[1]",
        "[^2]",
        "(3)",
        "*a*",
        "_b_",
        "**",
        "__",
        "\\*",
        "``",
        "a < b",
    ],
    *[
        "｜漢《かん》",
        "［＃「犬」に傍点］",
        "“",
        "”",
        '"',
        "'",
        "’",
        "«",
        "»",
        "„",
        "--",
        "—",
        "...",
        "…",
        "'90s",
    ],
    *["\u00a0", "\u200b", "\u3000", "\u202e", "\ufeff", "\x00", "\x1b[1m", "\ud800", "\ufffd", "é", "é", "ﷺ"],
    *["𝔘", "👩‍👩‍👧", "ก็", "אבג", "عربي", "#import", "$x$", "{title}", "%s", "../../x", "x" * 300, "\t", "\r"],
)
ENCODINGS = (
    *["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "cp1251"],
    *["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr"],
)


class Failure(Struct, frozen=True):
    """An input that made something happen which must not happen."""

    number: int
    what: str


@cache
def seeds() -> tuple[tuple[str, bytes], ...]:
    """Names and beginnings of stories to mutate."""
    paths = list(STORIES)
    if place := os.environ.get("FASCICLE_CORPUS"):
        paths += sorted(Path(place).glob("dev/*/*.txt"))
    return tuple((path.name, _middle(path.read_bytes())) for path in paths)


def _middle(data: bytes) -> bytes:
    """A story's head, and more of it from further on."""
    half = LONGEST_SEED // 2
    return data if len(data) <= LONGEST_SEED else data[:half] + data[len(data) // 2 :][:half]


def make_input(number: int) -> tuple[str, bytes]:
    """The name and the bytes of the input with that number."""
    chance = random.Random(number)
    name, data = chance.choice(seeds())
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(MUTATIONS)(chance, data)
    return (name if chance.random() < 0.9 else f"story.{chance.choice(['html', 'txt', 'md'])}"), data[
        :LONGEST_INPUT
    ]


def _as_text(change: Callable[[random.Random, str], str]) -> Callable[[random.Random, bytes], bytes]:
    def mutate(chance: random.Random, data: bytes) -> bytes:
        return change(chance, data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogatepass")

    return mutate


def _as_lines(change: Callable[[random.Random, list[str]], None]) -> Callable[[random.Random, bytes], bytes]:
    def mutate(chance: random.Random, text: str) -> str:
        lines = text.split("\n")
        change(chance, lines)
        return "\n".join(lines)

    return _as_text(mutate)


def _flip(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def _repeat(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    return (data + data[start : start + 400] * chance.randint(1, 8))[:LONGEST_INPUT]


def _splice(chance: random.Random, data: bytes) -> bytes:
    _, other = chance.choice(seeds())
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _reencode(chance: random.Random, data: bytes) -> bytes:
    text = data.decode(chance.choice(["utf-8", "cp1252", "latin-1"]), "replace")
    return text.encode(chance.choice(ENCODINGS), "ignore")


def _insert_words(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(WORDS) + text[place:]
    return text


def _insert_lines(chance: random.Random, lines: list[str]) -> None:
    for _ in range(chance.randint(1, 12)):
        gap = [""] * chance.randint(0, 2)
        place = chance.randrange(len(lines) + 1)
        lines[place:place] = [*gap, chance.choice(WORDS), *gap]


def _shuffle_lines(chance: random.Random, lines: list[str]) -> None:
    start = chance.randrange(len(lines) + 1)
    some = lines[start : start + 30]
    chance.shuffle(some)
    lines[start : start + 30] = some


def _reshape_lines(chance: random.Random, lines: list[str]) -> None:
    kind = chance.choice(["    ", "\t", "> ", "- ", "1. ", "  ", "* ", "nick: ", "\u3000"])
    for index in range(chance.randrange(len(lines) + 1), len(lines)):
        if chance.random() < 0.5:
            lines[index] = kind + lines[index]


def _drop_blank_lines(chance: random.Random, lines: list[str]) -> None:
    lines[:] = [line for line in lines if line.strip() or chance.random() < 0.2]


MUTATIONS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *[_flip, _cut, _repeat, _splice, _reencode],
    *[_as_text(_insert_words), _as_lines(_insert_lines), _as_lines(_shuffle_lines)],
    *[_as_lines(_reshape_lines), _as_lines(_drop_blank_lines)],
)


def _hangs(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"took more than {TIME_LIMIT} seconds")


def attempt(
    number: int, formats: tuple[str, ...] = ("epub",), engine: PdfEngine = PdfEngine.WEASYPRINT
) -> Failure | None:
    """Try one input; None when all went as it should."""
    name, data = make_input(number)
    signal.signal(signal.SIGALRM, _hangs)
    signal.alarm(TIME_LIMIT)
    try:
        _convert(name, data, formats, WriterOptions(cover=False, pdf_engine=engine), is_smart=number % 2 == 0)
    except ConverterError as error:
        return None if error.message and error.hint else Failure(number, f"{error!r} says too little")
    except Exception as error:  # noqa: BLE001 — that is what we look for
        return Failure(number, f"{type(error).__name__}: {error}")
    finally:
        signal.alarm(0)
    return None


def _convert(
    name: str, data: bytes, formats: tuple[str, ...], options: WriterOptions, *, is_smart: bool
) -> None:
    book = load_reader(Path(name).suffix).read(decode(data, name), ReaderOptions()).book
    book = smarten(book) if is_smart else repair_quotes(book)[0]
    for format_ in formats:
        finished = load_writer(format_).write(book, _theme(), options)
        if format_ in ("epub", "kepub"):
            with zipfile.ZipFile(io.BytesIO(finished)) as archive:
                for entry in archive.namelist():
                    if entry.endswith((".xhtml", ".opf", ".ncx")):
                        etree.fromstring(archive.read(entry))


_theme = cache(partial(load_theme, "classic"))


def main() -> int:
    """Try inputs, and print those that fail."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--formats", default="epub")
    parser.add_argument("--pdf-engine", type=PdfEngine, default=PdfEngine.WEASYPRINT)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--show", action="store_true", help="print the inputs instead")
    arguments = parser.parse_args()
    numbers = range(arguments.first, arguments.first + arguments.count)
    if arguments.show:
        for number in numbers:
            sys.stdout.buffer.write(make_input(number)[1])
        return 0
    begin = time.monotonic()
    one = partial(attempt, formats=tuple(arguments.formats.split(",")), engine=arguments.pdf_engine)
    failures = list(_failures(numbers, one, arguments.jobs))
    print(f"{len(numbers)} inputs, {len(failures)} failures, {time.monotonic() - begin:.0f} s")
    return 1 if failures else 0


def _failures(numbers: range, attempt_one: Callable[[int], Failure | None], jobs: int) -> Iterator[Failure]:
    with ProcessPoolExecutor(jobs) as pool:
        for failure in pool.map(attempt_one, numbers, chunksize=50):
            if failure:
                print(f"{failure.number}: {failure.what}", flush=True)
                yield failure


if __name__ == "__main__":
    sys.exit(main())
