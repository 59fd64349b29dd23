"""What the desk won and lost, told to the drawdown breakers as moves; and what that is measured against."""

from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.valuation import quote_value, unit_value
from mmdesk.core.model.breakers import GLOBAL_SCOPE, ScopeLevel

_ZERO = Decimal(0)


def follow_results(desk: Desk) -> None:
    """Move the results of each strategy and of all on to the marks of now, in the desk's currency: fees are
    in, transfers are not."""
    watch = desk.breakers
    if watch.capital_quote == 0:
        watch.know_capital(_worth(desk))
    for key, market in watch.markets.items():
        if market.last_mid <= 0.0:
            continue
        worth = quote_value(desk, desk.markets[key])
        if worth is None:
            continue
        result = desk.portfolio.report(key, market.last_mid).total_quote * worth
        if market.has_result:
            moved = result - market.result_quote
            watch.result(market.watched.scope(ScopeLevel.STRATEGY)).move(moved)
            watch.result(GLOBAL_SCOPE).move(moved)
        market.has_result = True
        market.result_quote = result


def _worth(desk: Desk) -> Decimal:
    """What the accounts hold of what is traded, at the mids of now, in the desk's currency; 0 while any of it
    is not known yet. Each asset of a venue counts once; what no market of the desk gives a value counts
    nothing, for no order leaves there."""
    worth = _ZERO
    for venue in desk.venues:
        prices: dict[str, Decimal | None] = {}
        for market in desk.markets_of(venue):
            base, quote = market.instrument.base, market.instrument.quote
            if quote in desk.par_assets or quote in desk.valued_by:
                prices[quote] = prices.get(quote) or quote_value(desk, market)
                prices[base] = prices.get(base) or unit_value(desk, market)
        for asset, price in prices.items():
            owned = desk.portfolio.owned(venue, asset)
            if owned is None or price is None:
                return _ZERO
            worth += owned * price
    return worth
