"""Foreign orders reach the surfaces: when they come, when they change, when they go."""

from decimal import Decimal

from mmdesk.core.model.order import OrderState, VenueStatus
from mmdesk.engine.foreign_orders import ForeignWatch
from mmdesk.ports.views import OrderSource
from tests.core.dialogue import Dialogue, reconciled

NOW_NS = 7_000


def test_a_foreign_order_is_told_once_per_change_and_once_more_when_it_is_gone() -> None:
    desk = Dialogue()
    watch = ForeignWatch(desk.desk)
    assert watch.changes(NOW_NS) == []
    order = desk.seen("web_1", VenueStatus.OPEN)
    desk.sees(reconciled(open_orders=[order]))
    (view,) = watch.changes(NOW_NS)
    assert (view.source, view.client_id, view.venue_id) == (OrderSource.FOREIGN, "web_1", order.venue_id)
    assert (view.open, view.state) == (True, OrderState.OPEN)
    assert watch.changes(NOW_NS) == []

    filled = desk.seen("web_1", VenueStatus.PARTIALLY_FILLED, "0.001")
    desk.sees(reconciled(open_orders=[filled]))
    (view,) = watch.changes(NOW_NS + 1)
    assert (view.state, view.filled_quantity) == (OrderState.PARTIALLY_FILLED, Decimal("0.001"))
    assert view.created_ns == NOW_NS, "the age counts from the first sight"

    desk.sees(reconciled(open_orders=[]))
    (view,) = watch.changes(NOW_NS + 2)
    assert not view.open
    assert watch.changes(NOW_NS + 3) == []


def test_two_foreign_orders_without_a_client_id_are_two_rows() -> None:
    desk = Dialogue()
    orders = [desk.seen("", VenueStatus.OPEN, venue_id=name) for name in ("1", "2")]
    desk.sees(reconciled(open_orders=orders))
    views = ForeignWatch(desk.desk).changes(NOW_NS)
    assert len({view.key for view in views}) == 2
