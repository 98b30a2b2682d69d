"""Paragraphs, scene breaks, headings and emphasis, a row a rule."""

import pytest

from converter.book import Chapter, Emphasis, Inline, Paragraph, SceneBreak, Strong, Text, plain_text
from converter.readers.blocks import read_chapters
from converter.readers.inlines import read_inlines


def chapters(text: str, language: str = "en") -> tuple[Chapter, ...]:
    return read_chapters(text.split("\n"), 0, language)[0]


def shape(text: str) -> list[str]:
    """The blocks of the only chapter: a paragraph's text, or ``|`` for a scene break."""
    (chapter,) = chapters(text)
    return [plain_text(block.inlines) if isinstance(block, Paragraph) else "|" for block in chapter.blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\nb", ["a", "b"]),
        ("a\nb", ["a", "b"]),
        ("\n\n \t\na \u00a0\n\u00a0\n\u3000\n\u200b\nb", ["a", "b"]),
        ("a  b\tc", ["a b c"]),
        ("a\u00a0b", ["a\u00a0b"]),
        ("a\n\n***\n\nb", ["a", "|", "b"]),
        ("a\n***\nb", ["a", "|", "b"]),
        ("***\n\na\n\n***", ["a"]),
        ("a\n\n***\n\n* * *\n\n---\n\nb", ["a", "|", "b"]),
    ],
)
def test_blocks(text: str, expected: list[str]) -> None:
    assert shape(text) == expected


@pytest.mark.parametrize(
    "mark", ["***", "* * *", "*****", "---", "- - -", "~~~", "___", "===", "###", "⁂", "§", "◆ ◇ ◆", "— — —"]
)
def test_scene_breaks(mark: str) -> None:
    assert shape(f"a\n\n{mark}\u00a0\n\nb") == ["a", "|", "b"]


@pytest.mark.parametrize("speech", ["...", "…", "—", "?!", "“…”", "*", "7", "12:30", "(1)", "I", "$5"])
def test_speech_is_no_scene_break(speech: str) -> None:
    assert shape(f"a\n\n{speech}\n\nb") == ["a", speech, "b"]


def test_the_mark_is_kept() -> None:
    assert chapters("a\n\n* * *\n\nb")[0].blocks[1] == SceneBreak("* * *", 3)


@pytest.mark.parametrize(
    ("line", "language", "label", "title"),
    [
        ("Chapter 1", "en", "Chapter 1", ""),
        ("Chapter 1: The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("Chapter 1 - The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("Chapter 1. The Pear Tree", "en", "Chapter 1", "The Pear Tree"),
        ("CHAPTER XIV", "en", "CHAPTER XIV", ""),
        ("Chapter Twenty-One: Home", "en", "Chapter Twenty-One", "Home"),
        ("Kapitel 3: Kurz, lang, kurz", "de", "Kapitel 3", "Kurz, lang, kurz"),
        ("Глава 2. Дорога", "ru", "Глава 2", "Дорога"),
        ("第1章　午後の授業", "ja", "第1章", "午後の授業"),
        ("第十二章", "zh", "第十二章", ""),
    ],
)
def test_headings(line: str, language: str, label: str, title: str) -> None:
    _, chapter = chapters(f"before\n\n{line}\n\nafter", language)
    assert (chapter.label, chapter.title, len(chapter.blocks)) == (label, title, 1)


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 2 of his life had begun.",
        "Chapters of his life",
        "Chapter and verse",
        "Kapitel 1",
        "Chapter 1: " + "so " * 40,
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    assert shape(f"before\n\n{line}\n\nafter") == ["before", line.strip(), "after"]


def test_a_heading_stands_alone() -> None:
    assert shape("before\nChapter 1\nafter") == ["before", "Chapter 1", "after"]


def test_text_before_the_first_heading_is_kept() -> None:
    first, second = chapters("A word.\n\nChapter 1\n\nText.")
    assert (first.heading, second.heading) == ("", "Chapter 1")


def em(*inlines: Inline) -> Emphasis:
    return Emphasis(inlines)


def strong(*inlines: Inline) -> Strong:
    return Strong(inlines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a*", [em(Text("a"))]),
        ("_a_ b", [em(Text("a")), Text(" b")]),
        ("**a**", [strong(Text("a"))]),
        ("***a***", [strong(em(Text("a")))]),
        ("*a _b_ c*", [em(Text("a "), em(Text("b")), Text(" c"))]),
        ("“*Hello*,” she", [Text("“"), em(Text("Hello")), Text(",” she")]),
        ("*a *b* c", [Text("*a "), em(Text("b")), Text(" c")]),
        ("*a _b* c_", [em(Text("a _b")), Text(" c_")]),
        ("*...what?*", [em(Text("...what?"))]),
        ("*“Hello,” she said. “Sit.”*", [em(Text("“Hello,” she said. “Sit.”"))]),
        ("*One. Two! Three?* Four.", [em(Text("One. Two! Three?")), Text(" Four.")]),
        ("*a*-*b*", [em(Text("a")), Text("-"), em(Text("b"))]),
        ("he—*a*—and", [Text("he—"), em(Text("a")), Text("—and")]),
        ("_The sea_, _or the shore_", [em(Text("The sea")), Text(", "), em(Text("or the shore"))]),
        ("_Still und schnell_--", [em(Text("Still und schnell")), Text("--")]),
        ("_Morning._... Night", [em(Text("Morning.")), Text("... Night")]),
        ("_he paused--_--", [em(Text("he paused--")), Text("--")]),
        ("_A_, and_ ,", [em(Text("A")), Text(", and_ ,")]),
        ("the _Heron_'s", [Text("the "), em(Text("Heron")), Text("'s")]),
        ("*a_b * c*", [em(Text("a_b * c"))]),
        ("__a__", [strong(Text("a"))]),
        ("*_a_*", [em(em(Text("a")))]),
        ("**_a_ b**", [strong(em(Text("a")), Text(" b"))]),
        ("他*不*说", [Text("他"), em(Text("不")), Text("说")]),
        ("*안녕*은", [em(Text("안녕")), Text("은")]),
    ],
)
def test_emphasis(text: str, expected: list[Inline]) -> None:
    assert list(read_inlines(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "5* hotel*",
            "f**k",
            "snake_case_name",
            "____",
            "* a *",
            "2 * 3 * 4",
            "(*) see (*)",
            "a*",
            "*",
            "_ _",
        ),
        *(
            "_un_true",
            "un_true_",
            "sh*t, f*ck",
            "^_^ hm ^_^",
            "-_- a -_-",
            ">_< b >_<",
            "*_*",
            "*a**",
            "****a****",
        ),
    ],
)
def test_lone_marks_stay(text: str) -> None:
    assert read_inlines(text) == (Text(text),)
