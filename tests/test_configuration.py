"""What a user sets once: the file, the environment, and what is refused in them."""

from pathlib import Path

import pytest

from converter.configuration import (
    Configuration,
    MailSettings,
    Security,
    configuration_path,
    load_configuration,
)
from converter.errors import ConfigurationBroken
from tests.test_docs import blocks


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings are in this test; there are none yet."""
    for system in ("XDG_CONFIG_HOME", "HOME"):  # Linux, macOS
        monkeypatch.setenv(system, str(tmp_path))
    path = configuration_path()
    assert path.is_relative_to(tmp_path)
    path.parent.mkdir(parents=True)
    return path


def test_without_a_file_all_is_by_default(settings: Path) -> None:
    assert load_configuration() == Configuration()


def test_the_file_is_read(settings: Path) -> None:
    settings.write_text(
        '[mail]\nserver = "mail.example.org"\nport = 2525\nsecurity = "tls"\nuser = "owl"\n'
        'sender = "owl@example.org"\nkindle = "owl@kindle.com"\n',
        encoding="utf-8-sig",
    )
    expected = MailSettings(
        "mail.example.org", 2525, Security.TLS, "owl", "owl@example.org", "owl@kindle.com"
    )
    assert load_configuration().mail == expected


def test_the_file_in_the_readme_is_one(settings: Path) -> None:
    (example,) = [block for block in blocks("toml") if block.startswith("[mail]")]
    settings.write_text(example, encoding="utf-8")
    mail = load_configuration().mail
    assert (mail.server, mail.user, mail.kindle) == (
        "smtp.example.org",
        "me@example.org",
        "me_123@kindle.com",
    )


def test_the_environment_wins(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.write_text('[mail]\nserver = "a.example.org"\nport = 25\nuser = "owl"\n')
    monkeypatch.setenv("FASCICLE_MAIL_SERVER", "b.example.org")
    monkeypatch.setenv("FASCICLE_MAIL_PORT", "587")
    monkeypatch.setenv("FASCICLE_MAIL_SECURITY", "none")
    monkeypatch.setenv("FASCICLE_MAIL_PASSWORD", "moth")
    assert load_configuration().mail == MailSettings("b.example.org", 587, Security.NONE, "owl")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[mail\n", "is not valid TOML", "Mend that line."),
        ("[male]\n", "has “male”, which is no table", "Did you mean “mail”?"),
        ("server = 'a'\n", "has “server”, which is no table", "Known: mail."),
        ("mail = 1\n", "“mail” is not a table", "Write [mail]."),
        ("[mail]\nservr = 'a'\n", "has “servr”, which is no setting", "Did you mean “server”?"),
        ("[mail]\nserver = 1\n", "“server” in “", "Mend it."),
        ("[mail]\nserver = 'a\\u0007'\n".replace("'", '"'), "cannot be shown", "Take it out."),
        ("[mail]\nport = '25'\n", "is not a number", "Mend it."),
        ("[mail]\nport = true\n", "is not a number", "Mend it."),
        ("[mail]\nsecurity = 'ssl'\n", "is “ssl”", "It may be starttls, tls, none."),
        ("[mail]\nsecurity = []\n", "is “[]”", "It may be starttls, tls, none."),
        ("[mail]\npassword = 'moth'\n", "a password does not belong into a file", "keyring set SERVER USER"),
    ],
)
def test_what_is_wrong_in_the_file_is_told(text: str, message: str, hint: str, settings: Path) -> None:
    settings.write_text(text)
    with pytest.raises(ConfigurationBroken) as refusal:
        load_configuration()
    assert message in refusal.value.message and str(settings) in refusal.value.message
    assert hint in refusal.value.hint
    assert "moth" not in f"{refusal.value.message}{refusal.value.hint}"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("FASCICLE_MAIL_SERVR", "a", "has “FASCICLE_MAIL_SERVR”, which is no setting"),
        ("FASCICLE_MAIL_PORT", "many", "FASCICLE_MAIL_PORT is not a number"),
        ("FASCICLE_MAIL_SECURITY", "SSL", "FASCICLE_MAIL_SECURITY is “SSL”"),
    ],
)
def test_what_is_wrong_in_the_environment_is_told(
    name: str, value: str, message: str, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationBroken, match=message):
        load_configuration()


def test_a_file_that_cannot_be_read_is_told(settings: Path) -> None:
    settings.write_bytes(b"[mail]\nserver = '\xff'\n")
    with pytest.raises(ConfigurationBroken, match="is not UTF-8"):
        load_configuration()
    settings.unlink()
    settings.mkdir()
    with pytest.raises(ConfigurationBroken, match="cannot be read"):
        load_configuration()
