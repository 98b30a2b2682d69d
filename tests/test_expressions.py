"""Expressions are compiled late: each can be, and is then what ``re`` would have made of it."""

import importlib
import pkgutil
import re

import pytest

import converter
from converter.expressions import Expression, expression

MODULES = [found.name for found in pkgutil.walk_packages(converter.__path__, "converter.")]


@pytest.mark.parametrize("module", [name for name in MODULES if not name.endswith("__main__")])
def test_each_expression_of_a_module_is_one(module: str) -> None:
    values = vars(importlib.import_module(module)).values()
    assert all(each.groups >= 0 for each in values if isinstance(each, Expression))


def test_an_expression_is_compiled_when_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    genuine = re.compile
    monkeypatch.setattr(re, "compile", lambda *source: compiled.append(source[0]) or genuine(*source))
    word = expression("[a-z]+", re.IGNORECASE)
    assert compiled == []
    assert [word.sub("x", "An owl"), word.findall("An owl"), word.pattern] == ["x x", ["An", "owl"], "[a-z]+"]
    assert compiled == ["[a-z]+"]
    with pytest.raises(AttributeError):
        _ = word.lastindex
