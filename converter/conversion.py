"""One job, from a story's bytes to finished files.

Every book is made in memory first, and nothing is written unless every format that was asked for
could be made.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from converter.bind import bind, common_series, gaps, in_series_order
from converter.book import Book
from converter.devices import DEFAULT as DEFAULT_DEVICE
from converter.devices import Device, delivery_notices, find_device, find_page
from converter.errors import (
    ConverterError,
    Level,
    Notice,
    OutputIsSource,
    OutputUnwritable,
    SourceError,
    StrictRefusal,
    UnknownName,
    UsageError,
    WriterFailed,
    counted,
)
from converter.files import check_writable, write_files
from converter.names import safe_name
from converter.pages import Measures, Page, measured_page
from converter.plugins import format_names, load_reader, load_writer
from converter.readers import Parsed, ReaderOptions
from converter.source import (
    LARGEST,
    STANDARD_INPUT,
    decode,
    is_folder,
    name_of,
    read_bytes,
    refuse_binary,
    stem,
)
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
class Ready:
    """A story, or several bound as one, as writers take it."""

    book: Book
    notices: tuple[Notice, ...]
    names: tuple[str, ...]
    """What the files of its stories are called, in the order in which they stand in it."""


@dataclass(frozen=True, slots=True)
class Made:
    """Books of a story that are not written yet."""

    contents: tuple[bytes, ...]
    """What the file of each format is to hold."""
    notices: tuple[Notice, ...]
    book: Book
    names: tuple[str, ...]
    """What the files of its stories are called, in the order in which they stand in it."""


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
    max_size: int
    notices: tuple[Notice, ...]
    """What was noticed before any story was read."""


def read_story(
    source: Path | str,
    *,
    reading: ReaderOptions = _NOTHING_OVERRULED,
    encoding: str | None = None,
    repair: bool = False,
    max_size: int = LARGEST,
) -> Parsed:
    """Read a story file, or standard input for ``"-"``.

    :param reading: what to overrule where reading guesses wrong: headings, scene breaks, layout, header.
    :param encoding: the text's encoding, for when detection guesses wrong.
    :param repair: whether to mend mojibake, text that was decoded wrongly before it came here.
    :param max_size: megabytes that the file may have.
    :raises SourceError: one of its kinds, when there is no story to be had.
    """
    return _parse(read_bytes(source, max_size), name_of(source), reading, encoding, repair=repair)


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
    max_size: int = LARGEST,
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
    :param reading: see ``read_story``, as for ``encoding``, ``repair`` and ``max_size``.
    :param strict: whether to refuse a story that gives warnings.
    :raises ConverterError: one of its kinds; then nothing has been written.
    """
    if str(source) == "" or (output is not None and str(output) == ""):
        raise UsageError("A name is empty.", "Name a story file, and an output or none.")
    if str(output) == "-":
        raise UsageError("A book is not text for a terminal.", "Name a file with -o.")
    settings = prepare(
        formats=formats or formats_of(output),
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
        max_size=max_size,
    )
    if output is None:
        targets = _beside(source, settings.formats)
    else:
        name = "story" if str(source) == STANDARD_INPUT else stem(source)
        targets = _targets(name, output, settings.formats)
    return make_books(source, targets, settings)


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
    max_size: int = LARGEST,
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
    return Settings(
        ereader, names, theme, writing, smart, reading, encoding, repair, strict, max_size, notices
    )


def make_books(source: Path | str, targets: Sequence[Path], settings: Settings) -> Result:
    """Make the books of one story, a target for each format.

    :raises ConverterError: one of its kinds; then nothing has been written.
    """
    data = read_bytes(source, settings.max_size)
    refuse_binary(data, name_of(source))
    for target in targets:
        _check_target(target, [source])
    return _write_books(render_books(data, name_of(source), settings), targets)


def bind_stories(
    sources: Sequence[Path | str],
    output: Path | str,
    settings: Settings,
    *,
    title: str = "",
    default_title: str = "",
) -> Result:
    """Make one book of several stories, in each format.

    They stand in the order of the series that all of them belong to, else in the order given.

    :param output: a file for one format, a folder for several.
    :param title: the book's title; when empty, the series' name.
    :param default_title: the title where there is neither.
    :raises SourceError: one of its kinds, which names the story. Then nothing has been written, as with
        every other ``ConverterError``.
    """
    names = list(map(str, sources))
    parsed = parse_bound(
        names,
        partial(read_bytes, max_size=settings.max_size),
        settings,
        title=title,
        default_title=default_title,
    )
    name = safe_name(parsed.book.metadata.title) or "stories"
    targets = _targets(name, output, settings.formats)
    for target in targets:
        _check_target(target, names)
    return _write_books(_render(parsed, settings), targets)


