"""Where things stand in a TOML file, which the standard library's parser does not tell."""

from converter.expressions import expression

MEND = "Mend that line; a text stands in quotation marks."
"""What to do where a file is not TOML."""
_HEAD = expression(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = expression(r"""\s*["']?([\w-]+)["']?\s*[=.]""")


def line_of(text: str, table: str, key: str = "", value: str = "", number: int = 0) -> int:
    r"""The line of a key, counted from 1; that of its table's head where there is none, 0 without both.

    :param table: the table's name as its head has it; empty for keys above all tables.
    :param key: a key, or the last part of the name of a table below it.
    :param value: a part of what the key has, in case it stands on a line below.
    :param number: which of several tables of that name, counted from 0.

    >>> line_of('name = "a"\n[b]\nname = [\n1,\n2]', "b", "name", "2")
    5
    """
    lines = text.splitlines()
    heads = [(0, "")] + [(n, head[1]) for n, line in enumerate(lines, 1) if (head := _HEAD.fullmatch(line))]
    below = [line for line, name in heads if key and name == f"{table}.{key}".removeprefix(".")]
    if below:
        return below[0]
    named = [place for place, (_, name) in enumerate(heads) if name == table]
    if number >= len(named):
        return 0
    start = heads[named[number]][0]
    end = next((line for line, _ in heads[named[number] + 1 :]), len(lines) + 1)
    own = [n for n in range(start + 1, end) if (found := _KEY.match(lines[n - 1])) and found[1] == key]
    if not own:
        return start
    return next((n for n in range(own[0], end) if value in lines[n - 1]), own[0])
