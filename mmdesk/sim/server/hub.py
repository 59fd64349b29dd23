"""Who listens to which stream, and one message on its way to all of them."""

from collections.abc import Iterable

from aiohttp import web

from mmdesk.sim.server.faults import Faults
from mmdesk.sim.server.frames import Connection, text_frame
from mmdesk.sim.server.stream_faults import StreamFaults


class Listener(Connection):
    """A market-data connection: with `combined` it gets `{"stream":..,"data":..}`."""

    def __init__(self, request: web.BaseRequest, socket: web.WebSocketResponse, *, combined: bool) -> None:
        super().__init__(request, socket)
        self.combined = combined
        self.streams: dict[str, None] = {}


class Hub:
    """Publishes each message once per framing, then flushes every touched connection once per batch."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._between = StreamFaults(faults)
        self._listeners: dict[str, set[Listener]] = {}
        self._dirty: set[Connection] = set()
        self._armed = False
        self.slow_readers_cut = 0
        self.messages_sent = 0

    def subscribe(self, listener: Listener, stream: str) -> None:
        listener.streams[stream] = None
        self._listeners.setdefault(stream, set()).add(listener)

    def unsubscribe(self, listener: Listener, stream: str) -> None:
        listener.streams.pop(stream, None)
        listeners = self._listeners.get(stream, set())
        listeners.discard(listener)
        if not listeners:
            self._listeners.pop(stream, None)

    def leave(self, listener: Listener) -> None:
        for stream in list(listener.streams):
            self.unsubscribe(listener, stream)
        self._dirty.discard(listener)

    def wanted(self, stream: str) -> bool:
        return stream in self._listeners

    def listeners(self, stream: str) -> Iterable[Listener]:
        return list(self._listeners.get(stream, ()))

    def counts(self) -> dict[str, int]:
        return {stream: len(who) for stream, who in sorted(self._listeners.items())}

    def begin(self) -> None:
        """Start of a batch: look once whether any rule could strike a stream."""
        self._armed = self._faults.armed("stream") or self._between.busy

    def publish(self, stream: str, payload: bytes) -> None:
        if self._armed:
            self._between.deliver(f"stream:{stream}", payload, StreamOutlet(self, stream))
        else:
            self.send(stream, payload)

    def send(self, stream: str, payload: bytes) -> None:
        plain = combined = b""
        for listener in self._listeners.get(stream, ()):
            if listener.combined:
                combined = combined or text_frame(b'{"stream":"%b","data":%b}' % (stream.encode(), payload))
                listener.push(combined)
            else:
                plain = plain or text_frame(payload)
                listener.push(plain)
            self._dirty.add(listener)

    def touched(self, connection: Connection) -> None:
        self._dirty.add(connection)

    def flush(self) -> None:
        for connection in self._dirty:
            self.messages_sent += connection.waiting
            if not connection.flush():
                self.slow_readers_cut += 1
        self._dirty.clear()

    def cut_all(self) -> None:
        for who in list(self._listeners.values()):
            for listener in list(who):
                listener.cut()


class StreamOutlet:
    """One stream as the fault layer sees it."""

    def __init__(self, hub: Hub, stream: str) -> None:
        self._hub = hub
        self._stream = stream

    def send(self, payload: bytes) -> None:
        self._hub.send(self._stream, payload)

    def raw(self, frame: bytes) -> None:
        for listener in self._hub.listeners(self._stream):
            listener.push(frame)
            self._hub.touched(listener)

    def cut(self) -> None:
        for listener in self._hub.listeners(self._stream):
            listener.cut()

    def flush(self) -> None:
        self._hub.flush()
