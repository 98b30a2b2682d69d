"""The shelf in a real browser: adding, correcting, previewing and fetching, with scripts and without."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT
from tests.engines import NODE_MODULES
from tests.shelf import PATIENCE, Running, running

pytestmark = pytest.mark.slow

PAGES = [
    "/",
    "/?q=owl",
    "/?q=nothing+has+this",
    "/?sort=new",
    "/authors",
    "/series",
    "/books/{}",
    "/desk",
    "/desk/{}",
]
SCREENS = {"phone": (390, 844), "desk": (1280, 900), "e-reader": (600, 800)}
BESIDE = """[...document.querySelectorAll(".books li")].flatMap(book => {
    const edge = book.querySelector("img").getBoundingClientRect().right
    return [...book.querySelectorAll("span")].map(text => text.getBoundingClientRect().left - edge)
})"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HOSTILE = "Title: <img src=x onerror=alert(1)>\nAuthor: B\n\n<script>alert(2)</script> cried the owl.\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        place = shutil.which("chromium") or playwright.chromium.executable_path
        chromium = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ten stories, in a folder of somebody's own."""
    folder = tmp_path_factory.mktemp("own")
    for number in range(8):
        text = (
            f"Title: Owl {number}\nAuthor: Ada Quill\nSeries: Part {number} of Owls\n\n"
            + "Once an owl sat.\n\n" * 9
        )
        (folder / f"owl-{number}.txt").write_text(text)
    (folder / "hostile.txt").write_text(HOSTILE)
    shutil.copy(ROOT / "examples" / "the-last-ferry.txt", folder)
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A shelf with two books, to which the tests of this module add."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("the-clockmakers-orchard.txt", "three-letters-home.txt"):
        shutil.copy(ROOT / "examples" / name, folder)
    with running(folder) as it:
        it.wait_until_read()
        yield it


@contextmanager
def opened(browser: Browser, shelf: Running, screen: str = "desk", **options: Any) -> Iterator[Page]:
    """A page of its own; nothing may complain on it, and no alert come up."""
    complaints: list[str] = []
    width, height = SCREENS[screen]
    with browser.new_context(
        base_url=shelf.address, viewport={"width": width, "height": height}, **options
    ) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        yield page
    assert complaints == []


def test_stories_are_added_watched_corrected_previewed_and_fetched(
    browser: Browser, shelf: Running, stories: list[Path], tmp_path: Path
) -> None:
    with opened(browser, shelf) as page:
        page.goto("/desk")
        page.get_by_label("Stories to add").set_input_files(stories)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("10 of 10 added.", timeout=PATIENCE * 1000)
        rows = page.locator("#queue > li")
        expect(rows).to_have_count(12)
        expect(page.locator("[data-busy]")).to_have_count(0, timeout=PATIENCE * 1000)
        expect(rows.get_by_role("link", name=re.compile("^EPUB of"))).to_have_count(12)

        page.get_by_role("link", name="Owl 3", exact=True).click()
        expect(page.locator("dl")).to_contain_text("utf-8")
        page.get_by_label("Title", exact=True).fill("The Owl That Was Renamed")
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The Owl That Was Renamed")
        preview = page.frame_locator("iframe").locator("body")
        expect(preview).to_contain_text("The Owl That Was Renamed")
        expect(preview).to_contain_text("Once an owl sat.")

        with page.expect_download() as coming:
            page.get_by_role("link", name="EPUB", exact=True).click()
        book = tmp_path / coming.value.suggested_filename
        coming.value.save_as(book)
        assert book.name == "The Owl That Was Renamed - Ada Quill.epub"
        assert "Renamed" in zipfile.ZipFile(book).read("EPUB/content.opf").decode()

        page.goto("/desk")
        for box in rows.get_by_role("checkbox").all():
            box.check()
        page.get_by_label("Fetch those that are ticked, as").select_option("kepub")
        with page.expect_download() as coming:
            page.get_by_role("button", name="Fetch").click()
        coming.value.save_as(tmp_path / "books.zip")
        names = zipfile.ZipFile(tmp_path / "books.zip").namelist()
        assert len(names) == 12
        assert all(name.endswith(".kepub.epub") for name in names)


