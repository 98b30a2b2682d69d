"""Readers and writers by name: ours from a table, anyone else's by entry points.

Only the one that is asked for is loaded, so a broken or slow plug-in costs nobody else anything. Nor does
looking for them: it reads the metadata of every package there is, so it waits until a name is not ours.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

from converter.errors import PluginBroken, UnknownName
from converter.readers import Reader
from converter.writers import Writer

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

READERS = "fascicle.readers"
WRITERS = "fascicle.writers"

_TEXT_READER = "converter.readers.text"
_OURS = {
    READERS: {
        "txt": _TEXT_READER,
        "text": _TEXT_READER,
        "md": _TEXT_READER,
        "markdown": _TEXT_READER,
        "htm": "converter.readers.html",
        "html": "converter.readers.html",
        "xhtml": "converter.readers.html",
    },
    WRITERS: {
        "epub": "converter.writers.epub",
        "json": "converter.writers.dump",
        "kepub": "converter.writers.kepub",
        "pdf": "converter.writers.engines",
    },
}
"""Modules by suffix, and by format."""
_OF_KINDLES = frozenset({"azw", "azw3", "kfx", "mobi"})
"""Formats that Amazon makes of what it is sent."""


def format_names() -> tuple[str, ...]:
    """Names of all formats that can be written."""
    return tuple(sorted({*_OURS[WRITERS], *_registered(WRITERS)}))


def is_format(name: str) -> bool:
    """Whether there is a format of that name."""
    return bool(name) and (name in _OURS[WRITERS] or name in _registered(WRITERS))


def reader_suffixes() -> tuple[str, ...]:
    """Suffixes, without their dots, of the files that readers have claimed."""
    return tuple(sorted({*_OURS[READERS], *_registered(READERS)}))


def plugin_versions() -> dict[str, str]:
    """Versions of the packages that readers and writers come from, Fascicle's own among them."""
    from importlib.metadata import version  # noqa: PLC0415 — it takes its time

    points = [point for group in (READERS, WRITERS) for point in _installed().select(group=group)]
    others = {point.dist.name: point.dist.version for point in points if point.dist}
    return {"fascicle": version("fascicle"), **others}


def writer_module(name: str) -> str:
    """The module that the writer of that format is loaded from."""
    return _OURS[WRITERS].get(name) or _registered(WRITERS)[name].module


def load_writer(name: str) -> Writer:
    """The writer of that format.

    :raises UnknownName: no writer has that name.
    :raises PluginBroken: it is registered but cannot be loaded.
    """
    if not is_format(name):
        error = UnknownName("format", name, format_names())
        if name in _OF_KINDLES:
            error.hint = f"A Kindle takes EPUB, by mail: fascicle send STORY --to kindle. {error.hint}"
        raise error
    return cast(Writer, _load(WRITERS, name, ("suffix", "description", "write")))


def load_reader(suffix: str) -> Reader:
    """The reader for files with that suffix; the text reader for any that nobody has claimed.

    :raises PluginBroken: it is registered but cannot be loaded.
    """
    name = suffix.lstrip(".").lower() or "text"
    if name not in _OURS[READERS] and name not in _registered(READERS):
        name = "text"
    return cast(Reader, _load(READERS, name, ("description", "read")))


def is_own_reader(suffix: str) -> bool:
    """Whether files with that suffix are read by a reader of Fascicle's."""
    return suffix.lstrip(".").lower() not in _registered(READERS)


@cache
def _installed() -> "EntryPoints":
    """All entry points of all packages."""
    from importlib.metadata import entry_points  # noqa: PLC0415 — it takes its time

    return entry_points()  # type: ignore[return-value]  # what Python 3.11 gives selects alike


@cache
def _registered(group: str) -> "dict[str, EntryPoint]":
    """What others offer, by format or suffix; a dot before it is no matter."""
    points: dict[str, EntryPoint] = {}
    for point in _installed().select(group=group):
        name = point.name.removeprefix(".").lower()
        other = points.setdefault(name, point)
        ours = name in _OURS[group]
        if ours or other.value != point.value:
            raise PluginBroken(
                f"Two packages offer “{name}” in {group}:"
                f" {'fascicle' if ours else _origin(other)} and {_origin(point)}.",
                "Uninstall one of them.",
            )
    return points


def _load(group: str, name: str, members: tuple[str, ...]) -> object:
    if name in _OURS[group]:
        return import_module(_OURS[group][name])
    point = _registered(group)[name]
    try:
        plugin: object = point.load()
    except Exception as error:  # foreign code may fail in any way
        reason = str(error).strip().split("\n", 1)[0]
        raise PluginBroken(
            f"“{point.name}”, from {_origin(point)}, cannot be loaded: {reason}.",
            "Install that package again, or uninstall it.",
        ) from error
    if missing := [member for member in members if not hasattr(plugin, member)]:
        raise PluginBroken(
            f"“{point.name}”, from {_origin(point)}, lacks “{missing[0]}”.",
            "Ask its authors for a version that fits this Fascicle.",
        )
    return plugin


def _origin(point: "EntryPoint") -> str:
    return point.dist.name if point.dist else point.value
