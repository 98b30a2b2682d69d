"""Styles: a name or a folder to a ``Theme``. Nobody else knows where ``styles/`` is.

A style is a folder of data: ``style.toml`` (name, description, ornament, setting, what it asks of pages,
fonts, the cover's colours), ``book.css`` (shared by EPUB and print), ``print.css`` (pages by WeasyPrint) and
``book.typ`` (pages by Typst). One that is based on another holds only what differs.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from converter.errors import OutputUnwritable, StyleBroken, UnknownName, suggestion
from converter.files import write_files
from converter.pages import PAGES, POINT, Measures, measured_page
from converter.setting import Setting, book_rules, head_fault, print_rules
from converter.themes.folder import LOOK, read_css, read_look, read_part
from converter.themes.tables import Place, read_faces, read_palette, read_table
from converter.themes.theme import DEFAULT, FontFace, Palette, Theme
from converter.toml_lines import MEND

__all__ = [
    "DEFAULT",
    "FontFace",
    "Palette",
    "Theme",
    "copy_style",
    "load_theme",
    "own_look",
    "own_sheets",
    "shipped_themes",
    "style_names",
]

_OWN = frozenset({"based_on", "description", "font", "name"})
"""What a style does not take over with the settings of its base."""
_SHEETS = ("book.css", "print.css")
_LEAST_MEASURE, _LEAST_LINES = 10, 5
"""Length of a line in em, and lines of a page, below which there is no room for text."""


class _Parts(Struct, frozen=True):
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
    looks = (LOOK,) if (ours[name] / LOOK).exists() else ()
    parts = ("style.toml", *_SHEETS, *looks)
    own_name = "".join(c for c in folder.resolve().name if c.isprintable() and c not in '"\\') or name
    contents = {part: (ours[name] / part).read_text(encoding="utf-8") for part in parts}
    contents["style.toml"] = contents["style.toml"].replace(f'name = "{name}"', f'name = "{own_name}"', 1)
    write_files([(folder / part, text.encode()) for part, text in contents.items()])
    return tuple(folder / part for part in contents)


def own_sheets(style: str) -> dict[Path, str]:
    """The style sheets in the folder of a style of one's own, or of ours, without those of its base."""
    folder = _shipped_styles().get(style, Path(style))
    return {folder / name: read_css(folder / name) for name in _SHEETS if (folder / name).exists()}


def own_look(style: str) -> tuple[Path, str]:
    """Where the look of a style stands, and what is there, without that of its base; empty if it has none."""
    folder = _shipped_styles().get(style, Path(style))
    return folder / LOOK, read_look(folder)


def style_names() -> tuple[str, ...]:
    """The names of the styles that come with Fascicle."""
    return tuple(_shipped_styles())


def shipped_themes() -> tuple[Theme, ...]:
    """The styles that come with Fascicle, by name."""
    return tuple(_read_theme(folder) for folder in _shipped_styles().values())


def _shipped_styles() -> dict[str, Path]:
    package = Path(__file__).parent.parent
    # A wheel carries the styles inside the package; a checkout has them beside it.
    root = next(place for place in (package / "styles", package.parent / "styles") if place.is_dir())
    return {folder.name: folder for folder in sorted(root.iterdir()) if folder.is_dir()}


def _read_theme(folder: Path) -> Theme:
    parts = _read_folder(folder)
    settings = parts.settings
    setting = read_table(Setting, settings.get("setting", {}), Place(folder, "setting"))
    top = Place(folder)
    theme = Theme(
        name=top.text(settings, "name"),
        description=top.text(settings, "description"),
        ornament=top.text(settings, "ornament"),
        fonts=parts.fonts,
        book_css=book_rules(setting) + parts.book_css,
        print_css=print_rules(setting, parts.fonts[0].family if parts.fonts else "") + parts.print_css,
        look=parts.look,
        palette=read_palette(settings["cover"], Place(folder, "cover")) if "cover" in settings else Palette(),
        setting=setting,
        measures=read_table(Measures, settings.get("page", {}), Place(folder, "page")),
    )
    return _check(theme, folder)


def _read_folder(folder: Path) -> _Parts:
    """The parts of a style; those of its base stand before its own, so that its own win."""
    try:
        settings = tomllib.loads(read_part(folder / "style.toml"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StyleBroken(f"“{folder / 'style.toml'}” is not valid TOML: {error}.", MEND) from None
    top = Place(folder)
    top.refuse_unknown(settings)
    fonts = settings.get("font", [])
    if not isinstance(fonts, list):
        raise Place(folder, "font").wrong("“font” is not a list of tables.", hint="Write [[font]].")
    faces = tuple(face for n, font in enumerate(fonts) for face in read_faces(font, Place(folder, "font", n)))
    if "based_on" not in settings:
        book_css, print_css = (read_css(folder / name) for name in _SHEETS)
        looks = map(read_look, dict.fromkeys((_shipped_styles()[DEFAULT], folder)))
        return _Parts(settings, faces, book_css, print_css, "".join(looks))
    base = _base(top.text(settings, "based_on"), top)
    own = [read_css(folder / name) if (folder / name).exists() else "" for name in _SHEETS]
    return _Parts(
        _merged(base.settings, settings),
        faces or base.fonts,
        base.book_css + own[0],
        base.print_css + own[1],
        base.look + read_look(folder),
    )


def _base(name: str, place: Place) -> _Parts:
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


def _check(theme: Theme, folder: Path) -> Theme:
    """The theme, if its settings hold together."""
    setting, place = theme.setting, Place(folder, "setting")
    for key, head in (("left_head", setting.left_head), ("right_head", setting.right_head)):
        if fault := head_fault(head):
            raise place.wrong(f"the head “{head}” {fault}.", key)
    families = {face.family: None for face in theme.fonts}
    if setting.heading_font and setting.heading_font not in families:
        what = f"“heading_font” is “{setting.heading_font}”, which is none of its fonts."
        raise place.wrong(what, "heading_font", hint=suggestion(setting.heading_font, families))
    if theme.measures.size not in {"", *PAGES}:
        what = f"“size” is “{theme.measures.size}”, which is no page size."
        raise Place(folder, "page").wrong(what, "size", hint=suggestion(theme.measures.size, PAGES))
    page = measured_page(PAGES[theme.measures.size or "a4"], theme.measures)
    if page.measure < _LEAST_MEASURE or page.text_height < _LEAST_LINES * page.leading * POINT:
        what = f"type and margins of [page] leave the text {page.text_width:g} by {page.text_height:g} mm."
        raise Place(folder, "page").wrong(what, hint="Make them smaller.")
    return theme
