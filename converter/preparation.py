"""The options of a run, checked, and what they name, loaded: once for any number of stories."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from converter.devices import DEFAULT as DEFAULT_DEVICE
from converter.devices import Device, find_device, find_page
from converter.errors import Notice, UnknownName, UsageError
from converter.pages import Measures, Page, measured_page
from converter.plugins import load_writer
from converter.readers import ReaderOptions
from converter.source import LARGEST
from converter.themes import DEFAULT as DEFAULT_STYLE
from converter.themes import Theme, load_theme
from converter.writers import UNDATED, PdfEngine, PdfVariant, WriterOptions

if TYPE_CHECKING:
    from converter.cover import Cover

NOTHING_OVERRULED = ReaderOptions()


class Settings(Struct, frozen=True):
    """What all books of one run have in common, checked and loaded."""

    device: Device
    formats: tuple[str, ...]
    theme: Theme
    writing: WriterOptions
    smart: bool
    reading: ReaderOptions
    encoding: str | None
    repair: bool
    strict: bool
    max_size: int
    notices: tuple[Notice, ...]
    """What was noticed before any story was read."""


def prepare(
    *,
    formats: Sequence[str] = (),
    device: str = DEFAULT_DEVICE,
    style: str = DEFAULT_STYLE,
    page: str | None = None,
    recto: bool = False,
    pdf_variant: str = PdfVariant.ACCESSIBLE,
    pdf_engine: str = PdfEngine.AUTO,
    title_page: bool = True,
    embed_fonts: bool = False,
    cover: Path | str | bool = True,
    smart: bool = False,
    reading: ReaderOptions = NOTHING_OVERRULED,
    encoding: str | None = None,
    repair: bool = False,
    strict: bool = False,
    max_size: int = LARGEST,
) -> Settings:
    """Check the options of ``convert``, and load what they name, once for any number of stories.

    :raises ConverterError: one of its kinds, when an option names nothing or something broken.
    """
    if isinstance(formats, str):
        raise UsageError(f"“{formats}” stands where a list of formats should.", f'Write ["{formats}"].')
    ereader = find_device(device)
    names = tuple(dict.fromkeys(name.lower() for name in formats)) or (ereader.format,)
    theme = load_theme(style)
    for name in names:
        load_writer(name)
    engine, notices = _pdf_engine(pdf_engine, names)
    picture, doubts = _cover(cover)
    writing = WriterOptions(
        page=_page(page, ereader, theme.measures),
        recto=recto,
        pdf_variant=_choice("PDF variant", PdfVariant, pdf_variant.lower().removeprefix("pdf/")),
        pdf_engine=engine,
        title_page=title_page,
        undated=_undated(),
        embed_fonts=embed_fonts,
        cover=picture,
    )
    return Settings(
        ereader, names, theme, writing, smart, reading, encoding, repair, strict, max_size, notices + doubts
    )


def _page(name: str | None, device: Device, measures: Measures) -> Page:
    """The page that is asked for, else the device's screen, else what the style is made for."""
    if name is None and device.name == DEFAULT_DEVICE:
        name = measures.size or None
    return measured_page(device.page if name is None else find_page(name), measures)


def _cover(cover: Path | str | bool) -> tuple["Cover | bool", tuple[Notice, ...]]:
    """A picture of the user's own, loaded, with what is doubtful about it; else whether one is drawn."""
    if isinstance(cover, bool):
        return cover, ()
    from converter.cover import cover_notices, read_cover  # noqa: PLC0415 — loads what only covers need

    picture = read_cover(Path(cover))
    return picture, cover_notices(picture)


_Choice = TypeVar("_Choice", PdfVariant, PdfEngine)


def _choice(kind: str, choices: type[_Choice], name: str) -> _Choice:
    try:
        return choices(name.lower())
    except ValueError:
        raise UnknownName(kind, name, choices) from None


def _pdf_engine(name: str, formats: Sequence[str]) -> tuple[PdfEngine, tuple[Notice, ...]]:
    """The engine that can be used here; it is looked for only when there are pages to set."""
    engine = _choice("PDF engine", PdfEngine, name)
    if "pdf" not in formats:
        return engine, ()
    from converter.writers.engines import find_engine  # noqa: PLC0415 — loads what only pages need

    return find_engine(engine)


def _undated() -> datetime:
    """The date of stories that carry none: ``SOURCE_DATE_EPOCH`` where it is set.

    It stands in place of the current time (reproducible-builds.org), for which we never ask; so it is no
    bound for the dates that a story does carry.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        return UNDATED
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is “{seconds}”, which is no time.",
            "Set it to a number of seconds since 1970, or unset it.",
        ) from None
