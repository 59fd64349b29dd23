"""What the desk won and lost, told to the drawdown breakers as moves; and what that is measured against."""

from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.model.breakers import GLOBAL_SCOPE, ScopeLevel

_ZERO = Decimal(0)


def follow_results(desk: Desk) -> None:
    """Move the results of each strategy and of all on to the marks of now: fees are in, transfers are not."""
    watch = desk.breakers
    if watch.capital_quote == 0:
        watch.capital_quote = _worth(desk)
    for key, market in watch.markets.items():
        if market.last_mid <= 0.0:
            continue
        result = desk.portfolio.report(key, market.last_mid).total_quote
        if market.has_result:
            moved = result - market.result_quote
            watch.result(market.watched.scope(ScopeLevel.STRATEGY)).move(moved)
            watch.result(GLOBAL_SCOPE).move(moved)
        market.has_result = True
        market.result_quote = result


def _worth(desk: Desk) -> Decimal:
    """What the accounts hold of what is traded, at the mids of now, in quote; 0 while any of it is unknown.

    Each asset of a venue counts once; quote assets of one desk count alike.
    """
    worth = _ZERO
    for venue in desk.venues:
        counted: set[str] = set()
        for market in desk.markets_of(venue):
            instrument, mid = market.instrument, desk.breakers.markets[market.instrument.key].last_mid
            for asset, price in ((instrument.quote, Decimal(1)), (instrument.base, Decimal(f"{mid:.12g}"))):
                owned = desk.portfolio.owned(venue, asset)
                if owned is None or price <= 0:
                    return _ZERO
                if asset not in counted:
                    counted.add(asset)
                    worth += owned * price
    return worth
