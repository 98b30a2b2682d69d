"""Books by mail: a real server receives exactly the right message, and every refusal is told."""

import asyncio
import os
import smtplib
import socket
import ssl
import threading
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import keyring
import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from converter import checks, convert
from converter.checks.kindle import DOUBTED, REFUSED
from converter.configuration import MailSettings, Security
from converter.errors import (
    BookRefused,
    ConfigurationBroken,
    ConnectionFailed,
    ConverterError,
    DeliveryRefused,
    LoginFailed,
    UnknownName,
    UsageError,
)
from converter.sending import Parcel, find_destination
from converter.sending.mail import Mail
from tests.conftest import Run

PASSWORD = "white-moth-7"
STORY = "Title: The Owl\nAuthor: B. Barn\nLanguage: {}\n\nThe owl said nothing.\n"
OWL = Parcel("The Owl", "epub", b"PK\x03\x04\r\n.\r\n\x00\xff")


class Postbox:
    """What a server got, and what it says to what it is told."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.has_let_in = False
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 — the library's own way to name it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(envelope)
        self.has_let_in = session.authenticated
        return self.answers.get("DATA", "250 OK")

    def messages(self) -> list[EmailMessage]:
        """What arrived, parsed."""
        found = []
        for mail in self.mails:
            assert isinstance(mail.content, bytes)
            message = message_from_bytes(mail.content, policy=default)
            assert isinstance(message, EmailMessage) and not message.defects
            found.append(message)
        return found


class Server(Controller):
    """A server on a port that nobody else can take meanwhile, on a machine that may be slow."""

    def __init__(self, postbox: Postbox, **options: object) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        port = self.listening.getsockname()[1]
        super().__init__(postbox, "127.0.0.1", port, ready_timeout=60, **options)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.listening, ssl=self.ssl_context)

    def _trigger_server(self) -> None:
        """Connect once, as the library does; it waits no more than a second."""
        with socket.create_connection(("127.0.0.1", self.port), 60) as plain:
            if self.ssl_context:
                client = ssl.create_default_context()
                client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
                with client.wrap_socket(plain) as safe:
                    safe.recv(1024)
            else:
                plain.recv(1024)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def serve(postbox: Postbox) -> Iterator[Callable[..., int]]:
    """Start a server; its port."""
    running = []

    def start(**options: object) -> int:
        server = Server(postbox, **options)
        server.start()
        running.append(server)
        return int(server.port)

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority for certificates that this machine trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return authority


def certificate(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def let_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object
) -> AuthResult:
    right = isinstance(login, LoginPassword) and login == LoginPassword(b"owl@example.org", PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def open_settings(port: int, **others: str) -> MailSettings:
    return MailSettings("127.0.0.1", port, Security.NONE, **{"sender": "owl@example.org", **others})


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FASCICLE_MAIL_PASSWORD", PASSWORD)


def send(settings: MailSettings, *parcels: Parcel, to: str = "barn@example.org") -> list[str]:
    return list(Mail(to, "generic", settings, patience=10).deliver(list(parcels or (OWL,))))


# What arrives


@pytest.fixture
def environment(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Settings for a process of its own; nothing of this machine's."""

    def make(port: int, **others: str) -> dict[str, str]:
        settings = {"server": "127.0.0.1", "port": str(port), "security": "none", **others}
        variables = {f"FASCICLE_MAIL_{key.upper()}": value for key, value in settings.items()}
        return {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path), **variables}

    return make


