"""Asks and steers the simulated venue through its control port: is the tape at its end, pause, go on."""

import asyncio

import msgspec

TIMEOUT_S = 3.0
MAX_ANSWER_BYTES = 4 * 1024 * 1024


class VenueControlError(Exception):
    """The control port did not answer, or refused; the text is its own."""


class MarketState(msgspec.Struct, frozen=True):
    """What of a market's state we look at."""

    ended: bool = False
    position_s: float = 0.0


class VenueState(msgspec.Struct, frozen=True):
    """What of `/sim/state` we look at."""

    open_orders: int
    markets: dict[str, MarketState]

    @property
    def ended(self) -> bool:
        """Whether every market is at the end of its tape; false for a synthetic market."""
        return bool(self.markets) and all(market.ended for market in self.markets.values())


async def venue_state(control_port: int) -> VenueState:
    """Raises VenueControlError."""
    body = await _call(control_port, "GET", "/sim/state", b"")
    try:
        return msgspec.json.decode(body, type=VenueState)
    except msgspec.DecodeError as error:
        raise VenueControlError(f"the venue's state could not be read: {error}") from error


async def market_action(control_port: int, action: str) -> None:
    """`pause` or `resume` all markets. Raises VenueControlError."""
    await _call(control_port, "POST", "/sim/market", msgspec.json.encode({"action": action}))


async def begin_drill(control_port: int, kind: str, symbol: str, amount: float, lasts_s: float) -> None:
    """Cause trouble (`/sim/drill`) that ends by itself after `lasts_s`. Raises VenueControlError."""
    body = {"kind": kind, "symbol": symbol, "amount": amount, "lasts_ms": lasts_s * 1_000}
    await _call(control_port, "POST", "/sim/drill", msgspec.json.encode(body))


async def end_drill(control_port: int) -> bool:
    """Take the trouble away; whether there was any. Raises VenueControlError."""
    body = await _call(control_port, "POST", "/sim/drill", msgspec.json.encode({"action": "clear"}))
    return msgspec.json.decode(body, type=dict[str, bool]).get("cleared", False)


async def _call(control_port: int, method: str, path: str, body: bytes) -> bytes:
    # One plain request a second does not pay for an HTTP library in the window's process.
    try:
        async with asyncio.timeout(TIMEOUT_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", control_port)
            try:
                writer.write(
                    f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{control_port}\r\nConnection: close\r\n"
                    f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                answer = await reader.read(MAX_ANSWER_BYTES)
                while chunk := await reader.read(MAX_ANSWER_BYTES):
                    answer += chunk
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        raise VenueControlError(
            f"the venue's control port {control_port} does not answer: {error}"
        ) from error
    head, _, content = answer.partition(b"\r\n\r\n")
    status = head.split(b"\r\n")[0].decode("ascii", "replace")
    if " 200 " not in status + " ":
        raise VenueControlError(f"{method} {path}: {status}: {content[:500].decode('utf-8', 'replace')}")
    return content
