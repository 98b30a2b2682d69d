"""By mail: to a Kindle through Amazon's Send to Kindle, or to any address.

The password comes from the system's keyring or the environment, goes to the server alone, and only over a
safe connection.
"""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate, make_msgid

from converter.checks.kindle import check_for_kindle
from converter.configuration import PASSWORD_VARIABLE, MailSettings, Security, configuration_path
from converter.errors import (
    BookRefused,
    ConfigurationBroken,
    ConnectionFailed,
    DeliveryRefused,
    LoginFailed,
    SendingError,
    UsageError,
    needs_extra,
)
from converter.sending.parcels import Parcel

_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KINDLE_DOMAINS = ("kindle.com", "free.kindle.com", "kindle.cn")
_MOST_BYTES = 50 << 20
"""Bytes of all books in a mail that Send to Kindle takes (Amazon help 201974220); others take less."""
_ENVELOPE = 8 << 10
"""Bytes of a mail around its books."""
_LONGER = 10
"""How many times longer a server may take to look a mail over (RFC 5321 section 4.5.3.2: ten minutes)."""
_MOST_BOOKS = 25
"""Books in a mail that Send to Kindle takes."""


@dataclass(frozen=True, slots=True)
class Mail:
    """An address as a destination."""

    to: str
    device: str
    settings: MailSettings
    patience: float = 60.0
    """Seconds until a silent server is given up."""

    @property
    def is_kindle(self) -> bool:
        """Whether Amazon receives it."""
        return self.device.startswith("kindle") or self.to.rpartition("@")[2].lower() in _KINDLE_DOMAINS

    @property
    def description(self) -> str:
        """The address, and the server on the way to it."""
        return f"{self.to}, through {self.settings.server}"

    @property
    def advice(self) -> str:
        """What Amazon asks for."""
        if not self.is_kindle:
            return ""
        return (
            f"Amazon takes mail only from senders that you have approved; {_sender(self.settings)} must be on"
            " that list (Amazon: Preferences, Personal Document Settings). The Kindle fetches books when it"
            " is online."
        )

    def check_format(self, name: str) -> None:
        """Mail carries all that we send."""

    def check(self, parcel: Parcel) -> tuple[str, ...]:
        """Refuse what is too large for any server, and for a Kindle what Amazon would refuse."""
        if len(parcel.data) > _MOST_BYTES:
            raise BookRefused(
                f"“{parcel.file_name}” has {len(parcel.data) >> 20} MB; mail takes no more than"
                f" {_MOST_BYTES >> 20}.",
                "Make its pictures smaller, split it, or send it by cable.",
            )
        return tuple(_doubts(parcel)) if self.is_kindle and parcel.format != "pdf" else ()

    def deliver(self, parcels: list[Parcel]) -> Iterator[str]:
        """Mail them, as many at a time as the server and Send to Kindle take."""
        with _connection(self.settings, self.patience) as server:
            room = _room(server, self.settings, parcels)
            for group in _groups(parcels, room):
                server.send_message(_message(self, group), _sender(self.settings), [self.to])
                yield from (f"Mailed {parcel.file_name} to {self.to}" for parcel in group)


def find_mail(to: str, settings: MailSettings, device: str) -> Mail:
    """Mail to an address; all that can be known to be wrong is found here.

    :raises ConfigurationBroken: a setting is missing or makes no sense.
    :raises UsageError: it is no address.
    """
    _check_complete(settings, "server")
    if not _is_address(_sender(settings)):
        raise ConfigurationBroken(
            f"Mail cannot come from “{_sender(settings)}”, which is no address.",
            f"Write one as sender under [mail] in {configuration_path()}.",
        )
    if not 0 <= settings.port < 1 << 16:
        raise ConfigurationBroken(f"{settings.port} is no port.", "Leave it out for the usual one.")
    if settings.security is Security.NONE and settings.user and settings.server not in _LOOPBACK:
        raise ConfigurationBroken(
            f"A password would go to {settings.server} unprotected.",
            "Set security to “starttls” or “tls”; “none” is for a server on this machine.",
        )
    if not _is_address(to):
        raise UsageError(f"“{to}” is no address for mail.", "Write it as in mail:me@example.org.")
    return Mail(to, device, settings)


def find_kindle(settings: MailSettings, device: str) -> Mail:
    """Mail to the user's own Kindle.

    :raises ConfigurationBroken: a setting is missing, its address among them.
    """
    _check_complete(settings, "kindle", "server")
    return find_mail(settings.kindle, settings, device)