def test_a_story_arrives_at_a_kindle(
    serve: Callable[..., int],
    postbox: Postbox,
    environment: Callable[..., dict[str, str]],
    fascicle: Run,
    tmp_path: Path,
) -> None:
    (tmp_path / "owl.txt").write_text(STORY.format("English"))
    variables = environment(serve(), sender="owl@example.org", kindle="barn@kindle.com")
    done = fascicle("send", "owl.txt", "--to", "kindle", env=variables)
    assert (done.returncode, done.stderr) == (0, "")
    first, second, advice = done.stdout.splitlines()
    assert first == "To barn@kindle.com, through 127.0.0.1"
    assert second == "Mailed The Owl.epub to barn@kindle.com"
    assert "owl@example.org must be on that list" in advice

    (envelope,), (message,) = postbox.mails, postbox.messages()
    assert (envelope.mail_from, envelope.rcpt_tos) == ("owl@example.org", ["barn@kindle.com"])
    headers = {name: message[name] for name in ("From", "To", "Subject", "MIME-Version")}
    assert headers == {
        "From": "owl@example.org",
        "To": "barn@kindle.com",
        "Subject": "The Owl",
        "MIME-Version": "1.0",
    }
    assert message["Date"].datetime and message["Message-ID"].endswith("@example.org>")
    body = message.get_body()
    assert body is not None and body.get_content().split() == "Sent with Fascicle: The Owl".split()
    (book,) = message.iter_attachments()
    assert (book.get_content_type(), book.get_filename()) == ("application/epub+zip", "The Owl.epub")
    assert book.get_content_disposition() == "attachment"
    convert(tmp_path / "owl.txt", device="kindle-basic")
    assert book.get_content() == (tmp_path / "owl.epub").read_bytes()


def test_any_address_gets_any_book_under_names_in_any_script(
    serve: Callable[..., int], postbox: Postbox
) -> None:
    parcels = [OWL, Parcel("梟「夜」", "kepub", b"PK.\r\n.."), Parcel("Füchse", "pdf", b"%PDF-1.7\n\x80")]
    assert send(open_settings(serve()), *parcels) == [
        f"Mailed {parcel.file_name} to barn@example.org" for parcel in parcels
    ]
    (message,) = postbox.messages()
    assert message["Subject"] == "3 books"
    found = [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in message.iter_attachments()
    ]
    assert found == [(parcel.file_name, parcel.media_type, parcel.data) for parcel in parcels]


def test_many_books_go_in_several_mails(serve: Callable[..., int], postbox: Postbox) -> None:
    parcels = [Parcel(f"Owl {number}", "epub", b"PK") for number in range(30)]
    send(open_settings(serve()), *parcels)
    assert [len(list(message.iter_attachments())) for message in postbox.messages()] == [25, 5]


def test_a_servers_own_limit_parts_books_as_well(serve: Callable[..., int], postbox: Postbox) -> None:
    settings = open_settings(serve(data_size_limit=100_000))
    books = [Parcel(f"Owl {number}", "epub", os.urandom(30_000)) for number in range(3)]
    send(settings, *books)
    assert [len(list(message.iter_attachments())) for message in postbox.messages()] == [2, 1]
    with pytest.raises(BookRefused, match=r"0.1 MB; 127\.0\.0\.1 takes books up to 0.1 MB"):
        send(settings, OWL, Parcel("Large", "epub", bytes(80_000)))
    assert len(postbox.mails) == 2


def test_a_limit_that_makes_no_sense_is_none() -> None:
    port = answering_server(b"250 yes", says=b"SIZE lots")
    with pytest.raises(ConverterError) as end:  # the server knows no mail, but it is asked to take one
        send(open_settings(port))
    assert isinstance(end.value, DeliveryRefused)


# Safe connections and passwords


@pytest.mark.usefixtures("password")
@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_password_goes_over_a_safe_connection(
    security: Security, authority: trustme.CA, serve: Callable[..., int], postbox: Postbox
) -> None:
    context = certificate(authority)
    if security is Security.TLS:
        port = serve(authenticator=let_in, auth_require_tls=False, ssl_context=context)
    else:
        port = serve(authenticator=let_in, auth_required=True, tls_context=context, require_starttls=True)
    assert send(MailSettings("127.0.0.1", port, security, "owl@example.org")) == [
        "Mailed The Owl.epub to barn@example.org"
    ]
    assert postbox.has_let_in
    assert postbox.mails[0].mail_from == "owl@example.org"


