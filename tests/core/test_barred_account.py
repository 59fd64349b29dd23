"""An account that may not trade: quoting there stops with the first refusal, and probes bring it back."""

from mmdesk.core.model.breakers import BreakerKind, BreakerState
from mmdesk.core.model.effects import AlertRaised, SendCancel, SendOrder
from mmdesk.core.model.order import OrderState
from tests.core.breaker_dialogue import BID, VENUE, Watched
from tests.core.dialogue import KEY, Dialogue

ERRORS = BreakerKind.ERROR_RATE
# Cooldowns of 30, 60 and 120 s, then nothing.
LONG_S = 400


def sent(desk: Dialogue) -> list[str]:
    return [one.order.intent.client_id for one in desk.told(SendOrder)]


def alerts(desk: Dialogue) -> list[tuple[str, str]]:
    return [(one.level, one.key) for one in desk.told(AlertRaised)]


def barred() -> Watched:
    """Both sides of the ladder are refused."""
    desk = Watched().sending()
    waiting = [o.client_id for o in desk.desk.register.live(KEY) if o.state is OrderState.SENDING]
    refused = desk.sees(*(desk.rejected(one, barred=True) for one in waiting)).effects
    desk.seconds(0.1).listing()
    desk.effects = refused
    return desk


def test_the_first_refusal_of_the_account_stops_quoting_at_its_venue_and_says_what_to_do() -> None:
    desk = barred()
    assert desk.state_of(ERRORS, VENUE) is BreakerState.OPEN
    assert alerts(desk)[0] == ("critical", "barred-binance")
    assert [key for _, key in alerts(desk)].count("barred-binance") == 1, "once for the whole ladder"
    assert desk.breaker(ERRORS, VENUE).reason == "the account is barred: -2015"
    assert sent(desk.seconds(29)) == []


def test_what_rests_there_is_cancelled() -> None:
    desk = Watched().quoting().seconds(1)
    desk.seconds(0.3, BID + 90, BID + 90.01).answers_cancels().seconds(0.3, BID + 90, BID + 90.01)
    moved = sent(desk)
    assert moved
    resting = {o.client_id for o in desk.desk.register.live(KEY)} - set(moved)
    desk.sees(desk.rejected(moved[0], barred=True))
    assert {one.client_id for one in desk.told(SendCancel)} >= resting


def test_a_barred_account_costs_four_refused_orders_and_then_waits_for_a_person() -> None:
    desk, probes = barred(), 0
    for _ in range(LONG_S):
        for probe in sent(desk.seconds(1)):
            desk.sees(desk.rejected(probe, barred=True))
            probes += 1
    assert (probes, desk.state_of(ERRORS, VENUE)) == (3, BreakerState.LATCHED)


def test_an_account_that_may_trade_again_is_quoted_by_itself() -> None:
    desk = barred()
    for _ in range(900):
        desk.seconds(0.1).answers_cancels().accepts_all()
    assert desk.state_of(ERRORS, VENUE) is BreakerState.CLOSED
    assert desk.desk.markets[KEY].quoting == "both"


def test_any_other_refusal_pauses_its_slot_alone() -> None:
    desk = Watched().sending()
    buy = desk.order("buy0").client_id
    desk.sees(desk.rejected(buy))
    assert desk.state_of(ERRORS, VENUE) is BreakerState.CLOSED
    assert alerts(desk) == [("warning", "rejected-binance--2010")]
    assert desk.desk.markets[KEY].hold == ""
