"""What a command costs: with all processes that it starts, and those that these start.

Processor time is the kernel's account of every descendant, so its error is that of a run. Peak memory is the
kernel's high-water mark of the largest process, or, where several run at once, the largest sum of their
shares (PSS) that was seen every 100 ms: a shorter peak of a sum is missed. Linux alone tells all this.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
from msgspec import Struct

_EVERY = 0.1
"""Seconds between two looks at memory."""


class Cost(Struct, frozen=True):
    """What one run of a command cost."""

    processor: float
    """Seconds, of user and system."""
    memory: float
    """MiB at the peak."""
    wall: float
    """Seconds."""
    output: str


class CommandFailed(Exception):
    """A command that ended with an error; the message is the last line of what it said."""


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end.

    :raises CommandFailed: it did not succeed.
    """
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = psutil.Popen([*launcher, *map(str, command)], env=environment, stdout=output, stderr=errors)
        try:
            largest_sum = _watch(process)
        except BaseException:
            _end(process)
            raise
        output.seek(0)
        errors.seek(0)
        lines = output.read().splitlines()
        if process.returncode != 0:
            said = errors.read().split("\n")
            raise CommandFailed(next((line for line in reversed(said) if line.strip()), "no word of why"))
    processor, largest, wall = map(float, lines[-1].split())
    return Cost(processor, max(largest / 1024, largest_sum), wall, "\n".join(lines[:-1]))


def _watch(launcher: psutil.Popen) -> float:
    """Wait for the end; the largest sum of MiB that several processes had together."""
    largest = 0.0
    while launcher.poll() is None:
        with suppress(psutil.Error):
            family = launcher.children(recursive=True)
            if len(family) > 1:
                largest = max(largest, sum(map(_share, family)))
        with suppress(subprocess.TimeoutExpired, psutil.TimeoutExpired):
            launcher.wait(_EVERY)
    return largest


def _share(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return float(process.memory_full_info().pss) / 1024**2
    return 0.0


def _end(launcher: psutil.Popen) -> None:
    with suppress(psutil.Error):
        for process in (*launcher.children(recursive=True), launcher):
            process.kill()
    launcher.wait()
