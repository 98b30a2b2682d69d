"""``fascicle shelf``: a folder of stories and books, for e-readers in the house."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from converter.errors import needs_extra

if TYPE_CHECKING:
    from converter.shelf.server import Announcement

PASSWORD = "FASCICLE_SHELF_PASSWORD"  # noqa: S105 — the name of the variable that holds it


def command(
    folder: Annotated[str, typer.Argument(help="The folder that holds stories, books, or both.")],
    port: Annotated[
        int,
        typer.Option(metavar="N", min=0, max=65535, help="Where to listen; 0 takes any that is free."),
    ] = 8484,
    lan: Annotated[
        bool,
        typer.Option(
            "--lan", help=f"Let other devices in, who know the password: ${PASSWORD}, or one that is made."
        ),
    ] = False,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Let nobody add or correct anything.")
    ] = False,
) -> None:
    """Show a folder in a browser, and to e-readers as a catalogue (OPDS) at /opds."""
    with needs_extra("shelf", "For a shelf"):
        from converter.shelf.server import serve
    serve(
        Path(folder),
        _announce,
        port=port,
        in_network=lan,
        read_only=read_only,
        password=os.environ.get(PASSWORD) or None,
    )


def _announce(shelf: "Announcement") -> None:
    print(f"The shelf is at {shelf.address}")
    print(f"For catalogue apps: {shelf.address}opds")
    if shelf.password:
        print(f"Password: {shelf.password} (under any user name)")
    if shelf.code:
        print(shelf.code)
    print("Ctrl-C ends it.", flush=True)
