"""What became of the stories, as files beside their books."""

import csv
import io
import json
from collections.abc import Iterable

from msgspec.structs import asdict, fields

from converter.batch.stories import Story
from converter.errors import SourceError
from converter.stores import Store

REPORTS = ("report.json", "report.csv")


def write_report(output: Store, stories: Iterable[Story]) -> None:
    """What became of the stories, for programs and spreadsheets; untouched when nothing is different.

    :raises OutputUnwritable: see ``Store``.
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
        ("report.json", f"{json.dumps({'stories': rows}, indent=1)}\n".encode()),
        ("report.csv", table.getvalue().encode(errors="backslashreplace")),
    ]
    output.write([(path, data) for path, data in contents if not _holds(output, path, data)])


def _holds(output: Store, path: str, data: bytes) -> bool:
    try:
        return output.read(path) == data
    except SourceError:
        return False
