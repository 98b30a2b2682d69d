"""By the web interface that a reMarkable has on its USB cable.

What it understands is told by remarkable.guide, “USB Web Interface”: a document is put into the folder that
was listed last, so the root is listed first.
"""

import json
from collections.abc import Iterator

import urllib3
from msgspec import Struct

from converter.errors import BookRefused, ConnectionFailed, DeliveryRefused
from converter.names import alternatives, same_file
from converter.sending.parcels import Parcel

ADDRESS = "10.11.99.1"
_LARGEST = 100 << 20
"""Bytes of a document that its software takes."""
_HINT = "Plug it in, wake it, and turn on “USB web interface” in its settings, under Storage."


class Remarkable(Struct, frozen=True):
    """A reMarkable as a destination."""

    device: str
    address: str = ADDRESS
    """Host, with a port where it is not 80."""
    patience: float = 60.0
    """Seconds until a silent tablet is given up; the connection itself gets a tenth of it."""
    advice = "It shows them at once, in “My files”."

    @property
    def description(self) -> str:
        """What it is, and its address."""
        return f"reMarkable at http://{self.address}"

    def check_format(self, name: str) -> None:
        """It reads all that we send."""

    def check(self, parcel: Parcel) -> tuple[str, ...]:
        """Refuse what is too large for it."""
        if len(parcel.data) > _LARGEST:
            raise BookRefused(
                f"“{parcel.file_name}” has {len(parcel.data) >> 20} MB; a reMarkable takes no more than 100.",
                "Make its pictures smaller, or split it.",
            )
        return ()

    def deliver(self, parcels: list[Parcel]) -> Iterator[str]:
        """Upload one after the other; it keeps what it has of the same name."""
        with urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(connect=self.patience / 10, read=self.patience)
        ) as pool:
            taken = _titles(self._ask(pool, "GET", "/documents/"))
            for parcel in parcels:
                name = next(name for name in alternatives(parcel.name) if same_file(name) not in taken)
                taken.add(same_file(name))
                file = (f"{name}{parcel.suffix}", parcel.data, parcel.media_type)
                self._ask(pool, "POST", "/upload", fields={"file": file})
                yield f"Sent {name}{parcel.suffix}"

    def _ask(
        self,
        pool: urllib3.PoolManager,
        method: str,
        path: str,
        fields: dict[str, tuple[str, bytes, str]] | None = None,
    ) -> bytes:
        """The body of the answer.

        :raises ConnectionFailed: there is none.
        :raises DeliveryRefused: the answer is no.
        """
        address = f"http://{self.address}"
        try:
            answer = pool.request(
                method, f"{address}{path}", redirect=False, headers={"Origin": address}, fields=fields
            )
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionFailed(
                f"The reMarkable at {self.address} does not answer ({_reason(error)}).", _HINT
            ) from None
        if answer.status not in (200, 201):
            raise DeliveryRefused(
                f"The reMarkable at {self.address} refuses it: {answer.status} {answer.reason}.",
                "See whether it is full, and start it anew.",
            )
        return answer.data


def _titles(listing: bytes) -> set[str]:
    """What the documents in a listing are called; a listing that says nothing takes no name."""
    try:
        documents = json.loads(listing)
        return {same_file(str(document["VissibleName"])) for document in documents}  # its own spelling
    except (ValueError, TypeError, KeyError):
        return set()


def _reason(error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.NewConnectionError):  # a kind of timeout as well, to urllib3
        return "no connection"
    return "not in time" if isinstance(error, urllib3.exceptions.TimeoutError) else "the connection was lost"
