"""Styles: a name or a folder to a ``Theme``. Nobody else knows where ``styles/`` is.

A style is a folder of data: ``style.toml`` (name, description, ornament, setting, what it asks of pages,
fonts, the cover's colours), ``book.css`` (shared by EPUB and print), ``print.css`` (pages by WeasyPrint) and
``book.typ`` (pages by Typst). One that is based on another holds only what differs.
"""

import os
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from converter.errors import OutputUnwritable, StyleBroken, UnknownName, suggestion
from converter.files import write_files
from converter.pages import PAGES, POINT, Measures, measured_page
from converter.setting import Setting, book_rules, head_fault, print_rules
from converter.toml_lines import MEND, line_of

DEFAULT = "classic"
_FACES = {
    "regular": (False, False),
    "italic": (True, False),
    "bold": (False, True),
    "bold_italic": (True, True),
}
"""The cuts of a font, each with whether it is italic and bold."""
_TOP = ("name", "description", "based_on", "ornament")
_OWN = frozenset({"based_on", "description", "font", "name"})
"""What a style does not take over with the settings of its base."""
_SHEETS = ("book.css", "print.css")
_LOOK = "book.typ"
_LEAST_MEASURE, _LEAST_LINES = 10, 5
"""Length of a line in em, and lines of a page, below which there is no room for text."""
_Table = TypeVar("_Table", Setting, Measures)


@dataclass(frozen=True, slots=True)
class FontFace:
    """One cut of a typeface."""

    family: str
    italic: bool
    bold: bool
    path: Path


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a cover, each as ``#rrggbb``; black on white unless a style says otherwise."""

    paper: str = "#ffffff"
    """The colour of the words."""
    accent: str = "#bfbfbf"
    """What a few tiles of the ornament are filled with."""
    inks: tuple[str, ...] = ("#000000",)
    """Grounds, one of which a book gets; dark enough for the words."""


@dataclass(frozen=True, slots=True)
class Theme:
    """How a book looks, as data."""

    name: str
    description: str
    ornament: str
    """What stands for a scene break."""
    fonts: tuple[FontFace, ...]
    book_css: str
    print_css: str
    look: str
    """What Typst has in place of CSS: code for the dictionary ``look``, of sizes, weights and spaces."""
    setting: Setting
    measures: Measures
    palette: Palette = Palette()


_TABLES: dict[str, Collection[str]] = {
    "": (*_TOP, "setting", "page", "cover", "font"),
    "setting": get_type_hints(Setting),
    "page": get_type_hints(Measures),
    "cover": get_type_hints(Palette),
    "font": ("family", "package", *_FACES),
}
"""The keys of each table of a ``style.toml``; those above all tables stand under the empty name."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A table of the ``style.toml`` in a folder: what is read from there, and where mistakes are."""

    folder: Path
    table: str = ""
    number: int = 0
    """Which of several of its name."""

    def wrong(self, what: str, key: str = "", value: str = "", hint: str = "") -> StyleBroken:
        """The error for a mistake, with its line: that of the key, or of a part of what the key has."""
        path = self.folder / "style.toml"
        line = line_of(_read_part(path), self.table, key, value, self.number)
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


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the folder of a style holds, with what it takes over from its base."""

    settings: dict[str, Any]
    fonts: tuple[FontFace, ...]
    book_css: str
    print_css: str
    look: str


def load_theme(style: str) -> Theme:
    """The style of that name, or the one in that folder.

    :raises UnknownName: neither a style of ours nor a folder.
    :raises StyleBroken: a part is missing, unreadable or makes no sense.
    """
    ours = _shipped_styles()
    if style in ours:
        return _read_theme(ours[style])
    folder = Path(style)
    if style and os.path.isdir(folder):  # False, not an error, for a name that is too long
        return _read_theme(folder)
    if "/" in style or "\\" in style:
        raise StyleBroken(
            f"There is no style folder “{style}”.",
            f"One is made by: fascicle styles --copy {DEFAULT} FOLDER.",
        )
    raise UnknownName("style", style, ours)


def copy_style(name: str, folder: Path) -> tuple[Path, ...]:
    """Copy a style of ours as a new folder to be changed, whose name it takes; the files that it has then.

    :raises UnknownName: no style of ours.
    :raises OutputUnwritable: there is such a folder already, or it cannot be made.
    """
    ours = _shipped_styles()
    if name not in ours:
        raise UnknownName("style", name, ours)
    if os.path.lexists(folder):
        raise OutputUnwritable(f"“{folder}” is there already.", "Name a folder that is not there yet.")
    looks = (_LOOK,) if (ours[name] / _LOOK).exists() else ()
    parts = ("style.toml", *_SHEETS, *looks)
    own_name = "".join(c for c in folder.resolve().name if c.isprintable() and c not in '"\\') or name
    contents = {part: (ours[name] / part).read_text(encoding="utf-8") for part in parts}
    contents["style.toml"] = contents["style.toml"].replace(f'name = "{name}"', f'name = "{own_name}"', 1)
    write_files([(folder / part, text.encode()) for part, text in contents.items()])
    return tuple(folder / part for part in contents)


def own_sheets(style: str) -> dict[Path, str]:
    """The style sheets in the folder of a style of one's own, or of ours, without those of its base."""
    folder = _shipped_styles().get(style, Path(style))
    return {folder / name: _read_css(folder / name) for name in _SHEETS if (folder / name).exists()}


