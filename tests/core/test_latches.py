"""Controls that latch: repeated executions, the loss of a day, the drawdown; and how a person opens them."""

from decimal import Decimal
from typing import Any

import pytest

from mmdesk.core.desk.latches import shut
from mmdesk.core.model.control import Control
from mmdesk.core.model.effects import AlertRaised, CommandDone, LatchChanged, OrderDenied, ProfitMarked
from mmdesk.core.model.events import (
    InstrumentStatusReported,
    LatchReleased,
    TimePassed,
    TradingPermissionReported,
)
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.parameters import DeskLimits, QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from mmdesk.core.risk.executions import Executions
from mmdesk.core.risk.profit_watch import DAY_NS, ProfitWatch
from tests.core.dialogue import KEY, SECOND, START_WALL_NS, Dialogue, Said, cancel, place, said, top

D = Decimal
CALM = QuoteParameters(filled_order_delay_s=0.0, inventory_limit_quantity=D("0.25"))
THREE = RiskLimits(max_same_side_fills=3, same_side_fills_window_ms=5_000)
BUYS = f"{KEY} buy"


def desk(**more: Any) -> Dialogue:
    return Dialogue(CALM, **{"limits": THREE, **more}).armed().accepts_all()


def release(control: Control, scope: str, reason: str = "looked at it") -> Said:
    return said(LatchReleased, ticket="r", control=control, scope=scope, reason=reason)


def fill_buys(one: Dialogue, count: int, *, apart_ms: int = 1_000, first: int = 0) -> None:
    """The bid is hit again and again."""
    for number in range(first, first + count):
        one.waits(apart_ms).sees(top(60_000.0, 60_000.01))
        one.sees(one.filled(one.order("buy0").client_id, "0.0001", f"t{number}"))


def test_a_side_filled_too_often_latches_and_its_quotes_are_taken_off() -> None:
    one = desk()
    fill_buys(one, 2)
    assert one.told(LatchChanged) == []
    fill_buys(one, 1, first=2)
    latched = one.told(LatchChanged)[0]
    assert (latched.latch.control, latched.latch.scope) == (Control.REPEATED_EXECUTION, BUYS)
    assert latched.reason == "3 buy fills within 5 s"
    assert one.told(AlertRaised)[0].level == "critical"
    one.wants(cancel("buy0"))


def test_while_a_side_is_latched_only_the_other_one_is_quoted_and_cancels_pass() -> None:
    one = desk()
    fill_buys(one, 3)
    one.sees(one.canceled(one.order("buy0").client_id)).wants()
    refused = one.told(OrderDenied)[0].refusal
    assert (refused.control, refused.value, refused.scope) == ("repeated executions", "latched", BUYS)
    one.waits(1_500).sees(top(60_100.0, 60_100.01)).wants(cancel("sell0"))
    one.sees(one.canceled(one.order("sell0").client_id)).wants(place("sell0", "60118.02"))


def test_fills_further_apart_than_the_window_do_not_latch_and_late_ones_count_when_they_happened() -> None:
    one = desk()
    fill_buys(one, 6, apart_ms=2_600)
    assert one.desk.latches == {}
    times = Executions(3, 5_000)
    assert not times.filled(Side.BUY, 10 * SECOND)
    assert not times.filled(Side.BUY, 1 * SECOND)
    assert not times.filled(Side.SELL, 11 * SECOND)
    assert times.filled(Side.BUY, 6 * SECOND) is False
    assert times.filled(Side.BUY, 11 * SECOND) is True


def test_the_window_takes_fills_exactly_its_length_apart() -> None:
    times = Executions(2, 5_000)
    assert not times.filled(Side.BUY, 0)
    assert times.filled(Side.BUY, 5 * SECOND)
    assert not times.filled(Side.BUY, 10 * SECOND + 1)
    assert times.count(Side.BUY, 10 * SECOND) == 2
    assert times.count(Side.BUY, 10 * SECOND + 1) == 1


def test_a_person_releases_with_a_reason_and_quoting_goes_on() -> None:
    one = desk()
    fill_buys(one, 3)
    one.sees(one.canceled(one.order("buy0").client_id))
    one.sees(release(Control.REPEATED_EXECUTION, BUYS, "  "))
    assert not one.told(CommandDone)[0].ok
    one.sees(release(Control.REPEATED_EXECUTION, "nowhere"))
    assert not one.told(CommandDone)[0].ok
    one.waits(300).sees(release(Control.REPEATED_EXECUTION, BUYS))
    assert one.told(CommandDone)[0].ok
    assert one.told(LatchChanged)[0].reason == "looked at it"
    one.wants(place("buy0", "59981.98"))
    fill_buys(one, 2, first=3)
    assert one.desk.latches == {}


