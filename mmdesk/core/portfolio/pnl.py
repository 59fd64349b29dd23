"""PnL and where it came from: total = capture + inventory - fees, with its residual (MODELS 2)."""

from decimal import Decimal

from mmdesk.core.model.account import PnlReport, Position
from mmdesk.core.model.fill import Fill

_ZERO = Decimal(0)


class Attribution:
    """Sums over the fills of one instrument: capture s q (m_t - p), and s q m_t for the inventory part.

    `start` is the position of earlier sessions: its result so far has no mids, so all of it is inventory.
    The same holds for a fill that came while no mid was known.
    """

    def __init__(self, start: Position) -> None:
        self.capture = _ZERO
        self.value_at_mid = start.quantity * start.average_price - start.realised_quote
        self.last_price = start.average_price

    def add(self, fill: Fill, mid: Decimal) -> None:
        """Count a fill at the mid of its moment (0 = unknown)."""
        at = mid if mid > 0 else fill.price
        signed = fill.quantity * fill.side.sign
        self.capture += signed * (at - fill.price)
        self.value_at_mid += signed * at
        self.last_price = fill.price

    def report(self, position: Position, mid: Decimal) -> PnlReport:
        """The PnL of `position` at `mid`, computed twice: by average cost, and from capture and inventory."""
        unrealised = position.quantity * (mid - position.average_price)
        total = position.realised_quote + unrealised - position.fees_quote
        inventory = position.quantity * mid - self.value_at_mid
        return PnlReport(
            instrument=position.instrument,
            mid=mid,
            total_quote=total,
            realised_quote=position.realised_quote,
            unrealised_quote=unrealised,
            fees_quote=position.fees_quote,
            capture_quote=self.capture,
            inventory_quote=inventory,
            residual_quote=total - (self.capture + inventory - position.fees_quote),
        )
