"""What a file's name says of the story in it, for where the story says nothing."""

from typing import NamedTuple

from msgspec.structs import replace

from converter.book import Metadata
from converter.errors import Level, Notice
from converter.expressions import expression
from converter.readers.lines import strip

_QUOTED_TITLE = expression(r"[《【](?P<title>[^》】]+)[》】]\s*(?P<rest>.*)")
_AUTHOR = expression(r".*?作者\s*[:：]\s*(?P<author>.+)")
_WORK_ID = expression(r"\d{3,19}")
_WORK_IN_URL = expression(r".*/works/(\d+)(?:\D.*)?")


class FileName(NamedTuple):
    """The parts of a name; empty where it has none."""

    title: str = ""
    author: str = ""
    work_id: str = ""


def read_name(name: str) -> FileName:
    """The parts of the name of a file, which comes without its suffix.

    >>> read_name("The_Last_Ferry"), read_name("4410027").work_id
    (FileName(title='The Last Ferry', author='', work_id=''), '4410027')
    >>> read_name("Rain - A. Writer").author, read_name("《雨》作者：猫").author
    ('A. Writer', '猫')
    """
    text = strip(name.replace("_", " "))
    if quoted := _QUOTED_TITLE.fullmatch(text):
        found = _AUTHOR.fullmatch(quoted["rest"])
        return FileName(quoted["title"], strip(found["author"]) if found else "")
    if _WORK_ID.fullmatch(text):
        return FileName(title=text, work_id=text)
    title, dash, author = text.partition(" - ")
    if dash and strip(title) and strip(author) and " - " not in author:
        return FileName(strip(title), strip(author))
    return FileName(text)


def complete(metadata: Metadata, source_name: str, without_title: str) -> tuple[Metadata, tuple[Notice, ...]]:
    """The metadata with title, author and work ID from the file's name and the URL where they lack.

    ``source_name`` has no suffix; ``without_title`` says in a notice why the name had to serve.
    """
    name = read_name(source_name)
    notices: list[Notice] = []
    if found := _WORK_IN_URL.fullmatch(metadata.url):
        metadata = replace(metadata, work_id=metadata.work_id or found[1])
    if name.work_id and not metadata.work_id:
        metadata = replace(metadata, work_id=name.work_id)
        text = f"The work ID {name.work_id} is taken from the file's name."
        notices.append(Notice("work-id-from-name", 0, text))
    if name.author and not metadata.authors and metadata.title in {"", name.title}:
        metadata = replace(metadata, authors=(name.author,))
        text = f"The author “{name.author}” is taken from the file's name."
        notices.append(Notice("author-from-name", 0, text, level=Level.NOTE))
    if not metadata.title:
        title = name.title or "Untitled"
        metadata = replace(metadata, title=title)
        text = f"{without_title}; “{title}” is taken from the file's name."
        hint = "Name one with --set Title=…, or in lines such as “Title: …” and “Author: …” at the top."
        notices.append(Notice("title-from-name", 0, text, hint, Level.NOTE))
    return metadata, tuple(notices)
