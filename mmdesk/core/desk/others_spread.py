"""A market's spread without our own orders: a desk that quotes alone would take its own for the market's."""

from collections.abc import Iterable

from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.model.market import Level
from mmdesk.core.model.values import Side
from mmdesk.core.orders.register import Register

# Quantities are the venue's decimals as floats: what is within this of ours is ours.
_NEARLY = 1.0 + 1e-9


def spread_of_others(market: MarketDesk, register: Register) -> float | None:
    """(best ask - best bid) / mid in bps where somebody else stands too; None where nobody does as far as
    the book is sent. Prices that are not ours are those of the top of book, others as old as the last depth.
    """
    book, ours = market.book, _ours(register, market.instrument.key)
    bids, asks = ours[Side.BUY], ours[Side.SELL]
    bid, ask = book.bid, book.ask
    if bid not in bids and ask not in asks:
        return market.features.spread_bps
    deepest = 1 + max(len(bids), len(asks))
    bid_levels, ask_levels = book.levels(deepest)
    if not bid_levels or not ask_levels:
        # No depth is sent: nobody can tell what is behind our own.
        return market.features.spread_bps
    if bid in bids:
        bid = _best_of_others(bid_levels, bids)
    if ask in asks:
        ask = _best_of_others(ask_levels, asks)
    return (ask - bid) / ((ask + bid) * 0.5) * 1e4 if 0.0 < bid < ask else None


def _ours(register: Register, key: str) -> dict[Side, dict[float, float]]:
    """What may rest of ours, as quantity by price."""
    ours: dict[Side, dict[float, float]] = {Side.BUY: {}, Side.SELL: {}}
    for entry in register.live_entries(key):
        order = entry.order
        price, side = float(order.intent.price), ours[order.intent.side]
        side[price] = side.get(price, 0.0) + float(order.intent.quantity - order.filled_quantity)
    return ours


def _best_of_others(levels: Iterable[Level], ours: dict[float, float]) -> float:
    """The first price at which more than ours is shown; 0.0 when there is none."""
    return next((price for price, quantity in levels if quantity > ours.get(price, 0.0) * _NEARLY), 0.0)
