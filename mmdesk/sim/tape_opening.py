"""Opens a tape: finds its symbol and steps, and brings the book in sync before anything is streamed.

The buffering rule: diffs received before the REST snapshot are kept and, where newer than it, applied
after it. Dropping them would leave a crossed book.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path

import msgspec

from mmdesk.sim.binance_records import DepthRecord, MarketRecord, SnapshotRecord, TradeRecord, market_records
from mmdesk.sim.recordings import RecordingError
from mmdesk.sim.tape_book import TapeBook
from mmdesk.sim.types import SymbolRules
from mmdesk.sim.units import Grid, common_step_e8, from_e8, plain, text_e8

MAX_BUFFERED = 5_000
SCANNED_RECORDS = 3_000
QUOTES = ("FDUSD", "USDT", "USDC", "BUSD", "TUSD", "DAI", "USD", "EUR", "GBP", "TRY", "BTC", "ETH", "BNB")


class OpenTape(msgspec.Struct):
    """A tape in sync: `records` go on right after the sync point, `started_ns` is its recorded time."""

    rules: SymbolRules
    grid: Grid
    book: TapeBook
    records: Iterator[MarketRecord]
    started_ns: int


def open_tape(files: Sequence[Path], symbol: str | None = None) -> OpenTape:
    """`symbol` None takes the first one named. Raises RecordingError."""
    if not files:
        raise RecordingError("no recording given; name at least one file")
    rules = _rules(files, symbol)
    grid = Grid(rules)
    book = TapeBook(grid)
    records = (r for r in market_records(files) if r.symbol in ("", rules.symbol))
    started_ns, rest = _sync(files[0], records, book)
    return OpenTape(rules=rules, grid=grid, book=book, records=rest, started_ns=started_ns)


def first_id(record: DepthRecord) -> int:
    """Spot's `U`. A futures diff is told the spot way: it starts right after the last one (`pu` + 1)."""
    return record.previous_id + 1 if record.previous_id else record.first_id


def _sync(path: Path, records: Iterator[MarketRecord], book: TapeBook) -> tuple[int, Iterator[MarketRecord]]:
    """Reads up to the first snapshot that joins the diffs and applies what was buffered before it."""
    buffered: list[DepthRecord] = []
    for record in records:
        if isinstance(record, DepthRecord):
            buffered.append(record)
            if len(buffered) > MAX_BUFFERED:
                break
        elif isinstance(record, SnapshotRecord):
            newer = [diff for diff in buffered if diff.final_id > record.last_id]
            if newer and first_id(newer[0]) > record.last_id + 1:
                continue
            book.load(record.last_id, record.bids, record.asks)
            for diff in newer:
                book.apply(diff.final_id, diff.bids, diff.asks)
            return record.received_ns, _after(record.last_id, records)
    raise RecordingError(
        f"{path.name} has no depth snapshot that joins its diffs, so its book cannot be built. "
        f"Start with the file that has one (a later file continues an earlier one). ({path})"
    )


def _after(last_id: int, records: Iterator[MarketRecord]) -> Iterator[MarketRecord]:
    """Drops diffs the snapshot already contains."""
    for record in records:
        if isinstance(record, DepthRecord) and record.final_id <= last_id:
            continue
        yield record
        if isinstance(record, DepthRecord):
            break
    yield from records


def _rules(files: Sequence[Path], symbol: str | None) -> SymbolRules:
    """Tick and lot are the powers of ten on which the prices and sizes of the tape's beginning lie."""
    prices: list[int] = []
    sizes: list[int] = []
    wanted = symbol or ""
    for record in islice(market_records(files), SCANNED_RECORDS):
        wanted = wanted or record.symbol
        if record.symbol and record.symbol != wanted:
            continue
        if isinstance(record, DepthRecord | SnapshotRecord):
            for price, size in chain(record.bids, record.asks):
                prices.append(text_e8(price))
                sizes.append(text_e8(size))
        elif isinstance(record, TradeRecord):
            sizes.append(text_e8(record.quantity))
    if not any(prices):
        raise RecordingError(
            f"{files[0].name} has no order book of {wanted or 'any symbol'} in its first "
            f"{SCANNED_RECORDS:,} messages. Give a Binance recording with depth. ({files[0]})"
        )
    base, quote = _assets(files[0], wanted)
    tick, lot = plain(from_e8(common_step_e8(prices))), plain(from_e8(common_step_e8(sizes)))
    return SymbolRules(
        symbol=wanted,
        base_asset=base,
        quote_asset=quote,
        tick_size=tick,
        step_size=lot,
        min_price=tick,
        max_price=Decimal(1_000_000),
        min_qty=lot,
        max_qty=lot * 10**9,
        market_max_qty=lot * 10**8,
        min_notional=Decimal(5),
    )


def _assets(path: Path, symbol: str) -> tuple[str, str]:
    if "_" in symbol:
        raise RecordingError(
            f"{path.name} is of {symbol}, an inverse (COIN-M) contract: its sizes are contracts, not base "
            f"units, and the venue speaks spot. Play a spot or USD-M recording. ({path})"
        )
    for quote in QUOTES:
        if symbol.endswith(quote) and len(symbol) > len(quote):
            return symbol.removesuffix(quote), quote
    raise RecordingError(
        f"{path.name}: cannot tell base and quote of {symbol!r}. Known quotes: {', '.join(QUOTES)}."
    )
