"""Shortcuts for the messages that are nearly all of the traffic, each leading to ccxt's own handlers.

ccxt spends a third of a millisecond per ticker on fields nobody here reads, and rebuilds each subscription to
wait for the next message of a stream that is already subscribed. Anything unusual takes ccxt's own way.
"""

from typing import Any

from mmdesk.gateways.ccxt_protocol import CcxtClient, CcxtExchange, Structure
from mmdesk.gateways.rate_limit import Priority, WeightLimiter

_PLAIN = (str, int, bool)


def shorten(exchange: CcxtExchange) -> None:
    """Wrap the message router and the public trade parser of one instance."""
    handle = exchange.handle_message
    parse_trade = exchange.parse_ws_trade
    names: dict[str, str] = {}

    def routed(client: CcxtClient, message: Any) -> None:
        event = message.get("e", "") if type(message) is dict else None
        if event == "depthUpdate":
            exchange.handle_order_book(client, message)
        elif event == "trade":
            exchange.handle_trade(client, message)
        elif event == "" and "B" in message and "A" in message and "u" in message:
            venue_symbol = message["s"]
            symbol = names.get(venue_symbol)
            if symbol is None:
                symbol = names[venue_symbol] = exchange.safe_market(venue_symbol, None, None, "spot")[
                    "symbol"
                ]
            client.resolve({"symbol": symbol, "info": message}, top_key(symbol))
        else:
            handle(client, message)

    def parsed(trade: Structure, market: Structure | None = None) -> Structure:
        if market is None or trade.get("e") != "trade":
            return parse_trade(trade, market)
        return {"symbol": market["symbol"], "timestamp": trade["T"], "info": trade}

    exchange.handle_message = routed
    exchange.parse_ws_trade = parsed
    _send_digits_as_given(exchange)


def _send_digits_as_given(exchange: CcxtExchange) -> None:
    """Numbers given as text go out to the digit: risk approved exactly these. ccxt would round again."""
    amount, price, encode = exchange.amount_to_precision, exchange.price_to_precision, exchange.rawencode
    exchange.amount_to_precision = lambda s, n: n if isinstance(n, str) else amount(s, n)
    exchange.price_to_precision = lambda s, n: n if isinstance(n, str) else price(s, n)

    def encoded(parameters: Structure) -> str:
        """What ccxt's own gives (it quotes, then unquotes), for values that need neither."""
        if all(type(v) in _PLAIN for v in parameters.values()):
            return "&".join(
                f"{k}={v if type(v) is not bool else str(v).lower()}" for k, v in parameters.items()
            )
        return encode(parameters)

    exchange.rawencode = encoded


def book_key(symbol: str) -> str:
    """ccxt's subscription hash of an order book."""
    return f"orderbook::{symbol}"


def top_key(symbol: str) -> str:
    """ccxt's subscription hash of a best bid and ask."""
    return f"bidask:bookTicker@{symbol}"


def trades_key(symbol: str) -> str:
    """ccxt's subscription hash of public trades."""
    return f"trade::{symbol}"


class Watcher:
    """Waits for the next message of each public stream: subscribed streams directly, others through
    `watch_*`.
    """

    def __init__(self, exchange: CcxtExchange, limiter: WeightLimiter, book_weight: int) -> None:
        self._exchange = exchange
        self._limiter = limiter
        self._book_weight = book_weight
        self._carriers: dict[str, CcxtClient] = {}

    async def book(self, symbol: str) -> Structure:
        """ccxt's live order book: copy what is needed before the next wait."""
        key = book_key(symbol)
        if (client := self._subscribed(key)) is not None:
            book: Any = await client.future(key)
            return book.limit()  # type: ignore[no-any-return]  # ccxt's OrderBook is a dict
        # ccxt fetches a snapshot behind each subscription: a feed full of gaps must not eat the orders'
        # weight.
        await self._limiter.acquire(self._book_weight, Priority.READ)
        # No limit argument: ccxt would cut its own book down to it (VENUES 3.3).
        return await self._exchange.watch_order_book(symbol)

    async def top(self, symbol: str) -> Structure:
        """A ticker: `symbol` and `info`."""
        key = top_key(symbol)
        if (client := self._subscribed(key)) is not None:
            ticker: Structure = await client.future(key)
            return ticker
        return (await self._exchange.watch_bids_asks([symbol]))[symbol]

    async def trades(self, symbol: str) -> list[Structure]:
        """The trades since the last call, oldest first."""
        key = trades_key(symbol)
        if (client := self._subscribed(key)) is not None:
            cached: Any = await client.future(key)
            fresh: list[Structure] = cached[-cached.getLimit(symbol, None) :]
            return fresh
        return await self._exchange.watch_trades(symbol)

    def _subscribed(self, key: str) -> CcxtClient | None:
        """The live connection that carries `key`; None after any fault, so that ccxt subscribes again."""
        client = self._carriers.get(key)
        clients = self._exchange.clients
        if client is None or clients.get(client.url) is not client:
            client = next((c for c in clients.values() if key in c.subscriptions), None)
            if client is None:
                return None
            self._carriers[key] = client
        return client if client.isConnected and key in client.subscriptions else None
