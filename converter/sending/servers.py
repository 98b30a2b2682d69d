"""Servers for mail: they let us in, or what they answer comes out as an error of ours.

The password comes from the system's keyring or the environment, goes to the server alone, and only over a
safe connection.
"""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from converter.configuration import PASSWORD_VARIABLE, MailSettings, Security
from converter.errors import ConnectionFailed, DeliveryRefused, LoginFailed, SendingError, needs_extra

_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_LONGER = 10
"""How many times longer a server may take to look a mail over (RFC 5321 section 4.5.3.2: ten minutes)."""


@contextmanager
def connection(settings: MailSettings, patience: float) -> Iterator[smtplib.SMTP]:
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


def stated_size(server: smtplib.SMTP) -> int | None:
    """The most bytes that a mail may have, by what the server says (RFC 1870); None without a limit."""
    stated = server.esmtp_features.get("size", "")
    return int(stated) or None if stated.isdecimal() else None


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
