"""What a folder of made-up stories costs: by one worker and by two, twice, as PDF, and by Pandoc.

``python -m benchmarks.batch --stories 1000`` prints it as JSON; ``python -m benchmarks`` has it in its table.
"""

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.processes import run
from benchmarks.stories import make_folder
from benchmarks.tools import environment, pandoc

_PEERS = 20
"""Stories that Pandoc converts, a process each; they cost much the same."""
_PAGES = 100
"""Stories that become PDF."""


def _convert(folder: Path, output: Path, jobs: int, form: str = "epub") -> dict[str, Any]:
    """What a batch reports of itself, with ``processor``: seconds a story, of all its processes."""
    cost = run([sys.executable, "-m", "benchmarks.folder", folder, output, str(jobs), form], environment())
    report: dict[str, Any] = json.loads(cost.output)
    return report | {"processor": round(cost.processor / report["stories"], 5)}


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """Of each file in a folder which it is and when it was last changed; the ledger notes each run."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."]
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def _pandoc(program: str, sources: list[Path], folder: Path) -> float:
    """Seconds of processor time a story."""
    seconds = 0.0
    for source in sources:
        command: list[str | Path] = [program, "--quiet", "-f", "markdown", "-M", "title=Title", source]
        seconds += run([*command, "-o", folder / "book.epub"], environment()).processor
    return round(seconds / len(sources), 5)


def measure(stories: int) -> dict[str, Any]:
    """The numbers, by name; seconds and MiB."""
    with TemporaryDirectory() as name:
        place = Path(name)
        broken = make_folder(place / "in", stories)
        two = _convert(place / "in", place / "out", 2)
        before = _state(place / "out")
        again = _convert(place / "in", place / "out", 2)
        one = _convert(place / "in", place / "one", 1)
        make_folder(place / "few", min(stories, _PAGES))
        pages = _convert(place / "few", place / "pages", 1, "pdf")
        found = {
            "stories": stories,
            "broken": broken,
            "failed": two["failed"],
            "told": two["told"],
            "epub": one["processor"],
            "pdf": pages["processor"],
            "seconds of one worker": one["seconds"],
            "seconds of two workers": two["seconds"],
            "seconds of the second run": again["seconds"],
            "made by the second run": again["made"],
            "touched by the second run": sum(
                before.get(path) != now for path, now in _state(place / "out").items()
            ),
            "growth": two["growth"],
        }
        if program := pandoc():
            sources = sorted((place / "in").rglob("story-*[05].txt"))[:_PEERS]
            found["pandoc"] = _pandoc(program, sources, place)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=1000)
    print(json.dumps(measure(parser.parse_args().stories), indent=2))
