"""What is said of lines that are left out of a book."""

from collections.abc import Sequence

from converter.errors import Level, Notice


def dropped(code: str, lines: Sequence[str], start: int, end: int, what: str) -> tuple[Notice, ...]:
    """A notice that ``lines[start:end]`` are left out, with how many words; none for blank lines."""
    words = sum(len(line.split()) for line in lines[start:end])
    if not words:
        return ()
    place = f"Line {start + 1}" if end - start == 1 else f"Lines {start + 1}–{end}"
    count = "1 word" if words == 1 else f"{words} words"
    return (Notice(code, start + 1, f"{place} ({count}) left out: {what}.", level=Level.NOTE),)
