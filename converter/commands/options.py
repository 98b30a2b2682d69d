"""Options that several commands have in common, as classes that know what to make of them."""

import inspect
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

import typer
from msgspec import Struct
from msgspec.structs import fields

from converter.commands import completion
from converter.errors import UsageError

if TYPE_CHECKING:
    from converter.readers import Parsed, ReaderOptions

Story = Annotated[
    str, typer.Argument(help="The story: a file of text, Markdown or HTML; - reads standard input.")
]


_SETS_ASIDE = {"device": ("to", "page"), "output": ("to",), "cover": ("no_cover",), "no_cover": ("cover",)}
"""What an option makes meaningless of those that stand behind it: in a file, or in one that it wins over."""


def set_aside(context: typer.Context, parameter: typer.CallbackParam, value: Any) -> Any:
    """For an option of the command line that decides what files say of others."""
    name = str(parameter.name)
    source = context.get_parameter_source(name)
    if context.default_map and source and source.name == "COMMANDLINE":
        names_no_file = name == "output" and (os.path.isdir(value) or not Path(value).suffix)
        for other in () if names_no_file else _SETS_ASIDE[name]:
            context.default_map.pop(other, None)
    return value


class ReadingOptions(Struct, frozen=True):
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
            autocompletion=completion.layouts,
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
        typer.Option(
            "--repair/--no-repair", help="Mend mojibake, text that was decoded wrongly before it came here."
        ),
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


class BookOptions(Struct, frozen=True):
    """What books are to be like, by every command that makes some."""

    to: Annotated[
        list[str] | None,
        typer.Option(
            "-t",
            "--to",
            metavar="FORMAT",
            help="Format to write; may be repeated. Default: that of the file after -o, else the device's.",
            autocompletion=completion.formats,
        ),
    ] = None
    device: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="The e-reader that the book is for; see “fascicle devices”.",
            callback=set_aside,
            autocompletion=completion.devices,
        ),
    ] = "generic"
    style: Annotated[
        str,
        typer.Option(
            metavar="NAME|FOLDER",
            help="A style, or the folder of your own.",
            autocompletion=completion.styles,
        ),
    ] = "classic"
    page: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Page size for PDF: a4, a5, a6, b5, letter, pocket, trade, a device, or as 130x200mm."
            " Default: the device's.",
            autocompletion=completion.pages,
        ),
    ] = None
    recto: Annotated[
        bool, typer.Option("--recto/--no-recto", help="Open every chapter of a PDF on a right-hand page.")
    ] = False
    pdf_variant: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What a PDF conforms to: ua-1 for access, a-2b or a-3b for archives.",
            autocompletion=completion.pdf_variants,
        ),
    ] = "ua-1"
    pdf_engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What sets the pages of a PDF: weasyprint, typst, or auto, the first that can be used here.",
            autocompletion=completion.pdf_engines,
        ),
    ] = "auto"
    no_title_page: Annotated[
        bool, typer.Option("--no-title-page/--title-page", help="Leave out the title page and the details.")
    ] = False
    embed_fonts: Annotated[
        bool,
        typer.Option(
            "--embed-fonts/--no-embed-fonts", help="Bring the style's typeface along in EPUB and KEPUB."
        ),
    ] = False
    cover: Annotated[
        str | None,
        typer.Option(
            "--cover",
            metavar="PICTURE",
            help="Your own picture for the cover. Default: drawn.",
            callback=set_aside,
        ),
    ] = None
    no_cover: Annotated[
        bool,
        typer.Option("--no-cover/--draw-cover", help="Make a book without a cover.", callback=set_aside),
    ] = False
    smart: Annotated[
        bool,
        typer.Option(
            "--smart/--no-smart", help="Set quotation marks, dashes and spaces as books of the language do."
        ),
    ] = False
    strict: Annotated[
        bool, typer.Option("--strict/--no-strict", help="Make no book if there is a warning.")
    ] = False

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
            "pdf_engine": self.pdf_engine,
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
    """The command for Typer, which knows no groups of options: a group it takes is spread into fields."""
    own = inspect.signature(command, eval_str=True).parameters.values()
    groups: dict[str, Any] = {
        parameter.name: parameter.annotation
        for parameter in own
        if isinstance(parameter.annotation, type(Struct))
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
    run.groups = tuple(groups.values())  # type: ignore[attr-defined]
    run.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]  # as inspect documents it
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in ordered}
    return run


def defaults(command: Callable[..., Any]) -> dict[str, Any]:
    """What files say in place of the options of a command, by the names of its parameters.

    :raises ConfigurationBroken: a file says something that makes no sense, whatever the command.
    """
    groups = getattr(command, "groups", ())
    if not groups:
        return {}
    from converter.configuration import load_defaults

    kinds = {
        name: kind for group in (BookOptions, ReadingOptions) for name, kind in option_kinds(group).items()
    }
    merged: dict[str, Any] = {}
    for file in load_defaults({name: kind for name, (_, kind) in kinds.items()}):
        stated = {kinds[name][0]: _from(file.path, name, value) for name, value in file.values.items()}
        for other in [other for name in stated for other in _SETS_ASIDE.get(name, ())]:
            merged.pop(other, None)
        merged |= stated
    return {name: value for name, value in merged.items() if any(name in _names(group) for group in groups)}


def option_kinds(group: type[Any]) -> dict[str, tuple[str, Any]]:
    """The options of a group by their long names, each with its field and the type of its values."""
    found = {}
    for name, hint in get_type_hints(group, include_extras=True).items():
        kind, option = get_args(hint)
        given = (option.default, *option.param_decls)  # Typer has the first name there
        long_name = next((part for part in given if str(part).startswith("--")), name)
        kinds = [choice for choice in get_args(kind) if choice is not NoneType]
        is_optional = isinstance(kind, UnionType)
        option_name = long_name.partition("/")[0].removeprefix("--").replace("_", "-")
        found[option_name] = (name, kinds[0] if is_optional else kind)
    return found


def _from(path: Path, option: str, value: Any) -> Any:
    """A value of a file; a picture, and a style that is written as a folder, lie beside the file."""
    is_path = option == "cover" or (option == "style" and ("/" in value or os.sep in value))
    return str(path.parent / value) if is_path else value


def _names(group: type[Any]) -> set[str]:
    return {field.name for field in fields(group)}


def _of_fields(group: Any) -> list[inspect.Parameter]:
    return list(inspect.signature(group, eval_str=True).parameters.values())
