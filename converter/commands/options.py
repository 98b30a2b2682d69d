"""Options that several commands have in common, as dataclasses that know what to make of them."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from converter.errors import UsageError

if TYPE_CHECKING:
    from converter.readers import Parsed, ReaderOptions

Story = Annotated[str, typer.Argument(help="The story, a plain-text file; - reads standard input.")]


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """What reading is told, by every command that reads."""

    chapters: Annotated[
        str | None,
        typer.Option("--chapters", metavar="REGEX", help="Headings are the lines that match, and no others."),
    ] = None
    scene_break: Annotated[
        str | None,
        typer.Option("--scene-break", metavar="REGEX", help="Lines that match are scene breaks too."),
    ] = None
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            metavar="NAME",
            help="How lines make paragraphs: blank, line, wrapped, indented. Default: detected.",
        ),
    ] = None
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Overrule a line of the header; may be repeated."),
    ] = None
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="The text's encoding. Default: detected."),
    ] = None
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Mend mojibake, text that was decoded wrongly before it came here."),
    ] = False
    max_size: Annotated[
        int, typer.Option("--max-size", metavar="MB", min=1, help="Megabytes that a story may have.")
    ] = 100

    def overrides(self) -> "ReaderOptions":
        """What to tell the reader; see ``reader_options``."""
        from converter.overrides import reader_options

        return reader_options(self.chapters, self.scene_break, self.layout, self.settings or ())

    def read(self, source: str) -> "Parsed":
        """Read a story as the options say; see ``read_story``."""
        from converter.conversion import read_story

        return read_story(
            source,
            reading=self.overrides(),
            encoding=self.encoding,
            repair=self.repair,
            max_size=self.max_size,
        )


@dataclass(frozen=True, slots=True)
class BookOptions:
    """What books are to be like, by every command that makes some."""

    to: Annotated[
        list[str] | None,
        typer.Option(
            "-t",
            "--to",
            metavar="FORMAT",
            help="Format to write; may be repeated. Default: that of the file after -o, else the device's.",
        ),
    ] = None
    device: Annotated[
        str,
        typer.Option(metavar="NAME", help="The e-reader that the book is for; see “fascicle devices”."),
    ] = "generic"
    style: Annotated[str, typer.Option(metavar="NAME|FOLDER", help="A style, or the folder of your own.")] = (
        "classic"
    )
    page: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Page size for PDF: a4, a5, a6, b5, letter, pocket, trade, a device, or as 130x200mm."
            " Default: the device's.",
        ),
    ] = None
    recto: Annotated[
        bool, typer.Option("--recto", help="Open every chapter of a PDF on a right-hand page.")
    ] = False
    pdf_variant: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What a PDF conforms to: ua-1 for access, a-2b or a-3b for archives.",
        ),
    ] = "ua-1"
    no_title_page: Annotated[
        bool, typer.Option("--no-title-page", help="Leave out the title page and the details.")
    ] = False
    embed_fonts: Annotated[
        bool, typer.Option("--embed-fonts", help="Bring the style's typeface along in EPUB and KEPUB.")
    ] = False
    cover: Annotated[
        str | None,
        typer.Option("--cover", metavar="PICTURE", help="Your own picture for the cover. Default: drawn."),
    ] = None
    no_cover: Annotated[bool, typer.Option("--no-cover", help="Make a book without a cover.")] = False
    smart: Annotated[
        bool,
        typer.Option("--smart", help="Set quotation marks, dashes and spaces as books of the language do."),
    ] = False
    strict: Annotated[bool, typer.Option("--strict", help="Make no book if there is a warning.")] = False

    def arguments(self, reading: ReadingOptions) -> dict[str, Any]:
        """The arguments of ``convert`` and of ``prepare`` that the options of both kinds make.

        :raises ConverterError: one of its kinds, when an option names nothing or contradicts another.
        """
        if self.cover and self.no_cover:
            raise UsageError("A cover and no cover are asked for.", "Leave out --cover or --no-cover.")
        return {
            "formats": self.to or (),
            "device": self.device,
            "style": self.style,
            "page": self.page,
            "recto": self.recto,
            "pdf_variant": self.pdf_variant,
            "title_page": not self.no_title_page,
            "embed_fonts": self.embed_fonts,
            "cover": self.cover or not self.no_cover,
            "smart": self.smart,
            "strict": self.strict,
            "reading": reading.overrides(),
            "encoding": reading.encoding,
            "repair": reading.repair,
            "max_size": reading.max_size,
        }


Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")]


def spread(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command for Typer, which knows no groups of options: a dataclass it takes is spread into fields."""
    own = inspect.signature(command, eval_str=True).parameters.values()
    groups: dict[str, Any] = {
        parameter.name: parameter.annotation for parameter in own if is_dataclass(parameter.annotation)
    }

    @wraps(command)
    def run(**given: Any) -> Any:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        return command(**given)

    parameters: list[inspect.Parameter] = []
    for parameter in own:
        group = groups.get(parameter.name)
        parameters += _of_fields(group) if group else [parameter]
    ordered = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    run.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]  # as inspect documents it
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in ordered}
    return run


def _of_fields(group: Any) -> list[inspect.Parameter]:
    return list(inspect.signature(group, eval_str=True).parameters.values())
