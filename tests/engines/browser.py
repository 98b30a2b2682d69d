"""epub.js and foliate-js, which many reading apps stand on, in one headless Chromium."""

import shutil
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Route, sync_playwright

from tests.engines import FOLDER, PATIENCE, Opened

ORIGIN = "http://localhost/"
BOOK = "book.epub"
OPEN_IN_TIME = """([address, patience]) => Promise.race([
    openBook(address),
    new Promise((_, fail) => setTimeout(fail, patience, new Error("the engine hangs"))),
])"""
HARMLESS = {
    # foliate-js lets scripts into its frames on purpose; WebKit would send them no events otherwise.
    "An iframe which has both allow-scripts and allow-same-origin for its sandbox attribute can escape its sandboxing.",  # noqa: E501
}


class Chromium:
    """A running browser, until ``close``; ``place`` is its executable.

    Nothing is served: addresses below ``ORIGIN`` are answered from this folder, all others fail.
    """

    def __init__(self) -> None:
        self._playwright = sync_playwright().start()
        self.place = shutil.which("chromium") or self._playwright.chromium.executable_path
        self._browser = self._playwright.chromium.launch(
            executable_path=self.place,
            args=["--no-sandbox"],  # continuous integration runs as root, which Chromium's sandbox refuses
        )

    def close(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def open_in_epubjs(self, book: Path) -> Opened:
        """Open with epub.js; of several authors it tells one."""
        return self._open("epubjs.html", book)

    def open_in_foliate(self, book: Path) -> Opened:
        """Open with foliate-js; it opens Kindle's formats as well."""
        return self._open("foliate.html", book)

    def _open(self, name: str, book: Path) -> Opened:
        try:
            return self._open_once(name, book)
        except Error:  # on a busy machine a frame may never be painted
            return self._open_once(name, book)

    def _open_once(self, name: str, book: Path) -> Opened:
        complaints: list[str] = []

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(ORIGIN)
            file = book if path == BOOK else FOLDER / path
            if file.is_file():
                route.fulfill(path=file)
            else:
                complaints.append(f"asked for {route.request.url}")
                route.abort()

        def hear(message: ConsoleMessage) -> None:
            if message.type in ("warning", "error") and message.text not in HARMLESS:
                complaints.append(f"{message.type}: {message.text}")

        with self._browser.new_page() as page:
            page.set_default_timeout(PATIENCE * 1000)
            page.on("console", hear)
            page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
            page.route(lambda address: address.startswith("http"), answer)
            page.goto(f"{ORIGIN}{name}")
            found = page.evaluate(OPEN_IN_TIME, [BOOK, PATIENCE * 1000])
        return Opened(
            title=found["title"],
            authors=tuple(found["authors"]),
            contents=tuple((text, landing) for text, landing in found["contents"]),
            text=found["text"],
            has_cover=found["has_cover"],
            complaints=tuple(complaints),
        )
