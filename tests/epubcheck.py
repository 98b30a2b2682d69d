"""EPUBCheck's messages as lines, usage notes included."""

from pathlib import Path

from converter.checks.epubcheck import messages as checked


def messages(book: Path) -> list[str]:
    """Every message of any severity as ``SEVERITY ID: text (place)``."""
    return [
        f"{message['severity']} {message['ID']}: {message['message']}"
        f" ({', '.join(place['path'] for place in message['locations'][:2])})"
        for message in checked(book)
    ]
