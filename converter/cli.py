"""The ``fascicle`` command: arguments to calls, results to lines. The only place that prints or exits."""

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from converter.convert import convert, prepare, read_story
from converter.devices import DEFAULT as DEFAULT_DEVICE
from converter.devices import DEVICES
from converter.errors import (
    ConverterError,
    Level,
    NothingMade,
    OutputUnwritable,
    PluginBroken,
    UsageError,
    counted,
    printable,
)
from converter.inspection import describe, lines, notice_line
from converter.names import DEFAULT as DEFAULT_NAME
from converter.names import FIELDS
from converter.overrides import reader_options
from converter.pages import PAGES
from converter.plugins import format_names, load_writer
from converter.readers import Layout
from converter.themes import DEFAULT as DEFAULT_STYLE
from converter.themes import shipped_themes
from converter.writers import PdfEngine, PdfVariant

_USAGE_HINT = "One story at a time is converted by: fascicle convert STORY. See “fascicle --help”."
_DEFECT = 70
"""Exit code for an internal error, as in sysexits.h."""

# What reading is told, by every command that reads.
_Source = Annotated[str, typer.Argument(help="The story, a plain-text file; - reads standard input.")]
_Chapters = Annotated[
    str | None,
    typer.Option("--chapters", metavar="REGEX", help="Headings are the lines that match, and no others."),
]
_SceneBreak = Annotated[
    str | None, typer.Option("--scene-break", metavar="REGEX", help="Lines that match are scene breaks too.")
]
_Layout = Annotated[
    str | None,
    typer.Option(
        "--layout",
        metavar="NAME",
        help=f"How lines make paragraphs: {', '.join(Layout)}. Default: detected.",
    ),
]
_Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Overrule a line of the header; may be repeated."),
]
_Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="The text's encoding. Default: detected.")
]
_Repair = Annotated[
    bool, typer.Option("--repair", help="Mend mojibake, text that was decoded wrongly before it came here.")
]

# What books are to be like, by every command that makes some.
_To = Annotated[
    list[str] | None,
    typer.Option(
        "-t",
        "--to",
        metavar="FORMAT",
        help="Format to write; may be repeated. Default: that of a file named with -o, else the device's.",
    ),
]
_Device = Annotated[
    str,
    typer.Option(metavar="NAME", help="The e-reader that the book is for; see “fascicle devices”."),
]
_Style = Annotated[str, typer.Option(metavar="NAME|FOLDER", help="A style, or the folder of your own.")]
_PageSize = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help=f"Page size for PDF: {', '.join(PAGES)}, a device, or as 130x200mm. Default: the device's.",
    ),
]
_Recto = Annotated[bool, typer.Option("--recto", help="Open every chapter of a PDF on a right-hand page.")]
_PdfVariant = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help=f"What a PDF conforms to: {', '.join(PdfVariant)}; PDF/UA for access, PDF/A for archives.",
    ),
]
_PdfEngine = Annotated[
    str, typer.Option(metavar="NAME", help=f"What sets the pages of a PDF: {', '.join(PdfEngine)}.")
]
_NoTitlePage = Annotated[
    bool, typer.Option("--no-title-page", help="Leave out the title page and the details.")
]
_CoverPicture = Annotated[
    str | None,
    typer.Option("--cover", metavar="PICTURE", help="Your own picture for the cover. Default: drawn."),
]
_NoCover = Annotated[bool, typer.Option("--no-cover", help="Make a book without a cover.")]
_EmbedFonts = Annotated[
    bool, typer.Option("--embed-fonts", help="Bring the style's typeface along in EPUB and KEPUB.")
]
_Smart = Annotated[
    bool, typer.Option("--smart", help="Set quotation marks, dashes and spaces as books of the language do.")
]
_Strict = Annotated[bool, typer.Option("--strict", help="Make no book if there is a warning.")]
_Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")]

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
        return _complain(f"{text}{stop} {_USAGE_HINT}", UsageError.exit_code)
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
    source: _Source,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PATH",
            help="A file for one format, a folder for several. Default: beside the source.",
        ),
    ] = None,
    to: _To = None,
    device: _Device = DEFAULT_DEVICE,
    style: _Style = DEFAULT_STYLE,
    page: _PageSize = None,
    recto: _Recto = False,
    pdf_variant: _PdfVariant = PdfVariant.ACCESSIBLE,
    pdf_engine: _PdfEngine = PdfEngine.AUTO,
    no_title_page: _NoTitlePage = False,
    embed_fonts: _EmbedFonts = False,
    cover: _CoverPicture = None,
    no_cover: _NoCover = False,
    smart: _Smart = False,
    chapters: _Chapters = None,
    scene_break: _SceneBreak = None,
    layout: _Layout = None,
    settings: _Settings = None,
    encoding: _Encoding = None,
    repair: _Repair = False,
    strict: _Strict = False,
    quiet: _Quiet = False,
) -> None:
    """Make a book of one story."""
    result = convert(
        source,
        output,
        formats=to or (),
        device=device,
        style=style,
        page=page,
        recto=recto,
        pdf_variant=pdf_variant,
        pdf_engine=pdf_engine,
        title_page=not no_title_page,
        embed_fonts=embed_fonts,
        cover=_cover(cover, no_cover),
        smart=smart,
        reading=reader_options(chapters, scene_break, layout, settings or ()),
        encoding=encoding,
        repair=repair,
        strict=strict,
    )
    if quiet:
        return
    for notice in result.notices:
        if notice.level is not Level.DETAIL:
            print(notice_line(notice), file=sys.stderr)
    for path in result.outputs:
        print(f"Wrote {path}")


