"""``fascicle inspect``: what is read in a story."""

import json
from typing import Annotated

import typer
from msgspec.structs import replace

from converter.commands.lists import show
from converter.commands.options import ReadingOptions, Story, spread


@spread
def command(
    source: Story,
    *,
    reading: ReadingOptions,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every decision that reading took, and why.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show what is read in a story: header, chapters, and what was noticed."""
    from converter.inspection import describe, lines
    from converter.typography import repair_quotes

    parsed = reading.read(source)
    _, repairs = repair_quotes(parsed.book)  # the story is shown as it was read, with what becomes of it
    parsed = replace(parsed, notices=parsed.notices + repairs)
    if as_json:
        print(json.dumps(describe(parsed, explain=explain), indent=1))
        return
    show(lines(parsed, explain=explain))