class Store(KeyringBackend):
    """A keyring with one password."""

    priority = 1.0  # type: ignore[assignment]
    is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked
        return PASSWORD if (service, username) == ("127.0.0.1", "owl@example.org") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("Nothing is ever stored.")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The system's keyring, for the length of a test."""
    monkeypatch.delenv("FASCICLE_MAIL_PASSWORD", raising=False)
    before, mine = keyring.get_keyring(), Store()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


def test_the_password_comes_from_the_keyring(
    store: Store, authority: trustme.CA, serve: Callable[..., int], postbox: Postbox
) -> None:
    port = serve(authenticator=let_in, auth_required=True, tls_context=certificate(authority))
    settings = MailSettings("127.0.0.1", port, user="owl@example.org")
    send(settings)
    assert len(postbox.mails) == 1
    store.is_locked = True
    with pytest.raises(LoginFailed, match="There is no password for owl@") as refusal:
        send(settings)
    assert "keyring set 127.0.0.1 owl@example.org" in refusal.value.hint


def test_a_wrong_password_is_told_and_never_shown(
    authority: trustme.CA,
    serve: Callable[..., int],
    postbox: Postbox,
    environment: Callable[..., dict[str, str]],
    fascicle: Run,
    tmp_path: Path,
) -> None:
    port = serve(authenticator=let_in, auth_required=True, tls_context=certificate(authority))
    (tmp_path / "owl.pdf").write_bytes(b"%PDF-1.7\n")
    variables = environment(port, security="starttls", user="owl@example.org", password="black-moth-8")
    done = fascicle("send", "owl.pdf", "--to", "mail:barn@example.org", env=variables)
    assert done.returncode == LoginFailed.exit_code
    assert "127.0.0.1 does not let owl@example.org in: 535" in done.stderr
    assert "black-moth-8" not in done.stdout + done.stderr
    assert not postbox.mails


def test_a_server_that_repeats_the_password_is_not_repeated(password: None) -> None:
    del password
    settings = open_settings(answering_server(b"535 no such password: %s" % PASSWORD.encode()), user="owl")
    with pytest.raises(LoginFailed) as refusal:
        send(settings)
    assert "535 no such password: …" in refusal.value.message
    chain: BaseException | None = refusal.value
    while chain:
        assert PASSWORD not in str(chain) or isinstance(chain, smtplib.SMTPException)
        chain = chain.__cause__


def answering_server(answer: bytes, says: bytes = b"AUTH PLAIN") -> int:
    """A server that answers a login, and nothing else, with those words."""
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        with listening, listening.accept()[0] as client, client.makefile("rb") as lines:
            client.sendall(b"220 here\r\n")
            for line in lines:
                if line.upper().startswith(b"EHLO"):
                    client.sendall(b"250-here\r\n250 %s\r\n" % says)
                else:
                    client.sendall(answer + b"\r\n" if line.startswith(b"AUTH") else b"221 bye\r\n")

    threading.Thread(target=talk, daemon=True).start()
    return int(listening.getsockname()[1])


def test_a_certificate_for_another_name_stops_all(
    authority: trustme.CA, password: None, serve: Callable[..., int], postbox: Postbox
) -> None:
    del password
    port = serve(authenticator=let_in, tls_context=certificate(authority, "other.example.org"))
    with pytest.raises(ConnectionFailed, match="cannot prove that it is 127"):
        send(MailSettings("127.0.0.1", port, user="owl@example.org"))
    assert not postbox.mails


def test_a_certificate_that_nobody_vouches_for_stops_all(password: None, serve: Callable[..., int]) -> None:
    del password
    port = serve(tls_context=certificate(trustme.CA()))
    with pytest.raises(ConnectionFailed, match="cannot prove"):
        send(MailSettings("127.0.0.1", port, user="owl@example.org"))


