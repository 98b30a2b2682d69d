"""Is every word of a story in its books, in order? Measured from outside, on the finished files.

Run as a script to compare any number of stories::

    python -m tests.fidelity STORY...

The books are read and compared as ``fascicle check --source`` does. But the story's words are counted from
the raw file without the help of our readers: everything below the first blank line after its header.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from converter import convert
from converter.checks import Finding
from converter.checks.blocks import passages
from converter.checks.epub import open_epub
from converter.checks.pdf_text import read_passages
from converter.checks.words import compare, split_words


def words(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    return list(split_words(text).keys)


def story_text(path: Path) -> str:
    """What stands below the header of a raw story in UTF-8."""
    text = path.read_text(encoding="utf-8-sig")
    header, _, body = text.partition("\n\n")
    return body if ":" in header.split("\n", 1)[0] else text


def differences(story: Path, book: Path) -> list[Finding]:
    """What is lost, added, changed and moved between a story and an EPUB or PDF of it."""
    data = book.read_bytes()
    if book.suffix == ".pdf":
        found = read_passages(data)
    else:
        publication, _ = open_epub(data)
        assert publication
        found = list(passages(publication))
    text = story_text(story)
    # Running heads say what the header and the lines of the story say.
    names = [line for line in story.read_text(encoding="utf-8-sig").split("\n") if len(line) < 80]
    return compare(split_words(text), found, names)[1]


def main() -> int:
    """Compare each story named on the command line with its EPUB and PDF, and print what differs."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--page", default="a5")
    arguments = parser.parse_args()
    bad = 0
    for story in arguments.stories:
        with tempfile.TemporaryDirectory() as folder:
            begin = time.monotonic()
            result = convert(story, f"{folder}/", formats=("epub", "pdf"), page=arguments.page)
            seconds = time.monotonic() - begin
            found = [(book.suffix, differences(story, book)) for book in result.outputs]
        count = sum(len(of_book) for _, of_book in found)
        bad += bool(count)
        print(f"{len(words(story_text(story))):>8} words {count:>3} differences {seconds:>7.1f} s  {story}")
        for suffix, of_book in found:
            for finding in of_book:
                print(f"         {suffix} {finding.place}: {finding.text}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
