"""The results as a table and as a picture; what README says of them is taken from here as well."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

_EPUB, _TYPST, _WEASYPRINT = "Fascicle, EPUB", "Fascicle, PDF by Typst", "Fascicle, PDF by WeasyPrint"
_ALONE = "Typst alone, our template"
_METHOD = (
    "Processor time and peak memory of whole process trees, medians of rounds in which each has its turn;"
    " the longest text once. The ratio is to Pandoc’s book of that kind, round by round."
)
_SHORT, _NOVEL, _LONG = 3_000, 121_000, 1_000_000


class _Promise(Struct, frozen=True):
    """What is to hold, and what was measured."""

    what: str
    limit: float
    measured: float | None
    is_least: bool = False

    @property
    def line(self) -> str:
        """A row of the table."""
        value = self.measured or 0.0
        holds = value >= self.limit if self.is_least else value <= self.limit
        sign = "≥" if self.is_least else "≤"
        return f"| {self.what} | {sign} {self.limit:g} | {value:.3g} | {'yes' if holds else '**no**'} |"


class _Results:
    """Medians of what was measured; nothing where nothing was."""

    def __init__(self, results: dict[str, Any]) -> None:
        self.peers = {run["tool"]: run["against"] for run in results["runs"]}
        self.runs: dict[tuple[str, int], list[dict[str, float]]] = {}
        for run in results["runs"]:
            self.runs.setdefault((run["tool"], run["words"]), []).append(run)
        self.starts: dict[str, list[float]] = {}
        for start in results["starts"]:
            self.starts.setdefault(start["command"], []).append(start["processor"])
        self.batch: dict[str, Any] = results["batch"]

    def of(self, fact: str, tool: str, words: int) -> float | None:
        """Seconds of ``processor`` time, or MiB of ``memory``."""
        runs = self.runs.get((tool, words))
        return median(run[fact] for run in runs) if runs else None

    def ratio(self, tool: str, words: int, other: str = "") -> float | None:
        """How many times the other's processor time it takes, or its peer's, round by round."""
        other = other or self.peers.get(tool, "")
        pairs = zip(self.runs.get((tool, words), ()), self.runs.get((other, words), ()), strict=False)
        ratios = [one["processor"] / two["processor"] for one, two in pairs]
        return median(ratios) if ratios else None

    def growth(self, tool: str) -> float | None:
        """Processor time a word in the longest text, measured by that in the novel."""
        novel, long = (self.of("processor", tool, words) for words in (_NOVEL, _LONG))
        return (long / _LONG) / (novel / _NOVEL) if novel and long else None

    def start(self, command: str, other: str) -> float | None:
        """How many times the other's time it takes to begin."""
        pairs = zip(self.starts.get(command, ()), self.starts.get(other, ()), strict=False)
        ratios = [one / two for one, two in pairs]
        return median(ratios) if ratios else None

    def of_folder(self, fact: str, other: str = "") -> float | None:
        """A number of the folder, or how many times the other it is."""
        if fact not in self.batch or (other and other not in self.batch):
            return None
        return float(self.batch[fact]) / (float(self.batch[other]) if other else 1)


def _promises(found: _Results) -> list[_Promise]:
    first, second = "seconds of two workers", "seconds of the second run"
    promises = [
        _Promise("EPUB of 3,000 words, to Pandoc’s", 2.0, found.ratio(_EPUB, _SHORT)),
        _Promise("EPUB of 121,000 words, to Pandoc’s", 0.15, found.ratio(_EPUB, _NOVEL)),
        _Promise("PDF by Typst of 3,000 words, to Pandoc’s", 1.8, found.ratio(_TYPST, _SHORT)),
        _Promise("PDF by Typst of 121,000 words, to Pandoc’s", 0.85, found.ratio(_TYPST, _NOVEL)),
        _Promise("The same, to Typst alone", 1.2, found.ratio(_TYPST, _NOVEL, _ALONE)),
        _Promise("PDF by WeasyPrint of 121,000 words, to Pandoc’s", 1.0,
                 found.ratio(_WEASYPRINT, _NOVEL)),
        _Promise("EPUB of 121,000 words, MiB", 90, found.of("memory", _EPUB, _NOVEL)),
        _Promise("PDF by Typst of 121,000 words, MiB", 300, found.of("memory", _TYPST, _NOVEL)),
        _Promise("PDF by WeasyPrint of 121,000 words, MiB", 200, found.of("memory", _WEASYPRINT, _NOVEL)),
        *(_Promise(f"{tool.removeprefix('Fascicle, ')}, a word of 1,000,000 to one of 121,000", 1.15,
                   found.growth(tool)) for tool in (_EPUB, _TYPST, _WEASYPRINT)),
        _Promise("`fascicle --help`, to `import typer`", 1.3,
                 found.start("fascicle --help", "python -c 'import typer'")),
        _Promise("EPUB of one story of a folder, to Pandoc’s", 0.15, found.of_folder("epub", "pandoc")),
        _Promise("PDF by Typst of one story of a folder, seconds", 0.15, found.of_folder("pdf")),
        _Promise("Two workers, times as fast as one", 1.8, found.of_folder("seconds of one worker", first),
                 is_least=True),
        _Promise("Memory of the parent from story 100 on, MiB more", 20, found.of_folder("growth")),
        _Promise("A second run, to the first", 0.05, found.of_folder(second, first)),
        _Promise("Files that a second run touches", 0, found.of_folder("touched by the second run")),
    ]  # fmt: skip
    return [promise for promise in promises if promise.measured is not None]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' --: |' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def short_table(results: dict[str, Any]) -> str:
    """What README quotes: seconds of processor time, and memory for a novel."""
    found = _Results(results)
    head = ("What", "3,000 words", "121,000 words", "memory")
    rows = [
        (
            tool,
            f"{_number(found.of('processor', tool, _SHORT), '.2f')} s",
            f"{_number(found.of('processor', tool, _NOVEL), '.1f')} s",
            f"{_number(found.of('memory', tool, _NOVEL), '.0f')} MiB",
        )
        for tool in found.peers
        if (tool, _NOVEL) in found.runs and "alone" not in tool
    ]
    return "\n".join(_table(head, rows))


