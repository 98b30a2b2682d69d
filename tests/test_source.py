"""Bytes to text: every rung of the ladder, and what is said about it."""

import pytest

from converter.errors import (
    ConverterError,
    Level,
    SourceBinary,
    SourceEmpty,
    SourceUndecodable,
    UnknownName,
)
from converter.source import decode

STORY = "Elle a dit : « Déjà ? »\n“Yes,” he said — and left…\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "expected"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\x00\x00", "utf-32-le"),
        ("utf-32-be", b"\x00\x00\xfe\xff", "utf-32-be"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_encodings_are_told_apart(encoding: str, mark: bytes, expected: str) -> None:
    source = decode(mark + STORY.encode(encoding), "story.txt")
    assert (source.text, source.encoding) == (STORY, expected)
    guessed = ["encoding-guessed"] if expected == "cp1252" else []
    assert [notice.code for notice in source.notices] == guessed


def test_a_doubtful_guess_is_a_warning() -> None:
    (notice,) = decode(f"{STORY}{'and so on ' * 9}".encode("cp1252"), "story.txt").notices
    assert notice.level is Level.NOTE
    (notice, *_) = decode("Это не западный язык.".encode("cp1251"), "story.txt").notices
    assert notice.level is Level.WARNING


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.txt", "a"), ("Vol. 1", "Vol. 1"), ("a.001", "a.001"), (".txt", ".txt"), ("a\udcff\x01.txt", "a")],
)
def test_the_name_comes_without_its_suffix(name: str, stem: str) -> None:
    assert decode(b"x", name).name == stem


def test_a_mark_beats_the_encoding_that_was_named() -> None:
    assert decode(b"\xef\xbb\xbf" + STORY.encode(), "story.txt", "cp1252").text == STORY


def test_an_encoding_that_was_named_beats_detection() -> None:
    assert decode("猫がいた。\n".encode("shift_jis"), "neko.txt", "Shift-JIS").text == "猫がいた。\n"


def test_the_first_odd_byte_may_come_late() -> None:
    text = "a plain line\n" * 5000 + "“at last”\n"
    assert decode(text.encode(), "late.txt").text == text
    assert decode(text.encode("cp1252"), "late.txt").text == text


def test_stray_windows_bytes_in_utf8_are_read_and_reported() -> None:
    data = ("é — “so”\n" * 3).encode() + b"\x93odd\x94\n"
    source = decode(data, "mixed.txt")
    assert source.text.endswith("“odd”\n")
    (notice,) = source.notices
    assert (notice.code, notice.line, notice.level) == ("stray-bytes", 4, Level.WARNING)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_newline_is_one(newline: str) -> None:
    assert decode(f"one{newline}two".encode(), "lines.txt").text == "one\ntwo"


def test_an_ellipsis_in_windows_1252_is_no_newline() -> None:
    assert decode(b"wait\x85 what\xe9", "wait.txt").text == "wait… whaté"


@pytest.mark.parametrize(
    "control", ["\x00", "\x08", "\x1b", "\x7f", "\x9d", "\ufeff", "\ufdd0", "\ufffe", "\uffff"]
)
def test_control_characters_go_and_are_counted(control: str) -> None:
    source = decode(f"one\nt{control}w{control}o\n".encode(), "controls.txt")
    assert source.text == "one\ntwo\n"
    (notice,) = source.notices
    assert (notice.code, notice.line) == ("controls-removed", 2)
    assert notice.text.startswith(f"2 control characters removed (U+{ord(control):04X})")


def test_joiners_and_direction_marks_stay() -> None:
    text = "👩\u200d🚀 \u200f\u202bשלום\u202c می\u200cخواهم \u00ad\n"
    assert decode(text.encode(), "marks.txt").text == text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", SourceEmpty),
        (b"\xef\xbb\xbf", SourceEmpty),
        (" \u00a0\n\t\u3000\r\n".encode(), SourceEmpty),
        (b"%PDF-1.7 and so on", SourceBinary),
        (b"PK\x03\x04 and so on", SourceBinary),
        (b"\x89PNG\r\n\x1a\n", SourceBinary),
        (bytes(range(256)) * 20, SourceBinary),
    ],
)
def test_what_is_no_story_is_refused(data: bytes, error: type[ConverterError]) -> None:
    with pytest.raises(error) as caught:
        decode(data, "thing.txt")
    assert caught.value.hint


def test_the_wrong_encoding_is_blamed_when_it_was_named() -> None:
    with pytest.raises(SourceUndecodable):
        decode(("“" * 99).encode(), "x.txt", "latin-1")


def test_bytes_that_do_not_fit_the_encoding_are_an_error() -> None:
    with pytest.raises(SourceUndecodable, match="not utf-8: byte 3"):
        decode(b"abc\xff", "x.txt", "utf-8")


@pytest.mark.parametrize("name", ["utf-9", "klingon", "", "base64", "hex", "rot13", "idna", "undefined"])
def test_what_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(UnknownName):
        decode(b"abc", "x.txt", name)
