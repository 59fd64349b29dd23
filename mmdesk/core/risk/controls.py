"""The sixteen pre-trade controls of ORDERS 6: each a few small checks, in the order a person would ask."""

from mmdesk.core.risk import exposure_controls as exposure
from mmdesk.core.risk import order_controls as size
from mmdesk.core.risk import price_controls as price
from mmdesk.core.risk import rate_controls as rate
from mmdesk.core.risk import state_controls as state
from mmdesk.core.risk.breach import Check
from mmdesk.core.risk.breaker_control import breaker

CHECKS: tuple[Check, ...] = (
    # What keeps every order of the market away.
    state.state,
    breaker,
    state.instrument,
    state.venue,
    state.clock,
    state.book,
    state.data_age,
    state.daily_loss,
    state.drawdown,
    # The order by itself.
    size.numbers,
    size.tick,
    size.lot,
    size.notional,
    size.order_quantity,
    size.order_value,
    price.collar_mid,
    price.collar_last_good,
    price.would_cross,
    # The order with all others.
    exposure.sums,
    price.self_match,
    rate.slot,
    rate.duplicate,
    rate.throttle,
    exposure.open_orders,
    exposure.position,
    exposure.asset_position,
    exposure.quote_position,
    exposure.venue_position,
    exposure.desk_position,
    exposure.balance,
    rate.message_rate,
)
"""Most controls are one check; INSTRUMENT, DATA, PRICE_COLLAR, POSITION and DUPLICATE_ORDER are several."""
