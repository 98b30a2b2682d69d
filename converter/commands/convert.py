"""``fascicle convert``: one story to books."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from converter.commands.options import BookOptions, Quiet, ReadingOptions, Story, set_aside, spread
from converter.errors import Level

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from converter.conversion import Result
    from converter.errors import Notice


@spread
def command(
    source: Story,
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="A file for one format, a folder for several. Default: beside the source.",
            callback=set_aside,
        ),
    ] = None,
    books: BookOptions,
    reading: ReadingOptions,
    quiet: Quiet = False,
) -> None:
    """Make a book of one story."""
    from converter.conversion import convert

    tell(convert(source, output, **books.arguments(reading)), quiet=quiet)


def tell(result: "Result", *, quiet: bool) -> None:
    """Print what was made and noticed, unless quiet."""
    if not quiet:
        report(result.notices, result.outputs)


def report(notices: "Iterable[Notice]", written: "Iterable[Path]") -> None:
    """Print what was noticed, but for details, and the files that were written."""
    for notice in notices:
        if notice.level is not Level.DETAIL:
            print(notice, file=sys.stderr)
    for path in written:
        print(f"Wrote {path}")
