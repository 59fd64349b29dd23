"""Rate limits as Binance counts them: request weight per minute, orders per 10 s and per day, then a ban."""

from collections.abc import Callable

from mmdesk.sim.server.errors import ApiError

_BAN_S = 120


class Window:
    """A counter over fixed windows of `length_s`, aligned to the clock as the exchange's are."""

    def __init__(self, limit: int, length_s: int) -> None:
        self.limit = limit
        self.length_s = length_s
        self.used = 0
        self._started = -1

    def roll(self, now_s: float) -> None:
        start = int(now_s // self.length_s)
        if start != self._started:
            self._started, self.used = start, 0

    def remaining_s(self, now_s: float) -> int:
        return int(self.length_s - now_s % self.length_s) + 1


class Limits:
    """All counters of one client address and account; `now_s` is the venue's own clock."""

    def __init__(
        self,
        now_s: Callable[[], float],
        weight_1m: int = 6_000,
        orders_10s: int = 100,
        orders_1d: int = 200_000,
        ban_after: int = 10,
    ) -> None:
        self._now_s = now_s
        self.weight = Window(weight_1m, 60)
        self.orders_10s = Window(orders_10s, 10)
        self.orders_1d = Window(orders_1d, 86_400)
        self._ban_after = ban_after
        self._refused = 0
        self._banned_until_s = 0.0

    def charge(self, weight: int) -> None:
        """Count a request; raise 429 beyond the limit and 418 for a client that goes on asking."""
        now = self._now_s()
        self._check_ban(now)
        self.weight.roll(now)
        if self.weight.used == 0:
            self._refused = 0
        self.weight.used += weight
        if self.weight.used > self.weight.limit:
            self._refuse(now)

    def charge_order(self) -> None:
        """Count a new order; raise -1015 beyond either order limit."""
        now = self._now_s()
        for window, text in ((self.orders_10s, "10 SECOND"), (self.orders_1d, "1 DAY")):
            window.roll(now)
            if window.used >= window.limit:
                msg = f"Too many new orders; current limit is {window.limit} orders per {text}."
                raise ApiError(429, -1015, msg, window.remaining_s(now))
        self.orders_10s.used += 1
        self.orders_1d.used += 1

    def headers(self) -> dict[str, str]:
        used = str(self.weight.used)
        return {"X-MBX-USED-WEIGHT": used, "X-MBX-USED-WEIGHT-1M": used}

    def order_headers(self) -> dict[str, str]:
        now = self._now_s()
        self.orders_10s.roll(now)
        self.orders_1d.roll(now)
        return {
            "X-MBX-ORDER-COUNT-10S": str(self.orders_10s.used),
            "X-MBX-ORDER-COUNT-1D": str(self.orders_1d.used),
        }

    def described(self, *, counted: bool) -> list[dict[str, str | int]]:
        """`rateLimits` of exchangeInfo, or with `count` the list a WebSocket API answer carries."""
        rows: list[dict[str, str | int]] = [
            _row("REQUEST_WEIGHT", "MINUTE", 1, self.weight),
            _row("ORDERS", "SECOND", 10, self.orders_10s),
            _row("ORDERS", "DAY", 1, self.orders_1d),
        ]
        windows = (self.weight, self.orders_10s, self.orders_1d)
        return [{**r, "count": w.used} for r, w in zip(rows, windows, strict=True)] if counted else rows

    def _check_ban(self, now: float) -> None:
        if now < self._banned_until_s:
            until_ms = int(self._banned_until_s * 1_000)
            msg = (
                f"Way too much request weight used; IP banned until {until_ms}. "
                "Please use WebSocket Streams for live updates to avoid bans."
            )
            raise ApiError(418, -1003, msg, int(self._banned_until_s - now) + 1)

    def _refuse(self, now: float) -> None:
        self._refused += 1
        if self._refused > self._ban_after:
            self._banned_until_s = now + _BAN_S
            self._check_ban(now)
        msg = (
            f"Too much request weight used; current limit is {self.weight.limit} request weight per "
            "1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."
        )
        raise ApiError(429, -1003, msg, self.weight.remaining_s(now))


def _row(kind: str, interval: str, number: int, window: Window) -> dict[str, str | int]:
    return {
        "rateLimitType": kind,
        "interval": interval,
        "intervalNum": number,
        "limit": window.limit,
    }
