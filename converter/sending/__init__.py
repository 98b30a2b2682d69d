"""Finished books to where they are read: by cable, through a reMarkable's web interface, or by mail.

``parcels.py`` says what is sent, and what a ``Destination`` is; ``ereaders.py`` finds e-readers that are
mounted, and ``cable.py`` copies onto them; ``remarkable.py`` and ``mail.py`` are the other two ways.
"""

import os
from pathlib import Path

from converter.configuration import load_configuration
from converter.devices import DEFAULT, DEVICES
from converter.errors import UnknownName, UsageError, needs_extra
from converter.sending.cable import Cable
from converter.sending.ereaders import MAKES, ereader_at, mounted_ereaders, only
from converter.sending.parcels import Destination, Parcel, pack

__all__ = ["NAMES", "Destination", "Parcel", "find_destination", "pack"]

_DEVICES = {make.name: make.device for make in MAKES.values()}
_DEVICES |= {"mail": DEFAULT, "remarkable": "remarkable-2"}
"""The device that stories are made into books for, where a make alone is named."""
NAMES = tuple(sorted({*_DEVICES, *DEVICES} - {"mail", DEFAULT}))
"""Names of what books can be sent to, but for addresses and folders."""


def find_destination(to: str | None = None) -> Destination:
    """What books are to be sent to.

    :param to: the name of a make or of a device, ``kindle`` being the one that gets mail; or
        ``mail:ADDRESS``, ``remarkable:ADDRESS``, or a folder. None means the one e-reader that is mounted.
    :raises SendingError: there is none, or it is not clear which.
    :raises UnknownName: no way to send is called that.
    :raises ConfigurationBroken: the settings for mail are wrong, or lack something.
    """
    if to is None:
        ereader = only(mounted_ereaders())
        return Cable(ereader, ereader.make.device)
    name, _, address = to.partition(":")
    name = name.lower()
    make, device = name.partition("-")[0], name if name in DEVICES else _DEVICES.get(name, "")
    if make not in _DEVICES or not device or (address and make in MAKES):
        return _folder(to)
    match make:
        case "mail" | "kindle":
            return _mail(address, device)
        case "remarkable":
            with needs_extra("send", "To reach a reMarkable"):
                from converter.sending.remarkable import ADDRESS, Remarkable  # noqa: PLC0415

            return Remarkable(device, address or ADDRESS)
    title = MAKES[make].title
    found = (ereader for ereader in mounted_ereaders() if ereader.make.name == make)
    return Cable(only(found, title), device)


def _mail(address: str, device: str) -> Destination:
    from converter.sending.mail import find_kindle, find_mail  # noqa: PLC0415 — no cable asks for it

    settings = load_configuration().mail
    if device.startswith("kindle"):
        return find_kindle(settings, device)
    if not address:
        raise UsageError("Mail goes to an address.", "Write it as in mail:me@example.org.")
    return find_mail(address, settings, device)


def _folder(to: str) -> Destination:
    if not os.path.isdir(to) and not {"/", "\\"} & set(to):
        if "@" in to and ":" not in to:
            raise UsageError(f"“{to}” is an address for mail.", f"Write it as in mail:{to}.")
        raise UnknownName("place to send to", to, (*_DEVICES, "FOLDER"))
    ereader = ereader_at(Path(to))
    return Cable(ereader, ereader.make.device)
