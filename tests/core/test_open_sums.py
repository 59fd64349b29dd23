"""The sums the gate reads are those of the open orders, whatever happened to them: ours and foreign ones."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import OrderIntent, TimeInForce, VenueOrder, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.core.orders.foreign import MAX_FOREIGN, ForeignOrders
from mmdesk.core.orders.lifecycle import Signal
from mmdesk.core.orders.names import Names
from mmdesk.core.orders.register import Register
from tests.core.dialogue import BTC, KEY

LOT = BTC.lot_size
STEPS = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.sampled_from([*Signal, "open", "open", "open", "fill", "fill"]),
        st.integers(1, 40),
    ),
    max_size=60,
)


def _plain(register: Register) -> tuple[Decimal, Decimal, Decimal, Decimal, int, Decimal, Decimal]:
    """What a plain loop over the open orders adds up."""
    orders = register.live(KEY)
    buys = [one for one in orders if one.intent.side is Side.BUY]
    sells = [one for one in orders if one.intent.side is Side.SELL]
    zero = Decimal(0)
    return (
        sum((one.remaining_quantity for one in buys), zero),
        sum((one.remaining_quantity for one in sells), zero),
        sum((one.remaining_quantity * one.intent.price for one in buys), zero),
        sum((one.remaining_quantity * one.intent.price for one in sells), zero),
        len(orders),
        max((one.intent.price for one in buys), default=zero),
        min((one.intent.price for one in sells), default=zero),
    )


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_sums_kept_up_are_the_sums_of_the_open_orders(steps: list[tuple[int, str | Signal, int]]) -> None:
    register = Register({KEY: BTC}, Names("mm", "mm", "mm0001x"))
    sums = register.sums[KEY]
    for number, (which, what, amount) in enumerate(steps):
        entry = register.entry(f"mm0001x{which}")
        if entry is None:
            side = Side.BUY if which % 2 else Side.SELL
            price = Decimal(60_000 + amount)
            quantity = LOT * 40
            intent = OrderIntent(f"mm0001x{which}", KEY, side, price, quantity, TimeInForce.POST_ONLY, "")
            register.open(intent, number, number)
        elif what == "fill":
            quantity = min(entry.order.remaining_quantity, LOT * amount)
            if quantity > 0:
                register.book(entry, _fill(entry.order.intent, quantity, number), number, number)
        elif isinstance(what, Signal):
            register.signal(entry, what, number, number)
        told = (
            sums.buy,
            sums.sell,
            sums.buy_value_quote,
            sums.sell_value_quote,
            sums.count,
            sums.best_bid,
            sums.best_ask,
        )
        assert told == _plain(register)


def _fill(intent: OrderIntent, quantity: Decimal, number: int) -> Fill:
    side, price, zero = intent.side, intent.price, Decimal(0)
    return Fill(KEY, str(number), intent.client_id, "v", side, price, quantity, zero, "USDT", True, 0)


def _foreign(venue_id: str, side: Side = Side.BUY, quantity: str = "1", filled: str = "0") -> VenueOrder:
    amounts = (Decimal(60_000), Decimal(quantity), Decimal(filled))
    return VenueOrder(KEY, "web", venue_id, side, *amounts, VenueStatus.OPEN)


def test_foreign_orders_are_summed_by_side_and_leave_the_sums_with_their_end() -> None:
    foreign = ForeignOrders()
    foreign.see(_foreign("1"))
    foreign.see(_foreign("1", filled="0.4"))
    foreign.see(_foreign("2", Side.SELL, "3"))
    sums = foreign.sums(KEY)
    assert [sums.buy, sums.sell, sums.buy_value_quote] == [Decimal("0.6"), 3, 36_000]
    assert sums.sell_value_quote == 180_000
    foreign.see(replace(_foreign("1"), status=VenueStatus.CANCELED))
    foreign.keep_only({KEY}, set())
    assert [sums.buy, sums.sell, sums.buy_value_quote, len(foreign)] == [0, 0, 0, 0]
    assert sums.sell_value_quote == 0


def test_more_foreign_orders_than_are_held_are_an_unknown_exposure_until_they_are_gone() -> None:
    foreign = ForeignOrders()
    for number in range(MAX_FOREIGN + 1):
        foreign.see(_foreign(str(number)))
    assert bool(foreign.overflowed)
    foreign.see(replace(_foreign(str(MAX_FOREIGN)), status=VenueStatus.CANCELED))
    assert foreign.overflowed is False
    foreign.see(_foreign("one more"))
    foreign.keep_only({KEY}, {(KEY, "1")})
    assert foreign.overflowed is False
    assert foreign.sums(KEY).buy == 1
