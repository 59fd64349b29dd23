"""Requests on their way out: the exact moment each one's bytes were written, and a way to take back an
unwritten one.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from mmdesk.gateways.ccxt_protocol import CcxtClient

_ID_FIELDS = ("newClientOrderId", "orderId", "origClientOrderId")


class Outgoing:
    """One create or cancel. `written_mono_ns` is 0 until its bytes are in the socket."""

    def __init__(self, method: str, request_key: str) -> None:
        self.key = (method, request_key)
        self.written_mono_ns = 0
        self.writing = False
        self.revoked = False
        self.client: CcxtClient | None = None
        self.request_id = ""

    def revoke(self) -> bool:
        """Forbid the write from now on; True when no byte of it was or will be written."""
        self.revoked = not self.writing
        return self.revoked


class Outbound:
    """All requests in flight, by (method, id). ccxt sends some time after it was asked (it may have to
    connect first):
    without the right to take a request back, one given up on could still leave later."""

    def __init__(self, mono_ns: Callable[[], int]) -> None:
        self._mono_ns = mono_ns
        self._going: dict[tuple[str, str], Outgoing] = {}

    def begin(self, method: str, request_key: str) -> Outgoing:
        """Follow one request from before it is handed to ccxt until `end`, when its outcome is known."""
        outgoing = Outgoing(method, request_key)
        self._going[outgoing.key] = outgoing
        return outgoing

    def end(self, outgoing: Outgoing) -> None:
        """The outcome is known."""
        if self._going.get(outgoing.key) is outgoing:
            del self._going[outgoing.key]
        # ccxt keeps one subscription entry per WebSocket request for ever, and walks all of them on every
        # balance.
        if outgoing.client is not None:
            outgoing.client.subscriptions.pop(outgoing.request_id, None)
            outgoing.client.futures.pop(outgoing.request_id, None)

    def find(self, method: str, parameters: dict[str, Any]) -> Outgoing | None:
        """The tracked request these parameters belong to."""
        for field in _ID_FIELDS:
            value = parameters.get(field)
            if value is not None and (outgoing := self._going.get((method, str(value)))) is not None:
                return outgoing
        return None

    def written(self, outgoing: Outgoing) -> None:
        """The bytes of this request are in the socket now."""
        outgoing.written_mono_ns = self._mono_ns()

    def body_leaves(self, body: bytes) -> None:
        """A REST body goes to the socket within microseconds; of tracked requests only creates have one."""
        outgoing = self.find("order.place", dict(parse_qsl(body.decode("ascii", "replace"))))
        if outgoing is not None:
            outgoing.writing = True
            self.written(outgoing)
