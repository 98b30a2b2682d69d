"""By mail: to a Kindle through Amazon's Send to Kindle, or to any address.

What can be known to be wrong, with the settings or with a book, is found before a server is asked.
"""

from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate, make_msgid

from msgspec import Struct

from converter.checks.container import MOST_MAILED
from converter.checks.kindle import check_for_kindle
from converter.configuration import MailSettings, Security, configuration_path
from converter.errors import BookRefused, ConfigurationBroken, UsageError
from converter.sending.parcels import Parcel
from converter.sending.servers import connection, stated_size

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KINDLE_DOMAINS = ("kindle.com", "free.kindle.com", "kindle.cn")
_ENVELOPE = 8 << 10
"""Bytes of a mail around its books."""
_MOST_BOOKS = 25
"""Books in a mail that Send to Kindle takes."""


class Mail(Struct, frozen=True):
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
        if len(parcel.data) > MOST_MAILED:
            raise BookRefused(
                f"“{parcel.file_name}” has {len(parcel.data) >> 20} MB; mail takes no more than"
                f" {MOST_MAILED >> 20}.",
                "Make its pictures smaller, split it, or send it by cable.",
            )
        return tuple(_doubts(parcel)) if self.is_kindle and parcel.format != "pdf" else ()

    def deliver(self, parcels: list[Parcel]) -> Iterator[str]:
        """Mail them, as many at a time as the server and Send to Kindle take."""
        with connection(self.settings, self.patience) as server:
            room = _room(stated_size(server), self.settings, parcels)
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


def _room(stated: int | None, settings: MailSettings, parcels: list[Parcel]) -> int:
    """Bytes of books in a mail, of which a server takes as many bytes as it has ``stated``.

    :raises BookRefused: one of the books alone has more.
    """
    if stated is None:
        return MOST_MAILED
    room = min(MOST_MAILED, (stated - _ENVELOPE) * 57 // 78)  # base64 in lines makes 78 of 57 (RFC 2045)
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
