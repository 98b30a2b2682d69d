"""``fascicle send``: books and stories to where they are read."""

import sys
from typing import Annotated

import typer

from converter.commands import completion
from converter.commands.options import BookOptions, Quiet, ReadingOptions, spread
from converter.errors import Level


@spread
def command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="BOOK_OR_STORY...",
            help="Finished books (EPUB, KEPUB, PDF), and stories.",
            show_default=False,
        ),
    ],
    *,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="NAME|FOLDER",
            help="A mounted e-reader: kobo, pocketbook, nook, tolino, boox, or its folder; kindle, by mail;"
            " remarkable, by its web interface; mail:ADDRESS. A name of “fascicle devices” will do as well."
            " Default: the one e-reader that is mounted.",
            autocompletion=completion.destinations,
        ),
    ] = None,
    reading: ReadingOptions,
    quiet: Quiet = False,
) -> None:
    """Send books to an e-reader, by cable or by mail; a story is made into a book for it first."""
    from converter.sending import find_destination, pack

    destination = find_destination(to)
    if not quiet:
        print(f"To {destination.description}", flush=True)
    options = BookOptions(device=destination.device).arguments(reading)
    parcels = []
    for source in dict.fromkeys(sources):
        parcel = pack(source, destination, options)
        notices = [str(notice) for notice in parcel.notices if notice.level is not Level.DETAIL]
        warnings = [f"warning: {warning}" for warning in destination.check(parcel)]
        for line in () if quiet else (*notices, *warnings):
            print(line if len(sources) == 1 else f"{source}: {line}", file=sys.stderr)
        parcels.append(parcel)
    for line in destination.deliver(parcels):
        if not quiet:
            print(line, flush=True)
    if destination.advice and not quiet:
        print(destination.advice)
