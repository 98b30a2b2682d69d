"""``fascicle formats``, ``devices`` and ``styles``: what there is to choose from; and how lines are shown."""

import os
import sys
from collections.abc import Iterable

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


def styles() -> None:
    """List the styles that come with Fascicle."""
    from converter.themes import shipped_themes

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
