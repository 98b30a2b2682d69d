"""Nothing but Typst: ``python typst_alone.py FOLDER BOOK``, with what Fascicle gives it in the folder."""

import sys
from pathlib import Path

import typst

folder, book = map(Path, sys.argv[1:])
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder / "fonts"])
data = (folder / "data.json").read_text(encoding="utf-8")
typst.compile(
    (folder / "book.typ").read_bytes(),
    output=book,
    root=folder,
    font_paths=fonts,
    sys_inputs={"data": data},
    pdf_standards=["ua-1"],
)
