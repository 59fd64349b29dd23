"""From a level's last evaluation to the record a person reads (MODELS 1.9); built only when somebody asks."""

from decimal import Decimal

from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.values import from_ticks
from mmdesk.core.strategy.ladder import Ladder
from mmdesk.core.strategy.level import Level


def explain(
    instrument: Instrument,
    ladder: Ladder,
    level: Level,
    *,
    resting_ticks: int = 0,
    blocked_by: str = "",
    blocked_value: str = "",
) -> QuoteExplanation:
    """Fair value -> skew -> volatility -> minimum spread -> fee -> rounding -> clamp -> final.

    `resting_ticks` is the price of our order in the slot (0 = none): a difference to the wanted one means
    that tolerance keeps it. `blocked_by` is what stands above the ladder (state, venue, gate), else the
    level's own rule.
    """
    inputs = ladder.inputs
    spreads = ladder.spreads
    fair = inputs.fair_value
    centre = fair + spreads.skew
    half_bps = abs(centre - level.raw_price) / fair * 1e4 if fair else 0.0
    kept = resting_ticks not in (0, level.ticks)
    rule, value = (blocked_by, blocked_value) if blocked_by else (level.blocked_by, _value_of(level))
    return QuoteExplanation(
        instrument=instrument.key,
        slot=level.slot,
        side=level.side,
        fair_value=fair,
        inventory_quantity=inputs.inventory,
        skew_quote=spreads.skew,
        volatility_bps=inputs.volatility_bps,
        half_spread_bps=half_bps,
        raw_price=level.raw_price,
        rounded_price=from_ticks(level.rounded_ticks, instrument.tick_size),
        clamped=level.ticks != level.rounded_ticks,
        final_price=from_ticks(resting_ticks or level.ticks, instrument.tick_size),
        quantity=Decimal(level.lots) * instrument.lot_size,
        kept_by_tolerance=kept,
        blocked_by=rule,
        blocked_value=value,
        widened_bps=ladder.widened / fair * 1e4 if fair else 0.0,
        fee_bps=float(instrument.maker_fee_rate) * 1e4,
        size_share=ladder.share,
        size_reason=ladder.share_why,
    )


def _value_of(level: Level) -> str:
    if not level.blocked_by:
        return ""
    return level.size_value if level.blocked_by == level.size_rule else level.blocked_value
