"""``fascicle formats``, ``devices`` and ``styles``: what there is to choose from; and how lines are shown."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from converter.errors import PluginBroken


def formats() -> None:
    """List the formats that can be written."""
    from converter.plugins import format_names, load_writer

    for name in format_names():
        try:
            description = load_writer(name).description
        except PluginBroken as error:
            description = f"not available: {error.message} {error.hint}"
        print(f"{name:<8}{description}")


def devices() -> None:
    """List the e-readers that books can be made for: name, format, page, what it stands for."""
    from converter.devices import DEVICES

    for device in DEVICES.values():
        print(f"{device.name:<27}{device.format:<7}{device.page.name:<11}{device.description}")


def styles(
    *,
    copy: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--copy", metavar="NAME FOLDER", help="Copy a style as a new folder, to make your own of it."
        ),
    ] = None,
) -> None:
    """List the styles that come with Fascicle, or copy one to be changed."""
    from converter.themes import copy_style, shipped_themes

    if copy:
        for path in copy_style(copy[0], Path(copy[1])):
            print(f"Wrote {path}")
        return
    for theme in shipped_themes():
        print(f"{theme.name:<12}{theme.description}")


def show(shown: Iterable[str]) -> None:
    """Print lines, with colours on a terminal that has them."""
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in shown:
        print(_paint(line) if is_coloured else line)


def _paint(line: str) -> str:
    """Sections stand out, and what deserves a look still more."""
    if line.lstrip().startswith("warning: "):
        return typer.style(line, fg=typer.colors.YELLOW)
    return line if line.startswith(" ") else typer.style(line, bold=True)
