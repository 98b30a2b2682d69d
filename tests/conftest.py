"""Shared fixtures: where things are, and the switch that rewrites expected output."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import settings

from converter import cli

# No deadline, since machines are shared; the same examples every time, so that a failure comes again.
settings.register_profile("fascicle", deadline=None, derandomize=True)
settings.load_profile("fascicle")

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))
CASES = sorted((ROOT / "tests" / "cases").glob("*/source.*"))
STORIES = EXAMPLES + CASES

Run = Callable[..., subprocess.CompletedProcess[str]]


def story_id(path: Path) -> str:
    """A readable name for a story in a list of tests."""
    return path.parent.name if path.stem == "source" else path.stem


def eventually(holds: Callable[[], object]) -> None:
    """Wait for what another process is about to do."""
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to pass")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the expected output of the cases")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files that have slow tests, so that no process is alone with one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be rewritten instead of compared."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of public-domain texts that structure is measured on, when there is one."""
    place = os.environ.get("FASCICLE_CORPUS")
    if not place:
        pytest.skip("FASCICLE_CORPUS names no corpus of texts")
    return Path(place)


@pytest.fixture
def fascicle(tmp_path: Path) -> Run:
    """Run the command in an empty folder.

    In this process, which is many times quicker; in one of its own when a test gives what only a process
    has, such as input or an environment.
    """

    def run(*arguments: str | Path, cwd: Path = tmp_path, **options: Any) -> subprocess.CompletedProcess[str]:
        words = list(map(str, arguments))
        if not options:
            return run_here(words, cwd)
        defaults = {"capture_output": True, "text": True, "timeout": 120}
        return subprocess.run([sys.executable, "-m", "converter", *words], cwd=cwd, **{**defaults, **options})

    return run


def run_here(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """What the command says in that folder, and its exit code."""
    printed = [TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["fascicle", *words])
        patch.setattr(sys, "stdout", printed[0])
        patch.setattr(sys, "stderr", printed[1])
        with pytest.raises(SystemExit) as ended:
            cli.run()
    for stream in printed:
        stream.seek(0)
    return subprocess.CompletedProcess(
        words, cast("int", ended.value.code), *map(TextIOWrapper.read, printed)
    )
