"""One job, from a story's bytes to finished files.

Every book is made in memory first, and nothing is written unless every format that was asked for
could be made.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from converter.bind import bind, common_series, gaps, in_series_order
from converter.book import Book
from converter.devices import DEFAULT as DEFAULT_DEVICE
from converter.devices import delivery_notices
from converter.errors import (
    ConverterError,
    Level,
    Notice,
    PluginBroken,
    SourceError,
    StrictRefusal,
    UsageError,
    WriterFailed,
    counted,
)
from converter.files import write_files
from converter.names import safe_name
from converter.overrides import refuse_controls
from converter.plugins import is_own_reader, load_reader, load_writer
from converter.preparation import NOTHING_OVERRULED, Settings, prepare
from converter.readers import Parsed, ReaderOptions
from converter.source import (
    LARGEST,
    STANDARD_INPUT,
    decode,
    name_of,
    read_bytes,
    refuse_binary,
    stem,
)
from converter.targets import check_target, formats_of, targets_beside, targets_of
from converter.themes import DEFAULT as DEFAULT_STYLE
from converter.themes import Theme
from converter.typography import repair_quotes, smarten
from converter.writers import PdfEngine, PdfVariant, WriterOptions


class Result(Struct, frozen=True):
    """What a conversion made and noticed."""

    outputs: tuple[Path, ...]
    notices: tuple[Notice, ...]
    book: Book


class Ready(Struct, frozen=True):
    """A story, or several bound as one, as writers take it."""

    book: Book
    notices: tuple[Notice, ...]
    names: tuple[str, ...]
    """What the files of its stories are called, in the order in which they stand in it."""


class Made(Struct, frozen=True):
    """Books of a story that are not written yet."""

    contents: tuple[bytes, ...]
    """What the file of each format is to hold."""
    notices: tuple[Notice, ...]
    book: Book
    names: tuple[str, ...]
    """What the files of its stories are called, in the order in which they stand in it."""


def read_story(
    source: Path | str,
    *,
    reading: ReaderOptions = NOTHING_OVERRULED,
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
    reading: ReaderOptions = NOTHING_OVERRULED,
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
        targets = targets_beside(source, settings.formats)
    else:
        name = "story" if str(source) == STANDARD_INPUT else stem(source)
        targets = targets_of(name, output, settings.formats)
    return make_books(source, targets, settings)


def make_books(source: Path | str, targets: Sequence[Path], settings: Settings) -> Result:
    """Make the books of one story, a target for each format.

    :raises ConverterError: one of its kinds; then nothing has been written.
    """
    data = read_bytes(source, settings.max_size)
    refuse_binary(data, name_of(source))
    for target in targets:
        check_target(target, [source])
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
    targets = targets_of(name, output, settings.formats)
    for target in targets:
        check_target(target, names)
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
    refuse_controls(title, "--title")
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
    suffix = Path(name).suffix
    reader, source = load_reader(suffix), decode(data, name, encoding, repair=repair)
    try:
        return reader.read(source, reading)
    except ConverterError:
        raise
    except Exception as error:
        if is_own_reader(suffix):
            raise
        raise PluginBroken(
            f"The reader for {suffix} failed: {type(error).__name__}: {error}.",
            "Report it to whoever made that reader, with the story.",
        ) from error


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
