"""What Amazon's Send to Kindle is known to refuse or spoil, among all that e-readers stumble on."""

from converter.checks.epub import check_epub, open_epub
from converter.checks.findings import Finding

REFUSED = frozenset(
    "comment-hyphens contents-aside contents-broken contents-order declaration-missing drm encoding-wrong"
    " fragment-of-body identifier-unresolved image-without-source language-missing text-hidden"
    " xml-malformed".split()
)
"""Findings for which it refuses a book, or loses or spoils a part of it."""
DOUBTED = frozenset("language-kindle language-unknown ncx-identifier ncx-play-order script".split())
"""Findings for which it has refused books, and taken others."""


def check_for_kindle(data: bytes, name: str) -> tuple[list[Finding], list[Finding]]:
    """Why an EPUB of that file name will be refused, and why it may be."""
    book, findings = open_epub(data)
    if book is None:
        return findings, []
    found = [*findings, *check_epub(book, name)]
    return (
        [finding for finding in found if finding.code in REFUSED],
        [finding for finding in found if finding.code in DOUBTED],
    )