def style_names() -> tuple[str, ...]:
    """The names of the styles that come with Fascicle."""
    return tuple(_shipped_styles())


def shipped_themes() -> tuple[Theme, ...]:
    """The styles that come with Fascicle, by name."""
    return tuple(_read_theme(folder) for folder in _shipped_styles().values())


def _shipped_styles() -> dict[str, Path]:
    package = Path(__file__).parent
    # A wheel carries the styles inside the package; a checkout has them beside it.
    root = next(place for place in (package / "styles", package.parent / "styles") if place.is_dir())
    return {folder.name: folder for folder in sorted(root.iterdir()) if folder.is_dir()}


def _read_theme(folder: Path) -> Theme:
    parts = _read_folder(folder)
    settings = parts.settings
    setting = _read_table(Setting, settings.get("setting", {}), _Place(folder, "setting"))
    top = _Place(folder)
    theme = Theme(
        name=top.text(settings, "name"),
        description=top.text(settings, "description"),
        ornament=top.text(settings, "ornament"),
        fonts=parts.fonts,
        book_css=book_rules(setting) + parts.book_css,
        print_css=print_rules(setting, parts.fonts[0].family if parts.fonts else "") + parts.print_css,
        look=parts.look,
        palette=_palette(settings["cover"], _Place(folder, "cover")) if "cover" in settings else Palette(),
        setting=setting,
        measures=_read_table(Measures, settings.get("page", {}), _Place(folder, "page")),
    )
    return _check(theme, folder)


