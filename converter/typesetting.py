"""Typst: a template and data to a page or a PDF. The only place that knows it.

Data come as JSON in ``sys.inputs.data``, so that no word of a story is ever read as markup. The engine
gets a folder that holds the style's fonts and little else, and keeps to it: a template can read no other
file.
"""

import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import typst

from converter.errors import OutputUnwritable, WriterFailed
from converter.expressions import expression
from converter.languages import UNKNOWN

SPARE_FAMILY = "Libertinus Serif"
"""A family that Typst carries."""
_MISSING = expression(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
"""What Typst says of a character that no font has, where a standard forbids it."""
_PLACE = expression(r"\.typ:(?P<line>\d+):\d+$", re.MULTILINE)
"""Where it found a mistake in a template."""
_ESCAPED = expression(r"\\u\{([0-9a-f]+)\}")
_PROBE = """
#set document(title: "Characters")
#json(bytes(sys.inputs.data))
"""
"""A template that shows the characters of a text, to find out which fonts they need."""
_LANGUAGE = expression("[a-z]{2,3}")


@contextmanager
def font_folder(fonts: Iterable[Path]) -> Iterator[Path]:
    """A folder with just these fonts: Typst takes whole folders, in no fixed order.

    :raises OutputUnwritable: there is no room for temporary files.
    """
    try:
        with TemporaryDirectory(prefix="fascicle-") as name:
            for number, font in enumerate(fonts):
                shutil.copyfile(font, Path(name, f"{number}{font.suffix}"))
            yield Path(name)
    except OSError as error:
        raise OutputUnwritable(
            f"The fonts of the book cannot be laid ready: {error.strerror}.",
            "Free some space for temporary files.",
        ) from error


class Typesetter:
    """Typst with one template and the fonts that it may use."""

    def __init__(self, template: str, folder: Path, *, own: bool = False, system: bool = False) -> None:
        """Take a template, and fonts: those in the folder, Typst's ``own``, the ``system``'s.

        The system's take their time to be found.
        """
        fonts = typst.Fonts(include_system_fonts=system, include_embedded_fonts=own, font_paths=[folder])
        self.families = tuple(
            font.family
            for font in sorted(fonts.fonts(), key=_number)
            if font.path and Path(font.path).parent == folder
        )
        """What the fonts in the folder call their families themselves, in their order; Typst goes by that."""
        self._template = template.encode()
        self._compiler = typst.Compiler(
            root=folder, font_paths=fonts, package_path=folder, package_cache_path=folder
        )

    def pdf(
        self, data: str, standards: Collection[str] = ("ua-1",), date: datetime | None = None
    ) -> tuple[bytes, set[str]]:
        """All pages, tagged, or else the characters that no font has, if a standard forbids such ones.

        PDF/UA (ISO 14289-1, 7.21.8) and PDF/A do.

        :param date: when the document was made, for a template that dates it ``auto``.
        :raises WriterFailed: Typst gave up for another reason.
        """
        return self._compile(self._template, data, standards, date)

    def lacking(self, characters: str) -> set[str]:
        """Those of the characters that none of its fonts has.

        :raises WriterFailed: Typst gave up.
        """
        return self._compile(_PROBE.encode(), json.dumps(characters), ("ua-1",), None)[1]

    def _compile(
        self, template: bytes, data: str, standards: Collection[str], date: datetime | None
    ) -> tuple[bytes, set[str]]:
        try:
            pages = self._compiler.compile(
                template,
                format="pdf",
                sys_inputs={"data": data},
                pdf_standards=cast("Any", list(standards)),
                timestamp=date,
            )
        except typst.TypstError as error:
            if found := _MISSING.findall(error.diagnostic):
                return b"", {_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in found}
            raise WriterFailed(
                f"Typst could not set the book: {error.message}.",
                "“fascicle preview” tells the line of a mistake in your own style; else report the story.",
            ) from error
        return cast("bytes", pages), set()


def fault_of(template: str) -> tuple[int, str] | None:
    """The line, counted from 1, that Typst stumbles on in a template, and what it says; None if it does not.

    :raises OutputUnwritable: there is no room for temporary files.
    """
    with font_folder(()) as folder:
        try:
            typst.Compiler(root=folder).compile(template.encode())
        except typst.TypstError as error:
            place = _PLACE.search(error.diagnostic)
            return int(place["line"]) if place else 1, error.message
    return None


def _number(font: typst.FontInfo) -> int:
    """The number of a font in the folder."""
    stem = Path(font.path or "").stem
    return int(stem) if stem.isdigit() else 0


def language(tag: str) -> str:
    """The language that Typst knows of a tag: two or three letters."""
    found = tag.partition("-")[0].lower()
    return found if _LANGUAGE.fullmatch(found) else UNKNOWN
