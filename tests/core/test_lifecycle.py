"""The life-cycle table, and the register under random stories: no fill lost or doubled, no limit passed."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from msgspec.structs import replace

from mmdesk.core.model.effects import SendOrder
from mmdesk.core.model.events import ArmRequested, FillReported, VenueConnected
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import OrderState, VenueStatus
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from mmdesk.core.orders.fill_keys import FillKeys
from mmdesk.core.orders.lifecycle import RESTING, TABLE, TERMINAL, UNKNOWN, IllegalMove, Signal, advance
from tests.core.dialogue import KEY, Dialogue, reconciled, said, snapshot, top

S = OrderState


def test_every_state_has_a_row() -> None:
    assert set(TABLE) == set(S)
    assert set(S) >= (RESTING | UNKNOWN | TERMINAL)


@pytest.mark.parametrize(("state", "signal"), list(product(S, Signal)))
def test_every_pair_is_a_legal_move_or_an_error_value(state: OrderState, signal: Signal) -> None:
    after = advance("c", state, signal)
    if signal in TABLE[state]:
        assert after is TABLE[state][signal]
    else:
        assert after == IllegalMove("c", state, signal)


@pytest.mark.parametrize(
    ("state", "signal", "after"),
    [
        (S.INTENT, Signal.SENT, S.SENDING),
        (S.INTENT, Signal.DENIED, S.DENIED),
        (S.SENDING, Signal.UNRESOLVED, S.UNKNOWN_NEW),
        (S.CANCELLING, Signal.CANCEL_UNRESOLVED, S.UNKNOWN_CANCEL),
        (S.CANCELLING, Signal.CANCEL_REFUSED, S.OPEN),
        (S.AMENDING, Signal.AMEND_UNRESOLVED, S.UNKNOWN_AMEND),
        (S.UNKNOWN_NEW, Signal.PROVED_ABSENT, S.REJECTED),
        (S.UNKNOWN_CANCEL, Signal.PROVED_ABSENT, S.CANCELED),
        (S.CANCELED, Signal.FILLED, S.FILLED),
        (S.CANCELED, Signal.PART_FILLED, S.CANCELED),
        (S.REJECTED, Signal.SEEN_OPEN, S.OPEN),
    ],
)
def test_the_moves_that_matter_most(state: OrderState, signal: Signal, after: OrderState) -> None:
    assert advance("c", state, signal) is after


def test_nothing_is_proved_absent_without_having_been_unknown() -> None:
    assert {state for state in S if Signal.PROVED_ABSENT in TABLE[state]} == UNKNOWN


def test_no_signal_revives_a_filled_or_denied_order() -> None:
    assert set(TABLE[S.FILLED].values()) == {S.FILLED}
    assert TABLE[S.DENIED] == {}


def test_fill_keys_are_bounded_and_what_is_older_than_memory_counts_as_booked() -> None:
    keys = FillKeys(most=3)
    first = replace(Dialogue().fill("mm0001x1", "1", "t0"), exchange_ns=100)
    assert keys.add(first)
    assert not keys.add(first)
    for number in range(1, 5):
        assert keys.add(replace(first, trade_id=f"t{number}", exchange_ns=100 + number))
    assert not keys.add(first)


LIMIT = Decimal("0.0125")


class Story(RuleBasedStateMachine):
    """A venue that answers, loses answers, fills early, late and twice, while the market moves."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Dialogue(
            QuoteParameters(
                order_levels=2,
                order_refresh_time_s=0.0,
                order_refresh_tolerance_bps=0.0,
                filled_order_delay_s=0.0,
                inventory_limit_quantity=Decimal(1),
            ),
            RiskLimits(max_position_quantity=LIMIT, max_messages_per_s=500),
        )
        self.sent: dict[str, Decimal] = {}
        self.told: dict[str, Fill] = {}
        self.trades = 0
        self.ended: set[str] = set()
        self._tell(said(VenueConnected, venue="binance"), reconciled(), snapshot(60_000.0, 60_000.01))
        self._tell(said(ArmRequested, ticket="t"))

    def _tell(self, *events: object) -> None:
        self.desk.sees(*events)  # type: ignore[arg-type] # what `said` made
        for effect in self.desk.effects:
            if isinstance(effect, SendOrder):
                intent = effect.order.intent
                assert intent.client_id not in self.sent
                self.sent[intent.client_id] = intent.quantity
                self._check_worst_case(intent.side)

    def _check_worst_case(self, side: Side) -> None:
        """Whenever an order leaves, all that may still trade on its side is within the limit.

        Only then: a fill of an order that the venue had declared dead may pass any limit, and stops the side.
        """
        live = [one for one in self.desk.desk.register.live(KEY) if one.intent.side is side]
        open_quantity = sum((one.remaining_quantity for one in live), Decimal(0))
        assert self.desk.position * side.sign + open_quantity <= LIMIT

    def _pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.sent)), label="order") if self.sent else "mm0001x1"

    @rule(ticks=st.integers(-300, 300))
    def market(self, ticks: int) -> None:
        self.desk.waits(50)
        self._tell(top(60_000.0 + ticks, 60_000.01 + ticks))

    @rule(ms=st.sampled_from([100, 700, 3_000, 11_000, 61_000]))
    def time(self, ms: int) -> None:
        self.desk.after(ms)
        self._tell(top(60_000.0, 60_000.01))

    @rule(
        data=st.data(), answer=st.sampled_from(["accepted", "rejected", "unresolved", "absent", "canceled"])
    )
    def answered(self, data: st.DataObject, answer: str) -> None:
        client_id = self._pick(data)
        # A venue that lets an order fill has not rejected it nor forgotten it.
        if answer in ("rejected", "absent") and self._filled(client_id):
            return
        self._tell(getattr(self.desk, answer)(client_id))

    @rule(data=st.data(), gone=st.booleans())
    def cancel_refused(self, data: st.DataObject, gone: bool) -> None:
        self._tell(self.desk.cancel_refused(self._pick(data), gone=gone))

    @rule(data=st.data(), status=st.sampled_from(VenueStatus))
    def reported(self, data: st.DataObject, status: VenueStatus) -> None:
        client_id = self._pick(data)
        self._tell(self.desk.reported(client_id, status, str(self._filled(client_id))))

    @rule(data=st.data(), lots=st.integers(1, 500), again=st.booleans())
    def filled(self, data: st.DataObject, lots: int, again: bool) -> None:
        client_id = self._pick(data)
        left = self.sent.get(client_id, Decimal(0)) - self._filled(client_id)
        quantity = min(Decimal(lots) / 100_000, left)
        if quantity <= 0:
            return
        self.trades += 1
        fill = self.desk.fill(client_id, str(quantity), f"t{self.trades}")
        self.told[fill.trade_id] = fill
        self._tell(*([said(FillReported, fill=fill)] * (2 if again else 1)))

    @rule()
    def listing(self) -> None:
        self._tell(reconciled(fills=list(self.told.values())))

    def _filled(self, client_id: str) -> Decimal:
        return sum((one.quantity for one in self.told.values() if one.client_id == client_id), Decimal(0))

    @invariant()
    def fills_are_never_lost_nor_doubled(self) -> None:
        total = sum((one.quantity * one.side.sign for one in self.told.values()), Decimal(0))
        assert self.desk.position == total
        assert self.desk.desk.counters.fills == len(self.told)
        for client_id in self.sent:
            order = self.desk.desk.register.get(client_id)
            assert order is not None
            assert order.filled_quantity == self._filled(client_id)

    @invariant()
    def note_what_ended(self) -> None:
        for client_id in self.sent:
            if self.desk.state(client_id) in ("canceled", "rejected", "expired"):
                self.ended.add(client_id)

    @invariant()
    def a_slot_never_holds_two_live_orders(self) -> None:
        slots = [
            one.intent.slot for one in self.desk.desk.register.live(KEY) if one.client_id not in self.ended
        ]
        assert len(slots) == len(set(slots))


Story.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_fills_and_exposure_hold_in_every_story = Story.TestCase
