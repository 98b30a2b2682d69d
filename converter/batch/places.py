"""Where books go: paths that are given out before books are made, in the order of the stories.

So they do not depend on which process is first, and two stories never have the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from converter import names
from converter.ledger import Entry


@dataclass(slots=True)
class Places:
    """Names that are given out, each to one story."""

    suffixes: tuple[str, ...]
    taken: set[str] = field(default_factory=set)
    """Paths in the folder of books, as ``names.same_file`` gives them."""
    offers: dict[str, Iterator[str]] = field(default_factory=dict)
    """Of each path that was wanted the alternatives that are left: one that was taken stays so."""

    def take(self, paths: Iterable[str]) -> None:
        """Let nobody else have these paths."""
        self.taken |= {names.same_file(path) for path in paths}

    def give(self, source: str, wanted: str) -> str:
        """The path for a story's books, without suffix: the wanted name, or the nearest that is free."""
        above = "".join(f"{names.safe_name(part) or '_'}/" for part in PurePosixPath(source).parts[:-1])
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


def give_places(given: Places, wanted: dict[str, str], entries: dict[str, Entry]) -> dict[str, str]:
    """Paths without suffix for books: what a story had if it wants the same name still, or a free one."""
    places = {}
    for source, entry in entries.items():
        if source not in wanted:
            given.take(entry.record["story"]["outputs"])
    for source, entry in entries.items():
        place = entry.record["place"]
        if place and entry.record["wanted"] == wanted.get(source) and given.is_free(place):
            given.take(given.files(place))
            places[source] = place
    for source, name in wanted.items():
        if source not in places:
            places[source] = given.give(source, name)
    return places