def _write_books(made: Made, targets: Sequence[Path]) -> Result:
    write_files(list(zip(targets, made.contents, strict=True)))
    return Result(tuple(targets), made.notices, made.book)


def render_books(data: bytes, name: str, settings: Settings) -> Made:
    """The books of one story in memory, one for each format.

    :param data: what the story's file holds.
    :param name: the file's name, whose suffix tells the reader.
    :raises ConverterError: one of its kinds.
    """
    return _render(_parse_set(data, name, settings), settings)


def render_bound(
    names: Sequence[str], read: Callable[[str], bytes], settings: Settings, *, title: str
) -> Made:
    """The book of several stories in memory, in each format; see ``parse_bound``."""
    return _render(parse_bound(names, read, settings, title=title), settings)


def _render(story: Ready, settings: Settings) -> Made:
    refusals = delivery_notices(settings.device, story.book.metadata.language, settings.formats)
    notices = settings.notices + story.notices + refusals + _font_notices(story.book, settings)
    if settings.strict:
        _refuse_warnings(notices)
    books = [_write(format_, story.book, settings.theme, settings.writing) for format_ in settings.formats]
    return Made(tuple(books), notices, story.book, story.names)


def parse_bound(
    names: Sequence[str],
    read: Callable[[str], bytes],
    settings: Settings,
    *,
    title: str = "",
    default_title: str = "",
) -> Ready:
    """Several stories as one book, their marks set; see ``bind_stories``.

    :param names: what the stories' files are called, in messages as well.
    :param read: what a file of such a name holds.
    """
    stories = [_parse_part(name, read, settings) for name in names]
    headers = [story.book.metadata for story in stories]
    series = common_series(headers, title)
    title = title or series or default_title
    if not title:
        raise UsageError(
            "The book has no title, for the stories do not all name one series.", "Give it one with --title."
        )
    order = in_series_order(headers, series)
    notices = chain.from_iterable(stories[number].notices for number in order)
    return Ready(
        bind([stories[number].book for number in order], title),
        (*notices, *gaps(headers, series)),
        tuple(names[number] for number in order),
    )


def _parse_part(name: str, read: Callable[[str], bytes], settings: Settings) -> Ready:
    """A story of several; its errors and notices name it."""
    try:
        story = _parse_set(read(name), name_of(name), settings)
    except SourceError as error:
        raise type(error)(f"“{name}” cannot be bound: {error.message}", error.hint) from None
    return Ready(story.book, tuple(replace(notice, story=name) for notice in story.notices), (name,))


def _parse_set(data: bytes, name: str, settings: Settings) -> Ready:
    """A story with its marks set, and what was noticed."""
    parsed = parse_story(data, name, settings)
    book, repairs = (smarten(parsed.book), ()) if settings.smart else repair_quotes(parsed.book)
    return Ready(book, parsed.notices + repairs, (name,))


def parse_story(data: bytes, name: str, settings: Settings) -> Parsed:
    """What a story's file holds as it is read; see ``render_books``."""
    return _parse(data, name, settings.reading, settings.encoding, repair=settings.repair)


def _parse(data: bytes, name: str, reading: ReaderOptions, encoding: str | None, *, repair: bool) -> Parsed:
    return load_reader(Path(name).suffix).read(decode(data, name, encoding, repair=repair), reading)


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

    return font_notices(
        book,
        settings.theme,
        title_page=settings.writing.title_page,
        by_typst=settings.writing.pdf_engine is PdfEngine.TYPST,
    )


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
    place += f" of “{first.story}”" if first.story else ""
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


def formats_of(output: Path | str | None) -> tuple[str, ...]:
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


def _targets(name: str, output: Path | str, formats: Sequence[str]) -> list[Path]:
    """Where the file of each format goes; ``name`` is what the files in a folder are called."""
    writers = {kind: load_writer(kind) for kind in formats}
    if len(writers) == 1 and not _names_folder(output):
        target = Path(output)
        for kind, writer in writers.items():
            _check_suffix(target, kind, writer)
        return [target]
    _check_folder(Path(output))
    return [Path(output) / f"{name}{writer.suffix}" for writer in writers.values()]


def _beside(source: Path | str, formats: Sequence[str]) -> list[Path]:
    if os.path.isdir(source):
        raise is_folder(source)
    if str(source) == STANDARD_INPUT or (os.path.exists(source) and not os.path.isfile(source)):
        raise UsageError(
            "A story that does not come from a file has no place of its own.", "Name the output with -o."
        )
    return [Path(source).with_name(f"{stem(source)}{load_writer(name).suffix}") for name in formats]


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


def _check_target(target: Path, sources: Iterable[Path | str]) -> None:
    """Make sure of the target before the work is done."""
    check_writable(target)
    if any(_is_source(target, source) for source in sources):
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