def test_a_latch_of_an_earlier_session_still_refuses() -> None:
    left = Latch(Control.REPEATED_EXECUTION, BUYS, 1, "3 buy fills within 5 s")
    one = Dialogue(CALM, THREE, remembered_latches=[left]).armed()
    one.wants(place("sell0", "60018.01"))
    assert one.told(OrderDenied)[0].refusal.control == "repeated executions"


LOSS = DeskLimits(max_daily_loss_quote=D(10), max_drawdown_quote=D(1_000))
DRAWN = DeskLimits(max_daily_loss_quote=D(1_000), max_drawdown_quote=D(10))


def losing(limits: DeskLimits, bought: str = "0.1") -> Dialogue:
    """Long 0.1 at 59,982 while the market falls."""
    one = Dialogue(
        QuoteParameters(order_amount=D("0.1"), inventory_limit_quantity=D("0.25")),
        RiskLimits(max_order_value_quote=D(10_000)),
        desk_limits=limits,
    )
    one.armed().accepts_all()
    return one.sees(one.filled(one.order("buy0").client_id, bought, "t0"))


def test_the_loss_of_the_day_leaves_only_what_reduces_the_position_and_stays() -> None:
    one = losing(LOSS)
    one.sees(top(60_000.0, 60_000.01)).accepts_all()
    one.sees(top(59_881.99, 59_882.01)).after(100)
    assert one.told(LatchChanged) == []
    one.sees(top(59_881.98, 59_882.00)).after(100)
    assert [effect.latch.control for effect in one.told(LatchChanged)] == [Control.DAILY_LOSS]
    one.sees(top(60_000.0, 60_000.01)).after(100)
    assert (Control.DAILY_LOSS, "desk") in one.desk.latches
    live = one.desk.register.live(KEY)
    assert [(order.intent.side, order.state.value) for order in live] == [(Side.SELL, "open")]
    bids = [why for why in one.desk.markets[KEY].explanations if why.side is Side.BUY]
    assert (bids[0].blocked_by, bids[0].blocked_value) == ("daily loss", "only what reduces the position")


def test_a_flat_position_is_not_quoted_beyond_the_loss_of_the_day() -> None:
    one = losing(LOSS)
    one.sees(top(59_800.0, 59_800.01)).after(100)
    (ask,) = [order for order in one.desk.register.live(KEY) if order.intent.side is Side.SELL]
    one.sees(one.filled(ask.client_id, "0.1", "t1"))
    one.waits(60_000).sees(top(59_800.0, 59_800.01)).wants()
    assert one.desk.markets[KEY].hold == "daily loss"


@pytest.mark.parametrize("filled", ["0.03", "0.1"])
def test_what_rests_is_pulled_at_once_where_it_would_take_the_position_beyond_flat(filled: str) -> None:
    one = losing(LOSS, bought=filled)
    one.sees(top(60_000.0, 60_000.01)).accepts_all()
    one.sees(top(59_100.0, 59_100.01)).after(100)
    told = [order.state.value for order in one.desk.register.live(KEY) if order.intent.side is Side.SELL]
    assert told == ["open" if filled == "0.1" else "cancelling"]


def test_a_loss_beyond_its_limit_cannot_be_released_but_a_recovered_one_can() -> None:
    one = losing(LOSS)
    one.sees(top(59_800.0, 59_800.01)).after(100)
    one.sees(release(Control.DAILY_LOSS, "desk"))
    assert one.told(CommandDone)[0].message == (
        "The loss of the day is 18.20, beyond 10: raise the limit, or wait for the next UTC day."
    )
    one.sees(top(60_000.0, 60_000.01)).after(100)
    one.sees(release(Control.DAILY_LOSS, "desk"))
    assert one.told(CommandDone)[0].ok
    assert one.desk.latches == {}


def test_a_new_utc_day_starts_from_zero_and_opens_the_latch() -> None:
    one = losing(LOSS)
    one.sees(top(59_800.0, 59_800.01)).after(100)
    one.after(DAY_NS / 1e6)
    opened = one.told(LatchChanged)
    assert [(effect.latched, effect.reason) for effect in opened] == [(False, "a new UTC day began")]
    assert one.desk.profit.day_profit == 0
    assert one.told(ProfitMarked)[0].marks.day == (START_WALL_NS + one.now_ns) // DAY_NS


