"""The lint of style sheets: what e-readers stumble over is found, and nothing else is."""

import pytest

from converter.stylesheets import lint
from converter.themes import Theme, shipped_themes

GOOD = "p { margin: 0 1em; text-indent: 1.25em; page-break-after: avoid; break-after: avoid }"


@pytest.mark.parametrize("theme", shipped_themes(), ids=lambda theme: theme.name)
def test_shipped_styles_are_borne_by_every_reader(theme: Theme) -> None:
    assert lint(theme.book_css) == ()


@pytest.mark.parametrize(
    "css",
    [
        "",
        "/* } */",
        GOOD,
        "h1, h2 > em, p + p:first-child { border-top: thin solid }",
        "p { border: 1px solid; font-family: Red, 'Blue', serif; width: 50% }",
        "@font-face { font-family: A; src: url(a.otf) }",
        ".a { display: block; ; }",
    ],
)
def test_good_sheets_pass(css: str) -> None:
    assert lint(css) == ()


@pytest.mark.parametrize(
    ("css", "codes"),
    [
        ("p { margin: calc(1em + 2px) }", ["css-function"]),
        (
            "p { margin: 0 max(1em, 2%) var(--a) env(x) min(1em, 2em) clamp(1em, 2em, 3em) }",
            ["css-function"] * 5,
        ),
        ("p { margin: 1rem 1vw 1vh 1pt 1cm 1ch }", ["css-unit"] * 6),
        ("p { display: flex } q { display: GRID } s { display: none }", ["css-display"] * 3),
        ("p { color: red; background: #fff; background-color: white }", ["css-property"] * 3),
        ("p { border: thin solid red; border-top: 1px solid #123456 }", ["css-colour"] * 2),
        ("p { border: thin solid rgb(1, 2, 3) }", ["css-function"]),
        ("p { position: absolute; overflow: hidden; visibility: hidden; opacity: 0 }", ["css-property"] * 4),
        (":root { --a: 1em }", ["css-property"]),
        ("p { margin-inline: 1em }", ["css-property"]),
        ("@media print { p { margin: 0 } }", ["css-at-rule"]),
        ("@import 'a.css'; @page { margin: 0 } @font-face;", ["css-at-rule"] * 3),
        ("@font-face { font-family: A; margin: 0 }", ["css-property"]),
        ("p { break-before: page }", ["css-break"]),
        ("p { text-indent: url(a.png) }", ["css-address"]),
        ("p { q { margin: 0 } }", ["css-nesting"]),
        ("p { margin 0 }", ["css-syntax"]),
        ("p { margin: 0; } }", ["css-open"]),
        ("p { margin: 1rem", ["css-unit", "css-open"]),
        ("p { margin: 0 } /* and so on", ["css-open"]),
        ("p { margin: (1em }", ["css-open"]),
    ],
)
def test_what_readers_do_not_bear_is_found(css: str, codes: list[str]) -> None:
    assert [notice.code for notice in lint(css)] == codes


def test_a_finding_names_its_line_and_what_stands_there() -> None:
    (notice,) = lint("p {\n  margin: 0;\n  color: red;\n}\n")
    assert (notice.line, notice.text) == (3, "“color” is not for e-readers.")
