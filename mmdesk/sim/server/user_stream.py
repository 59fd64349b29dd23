"""The private stream: each account event rendered once, wrapped per subscription."""

import secrets

import msgspec

from mmdesk.sim.server.account_wire import AccountWire
from mmdesk.sim.server.faults import Faults
from mmdesk.sim.server.frames import Connection, text_frame
from mmdesk.sim.server.hub import Hub
from mmdesk.sim.server.stream_faults import StreamFaults
from mmdesk.sim.types import AccountUpdate, ExecutionReport

MAX_LISTEN_KEYS = 100
LISTEN_KEY_LIFE_NS = 60 * 60 * 1_000_000_000


class ListenKeys:
    """Keys of the older `/ws/<listenKey>` form: one hour of life, renewed by PUT, one per account."""

    def __init__(self) -> None:
        self._expires: dict[str, int] = {}

    def create(self, now_ns: int) -> str:
        """The living key, its life renewed, or a new one."""
        self._expires = {k: t for k, t in self._expires.items() if t > now_ns}
        key = next(iter(self._expires), None) or secrets.token_hex(30)
        self._expires[key] = now_ns + LISTEN_KEY_LIFE_NS
        return key

    def valid(self, key: str, now_ns: int) -> bool:
        return self._expires.get(key, 0) > now_ns

    def renew(self, key: str, now_ns: int) -> bool:
        if not self.valid(key, now_ns):
            return False
        self._expires[key] = now_ns + LISTEN_KEY_LIFE_NS
        return True

    def close(self, key: str) -> bool:
        return self._expires.pop(key, None) is not None


class UserStream:
    """Subscriptions to the one account; WebSocket API ones carry a number, listenKey ones None."""

    def __init__(self, account_id: str, wire: AccountWire, hub: Hub, faults: Faults) -> None:
        self.account_id = account_id
        self.keys = ListenKeys()
        self._wire = wire
        self._hub = hub
        self._faults = faults
        self._between = StreamFaults(faults)
        self._subscribers: list[tuple[Connection, int | None]] = []
        self._next_number = 0

    @property
    def subscribers(self) -> int:
        return len(self._subscribers)

    def subscribe(self, connection: Connection, *, numbered: bool) -> int:
        """Returns the subscription id a WebSocket API client is told."""
        number = self._next_number if numbered else None
        self._next_number += numbered
        self._subscribers.append((connection, number))
        return -1 if number is None else number

    def unsubscribe(self, connection: Connection, number: int | None = None) -> bool:
        """Remove one subscription of the connection, or all of them; False when there was none."""
        kept = [(c, n) for c, n in self._subscribers if c is not connection or number not in (None, n)]
        removed = len(kept) != len(self._subscribers)
        self._subscribers = kept
        return removed

    def take(self, event: ExecutionReport | AccountUpdate) -> None:
        if event.account_id != self.account_id:
            return
        if isinstance(event, ExecutionReport):
            self.publish("executionReport", self._wire.execution_event(event))
        else:
            self.publish("outboundAccountPosition", self._wire.account_event(event))

    def publish(self, kind: str, row: dict[str, object]) -> None:
        self._between.deliver(f"user:{kind}", msgspec.json.encode(row), self)

    def send(self, payload: bytes) -> None:
        for connection, number in self._subscribers:
            wrapped = payload if number is None else b'{"subscriptionId":%d,"event":%b}' % (number, payload)
            connection.push(text_frame(wrapped))
            self._hub.touched(connection)

    def raw(self, frame: bytes) -> None:
        for connection, _ in self._subscribers:
            connection.push(frame)
            self._hub.touched(connection)

    def cut(self) -> None:
        for connection, _ in list(self._subscribers):
            connection.cut()

    def flush(self) -> None:
        self._hub.flush()
