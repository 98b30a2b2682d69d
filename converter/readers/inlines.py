"""A paragraph's text to inlines: ``*emphasis*``, ``_emphasis_``, ``**strong**`` and their nesting.

A run of up to three markers opens where a word begins (no word character before it, no space
after it) and closes where one ends, with the same run. A run without its partner is left as text,
so ``5*``, ``f**k``, ``snake_case`` and ``____`` stay what they are.
"""

import re

from converter.book import Emphasis, Inline, Strong, Text

_RUN = re.compile(r"(\*+|_+)")
_LONGEST_RUN = 3
_OPENING, _CLOSING = "([{", ")]},;:"


def read_inlines(text: str) -> tuple[Inline, ...]:
    """The inlines of one paragraph; linear in its length.

    >>> read_inlines("a *b* c")
    (Text(text='a '), Emphasis(inlines=(Text(text='b'),)), Text(text=' c'))
    """
    if "*" not in text and "_" not in text:
        return (Text(text),) if text else ()
    pieces: list[str] = _RUN.split(text)  # text, run, text, run, … text
    matches = _match_runs(pieces)
    return _build(pieces, matches, 0, len(pieces))


def _match_runs(pieces: list[str]) -> dict[int, int]:
    """Index of each opening run → index of the run that closes it; pairs nest, never cross.

    A run waits for its partner only until the same run opens again, so nesting is never deeper
    than there are kinds of runs.
    """
    matches: dict[int, int] = {}
    waiting: dict[str, int] = {}  # run → index of its opener, in order of opening
    for index in range(1, len(pieces), 2):
        run, before, after = pieces[index], pieces[index - 1], pieces[index + 1]
        if len(run) > _LONGEST_RUN:
            continue
        if run in waiting and _closes(before, after):
            matches[waiting[run]] = index
            while waiting.popitem()[0] != run:
                pass
        elif _opens(before, after):
            waiting.pop(run, None)
            waiting[run] = index
    return matches


def _opens(before: str, after: str) -> bool:
    if not after or after[0].isspace() or after[0] in _CLOSING:
        return False
    return not (before and before[-1].isalnum())


def _closes(before: str, after: str) -> bool:
    if not before or before[-1].isspace() or before[-1] in _OPENING:
        return False
    return not (after and after[0].isalnum())


def _build(pieces: list[str], matches: dict[int, int], start: int, end: int) -> tuple[Inline, ...]:
    """Inlines of ``pieces[start:end]``; a matched run becomes a node, any other one text."""
    inlines: list[Inline] = []
    plain: list[str] = []
    index = start
    while index < end:
        closer = matches.get(index)
        if closer is None:
            plain.append(pieces[index])
            index += 1
            continue
        if characters := "".join(plain):
            inlines.append(Text(characters))
        plain = []
        inlines.append(_node(len(pieces[index]), _build(pieces, matches, index + 1, closer)))
        index = closer + 1
    if characters := "".join(plain):
        inlines.append(Text(characters))
    return tuple(inlines)


def _node(run_length: int, inlines: tuple[Inline, ...]) -> Inline:
    match run_length:
        case 1:
            return Emphasis(inlines)
        case 2:
            return Strong(inlines)
        case _:
            return Strong((Emphasis(inlines),))
