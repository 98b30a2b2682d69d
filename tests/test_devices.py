"""Books for e-readers: what each gets, how its screen becomes a page, and what Kindles refuse."""

import re
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from converter import Level, convert
from converter.devices import DEVICES, delivery_notices, find_device
from converter.errors import StrictRefusal, UnknownName, UsageError
from converter.pages import PAGES
from converter.plugins import format_names
from tests.conftest import ROOT, STORIES, Run, story_id

STORY = ROOT / "examples" / "three-letters-home.txt"


def size(path: Path) -> tuple[float, float]:
    """Width and height of a PDF's pages in millimetres."""
    with pikepdf.open(path) as pdf:
        box = [float(number) * 25.4 / 72 for number in pdf.pages[0].mediabox]
    return round(box[2], 1), round(box[3], 1)


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("generic", "three-letters-home.epub"),
        ("kobo-clara", "three-letters-home.kepub.epub"),
        ("Kindle-Basic", "three-letters-home.epub"),
        ("pocketbook-lux", "three-letters-home.epub"),
        ("nook", "three-letters-home.epub"),
    ],
)
def test_a_device_decides_the_format(device: str, expected: str, tmp_path: Path) -> None:
    result = convert(STORY, f"{tmp_path}/", device=device)
    assert [path.name for path in result.outputs] == [expected]


def test_a_remarkable_gets_a_pdf_of_its_screens_size(tmp_path: Path) -> None:
    (path,) = convert(STORY, f"{tmp_path}/", device="remarkable-2").outputs
    assert path.suffix == ".pdf"
    assert size(path) == (157.8, 210.4)


def test_what_is_named_wins_over_the_device(tmp_path: Path) -> None:
    (path,) = convert(STORY, f"{tmp_path}/", device="kobo-clara", formats=["pdf"]).outputs
    assert size(path) == (90.8, 122.6)
    (path,) = convert(STORY, tmp_path / "by-suffix.pdf", device="kobo-clara").outputs
    assert size(path) == (90.8, 122.6)
    (path,) = convert(STORY, tmp_path / "by-page.pdf", device="remarkable-2", page="a6").outputs
    assert size(path) == (105, 148)


def test_one_format_is_asked_for_in_a_list(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="“epub” stands where a list of formats should") as caught:
        convert(STORY, f"{tmp_path}/", formats="epub")
    assert caught.value.hint == 'Write ["epub"].'


def test_every_device_gets_a_format_that_there_is() -> None:
    assert {device.format for device in DEVICES.values()} <= set(format_names())
    assert all(name == device.name for name, device in DEVICES.items())


@pytest.mark.parametrize("name", sorted(DEVICES.keys() - {"generic"}))
def test_a_screen_is_filled_by_type_of_a_books_size(name: str) -> None:
    page = DEVICES[name].page
    characters = page.text_width / (page.type_size * 25.4 / 72) / 0.47
    assert 50 <= characters <= 76
    assert 1.3 <= page.leading / page.type_size <= 1.4
    assert page.text_width * page.text_height > 0.72 * page.width * page.height


def test_wider_screens_have_larger_type() -> None:
    screens = sorted((device.page for device in DEVICES.values()), key=lambda page: page.width)
    sizes = [page.type_size for page in screens if page not in PAGES.values()]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (9.5, 13)


