"""Refused orders reach the Orders table: one row for each control and scope, however many there were."""

from decimal import Decimal
from itertools import count

from mmdesk.core.model.order import OrderIntent, OrderState, Refusal, TimeInForce
from mmdesk.core.model.values import Side
from mmdesk.engine.denied_orders import MOST, SHOWN_NS, DeniedWatch
from mmdesk.ports.views import OrderView
from tests.core.dialogue import KEY, Dialogue

SECOND = 1_000_000_000


class Burst:
    """A gate that refuses, at the times given."""

    def __init__(self) -> None:
        self.desk = Dialogue().desk
        self.watch = DeniedWatch(self.desk)
        self._numbers = count(1)

    def refuse(self, at_ns: int, control: str = "position", scope: str = KEY, slot: str = "buy0") -> str:
        client_id = f"mm-{next(self._numbers)}"
        intent = OrderIntent(
            client_id, KEY, Side.BUY, Decimal(60_000), Decimal("0.01"), TimeInForce.POST_ONLY, slot
        )
        refusal = Refusal(client_id, KEY, Side.BUY, control, "0.25", "0.26", number=4, scope=scope)
        self.desk.refusals.refused(intent, refusal, at_ns, at_ns)
        return client_id

    def rows(self, at_ns: int) -> list[OrderView]:
        return self.watch.changes(at_ns)


def test_a_thousand_refusals_by_one_limit_are_one_row_with_their_count() -> None:
    burst = Burst()
    first = burst.refuse(SECOND)
    for number in range(999):
        burst.refuse(SECOND + number, slot=f"buy{number % 3}" if number % 2 else "buy0")
    (row,) = burst.rows(2 * SECOND)
    assert (row.state, row.open, row.is_shown) == (OrderState.DENIED, False, True)
    assert (row.denied_count, row.reason) == (1_000, "position: 0.26 against 0.25, 1000 times")
    assert burst.rows(2 * SECOND) == []
    burst.refuse(3 * SECOND)
    (again,) = burst.rows(3 * SECOND)
    assert (again.key, again.denied_count) == (row.key, 1_001)
    assert first.startswith("mm-")


def test_the_rows_order_is_one_that_the_database_knows() -> None:
    burst = Burst()
    told = burst.refuse(SECOND)
    burst.refuse(SECOND + 1)
    (row,) = burst.rows(SECOND + 1)
    assert row.client_id == told, "the second of a series is in no journal"
    assert row.reason.startswith("position: ")


def test_only_the_latest_are_shown_and_what_they_push_out_is_told_as_gone() -> None:
    burst = Burst()
    for number in range(MOST):
        burst.refuse(SECOND + number, scope=f"scope {number}")
    assert len(burst.rows(2 * SECOND)) == MOST
    burst.refuse(2 * SECOND, scope="one more")
    gone, new = burst.rows(2 * SECOND)
    assert (gone.key, gone.is_shown) == ("denied 4 scope 0", False)
    assert (new.key, new.is_shown) == ("denied 4 one more", True)


def test_a_row_leaves_when_nothing_was_refused_for_long() -> None:
    burst = Burst()
    burst.refuse(SECOND)
    assert burst.rows(SECOND + SHOWN_NS)[0].is_shown
    (gone,) = burst.rows(SECOND + SHOWN_NS + 1)
    assert not gone.is_shown
    assert burst.rows(SECOND + SHOWN_NS + 2) == []
