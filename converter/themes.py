"""Styles: a name or a folder to a ``Theme``. Nobody else knows where ``styles/`` is.

A style is a folder of data: ``style.toml`` (name, description, ornament, setting, what it asks of pages,
fonts, the cover's colours), ``book.css`` (shared by EPUB and print) and ``print.css`` (pages only). One that
is based on another holds only what differs.
"""

import os
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from converter.errors import StyleBroken, UnknownName
from converter.pages import PAGES, Measures
from converter.setting import Setting, book_rules, head_fault, print_rules

DEFAULT = "classic"
_KEYS = frozenset("based_on cover description font name ornament page setting".split())
_OWN = frozenset({"based_on", "description", "font", "name"})
"""What a style does not take over with the settings of its base."""
_SHEETS = ("book.css", "print.css")
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
    setting: Setting
    measures: Measures
    palette: Palette = Palette()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the folder of a style holds, with what it takes over from its base."""

    settings: dict[str, Any]
    fonts: tuple[FontFace, ...]
    book_css: str
    print_css: str


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
            f"There is no style folder “{style}”.", "A style folder holds style.toml and two CSS files."
        )
    raise UnknownName("style", style, ours)


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
    setting = _read_table(Setting, settings.get("setting", {}), folder)
    theme = Theme(
        name=_text(settings, "name", folder),
        description=_text(settings, "description", folder),
        ornament=_text(settings, "ornament", folder),
        fonts=parts.fonts,
        book_css=book_rules(setting) + parts.book_css,
        print_css=print_rules(setting, parts.fonts[0].family if parts.fonts else "") + parts.print_css,
        palette=_palette(settings["cover"], folder) if "cover" in settings else Palette(),
        setting=setting,
        measures=_read_table(Measures, settings.get("page", {}), folder),
    )
    return _check(theme, folder)


def _read_folder(folder: Path) -> _Parts:
    """The parts of a style; those of its base stand before its own, so that its own win."""
    try:
        settings = tomllib.loads(_read_part(folder / "style.toml"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StyleBroken(
            f"“{folder / 'style.toml'}” is not valid TOML: {error}.", "Mend that line."
        ) from None
    _refuse_unknown(settings, _KEYS, folder)
    fonts = settings.get("font", [])
    if not isinstance(fonts, list):
        raise _wrong(folder, "“font” is not a list of tables; write [[font]].")
    faces = tuple(face for font in fonts for face in _faces(font, folder))
    if "based_on" not in settings:
        sheets = [_read_css(folder / name) for name in _SHEETS]
        return _Parts(settings, faces, *sheets)
    base = _base(_text(settings, "based_on", folder), folder)
    own = [_read_css(folder / name) if (folder / name).exists() else "" for name in _SHEETS]
    return _Parts(
        _merged(base.settings, settings),
        faces or base.fonts,
        base.book_css + own[0],
        base.print_css + own[1],
    )


def _base(name: str, folder: Path) -> _Parts:
    """The parts of the style of ours that a style is based on; ours are, one below the other, sound."""
    ours = _shipped_styles()
    if name not in ours or ours[name].resolve() == folder.resolve():
        raise _wrong(
            folder, f"“based_on” names “{name}”, which is no other style of ours: {', '.join(ours)}."
        )
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


def _read_table(kind: type[_Table], table: Any, folder: Path) -> _Table:
    """A table of settings: each key a field of that class, of its type."""
    if not isinstance(table, dict):
        raise _wrong(folder, f"“{table}” stands where a table of settings should.")
    hints = get_type_hints(kind)
    _refuse_unknown(table, set(hints), folder)
    for key, value in table.items():
        if fault := _fault(value, hints[key]):
            raise _wrong(folder, f"“{key}” is “{value}”, but {fault}.")
    return kind(**table)


def _check(theme: Theme, folder: Path) -> Theme:
    """The theme, if its settings hold together."""
    setting = theme.setting
    for head in (setting.left_head, setting.right_head):
        if fault := head_fault(head):
            raise _wrong(folder, f"the head “{head}” {fault}.")
    if setting.heading_font not in {"", *(face.family for face in theme.fonts)}:
        raise _wrong(folder, f"“heading_font” is “{setting.heading_font}”, which is none of its fonts.")
    if theme.measures.size not in {"", *PAGES}:
        raise _wrong(folder, f"“size” is “{theme.measures.size}”, but can be {', '.join(PAGES)}.")
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
            f"The style folder lacks “{path}”.", "Copy the file from the style “classic” and change it."
        ) from None
    except OSError as error:
        raise StyleBroken(f"“{path}” cannot be read: {error.strerror}.", "Check its permissions.") from None
    except UnicodeDecodeError:
        raise StyleBroken(f"“{path}” is not UTF-8.", "Save it as UTF-8 text.") from None


def _read_css(path: Path) -> str:
    """A style sheet that stands by itself; a book loads nothing from outside."""
    css = _read_part(path)
    if found := _OUTSIDE.search(_CSS_COMMENT.sub("", css)):
        raise StyleBroken(
            f"“{path}” holds “{found[0]}”, but a style sheet may load nothing.",
            "Take it out; fonts are named in style.toml.",
        )
    return css


_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_OUTSIDE = re.compile(r"@import|@charset|@namespace|\burl\(", re.IGNORECASE)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_FONT_SIGNATURES = (b"OTTO", b"\x00\x01\x00\x00", b"true", b"ttcf", b"wOFF", b"wOF2")

_FACES = {
    "regular": (False, False),
    "italic": (True, False),
    "bold": (False, True),
    "bold_italic": (True, True),
}


def _faces(font: Any, folder: Path) -> list[FontFace]:
    """The faces of one ``[[font]]`` table: files in a Python package, or in the style's folder."""
    if not isinstance(font, dict):
        raise _wrong(folder, "“font” is not a list of tables; write [[font]].")
    _refuse_unknown(font, {"family", "package", *_FACES}, folder)
    family = _text(font, "family", folder)
    if set(family) & set("\"\\'"):
        raise _wrong(folder, "“family” holds a quotation mark or a backslash.")
    root = _package_folder(_text(font, "package", folder), folder) if "package" in font else folder
    faces = []
    for cut, (italic, bold) in _FACES.items():
        if cut not in font:
            continue
        faces.append(FontFace(family, italic, bold, _font_file(root, _text(font, cut, folder), folder)))
    return faces