def long_table(results: dict[str, Any]) -> str:
    """The whole of the results, as Markdown."""
    found = _Results(results)
    measured = sorted({words for _, words in found.runs})
    head = ["What", *(cell for words in measured for cell in (f"{words:,} words, s", "ratio", "MiB"))]
    rows = [
        [
            tool,
            *(
                cell
                for words in measured
                for cell in (
                    _number(found.of("processor", tool, words), ".2f"),
                    _number(found.ratio(tool, words), ".2f"),
                    _number(found.of("memory", tool, words), ".0f"),
                )
            ),
        ]
        for tool in found.peers
        if any((tool, words) in found.runs for words in measured)
    ]
    starts = [
        (
            f"`{name}`",
            f"{median(times) * 1000:.0f}",
            _number(found.start(name, "python -c 'import typer'"), ".2f"),
        )
        for name, times in found.starts.items()
    ]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    parts = [
        "# What it costs",
        "Made by `python -m benchmarks`, not by hand.",
        f"{results['date']}; {results['machine']}; {versions}.",
        _METHOD,
        "![Processor time by length](results.svg)",
        "## One text",
        "\n".join(_table(head, rows)),
        "## To begin",
        "\n".join(_table(("What", "ms", "to `import typer`"), starts)),
    ]
    if found.batch:
        folder = [(name, f"{value:g}") for name, value in found.batch.items()]
        parts += [
            "## A folder",
            "Seconds of processor time a story, where nothing else is said; memory in MiB.",
        ]
        parts += ["\n".join(_table(("What", "Measured"), folder))]
    promised = "\n".join(
        (
            "| What | promised | measured | holds |\n| --- | --: | --: | --- |",
            *(p.line for p in _promises(found)),
        )
    )
    return "\n\n".join((*parts, "## What is promised", promised)) + "\n"


def _draw(path: Path, results: dict[str, Any]) -> None:
    """Processor time by length, as SVG; the same bytes of the same results."""
    import matplotlib as mpl  # noqa: PLC0415 — it may be missing
    from matplotlib.figure import Figure  # noqa: PLC0415

    mpl.rcParams.update({"svg.hashsalt": "fascicle", "font.family": "sans-serif"})
    found = _Results(results)
    figure = Figure(figsize=(10, 5), layout="constrained")
    for axes, kind in zip(figure.subplots(1, 2, sharey=True), ("EPUB", "PDF"), strict=True):
        for tool in (tool for tool in found.peers if kind in found.peers[tool]):
            points = [
                (words, cost) for words in (_SHORT, _NOVEL, _LONG)
                if (cost := found.of("processor", tool, words)) is not None
            ]  # fmt: skip
            if points:
                style = (
                    {"linewidth": 2.5} if tool.startswith("Fascicle") else {"linewidth": 1, "linestyle": "--"}
                )
                axes.plot(*zip(*points, strict=True), marker="o", markersize=4, label=tool, **style)
        axes.set(xscale="log", yscale="log", title=kind, xlabel="words")
        axes.grid(alpha=0.3)
        if axes.get_lines():
            axes.legend(fontsize="small")
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    figure.supylabel("seconds of processor time")
    figure.suptitle(f"{results['date']}: {versions}", fontsize="small")
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def write_report(folder: Path, results: dict[str, Any]) -> None:
    """Write the results, the table, and the picture if there is Matplotlib; print what README quotes."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (folder / "results.json").write_text(f"{text}\n", encoding="utf-8")
    (folder / "results.md").write_text(long_table(results), encoding="utf-8")
    print(short_table(results))
    try:
        _draw(folder / "results.svg", results)
    except ImportError:
        print("No picture: pip install matplotlib")
