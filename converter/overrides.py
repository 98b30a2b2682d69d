"""What a user types to overrule the reader, as ``ReaderOptions``."""

import re
import warnings
from collections.abc import Iterable

from converter.errors import UnknownName, UsageError
from converter.readers import Layout, ReaderOptions
from converter.source import without_controls


def reader_options(
    chapters: str | None, scene_break: str | None, layout: str | None, metadata: Iterable[str]
) -> ReaderOptions:
    """Check and collect the values of ``--chapters``, ``--scene-break``, ``--layout`` and ``--set``.

    :raises UsageError: a pattern that is none, or a setting without a key or an equals sign, or that has
        characters that no book may hold.
    :raises UnknownName: no such layout.
    """
    return ReaderOptions(
        _pattern("--chapters", chapters),
        _pattern("--scene-break", scene_break),
        _layout(layout),
        tuple(_setting(text) for text in metadata),
    )


def refuse_controls(text: str, option: str) -> None:
    """Refuse what no book may hold, such as bytes of an argument that could not be decoded.

    :raises UsageError: there is such a character.
    """
    clean = without_controls(text)
    if clean != text:
        raise UsageError(
            f"“{clean}” of {option} has control characters, or bytes that are no letters here.",
            "Type it anew; the terminal may have another encoding than the system.",
        )


def _pattern(option: str, text: str | None) -> re.Pattern[str] | None:
    if text is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a later Python may read otherwise
            return re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise UsageError(
            f"The regular expression “{text}” of {option} is wrong: {error}.",
            "A backslash takes a sign such as ( or * as itself; single quotes keep the shell away from it.",
        ) from None


def _layout(name: str | None) -> Layout | None:
    if name is None:
        return None
    try:
        return Layout(name)
    except ValueError:
        raise UnknownName("layout", name, Layout) from None


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = (part.strip() for part in text.partition("="))
    if not key or not equals:
        raise UsageError(
            f"“{text}” is no setting for the header.", "Write KEY=VALUE, such as --set 'Title=The Owl'."
        )
    refuse_controls(text, "--set")
    return key, value
