"""``fascicle preview``: how a style looks."""

from pathlib import Path
from typing import Annotated

import typer

from converter.commands import completion
from converter.commands.convert import report
from converter.errors import UsageError


def command(
    style: Annotated[
        str,
        typer.Argument(
            metavar="STYLE", help="A style, or the folder of your own.", autocompletion=completion.styles
        ),
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="A file that ends in .pdf, or in .png for one picture of all pages. Default: STYLE.pdf.",
        ),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(
            "--page",
            metavar="SIZE",
            help="Page size, as for convert. Default: the style's own.",
            autocompletion=completion.pages,
        ),
    ] = None,
) -> None:
    """Show a style on a short story: title page, chapter openings, scene break, verse, letter and notes."""
    from converter.files import check_writable, write_files
    from converter.preview import contact_sheet, preview

    target = Path(output or f"{Path(style).resolve().name}.pdf")
    if target.suffix.lower() not in (".pdf", ".png"):
        raise UsageError(f"“{target}” is no name for a preview.", "Name a file that ends in .pdf or .png.")
    check_writable(target)
    made = preview(style, page)
    is_picture = target.suffix.lower() == ".png"
    write_files([(target, contact_sheet(made.pdf) if is_picture else made.pdf)])
    report(made.notices, [target])
