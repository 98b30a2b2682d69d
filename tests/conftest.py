"""Shared fixtures: where things are, and the switch that rewrites expected output."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

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
    """Run the command in a process of its own, in an empty folder."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        defaults = {"capture_output": True, "text": True, "cwd": tmp_path, "timeout": 120}
        command = [sys.executable, "-m", "converter", *map(str, arguments)]
        return subprocess.run(command, **{**defaults, **options})  # type: ignore[call-overload,no-any-return]

    return run
