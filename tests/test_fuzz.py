"""A few hundred of the inputs that ``python -m tests.fuzz`` makes, and every one that once failed."""

import pytest

from converter.writers import PdfEngine
from tests.fuzz import attempt


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 600, 100))
def test_mutated_stories_give_books_or_errors_of_ours(first: int) -> None:
    assert [failure for number in range(first, first + 100) if (failure := attempt(number))] == []


@pytest.mark.slow
@pytest.mark.parametrize("engine", [PdfEngine.WEASYPRINT, PdfEngine.TYPST])
def test_mutated_stories_can_be_set(engine: PdfEngine) -> None:
    assert [failure for number in range(8) if (failure := attempt(number, ("pdf",), engine))] == []
