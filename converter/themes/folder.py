"""The files of a style's folder as text; what loads anything from outside is refused."""

import re
from pathlib import Path

from converter.errors import StyleBroken
from converter.expressions import expression
from converter.themes.theme import DEFAULT

LOOK = "book.typ"
_LOADS = expression(r"\b(?:import|include)\b")
_CSS_COMMENT = expression(r"/\*.*?\*/", re.DOTALL)
_OUTSIDE = expression(r"@import|@charset|@namespace|\burl\(", re.IGNORECASE)


def read_part(path: Path) -> str:
    """The text of a file that the folder must have."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StyleBroken(
            f"The style folder lacks “{path}”.",
            f"A whole one is made by: fascicle styles --copy {DEFAULT} FOLDER.",
        ) from None
    except OSError as error:
        raise StyleBroken(f"“{path}” cannot be read: {error.strerror}.", "Check its permissions.") from None
    except UnicodeDecodeError:
        raise StyleBroken(f"“{path}” is not UTF-8.", "Save it as UTF-8 text.") from None


def read_css(path: Path) -> str:
    """A style sheet that stands by itself; a book loads nothing from outside."""
    css = read_part(path)
    bare = _CSS_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)
    if found := _OUTSIDE.search(bare):
        line = 1 + bare.count("\n", 0, found.start())
        raise StyleBroken(
            f"“{path}”, line {line}, holds “{found[0]}”, but a style sheet may load nothing.",
            "Take it out; fonts are named in style.toml.",
        )
    return css


def read_look(folder: Path) -> str:
    """The look of a style, if it has one of its own; see ``Theme.look``."""
    path = folder / LOOK
    if not path.exists():
        return ""
    code = read_part(path)
    if found := _LOADS.search(code):
        raise StyleBroken(
            f"“{path}” holds “{found[0]}”, but the look of a style may load nothing.", "Take it out."
        )
    return code