def _cover(picture: str | None, no_cover: bool) -> str | bool:
    if picture and no_cover:
        raise UsageError("A cover and no cover are asked for.", "Leave out --cover or --no-cover.")
    return picture or not no_cover


@app.command("batch")
def _batch(
    folder: Annotated[str, typer.Argument(help="The folder that holds the stories, with those below it.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="The folder for the books and the report.")
    ],
    to: _To = None,
    template: Annotated[
        str,
        typer.Option(
            "--name", metavar="TEMPLATE", help=f"What books are called; in braces: {', '.join(FIELDS)}."
        ),
    ] = DEFAULT_NAME,
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
    device: _Device = DEFAULT_DEVICE,
    style: _Style = DEFAULT_STYLE,
    page: _PageSize = None,
    recto: _Recto = False,
    pdf_variant: _PdfVariant = PdfVariant.ACCESSIBLE,
    pdf_engine: _PdfEngine = PdfEngine.AUTO,
    no_title_page: _NoTitlePage = False,
    embed_fonts: _EmbedFonts = False,
    cover: _CoverPicture = None,
    no_cover: _NoCover = False,
    smart: _Smart = False,
    chapters: _Chapters = None,
    scene_break: _SceneBreak = None,
    layout: _Layout = None,
    settings: _Settings = None,
    encoding: _Encoding = None,
    repair: _Repair = False,
    strict: _Strict = False,
    quiet: _Quiet = False,
) -> int:
    """Make books of all stories in a folder. Exit code 1 when some failed."""
    from converter import batch, progress  # noqa: PLC0415 — loads what only this command needs

    common = prepare(
        formats=to or (),
        device=device,
        style=style,
        page=page,
        recto=recto,
        pdf_variant=pdf_variant,
        pdf_engine=pdf_engine,
        title_page=not no_title_page,
        embed_fonts=embed_fonts,
        cover=_cover(cover, no_cover),
        smart=smart,
        reading=reader_options(chapters, scene_break, layout, settings or ()),
        encoding=encoding,
        repair=repair,
        strict=strict,
    )
    here, books = Path(folder), Path(output)
    sources = batch.find_stories(here, books, include or (), exclude or ())
    coming = batch.convert_stories(
        here, sources, books, common, template=template, jobs=jobs or os.cpu_count() or 1, force=force
    )
    stories = list(progress.shown(coming, len(sources), quiet=quiet))
    progress.print_summary(stories, quiet=quiet)
    batch.write_report(books, stories)
    failed = sum(story.state is batch.State.FAILED for story in stories)
    if failed == len(stories):
        raise NothingMade(
            f"None of {counted(failed, 'story', 'stories')} could be converted.",
            f"{books / 'report.json'} has the reasons.",
        )
    return int(failed > 0)


@app.command("inspect")
def _inspect(
    source: _Source,
    chapters: _Chapters = None,
    scene_break: _SceneBreak = None,
    layout: _Layout = None,
    settings: _Settings = None,
    encoding: _Encoding = None,
    repair: _Repair = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every decision that reading took, and why.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show what is read in a story: header, chapters, and what was noticed."""
    reading = reader_options(chapters, scene_break, layout, settings or ())
    parsed = read_story(source, reading=reading, encoding=encoding, repair=repair)
    if as_json:
        print(json.dumps(describe(parsed, explain=explain), indent=1))
        return
    _show(lines(parsed, explain=explain))


@app.command("check")
def _check(
    book: Annotated[str, typer.Argument(help="A finished book, whoever made it: EPUB, KEPUB or PDF.")],
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="STORY", help="Compare with the story: is every word there, in order?"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> int:
    """Show what e-readers would stumble on in a finished book. Exit code 1 when there are errors."""
    from converter import checks  # noqa: PLC0415 — no other command needs it

    report = checks.check_book(book, None if source is None else read_story(source).book)
    if as_json:
        print(json.dumps(checks.describe(report), indent=1))
    else:
        _show(checks.lines(report))
    return int(report.has_errors)


def _show(shown: Iterable[str]) -> None:
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in shown:
        print(_paint(line) if is_coloured else line)


def _paint(line: str) -> str:
    """Sections stand out, and what deserves a look still more."""
    if line.lstrip().startswith("warning: "):
        return typer.style(line, fg=typer.colors.YELLOW)
    return line if line.startswith(" ") else typer.style(line, bold=True)


@app.command("formats")
def _formats() -> None:
    """List the formats that can be written."""
    for name in format_names():
        try:
            description = load_writer(name).description
        except PluginBroken as error:
            description = f"not available: {error.message} {error.hint}"
        print(f"{name:<8}{description}")


@app.command("devices")
def _devices() -> None:
    """List the e-readers that books can be made for: name, format, page, what it stands for."""
    for device in DEVICES.values():
        print(f"{device.name:<27}{device.format:<7}{device.page.name:<11}{device.description}")


@app.command("styles")
def _styles() -> None:
    """List the styles that come with Fascicle."""
    for theme in shipped_themes():
        print(f"{theme.name:<12}{theme.description}")
