"""What the venue told of each order book, beside the book ccxt makes of it: ccxt skips a gap in what it
buffered, takes a missing side for no change, and cannot know prices beyond its snapshot.
"""

from math import inf
from typing import Any

from msgspec.structs import replace

from mmdesk.core.model.market import BookSnapshot
from mmdesk.gateways.ccxt_parse import MalformedError
from mmdesk.gateways.ccxt_protocol import CcxtClient, CcxtExchange, Structure
from mmdesk.gateways.hot_path import book_key
from mmdesk.gateways.watch_loop import BookGapError

Reach = tuple[float, float]
"""The lowest bid and the highest ask that are known; what lies beyond may be there unseen."""

_EVERYTHING: Reach = (0.0, inf)


class BookWatch:
    """Sees each delta before ccxt does, and each book before it is told."""

    def __init__(self, exchange: CcxtExchange) -> None:
        self._exchange = exchange
        self._depth = int(exchange.options["watchOrderBookLimit"])
        self._symbols: dict[str, str] = {}
        self._newest: dict[str, int] = {}
        self._reach: dict[str, Reach] = {}
        self._see_deltas()
        self._see_snapshots()

    def checked(self, symbol: str, book: Structure, event: BookSnapshot) -> BookSnapshot:
        """`event`, read off ccxt's `book`, without the levels nobody can know.

        Raises BookGapError when the stream said more than the book holds: ask for it with `begin_again`.
        """
        newest = self._newest.get(symbol, 0)
        if event.update_id < newest:
            raise BookGapError(f"the stream told update {newest}, the book ends at {event.update_id}")
        lowest, highest = self._reached(symbol, book)
        bids, asks = event.bids, event.asks
        if bids and bids[-1][0] < lowest:
            bids = tuple(level for level in bids if level[0] >= lowest)
        if asks and asks[-1][0] > highest:
            asks = tuple(level for level in asks if level[0] <= highest)
        if (not bids and lowest > 0.0) or (not asks and highest < inf):
            raise BookGapError(f"the market left the prices of the snapshot, {lowest} to {highest}")
        if len(bids) == len(event.bids) and len(asks) == len(event.asks):
            return event
        return replace(event, bids=bids, asks=asks)

    def begin_again(self, symbol: str) -> None:
        """Have ccxt subscribe anew and fetch a snapshot at the next watch."""
        key = book_key(symbol)
        self._exchange.orderbooks.pop(symbol, None)
        for client in self._exchange.clients.values():
            client.subscriptions.pop(key, None)
            client.rejections.pop(key, None)

    def _see_deltas(self) -> None:
        exchange = self._exchange
        handle, subscribed = exchange.handle_order_book, exchange.handle_order_book_subscription

        def seen(client: CcxtClient, message: Structure) -> None:
            symbol = self._symbol(message)
            try:
                last = last_update(message)
            except MalformedError as error:
                # The book lacks what this should have said: only a new snapshot heals it.
                if book_key(symbol) in client.subscriptions:
                    client.on_error(error)
                raise
            self._newest[symbol] = max(last, self._newest.get(symbol, 0))
            handle(client, message)

        def anew(client: CcxtClient, message: Structure, subscription: Structure) -> None:
            # ccxt buffers from here on; another process of the venue may count from one.
            for symbol in subscription["symbols"]:
                self._newest.pop(symbol, None)
            subscribed(client, message, subscription)

        exchange.handle_order_book = seen
        exchange.handle_order_book_subscription = anew

    def _see_snapshots(self) -> None:
        fetch = self._exchange.fetch_rest_order_book_safe

        async def seen(symbol: str, limit: int | None = None, params: Any = None) -> Structure:
            snapshot = await fetch(symbol, limit, params or {})
            if type(snapshot.get("nonce")) is not int:
                # A page in place of an answer: ccxt would empty its book with it, and buffer for ever after.
                raise MalformedError(f"a snapshot of the book has the id {snapshot.get('nonce')!r:.40}")
            bids, asks = snapshot["bids"], snapshot["asks"]
            self._reach[symbol] = (
                bids[-1][0] if len(bids) >= self._depth else 0.0,
                asks[-1][0] if len(asks) >= self._depth else inf,
            )
            return snapshot

        self._exchange.fetch_rest_order_book_safe = seen

    def _reached(self, symbol: str, book: Structure) -> Reach:
        """What is known by now: ccxt cuts its book where it grows beyond the depth asked for."""
        lowest, highest = self._reach.get(symbol, _EVERYTHING)
        bids, asks = book["bids"], book["asks"]
        if len(bids) >= self._depth:
            lowest = max(lowest, bids[-1][0])
        if len(asks) >= self._depth:
            highest = min(highest, asks[-1][0])
        self._reach[symbol] = lowest, highest
        return lowest, highest

    def _symbol(self, message: Structure) -> str:
        name = str(message.get("s"))
        symbol = self._symbols.get(name)
        if symbol is None:
            symbol = self._exchange.safe_market(name, None, None, "spot")["symbol"]
            if symbol in (self._exchange.markets or {}):
                self._symbols[name] = symbol
        return symbol


def last_update(delta: Structure) -> int:
    """The id a depth delta ends at. Raises MalformedError for one that ccxt would read as another."""
    first, last = delta.get("U"), delta.get("u")
    if type(first) is not int or type(last) is not int or not 0 < first <= last:
        raise MalformedError(f"a book delta is of updates {first!r:.40} to {last!r:.40}")
    for side in ("b", "a"):
        levels = delta.get(side)
        if type(levels) is not list:
            raise MalformedError(f"side {side} of the book delta is {levels!r:.40}")
        for level in levels:
            if not _is_level(level):
                raise MalformedError(f"level of the book delta: {level!r:.80}")
    return last


def _is_level(level: Any) -> bool:
    try:
        price, quantity = float(level[0]), float(level[1])
    except (LookupError, TypeError, ValueError, OverflowError):
        return False
    # Every comparison with NaN is false, so NaN fails as well.
    return type(level) is list and 0 < price < inf and 0 <= quantity < inf