def _read_folder(folder: Path) -> _Parts:
    """The parts of a style; those of its base stand before its own, so that its own win."""
    try:
        settings = tomllib.loads(_read_part(folder / "style.toml"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StyleBroken(f"“{folder / 'style.toml'}” is not valid TOML: {error}.", MEND) from None
    top = _Place(folder)
    top.refuse_unknown(settings)
    fonts = settings.get("font", [])
    if not isinstance(fonts, list):
        raise _Place(folder, "font").wrong("“font” is not a list of tables.", hint="Write [[font]].")
    faces = tuple(face for n, font in enumerate(fonts) for face in _faces(font, _Place(folder, "font", n)))
    if "based_on" not in settings:
        book_css, print_css = (_read_css(folder / name) for name in _SHEETS)
        looks = map(_read_look, dict.fromkeys((_shipped_styles()[DEFAULT], folder)))
        return _Parts(settings, faces, book_css, print_css, "".join(looks))
    base = _base(top.text(settings, "based_on"), top)
    own = [_read_css(folder / name) if (folder / name).exists() else "" for name in _SHEETS]
    return _Parts(
        _merged(base.settings, settings),
        faces or base.fonts,
        base.book_css + own[0],
        base.print_css + own[1],
        base.look + _read_look(folder),
    )


def _base(name: str, place: _Place) -> _Parts:
    """The parts of the style of ours that a style is based on; ours are, one below the other, sound."""
    ours = _shipped_styles()
    if name not in ours or ours[name].resolve() == place.folder.resolve():
        what = f"“based_on” names “{name}”, which is no other style of ours."
        raise place.wrong(what, "based_on", hint=suggestion(name, ours))
    return _read_folder(ours[name])


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """The settings of a style over those of its base, tables key by key; its name is its own."""
    inherited = {key: value for key, value in base.items() if key not in _OWN}
    tables = {
        key: {**inherited[key], **value}
        for key, value in own.items()
        if isinstance(value, dict) and isinstance(inherited.get(key), dict)
    }
    return {**inherited, **own, **tables}


def _read_table(kind: type[_Table], table: Any, place: _Place) -> _Table:
    """A table of settings: each key a field of that class, of its type."""
    if not isinstance(table, dict):
        raise place.wrong(f"“{table}” stands where a table of settings should.")
    place.refuse_unknown(table)
    hints = get_type_hints(kind)
    for key, value in table.items():
        if fault := _fault(value, hints[key]):
            raise place.wrong(f"“{key}” is “{value}”, but {fault}.", key)
    return kind(**table)


def _check(theme: Theme, folder: Path) -> Theme:
    """The theme, if its settings hold together."""
    setting, place = theme.setting, _Place(folder, "setting")
    for key, head in (("left_head", setting.left_head), ("right_head", setting.right_head)):
        if fault := head_fault(head):
            raise place.wrong(f"the head “{head}” {fault}.", key)
    families = {face.family: None for face in theme.fonts}
    if setting.heading_font and setting.heading_font not in families:
        what = f"“heading_font” is “{setting.heading_font}”, which is none of its fonts."
        raise place.wrong(what, "heading_font", hint=suggestion(setting.heading_font, families))
    if theme.measures.size not in {"", *PAGES}:
        what = f"“size” is “{theme.measures.size}”, which is no page size."
        raise _Place(folder, "page").wrong(what, "size", hint=suggestion(theme.measures.size, PAGES))
    page = measured_page(PAGES[theme.measures.size or "a4"], theme.measures)
    if page.measure < _LEAST_MEASURE or page.text_height < _LEAST_LINES * page.leading * POINT:
        what = f"type and margins of [page] leave the text {page.text_width:g} by {page.text_height:g} mm."
        raise _Place(folder, "page").wrong(what, hint="Make them smaller.")
    return theme


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


def _read_part(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StyleBroken(
            f"The style folder lacks “{path}”.",
            f"A whole one is made by: fascicle styles --copy {DEFAULT} FOLDER.",
        ) from None
    except OSError as error:
        raise StyleBroken(f"“{path}” cannot be read: {error.strerror}.", "Check its permissions.") from None
    except UnicodeDecodeError:
        raise StyleBroken(f"“{path}” is not UTF-8.", "Save it as UTF-8 text.") from None


def _read_css(path: Path) -> str:
    """A style sheet that stands by itself; a book loads nothing from outside."""
    css = _read_part(path)
    bare = _CSS_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    if found := _OUTSIDE.search(bare):
        line = 1 + bare.count("\n", 0, found.start())
        raise StyleBroken(
            f"“{path}”, line {line}, holds “{found[0]}”, but a style sheet may load nothing.",
            "Take it out; fonts are named in style.toml.",
        )
    return css


def _read_look(folder: Path) -> str:
    """The look of a style, if it has one of its own; see ``Theme.look``."""
    path = folder / _LOOK
    if not path.exists():
        return ""
    code = _read_part(path)
    if found := _LOADS.search(code):
        raise StyleBroken(
            f"“{path}” holds “{found[0]}”, but the look of a style may load nothing.", "Take it out."
        )
    return code


_LOADS = re.compile(r"\b(?:import|include)\b")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_OUTSIDE = re.compile(r"@import|@charset|@namespace|\burl\(", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_FONT_SIGNATURES = (b"OTTO", b"\x00\x01\x00\x00", b"true", b"ttcf", b"wOFF", b"wOF2")


def _faces(font: Any, place: _Place) -> list[FontFace]:
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


def _palette(cover: Any, place: _Place) -> Palette:
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


def _font_file(root: Path, cut: str, name: str, place: _Place) -> Path:
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


def _package_folder(package: str, place: _Place) -> Path:
    is_name = package.isidentifier() and not package.startswith("_")
    spec = find_spec(package) if is_name else None
    if spec is None or not spec.submodule_search_locations:
        raise place.wrong(f"the font package “{package}” is not installed.", "package")
    return Path(spec.submodule_search_locations[0])
