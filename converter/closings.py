"""The line that says a story is over, which books set as they set a heading.

It is decided here and not by the reader, so that a ``Book`` holds a paragraph like any other.
"""

import re
from collections.abc import Sequence

from converter.book import Block, Book, Footnote, Note, Paragraph, SceneBreak, plain_text
from converter.expressions import expression

_WORDS = (
    "the end|end|finis|fin|ende|das ende|slutet|konec|koniec|конец|кінець|einde|het einde|fim|loppu|vége"
    "|τέλος|النهاية|تمت|סוף|hết|tamat|おわり|終わり|終|完|全文完|끝"
)
_PART = "(?:part|book|volume|vol|chapter|act)"
_LINE = expression(
    rf"[\W_]*(?:{_WORDS}|(?:the )?end of (?:{_PART}\b.{{0,30}}|the \w+ {_PART}))[^\w?,:;\"'“”‘’]*",
    re.IGNORECASE,
)
"""Not all such words: those that are names or sentences as well, as *fine* and *son* are, say too little."""


def closing_line(blocks: Sequence[Block]) -> Paragraph | None:
    """The last paragraph of a chapter, if it says no more than that the story, or a part of it, is over.

    >>> from converter.book import Text
    >>> closing_line((Paragraph((Text("THE END."),), 7),)).line
    7
    """
    last = next(
        (block for block in reversed(blocks) if not isinstance(block, Note | Footnote | SceneBreak)), None
    )
    if isinstance(last, Paragraph) and _LINE.fullmatch(plain_text(last.inlines).strip()):
        return last
    return None


def is_closed(book: Book) -> bool:
    """Whether the last chapter says itself that the story is over."""
    return bool(book.chapters) and closing_line(book.chapters[-1].blocks) is not None
