"""A client that signs and sends whatever it is told, right or wrong, and reports what came back."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.conformance.redirect import RunningVenue

API = "https://api.binance.com"
STREAM = "wss://stream.binance.com:9443"
WS_API = "wss://ws-api.binance.com/ws-api/v3"
WITHIN_S = 60.0


@dataclass(frozen=True)
class Reply:
    """Status, headers and the body, parsed when it is JSON."""

    status: int
    headers: Any
    body: Any

    @property
    def code(self) -> int:
        return int(self.body["code"])


class RawClient:
    """REST and sockets under the exchange's own names."""

    def __init__(self, venue: RunningVenue, session: aiohttp.ClientSession) -> None:
        self.venue = venue
        self.session = session

    def signature(self, payload: str) -> str:
        return hmac.new(self.venue.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()

    async def send(
        self, method: str, path: str, query: str = "", *, body: str | None = None, key: str | None = None
    ) -> Reply:
        headers = {} if key is None else {"X-MBX-APIKEY": key}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        url = f"{API}{path}?{query}" if query else f"{API}{path}"
        timeout = aiohttp.ClientTimeout(total=WITHIN_S)
        async with self.session.request(method, url, data=body, headers=headers, timeout=timeout) as answer:
            text = await answer.text()
            try:
                parsed = json.loads(text)
            except ValueError:
                parsed = text
            return Reply(answer.status, answer.headers, parsed)

    async def signed(self, method: str, path: str, **params: object) -> Reply:
        values = {"timestamp": int(time.time() * 1_000), **params}
        query = urlencode(values)
        return await self.send(
            method, path, f"{query}&signature={self.signature(query)}", key=self.venue.api_key
        )

    async def place(self, **changes: object) -> Reply:
        """A small post-only bid far from the market, with `changes` (None removes a parameter)."""
        values: dict[str, object] = {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "LIMIT_MAKER",
            "quantity": "0.01",
            "price": "50000.00",
            **changes,
        }
        kept = {name: value for name, value in values.items() if value is not None}
        return await self.signed("POST", "/api/v3/order", **kept)

    async def cancel_everything(self) -> None:
        for order in (await self.signed("GET", "/api/v3/openOrders", symbol="BTCUSDT")).body:
            await self.signed("DELETE", "/api/v3/order", symbol=order["symbol"], orderId=order["orderId"])

    def ws_params(self, **params: object) -> dict[str, object]:
        values = {"apiKey": self.venue.api_key, "timestamp": int(time.time() * 1_000), **params}
        payload = "&".join(f"{name}={_text(values[name])}" for name in sorted(values))
        return {**values, "signature": self.signature(payload)}

    async def fault(self, match: str, kind: str, **rest: object) -> int:
        """Add a rule, give its id."""
        added = self.venue.control("/sim/faults", {"match": match, "kind": kind, **rest})
        return int(added["added"][0]["id"])

    async def strikes(self, rule: int) -> None:
        """Wait until a rule struck."""
        async with asyncio.timeout(WITHIN_S):
            while not self.has_struck(rule):  # noqa: ASYNC110 - the venue is another process
                await asyncio.sleep(0.01)

    def has_struck(self, rule: int) -> bool:
        return any(
            fault["struck"] for fault in self.venue.control("/sim/faults")["faults"] if fault["id"] == rule
        )


def _text(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
