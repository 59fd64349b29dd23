"""The spread breaker sees the market without us: our own quotes cannot hold a market together."""

from mmdesk.core.model.breakers import BreakerKind, BreakerState
from mmdesk.core.model.effects import SendOrder
from mmdesk.core.model.market import BookSnapshot
from tests.core.breaker_dialogue import ASK, BID, MARKET, Watched, only
from tests.core.dialogue import KEY, said

Side = tuple[tuple[float, float], ...]


class Alone(Watched):
    """A desk whose quotes rest at 3 bps; `book` is what the venue shows around and with them."""

    def __init__(self) -> None:
        super().__init__(only(BreakerKind.SPREAD))
        self.sending()
        sent = {one.order.intent.side.value: one.order.intent for one in self.told(SendOrder)}
        self.ours = {side: (float(one.price), float(one.quantity)) for side, one in sent.items()}
        self.accepts_all()

    def shows(self, bids: Side, asks: Side) -> "Alone":
        """A book for so long that the breaker would open."""
        (bid, _), (ask, _) = (*bids, (0.0, 0.0))[0], (*asks, (0.0, 0.0))[0]
        for _ in range(5):
            self.sees(
                said(BookSnapshot, instrument=KEY, bids=bids, asks=asks, update_id=100 * int(self.now_ns))
            )
            self.seconds(1, bid, ask)
        return self

    @property
    def is_open(self) -> bool:
        return self.state_of(BreakerKind.SPREAD, MARKET) is BreakerState.OPEN

    @property
    def value(self) -> float | None:
        return self.breaker(BreakerKind.SPREAD, MARKET).value


def test_a_market_that_only_our_quotes_hold_together_opens_the_breaker() -> None:
    desk = Alone()
    desk.shows((desk.ours["buy"], (BID * 0.998, 1.0)), (desk.ours["sell"], (ASK * 1.002, 1.0)))
    assert desk.is_open


def test_our_quotes_in_front_of_a_tight_market_open_nothing() -> None:
    desk = Alone()
    desk.shows((desk.ours["buy"], (BID * 0.9995, 1.0)), (desk.ours["sell"], (ASK * 1.0005, 1.0)))
    assert not desk.is_open
    assert desk.value is not None
    assert 9.9 < desk.value < 10.1


def test_a_price_at_which_others_stand_too_is_theirs() -> None:
    desk = Alone()
    (bid, mine), (ask, _) = desk.ours["buy"], desk.ours["sell"]
    desk.shows(((bid, mine + 0.5), (BID * 0.998, 1.0)), ((ask, mine + 0.5), (ASK * 1.002, 1.0)))
    assert not desk.is_open


def test_a_market_in_which_nobody_else_stands_is_one_without_data() -> None:
    desk = Alone()
    desk.shows((desk.ours["buy"],), (desk.ours["sell"],))
    assert desk.is_open
    assert desk.breaker(BreakerKind.SPREAD, MARKET).reason == "no data"
