"""What markets, assets and venues are worth in the desk's currency, and what they may come to together."""

from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.model.fill import Fill
from mmdesk.core.portfolio.fees import fee_in_quote
from mmdesk.core.risk.facts import Exposure

_ZERO = Decimal(0)
_ONE = Decimal(1)


def quote_value(desk: Desk, market: MarketDesk) -> Decimal | None:
    """What one unit of a market's quote is worth; None = not known."""
    return _asset_value(desk, market.instrument.quote)


def unit_value(desk: Desk, market: MarketDesk) -> Decimal | None:
    """What one base of a market is worth, at its last mid; None = not known."""
    mark = market.mark
    if market.instrument.quote in desk.par_assets:
        return mark
    worth = quote_value(desk, market)
    return None if mark is None or worth is None else mark * worth


def exposure(desk: Desk, market: MarketDesk) -> Exposure:
    """The worst cases an order in `market` adds to: of its assets, its venue and the desk."""
    about = market.instrument
    asset, quote, venue = about.base, about.quote, about.venue
    long: Decimal | None = _ZERO
    short: Decimal | None = _ZERO
    quote_long: Decimal | None = _ZERO
    quote_short: Decimal | None = _ZERO
    at_venue: Decimal | None = _ZERO
    in_all: Decimal | None = _ZERO
    is_asset = quote not in desk.par_assets
    for key, other in desk.markets.items():
        of = other.instrument
        worst = other.worst.of(desk.portfolio.position(key), unit_value(desk, other), _worth(desk, other))
        in_all = _plus(in_all, worst.gross)
        if of.venue == venue:
            at_venue = _plus(at_venue, worst.gross)
        if of.base == asset:
            long, short = _plus(long, worst.long), _plus(short, worst.short)
        elif of.quote == asset:
            long, short = _plus(long, worst.quote_long), _plus(short, worst.quote_short)
        if is_asset and quote in (of.base, of.quote):
            up, down = (worst.long, worst.short) if of.base == quote else worst[3:]
            quote_long, quote_short = _plus(quote_long, up), _plus(quote_short, down)
    return Exposure(
        unit_value(desk, market), long, short, at_venue, in_all, _worth(desk, market), quote_long, quote_short
    )


def fee_value(desk: Desk, market: MarketDesk, fill: Fill) -> Decimal:
    """A fee in the market's quote. One in a third asset is valued through the market of the desk that prices
    it; where none does, it counts as much as the market's own rate, which discounts only lower."""
    known = fee_in_quote(fill, market.instrument)
    if known is not None:
        return known
    worth, of_fee = quote_value(desk, market), _asset_value(desk, fill.fee_asset)
    if worth and of_fee is not None:
        return fill.fee * of_fee / worth
    about = market.instrument
    return fill.value_quote * (about.maker_fee_rate if fill.is_maker else about.taker_fee_rate)


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


def _asset_value(desk: Desk, asset: str) -> Decimal | None:
    if asset in desk.par_assets:
        return _ONE
    through = desk.valued_by.get(asset)
    return None if through is None else desk.markets[through].mark


def _worth(desk: Desk, market: MarketDesk) -> Decimal | None:
    """What one quote is worth where it is an asset of its own; 0 where it is money."""
    return _ZERO if market.instrument.quote in desk.par_assets else quote_value(desk, market)
