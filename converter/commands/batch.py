"""``fascicle batch``: a folder of stories to books."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from converter.commands.options import BookOptions, Quiet, ReadingOptions, spread
from converter.errors import NothingMade, UsageError, counted

if TYPE_CHECKING:
    from converter.batch import Story
    from converter.stores import Store


@spread
def command(
    folder: Annotated[
        str, typer.Argument(help="The folder that holds the stories, with those below it; or its URL.")
    ],
    *,
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", metavar="FOLDER", help="The folder for the books and the report; or its URL."
        ),
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
    time_limit: Annotated[
        int, typer.Option("--time-limit", metavar="SECONDS", min=1, help="Seconds that a story may take.")
    ] = 600,
    address: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="Let the workers of a Dask cluster do the work."),
    ] = None,
    bind_series: Annotated[
        bool, typer.Option("--bind-series", help="Make one book of the stories of a series.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Convert what is up to date as well.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Then convert what arrives in the folder, until Ctrl-C.")
    ] = False,
    books: BookOptions,
    reading: ReadingOptions,
    quiet: Quiet = False,
) -> int:
    """Make books of all stories in a folder. Exit code 1 when some failed."""
    from converter import batch, progress
    from converter.preparation import prepare
    from converter.stores import open_store

    if address and jobs:
        raise UsageError("A cluster has its own processes.", "Leave out --cluster or --jobs.")
    if watch and bind_series:
        raise UsageError("A series is bound when all of it is there.", "Leave out --watch or --bind-series.")
    common = prepare(**books.arguments(reading))
    here, there = (open_store(place, absolute=bool(address)) for place in (folder, output))
    patterns = include or (), exclude or ()
    stories: dict[str, batch.Story] = {}
    with (
        batch.cluster(address, time_limit)
        if address
        else batch.processes(jobs or os.cpu_count() or 1, common.formats, time_limit)
    ) as run:
        find = (
            batch.arrivals(here, there, *patterns) if watch else [batch.find_stories(here, there, *patterns)]
        )
        for sources in find:
            coming = batch.convert_stories(
                here, sources, there, common, run, template=template, force=force, bind_series=bind_series
            )
            stories |= {story.source: story for story in progress.shown(coming, len(sources), quiet=quiet)}
            batch.write_report(there, stories.values())
    progress.print_summary(list(stories.values()), quiet=quiet)
    return _exit_code(list(stories.values()), there)


def _exit_code(stories: "list[Story]", output: "Store") -> int:
    from converter.batch import State

    failed = sum(story.state is State.FAILED for story in stories)
    if failed and failed == len(stories):
        raise NothingMade(
            f"None of {counted(failed, 'story', 'stories')} could be converted.",
            f"{output}/report.json has the reasons.",
        )
    return int(failed > 0)
