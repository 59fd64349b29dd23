"""What markets, assets and venues are worth in the desk's currency, and what they may come to together."""

from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.risk.facts import Exposure

_ZERO = Decimal(0)
_ONE = Decimal(1)


def quote_value(desk: Desk, market: MarketDesk) -> Decimal | None:
    """What one unit of a market's quote is worth; None = not known."""
    quote = market.instrument.quote
    if quote in desk.par_assets:
        return _ONE
    through = desk.valued_by.get(quote)
    return None if through is None else desk.markets[through].mark


def unit_value(desk: Desk, market: MarketDesk) -> Decimal | None:
    """What one base of a market is worth, at its last mid; None = not known."""
    mark = market.mark
    if market.instrument.quote in desk.par_assets:
        return mark
    worth = quote_value(desk, market)
    return None if mark is None or worth is None else mark * worth


def exposure(desk: Desk, market: MarketDesk) -> Exposure:
    """The worst cases an order in `market` adds to: of its asset, its venue and the desk."""
    asset, venue = market.instrument.base, market.instrument.venue
    long: Decimal | None = _ZERO
    short: Decimal | None = _ZERO
    at_venue: Decimal | None = _ZERO
    in_all: Decimal | None = _ZERO
    for key, other in desk.markets.items():
        worst = other.worst.of(desk.portfolio.position(key), unit_value(desk, other))
        in_all = _plus(in_all, None if worst is None else worst.gross)
        if other.instrument.base == asset:
            long = _plus(long, None if worst is None else worst.long)
            short = _plus(short, None if worst is None else worst.short)
        if other.instrument.venue == venue:
            at_venue = _plus(at_venue, None if worst is None else worst.gross)
    return Exposure(unit_value(desk, market), long, short, at_venue, in_all)


def total_profit(desk: Desk) -> Decimal | None:
    """Realised and open, less fees, of all markets; None when a position has no price to value it at."""
    total = _ZERO
    for key, market in desk.markets.items():
        position = desk.portfolio.position(key)
        earned = position.realised_quote - position.fees_quote
        if position.quantity:
            if market.mark is None:
                return None
            earned += position.quantity * (market.mark - position.average_price)
        if not earned:
            continue
        worth = quote_value(desk, market)
        if worth is None:
            return None
        total += earned * worth
    return total


def _plus(sum_: Decimal | None, one: Decimal | None) -> Decimal | None:
    """What is not known makes the sum unknown."""
    return None if sum_ is None or one is None else sum_ + one
