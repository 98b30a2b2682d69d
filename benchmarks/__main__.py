"""Measure all there is to compare: ``python -m benchmarks``, a quarter of an hour on a quiet machine.

Writes ``results.json``, and what is made of it: ``results.md`` and ``results.svg``. Ctrl-C ends it early,
with what there is.
"""

import argparse
import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import batch
from benchmarks.processes import CommandFailed, run
from benchmarks.report import write_report
from benchmarks.stories import LENGTHS, make_text
from benchmarks.tools import Tool, environment, lay_ready, tools, versions

_LONGEST_REPEATED = 121_000
"""Words of a text that is worth waiting for several times."""
_STARTS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import typer'": ["-c", "import typer"],
    "fascicle --help": ["-m", "converter", "--help"],
    "python -c 'import converter'": ["-c", "import converter"],
    "python -c 'import weasyprint'": ["-c", "import weasyprint"],
}
"""What it takes to begin, as arguments to Python."""


def measure_books(wanted: Iterable[Tool], words: int, repeats: int) -> Iterator[dict[str, Any]]:
    """A run of each tool after the other, and again, so that what disturbs one disturbs all.

    The first round, with the shortest text, only fills caches.
    """
    able = [tool for tool in wanted if tool.program and words <= tool.longest]
    with TemporaryDirectory() as name:
        text = Path(name, "story.txt")
        text.write_text(make_text(words), encoding="utf-8")
        lay_ready(text)
        (Path(name) / "books").mkdir()
        for attempt in range(0 if words == min(LENGTHS) else 1, repeats + 1):
            for tool in able[:]:
                say(f"{words:,} words, {tool.name}, {attempt or 'before counting'}")
                book = Path(name, "books", f"book{tool.suffix}")
                try:
                    cost = run(tool.command(text, book), environment(tool))
                except CommandFailed as error:
                    say(f"{tool.name} is left out: {error}")
                    able.remove(tool)
                    continue
                if attempt:
                    yield {
                        "tool": tool.name,
                        "against": tool.against,
                        "words": words,
                        "processor": round(cost.processor, 3),
                        "memory": round(cost.memory, 1),
                    }


def measure_starts(repeats: int) -> Iterator[dict[str, Any]]:
    """What it takes to begin, alike."""
    for _ in range(repeats):
        for name, arguments in _STARTS.items():
            cost = run([sys.executable, *arguments], environment())
            yield {"command": name, "processor": round(cost.processor, 4)}


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def machine() -> str:
    """What it is measured on."""
    processors = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")
    facts = dict(line.replace("\t", "").split(":", 1) for line in processors[0].splitlines() if ":" in line)
    count = sum(map(bool, processors))
    return f"{count} cores of{facts.get('model name', f' {platform.machine()}')}, Linux"


def measure(results: dict[str, Any], wanted: list[Tool], options: argparse.Namespace) -> None:
    """All of it, each number as soon as it is there."""
    for tool in wanted:
        if not tool.program:
            say(f"{tool.name}: not installed ({tool.install})")
    results["starts"].extend(measure_starts(2 * options.repeats + 1))
    if options.stories:
        say(f"{options.stories:,} stories")
        results["batch"] = batch.measure(options.stories)
    for words in LENGTHS:
        if words <= options.longest:
            repeats = options.repeats if words <= _LONGEST_REPEATED else 1
            for found in measure_books(wanted, words, repeats):
                results["runs"].append(found)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add: Callable[..., Any] = partial(parser.add_argument, metavar="")
    add(
        "--repeats",
        type=int,
        default=3,
        help="rounds, of which the median counts (3); one for the longest text",
    )
    add("--only", default="", help="tools whose name has this in it, such as “Fascicle”")
    add("--longest", type=int, default=max(LENGTHS), help="words of the longest text (1000000)")
    add("--stories", type=int, default=1000, help="stories of the folder (1000); 0 for none")
    add(
        "-o",
        "--output",
        type=Path,
        default=Path(__file__).parent,
        help="a folder for the results (benchmarks)",
    )
    options = parser.parse_args()
    results: dict[str, Any] = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
        "versions": versions(),
        "runs": [],
        "starts": [],
        "batch": {},
    }
    wanted = [tool for tool in tools() if options.only in tool.name]
    try:
        measure(results, wanted, options)
    except KeyboardInterrupt:
        say("Ended early.")
    write_report(options.output, results)


if __name__ == "__main__":
    main()
