"""What a user sets once: the file, the environment, and what is refused in them."""

import shutil
from pathlib import Path

import pytest

from converter.commands import batch, bind, convert, lists, send
from converter.commands.options import defaults
from converter.configuration import (
    Configuration,
    MailSettings,
    Security,
    configuration_path,
    load_configuration,
)
from converter.errors import ConfigurationBroken
from tests.conftest import EXAMPLES, ROOT, Run


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
        ("[mail\n", "is not valid TOML", "Mend that line; a text stands in quotation marks."),
        ("[male]\n", "has “male”, which is no table", "Did you mean “mail”?"),
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


@pytest.fixture
def here(settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder below that of a project."""
    folder = tmp_path / "project" / "stories"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_without_a_file_no_option_has_another_default(here: Path) -> None:
    assert defaults(convert.command) == {}


def test_the_project_wins_over_the_user(here: Path, settings: Path) -> None:
    settings.write_text('style = "modern"\nsmart = true\n[mail]\nserver = "a.example.org"\n')
    (here.parent / "fascicle.toml").write_text('style = "./mine"\nto = ["epub", "pdf"]\nmax-size = 5\n')
    assert defaults(convert.command) == {
        "style": str(here.parent / "mine"),
        "to": ["epub", "pdf"],
        "max_size": 5,
        "smart": True,
    }
    assert defaults(send.command) == {"max_size": 5}
    assert defaults(lists.styles) == {}
    assert load_configuration().mail.server == "a.example.org"


def test_the_nearest_file_of_a_project_counts_alone(here: Path) -> None:
    (here.parent / "fascicle.toml").write_text('style = "modern"\n')
    (here / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert defaults(batch.command) == {"style": "modern"}
    (here / "pyproject.toml").write_text('[tool.fascicle]\npage = "a6"\ncover = "sun.png"\n')
    assert defaults(batch.command) == {"page": "a6", "cover": str(here / "sun.png")}
    (here / "fascicle.toml").write_text('set = ["Language=German"]\n')
    assert defaults(bind.command) == {"settings": ["Language=German"]}


def test_a_broken_file_of_somebody_else_is_none_of_ours(here: Path) -> None:
    (here / "pyproject.toml").write_text("[project\n")
    assert defaults(convert.command) == {}


def test_what_a_project_decides_sets_aside_what_the_user_says_of_it(here: Path, settings: Path) -> None:
    settings.write_text('page = "a5"\nto = ["epub"]\ncover = "sun.png"\n')
    (here / "fascicle.toml").write_text('device = "remarkable-2"\nno-cover = true\n')
    assert defaults(convert.command) == {"device": "remarkable-2", "no_cover": True}
    (here / "fascicle.toml").write_text('device = "remarkable-2"\npage = "a6"\n')
    found = defaults(convert.command)
    assert (found["page"], found["cover"]) == ("a6", str(settings.parent / "sun.png"))


@pytest.mark.parametrize(
    ("arguments", "books"),
    [
        ([], {"s.epub", "s.pdf"}),
        (["-t", "json"], {"s.json"}),
        (["-o", "b.pdf"], {"b.pdf"}),
        (["-o", "out/"], {"out"}),
        (["-o", "out"], {"out"}),
        (["--device", "kobo-clara"], {"s.kepub.epub"}),
        (["--no-cover", "-t", "epub"], {"s.epub"}),
    ],
)
def test_the_command_line_wins(arguments: list[str], books: set[str], here: Path, fascicle: Run) -> None:
    shutil.copy(EXAMPLES[0], here / "s.txt")
    (here / "sun.png").write_bytes((ROOT / "docs" / "pictures" / "classic.png").read_bytes())
    (here / "fascicle.toml").write_text('to = ["epub", "pdf"]\ncover = "sun.png"\n')
    done = fascicle("convert", "s.txt", "-q", *arguments, cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in here.iterdir()} == {"s.txt", "sun.png", "fascicle.toml", *books}


def test_a_switch_of_a_file_is_taken_back(here: Path, fascicle: Run) -> None:
    (here / "s.txt").write_text('Title: A\nAuthor: B\n\n"Once," he said.\n')
    (here / "fascicle.toml").write_text("smart = true\n")
    for arguments, expected in (([], "“Once,”"), (["--no-smart"], '\\"Once,\\"')):
        fascicle("convert", "s.txt", "-t", "json", *arguments, cwd=here)
        assert expected in (here / "s.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("styl = 'modern'", "line 2: “styl” is no option that a file can set.", "Did you mean “style”?"),
        (
            "pdf_variant = 'ua-1'",
            "“pdf_variant” is no option that a file can set.",
            "Did you mean “pdf-variant”?",
        ),
        ("style = 3", "line 2: “style” is “3”.", 'Write it as style = "…".'),
        ("style = 'a\\u0007'".replace("'", '"'), "“style” is “a", 'Write it as style = "…".'),
        ("to = 'epub'", "“to” is “epub”.", 'Write it as to = ["…"].'),
        ("to = [1]", "“to” is “[1]”.", 'Write it as to = ["…"].'),
        ("smart = 'yes'", "“smart” is “yes”.", "Write it as smart = true."),
        ("smart = 1", "“smart” is “1”.", "Write it as smart = true."),
        ("max-size = true", "“max-size” is “True”.", "Write it as max-size = 100."),
        (
            "[male]",
            "“male” is no option that a file can set.",
            "Options stand above all tables, and in none.",
        ),
        ("[mail]", "line 2: [mail] stands in your own file alone.", "Move it to “"),
    ],
)
def test_what_is_wrong_in_a_project_is_told(text: str, message: str, hint: str, here: Path) -> None:
    for path, head in ((here / "pyproject.toml", "[tool.fascicle]\n"), (here / "fascicle.toml", "#\n")):
        shown = text.replace("[m", "[tool.fascicle.m") if path.name == "pyproject.toml" else text
        path.write_text(f"{head}{shown}\n")
        with pytest.raises(ConfigurationBroken) as refusal:
            defaults(convert.command)
        assert message in refusal.value.message and str(path) in refusal.value.message
        assert hint in refusal.value.hint


def test_values_are_checked_as_on_the_command_line(here: Path, fascicle: Run) -> None:
    shutil.copy(EXAMPLES[0], here / "s.txt")
    for text, code, message in (
        ("style = 'clasic'", 9, "There is no style “clasic”. Did you mean “classic”?"),
        ("style = './mine'", 10, f"There is no style folder “{here / 'mine'}”."),
        ("max-size = 0", 2, "Invalid value for '--max-size': 0 is not in the range x>=1."),
    ):
        (here / "fascicle.toml").write_text(text)
        done = fascicle("convert", "s.txt", cwd=here)
        assert done.returncode == code
        assert done.stderr.startswith(f"fascicle: {message}")


def test_a_file_that_cannot_be_read_is_told(settings: Path) -> None:
    settings.write_bytes(b"[mail]\nserver = '\xff'\n")
    with pytest.raises(ConfigurationBroken, match="is not UTF-8"):
        load_configuration()
    settings.unlink()
    settings.mkdir()
    with pytest.raises(ConfigurationBroken, match="cannot be read"):
        load_configuration()
