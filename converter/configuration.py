"""What a user has set once for all runs: files in TOML, and the environment.

The user's own file is ``fascicle.toml`` in the folder where the system keeps settings. Each of its tables is
a class below, and each key a field; a variable in the environment wins over it, and is called
after both: ``FASCICLE_MAIL_SERVER`` is ``server`` in ``[mail]``.

Above its tables stands what options are to be when the command line does not say. So does a project's file:
``fascicle.toml``, or ``[tool.fascicle]`` of a ``pyproject.toml``, in the working folder or the nearest one
above it. Tables are the user's alone: a folder from elsewhere does not say where mail goes. Keys that there
are not are refused by name.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

from msgspec import Struct
from platformdirs import user_config_path

from converter.errors import ConfigurationBroken, suggestion
from converter.toml_lines import MEND, line_of

PASSWORD_VARIABLE = "FASCICLE_MAIL_PASSWORD"  # noqa: S105 — its name, not its value
"""Read only where a password is needed: it is no setting, and no file holds it."""
_PREFIX = "FASCICLE_"
_OURS = b"[tool.fascicle]"


class Security(StrEnum):
    """How a connection to a mail server is made safe."""

    STARTTLS = "starttls"
    """It begins in the clear and turns to TLS before anything is said (RFC 3207)."""
    TLS = "tls"
    """It is TLS from the first byte (RFC 8314)."""
    NONE = "none"
    """It stays in the clear; only for a server on the same machine."""


class MailSettings(Struct, frozen=True):
    """``[mail]``: the server that mail goes through, and the addresses it goes from and to."""

    server: str = ""
    """The SMTP server of one's provider."""
    port: int = 0
    """0 means the usual one for the security."""
    security: Security = Security.STARTTLS
    """How the connection is made safe."""
    user: str = ""
    """With whom the server asks for a password. Empty for a server that asks for no password."""
    sender: str = ""
    """The address that mail comes from; the user, when empty."""
    kindle: str = ""
    """The address of one's own Kindle, which ends in ``@kindle.com``."""


class Configuration(Struct, frozen=True):
    """All tables of the user's file."""

    mail: MailSettings = MailSettings()


class Defaults(Struct, frozen=True):
    """What one file says in place of options that the command line does not have."""

    path: Path
    values: dict[str, Any]
    """By the names of the options, without dashes before them; texts, numbers, lists, true or false."""


def configuration_path() -> Path:
    """Where the user's file is, or would be."""
    return user_config_path("fascicle", appauthor=False) / "fascicle.toml"


def load_configuration() -> Configuration:
    """What the tables of the user's file and the environment say; by default when they say nothing.

    :raises ConfigurationBroken: a file that cannot be read, a key that there is not, or a wrong value.
    """
    path = configuration_path()
    content = _read(path)
    known = get_type_hints(Configuration)
    tables = {name: value for name, value in content.items() if isinstance(value, dict) or name in known}
    _refuse_unknown(tables, known, f"“{path}”", "table")
    return Configuration(**{name: _table(name, tables.get(name, {}), known[name], path) for name in known})


def load_defaults(kinds: Mapping[str, Any]) -> list[Defaults]:
    """What the files say of options: the user's, then the project's, which wins.

    :param kinds: the options that there are, by name, with the type that each has.
    :raises ConfigurationBroken: a file that cannot be read, a name that no option has, or a wrong value.
    """
    own = configuration_path()
    tables = get_type_hints(Configuration)
    content = {key: value for key, value in _read(own).items() if key not in tables}
    found = [_defaults(own, "", content, kinds)]
    if project := _project(own):
        path, table, content = project
        if stray := next((name for name in tables if name in content), None):
            raise ConfigurationBroken(
                f"{_place(path, table, stray)}: [{stray}] stands in your own file alone.",
                f"Move it to “{own}”.",
            )
        found.append(_defaults(path, table, content, kinds))
    return found


def _project(own: Path) -> tuple[Path, str, dict[str, Any]] | None:
    """The nearest file with settings in the working folder or above it, the table that has them, and them."""
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        return None
    for folder in (here, *here.parents):
        path = folder / "fascicle.toml"
        if path != own and (content := _read(path)):
            return path, "", content
        path = folder / "pyproject.toml"
        with suppress(OSError):
            if _OURS in path.read_bytes():  # another's file may be as broken as it likes
                return path, "tool.fascicle", _read(path).get("tool", {}).get("fascicle", {})
    return None


