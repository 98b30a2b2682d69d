"""The Tab key, as shells ask: by the environment, in the protocol of each."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from converter.devices import DEVICES
from converter.pages import PAGES
from converter.plugins import format_names
from converter.themes import style_names
from tests.conftest import Run
from tests.test_architecture import CATCH_EXIT, HEAVY, loaded_after


def offers(fascicle: Run, line: str) -> list[str]:
    """What bash is told for a line, the last word of which is not finished."""
    asked = {"_FASCICLE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = fascicle(env={**os.environ, **asked})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fascicle con", ["convert"]),
        ("fascicle convert --sty", ["--style"]),
        ("fascicle convert --style ", list(style_names())),
        ("fascicle convert --style m", ["manuscript", "modern"]),
        ("fascicle batch -t ", format_names()),
        ("fascicle bind --device kobo-", [name for name in DEVICES if name.startswith("kobo-")]),
        ("fascicle convert --page a", [name for name in PAGES if name.startswith("a")]),
        ("fascicle convert --page remarkable-2", ["remarkable-2"]),
        ("fascicle preview cl", ["classic"]),
        ("fascicle preview classic --page tr", ["trade"]),
        ("fascicle inspect --layout ", ["blank", "line", "wrapped", "indented"]),
        ("fascicle convert --pdf-engine ", ["auto", "weasyprint", "typst"]),
        ("fascicle convert --pdf-variant a", ["a-2b", "a-3b"]),
        ("fascicle send --to remarkable-p", ["remarkable-paper-pro", "remarkable-paper-pro-move"]),
        ("fascicle send --to ki", [name for name in ("kindle", *DEVICES) if name.startswith("ki")]),
        ("fascicle convert sto", []),
    ],
)
def test_names_are_completed(line: str, expected: list[str], fascicle: Run) -> None:
    assert offers(fascicle, line) == list(expected)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told_the_same(shell: str, fascicle: Run) -> None:
    asked = {
        "_FASCICLE_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "fascicle convert --style m",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    told = fascicle(env={**os.environ, **asked}).stdout
    assert "manuscript" in told and "modern" in told and "classic" not in told


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(shell: str, fascicle: Run) -> None:
    done = fascicle(env={**os.environ, "_FASCICLE_COMPLETE": f"source_{shell}"})
    assert done.returncode == 0
    assert f"_FASCICLE_COMPLETE=complete_{shell}" in done.stdout
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], input=done.stdout, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, "")


def test_the_script_is_installed_for_the_shell_that_asks(tmp_path: Path) -> None:
    run = f"{sys.executable} -m converter"
    commands = f"{run} --show-completion; {run} --install-completion; :"
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(["bash", "-c", commands], capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    assert "complete -o default -F _fascicle_completion fascicle" in done.stdout
    (script,) = tmp_path.rglob("fascicle.sh")
    assert str(script) in (tmp_path / ".bashrc").read_text()
    assert script.read_text() in done.stdout


def test_completion_loads_nothing_heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_FASCICLE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "fascicle convert --style ")
    monkeypatch.setenv("COMP_CWORD", "3")
    modules = loaded_after(f"sys.argv = ['fascicle']{CATCH_EXIT}", tmp_path)
    assert "converter.themes" in modules
    assert not modules & (HEAVY | {"converter.conversion", "ebooklib", "PIL"})
