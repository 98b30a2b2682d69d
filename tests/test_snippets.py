"""Every snippet in the README and on the site runs, page by page, each in a folder of its own.

A console block is run as it stands: a command begins with ``$``, what follows is what it prints, and ``…``
stands for any of it. A block whose text a later one needs is written into a file, as a comment above it
says: ``<!-- file: night-market.txt -->``. One that needs a device or a network says so:
``<!-- not run: why -->``; then only the names of commands and options are checked.
"""

import io
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import typer
from msgspec import Struct

from converter import cli, configuration
from tests.conftest import EXAMPLES, ROOT

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(
    r"^(?:<!-- (?P<kind>file|not run): (?P<what>[^\n]+) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^\$ (?P<line>.+)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
COMMANDS: Any = typer.main.get_command(cli.app)


class Block(Struct, frozen=True):
    """A fenced block of a document."""

    language: str
    text: str
    file: str = ""
    """Where its text is to be written; empty for nowhere."""
    excuse: str = ""
    """Why it is not run; empty if it is."""

    @property
    def commands(self) -> Iterator[tuple[str, str]]:
        """Command lines, each with what it prints."""
        return ((found["line"], found["output"]) for found in COMMAND.finditer(self.text))


def blocks(document: Path) -> list[Block]:
    found = BLOCK.finditer(document.read_text(encoding="utf-8"))
    return [
        Block(
            match["language"],
            match["text"],
            **{_FIELDS[match["kind"]]: match["what"]} if match["kind"] else {},
        )
        for match in found
    ]


_FIELDS = {"file": "file", "not run": "excuse"}
NOT_RUN = [block for document in DOCUMENTS for block in blocks(document) if block.excuse]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_snippets_of_a_page_run(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(configuration, "configuration_path", lambda: tmp_path / "fascicle.toml")
    shutil.copytree(ROOT / "examples", "examples", ignore=shutil.ignore_patterns("*.epub", "*.pdf"))
    Path("stories").mkdir()
    for copy in ("story.txt", "stories/letters.txt", "stories/more-letters.txt"):
        shutil.copy(ROOT / "examples" / "three-letters-home.txt", copy)
    names: dict[str, object] = {}
    for block in blocks(document):
        if block.file:
            write(block, Path(block.file))
        elif block.language == "console" and not block.excuse:
            run_console(block)
        elif block.language == "python":
            exec(block.text, names)


def write(block: Block, path: Path) -> None:
    """The block as a file, if it is one of its kind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
    match path.suffix:
        case ".toml":
            tomllib.loads(block.text)
            configuration.load_configuration() if path.name == "fascicle.toml" else None
        case ".py":
            runpy.run_path(str(path))


def run_console(block: Block) -> None:
    shows_output = any(output for _, output in block.commands)
    for line, expected in block.commands:
        code, printed = run(line)
        is_refusal = expected.startswith("fascicle: ")
        assert (code != 0) == is_refusal, f"{line}\n{printed}"
        if shows_output:
            any_text = re.escape(expected).replace("…\n", "(?:.*\n)?").replace("…", ".*")
            assert re.fullmatch(any_text, printed, re.DOTALL), f"{line}\n{printed}"


def run(line: str) -> tuple[int, str]:
    """Exit code and all that was printed; our own command in this process, for it is quicker."""
    words = shlex.split(line, comments=True)
    if words[0] != "fascicle" or "|" in words:
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, env=ENVIRONMENT)
        return done.returncode, done.stdout + done.stderr
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
        patch.setattr(sys, "argv", words)
        code = cli._run()
    return code, printed.getvalue()


ENVIRONMENT = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}


@pytest.mark.parametrize("block", NOT_RUN, ids=lambda block: block.excuse)
def test_what_is_not_run_names_commands_and_options_that_there_are(block: Block) -> None:
    assert block.language == "console"
    for line, _ in block.commands:
        program, *words = shlex.split(line, comments=True)
        if program == "fascicle" and not words[0].startswith("-"):
            COMMANDS.commands[words[0]].make_context(words[0], words[1:])


def test_every_command_is_shown() -> None:
    lines = [line for document in DOCUMENTS for block in blocks(document) for line, _ in block.commands]
    assert [name for name in COMMANDS.commands if not any(f"fascicle {name}" in line for line in lines)] == []


def test_few_snippets_are_not_run() -> None:
    assert len(NOT_RUN) < 16


def test_the_examples_are_used() -> None:
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert [path.name for path in EXAMPLES if path.name not in text] == []