def _palette(cover: Any, folder: Path) -> Palette:
    if not isinstance(cover, dict):
        raise _wrong(folder, "“cover” is not a table; write [cover].")
    _refuse_unknown(cover, {"paper", "accent", "inks"}, folder)
    inks = cover.get("inks")
    if not isinstance(inks, list) or not inks:
        raise _wrong(folder, "“inks” is missing or is not a list of colours.")
    paper, accent, *grounds = cover.get("paper"), cover.get("accent"), *inks
    for colour in (paper, accent, *grounds):
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise _wrong(folder, f"“{colour}” is not a colour of a cover: paper, accent, inks as #rrggbb.")
    return Palette(str(paper), str(accent), tuple(grounds))


def _font_file(root: Path, name: str, folder: Path) -> Path:
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        raise _wrong(folder, f"the font file “{name}” lies outside the folder.")
    try:
        with path.open("rb") as file:
            is_font = file.read(4) in _FONT_SIGNATURES
    except OSError:
        raise _wrong(folder, f"there is no font file “{path}” that can be read.") from None
    if not is_font:
        raise _wrong(folder, f"“{path}” is not a font in OpenType, TrueType or WOFF.")
    return path


def _package_folder(package: str, folder: Path) -> Path:
    is_name = package.isidentifier() and not package.startswith("_")
    spec = find_spec(package) if is_name else None
    if spec is None or not spec.submodule_search_locations:
        raise _wrong(folder, f"the font package “{package}” is not installed.")
    return Path(spec.submodule_search_locations[0])


def _text(table: dict[str, Any], key: str, folder: Path) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(folder, f"“{key}” is missing or is not a text.")
    if not value.isprintable():
        raise _wrong(folder, f"“{key}” holds a character that cannot be shown.")
    return value


def _refuse_unknown(table: dict[str, Any], known: Collection[str], folder: Path) -> None:
    if unknown := sorted(set(table).difference(known)):
        raise _wrong(folder, f"“{unknown[0]}” is not a setting; known: {', '.join(sorted(known))}.")


def _wrong(folder: Path, what: str) -> StyleBroken:
    return StyleBroken(
        f"In “{folder / 'style.toml'}”: {what}", "Compare it with the style.toml of “classic”."
    )
