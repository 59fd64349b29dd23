"""The matching book against a naive one that sorts everything each time."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.sim.matching import MatchingBook, Resting

Trade = tuple[int, int, int, int]  # maker id, taker id, ticks, lots


class Tape:
    def __init__(self) -> None:
        self.trades: list[Trade] = []

    def matched(self, maker: Resting, taker: Resting, ticks: int, lots: int) -> None:
        self.trades.append((maker.order_id, taker.order_id, ticks, lots))

    def prevented_match(self, maker: Resting) -> None:
        raise AssertionError("nobody asked for prevention")


@dataclass
class NaiveOrder:
    order_id: int
    sign: int
    ticks: int
    lots: int


class NaiveBook:
    """Price first, then arrival: one list, searched from scratch for every trade."""

    def __init__(self) -> None:
        self.orders: list[NaiveOrder] = []
        self.trades: list[Trade] = []

    def place(self, order: NaiveOrder) -> None:
        while order.lots:
            others = [
                o for o in self.orders if o.sign != order.sign and (order.ticks - o.ticks) * order.sign >= 0
            ]
            if not others:
                self.orders.append(order)
                return
            maker = min(others, key=lambda o: (o.ticks * order.sign, o.order_id))
            lots = min(maker.lots, order.lots)
            maker.lots -= lots
            order.lots -= lots
            self.trades.append((maker.order_id, order.order_id, maker.ticks, lots))
            if not maker.lots:
                self.orders.remove(maker)

    def cancel(self, order_id: int) -> None:
        self.orders = [o for o in self.orders if o.order_id != order_id]

    def levels(self, sign: int) -> dict[int, int]:
        levels: dict[int, int] = {}
        for order in self.orders:
            if order.sign == sign:
                levels[order.ticks] = levels.get(order.ticks, 0) + order.lots
        return levels


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("limit"), st.sampled_from([1, -1]), st.integers(95, 105), st.integers(1, 9)),
        st.tuples(st.just("cancel"), st.integers(0, 40), st.just(0), st.just(0)),
    ),
    max_size=60,
)


@given(ACTIONS)
def test_the_best_price_trades_first_and_the_oldest_order_at_it(
    actions: list[tuple[str, int, int, int]],
) -> None:
    tape = Tape()
    book = MatchingBook(tape)
    naive = NaiveBook()
    resting: dict[int, Resting] = {}
    for number, (kind, first, ticks, lots) in enumerate(actions):
        if kind == "limit":
            order = Resting(number, first, ticks, lots)
            book.take(order, ticks)
            if order.left:
                book.rest(order)
                resting[number] = order
            naive.place(NaiveOrder(number, first, ticks, lots))
        elif first in resting and resting[first].left:
            book.withdraw(resting.pop(first))
            naive.cancel(first)
        assert tape.trades == naive.trades
        for sign in (1, -1):
            side = book.side(sign)
            assert {t: level.lots for t, level in side.levels.items()} == naive.levels(sign)
            assert sorted(side.keys) == side.keys == sorted(t * sign for t in side.levels)
        bid, ask = book.bids.best(), book.asks.best()
        assert not (bid and ask) or bid < ask


def test_every_request_that_changes_the_book_moves_the_update_id_by_one() -> None:
    book = MatchingBook(Tape(), first_update_id=10)
    maker = Resting(1, 1, 100, 5)
    book.rest(maker)
    book.rest(Resting(2, 1, 99, 5))
    assert book.update_id == 12
    book.take(Resting(3, -1, 99, 8), 99)
    assert book.update_id == 13
    book.take(Resting(4, -1, 101, 8), 101)
    assert book.update_id == 13
