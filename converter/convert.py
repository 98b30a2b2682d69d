"""One job, from a story's bytes to finished files.

Every book is made in memory first, and nothing is written unless every format that was asked for
could be made.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from converter.book import Book
from converter.devices import DEFAULT as DEFAULT_DEVICE
from converter.devices import Device, delivery_notices, find_device, find_page
from converter.errors import (
    ConverterError,
    Level,
    Notice,
    OutputIsSource,
    OutputUnwritable,
    StrictRefusal,
    UnknownName,
    UsageError,
    WriterFailed,
    counted,
)
from converter.files import check_writable, write_files
from converter.pages import Measures, Page, measured_page
from converter.plugins import format_names, load_reader, load_writer
from converter.readers import Parsed, ReaderOptions
from converter.source import STANDARD_INPUT, is_folder, stem
from converter.source import read_source as _read_source
from converter.themes import DEFAULT as DEFAULT_STYLE
from converter.themes import Theme, load_theme
from converter.typography import repair_quotes, smarten
from converter.writers import UNDATED, PdfEngine, PdfVariant, Writer, WriterOptions

if TYPE_CHECKING:
    from converter.cover import Cover

_NOTHING_OVERRULED = ReaderOptions()


@dataclass(frozen=True, slots=True)
class Result:
    """What a conversion made and noticed."""

    outputs: tuple[Path, ...]
    notices: tuple[Notice, ...]
    book: Book


@dataclass(frozen=True, slots=True)
class Settings:
    """What all books of one run have in common, checked and loaded."""

    device: Device
    formats: tuple[str, ...]
    theme: Theme
    writing: WriterOptions
    smart: bool
    reading: ReaderOptions
    encoding: str | None
    repair: bool
    strict: bool
    notices: tuple[Notice, ...]
    """What was noticed before any story was read."""


def read_story(
    source: Path | str,
    *,
    reading: ReaderOptions = _NOTHING_OVERRULED,
    encoding: str | None = None,
    repair: bool = False,
) -> Parsed:
    """Read a story file, or standard input for ``"-"``.

    :param reading: what to overrule where reading guesses wrong: headings, scene breaks, layout, header.
    :param encoding: the text's encoding, for when detection guesses wrong.
    :param repair: whether to mend mojibake, text that was decoded wrongly before it came here.
    :raises SourceError: one of its kinds, when there is no story to be had.
    """
    text = _read_source(source, encoding, repair=repair)
    return load_reader(Path(source).suffix).read(text, reading)


def convert(
    source: Path | str,
    output: Path | str | None = None,
    *,
    formats: Sequence[str] = (),
    device: str = DEFAULT_DEVICE,
    style: str = DEFAULT_STYLE,
    page: str | None = None,
    recto: bool = False,
    pdf_variant: str = PdfVariant.ACCESSIBLE,
    pdf_engine: str = PdfEngine.AUTO,
    title_page: bool = True,
    embed_fonts: bool = False,
    cover: Path | str | bool = True,
    smart: bool = False,
    reading: ReaderOptions = _NOTHING_OVERRULED,
    encoding: str | None = None,
    repair: bool = False,
    strict: bool = False,
) -> Result:
    """Make one or more books of a story.

    :param source: a story file, or ``"-"`` for standard input.
    :param output: a file for one format, a folder for several; beside the source when None.
    :param formats: names of formats; when empty, the suffix of ``output`` decides, else the device.
    :param device: the name of the e-reader that the books are for.
    :param style: the name of a style, or the folder of one's own.
    :param page: a page size, for formats that have pages: the name of one or of a device, or width and
        height, such as ``130x200mm``; the device's screen when None.
    :param recto: whether every chapter opens on a right-hand page, in books for print.
    :param pdf_variant: what a PDF conforms to: ``ua-1`` for access, ``a-2b`` or ``a-3b`` for archives.
    :param pdf_engine: what sets the pages of a PDF: ``weasyprint``, ``typst``, or ``auto`` for the first that
        can be used here.
    :param title_page: whether the books open with a title page and the story's details.
    :param embed_fonts: whether books in which the reader chooses the typeface bring the style's own along.
    :param cover: a picture for the cover, or whether to draw one, for formats that have covers.
    :param smart: whether to set quotation marks, dashes and spaces as the story's language does in books;
        else only a mixture of straight and curly marks is mended.
    :param reading: see ``read_story``, as for ``encoding`` and ``repair``.
    :param strict: whether to refuse a story that gives warnings.
    :raises ConverterError: one of its kinds; then nothing has been written.
    """
    if str(source) == "" or (output is not None and str(output) == ""):
        raise UsageError("A name is empty.", "Name a story file, and an output or none.")
    if str(output) == "-":
        raise UsageError("A book is not text for a terminal.", "Name a file with -o.")
    settings = prepare(
        formats=formats or _formats_of(output),
        device=device,
        style=style,
        page=page,
        recto=recto,
        pdf_variant=pdf_variant,
        pdf_engine=pdf_engine,
        title_page=title_page,
        embed_fonts=embed_fonts,
        cover=cover,
        smart=smart,
        reading=reading,
        encoding=encoding,
        repair=repair,
        strict=strict,
    )
    return make_books(source, _targets(source, output, settings.formats), settings)


def prepare(
    *,
    formats: Sequence[str] = (),
    device: str = DEFAULT_DEVICE,
    style: str = DEFAULT_STYLE,
    page: str | None = None,
    recto: bool = False,
    pdf_variant: str = PdfVariant.ACCESSIBLE,
    pdf_engine: str = PdfEngine.AUTO,
    title_page: bool = True,
    embed_fonts: bool = False,
    cover: Path | str | bool = True,
    smart: bool = False,
    reading: ReaderOptions = _NOTHING_OVERRULED,
    encoding: str | None = None,
    repair: bool = False,
    strict: bool = False,
) -> Settings:
    """Check the options of ``convert``, and load what they name, once for any number of stories.

    :raises ConverterError: one of its kinds, when an option names nothing or something broken.
    """
    ereader = find_device(device)
    names = tuple(dict.fromkeys(name.lower() for name in formats)) or (ereader.format,)
    theme = load_theme(style)
    for name in names:
        load_writer(name)
    engine, notices = _pdf_engine(pdf_engine, names)
    writing = WriterOptions(
        page=_page(page, ereader, theme.measures),
        recto=recto,
        pdf_variant=_choice("PDF variant", PdfVariant, pdf_variant.lower().removeprefix("pdf/")),
        pdf_engine=engine,
        title_page=title_page,
        undated=_undated(),
        embed_fonts=embed_fonts,
        cover=_cover(cover),
    )
    return Settings(ereader, names, theme, writing, smart, reading, encoding, repair, strict, notices)


def make_books(source: Path | str, targets: Sequence[Path], settings: Settings) -> Result:
    """Make the books of one story, a target for each format.

    :raises ConverterError: one of its kinds; then nothing has been written.
    """
    parsed = read_story(source, reading=settings.reading, encoding=settings.encoding, repair=settings.repair)
    book, repairs = (smarten(parsed.book), ()) if settings.smart else repair_quotes(parsed.book)
    refusals = delivery_notices(settings.device, book.metadata.language, settings.formats)
    notices = settings.notices + parsed.notices + repairs + refusals + _font_notices(book, settings)
    if settings.strict:
        _refuse_warnings(notices)
    for target in targets:
        _check_target(target, source)
    books = [_write(name, book, settings.theme, settings.writing) for name in settings.formats]
    write_files(list(zip(targets, books, strict=True)))
    return Result(tuple(targets), notices, book)


def _page(name: str | None, device: Device, measures: Measures) -> Page:
    """The page that is asked for, else the device's screen, else what the style is made for."""
    if name is None and device.name == DEFAULT_DEVICE:
        name = measures.size or None
    return measured_page(device.page if name is None else find_page(name), measures)


