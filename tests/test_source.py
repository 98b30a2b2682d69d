"""Bytes to text: every rung of the ladder, and what is said about it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import (
    ConverterError,
    Level,
    SourceBinary,
    SourceEmpty,
    SourceError,
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
    (notice, *_) = decode("Это не так.".encode("koi8-r"), "story.txt").notices
    assert notice.level is Level.WARNING


TOLD_APART = {
    "cp932": "その夜、町には雪が降った。「おはよう」とミナは言い、坂道を下りていった。",
    "euc_jis_2004": "その夜、町には雪が降った。「おはよう」とミナは言い、坂道を下りていった。",
    "gb18030": "那天夜里，小镇下起了雪。“早上好，”米娜说着，沿着坡道走了下去。",
    "big5hkscs": "那天夜裡，小鎮下起了雪。「早安，」米娜說著，沿著坡道走了下去。",
    "cp949": "그날 밤 마을에는 눈이 내렸다. “좋은 아침.” 미나는 그렇게 말하고 내려갔다.",
    "cp1251": "В ту ночь в городке пошёл снег. «Доброе утро», — сказала Мина.",
    "koi8-r": "В ту ночь в городке пошёл снег. Мина подняла воротник и пошла вниз.",
    "iso8859-5": "В ту ночь в городке пошёл снег. Мина подняла воротник и пошла вниз.",
    "cp1253": "Εκείνη τη νύχτα χιόνισε στη μικρή πόλη. Το αγόρι κοίταζε τη θάλασσα.",
    "cp1250": "Żółta łódź kołysała się na wodzie, a z komina unosiła się cienka smużka dymu.",
}
HEADER = "Title: A Lamp\nAuthor: somebody\nRating: General Audiences\n\n"


@pytest.mark.parametrize("header", ["", HEADER], ids=["bare", "header"])
@pytest.mark.parametrize("times", [1, 5000])
@pytest.mark.parametrize(("encoding", "text"), TOLD_APART.items(), ids=TOLD_APART)
def test_older_encodings_are_told_apart(encoding: str, text: str, times: int, header: str) -> None:
    story = header + f"{text}\n" * times
    source = decode(story.encode(encoding), "story.txt")
    assert (source.text, source.encoding) == (story, encoding)
    (notice,) = source.notices
    assert notice.code == "encoding-guessed"
    assert "--encoding" in notice.hint


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", ["cp1251", "cp1253"])
def test_utf_16_without_a_mark_is_known_for_every_alphabet(language: str, encoding: str) -> None:
    text = TOLD_APART[language]
    source = decode(text.encode(encoding), "story.txt")
    assert (source.text, source.encoding, source.notices) == (text, encoding, ())


def test_utf_16_without_a_mark_is_known_for_east_asia() -> None:
    text = f"{TOLD_APART['cp932']}\nだれもいない。\n"
    source = decode(text.encode("utf-16-le"), "story.txt")
    assert (source.text, source.encoding) == (text, "utf-16-le")


WESTERN = [
    "Déjà !",
    "“Yes,” he said — and left…",
    "naïve café",
    "He said nothing.\n\n“……”\n\nShe left him there, and went home alone.",
    "One day.\n\n———\n\nTwo days.\n\n——\n\nThree.",
    "So.\n\n§ § §\n\nAnd.\n\n• • •\n\nThen.",
    "‘Well?’ “‘Well what?’”",
    "“É…” — disse. ÉTÉ À ÉVREUX. ÇA ÉTAIT ÂPRE.",
    "Così è. Più. Perché? È già là.",
    "„Schön“, sagte er. Über. Äh? Öl! Fußgängerübergänge.",
    "—¿Qué? —dijo él—. ¡Mañana! —Ñoño.",
    "Åh nej! Öländska åar är små.",
    "Þetta er það. Undir gamla vitanum horfði drengurinn á hafið.",
    "COMUNHÃO. NÃO. MANHÃ… Coração, maçã, avô, lições.",
]


@pytest.mark.parametrize("times", [1, 300])
@pytest.mark.parametrize("text", WESTERN)
def test_a_western_text_is_taken_for_nothing_else(text: str, times: int) -> None:
    story = f"{text}\n\n" * times
    source = decode(story.encode("cp1252"), "story.txt")
    assert (source.text, source.encoding) == (story, "cp1252")


def test_a_spoilt_byte_far_on_rules_an_encoding_out() -> None:
    data = TOLD_APART["cp949"].encode("cp949") * 3000 + b"\xff\xff"
    source = decode(data, "story.txt")
    assert source.encoding == "cp1252"
    assert source.notices[0].level is Level.WARNING


SPOILT = [
    "It’s “fine” — café…",
    "« Déjà ? » À demain, à la mer.",
    "Größe, Füße, Österreich",
    "Привет, и я в дом",
    "😀 and ❤",
    "São João, NÃO",
]


def spoil(text: str) -> str:
    """UTF-8 read as Windows-1252, as browsers do it."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("text", SPOILT)