def test_a_story_is_dropped_on_the_page_and_a_picture_is_refused(browser: Browser, shelf: Running) -> None:
    drop = """files => {
        const carried = new DataTransfer()
        for (const [name, text] of files) carried.items.add(new File([text], name))
        const event = new DragEvent("drop", { dataTransfer: carried, cancelable: true })
        document.getElementById("drop").dispatchEvent(event)
    }"""
    with opened(browser, shelf) as page:
        page.goto("/desk")
        page.evaluate(drop, [["dropped.txt", "Title: Dropped\nAuthor: B\n\nOnce.\n"]])
        expect(page.get_by_role("status")).to_have_text("1 of 1 added.", timeout=PATIENCE * 1000)
        expect(page.get_by_role("link", name="Dropped", exact=True)).to_be_visible()
    with browser.new_page() as page:  # on which the browser itself complains of the refusal
        page.goto(f"{shelf.address}/desk")
        page.evaluate(drop, [["picture.png", "no story"]])
        expect(page.get_by_label("Being sent")).to_contain_text("“picture.png” is no story")
        expect(page.get_by_role("status")).to_have_text("0 of 1 added.")


def test_without_scripts_all_of_it_works_as_well(
    browser: Browser, stories: list[Path], tmp_path: Path
) -> None:
    with running(tmp_path) as shelf, opened(browser, shelf, "e-reader", java_script_enabled=False) as page:
        page.goto("/desk")
        page.get_by_label("Stories to add").set_input_files(stories)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator("#queue > li")).to_have_count(10)
        page.get_by_role("link", name="Owl 5", exact=True).click()
        page.get_by_label("Author", exact=True).fill("Somebody Else")
        page.get_by_role("button", name="Keep").click()
        expect(page.locator(".byline")).to_have_text("Somebody Else")
        expect(page.frame_locator("iframe").locator("body")).to_contain_text("Somebody Else")
        page.get_by_role("link", name="Titles").click()
        page.get_by_label("Title, author or series").fill("somebody owl")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Owl 5").click()
        with page.expect_download() as coming:
            page.get_by_role("link", name="EPUB", exact=True).click()
        assert coming.value.suggested_filename == "Owl 5 - Somebody Else.epub"
        assert Path(coming.value.path()).read_bytes().startswith(b"PK")


@pytest.mark.parametrize(("screen", "colours"), [("phone", "light"), ("desk", "dark"), ("e-reader", "light")])
def test_no_page_shuts_anyone_out(browser: Browser, shelf: Running, screen: str, colours: Any) -> None:
    """Axe finds nothing, nothing is cut off at the side, and all that is pressed can be hit with a thumb."""
    axe = (NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    number = shelf.number("The Clockmaker's Orchard")
    with opened(browser, shelf, screen, color_scheme=colours) as page:
        for path in PAGES:
            page.goto(path.format(number), wait_until="load")
            page.evaluate(axe)
            found = page.evaluate("axe.run(document, { iframes: false })")
            assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == [], path
            assert page.evaluate(TOO_WIDE) <= 0, path
            for button in page.locator(
                "button:visible, .button:visible, nav a:visible, .books a:visible"
            ).all():
                box = button.bounding_box()
                assert box
                assert box["height"] >= 40, (path, button.inner_text())


@pytest.mark.parametrize("screen", SCREENS)
def test_lists_keep_their_order_on_any_screen(browser: Browser, shelf: Running, screen: str) -> None:
    """What is told of a book stands beside its cover, and the lists that there are on one line."""
    with opened(browser, shelf, screen) as page:
        page.goto("/")
        distances = page.evaluate(BESIDE)
        assert len(distances) >= 2 * 2
        assert min(distances) >= 10
        lines = {link.bounding_box()["y"] for link in page.locator("nav a").all()}  # type: ignore[index]
        assert len(lines) == 1


def test_the_desk_is_used_by_keyboard(browser: Browser, shelf: Running, stories: list[Path]) -> None:
    with opened(browser, shelf) as page:
        page.goto("/desk")
        passed = []
        while "Fetch" not in passed:
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            passed.append(
                focused.evaluate("one => one.ariaLabel || one.labels?.[0]?.innerText || one.innerText")
            )
            assert focused.evaluate("one => getComputedStyle(one).outlineStyle") != "none", passed
        wanted = [
            "Titles",
            "Search",
            "Stories to add",
            "EPUB",
            "Style",
            "Page of PDFs",
            "Add",
            "Three Letters Home",
            "Fetch",
        ]
        places = [passed.index(name) for name in wanted]
        assert places == sorted(places)
