"""What became of the stories, as files beside their books."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path

from converter.batch.stories import Story
from converter.files import write_files

REPORTS = ("report.json", "report.csv")


def write_report(output: Path, stories: Iterable[Story]) -> None:
    """What became of the stories, for programs and spreadsheets; untouched when nothing is different.

    :raises OutputUnwritable: see ``write_files``.
    """
    rows = []
    for story in sorted(stories, key=lambda story: story.source):
        row = asdict(story)
        del row["state"]
        rows.append(row)
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, [field.name for field in fields(Story) if field.name != "state"])
    writer.writeheader()
    for row in rows:
        writer.writerow(row | {key: "\n".join(row[key]) for key in ("outputs", "notices")})
    contents = [
        (output / "report.json", f"{json.dumps({'stories': rows}, indent=1)}\n".encode()),
        (output / "report.csv", table.getvalue().encode(errors="backslashreplace")),
    ]
    write_files([(path, data) for path, data in contents if not _holds(path, data)])


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
