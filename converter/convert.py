"""One job, from a story's bytes to finished files; the only place that writes files.

Everything is made in memory first. A file then appears under its final name whole or not at all,
and nothing is written unless every format that was asked for could be made.
"""

import errno
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from converter.errors import Notice, OutputIsSource, OutputUnwritable, UnknownName, UsageError
from converter.pages import DEFAULT as DEFAULT_PAGE
from converter.pages import find_page
from converter.plugins import format_names, load_reader, load_writer
from converter.readers import Parsed
from converter.source import STANDARD_INPUT
from converter.source import read_source as _read_source
from converter.themes import DEFAULT as DEFAULT_STYLE
from converter.themes import load_theme
from converter.writers import Writer, WriterOptions

DEFAULT_FORMAT = "epub"


@dataclass(frozen=True, slots=True)
class Result:
    """What a conversion made and noticed."""

    outputs: tuple[Path, ...]
    notices: tuple[Notice, ...]


def read_story(source: Path | str, *, encoding: str | None = None) -> Parsed:
    """Read a story file, or standard input for ``"-"``.

    :param encoding: the text's encoding, for when detection guesses wrong.
    :raises SourceError: one of its kinds, when there is no story to be had.
    """
    text = _read_source(source, encoding)
    return load_reader(Path(source).suffix).read(text)


def convert(
    source: Path | str,
    output: Path | str | None = None,
    *,
    formats: Sequence[str] = (),
    style: str = DEFAULT_STYLE,
    page: str = DEFAULT_PAGE,
    title_page: bool = True,
    encoding: str | None = None,
) -> Result:
    """Make one or more books of a story.

    :param source: a story file, or ``"-"`` for standard input.
    :param output: a file for one format, a folder for several; beside the source when None.
    :param formats: names of formats; when empty, the suffix of ``output`` decides, else EPUB.
    :param style: the name of a style, or the folder of one's own.
    :param page: the name of a page size, for formats that have pages.
    :param title_page: whether the books open with a title page and the story's details.
    :param encoding: the text's encoding, for when detection guesses wrong.
    :raises ConverterError: one of its kinds; then nothing has been written.
    """
    destination = Path(output) if output is not None else None
    names = tuple(dict.fromkeys(formats)) or (_format_of(output),)
    options = WriterOptions(find_page(page), title_page)
    theme = load_theme(style)
    writers = [load_writer(name) for name in names]
    targets = _targets(source, destination, _names_folder(output), writers)
    parsed = read_story(source, encoding=encoding)
    books = [writer.write(parsed.book, theme, options) for writer in writers]
    for target, data in zip(targets, books, strict=True):
        write_file(target, data)
    return Result(tuple(targets), parsed.notices)


def _format_of(output: Path | str | None) -> str:
    """The format that the name of the output asks for."""
    if output is None or _names_folder(output):
        return DEFAULT_FORMAT
    suffix = Path(output).suffix
    if not suffix:
        raise UsageError(
            f"“{output}” has no suffix that tells the format.",
            f"Add one, such as .{DEFAULT_FORMAT}, or name the format with --to.",
        )
    name = suffix[1:].lower()
    if name not in format_names():
        raise UnknownName("format", name, format_names())
    return name


def _names_folder(output: Path | str | None) -> bool:
    return output is not None and (str(output).endswith(("/", os.sep)) or os.path.isdir(output))


def _targets(
    source: Path | str, destination: Path | None, is_folder: bool, writers: Sequence[Writer]
) -> list[Path]:
    """Where each writer's file goes; made sure of before any work is done."""
    if destination is None and str(source) == STANDARD_INPUT:
        raise UsageError("A story from standard input has no place of its own.", "Name the output with -o.")
    one_file = destination is not None and not is_folder and len(writers) == 1
    if destination is not None and not one_file:
        _check_folder(destination)
    targets = []
    for writer in writers:
        if destination is not None and one_file:
            target = destination
        else:
            stem = "story" if str(source) == STANDARD_INPUT else Path(source).stem
            target = (destination or Path(source).parent) / f"{stem}{writer.suffix}"
        _check_target(target, source)
        targets.append(target)
    return targets


def _check_folder(folder: Path) -> None:
    if folder.suffix[1:].lower() in format_names() and not folder.is_dir():
        raise UsageError(
            f"“{folder}” names one file, but several formats were asked for.",
            "Name a folder with -o, or convert to one format at a time.",
        )
    if folder.exists() and not folder.is_dir():
        raise OutputUnwritable(f"“{folder}” is a file, not a folder.", "Name a folder with -o.")


def _check_target(target: Path, source: Path | str) -> None:
    try:
        if target.is_dir():
            raise OutputUnwritable(f"“{target}” is a folder.", "Name a file, or move the folder away.")
        if target.exists() and not target.is_file():
            raise OutputUnwritable(f"“{target}” is not a regular file.", "Name another output with -o.")
        is_source = target.exists() and Path(source).exists() and target.samefile(source)
    except OSError as error:
        raise _unwritable(target, error) from None
    if is_source and str(source) != STANDARD_INPUT:
        raise OutputIsSource(
            f"“{target}” is the story itself.", "Name another output with -o, or another format."
        )


def write_file(target: Path, data: bytes) -> None:
    """Put ``data`` under the name ``target``, whole or not at all.

    A link is followed, and a file that is replaced keeps its permissions.

    :raises OutputUnwritable: the system refuses, or the disk is full.
    """
    try:
        place = target.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.with_name(f".fascicle-{secrets.token_hex(6)}.part")
        try:
            _write_and_sync(temporary, data)
            if place.exists():
                temporary.chmod(place.stat().st_mode & 0o7777)
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(place.parent)
    except OSError as error:
        raise _unwritable(target, error) from None


def _write_and_sync(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can (POSIX)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unwritable(target: Path, error: OSError) -> OutputUnwritable:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            hint = "The disk or quota is full: free some space, or name another place with -o."
        case errno.ENAMETOOLONG:
            hint = "The name is too long: choose a shorter one with -o."
        case _:
            hint = "Check that the folder exists and is yours to write, or name another with -o."
    return OutputUnwritable(f"“{target}” cannot be written: {error.strerror or error}.", hint)
