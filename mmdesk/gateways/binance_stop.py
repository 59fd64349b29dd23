"""Stops orders on Binance spot by REST without ccxt: for the guardian, whose start must take no time.

The venue's own `DELETE openOrders` is never used: it would cancel foreign orders too.
"""

import asyncio
import hashlib
import hmac
import time
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from mmdesk.core.model.errors import ConfigurationError, ExchangeConnectionError, InvalidOrderError
from mmdesk.gateways.connection import Loopback
from mmdesk.gateways.plain_http import HttpAnswer, PlainHttp
from mmdesk.ports.stop import RECEIVE_WINDOW_S, RestingOrder, StopClient

EXCHANGES = ("binance",)
HOSTS = ("api.binance.com", "api1.binance.com", "api2.binance.com", "api3.binance.com", "api-gcp.binance.com")
CONNECTIONS = 8
REQUEST_WITHIN_S = 3.0
DEFAULT_WAIT_S = 5.0
SAID_LENGTH = 200
_WRONG_TIME = -1021
_GONE = -2011
_REFUSED_KEYS = (-1022, -2008, -2014, -2015)
_T = TypeVar("_T")


class StopConnection(msgspec.Struct, frozen=True, kw_only=True):
    """Where and as whom. `symbols` are the venue's own (`venue_symbol`); `hosts` are tried in turn."""

    exchange_id: str
    symbols: tuple[str, ...]
    api_key: str
    secret: str
    hosts: tuple[str, ...] = HOSTS
    loopback: Loopback | None = None

    def __repr__(self) -> str:
        # Never the key or the secret.
        return f"StopConnection({self.exchange_id}, {', '.join(self.symbols)})"


class _OpenOrder(msgspec.Struct, frozen=True):
    orderId: int  # noqa: N815 - the venue's own name
    clientOrderId: str  # noqa: N815 - the venue's own name


class _Canceled(msgspec.Struct, frozen=True):
    orderId: int  # noqa: N815 - the venue's own name
    status: str


class _ServerTime(msgspec.Struct, frozen=True):
    serverTime: int  # noqa: N815 - the venue's own name


class _Refusal(msgspec.Struct, frozen=True):
    code: int = 0
    msg: str = ""


def venue_symbol(symbol: str) -> str:
    """The venue's name of a spot market: `BTC/USDT` is `BTCUSDT`."""
    return symbol.replace("/", "")


def make_stop_client(connection: StopConnection) -> StopClient:
    """Raises ConfigurationError for an exchange that cannot be stopped this way, or without keys."""
    if connection.exchange_id not in EXCHANGES:
        raise ConfigurationError(
            f"the guardian cannot stop orders on {connection.exchange_id}: it knows {', '.join(EXCHANGES)}. "
            "Use that venue's own dead man's timer, or quote without protection for this session"
        )
    if not (connection.api_key and connection.secret and connection.symbols and connection.hosts):
        raise ConfigurationError(
            f"the guardian needs the key, the secret, the symbols and a host of {connection.exchange_id}"
        )
    return BinanceStop(connection)


class BinanceStop:
    """Signed GET openOrders and DELETE order. A told wait (429, 418) holds back every request."""

    def __init__(self, connection: StopConnection) -> None:
        self._connection = connection
        self._http = PlainHttp(connection.loopback, CONNECTIONS)
        self._host = 0
        self._offset_ms = 0
        self._hold_until_s = 0.0

    async def open_orders(self, symbol: str) -> tuple[RestingOrder, ...]:
        body = await self._signed("GET", "/api/v3/openOrders", {"symbol": symbol})
        rows = _parsed(body, list[_OpenOrder])
        return tuple(RestingOrder(str(row.orderId), row.clientOrderId) for row in rows)

    async def cancel(self, symbol: str, order_id: str) -> None:
        values = {"symbol": symbol, "orderId": order_id}
        try:
            _parsed(await self._signed("DELETE", "/api/v3/order", values), _Canceled)
        except InvalidOrderError as error:
            if error.raw_code != str(_GONE):
                raise

    async def close(self) -> None:
        await self._http.close()

    async def _signed(self, method: str, path: str, values: dict[str, str]) -> bytes:
        answer = await self._send(method, self._target(path, values))
        if answer.status != 200 and _refusal(answer).code == _WRONG_TIME:
            await self._learn_offset()
            answer = await self._send(method, self._target(path, values))
        self._judge(answer)
        return answer.body

    def _target(self, path: str, values: dict[str, str]) -> str:
        stamp = time.time_ns() // 1_000_000 + self._offset_ms
        query = urlencode(
            {**values, "recvWindow": str(round(RECEIVE_WINDOW_S * 1_000)), "timestamp": str(stamp)}
        )
        secret = self._connection.secret.encode()
        return f"{path}?{query}&signature={hmac.new(secret, query.encode(), hashlib.sha256).hexdigest()}"

    async def _send(self, method: str, target: str) -> HttpAnswer:
        remaining_s = self._hold_until_s - asyncio.get_running_loop().time()
        if remaining_s > 0:
            raise ExchangeConnectionError(
                f"the venue told us to wait {remaining_s:.1f} s more", retry_after_s=remaining_s
            )
        hosts = self._connection.hosts
        key = {"X-MBX-APIKEY": self._connection.api_key}
        used = self._host
        try:
            return await self._http.request(hosts[used % len(hosts)], method, target, key, REQUEST_WITHIN_S)
        except (OSError, TimeoutError) as error:
            # Of many that fail together only the first moves on to the next host.
            self._host = max(self._host, used + 1)
            said = f"{type(error).__name__} {error}".strip()[:SAID_LENGTH]
            raise ExchangeConnectionError(
                f"no answer from {hosts[used % len(hosts)]}: {said}", retryable=True
            ) from error

    async def _learn_offset(self) -> None:
        asked = time.time_ns()
        answer = await self._send("GET", "/api/v3/time")
        self._judge(answer)
        half_way_ms = (asked + time.time_ns()) // 2_000_000
        self._offset_ms = _parsed(answer.body, _ServerTime).serverTime - half_way_ms

    def _judge(self, answer: HttpAnswer) -> None:
        """Raise what a refusal means; a 2xx passes."""
        if answer.status == 200:
            return
        refusal = _refusal(answer)
        said = f"HTTP {answer.status}, code {refusal.code}: {refusal.msg[:SAID_LENGTH]}"
        code = str(refusal.code)
        if answer.status in (418, 429):
            wait_s = _wait_s(answer)
            self._hold_until_s = asyncio.get_running_loop().time() + wait_s
            raise ExchangeConnectionError(said, retryable=True, retry_after_s=wait_s, raw_code=code)
        if refusal.code in _REFUSED_KEYS:
            raise ConfigurationError(f"the venue refuses the keys ({said})", raw_code=code)
        if answer.status == 400 and refusal.code:
            raise InvalidOrderError(said, raw_code=code)
        raise ExchangeConnectionError(said, retryable=True, raw_code=code)


def _parsed(body: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ExchangeConnectionError(f"the answer proves nothing: {error}", retryable=True) from error


def _refusal(answer: HttpAnswer) -> _Refusal:
    try:
        return msgspec.json.decode(answer.body, type=_Refusal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Refusal()


def _wait_s(answer: HttpAnswer) -> float:
    told = answer.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() else DEFAULT_WAIT_S