def test_the_loss_of_the_day_survives_a_restart_within_the_day() -> None:
    today = ProfitMarks(START_WALL_NS // DAY_NS, D("15"), D("15"))
    one = Dialogue(CALM, desk_limits=LOSS, remembered_profit=today).armed()
    assert one.told(OrderDenied)[0].refusal.control == "daily loss"
    assert one.desk.profit.day_profit == -15
    assert (Control.DAILY_LOSS, "desk") in one.desk.latches
    yesterday = ProfitMarks(START_WALL_NS // DAY_NS - 1, D("15"), D("15"))
    other = Dialogue(CALM, desk_limits=LOSS, remembered_profit=yesterday).armed()
    assert other.desk.profit.day_profit == 0
    assert other.desk.profit.drawdown == 15


def test_the_drawdown_latches_and_a_release_counts_from_where_it_is() -> None:
    one = losing(DRAWN)
    one.sees(top(60_100.0, 60_100.01)).after(100)
    peak = one.desk.profit.marks
    assert peak is not None
    assert peak.peak_quote == D("11.8005")
    one.sees(top(60_000.0, 60_000.01)).after(100)
    assert one.desk.latches == {}
    one.sees(top(59_999.99, 60_000.0)).after(100)
    assert list(one.desk.latches) == [(Control.DRAWDOWN, "desk")]
    one.sees(release(Control.DRAWDOWN, "desk"))
    assert one.told(CommandDone)[0].ok
    assert one.told(ProfitMarked)[0].marks.peak_quote == D("1.7995")
    assert one.desk.profit.drawdown == 0


def test_a_position_without_a_price_is_an_unknown_loss_and_refuses() -> None:
    watch = ProfitWatch(None, D(100))
    assert watch.see(None, 0) is None
    assert watch.day_profit is None
    assert watch.drawdown is None


def test_the_peak_is_told_when_it_moved_by_a_hundredth_of_the_limit() -> None:
    watch = ProfitWatch(None, D(100))
    assert watch.see(D(0), 0) is not None
    assert watch.see(D("0.99"), 0) is None
    assert watch.see(D(1), 0) == ProfitMarks(0, D(0), D(1))
    assert watch.see(D(-50), 0) is None
    assert watch.drawdown == 51
    # A clock set back does not begin an older day.
    assert watch.see(D(-50), -DAY_NS) is None
    assert watch.day_profit == -50


def test_a_halted_market_is_pulled_and_quoted_again_when_it_trades() -> None:
    one = desk()
    told = {"venue": "binance", "instrument": KEY}
    one.sees(said(InstrumentStatusReported, status=InstrumentStatus.HALTED, **told))
    one.wants(cancel("buy0"), cancel("sell0"))
    assert one.told(AlertRaised)[0].what == f"{KEY} is halted now."
    for order in one.desk.register.live(KEY):
        one.sees(one.canceled(order.client_id)).wants()
    one.sees(said(InstrumentStatusReported, status=InstrumentStatus.TRADING, **told))
    one.wants(place("buy0", "59982.00"), place("sell0", "60018.01"))


def test_an_account_that_may_not_trade_is_pulled() -> None:
    one = desk()
    one.sees(said(TradingPermissionReported, venue="binance", may_trade=False))
    one.wants(cancel("buy0"), cancel("sell0"))
    assert one.told(AlertRaised)[0].level == "critical"
    assert one.sees(said(TradingPermissionReported, venue="binance", may_trade=False)).told(AlertRaised) == []


def test_repeated_refusals_are_told_once_and_then_as_a_count() -> None:
    small = RiskLimits(max_order_value_quote=D(100))
    one = Dialogue(CALM, small).armed()
    first = one.told(OrderDenied)
    assert [(denied.refusal.control, denied.count) for denied in first] == [("order value", 1)] * 2
    assert first[0].intent is not None
    told = []
    for _ in range(125):
        one.waits(500).sees(top(60_000.0, 60_000.01))
        told += one.told(OrderDenied)
    assert [denied.count for denied in told] == [121, 121]
    assert told[0].refusal.client_id == first[0].refusal.client_id
    tally = one.desk.refusals.tally(Control.ORDER_VALUE, KEY)
    assert tally is not None
    assert tally.count == one.desk.counters.denied == 252


def test_a_latch_is_told_once_however_often_it_is_breached() -> None:
    one = desk()
    out: list[Any] = []
    event = TimePassed(wall_ns=1, mono_ns=1)
    for _ in range(3):
        shut(one.desk, Control.DRAWDOWN, "desk", "far down", event, out)
    assert len([effect for effect in out if isinstance(effect, LatchChanged)]) == 1
