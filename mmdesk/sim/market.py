"""What the exchange asks of a market (synthetic flow or recorded tape), and what a market tells it back."""

from collections.abc import Iterator
from typing import Protocol

from mmdesk.sim.matching import Resting
from mmdesk.sim.types import BookTicker, Depth, PublicEvent, SymbolRules
from mmdesk.sim.units import Grid


def last_id_before(start_ns: int) -> int:
    """Where order and trade ids of a venue that starts now go on: above those of every earlier start, so
    that a desk that remembers them never takes new fills for old ones (and below 2^53).
    """
    return start_ns // 10**6


class MarketSink(Protocol):
    """Where a market reports. Trades between strangers are only published, never cleared."""

    def publish(self, event: PublicEvent) -> None: ...

    def traded(
        self, maker: Resting | None, taker: Resting | None, ticks: int, lots: int, trade_id: int, now_ns: int
    ) -> None:
        """A trade of at least one account order, after `left` of both was reduced. None stands for the
        recorded market.
        """

    def prevented(self, order: Resting, now_ns: int) -> None:
        """A resting account order was taken out by self-trade prevention."""


class MarketSource(Protocol):
    """One symbol's market. `sign` is +1 for buy, -1 for sell; prices are ticks, quantities lots."""

    rules: SymbolRules
    grid: Grid

    def connect(self, sink: MarketSink, start_ns: int) -> None:
        """Called once, before anything else; the book is ready afterwards."""

    def advance(self, now_ns: int) -> None: ...

    def take(self, order: Resting, limit_ticks: int | None, now_ns: int) -> None:
        """Matches now: at `limit_ticks` or better (None: any price). What is left stays in `order.left`."""

    def rest(self, order: Resting, now_ns: int) -> None: ...

    def withdraw(self, order: Resting, now_ns: int) -> None:
        """Takes a resting order out of the queue."""

    def opposite(self, sign: int) -> Iterator[tuple[int, int, str]]:
        """(ticks, lots, owner) a taker of `sign` would meet, best first; owner "" is nobody's account."""

    def top(self) -> tuple[int, int, int, int]:
        """(bid ticks, bid lots, ask ticks, ask lots); zeros for an empty side."""

    def depth(self, limit: int) -> Depth: ...

    def book_ticker(self) -> BookTicker: ...

    def last_ticks(self) -> int:
        """Price of the last trade (or the mid before the first one), the reference of the percent filter."""

    def control(self, action: str, value: float | str) -> None:
        """pause resume regime jump widen retreat seek speed; ValueError (what, why, what to do) when it
        cannot."""

    def state(self) -> dict[str, object]: ...