def _font_notices(book: Book, settings: Settings) -> tuple[Notice, ...]:
    """What pages would show as boxes; in other formats the reader chooses the fonts."""
    if "pdf" not in settings.formats:
        return ()
    from converter.fonts import font_notices  # noqa: PLC0415 — loads what only pages need

    return font_notices(book, settings.theme, title_page=settings.writing.title_page)


def _cover(cover: Path | str | bool) -> "Cover | bool":
    if isinstance(cover, bool):
        return cover
    from converter.cover import read_cover  # noqa: PLC0415 — loads what only covers need

    return read_cover(Path(cover))


_Choice = TypeVar("_Choice", PdfVariant, PdfEngine)


def _choice(kind: str, choices: type[_Choice], name: str) -> _Choice:
    try:
        return choices(name.lower())
    except ValueError:
        raise UnknownName(kind, name, choices) from None


def _pdf_engine(name: str, formats: Sequence[str]) -> tuple[PdfEngine, tuple[Notice, ...]]:
    """The engine that can be used here; it is looked for only when there are pages to set."""
    engine = _choice("PDF engine", PdfEngine, name)
    if "pdf" not in formats:
        return engine, ()
    from converter.writers.engines import find_engine  # noqa: PLC0415 — loads what only pages need

    return find_engine(engine)


