"""Aozora Bunko's annotations: ruby, emphasis dots, headings, characters outside JIS.

The notation is described by Aozora Bunko itself at the head of each of its files: ``《》`` holds a
reading, ``｜`` marks where its base begins, ``［＃…］`` is a remark of the transcriber.
"""

import re
from collections.abc import Sequence

from converter.book import Emphasis, Inline, Ruby, Text
from converter.expressions import expression

_REMARK = expression(r"※?［＃(?P<text>[^［］]{0,300})］")
_HEADING = expression(r"「(?P<title>.+)」は(?P<size>[大中小])見出し")
_DOTS = expression(r"「(?P<words>[^」]+)」に.{0,8}(?:傍点|傍線|圏点)")
_CODE_POINT = expression(r"U\+([0-9A-Fa-f]{4,6})")
_RUBY = (
    r"(?:｜(?P<marked>[^《｜]{1,40})|(?P<kanji>[々〆ヶ\u3400-\u9fff\uf900-\ufaff※]+))"
    r"《(?P<reading>[^》]{1,60})》"
)
"""Compiled when it is needed, for its ranges take long, and most stories have no ruby."""
_DEPTHS = {"大": "#", "中": "##", "小": "###"}
_SIGN = expression(r"［＃[^［］]{0,300}］|｜[^《]{1,40}《[^》]{1,60}》")


def is_annotated(lines: Sequence[str]) -> bool:
    """Whether a text is written with these annotations."""
    return any(not line.isascii() and _SIGN.search(line) for line in lines)


def plain_line(line: str) -> tuple[str, list[str]]:
    """The line with its remarks carried out or taken out, and those that were taken out.

    A heading becomes a marked one (``## …``); emphasis dots stay for ``read_annotated``.
    """
    dropped: list[str] = []
    depth = ""

    def carry_out(remark: re.Match[str]) -> str:
        nonlocal depth
        text = remark["text"]
        if heading := _HEADING.search(text):
            depth = _DEPTHS[heading["size"]]
        elif _DOTS.search(text):
            return remark[0]
        elif remark[0][0] == "※" and (point := _CODE_POINT.search(text)):
            return chr(int(point[1], 16))
        elif remark[0][0] == "※":
            dropped.append(text)
            return "※"
        elif not text.endswith(("字下げ", "字上げ", "改ページ", "改丁")):
            dropped.append(text)
        return ""

    plain = _REMARK.sub(carry_out, line)
    if depth:
        plain = f"{depth} {re.sub(_RUBY, lambda ruby: ruby['marked'] or ruby['kanji'], plain).strip()}"
    return plain, dropped


def read_annotated(text: str) -> tuple[Inline, ...]:
    """Inlines of a text with ruby and emphasis dots.

    >>> read_annotated("一｜袋《ふくろ》だ")
    (Text(text='一'), Ruby(base='袋', reading='ふくろ'), Text(text='だ'))
    """
    inlines: list[Inline] = []
    for part in re.split(r"(［＃[^］]*］)", text):
        if remark := _DOTS.search(part) if part.startswith("［＃") else None:
            _emphasise(inlines, remark["words"])
        else:
            inlines += _read_ruby(part)
    return tuple(inlines)


def _emphasise(inlines: list[Inline], words: str) -> None:
    """Set the ``words`` that the text so far ends with in emphasis."""
    last = inlines[-1] if inlines else None
    if isinstance(last, Text) and last.text.endswith(words):
        before = last.text[: -len(words)]
        inlines[-1:] = [Text(before)] if before else []
        inlines.append(Emphasis((Text(words),)))


def _read_ruby(text: str) -> list[Inline]:
    inlines: list[Inline] = []
    start = 0
    for ruby in re.finditer(_RUBY, text):
        if ruby.start() > start:
            inlines.append(Text(text[start : ruby.start()]))
        inlines.append(Ruby(ruby["marked"] or ruby["kanji"], ruby["reading"]))
        start = ruby.end()
    if start < len(text):
        inlines.append(Text(text[start:]))
    return inlines
