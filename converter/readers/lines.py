"""What counts as blank: the one question that header and blocks both ask of a line."""

_INVISIBLE = "\u00ad\u200b\u2060"
"""Soft hyphen, zero width space, word joiner: nothing to see, but no white space to Python."""


def strip(line: str) -> str:
    """The line without white space or invisible characters at its ends; empty if it is blank."""
    return line.strip().strip(_INVISIBLE).strip()
