"""Public questions about the market, answered for REST and the WebSocket API alike."""

import re

import msgspec

from mmdesk.sim.server import errors
from mmdesk.sim.server.exchange_info import exchange_info
from mmdesk.sim.server.params import Params
from mmdesk.sim.server.venue import Venue

_WINDOW = re.compile("([1-9]|[1-5][0-9])(m)|([1-9]|1[0-9]|2[0-3])(h)|([1-7])(d)")
_UNITS_NS = {"m": 60 * 10**9, "h": 3_600 * 10**9, "d": 86_400 * 10**9}


def ping(venue: Venue, p: Params) -> object:
    p.finish()
    return {}


def server_time(venue: Venue, p: Params) -> object:
    p.finish()
    return {"serverTime": venue.clock.now_ms()}


def info(venue: Venue, p: Params) -> object:
    symbols = _symbols(venue, p)
    p.ignore("permissions", "showPermissionSets", "symbolStatus")
    p.finish()
    exchange = venue.exchange
    rules = [(exchange.board(s).rules, exchange.controls.status_of(s)) for s in symbols]
    return exchange_info(rules, venue.limits.described(counted=False), venue.clock.now_ms())


def depth(venue: Venue, p: Params) -> object:
    board = venue.exchange.board(p.symbol())
    limit = p.limit("limit", 100, 5_000)
    p.finish()
    return venue.market_wire.depth(board.depth(limit))


def trades(venue: Venue, p: Params) -> object:
    board = venue.exchange.board(p.symbol())
    limit = p.limit("limit", 500, 1_000)
    from_id = p.integer("fromId")
    p.finish()
    rows = [t for t in board.recent_trades(1_000) if from_id is None or t.trade_id >= from_id]
    chosen = rows[-limit:] if from_id is None else rows[:limit]
    return [venue.market_wire.trade(t) for t in chosen]


def agg_trades(venue: Venue, p: Params) -> object:
    board = venue.exchange.board(p.symbol())
    rows = board.agg_trades(
        from_id=p.integer("fromId"),
        start_ns=venue.clock.from_client_ms(p.integer("startTime")),
        end_ns=venue.clock.from_client_ms(p.integer("endTime")),
        limit=p.limit("limit", 500, 1_000),
    )
    p.finish()
    return [venue.market_wire.agg_trade(t) for t in rows]


def klines(venue: Venue, p: Params) -> object:
    board = venue.exchange.board(p.symbol())
    rows = board.klines(
        p.need("interval"),
        start_ns=venue.clock.from_client_ms(p.integer("startTime")),
        end_ns=venue.clock.from_client_ms(p.integer("endTime")),
        limit=p.limit("limit", 500, 1_000),
    )
    p.ignore("timeZone")
    p.finish()
    return [venue.market_wire.kline(k) for k in rows]


def ticker_24h(venue: Venue, p: Params) -> object:
    symbols, single = _symbols(venue, p), p.has("symbol")
    mini = p.choice("type") == "MINI"
    p.finish()
    now = venue.clock.now_ns()
    rows = [venue.market_wire.ticker(venue.exchange.board(s).ticker_24h(now), mini=mini) for s in symbols]
    return rows[0] if single else rows


def ticker_window(venue: Venue, p: Params) -> object:
    """The rolling window (`ticker`): 1..59m, 1..23h, 1..7d, a day when nothing is said."""
    match = _WINDOW.fullmatch(p.text("windowSize") or "1d")
    if match is None:
        raise errors.bad_value("windowSize")
    count, unit = (part for part in match.groups() if part)
    length_ns = int(count) * _UNITS_NS[unit]
    return _window_rows(venue, p, venue.clock.now_ns() - length_ns)


def ticker_trading_day(venue: Venue, p: Params) -> object:
    p.ignore("timeZone")
    now = venue.clock.now_ns()
    return _window_rows(venue, p, now - now % _UNITS_NS["d"] - 1)


def _window_rows(venue: Venue, p: Params, start_ns: int) -> object:
    if not p.has("symbol") and not p.has("symbols"):
        raise errors.mandatory("symbols")
    symbols, single = _symbols(venue, p), p.has("symbol")
    mini = p.choice("type") == "MINI"
    p.finish()
    now = venue.clock.now_ns()
    wire = venue.market_wire
    rows = [wire.window(venue.exchange.board(s).ticker_since(start_ns, now), mini=mini) for s in symbols]
    return rows[0] if single else rows


def ticker_book(venue: Venue, p: Params) -> object:
    symbols, single = _symbols(venue, p), p.has("symbol")
    p.finish()
    rows = [venue.market_wire.book_ticker(venue.exchange.board(s).book_ticker()) for s in symbols]
    return rows[0] if single else rows


def ticker_price(venue: Venue, p: Params) -> object:
    symbols, single = _symbols(venue, p), p.has("symbol")
    p.finish()
    now = venue.clock.now_ns()
    rows = [{"symbol": s, "price": venue.exchange.board(s).ticker_24h(now).last_price} for s in symbols]
    return rows[0] if single else rows


def average_price(venue: Venue, p: Params) -> object:
    symbol = p.symbol()
    p.finish()
    now = venue.clock.now_ns()
    ticker = venue.exchange.board(symbol).ticker_since(now - 5 * _UNITS_NS["m"], now)
    return {
        "mins": 5,
        "price": ticker.weighted_avg_price,
        "closeTime": venue.clock.shown_ms(ticker.close_time_ns),
    }


def _symbols(venue: Venue, p: Params) -> list[str]:
    """`symbol`, or `symbols` as a JSON list, or all."""
    one, several = p.symbol_or_none(), p.text("symbols")
    if one is not None:
        venue.exchange.board(one)
        return [one]
    if several is None:
        return list(venue.exchange.symbols())
    try:
        names = msgspec.json.decode(several, type=list[str])
    except msgspec.DecodeError:
        raise errors.illegal("symbols", '["BTCUSDT","ETHUSDT"]') from None
    for name in names:
        venue.exchange.board(name)
    return names
