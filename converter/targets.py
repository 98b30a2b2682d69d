"""Where the books of a run go, by what the user has named, and whether they can stand there."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from converter.errors import OutputIsSource, OutputUnwritable, UsageError
from converter.files import check_writable
from converter.plugins import is_format, load_writer
from converter.source import STANDARD_INPUT, is_folder, stem
from converter.writers import Writer


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
    load_writer(name)
    return (name,)


def _named_format(target: Path) -> str:
    """The format that a file's suffixes name: the last, or the last two where they belong together."""
    last = target.suffix[1:].lower()
    before = Path(target.stem).suffix[1:].lower()
    if is_format(before) and load_writer(before).suffix == f".{before}.{last}":
        return before
    return last


def _names_folder(output: Path | str | None) -> bool:
    return output is not None and (str(output).endswith(("/", os.sep)) or os.path.isdir(output))


def targets_of(name: str, output: Path | str, formats: Sequence[str]) -> list[Path]:
    """Where the file of each format goes; ``name`` is what the files in a folder are called."""
    writers = {kind: load_writer(kind) for kind in formats}
    if len(writers) == 1 and not _names_folder(output):
        target = Path(output)
        for kind, writer in writers.items():
            _check_suffix(target, kind, writer)
        return [target]
    _check_folder(Path(output))
    return [Path(output) / f"{name}{writer.suffix}" for writer in writers.values()]


def targets_beside(source: Path | str, formats: Sequence[str]) -> list[Path]:
    """Where the file of each format goes when the user names no place: beside the story."""
    if os.path.isdir(source):
        raise is_folder(source)
    if str(source) == STANDARD_INPUT or (os.path.exists(source) and not os.path.isfile(source)):
        raise UsageError(
            "A story that does not come from a file has no place of its own.", "Name the output with -o."
        )
    return [Path(source).with_name(f"{stem(source)}{load_writer(name).suffix}") for name in formats]


def _check_suffix(target: Path, name: str, writer: Writer) -> None:
    named = _named_format(target)
    if not is_format(named):
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
    if is_format(folder.suffix[1:].lower()) and not os.path.isdir(folder):
        raise UsageError(
            f"“{folder}” names one file, but several formats were asked for.",
            "Name a folder with -o, or convert to one format at a time.",
        )
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise OutputUnwritable(f"“{folder}” is a file, not a folder.", "Name a folder with -o.")


def check_target(target: Path, sources: Iterable[Path | str]) -> None:
    """Make sure of the target before the work is done.

    :raises OutputUnwritable: see ``check_writable``.
    :raises OutputIsSource: it is one of the stories.
    """
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