def test_a_running_head_keeps_to_its_line(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    words = "The tender lay at the quay until the tide came in. " * 200
    story.write_text(f"Title: A\nAuthor: Wide Mooring of the Lower Quay and Its Gulls\n\n{words}\n")
    (path,) = convert(story, device="kobo-clara", formats=["pdf"]).outputs
    command = ["pdftotext", "-bbox", "-f", "4", "-l", "4", str(path), "-"]
    markup = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    tops = [float(top) * 25.4 / 72 for top in re.findall(r'<word [^>]*yMin="([-\d.]+)"', markup)]
    head = {top for top in tops if top < DEVICES["kobo-clara"].page.head - 4}
    assert len(head) == 1 and min(head) > 1


def test_a_near_miss_is_offered() -> None:
    with pytest.raises(UnknownName) as caught:
        find_device("kobo-clera")
    assert "Did you mean “kobo-clara”?" in caught.value.hint


def test_an_unknown_device_is_refused_before_anything_is_read(fascicle: Run) -> None:
    done = fascicle("convert", "no-story.txt", "--device", "kindel-basic")
    assert done.returncode == 9
    assert done.stderr.startswith("fascicle: There is no device “kindel-basic”. Did you mean “kindle-basic”?")


def test_the_command_lists_them_all(fascicle: Run) -> None:
    lines = fascicle("devices").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(DEVICES)
    assert "kobo-libra                 kepub  1264x1680  Kobo Libra H2O, 2, Colour" in lines


@pytest.mark.parametrize(
    ("device", "language", "formats", "hint"),
    [
        ("kindle-scribe", "en", ["epub"], None),
        ("kindle-scribe", "pt-BR", ["epub"], None),
        ("kindle-scribe", "nb", ["epub"], None),
        ("kindle-scribe", "no", ["epub"], "Use --set Language=nb, or nn."),
        ("kindle-scribe", "und", ["epub"], "Name it, as in --set Language=English."),
        ("kindle-scribe", "hu", ["epub"], "If it does, send a PDF: -t pdf."),
        ("kindle-scribe", "zh-Hant", ["epub", "pdf"], None),
        ("kindle-scribe", "ru", ["pdf"], None),
        ("kobo-clara", "ru", ["kepub"], None),
        ("generic", "und", ["epub"], None),
    ],
)
def test_languages_that_amazon_refuses(
    device: str, language: str, formats: list[str], hint: str | None
) -> None:
    notices = delivery_notices(find_device(device), language, formats)
    assert [notice.hint for notice in notices] == ([] if hint is None else [hint])
    assert all(notice.level is Level.WARNING for notice in notices)


def test_the_warning_comes_with_the_book_and_a_strict_run_heeds_it(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Title: A\nAuthor: B\nLanguage: Magyar\n\nEgyszer volt.\n", encoding="utf-8")
    result = convert(story, device="kindle-basic")
    assert [notice.code for notice in result.notices if notice.level is Level.WARNING] == ["language-refused"]
    result.outputs[0].unlink()
    with pytest.raises(StrictRefusal, match="hu, is not on Amazon’s list"):
        convert(story, device="kindle-basic", strict=True)
    assert not result.outputs[0].exists()


# What Send to Kindle is known to refuse, made impossible


@pytest.mark.parametrize("story", STORIES, ids=story_id)
def test_nothing_that_kindles_are_known_to_refuse(story: Path, tmp_path: Path) -> None:
    (path,) = convert(story, tmp_path / "book.epub", device="kindle-basic").outputs
    assert path.stat().st_size < 50_000_000
    with zipfile.ZipFile(path) as archive:
        files = {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}
    documents = {name: data for name, data in files.items() if name.endswith(".xhtml")}
    for name, data in documents.items():
        assert re.match(rb"""<\?xml version=["']1\.0["'] encoding=["']utf-8["']""", data, re.IGNORECASE), name
        root = etree.fromstring(data)
        assert root.find("{*}body").get("id") is None, "a link to a body's id is not resolved"
        assert all(image.get("src") and image.get("alt") for image in root.iter("{*}img")), name
        assert not list(root.iter("{*}script"))
        assert not list(root.iter(etree.Comment)), "two hyphens in a comment"
    for name, data in files.items():
        if name.endswith(".css"):
            css = data.decode()
            assert css.count("{") == css.count("}")
            assert not re.search(r"var\(|display:\s*none", css)
    check_package(etree.fromstring(files["content.opf"]), files)


def check_package(package: etree._Element, files: dict[str, bytes]) -> None:
    """Identity, contents and landmarks as Amazon's converter wants them."""
    (language,) = package.iterfind(".//{*}language")
    assert language.text
    named = package.get("unique-identifier")
    (identifier,) = (e for e in package.iter("{*}identifier") if e.get("id") == named)
    ncx = etree.fromstring(files["toc.ncx"])
    assert [m.get("content") for m in ncx.iter("{*}meta") if m.get("name") == "dtb:uid"] == [identifier.text]
    points = list(ncx.iter("{*}navPoint"))
    assert [point.get("playOrder") for point in points] == [str(n + 1) for n in range(len(points))]

    addresses = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
    linear = [i for i in package.iter("{*}itemref") if i.get("linear") != "no"]
    order = [addresses[item.get("idref")] for item in linear]
    toc, *others = etree.fromstring(files["nav.xhtml"]).iter("{*}nav")
    for entries in (
        [a.get("href") for a in toc.iter("{*}a")],
        [p.find("{*}content").get("src") for p in points],
    ):
        places = [order.index(entry.split("#")[0]) for entry in entries]
        assert places and places == sorted(places), "contents in reading order, to what is read"
    kinds = {a.get("{http://www.idpf.org/2007/ops}type") for nav in others for a in nav.iter("{*}a")}
    assert kinds <= {"toc", "cover", "bodymatter"}, "old converters broke on other landmarks"