def _defaults(path: Path, table: str, content: Mapping[str, Any], kinds: Mapping[str, Any]) -> Defaults:
    """What a table says of options, if each is one, and has a value of its type."""
    for key, value in content.items():
        place = _place(path, table, key)
        if key not in kinds:
            is_table = isinstance(value, dict)
            hint = "Options stand above all tables, and in none." if is_table else suggestion(key, kinds)
            raise ConfigurationBroken(f"{place}: “{key}” is no option that a file can set.", hint)
        example, is_right = _FORMS[kinds[key]]
        if not is_right(value):
            raise ConfigurationBroken(f"{place}: “{key}” is “{value}”.", f"Write it as {key} = {example}.")
    return Defaults(path, dict(content))


def _place(path: Path, table: str, key: str) -> str:
    line = line_of(path.read_text(encoding="utf-8-sig"), table, key)
    return f"In “{path}”, line {line}" if line else f"In “{path}”"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable()


_FORMS: dict[Any, tuple[str, Callable[[Any], bool]]] = {
    str: ('"…"', _is_text),
    bool: ("true", lambda value: isinstance(value, bool)),
    int: ("100", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    list[str]: ('["…"]', lambda value: isinstance(value, list) and all(map(_is_text, value))),
}
"""How TOML has a value of each type, and whether it is one."""


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ConfigurationBroken(
            f"“{path}” cannot be read: {error.strerror}.", "Check its permissions."
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationBroken(f"“{path}” is not UTF-8.", "Save it as UTF-8 text.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationBroken(f"“{path}” is not valid TOML: {error}.", MEND) from None


def _table(name: str, table: Any, kind: type[Any], path: Path) -> Any:
    """A table of the file as its class, with what the environment says in place of it."""
    if not isinstance(table, dict):
        raise ConfigurationBroken(f"In “{path}”: “{name}” is not a table.", f"Write [{name}].")
    if "password" in table:
        raise ConfigurationBroken(
            f"In “{path}”: a password does not belong into a file.",
            f"Take it out, and store it with “keyring set SERVER USER”, or in {PASSWORD_VARIABLE}.",
        )
    kinds = get_type_hints(kind)
    _refuse_unknown(table, kinds, f"[{name}] in “{path}”", "setting")
    values = {key: _value(value, kinds[key], f"“{key}” in “{path}”") for key, value in table.items()}
    return kind(**values | _stated(name, kinds))


def _stated(table: str, kinds: Mapping[str, type[Any]]) -> dict[str, Any]:
    """What the environment says of a table."""
    prefix = f"{_PREFIX}{table.upper()}_"
    known = {f"{prefix}{key.upper()}": key for key in kinds}
    stated = {}
    for variable, value in os.environ.items():
        if not variable.startswith(prefix) or variable == PASSWORD_VARIABLE:
            continue
        _refuse_unknown({variable: value}, known, "The environment", "setting")
        kind = kinds[known[variable]]
        is_number = kind is int and value.isdecimal()
        stated[known[variable]] = _value(int(value) if is_number else value, kind, variable)
    return stated


def _value(value: Any, kind: type[Any], place: str) -> Any:
    """A value of the kind that its field is of."""
    if issubclass(kind, StrEnum):
        choices = [choice.value for choice in kind]
        if value not in choices:
            raise ConfigurationBroken(f"{place} is “{value}”.", f"It may be {', '.join(choices)}.")
        return kind(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        what = {str: "a text in quotation marks", int: "a number"}[kind]
        raise ConfigurationBroken(f"{place} is not {what}.", "Mend it.")
    if isinstance(value, str) and not value.isprintable():
        raise ConfigurationBroken(f"{place} holds a character that cannot be shown.", "Take it out.")
    return value


def _refuse_unknown(table: Mapping[str, Any], known: Mapping[str, Any], place: str, what: str) -> None:
    for key in table:
        if key not in known:
            raise ConfigurationBroken(f"{place} has “{key}”, which is no {what}.", suggestion(key, known))
