"""Ace by DAISY: whether readers with disabilities are served (EPUB Accessibility 1.1)."""

import json
from pathlib import Path

from tests.engines import NODE_MODULES, run_node


def violations(book: Path, folder: Path, chromium: str) -> list[str]:
    """Every rule that a document or the package breaks; the report goes into the folder."""
    done = run_node(
        NODE_MODULES / "@daisy" / "ace-cli" / "bin" / "ace.js",
        *("--force", "--silent", "--outdir", folder, book),
        PUPPETEER_EXECUTABLE_PATH=chromium,
        ACE_TIMEOUT_INITIAL="60000",  # milliseconds; its own five seconds are short for a busy machine
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return [
        f"{checked['earl:testSubject']['url']}: {fault['earl:test']['dct:title']}"
        for checked in report["assertions"]
        for fault in checked["assertions"]
        if fault["earl:result"]["earl:outcome"] != "pass"
    ]
