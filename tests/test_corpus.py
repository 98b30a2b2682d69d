"""Real texts, where there is a corpus of them: every EPUB is clean, and structure is read right.

The corpus carries its own gold structure and the scorer that compares a finished EPUB with it.
"""

import importlib.util
import json
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from converter import convert
from tests import epubcheck

LEAST = {
    "chapters recall": 0.99,
    "chapters precision": 0.99,
    "chapters title_recall": 0.98,
    "scene_breaks recall": 0.99,
    "scene_breaks precision": 0.99,
    "paragraphs f1": 0.995,
    "emphasis f1": 0.99,
    "verse_lines recall": 0.95,
    "words fidelity": 0.9999,
}
"""Means that every dialect reaches."""
LEAST_OF_GUTENBERG = LEAST | {
    # One of its texts has captions of pictures before paragraphs, on lines that the scorer leaves out.
    "words fidelity": 0.998,
}
MOST_LITERAL_MARKS = 5


@pytest.fixture(scope="module")
def books(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """The EPUB of every text, by the file that says what is expected of it."""
    folder = tmp_path_factory.mktemp("corpus")
    found = {}
    for expected in sorted(corpus.glob("dev/*/*.expect.json")):
        story = expected.with_name(json.loads(expected.read_bytes())["file"])
        name = f"{expected.parent.name}-{story.stem}.epub"
        found[expected] = convert(story, folder / name).outputs[0]
    assert len(found) > 40
    return found


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say_of_any_work(books: dict[Path, Path]) -> None:
    for book in books.values():
        assert epubcheck.messages(book) == [], book.name


def scorer(corpus: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus_score"] = module
    spec.loader.exec_module(module)
    return module


# The scorer leaves files open.
@pytest.mark.slow
@pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("default::ResourceWarning")
def test_structure_is_read_right(books: dict[Path, Path], corpus: Path) -> None:
    score = scorer(corpus)
    by_dialect: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, book in books.items():
        expected = json.loads(path.read_bytes())
        gold = json.loads((path.parent / expected["gold"]).read_bytes())
        found = score.score(str(book), gold, expected, source=str(path.with_name(expected["file"])))
        assert found["header_leak"]["blocks"] == 0, book.name
        assert all(found.get("metadata", {}).values()), book.name
        by_dialect[expected["dialect"]].append(found)
    marks = 0
    for dialect, results in by_dialect.items():
        for name, least in (LEAST_OF_GUTENBERG if dialect == "pg" else LEAST).items():
            kind, measure = name.split()
            values = [r[kind][measure] for r in results if r.get(kind) and r[kind].get(measure) is not None]
            assert not values or sum(values) / len(values) >= least, f"{dialect}: {name} {values}"
        marks += sum((r.get("emphasis") or {}).get("literal_markers_left") or 0 for r in results)
    assert marks <= MOST_LITERAL_MARKS