def _check_complete(settings: MailSettings, *keys: str) -> None:
    values = {key: getattr(settings, key) for key in keys} | {"sender": _sender(settings)}
    if missing := [key for key, value in values.items() if not value]:
        raise ConfigurationBroken(
            f"Mail is not set up: [mail] lacks {', '.join(missing)}.",
            f"Write that into {configuration_path()}, as docs/how-to/kindle.md shows; or set"
            f" {', '.join(f'FASCICLE_MAIL_{key.upper()}' for key in missing)}.",
        )


def _sender(settings: MailSettings) -> str:
    return settings.sender or settings.user


def _is_address(text: str) -> bool:
    if not text.isprintable() or " " in text:
        return False
    try:
        address = Address(addr_spec=text)
    except Exception:  # noqa: BLE001 — the parser fails in more ways than it says
        return False
    return bool(address.username and address.domain)


def _doubts(parcel: Parcel) -> Iterator[str]:
    """Warnings that Amazon may refuse a book.

    :raises BookRefused: it will.
    """
    refusals, doubts = check_for_kindle(parcel.data, parcel.file_name)
    if refusals:
        first = refusals[0]
        place = f"{first.place}: " if first.place else ""
        more = " “fascicle check” shows all that is wrong with it." if len(refusals) > 1 else ""
        raise BookRefused(
            f"Amazon would refuse or spoil “{parcel.file_name}”: {place}{first.text}",
            f"{first.hint}{more}".strip(),
        )
    if all(notice.code != "language-refused" for notice in parcel.notices):  # else it has been said already
        for finding in {finding.code: finding for finding in doubts}.values():  # one of each kind will do
            yield f"“{parcel.file_name}”: {finding.text} {finding.hint}"


def _room(server: smtplib.SMTP, settings: MailSettings, parcels: list[Parcel]) -> int:
    """Bytes of books that a mail may have, by what the server says of itself (RFC 1870).

    :raises BookRefused: one of the books alone has more.
    """
    stated = server.esmtp_features.get("size", "")
    if not stated.isdecimal() or int(stated) == 0:  # no limit, or none that is told
        return _MOST_BYTES
    room = min(_MOST_BYTES, (int(stated) - _ENVELOPE) * 57 // 78)  # base64 in lines makes 78 of 57 (RFC 2045)
    for parcel in parcels:
        if len(parcel.data) > room:
            raise BookRefused(
                f"“{parcel.file_name}” has {len(parcel.data) / 1e6:.1f} MB;"
                f" {settings.server} takes books up to {max(room, 0) / 1e6:.1f} MB.",
                "Make its pictures smaller, split it, or send it by cable.",
            )
    return room


def _groups(parcels: list[Parcel], room: int) -> Iterator[list[Parcel]]:
    """Books that go in one mail: as many as there is room for."""
    group: list[Parcel] = []
    for parcel in parcels:
        size = sum(len(each.data) for each in (*group, parcel))
        if group and (len(group) == _MOST_BOOKS or size > room):
            yield group
            group = []
        group.append(parcel)
    yield group


def _message(mail: Mail, parcels: list[Parcel]) -> EmailMessage:
    """A mail that says in words what it carries: Amazon drops one with an empty body."""
    sender = _sender(mail.settings)
    message = EmailMessage(policy=SMTP if (sender + mail.to).isascii() else SMTPUTF8)
    names = [parcel.name for parcel in parcels]
    message["From"], message["To"] = sender, mail.to
    message["Subject"] = names[0] if len(names) == 1 else f"{len(names)} books"
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message.set_content("\n".join(("Sent with Fascicle:", "", *names, "")))
    for parcel in parcels:
        kind, _, subtype = parcel.media_type.partition("/")
        message.add_attachment(parcel.data, maintype=kind, subtype=subtype, filename=parcel.file_name)
    return message


@contextmanager
def _connection(settings: MailSettings, patience: float) -> Iterator[smtplib.SMTP]:
    """A server that has let us in; whatever goes wrong with it comes out as an error of ours."""
    password = _password(settings) if settings.user else ""
    try:
        server = _open(settings, patience)
        try:
            if settings.user:
                _log_in(server, settings, password)
            if server.sock:
                server.sock.settimeout(_LONGER * patience)
            yield server
        finally:
            with suppress(OSError):  # what has arrived has arrived, however the server takes leave
                server.quit()
    except smtplib.SMTPException as error:
        raise _refusal(settings, error, password) from None
    except OSError as error:
        raise ConnectionFailed(*_failure(settings, error)) from None


def _open(settings: MailSettings, patience: float) -> smtplib.SMTP:
    port = settings.port or _PORTS[settings.security]
    context = ssl.create_default_context()
    if settings.security is Security.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.server, port, timeout=patience, context=context)
    else:
        server = smtplib.SMTP(settings.server, port, timeout=patience)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.security is Security.STARTTLS:
            _secure(server, settings, context)
    except BaseException:
        server.close()
        raise
    return server


