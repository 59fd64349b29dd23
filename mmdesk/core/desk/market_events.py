"""What market data does to the desk: book and features move on, doubts are counted and told."""

from collections.abc import Sequence

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.market.book import Doubt
from mmdesk.core.market.sane import price_ok, quantity_ok
from mmdesk.core.model.effects import AnyEffect, FeedDoubted
from mmdesk.core.model.events import MarketEvent
from mmdesk.core.model.market import BookDelta, BookSnapshot, FeedFault, FeedLost, TopOfBook, TradePrint

NO_MARKETS: Sequence[MarketDesk] = ()


def on_market(desk: Desk, event: MarketEvent, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    """Apply market data; returns the markets whose quotes have to be looked at."""
    market = desk.markets.get(event.instrument)
    if market is None:
        return NO_MARKETS
    book = market.book
    was_trusted = book.trusted
    if isinstance(event, TopOfBook):
        doubt = book.on_top(event)
    elif isinstance(event, BookDelta):
        doubt = book.on_delta(event)
    elif isinstance(event, BookSnapshot):
        doubt = book.on_snapshot(event)
    elif isinstance(event, TradePrint):
        _on_trade(desk, market, event)
        return NO_MARKETS
    else:
        doubt = book.doubt(event.fault, event.detail)
    if doubt is not None:
        # A stream of bad messages is told once: the next news is a snapshot, or a loss.
        news = was_trusted or isinstance(event, BookSnapshot | FeedLost)
        _on_doubt(desk, market, doubt, out if news else [])
    elif book.fresh:
        market.last_mono_ns = event.mono_ns
        market.silent = False
        if market.venue.reconciling:
            market.venue.try_open(event.mono_ns)
        if book.bid and book.ask:
            market.features.on_top(book.bid, book.bid_quantity, book.ask, book.ask_quantity, event.mono_ns)
            market.last_mid = market.features.mid
        else:
            market.features.on_one_side()
    else:
        return NO_MARKETS
    return (market,)


def _on_trade(desk: Desk, market: MarketDesk, event: TradePrint) -> None:
    if price_ok(event.price) and quantity_ok(event.quantity):
        market.features.on_trade(event.mono_ns)
    else:
        desk.counters.malformed += 1


def _on_doubt(desk: Desk, market: MarketDesk, doubt: Doubt, out: list[AnyEffect]) -> None:
    if doubt.fault is FeedFault.GAP:
        desk.counters.book_gaps += 1
    elif doubt.fault is FeedFault.CROSSED:
        desk.counters.crossed_books += 1
    elif doubt.fault is FeedFault.MALFORMED:
        desk.counters.malformed += 1
    market.features.restart()
    out.append(FeedDoubted(instrument=market.instrument.key, fault=doubt.fault, detail=doubt.detail))
