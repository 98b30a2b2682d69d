"""How Sphinx builds the site: Markdown by MyST, the theme Furo, and nothing from a network."""

import logging
import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generated import expand

from converter import cover, writers

# Signatures are made from annotations, and this one is for type checkers alone.
writers.Cover = cover.Cover

project = "Fascicle"
release = metadata.version("fascicle")
copyright = "the authors of Fascicle"  # noqa: A001 — Sphinx's name for it
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["pictures"]
language = "en"

# A style for Pygments that the theme brings makes all logs show, those of WeasyPrint too.
logging.getLogger("weasyprint").setLevel(logging.ERROR)

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

nitpicky = True
# What is not ours to describe, and what the docstrings of ours name that has a table of its own.
nitpick_ignore_regex = [
    ("py:class", r"(pathlib|re|datetime|collections)\..*"),
    ("py:class", r"converter\.(cover\.Cover|devices\.Device)"),
    ("py:exc", r"\w+"),
]

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
maximum_signature_line_length = 70
add_module_names = False

html_theme = "furo"
html_title = "Fascicle"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#7a3b1e",
        "color-brand-content": "#7a3b1e",
        "color-brand-visited": "#5b2333",
    },
    "dark_css_variables": {
        "color-brand-primary": "#e0b070",
        "color-brand-content": "#e0b070",
        "color-brand-visited": "#c8a0a8",
    },
}


def setup(app: object) -> None:
    """Put what is generated into pages before they are parsed."""
    app.connect("source-read", lambda _app, _name, source: source.__setitem__(0, expand(source[0])))  # type: ignore[attr-defined]
