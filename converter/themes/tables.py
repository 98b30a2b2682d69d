"""The tables of a ``style.toml`` to what a theme has of them, each mistake with its line and what to do."""

import re
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from msgspec import Struct

from converter.errors import StyleBroken, suggestion
from converter.expressions import expression
from converter.pages import Measures
from converter.setting import Setting
from converter.themes.folder import read_part
from converter.themes.theme import FontFace, Palette
from converter.toml_lines import line_of

_FACES = {
    "regular": (False, False),
    "italic": (True, False),
    "bold": (False, True),
    "bold_italic": (True, True),
}
"""The cuts of a font, each with whether it is italic and bold."""
_TOP = ("name", "description", "based_on", "ornament")
_TABLES: dict[str, Collection[str]] = {
    "": (*_TOP, "setting", "page", "cover", "font"),
    "setting": get_type_hints(Setting),
    "page": get_type_hints(Measures),
    "cover": get_type_hints(Palette),
    "font": ("family", "package", *_FACES),
}
"""The keys of each table of a ``style.toml``; those above all tables stand under the empty name."""
_COLOUR = expression(r"#[0-9a-f]{6}", re.IGNORECASE)
_FONT_SIGNATURES = (b"OTTO", b"\x00\x01\x00\x00", b"true", b"ttcf", b"wOFF", b"wOF2")
_Kind = TypeVar("_Kind", Setting, Measures)


class Place(Struct, frozen=True):
    """A table of the ``style.toml`` in a folder: what is read from there, and where mistakes are."""

    folder: Path
    table: str = ""
    number: int = 0
    """Which of several of its name."""

    def wrong(self, what: str, key: str = "", value: str = "", hint: str = "") -> StyleBroken:
        """The error for a mistake, with its line: that of the key, or of a part of what the key has."""
        path = self.folder / "style.toml"
        line = line_of(read_part(path), self.table, key, value, self.number)
        at = f", line {line}" if line else ""
        return StyleBroken(f"In “{path}”{at}: {what}", hint or "Compare it with the style.toml of “classic”.")

    def text(self, table: dict[str, Any], key: str) -> str:
        """What the table has under a key, which is a text."""
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"“{key}” is missing or is not a text.", key)
        if not value.isprintable():
            raise self.wrong(f"“{key}” holds a character that cannot be shown.", key)
        return value

    def refuse_unknown(self, table: dict[str, Any]) -> None:
        """Make sure that the table has no keys but its own."""
        known = _TABLES[self.table]
        for key in table:
            if key in known:
                continue
            home = next((name for name, keys in _TABLES.items() if key in keys), None)
            hint = f"Write it below [{home}]." if home else "Write it above all tables."
            raise self.wrong(
                f"“{key}” is not a setting{f' of [{self.table}]' if self.table else ''}.",
                key,
                hint=suggestion(key, known) if home is None else hint,
            )


def read_table(kind: type[_Kind], table: Any, place: Place) -> _Kind:
    """A table of settings: each key a field of that class, of its type."""
    if not isinstance(table, dict):
        raise place.wrong(f"“{table}” stands where a table of settings should.")
    place.refuse_unknown(table)
    hints = get_type_hints(kind)
    for key, value in table.items():
        if fault := _fault(value, hints[key]):
            raise place.wrong(f"“{key}” is “{value}”, but {fault}.", key)
    return kind(**table)


def _fault(value: Any, kind: Any) -> str:
    """Why a value is not of that kind; empty if it is."""
    if choices := get_args(kind):
        return "" if value in choices else f"can be {', '.join(choices)}"
    if kind is float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if is_number and 0 <= value <= 999 else "must be a number from 0 to 999"
    if kind is str:
        return "" if isinstance(value, str) and value.isprintable() else "must be a text on one line"
    return "" if isinstance(value, kind) else "must be true or false"


def read_faces(font: Any, place: Place) -> list[FontFace]:
    """The faces of one ``[[font]]`` table: files in a Python package, or in the style's folder."""
    if not isinstance(font, dict):
        raise place.wrong("“font” is not a list of tables.", hint="Write [[font]].")
    place.refuse_unknown(font)
    family = place.text(font, "family")
    if set(family) & set("\"\\'"):
        raise place.wrong("“family” holds a quotation mark or a backslash.", "family")
    if not any(cut in font for cut in _FACES):
        hint = f"Name one for each of its cuts: {', '.join(_FACES)}."
        raise place.wrong(f"the font “{family}” names no file.", "family", hint=hint)
    root = _package_folder(place.text(font, "package"), place) if "package" in font else place.folder
    return [
        FontFace(family, italic, bold, _font_file(root, cut, place.text(font, cut), place))
        for cut, (italic, bold) in _FACES.items()
        if cut in font
    ]


def _font_file(root: Path, cut: str, name: str, place: Place) -> Path:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        raise place.wrong(f"the font file “{name}” lies outside the folder.", cut)
    try:
        with path.open("rb") as file:
            is_font = file.read(4) in _FONT_SIGNATURES
    except OSError:
        raise place.wrong(f"there is no font file “{path}” that can be read.", cut) from None
    if not is_font:
        raise place.wrong(f"“{path}” is not a font in OpenType, TrueType or WOFF.", cut)
    return path


def _package_folder(package: str, place: Place) -> Path:
    is_name = package.isidentifier() and not package.startswith("_")
    spec = find_spec(package) if is_name else None
    if spec is None or not spec.submodule_search_locations:
        raise place.wrong(f"the font package “{package}” is not installed.", "package")
    return Path(spec.submodule_search_locations[0])


def read_palette(cover: Any, place: Place) -> Palette:
    """The colours in the table ``[cover]``."""
    if not isinstance(cover, dict):
        raise place.wrong("“cover” is not a table.", hint="Write [cover].")
    place.refuse_unknown(cover)
    inks = cover.get("inks")
    if not isinstance(inks, list) or not inks:
        raise place.wrong("“inks” is missing or is not a list of colours.", "inks")
    paper, accent = cover.get("paper"), cover.get("accent")
    for key, colour in (("paper", paper), ("accent", accent), *(("inks", ink) for ink in inks)):
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise place.wrong(f"“{colour}” is not a colour.", key, str(colour), "Write it as #rrggbb.")
    return Palette(str(paper), str(accent), tuple(inks))
