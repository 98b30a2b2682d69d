"""``fascicle check``: what is wrong with a finished book."""

import json
from typing import Annotated

import typer

from converter.commands.lists import show


def command(
    book: Annotated[str, typer.Argument(help="A finished book, whoever made it: EPUB, KEPUB or PDF.")],
    sources: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="STORY",
            help="Compare with the story: is every word there, in order? May be repeated.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> int:
    """Show what e-readers would stumble on in a finished book. Exit code 1 when there are errors."""
    from converter import checks
    from converter.conversion import read_story

    report = checks.check_book(book, [read_story(source).book for source in sources or ()])
    if as_json:
        print(json.dumps(checks.describe(report), indent=1))
    else:
        show(checks.lines(report))
    return int(report.has_errors)