def test_mojibake_is_noticed_and_repaired_when_asked(text: str, times: int) -> None:
    spoilt = text
    for _ in range(times):
        spoilt = spoil(spoilt)
    story = f"« Bien »\r\n{spoilt}\r\nthe end"
    notice = decode(story.encode(), "story.txt").notices[0]
    assert (notice.code, notice.line, notice.level) == ("mojibake", 2, Level.WARNING)
    assert notice.text.startswith("1 line of mojibake")
    assert "--repair" in notice.hint
    source = decode(story.encode(), "story.txt", repair=True)
    assert source.text == f"« Bien »\n{text}\nthe end"
    assert [notice.code for notice in source.notices] == ["mojibake-repaired"]


@pytest.mark.parametrize("rest", ["", "\ufffd", "\x9d"])
def test_a_closing_quote_that_lost_a_byte_is_repaired(rest: str) -> None:
    source = decode(f"â€œNo,â{'€'}{rest} said the â€œowlâ€{rest}".encode(), "x.txt", repair=True)
    assert source.text == "“No,” said the “owl”"


@pytest.mark.parametrize(
    "text", ["“CAFÉ”, CAFÉ… CAFÉ’S", "« Déjà\xa0» « Allé…\xa0»", "“É…” disse. “É”", "»Å« Å…", "Æ’s „KÖ“"]
)
def test_what_is_no_mojibake_is_let_alone(text: str) -> None:
    source = decode(text.encode(), "x.txt", repair=True)
    assert (source.text, source.notices) == (text, ())


def test_characters_that_were_lost_before_are_counted() -> None:
    source = decode("one\nt\ufffdo\nthr\ufffd\ufffd\n".encode(), "x.txt")
    assert source.text.count("\ufffd") == 3
    (notice,) = source.notices
    assert (notice.code, notice.line, notice.level) == ("characters-lost", 2, Level.WARNING)
    assert notice.text.startswith("3 characters were lost")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1))
def test_clean_utf8_is_untouched(text: str) -> None:
    text = f"x{text.replace(chr(0xFEFF), '')}".replace("\u2028", "").replace("\u2029", "")
    assert decode(text.encode(), "x.txt").text == text
    assert decode(text.encode(), "x.txt", "utf-8").text == text


@given(st.binary() | st.text(alphabet="Ãâ€œ\x9d éàñ猫Ж \n").map(str.encode), st.booleans())
def test_any_bytes_decode_or_are_refused(data: bytes, repair: bool) -> None:
    with suppress(SourceError):
        assert not set(decode(data, "x.txt", repair=repair).text) & set(map(chr, [*range(9), *range(11, 32)]))


@given(
    st.binary(), st.sampled_from(["utf-7", "utf-16", "cp932", "gb18030", "euc_kr", "cp1252", "hz", "mbcs"])
)
def test_any_bytes_in_any_encoding_decode_or_are_refused(data: bytes, encoding: str) -> None:
    with suppress(SourceError, UnknownName):
        decode(data, "x.txt", encoding)


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
