"""What a file's name says of the story in it, for where the story says nothing."""

import re
from dataclasses import dataclass

from converter.readers.lines import strip

_QUOTED_TITLE = re.compile(r"[《【](?P<title>[^》】]+)[》】]\s*(?P<rest>.*)")
_AUTHOR = re.compile(r".*?作者\s*[:：]\s*(?P<author>.+)")
_WORK_ID = re.compile(r"\d{3,19}")


@dataclass(frozen=True, slots=True)
class FileName:
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
