"""A network that is not there: a session for ccxt that answers from a script, on a loop whose time jumps."""

import asyncio
import json
import selectors
from collections import deque
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any, TypeVar

import aiohttp

from tests.core.dialogue import SECOND, START_WALL_NS

T = TypeVar("T")


class _Timeless(selectors.SelectSelector):
    """Nothing outside ever happens: a wait is over at once, and its time has passed."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("every task waits for something that nobody will do")
        self.now_s += max(timeout, 0.0)
        return []


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop that sleeps in no time."""

    def __init__(self) -> None:
        self._timeless = _Timeless()
        super().__init__(self._timeless)

    def time(self) -> float:
        return self._timeless.now_s


def run_in_no_time(main: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` on a loop whose time jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(main)


class LoopClock:
    """The loop's time as the gateway's clock."""

    def mono_ns(self) -> int:
        return SECOND + round(asyncio.get_running_loop().time() * SECOND)

    def wall_ns(self) -> int:
        return START_WALL_NS + self.mono_ns()


class Socket:
    """The end of a WebSocket connection that ccxt holds."""

    def __init__(self, on_sent: Callable[["Socket", dict[str, Any]], None]) -> None:
        self.closed = False
        self._on_sent = on_sent
        self._frames: deque[tuple[aiohttp.WSMessage, int]] = deque()
        self._something = asyncio.Event()
        # ccxt empties aiohttp's own buffer when several frames wait.
        payload = SimpleNamespace(_buffer=self._frames)
        self._conn = SimpleNamespace(protocol=SimpleNamespace(_payload=payload))

    def deliver(self, text: str) -> None:
        self._push(aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, text, None))

    def cut(self) -> None:
        """The connection is lost."""
        self._push(aiohttp.WSMessage(aiohttp.WSMsgType.CLOSE, 1006, None))

    def _push(self, message: aiohttp.WSMessage) -> None:
        self._frames.append((message, 0))
        self._something.set()

    async def receive(self) -> aiohttp.WSMessage:
        while not self._frames:
            self._something.clear()
            await self._something.wait()
        return self._frames.popleft()[0]

    async def send_str(self, text: str) -> None:
        self._on_sent(self, json.loads(text))

    async def ping(self) -> None:
        """Nobody listens."""

    async def close(self) -> None:
        self.closed = True
        self._push(aiohttp.WSMessage(aiohttp.WSMsgType.CLOSED, None, None))


class _Opening:
    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    async def __aenter__(self) -> Socket:
        return self._socket


class _Answering:
    def __init__(self, answer: Coroutine[Any, Any, tuple[int, str]]) -> None:
        self._answer = answer

    async def __aenter__(self) -> Any:
        status, body = await self._answer

        async def text(errors: str) -> str:
            return body

        kind = "text/html" if body.startswith("<") else "application/json"
        return SimpleNamespace(
            text=text, status=status, reason="", headers={"Content-Type": kind}, content=object()
        )

    async def __aexit__(self, *_: object) -> None:
        """Nothing is held."""


class Wire:
    """Stands where the gateway's aiohttp session would be. `answer` makes (HTTP status, body) of a URL;
    `subscribed` is told of each SUBSCRIBE, with the socket it came on.
    """

    def __init__(
        self,
        answer: Callable[[str], Coroutine[Any, Any, tuple[int, str]]],
        subscribed: Callable[[Socket, list[str]], None],
    ) -> None:
        self.headers: dict[str, str] = {}
        self._answer = answer
        self._subscribed = subscribed

    def ws_connect(self, url: str, **_: object) -> _Opening:
        return _Opening(Socket(self._sent))

    def get(self, url: object, **_: object) -> _Answering:
        return _Answering(self._answer(str(url)))

    async def close(self) -> None:
        """Nothing is held."""

    def _sent(self, socket: Socket, message: dict[str, Any]) -> None:
        if message.get("method") == "SUBSCRIBE":
            socket.deliver(json.dumps({"result": None, "id": message["id"]}))
            self._subscribed(socket, message["params"])
