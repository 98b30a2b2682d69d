"""What to do next after a wrong command line: the hint that the complaint about it ends with."""

import os
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from shlex import quote
from typing import Any

from converter.expressions import expression

_ONE_HYPHEN = expression(r"(?:-|[–—]+)([a-z][a-z-]+)")
_ELSEWHERE = {"--format": "--to", "--theme": "--style", "--out": "--output", "--target": "--device"}
"""What other programs call our options."""


def advice(error: Any, words: Sequence[str], commands: Collection[str]) -> str:
    """The hint for what Typer found wrong with these words, which follow the name of the program.

    :param commands: the names that its first word can have.
    """
    name = words[0] if words else ""
    if name not in commands:
        return _for_no_command(name, words[1:2], commands)
    help_line = f"See “fascicle {name} --help”."
    context = getattr(error, "ctx", None)
    parameters = context.command.params if context else ()
    options = {option for parameter in parameters for option in parameter.opts}
    if option := _misspelt(words, options):
        return f"A long option begins with two hyphens: {option}."
    if meant := _meant(getattr(error, "option_name", ""), options):
        return f"{meant} {help_line}"
    if "unexpected extra" in error.format_message():
        return _for_extra_words(name, words, parameters, options, help_line)
    missing = error.format_message().startswith("Missing")
    return f"{error.param.help} {help_line}" if missing else help_line


def _misspelt(words: Sequence[str], options: Collection[str]) -> str:
    """The option that was written with one hyphen, or with dashes; empty if none was."""
    typed = (f"--{match[1]}" for word in words if (match := _ONE_HYPHEN.match(word)))
    return next((option for option in typed if option in options), "")


def _meant(option: str, options: Collection[str]) -> str:
    """What stands for an option that there is not, where it is known by another name."""
    if (ours := _ELSEWHERE.get(option)) in options:
        return f"It is called {ours} here."
    from converter.readers.keys import KNOWN_KEYS

    key = option.lstrip("-")
    if key in KNOWN_KEYS and "--set" in options:
        return f"A line of the header is overruled by --set '{key.title()}=…'."
    return ""


def _for_no_command(first: str, second: Sequence[str], commands: Collection[str]) -> str:
    if first == "help" and second and second[0] in commands:
        return f"Help comes behind a command: fascicle {second[0]} --help."
    if os.path.isdir(first):
        return f"To convert the stories in a folder: fascicle batch {quote(first)} -o BOOKS."
    if os.path.isfile(first):
        return f"To convert a story: fascicle convert {quote(first)}."
    return "“fascicle --help” lists the commands."


def _for_extra_words(
    name: str, words: Sequence[str], parameters: Iterable[Any], options: Collection[str], help_line: str
) -> str:
    """The hint where there are more words than the command takes."""
    if "--" in words:
        return f"What stands behind -- is no option: write options before it. {help_line}"
    if file := _with_spaces(words[1:]):
        return f"Quote a name that holds spaces: fascicle {name} {quote(file)}."
    if not any(parameter.param_type_name == "argument" for parameter in parameters):
        return help_line
    if "--output" in options and _is_book(words[-1]):
        return f"What is made is named with -o: fascicle {name} {quote(words[1])} -o {quote(words[-1])}."
    several = "Several stories go to “fascicle bind”, a folder to “fascicle batch”. "
    return (
        f"{several if name == 'convert' else ''}Quote names that hold spaces, and repeat an option for each"
        f" of its values. {help_line}"
    )


def _is_book(word: str) -> bool:
    """Whether a word is a file's name that ends in a format's suffix."""
    from converter.plugins import is_format

    return is_format(Path(word).suffix[1:].lower())


def _with_spaces(words: Sequence[str]) -> str:
    """The name of a file that some of the words, side by side, make with spaces between them."""
    names = (" ".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2))
    return next((name for name in names if " " in name and os.path.isfile(name)), "")
