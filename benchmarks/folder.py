"""What ``fascicle batch`` does, and how it went: ``python -m benchmarks.folder STORIES BOOKS JOBS FORMAT``.

Prints a line of JSON; run by ``batch.py`` in a process of its own, so that memory is that of a batch alone.
"""

import json
import os
import sys
import time
from pathlib import Path

from converter.batch import State, convert_stories, find_stories, processes, write_report
from converter.preparation import prepare
from converter.stores import Folder

_SETTLED = 100
"""Stories after which the parent has what it needs in memory."""


def _memory() -> float:
    """MiB that this process has in memory (proc(5))."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def main(folder: str, output: str, jobs: str, name: str) -> None:
    start = time.perf_counter()
    settings = prepare(formats=[name], pdf_engine="typst")
    here, there = Folder(Path(folder)), Folder(Path(output))
    stories, settled = [], 0.0
    with processes(int(jobs), settings.formats) as run:
        for story in convert_stories(here, find_stories(here, there), there, settings, run):
            stories.append(story)
            if len(stories) <= _SETTLED:
                settled = _memory()
    write_report(there, stories)
    failed = [story for story in stories if story.state is State.FAILED]
    report = {
        "stories": len(stories),
        "made": sum(story.state is State.MADE for story in stories),
        "failed": len(failed),
        "told": sum(bool(story.error and story.hint) for story in failed),
        "growth": round(_memory() - settled, 1),
        "seconds": round(time.perf_counter() - start, 2),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
