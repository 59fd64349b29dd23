"""The Limits table of a real desk for the window's tests and pictures: calm, and after trouble."""

from decimal import Decimal

from mmdesk.core.model.parameters import DeskLimits, QuoteParameters, RiskLimits
from mmdesk.engine.control_views import control_views
from mmdesk.ports.views import ControlView
from tests.core.dialogue import KEY, START_WALL_NS, Dialogue, top

D = Decimal
LATCHED = f"{KEY} buy"
_QUOTES = QuoteParameters(order_levels=3, filled_order_delay_s=0.0, inventory_limit_quantity=D("0.25"))
_LIMITS = RiskLimits(max_order_value_quote=D(350), max_same_side_fills=3)
_DESK = DeskLimits(max_asset_position_quote=D(2_000), max_daily_loss_quote=D(20))


def calm() -> list[ControlView]:
    """Three levels a side rest, nothing was refused."""
    return _told(Dialogue(_QUOTES, desk_limits=_DESK).armed().accepts_all())


def troubled() -> list[ControlView]:
    """The bid was hit three times and its side latched; a loss; orders that were too large."""
    one = Dialogue(_QUOTES, _LIMITS, desk_limits=_DESK).armed().accepts_all()
    for number in range(3):
        one.waits(400).sees(top(60_000.0, 60_000.01))
        one.sees(one.filled(one.order("buy0").client_id, "0.0016", f"t{number}"))
    for client_id in [order.client_id for order in one.desk.register.live(KEY)]:
        one.sees(one.canceled(client_id))
    for number in range(40):
        one.waits(200).sees(top(57_500.0 - number, 57_500.01 - number))
    return _told(one.after(10))


def _told(one: Dialogue) -> list[ControlView]:
    return control_views(one.desk, START_WALL_NS + one.now_ns, one.now_ns)
