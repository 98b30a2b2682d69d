"""The ``fascicle`` command: its commands, and the last border before the user. The only one that exits."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from converter.commands import batch, bind, check, convert, inspect, lists, options, preview, send, shelf
from converter.commands.advice import advice
from converter.errors import ConverterError, OutputUnwritable, UsageError, printable

_DEFECT = 70
"""Exit code for an internal error, as in sysexits.h."""

app = typer.Typer(
    name="fascicle",
    help="Turn raw plain-text stories into books: EPUB for e-readers, and PDF set like print.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run() -> NoReturn:
    """Run the command line; every way out has an exit code, and none of them a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name must not stop us where it cannot be shown
    sys.exit(_run())


def _run() -> int:
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="fascicle", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except ConverterError as error:
        return _complain(f"{error.message} {error.hint}", error.exit_code)
    except typer.TyperException as error:
        text = error.format_message().removesuffix(".")
        stop = "" if text.endswith("?") else "."
        return _complain(f"{text}{stop} {advice(error, sys.argv[1:], COMMANDS)}", UsageError.exit_code)
    except OSError as error:
        if error.filename or not error.errno:
            return _complain(_describe_defect(error), _DEFECT)
        _silence()
        text = f"The terminal cannot be written to: {error.strerror}."
        return _complain(text, OutputUnwritable.exit_code)
    except Exception as error:  # the last border before the user
        return _complain(_describe_defect(error), _DEFECT)
    return int(code or 0)


def _complain(text: str, code: int) -> int:
    """Print one line, whatever the names in it hold."""
    with suppress(OSError, AttributeError, ValueError):
        print(f"fascicle: {printable(text)}", file=sys.stderr, flush=True)
    return code


def _silence() -> None:
    """Let Python's own flush at the end go nowhere."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _describe_defect(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return (
        f"internal error: {type(error).__name__} at {place}: {error}."
        " This is a defect of Fascicle; please report it with the story's first lines."
    )


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 — costs more than all the rest of --help

        print(f"fascicle {version('fascicle')}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Turn raw plain-text stories into books: EPUB for e-readers, and PDF set like print."""
    name = context.invoked_subcommand
    if name in COMMANDS:
        context.default_map = {name: options.defaults(COMMANDS[name])}


COMMANDS: dict[str, Callable[..., Any]] = {
    "convert": convert.command,
    "bind": bind.command,
    "batch": batch.command,
    "send": send.command,
    "inspect": inspect.command,
    "shelf": shelf.command,
    "check": check.command,
    "formats": lists.formats,
    "devices": lists.devices,
    "styles": lists.styles,
    "preview": preview.command,
}
for name, command in COMMANDS.items():
    app.command(name)(command)
