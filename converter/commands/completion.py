"""What the Tab key offers as values of options; each loads what it needs when it is asked."""

from collections.abc import Iterable


def formats(incomplete: str) -> list[str]:
    """Names of formats that begin so."""
    from converter.plugins import format_names

    return _beginning(format_names(), incomplete)


def devices(incomplete: str) -> list[str]:
    """Names of e-readers that begin so."""
    from converter.devices import DEVICES

    return _beginning(DEVICES, incomplete)


def styles(incomplete: str) -> list[str]:
    """Names of our styles that begin so; where there is none, the shell offers folders."""
    from converter.themes import style_names

    return _beginning(style_names(), incomplete)


def pages(incomplete: str) -> list[str]:
    """Names of pages, and of e-readers for their screens, that begin so."""
    from converter.devices import DEVICES
    from converter.pages import PAGES

    return _beginning((*PAGES, *DEVICES), incomplete)


def layouts(incomplete: str) -> list[str]:
    """Names of ways that lines make paragraphs, which begin so."""
    from converter.readers import Layout

    return _beginning(Layout, incomplete)


def pdf_engines(incomplete: str) -> list[str]:
    """Names of what sets pages, which begin so."""
    from converter.writers import PdfEngine

    return _beginning(PdfEngine, incomplete)


def pdf_variants(incomplete: str) -> list[str]:
    """Names of what a PDF conforms to, which begin so."""
    from converter.writers import PdfVariant

    return _beginning(PdfVariant, incomplete)


def destinations(incomplete: str) -> list[str]:
    """Names of what books are sent to, which begin so."""
    from converter.sending import NAMES

    return _beginning(NAMES, incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