def _secure(server: smtplib.SMTP, settings: MailSettings, context: ssl.SSLContext) -> None:
    """Turn to TLS; a server that offers none, or from whose offer somebody took it, gets nothing."""
    if not server.has_extn("starttls"):
        raise ConnectionFailed(
            f"{settings.server} offers no safe connection (STARTTLS).",
            "Set security to “tls”, or another server.",
        )
    server.starttls(context=context)
    server.ehlo()


def _log_in(server: smtplib.SMTP, settings: MailSettings, password: str) -> None:
    if not server.has_extn("auth"):
        raise LoginFailed(
            f"{settings.server} takes no password.", "Leave user out of the settings, and set sender."
        )
    server.login(settings.user, password)


def _password(settings: MailSettings) -> str:
    """The password, from the environment or the system's keyring."""
    if password := os.environ.get(PASSWORD_VARIABLE):
        return password
    with needs_extra("send", "To ask the system for a password", f", or set {PASSWORD_VARIABLE}"):
        import keyring  # noqa: PLC0415 — nobody else needs it
        import keyring.errors  # noqa: PLC0415
    with suppress(keyring.errors.KeyringError):  # locked, or none at all: as if it held nothing
        if password := keyring.get_password(settings.server, settings.user):
            return password
    raise LoginFailed(
        f"There is no password for {settings.user} at {settings.server}.",
        f"Store it with “keyring set {settings.server} {settings.user}”, or set {PASSWORD_VARIABLE}.",
    )


def _refusal(settings: MailSettings, error: smtplib.SMTPException, password: str) -> SendingError:
    """What a server's answer means, in its own words without the password."""
    server = settings.server
    match error:
        case smtplib.SMTPAuthenticationError():
            return LoginFailed(
                f"{server} does not let {settings.user} in: {_words(error, password)}",
                "Check user and password; many servers want a password made for this program alone.",
            )
        case smtplib.SMTPNotSupportedError():
            return DeliveryRefused(
                f"{server} takes plain letters alone in addresses (no SMTPUTF8).", "Use another address."
            )
        case smtplib.SMTPRecipientsRefused():
            ((code, answer),) = error.recipients.values()
            words = _clean(code, answer, password)
            return DeliveryRefused(f"{server} does not take mail for that address: {words}", "Check it.")
        case smtplib.SMTPSenderRefused():
            return DeliveryRefused(
                f"{server} does not take mail from {error.sender}: {_words(error, password)}",
                "Set sender to an address of yours on that server.",
            )
        case smtplib.SMTPDataError(smtp_code=552 | 523):
            return DeliveryRefused(
                f"The mail is too large for {server}: {_words(error, password)}",
                "Send fewer books, or send them by cable.",
            )
        case smtplib.SMTPServerDisconnected() if isinstance(error.__context__, TimeoutError):
            return ConnectionFailed(*_failure(settings, error.__context__))
        case smtplib.SMTPServerDisconnected():
            return ConnectionFailed(f"{server} broke off the connection.", "Try again later.")
        case smtplib.SMTPResponseException():
            return DeliveryRefused(
                f"{server} refuses the mail: {_words(error, password)}", "Its words say what to do."
            )
    return DeliveryRefused(
        f"{server} refuses the mail: {_hidden(str(error), password)}", "Try another server."
    )


def _words(error: smtplib.SMTPResponseException, password: str) -> str:
    return _clean(error.smtp_code, error.smtp_error, password)


def _clean(code: int, answer: bytes | str, password: str) -> str:
    """A server's answer on one line."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return _hidden(f"{code} {' '.join(text.split())}", password)


def _hidden(text: str, password: str) -> str:
    """The text without the password, should a server have repeated it."""
    return text.replace(password, "…") if password else text


def _failure(settings: MailSettings, error: OSError) -> tuple[str, str]:
    """Why there is no connection, and what to do."""
    place = f"{settings.server}:{settings.port or _PORTS[settings.security]}"
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"{place} cannot prove that it is {settings.server}: {error.verify_message}.",
                "Check the server's name; nothing was sent, the password neither.",
            )
        case ssl.SSLError():
            return (
                f"No safe connection to {place} comes about ({error.reason}).",
                "Set security to what the server speaks on that port: “starttls” (587) or “tls” (465).",
            )
        case TimeoutError():
            return f"{place} does not answer in time.", "Check server, port and security, and your network."
        case socket.gaierror():
            return f"There is no server “{settings.server}”.", "Check its name, and your network."
    return f"{place} cannot be reached: {error.strerror or error}.", "Check server and port."
