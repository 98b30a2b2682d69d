"""What to do next after a wrong command line: the hint that the complaint about it ends with."""

import os
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from shlex import quote
from typing import Any

_ONE_HYPHEN = re.compile(r"(?:-|[–—]+)([a-z][a-z-]+)")


def advice(error: Any, words: Sequence[str], commands: Collection[str]) -> str:
    """The hint for what Typer found wrong with these words, which follow the name of the program.

    :param commands: the names that its first word can have.
    """
    name = words[0] if words else ""
    if name not in commands:
        return _for_no_command(name)
    help_line = f"See “fascicle {name} --help”."
    context = getattr(error, "ctx", None)
    parameters = context.command.params if context else ()
    if option := _misspelt(words, parameters):
        return f"A long option begins with two hyphens: {option}."
    if "unexpected extra" not in error.format_message():
        return help_line
    if "--" in words:
        return f"What stands behind -- is no option: write options before it. {help_line}"
    if file := _with_spaces(words[1:]):
        return f"Quote a name that holds spaces: fascicle {name} {quote(file)}."
    if not any(parameter.param_type_name == "argument" for parameter in parameters):
        return help_line
    several = "Several stories go to “fascicle bind”, a folder to “fascicle batch”. "
    return (
        f"{several if name == 'convert' else ''}Quote names that hold spaces, and repeat an option for each"
        f" of its values. {help_line}"
    )


def _misspelt(words: Sequence[str], parameters: Iterable[Any]) -> str:
    """The option that was written with one hyphen, or with dashes; empty if none was."""
    options = {option for parameter in parameters for option in parameter.opts}
    typed = (f"--{match[1]}" for word in words if (match := _ONE_HYPHEN.match(word)))
    return next((option for option in typed if option in options), "")


def _for_no_command(first: str) -> str:
    if os.path.isdir(first):
        return f"To convert the stories in a folder: fascicle batch {quote(first)} -o BOOKS."
    if os.path.isfile(first):
        return f"To convert a story: fascicle convert {quote(first)}."
    return "“fascicle --help” lists the commands."


def _with_spaces(words: Sequence[str]) -> str:
    """The name of a file that some of the words, side by side, make with spaces between them."""
    names = (" ".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2))
    return next((name for name in names if " " in name and os.path.isfile(name)), "")