def _undated() -> datetime:
    """The date of stories that carry none: ``SOURCE_DATE_EPOCH`` where it is set.

    It stands in place of the current time (reproducible-builds.org), for which we never ask; so it is no
    bound for the dates that a story does carry.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        return UNDATED
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is “{seconds}”, which is no time.",
            "Set it to a number of seconds since 1970, or unset it.",
        ) from None


def _refuse_warnings(notices: tuple[Notice, ...]) -> None:
    warnings = [notice for notice in notices if notice.level is Level.WARNING]
    if not warnings:
        return
    first = warnings[0]
    many = f"{counted(len(warnings), 'warning')}{', the first' if len(warnings) > 1 else ''}"
    place = f" on line {first.line}" if first.line else ""
    raise StrictRefusal(
        f"No book was made because of {many}{place}: {first.text}",
        f"{first.hint} Leave out --strict to convert all the same.".lstrip(),
    )


def _write(name: str, book: Book, theme: Theme, options: WriterOptions) -> bytes:
    """The book in that format; whatever a writer of other people's raises is its own fault."""
    try:
        data = load_writer(name).write(book, theme, options)
    except ConverterError:
        raise
    except Exception as error:
        raise WriterFailed(
            f"The writer for {name} failed: {type(error).__name__}: {error}.",
            "Report it to whoever made that writer, with the story.",
        ) from error
    if not isinstance(data, bytes):
        raise WriterFailed(f"The writer for {name} gave no bytes.", "Report it to whoever made that writer.")
    return data


def _formats_of(output: Path | str | None) -> tuple[str, ...]:
    """The format that the name of the output asks for; none when it leaves that to the device."""
    if output is None or _names_folder(output):
        return ()
    name = _named_format(Path(output))
    if not name:
        raise UsageError(
            f"“{output}” has no suffix that tells the format.",
            "Add one, such as .epub, or name the format with --to.",
        )
    if name not in format_names():
        raise UnknownName("format", name, format_names())
    return (name,)


def _named_format(target: Path) -> str:
    """The format that a file's suffixes name: the last, or the last two where they belong together."""
    last = target.suffix[1:].lower()
    before = Path(target.stem).suffix[1:].lower()
    if before in format_names() and load_writer(before).suffix == f".{before}.{last}":
        return before
    return last


def _names_folder(output: Path | str | None) -> bool:
    return output is not None and (str(output).endswith(("/", os.sep)) or os.path.isdir(output))


def _targets(source: Path | str, output: Path | str | None, formats: Sequence[str]) -> list[Path]:
    """Where the file of each format goes."""
    writers = {name: load_writer(name) for name in formats}
    if output is None:
        targets = _beside(source, writers)
    elif len(writers) == 1 and not _names_folder(output):
        targets = [Path(output)]
        for name, writer in writers.items():
            _check_suffix(targets[0], name, writer)
    else:
        _check_folder(Path(output))
        name = "story" if str(source) == STANDARD_INPUT else stem(source)
        targets = [Path(output) / f"{name}{writer.suffix}" for writer in writers.values()]
    return targets


def _beside(source: Path | str, writers: dict[str, Writer]) -> list[Path]:
    if os.path.isdir(source):
        raise is_folder(source)
    if str(source) == STANDARD_INPUT or (os.path.exists(source) and not os.path.isfile(source)):
        raise UsageError(
            "A story that does not come from a file has no place of its own.", "Name the output with -o."
        )
    return [Path(source).with_name(f"{stem(source)}{writer.suffix}") for writer in writers.values()]


def _check_suffix(target: Path, name: str, writer: Writer) -> None:
    named = _named_format(target)
    if named not in format_names():
        return
    stem_of_target = target.name[: target.name.lower().rindex(f".{named}")]
    right_name = target.with_name(f"{stem_of_target}{writer.suffix}")
    if named != name:
        raise UsageError(
            f"“{target}” is a name for {named}, but {name} was asked for.",
            f"Name it {right_name}, or leave out --to.",
        )
    if not target.name.lower().endswith(writer.suffix):
        raise UsageError(f"A file of {name} ends in {writer.suffix}.", f"Name it {right_name}.")


def _check_folder(folder: Path) -> None:
    if folder.suffix[1:].lower() in format_names() and not os.path.isdir(folder):
        raise UsageError(
            f"“{folder}” names one file, but several formats were asked for.",
            "Name a folder with -o, or convert to one format at a time.",
        )
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise OutputUnwritable(f"“{folder}” is a file, not a folder.", "Name a folder with -o.")


def _check_target(target: Path, source: Path | str) -> None:
    """Make sure of the target before the work is done."""
    check_writable(target)
    if _is_source(target, source):
        raise OutputIsSource(
            f"“{target}” is the story itself.", "Name another output with -o, or another format."
        )


def _is_source(target: Path, source: Path | str) -> bool:
    """Whether both are one file, by whatever names or links."""
    try:
        story = os.fstat(0) if str(source) == STANDARD_INPUT else os.stat(source)
        return os.path.samestat(story, os.stat(target))
    except OSError:
        return False
