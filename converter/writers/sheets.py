"""What the engine of PDF ignores in a style sheet, each with its line; by WeasyPrint's own word."""

import logging

from weasyprint import CSS

from converter.errors import Level, Notice
from converter.expressions import expression

_PLACE = expression(r" ?\bat (\d+):\d+, ")


class _Said(logging.Handler):
    """Keeps what WeasyPrint says."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(" ".join(record.getMessage().split()))


def ignored(css: str) -> tuple[Notice, ...]:
    """Rules and declarations that pages are set without, in the order of the sheet."""
    logger, said = logging.getLogger("weasyprint"), _Said()
    logger.addHandler(said)
    try:
        CSS(string=css)
    finally:
        logger.removeHandler(said)
    return tuple(map(_notice, said.messages))


def _notice(message: str) -> Notice:
    """The message as a notice: “Ignored `colr: red` at 3:5, unknown property.”."""
    found = _PLACE.search(message)
    text = _PLACE.sub(": ", message, count=1).rstrip(".")
    return Notice("css-ignored", int(found[1]) if found else 0, f"{text}.", level=Level.WARNING)
