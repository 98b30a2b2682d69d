"""What is said of lines that are left out of a book."""

from collections.abc import Sequence

from converter.errors import Level, Notice, counted


def dropped(code: str, lines: Sequence[str], start: int, end: int, what: str) -> tuple[Notice, ...]:
    """A notice that ``lines[start:end]`` are left out, with how many words; none for blank lines."""
    words = sum(len(line.split()) for line in lines[start:end])
    if not words:
        return ()
    place = f"Line {start + 1}" if end - start == 1 else f"Lines {start + 1}–{end}"
    text = f"{place} ({counted(words, 'word')}) left out: {what}."
    return (Notice(code, start + 1, text, level=Level.NOTE),)
