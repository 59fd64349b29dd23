"""Public market data as Binance writes it: REST bodies as plain data, stream messages as JSON text."""

import msgspec

from mmdesk.sim.server.clock import VenueClock
from mmdesk.sim.types import (
    AggTrade,
    BookTicker,
    Depth,
    DepthUpdate,
    Kline,
    Level,
    PublicTrade,
    Ticker24h,
)

Row = dict[str, object]
_levels = msgspec.json.Encoder().encode

_DAY_ONLY = frozenset("xQbBaA")
_QUOTES = frozenset(("prevClosePrice", "lastQty", "bidPrice", "bidQty", "askPrice", "askQty"))


class MarketWire:
    """Renders with the venue's shown clock, so a skewed venue stamps its events skewed as well."""

    def __init__(self, clock: VenueClock) -> None:
        self._ms = clock.shown_ms

    def depth(self, depth: Depth) -> Row:
        return {"lastUpdateId": depth.last_update_id, "bids": depth.bids, "asks": depth.asks}

    def trade(self, trade: PublicTrade) -> Row:
        return {
            "id": trade.trade_id,
            "price": trade.price,
            "qty": trade.quantity,
            "quoteQty": f"{float(trade.price) * float(trade.quantity):.8f}",
            "time": self._ms(trade.time_ns),
            "isBuyerMaker": trade.buyer_is_maker,
            "isBestMatch": True,
        }

    def agg_trade(self, trade: AggTrade) -> Row:
        return {
            "a": trade.agg_id,
            "p": trade.price,
            "q": trade.quantity,
            "f": trade.first_trade_id,
            "l": trade.last_trade_id,
            "T": self._ms(trade.time_ns),
            "m": trade.buyer_is_maker,
            "M": True,
        }

    def kline(self, k: Kline) -> list[object]:
        return [
            self._ms(k.open_time_ns),
            k.open,
            k.high,
            k.low,
            k.close,
            k.volume,
            self._ms(k.close_time_ns),
            k.quote_volume,
            k.trade_count,
            k.taker_buy_volume,
            k.taker_buy_quote_volume,
            "0",
        ]

    def book_ticker(self, top: BookTicker) -> Row:
        return {
            "symbol": top.symbol,
            "bidPrice": top.bid_price,
            "bidQty": top.bid_qty,
            "askPrice": top.ask_price,
            "askQty": top.ask_qty,
        }

    def ticker(self, t: Ticker24h, *, mini: bool = False) -> Row:
        full: Row = {
            "symbol": t.symbol,
            "priceChange": t.price_change,
            "priceChangePercent": t.price_change_percent,
            "weightedAvgPrice": t.weighted_avg_price,
            "prevClosePrice": t.prev_close_price,
            "lastPrice": t.last_price,
            "lastQty": t.last_qty,
            "bidPrice": t.bid_price,
            "bidQty": t.bid_qty,
            "askPrice": t.ask_price,
            "askQty": t.ask_qty,
            "openPrice": t.open_price,
            "highPrice": t.high_price,
            "lowPrice": t.low_price,
            "volume": t.volume,
            "quoteVolume": t.quote_volume,
            "openTime": self._ms(t.open_time_ns),
            "closeTime": self._ms(t.close_time_ns),
            "firstId": t.first_id,
            "lastId": t.last_id,
            "count": t.count,
        }
        return {k: v for k, v in full.items() if k in _MINI} if mini else full

    def window(self, t: Ticker24h, *, mini: bool) -> Row:
        """A rolling window or trading day: the day's row without its quotes."""
        row = self.ticker(t, mini=mini)
        return {key: value for key, value in row.items() if key not in _QUOTES}

    def depth_event(
        self, symbol: str, first: int, final: int, bids: tuple[Level, ...], asks: tuple[Level, ...], ns: int
    ) -> bytes:
        return b'{"e":"depthUpdate","E":%d,"s":"%b","U":%d,"u":%d,"b":%b,"a":%b}' % (
            self._ms(ns),
            symbol.encode(),
            first,
            final,
            _levels(bids),
            _levels(asks),
        )

    def depth_update(self, d: DepthUpdate) -> bytes:
        return self.depth_event(d.symbol, d.first_update_id, d.final_update_id, d.bids, d.asks, d.time_ns)

    def partial_depth(self, depth: Depth) -> bytes:
        return b'{"lastUpdateId":%d,"bids":%b,"asks":%b}' % (
            depth.last_update_id,
            _levels(depth.bids),
            _levels(depth.asks),
        )

    def book_ticker_event(self, t: BookTicker) -> bytes:
        return (
            f'{{"u":{t.update_id},"s":"{t.symbol}","b":"{t.bid_price}","B":"{t.bid_qty}",'
            f'"a":"{t.ask_price}","A":"{t.ask_qty}"}}'
        ).encode()

    def trade_event(self, t: PublicTrade) -> bytes:
        at = self._ms(t.time_ns)
        return (
            f'{{"e":"trade","E":{at},"s":"{t.symbol}","t":{t.trade_id},"p":"{t.price}","q":"{t.quantity}",'
            f'"T":{at},"m":{_bool(t.buyer_is_maker)},"M":true}}'
        ).encode()

    def agg_trade_event(self, t: AggTrade) -> bytes:
        at = self._ms(t.time_ns)
        return (
            f'{{"e":"aggTrade","E":{at},"s":"{t.symbol}","a":{t.agg_id},"p":"{t.price}","q":"{t.quantity}",'
            f'"f":{t.first_trade_id},"l":{t.last_trade_id},"T":{at},"m":{_bool(t.buyer_is_maker)},"M":true}}'
        ).encode()

    def ticker_event(self, t: Ticker24h, now_ns: int) -> bytes:
        return msgspec.json.encode(
            {
                "e": "24hrTicker",
                "E": self._ms(now_ns),
                "s": t.symbol,
                "p": t.price_change,
                "P": t.price_change_percent,
                "w": t.weighted_avg_price,
                "x": t.prev_close_price,
                "c": t.last_price,
                "Q": t.last_qty,
                "b": t.bid_price,
                "B": t.bid_qty,
                "a": t.ask_price,
                "A": t.ask_qty,
                "o": t.open_price,
                "h": t.high_price,
                "l": t.low_price,
                "v": t.volume,
                "q": t.quote_volume,
                "O": self._ms(t.open_time_ns),
                "C": self._ms(t.close_time_ns),
                "F": t.first_id,
                "L": t.last_id,
                "n": t.count,
            }
        )

    def window_event(self, t: Ticker24h, window: str, now_ns: int) -> bytes:
        """`@ticker_1h` and its kind: the day's figures without its quotes."""
        day: Row = msgspec.json.decode(self.ticker_event(t, now_ns))
        row = {key: value for key, value in day.items() if key not in _DAY_ONLY}
        return msgspec.json.encode({**row, "e": f"{window}Ticker"})

    def average_event(self, t: Ticker24h, now_ns: int) -> bytes:
        at = self._ms(now_ns)
        return msgspec.json.encode(
            {"e": "avgPrice", "E": at, "s": t.symbol, "i": "5m", "w": t.weighted_avg_price, "T": at}
        )

    def mini_ticker_event(self, t: Ticker24h, now_ns: int) -> bytes:
        return msgspec.json.encode(
            {
                "e": "24hrMiniTicker",
                "E": self._ms(now_ns),
                "s": t.symbol,
                "c": t.last_price,
                "o": t.open_price,
                "h": t.high_price,
                "l": t.low_price,
                "v": t.volume,
                "q": t.quote_volume,
            }
        )

    def kline_event(self, symbol: str, interval: str, k: Kline, now_ns: int) -> bytes:
        candle: Row = {
            "t": self._ms(k.open_time_ns),
            "T": self._ms(k.close_time_ns),
            "s": symbol,
            "i": interval,
            "f": -1,
            "L": -1,
            "o": k.open,
            "c": k.close,
            "h": k.high,
            "l": k.low,
            "v": k.volume,
            "n": k.trade_count,
            "x": now_ns > k.close_time_ns,
            "q": k.quote_volume,
            "V": k.taker_buy_volume,
            "Q": k.taker_buy_quote_volume,
            "B": "0",
        }
        return msgspec.json.encode({"e": "kline", "E": self._ms(now_ns), "s": symbol, "k": candle})


_MINI = frozenset(
    "symbol openPrice highPrice lowPrice lastPrice volume quoteVolume "
    "openTime closeTime firstId lastId count".split()
)


def _bool(value: bool) -> str:
    return "true" if value else "false"
