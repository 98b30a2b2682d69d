"""The ``fascicle`` command: arguments to calls, results to lines. The only place that prints or exits."""

import os
import sys
from contextlib import suppress
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from converter.convert import DEFAULT_FORMAT, convert
from converter.errors import ConverterError, Level, Notice, OutputUnwritable, PluginBroken, UsageError
from converter.pages import DEFAULT as DEFAULT_PAGE
from converter.pages import PAGES
from converter.plugins import format_names, load_writer
from converter.themes import DEFAULT as DEFAULT_STYLE
from converter.themes import shipped_themes

_USAGE_HINT = "One story at a time is converted by: fascicle convert STORY. See “fascicle --help”."
_DEFECT = 70
"""Exit code for an internal error, as in sysexits.h."""

app = typer.Typer(
    name="fascicle",
    help="Turn raw plain-text stories into books: EPUB for e-readers, and PDF set like print.",
    no_args_is_help=True,
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
        code = app(prog_name="fascicle", standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
    except ConverterError as error:
        return _complain(f"{error.message} {error.hint}", error.exit_code)
    except typer.TyperException as error:
        text = error.format_message()
        return _complain(f"{text.rstrip('.')}. {_USAGE_HINT}", UsageError.exit_code)
    except OSError as error:
        if error.filename:
            return _complain(_describe_defect(error), _DEFECT)
        _silence()
        text = f"The terminal cannot be written to: {error.strerror}."
        return _complain(text, OutputUnwritable.exit_code)
    except Exception as error:  # the last border before the user
        return _complain(_describe_defect(error), _DEFECT)
    return int(code or 0)


def _complain(text: str, code: int) -> int:
    """Print one line, whatever the names in it hold."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    with suppress(OSError, AttributeError, ValueError):
        print(f"fascicle: {shown}", file=sys.stderr, flush=True)
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
        print(f"fascicle {version('fascicle')}")
        raise typer.Exit


@app.callback()
def _root(
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Turn raw plain-text stories into books: EPUB for e-readers, and PDF set like print."""


@app.command("convert")
def _convert(
    source: Annotated[str, typer.Argument(help="The story, a plain-text file; - reads standard input.")],
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="A file for one format, a folder for several. Default: beside the source.",
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "-t",
            "--to",
            metavar="FORMAT",
            help=f"Format to write; may be repeated. Default: the suffix of -o, else {DEFAULT_FORMAT}.",
        ),
    ] = None,
    style: Annotated[
        str, typer.Option(metavar="NAME|FOLDER", help="A style, or the folder of your own.")
    ] = DEFAULT_STYLE,
    page: Annotated[
        str, typer.Option(metavar="SIZE", help=f"Page size for PDF: {', '.join(PAGES)}.")
    ] = DEFAULT_PAGE,
    no_title_page: Annotated[
        bool, typer.Option("--no-title-page", help="Leave out the title page and the details.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The text's encoding. Default: detected.")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Make a book of one story."""
    result = convert(
        source,
        output,
        formats=to or (),
        style=style,
        page=page,
        title_page=not no_title_page,
        encoding=encoding,
    )
    if quiet:
        return
    for notice in result.notices:
        if notice.level is not Level.DETAIL:
            print(_notice_line(notice), file=sys.stderr)
    for path in result.outputs:
        print(f"Wrote {path}")


def _notice_line(notice: Notice) -> str:
    place = f"line {notice.line}: " if notice.line else ""
    return f"{notice.level.value}: {place}{notice.text} {notice.hint}".rstrip()


@app.command("formats")
def _formats() -> None:
    """List the formats that can be written."""
    for name in format_names():
        try:
            description = load_writer(name).description
        except PluginBroken as error:
            description = f"not available: {error.message} {error.hint}"
        print(f"{name:<8}{description}")


@app.command("styles")
def _styles() -> None:
    """List the styles that come with Fascicle."""
    for theme in shipped_themes():
        print(f"{theme.name:<12}{theme.description}")
