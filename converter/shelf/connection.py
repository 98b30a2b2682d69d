"""A connection whose client has a time for each of its parts: Uvicorn alone would wait for it without end."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 30.0
"""Seconds in which the head of a request has to come, or the next piece of a body, or an answer be taken."""
LONGEST_UPLOAD = 600.0
"""Seconds in which all of a body has to come."""


class Connection(H11Protocol):
    """Is cut off when its client keeps it waiting: one that was carried out of the house, or means harm."""

    _sending: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None
    _awaited: type[object] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as Uvicorn
        """Begin to wait for a request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # so that ``pause_writing`` tells of all that is not taken
        self._wait_for_sending()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        for timer in (self._sending, self._taking):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """See how far the request is, after it came further or another one may begin."""
        super().handle_events()
        if self.conn.their_state is not self._awaited:
            self._wait_for_sending()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, unless an answer is under way; and let nobody answer it once more."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.abort()
        if self.cycle:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def pause_writing(self) -> None:
        """Begin to wait until what was written is taken."""
        super().pause_writing()
        self._taking = self.loop.call_later(PATIENCE, self.transport.abort)

    def resume_writing(self) -> None:
        """See that it was."""
        super().resume_writing()
        if self._taking:
            self._taking.cancel()

    def _wait_for_sending(self) -> None:
        """Wait for the head or the body, whichever is due by now; for nothing when all of it is here."""
        if self._sending:
            self._sending.cancel()
        self._awaited = self.conn.their_state
        limit = {h11.IDLE: PATIENCE, h11.SEND_BODY: LONGEST_UPLOAD}.get(self._awaited)
        self._sending = self.loop.call_later(limit, self.transport.abort) if limit else None
