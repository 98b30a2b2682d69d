"""``fascicle bind``: several stories to one book."""

from typing import Annotated

import typer

from converter.commands.convert import tell
from converter.commands.options import BookOptions, Quiet, ReadingOptions, set_aside, spread


@spread
def command(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="Stories, and folders that hold stories.")
    ],
    *,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="A file for one format, a folder for several.",
            callback=set_aside,
        ),
    ],
    title: Annotated[
        str,
        typer.Option(metavar="TEXT", help="The book's title. Default: the series' name, else the folder's."),
    ] = "",
    books: BookOptions,
    reading: ReadingOptions,
    quiet: Quiet = False,
) -> None:
    """Make one book of several stories: of a series in its order, else in the order given."""
    from converter.batch import find_parts
    from converter.conversion import bind_stories
    from converter.preparation import prepare
    from converter.targets import formats_of

    arguments = books.arguments(reading)
    common = prepare(**{**arguments, "formats": arguments["formats"] or formats_of(output)})
    parts, folder = find_parts(sources, output)
    tell(bind_stories(parts, output, common, title=title, default_title=folder), quiet=quiet)
