"""Readers and writers by name: entry points, ours under the same mechanism as anyone's.

Only the one that is asked for is loaded, so a broken or slow plug-in costs nobody else anything.
"""

from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from typing import cast

from converter.errors import PluginBroken, UnknownName
from converter.readers import Reader
from converter.writers import Writer

READERS = "fascicle.readers"
WRITERS = "fascicle.writers"
DEFAULT_READER = "text"


def format_names() -> tuple[str, ...]:
    """Names of all formats that can be written."""
    return tuple(sorted(_registered(WRITERS)))


def reader_suffixes() -> tuple[str, ...]:
    """Suffixes, without their dots, of the files that readers have claimed."""
    return tuple(sorted(_registered(READERS)))


def plugin_versions() -> dict[str, str]:
    """Versions of the packages that readers and writers come from, Fascicle's own among them."""
    points = [point for group in (READERS, WRITERS) for point in _installed().select(group=group)]
    return {point.dist.name: point.dist.version for point in points if point.dist}


def writer_module(name: str) -> str:
    """The module that the writer of that format is loaded from."""
    return _registered(WRITERS)[name].module


def load_writer(name: str) -> Writer:
    """The writer of that format.

    :raises UnknownName: no writer has that name.
    :raises PluginBroken: it is registered but cannot be loaded.
    """
    points = _registered(WRITERS)
    if name not in points:
        raise UnknownName("format", name, points)
    return cast(Writer, _load(points[name], ("suffix", "description", "write")))


def load_reader(suffix: str) -> Reader:
    """The reader for files with that suffix; the text reader for any that nobody has claimed.

    :raises PluginBroken: it is registered but cannot be loaded.
    """
    points = _registered(READERS)
    point = points.get(suffix.lstrip(".").lower(), points[DEFAULT_READER])
    return cast(Reader, _load(point, ("description", "read")))


@cache
def _installed() -> EntryPoints:
    """All entry points; each look reads the metadata of every package there is."""
    return entry_points()  # type: ignore[return-value]  # what Python 3.11 gives selects alike


@cache
def _registered(group: str) -> dict[str, EntryPoint]:
    points: dict[str, EntryPoint] = {}
    for point in _installed().select(group=group):
        other = points.setdefault(point.name, point)
        if other.value != point.value:
            raise PluginBroken(
                f"Two packages offer “{point.name}” in {group}: {_origin(other)} and {_origin(point)}.",
                "Uninstall one of them.",
            )
    return points


def _load(point: EntryPoint, members: tuple[str, ...]) -> object:
    try:
        plugin: object = point.load()
    except Exception as error:  # foreign code may fail in any way
        reason = str(error).strip().split("\n", 1)[0]
        raise PluginBroken(
            f"“{point.name}”, from {_origin(point)}, cannot be loaded: {reason}.", _advice(error)
        ) from error
    if missing := [member for member in members if not hasattr(plugin, member)]:
        raise PluginBroken(
            f"“{point.name}”, from {_origin(point)}, lacks “{missing[0]}”.",
            "Ask its authors for a version that fits this Fascicle.",
        )
    return plugin


def _origin(point: EntryPoint) -> str:
    return point.dist.name if point.dist else point.value


def _advice(error: Exception) -> str:
    if isinstance(error, OSError):  # a system library that a Python package stands on
        return "Install the system library it names; for PDF that is Pango (README, “Install”)."
    return "Install that package again, or uninstall it."
