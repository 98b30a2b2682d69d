"""Where books go: paths that are given out before books are made, in the order of the stories.

So they do not depend on which process is first, and two stories never have the same.
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from posixpath import commonpath

from msgspec import Struct, field

from converter import names
from converter.batch.stories import Volume
from converter.ledger import Entry


class Places(Struct):
    """Names that are given out, each to one story."""

    suffixes: tuple[str, ...]
    taken: set[str] = field(default_factory=set)
    """Paths in the folder of books, as ``names.same_file`` gives them."""
    offers: dict[str, Iterator[str]] = field(default_factory=dict)
    """Of each path that was wanted the alternatives that are left: one that was taken stays so."""

    def take(self, paths: Iterable[str]) -> None:
        """Let nobody else have these paths."""
        self.taken |= {names.same_file(path) for path in paths}

    def give(self, sources: Iterable[str], wanted: str) -> str:
        """The path for a book of these, without suffix: the wanted name, or the nearest that is free."""
        folders = commonpath([f"/{PurePosixPath(source).parent}" for source in sources])
        above = "".join(f"{names.safe_name(part) or '_'}/" for part in PurePosixPath(folders).parts[1:])
        offer = self.offers.setdefault(f"{above}{wanted}", names.alternatives(f"{above}{wanted}"))
        place = next(filter(self.is_free, offer))
        self.take(self.files(place))
        return place

    def files(self, place: str) -> tuple[str, ...]:
        """The files of the books at a path without suffix."""
        return tuple(f"{place}{suffix}" for suffix in self.suffixes)

    def is_free(self, place: str) -> bool:
        """Whether nobody has any of the files there."""
        return not any(names.same_file(path) in self.taken for path in self.files(place))


def give_places(given: Places, wanted: dict[Volume, str], entries: dict[str, Entry]) -> dict[Volume, str]:
    """Paths without suffix for books: what a book had if it wants the same name still, or a free one."""
    due = {source for volume in wanted for source in volume.sources}
    for source, entry in entries.items():
        if source not in due:
            given.take(entry.record["story"]["outputs"])
    places = {}
    for volume, name in wanted.items():
        records = [entries[source].record for source in volume.sources if source in entries]
        had = [record["place"] for record in records if record["wanted"] == name]
        for place in had[:1]:
            if place and given.is_free(place):
                given.take(given.files(place))
                places[volume] = place
    for volume, name in wanted.items():
        if volume not in places:
            places[volume] = given.give(volume.sources, name)
    return places
