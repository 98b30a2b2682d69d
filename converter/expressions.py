"""Regular expressions that are compiled where they are first used: any one text needs the fewest of them.

Together they would take as long as a short story takes to become a book.
"""

import re
from typing import Any, cast

_NAMES = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn", "pattern", "groups")
"""What is asked of an expression."""


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """An expression as ``re.compile`` has it, to be named in a module.

    A fault in the pattern is found no earlier than it is used; the tests use each.
    """
    return cast("re.Pattern[str]", Expression(pattern, flags))


class Expression:
    """What stands for an expression; once it is compiled, its methods are the expression's own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _NAMES:
            raise AttributeError(name)
        compiled = re.compile(*self._source)
        for each in _NAMES:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)
