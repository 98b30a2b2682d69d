"""Which stories of a folder are parts of one series, and become one book."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from converter.batch.stories import Volume
from converter.bind import folded_name

_Key = tuple[str, str]
"""A series, by its name and one of its authors."""


class Membership(Struct, frozen=True):
    """What a story's header says of its series."""

    series: tuple[str, ...]
    """Their names, in the order of the header."""
    authors: tuple[str, ...]


def volumes(stories: Mapping[str, Membership]) -> list[Volume]:
    """One for each series of which there are two stories or more, and one for each other story.

    Stories whose series have one name are of one series when they share an author, or each shares one with
    a third: many a series is called “Drabbles”. A story of several series goes with the first that has
    others here.
    """
    keys = _keys(stories)
    sizes = Counter(key for own in keys.values() for key in set(own))
    parts: dict[_Key | str, list[str]] = {}
    names: dict[_Key | str, str] = {}
    for source, own in keys.items():
        shared = [(key, name) for key, name in own.items() if sizes[key] > 1]
        key, name = shared[0] if shared else (source, "")
        parts.setdefault(key, []).append(source)
        names.setdefault(key, name)
    return [Volume(tuple(sources), names[key] if len(sources) > 1 else "") for key, sources in parts.items()]


def _keys(stories: Mapping[str, Membership]) -> dict[str, dict[_Key, str]]:
    """The series of each story with their names; the stories of one series have the same key."""
    leaders: dict[_Key, _Key] = {}

    def leader(key: _Key) -> _Key:
        while leaders.setdefault(key, key) != key:
            key = leaders[key]
        return key

    def own(name: str, authors: tuple[str, ...]) -> list[_Key]:
        return [(folded_name(name), folded_name(author)) for author in authors or ("",)]

    for story in stories.values():
        for name in story.series:
            first, *others = own(name, story.authors)
            for other in others:
                leaders[leader(other)] = leader(first)
    return {
        source: {leader(own(name, story.authors)[0]): name for name in story.series}
        for source, story in stories.items()
    }
