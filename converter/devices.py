"""E-readers, as a table: the format that each reads best, and its screen as a page.

Screens are those that KOReader, calibre and Kindle Comic Converter know. Our EPUB keeps to what every
reader's engine takes, so a device asks for no other setting.
"""

from collections.abc import Collection

from msgspec import Struct

from converter.errors import Level, Notice, UnknownName
from converter.pages import DEFAULT as DEFAULT_PAGE
from converter.pages import PAGES, Page, screen_page
from converter.pages import find_page as find_printed_page

DEFAULT = "generic"
KINDLE_LANGUAGES = frozenset(
    "af ar br ca co cy da de en es eu fi fr frr fy ga gd gl gsw gu gv hi is it ja kw lb ml mr nb nl nn oc pl"
    " pt rm sco stq sv ta zh".split()
)
"""Languages that Send to Kindle takes an EPUB in, by the first part of their tags: Amazon’s list of them."""


class Device(Struct, frozen=True):
    """An e-reader, or several that get the same books."""

    name: str
    description: str
    format: str
    page: Page
    """For formats that have pages."""
    languages: frozenset[str] | None = None
    """Those in which its maker's delivery takes EPUB, by the first part of their tags; None means any."""


def _kobo(name: str, description: str, page: Page) -> Device:
    return Device(f"kobo-{name}", description, "kepub", page)


def _kindle(name: str, description: str, page: Page) -> Device:
    """A Kindle: EPUB, which Amazon’s Send to Kindle turns into its own format."""
    return Device(f"kindle-{name}", description, "epub", page, KINDLE_LANGUAGES)


def _pocketbook(name: str, description: str, page: Page) -> Device:
    return Device(f"pocketbook-{name}", description, "epub", page)


def _remarkable(name: str, description: str, page: Page) -> Device:
    """A reMarkable: PDF, because notes by hand keep their place only on pages that stay as they are."""
    return Device(f"remarkable-{name}", description, "pdf", page)


DEVICES = {
    device.name: device
    for device in (
        Device(DEFAULT, "any e-reader or reading app", "epub", PAGES[DEFAULT_PAGE]),
        _kobo("nia", "Kobo Nia", screen_page(758, 1024, 212)),
        _kobo("clara", "Kobo Clara HD, 2E, BW, Colour", screen_page(1072, 1448, 300)),
        _kobo("libra", "Kobo Libra H2O, 2, Colour", screen_page(1264, 1680, 300)),
        _kobo("sage", "Kobo Sage, Forma", screen_page(1440, 1920, 300)),
        _kobo("elipsa", "Kobo Elipsa, Elipsa 2E", screen_page(1404, 1872, 227)),
        _kindle("basic", "Kindle of 2022 and later, Paperwhite 3 and 4", screen_page(1072, 1448, 300)),
        _kindle("paperwhite-5", "Kindle Paperwhite of 2021", screen_page(1236, 1648, 300)),
        _kindle("paperwhite-6", "Kindle Paperwhite of 2024, Colorsoft", screen_page(1272, 1696, 300)),
        _kindle("scribe", "Kindle Scribe of 2022 and 2024", screen_page(1860, 2480, 300)),
        _kindle("scribe-3", "Kindle Scribe 3, Scribe Colorsoft", screen_page(1986, 2648, 300)),
        _pocketbook("lux", "PocketBook Basic Lux, Touch Lux", screen_page(758, 1024, 212)),
        _pocketbook("touch-hd", "PocketBook Touch HD", screen_page(1072, 1448, 300)),
        _pocketbook("inkpad-3", "PocketBook InkPad 3", screen_page(1404, 1872, 300)),
        _remarkable("2", "reMarkable 2", screen_page(1404, 1872, 226)),
        _remarkable("paper-pro", "reMarkable Paper Pro", screen_page(1620, 2160, 229)),
        _remarkable("paper-pro-move", "reMarkable Paper Pro Move", screen_page(954, 1696, 264)),
        Device("nook", "Nook GlowLight 3, 4", "epub", screen_page(1072, 1448, 300)),
    )
}


def find_device(name: str) -> Device:
    """The device of that name, in any case.

    :raises UnknownName: there is none.
    """
    try:
        return DEVICES[name.lower()]
    except KeyError:
        raise UnknownName("device", name, DEVICES) from None


def find_page(name: str) -> Page:
    """The page of that name: a device's screen, or one for print; see ``pages.find_page``."""
    device = DEVICES.get(name.lower())
    return device.page if device else find_printed_page(name)


def delivery_notices(device: Device, language: str, formats: Collection[str]) -> tuple[Notice, ...]:
    """A warning when the device's delivery is known to refuse an EPUB in that language, a BCP 47 tag."""
    base = language.partition("-")[0]
    if device.languages is None or base in device.languages or "epub" not in formats:
        return ()
    if base == "und":
        text = "Send to Kindle may refuse the EPUB, because the story does not say what language it is in."
        hint = "Name it, as in --set Language=English."
    elif base == "no":
        text = "Send to Kindle may refuse the EPUB: it knows Norwegian as Bokmål or Nynorsk only."
        hint = "Use --set Language=nb, or nn."
    else:
        text = f"Send to Kindle may refuse the EPUB: its language, {language}, is not on Amazon’s list."
        hint = "If it does, send a PDF: -t pdf."
    return (Notice("language-refused", 0, text, hint, Level.WARNING),)
