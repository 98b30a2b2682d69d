"""Text that was spoilt before it came here: UTF-8 that somebody read as Windows-1252 and saved again.

Noticed always, repaired when asked. What is mojibake and what a French quotation is a matter of
experience, and ftfy has it: its ``fix_encoding`` leaves ``“CAFÉ”`` and ``« allé »`` alone, mends double
mojibake, lost no-break spaces and bytes that Windows-1252 lacks. It is asked about suspicious lines only,
and what is noticed is exactly what would be repaired.
"""

import re

from converter.errors import Level, Notice, counted
from converter.expressions import expression

_LINE_END = expression("\r\n|[\r\n]")
_TRAILS = "".join(
    bytes([byte]).decode("cp1252", "ignore") + bytes([byte]).decode("latin-1") for byte in range(0x80, 0xC0)
)
# The first byte of a character of UTF-8 and the second, both read as Windows-1252 or Latin-1; the second
# byte of à is a no-break space there, which often has become a common one.
_SUSPICIOUS = expression(f"[Â-ô](?:[{re.escape(_TRAILS)}]|(?<=Ã) )")
# Windows-1252 has no character for the last byte of ”, so that many programs lose it.
_CUT_QUOTE = expression(f"â€\ufffd?(?![{re.escape(_TRAILS)}])")
_WORD = expression(r"\S+")


def check_mojibake(text: str, *, repair: bool) -> tuple[str, tuple[Notice, ...]]:
    """The text, repaired if asked, and a notice of the lines that are concerned."""
    if not _SUSPICIOUS.search(text):
        return text, ()
    from ftfy import fix_encoding  # noqa: PLC0415 — hardly any text needs it

    lines = _LINE_END.split(text)
    mended = {
        number: better
        for number, line in enumerate(lines)
        if _SUSPICIOUS.search(line) and (better := fix_encoding(_CUT_QUOTE.sub("â€\x9d", line))) != line
    }
    if not mended:
        return text, ()
    first = min(mended)
    notice = _notice(len(mended), first + 1, _example(lines[first], mended[first]), repaired=repair)
    if repair:
        text = "\n".join(mended.get(number, line) for number, line in enumerate(lines))
    return text, (notice,)


def _example(line: str, better: str) -> str:
    """The first word that was spoilt, and what it was."""
    pairs = zip(_WORD.findall(line), _WORD.findall(better), strict=False)
    return next((f"“{word}” for “{was}”" for word, was in pairs if word != was), f"“{line.strip()[:40]}”")


def _notice(count: int, line: int, example: str, *, repaired: bool) -> Notice:
    done = " repaired" if repaired else ""
    text = (
        f"{counted(count, 'line')} of mojibake{done}:"
        f" text that was decoded wrongly before it came here, such as {example}."
    )
    if repaired:
        return Notice("mojibake-repaired", line, text, level=Level.NOTE)
    return Notice("mojibake", line, text, "--repair mends it.", Level.WARNING)
