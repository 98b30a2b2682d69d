"""``fascicle batch``: a folder of stories to books."""

import os
from pathlib import Path
from typing import Annotated

import typer

from converter.commands.options import BookOptions, Quiet, ReadingOptions, spread
from converter.errors import NothingMade, counted


@spread
def command(
    folder: Annotated[str, typer.Argument(help="The folder that holds the stories, with those below it.")],
    *,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="The folder for the books and the report.")
    ],
    template: Annotated[
        str,
        typer.Option(
            "--name",
            metavar="TEMPLATE",
            help="What books are called; in braces: name, title, author, series, number, language, work_id.",
        ),
    ] = "{name}",
    include: Annotated[
        list[str] | None,
        typer.Option("--include", metavar="PATTERN", help="Files, such as '*.md'; may be repeated."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="PATTERN", help="Files and folders to pass over; may be repeated."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="Processes at work. Default: one a processor."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Convert what is up to date as well.")] = False,
    books: BookOptions,
    reading: ReadingOptions,
    quiet: Quiet = False,
) -> int:
    """Make books of all stories in a folder. Exit code 1 when some failed."""
    from converter import batch, progress
    from converter.conversion import prepare

    common = prepare(**books.arguments(reading))
    here, there = Path(folder), Path(output)
    sources = batch.find_stories(here, there, include or (), exclude or ())
    coming = batch.convert_stories(
        here, sources, there, common, template=template, jobs=jobs or os.cpu_count() or 1, force=force
    )
    stories = list(progress.shown(coming, len(sources), quiet=quiet))
    progress.print_summary(stories, quiet=quiet)
    batch.write_report(there, stories)
    failed = sum(story.state is batch.State.FAILED for story in stories)
    if failed == len(stories):
        raise NothingMade(
            f"None of {counted(failed, 'story', 'stories')} could be converted.",
            f"{there / 'report.json'} has the reasons.",
        )
    return int(failed > 0)
