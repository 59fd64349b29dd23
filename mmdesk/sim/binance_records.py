"""Typed market records from recorded Binance messages (spot, futures): depth, snapshot, trade, ticker."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec

from mmdesk.sim.recordings import LineKind, RawLine, raw_lines

WireLevels = tuple[tuple[str, str], ...]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """`received_ns` is the recorder's clock; `symbol` is "" where the message has none (REST snapshot)."""

    received_ns: int
    symbol: str
    line: RawLine


class DepthRecord(Record, frozen=True, kw_only=True):
    """A diff; `previous_id` (futures `pu`) is the last id of the diff before it, 0 on spot."""

    first_id: int
    final_id: int
    previous_id: int
    bids: WireLevels
    asks: WireLevels


class SnapshotRecord(Record, frozen=True, kw_only=True):
    last_id: int
    bids: WireLevels
    asks: WireLevels


class TradeRecord(Record, frozen=True, kw_only=True):
    """`market` is false for futures trades that were not matched in the book (`X` other than MARKET)."""

    trade_id: int
    price: str
    quantity: str
    buyer_is_maker: bool
    market: bool


class TickerRecord(Record, frozen=True, kw_only=True):
    update_id: int
    bid_price: str
    bid_qty: str
    ask_price: str
    ask_qty: str


MarketRecord = DepthRecord | SnapshotRecord | TradeRecord | TickerRecord


class _Envelope(msgspec.Struct):
    stream: str = ""
    data: msgspec.Raw = msgspec.Raw(b"")
    lastUpdateId: int = 0  # noqa: N815 - the wire's name


class _Depth(msgspec.Struct):
    s: str
    U: int
    u: int
    b: WireLevels
    a: WireLevels
    pu: int = 0


class _Snapshot(msgspec.Struct):
    lastUpdateId: int  # noqa: N815 - the wire's name
    bids: WireLevels
    asks: WireLevels
    symbol: str = ""


class _Trade(msgspec.Struct):
    s: str
    p: str
    q: str
    m: bool
    t: int = 0
    a: int = 0
    X: str = "MARKET"


class _Ticker(msgspec.Struct):
    s: str
    u: int
    b: str
    B: str
    a: str
    A: str


_envelope = msgspec.json.Decoder(_Envelope)
_depth = msgspec.json.Decoder(_Depth)
_snapshot = msgspec.json.Decoder(_Snapshot)
_trade = msgspec.json.Decoder(_Trade)
_ticker = msgspec.json.Decoder(_Ticker)


def market_records(paths: Sequence[Path]) -> Iterator[MarketRecord]:
    """The market messages of several files in sequence; other messages (candles, acks) are passed over.

    Raises RecordingError naming file and line for anything that cannot be read.
    """
    for path in paths:
        for line in raw_lines(path):
            if line.kind in (LineKind.RECEIVED, LineKind.REST):
                record = parse_record(line)
                if record is not None:
                    yield record


def parse_record(line: RawLine) -> MarketRecord | None:
    """One typed record, or None for a message that says nothing about book or trades."""
    try:
        envelope = _envelope.decode(line.text)
        if envelope.lastUpdateId:
            return _parse_snapshot(line)
        name = envelope.stream.partition("@")[2]
        if name.startswith("depth"):
            return _parse_depth(line, envelope.data)
        if name == "bookTicker":
            return _parse_ticker(line, envelope.data)
        if name in ("trade", "aggTrade"):
            return _parse_trade(line, envelope.data)
    except msgspec.DecodeError as error:
        raise line.error(f"the message is broken ({error})") from error
    return None


def _parse_depth(line: RawLine, data: msgspec.Raw) -> DepthRecord:
    depth = _depth.decode(data)
    return DepthRecord(
        received_ns=line.received_ns,
        symbol=depth.s,
        line=line,
        first_id=depth.U,
        final_id=depth.u,
        previous_id=depth.pu,
        bids=depth.b,
        asks=depth.a,
    )


def _parse_snapshot(line: RawLine) -> SnapshotRecord:
    snapshot = _snapshot.decode(line.text)
    asked = parse_qs(urlsplit(line.url).query).get("symbol", [""])[0]
    return SnapshotRecord(
        received_ns=line.received_ns,
        symbol=snapshot.symbol or asked,
        line=line,
        last_id=snapshot.lastUpdateId,
        bids=snapshot.bids,
        asks=snapshot.asks,
    )


def _parse_trade(line: RawLine, data: msgspec.Raw) -> TradeRecord:
    trade = _trade.decode(data)
    return TradeRecord(
        received_ns=line.received_ns,
        symbol=trade.s,
        line=line,
        trade_id=trade.t or trade.a,
        price=trade.p,
        quantity=trade.q,
        buyer_is_maker=trade.m,
        market=trade.X == "MARKET",
    )


def _parse_ticker(line: RawLine, data: msgspec.Raw) -> TickerRecord:
    ticker = _ticker.decode(data)
    return TickerRecord(
        received_ns=line.received_ns,
        symbol=ticker.s,
        line=line,
        update_id=ticker.u,
        bid_price=ticker.b,
        bid_qty=ticker.B,
        ask_price=ticker.a,
        ask_qty=ticker.A,
    )