def test_a_server_without_starttls_gets_no_password(
    password: None, serve: Callable[..., int], postbox: Postbox
) -> None:
    del password
    with pytest.raises(ConnectionFailed, match="offers no safe connection"):
        send(MailSettings("127.0.0.1", serve(), user="owl@example.org"))
    assert not postbox.mails


def test_a_port_that_speaks_no_tls_is_told(serve: Callable[..., int]) -> None:
    with pytest.raises(ConnectionFailed, match="No safe connection") as failure:
        send(MailSettings("127.0.0.1", serve(), Security.TLS, sender="owl@example.org"))
    assert "“starttls” (587) or “tls” (465)" in failure.value.hint


# Refusals


@pytest.mark.parametrize(
    ("command", "answer", "message"),
    [
        ("RCPT", "550 no such box", "does not take mail for that address: 550 no such box"),
        ("MAIL", "553 not yours", "does not take mail from owl@example.org: 553 not yours"),
        ("DATA", "552 too much", "The mail is too large for 127.0.0.1: 552 too much"),
        ("DATA", "554 looks like\tspam", "refuses the mail: 554 looks like spam"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(
    command: str, answer: str, message: str, serve: Callable[..., int], postbox: Postbox
) -> None:
    postbox.answers[command] = answer
    with pytest.raises(DeliveryRefused) as refusal:
        send(open_settings(serve()))
    assert message in refusal.value.message
    assert refusal.value.hint


def test_what_was_mailed_before_a_refusal_is_told(serve: Callable[..., int], postbox: Postbox) -> None:
    parcels = [Parcel(f"Owl {number}", "epub", b"PK") for number in range(26)]
    delivery = Mail("barn@example.org", "", open_settings(serve())).deliver(parcels)
    assert [next(delivery) for _ in range(25)][-1] == "Mailed Owl 24.epub to barn@example.org"
    postbox.answers["DATA"] = "451 later"
    with pytest.raises(DeliveryRefused, match="451 later"):
        next(delivery)


def test_a_server_that_takes_no_password_is_told(password: None, serve: Callable[..., int]) -> None:
    del password
    with pytest.raises(LoginFailed, match="takes no password"):
        send(open_settings(serve(), user="owl@example.org"))


def test_letters_of_any_script_in_an_address_need_a_server_for_them(
    serve: Callable[..., int], postbox: Postbox
) -> None:
    assert send(open_settings(serve(enable_SMTPUTF8=True)), to="füchse@example.org") == [
        "Mailed The Owl.epub to füchse@example.org"
    ]
    assert postbox.mails[0].rcpt_tos == ["füchse@example.org"]
    assert postbox.messages()[0]["To"] == "füchse@example.org"
    with pytest.raises(DeliveryRefused, match="takes plain letters alone"):
        send(open_settings(serve(enable_SMTPUTF8=False)), to="füchse@example.org")


def test_a_server_that_knows_no_way_to_log_in_is_told(password: None) -> None:
    del password
    settings = open_settings(answering_server(b"535 no", says=b"AUTH MOTH"), user="owl")
    with pytest.raises(DeliveryRefused, match="No suitable authentication method"):
        send(settings)


def test_no_server_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(ConnectionFailed, match=r"127.0.0.1:\d+ cannot be reached: Connection refused"):
            send(open_settings(other.getsockname()[1]))
    with pytest.raises(ConnectionFailed, match="There is no server “mail"):
        send(MailSettings("mail.invalid", sender="owl@example.org"))


def test_a_silent_server_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = open_settings(silent.getsockname()[1])
        with pytest.raises(ConnectionFailed, match="does not answer in time"):
            list(Mail("barn@example.org", "", settings, patience=0.2).deliver([OWL]))


def test_a_server_that_hangs_up_is_told() -> None:
    listening = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        with listening:
            listening.accept()[0].close()

    threading.Thread(target=hang_up, daemon=True).start()
    with pytest.raises(ConnectionFailed, match="broke off"):
        send(open_settings(listening.getsockname()[1]))


# What is wrong before anything is sent


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Settings in the environment of this process."""
    for name in ("XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))

    def state(**values: str) -> None:
        for key, value in values.items():
            monkeypatch.setenv(f"FASCICLE_MAIL_{key.upper()}", value)

    return state


COMPLETE = {"server": "mail.example.org", "sender": "owl@example.org", "kindle": "barn@kindle.com"}


@pytest.mark.parametrize(
    ("to", "stated", "error", "message"),
    [
        ("kindle", {}, ConfigurationBroken, "[mail] lacks kindle, server, sender."),
        (
            "mail:a@example.org",
            {"sender": "b@example.org"},
            ConfigurationBroken,
            "[mail] lacks server.",
        ),
        (
            "mail:a@example.org",
            COMPLETE | {"sender": "owl"},
            ConfigurationBroken,
            "“owl”, which is no address",
        ),
        ("mail:a@example.org", COMPLETE | {"port": "65536"}, ConfigurationBroken, "65536 is no port"),
        (
            "mail:a@example.org",
            COMPLETE | {"security": "none", "user": "owl"},
            ConfigurationBroken,
            "A password would go to mail.example.org unprotected",
        ),
        ("mail", COMPLETE, UsageError, "Mail goes to an address"),
        ("mail:", COMPLETE, UsageError, "Mail goes to an address"),
        ("mail:nobody", COMPLETE, UsageError, "“nobody” is no address"),
        ("mail:a@example.org\nBcc: b@example.org", COMPLETE, UsageError, "is no address"),
        ("mail:a@b, c@d", COMPLETE, UsageError, "is no address"),
        ("mail:a@", COMPLETE, UsageError, "is no address"),
        ("kindle:a@kindle.com", COMPLETE, UnknownName, "no place to send to “kindle:a@kindle.com”"),
        ("kindle", COMPLETE | {"kindle": "barn"}, UsageError, "“barn” is no address"),
    ],
)
def test_what_is_wrong_with_the_settings_or_the_address_is_told(
    to: str, stated: dict[str, str], error: type[ConverterError], message: str, settings: Callable[..., None]
) -> None:
    settings(**stated)
    with pytest.raises(error) as refusal:
        find_destination(to)
    assert message in refusal.value.message
    assert refusal.value.hint


def test_a_user_who_is_an_address_is_the_sender(settings: Callable[..., None]) -> None:
    settings(server="mail.example.org", user="owl@example.org")
    destination = find_destination("mail:barn@example.org")
    assert isinstance(destination, Mail)
    assert (destination.to, destination.advice) == ("barn@example.org", "")


def test_a_name_of_a_kindle_gets_mail(settings: Callable[..., None]) -> None:
    settings(**COMPLETE)
    destination = find_destination("kindle-scribe")
    assert isinstance(destination, Mail) and destination.is_kindle
    assert (destination.device, destination.description) == (
        "kindle-scribe",
        "barn@kindle.com, through mail.example.org",
    )


# What Amazon would refuse


KINDLE = Mail("barn@KINDLE.com", "kindle-basic", MailSettings("mail.example.org", sender="owl@example.org"))


@pytest.fixture(scope="session")
def epubs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The owl in two languages, one of them not on Amazon's list."""
    folder = tmp_path_factory.mktemp("epubs")
    for language in ("English", "Greek"):
        (folder / f"{language}.txt").write_text(STORY.format(language))
        convert(folder / f"{language}.txt", formats=["epub"])
    return {path.stem: path.read_bytes() for path in folder.glob("*.epub")}


def edited(epub: bytes, edit: Callable[[str], str]) -> bytes:
    """The same EPUB with its documents edited."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(epub)) as source, zipfile.ZipFile(made, "w") as archive:
        for entry in source.infolist():
            data = source.read(entry)
            archive.writestr(entry, edit(data.decode()) if entry.filename.endswith("xhtml") else data)
    return made.getvalue()


def test_a_book_of_ours_is_taken(epubs: dict[str, bytes]) -> None:
    assert KINDLE.check(Parcel("The Owl", "epub", epubs["English"])) == ()
    assert KINDLE.check(Parcel("The Owl", "pdf", b"%PDF-1.7")) == ()


def test_a_kindle_may_have_any_address() -> None:
    assert Mail("a@example.org", "kindle-basic", KINDLE.settings).is_kindle
    assert Mail("a@kindle.com", "generic", KINDLE.settings).is_kindle
    assert not Mail("kindle@example.org", "generic", KINDLE.settings).is_kindle


def test_a_language_that_may_be_refused_is_told(epubs: dict[str, bytes]) -> None:
    (warning,) = KINDLE.check(Parcel("The Owl", "epub", epubs["Greek"]))
    assert warning.startswith("“The Owl.epub”: Send-to-Kindle may refuse the language “el”")


def test_a_script_may_be_refused(epubs: dict[str, bytes]) -> None:
    epub = edited(epubs["English"], lambda text: text.replace("</body>", "<script>1</script></body>"))
    assert "It has a script" in KINDLE.check(Parcel("The Owl", "epub", epub))[0]


def test_it_is_told_once_of_a_story(
    serve: Callable[..., int], environment: Callable[..., dict[str, str]], fascicle: Run, tmp_path: Path
) -> None:
    (tmp_path / "owl.txt").write_text(STORY.format("Greek"))
    variables = environment(serve(), sender="owl@example.org", kindle="barn@kindle.com")
    done = fascicle("send", "owl.txt", "--to", "kindle", env=variables)
    assert done.returncode == 0
    assert done.stderr.count("may refuse") == 1


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda text: text.replace("<body", "<!-- -- --><body"), "double hyphen"),
        (lambda text: text.partition("?>")[2], "lacks an XML declaration"),
        (lambda text: text.replace("</body>", '<p><img alt=""/></p></body>'), "A picture has no src"),
    ],
)
def test_what_amazon_would_refuse_is_not_sent(
    edit: Callable[[str], str], message: str, epubs: dict[str, bytes]
) -> None:
    parcel = Parcel("The Owl", "epub", edited(epubs["English"], edit))
    with pytest.raises(BookRefused) as refusal:
        KINDLE.check(parcel)
    assert refusal.value.message.startswith("Amazon would refuse or spoil “The Owl.epub”: ")
    assert message in refusal.value.message
    other = Mail("barn@example.org", "generic", KINDLE.settings)
    assert other.check(parcel) == (), "nobody else minds"


def test_what_another_reader_would_refuse_goes_to_a_kindle(epubs: dict[str, bytes]) -> None:
    commented = BytesIO(epubs["English"])
    with zipfile.ZipFile(commented, "a") as archive:
        archive.comment = b"packed by owls"
    assert KINDLE.check(Parcel("The Owl", "epub", commented.getvalue())) == ()


def test_the_findings_that_matter_to_a_kindle_are_some_that_there_are() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(checks.__file__).parent.glob("*.py"))
    for code in REFUSED | DOUBTED:
        assert f'("{code}", ' in sources, code


def test_what_is_no_epub_inside_is_refused() -> None:
    with pytest.raises(BookRefused, match="The ZIP archive is damaged"):
        KINDLE.check(OWL)


def test_what_is_too_large_for_mail_is_refused() -> None:
    with pytest.raises(BookRefused, match="has 50 MB; mail takes no more than 50"):
        KINDLE.check(Parcel("The Owl", "pdf", bytes((50 << 20) + 1)))
