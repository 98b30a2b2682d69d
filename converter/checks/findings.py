"""What a check finds, as data: findings, what was counted of a story's words, and the report of both."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct, to_builtins


class Severity(StrEnum):
    """How much a finding matters to whoever opens the book; the worst comes first."""

    ERROR = "error"
    """Some reader refuses the book, or loses or spoils a part of it."""
    WARNING = "warning"
    """Some reader shows it worse than it could be shown."""
    NOTE = "note"
    """Nothing wrong with the book; something about the check itself."""


class Finding(Struct, frozen=True):
    """One thing that an e-reader would stumble on."""

    severity: Severity
    """How much it matters."""
    code: str
    """Stable name of the kind of finding, such as ``cover-missing``."""
    place: str
    """File inside the book, or page; empty when it is about the whole book."""
    text: str
    """What was found, and what comes of it."""
    hint: str = ""
    """What to do about it."""


class Faulty(Exception):
    """There is no looking further; it carries the one finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text)
        self.finding = finding


class WordCount(Struct, frozen=True):
    """How the words of a story fare in its book."""

    story: int
    """Words that the story has, headings and notes among them; an apostrophe parts two."""
    lost: int
    """Those that the book lacks."""
    added: int
    """Words that only the book has."""
    moved: int
    """Those that the book has in another place."""


class Report(Struct, frozen=True):
    """All that a check found."""

    format: str
    """``epub`` or ``pdf``."""
    findings: tuple[Finding, ...]
    words: WordCount | None = None
    """Only where a story was given to compare with."""

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that some reader fails on."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def error(code: str, place: str, text: str, hint: str = "") -> Finding:
    """A finding that some reader fails on."""
    return Finding(Severity.ERROR, code, place, text, hint)


def warning(code: str, place: str, text: str, hint: str = "") -> Finding:
    """A finding that some reader shows badly."""
    return Finding(Severity.WARNING, code, place, text, hint)


def repeated(first: Finding, count: int) -> Finding:
    """The first of several findings of a kind in one place, which says how many there are."""
    if count == 1:
        return first
    text = f"{first.text} ({count} like this here.)"
    return Finding(first.severity, first.code, first.place, text, first.hint)


def gathered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings in their order, those of one kind in one place as one."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.place), []).append(finding)
    for group in groups.values():
        yield repeated(group[0], len(group))


def describe(report: Report) -> dict[str, Any]:
    """The report as data that JSON can hold: ``format``, ``findings`` and ``words``, null without a story."""
    data: dict[str, Any] = to_builtins(report)
    return data


def lines(report: Report) -> Iterator[str]:
    """The report as lines: severities at the margin, findings below them indented."""
    if not report.findings:
        yield "Nothing found that an e-reader would stumble on"
    for severity, name in zip(Severity, ("Errors", "Warnings", "Notes"), strict=True):
        found = [finding for finding in report.findings if finding.severity is severity]
        if found:
            yield f"{name} ({len(found)})"
        for finding in found:
            place = f"{finding.place}: " if finding.place else ""
            yield f"  {place}{finding.text} {finding.hint}".rstrip() + f" [{finding.code}]"
    if words := report.words:
        yield (
            f"Words: {words.story:,} in the story; {words.lost:,} lost, {words.added:,} added,"
            f" {words.moved:,} moved"
        )
