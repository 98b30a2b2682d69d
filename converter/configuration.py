"""What a user has set once for all runs: a file in TOML, and the environment, which wins over it.

The file is ``fascicle.toml`` in the folder where the system keeps settings. Each of its tables is a frozen
dataclass below, and each key a field; keys that there are not are refused by name. A variable in the
environment is called after both: ``FASCICLE_MAIL_SERVER`` is ``server`` in ``[mail]``.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

from platformdirs import user_config_path

from converter.errors import ConfigurationBroken, suggestion

PASSWORD_VARIABLE = "FASCICLE_MAIL_PASSWORD"  # noqa: S105 — its name, not its value
"""Read only where a password is needed: it is no setting, and no file holds it."""
_PREFIX = "FASCICLE_"


class Security(StrEnum):
    """How a connection to a mail server is made safe."""

    STARTTLS = "starttls"
    """It begins in the clear and turns to TLS before anything is said (RFC 3207)."""
    TLS = "tls"
    """It is TLS from the first byte (RFC 8314)."""
    NONE = "none"
    """It stays in the clear; only for a server on the same machine."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``[mail]``: the server that mail goes through, and the addresses it goes from and to."""

    server: str = ""
    port: int = 0
    """0 means the usual one for the security."""
    security: Security = Security.STARTTLS
    user: str = ""
    """Empty for a server that asks for no password."""
    sender: str = ""
    """The address that mail comes from; the user, when empty."""
    kindle: str = ""
    """The address of one's own Kindle, which ends in ``@kindle.com``."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """All tables of the file."""

    mail: MailSettings = MailSettings()


def configuration_path() -> Path:
    """Where the user's file is, or would be."""
    return user_config_path("fascicle", appauthor=False) / "fascicle.toml"


def load_configuration() -> Configuration:
    """What the file and the environment say; all as it is by default when they say nothing.

    :raises ConfigurationBroken: a file that cannot be read, a key that there is not, or a wrong value.
    """
    path = configuration_path()
    tables = _read(path)
    known = get_type_hints(Configuration)
    _refuse_unknown(tables, known, f"“{path}”", "table")
    return Configuration(**{name: _table(name, tables.get(name, {}), known[name], path) for name in known})


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
        raise ConfigurationBroken(f"“{path}” is not valid TOML: {error}.", "Mend that line.") from None


def _table(name: str, table: Any, kind: type[Any], path: Path) -> Any:
    """A table of the file as its dataclass, with what the environment says in place of it."""
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
