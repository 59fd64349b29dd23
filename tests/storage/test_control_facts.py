"""Latches, profit marks and refusals in the database: found at the next start, by account, with counts."""

from decimal import Decimal
from pathlib import Path

import msgspec

from mmdesk.core.model.control import Control
from mmdesk.core.model.effects import LatchChanged, OrderDenied, ProfitMarked, StateChanged
from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.order import OrderIntent, OrderState, Refusal, TimeInForce
from mmdesk.core.model.state import KeptStop, TradingState
from mmdesk.core.model.values import Side
from mmdesk.ports.journal import Fact, Remembered
from mmdesk.storage.histories import DatabaseHistories
from mmdesk.storage.queries import History
from mmdesk.storage.store import open_store
from tests.storage.conftest import Opener
from tests.storage.facts import MARKET, WALL_NS, opened

BUYS = Latch(Control.REPEATED_EXECUTION, f"{MARKET} buy", 7, "60 buy fills within 10 s")
LOSS = Latch(Control.DAILY_LOSS, "desk", 8, "501.00 USDT lost today, the limit is 500")
MARKS = ProfitMarks(20_000, Decimal("-12.5"), Decimal("100.00000001"))


def session(data_dir: Path, account: str, *facts: Fact) -> Remembered:
    """One session that writes these facts; returns what it knew before."""
    store = open_store(data_dir, accounts={"binance": account})
    store.writer.start()
    first = msgspec.structs.replace(
        opened(store.next_epoch), session=f"s{store.next_epoch}", accounts={"binance": account}
    )
    store.journal.append([first, *facts], WALL_NS)
    store.close()
    return store.remembered


def latched(latch: Latch, *, on: bool = True) -> LatchChanged:
    return LatchChanged(latch=latch, latched=on, reason="why")


def test_what_is_latched_stays_latched_over_sessions_until_it_is_released(data_dir: Path) -> None:
    session(data_dir, "one", latched(BUYS), latched(LOSS), ProfitMarked(marks=MARKS))
    assert session(data_dir, "one").latches == (BUYS, LOSS)
    known = session(data_dir, "one", latched(BUYS, on=False))
    assert (known.latches, known.profit) == ((BUYS, LOSS), MARKS)
    assert session(data_dir, "one").latches == (LOSS,)
    session(data_dir, "one", latched(BUYS))
    assert session(data_dir, "one").latches == (LOSS, BUYS)


def test_a_stop_is_kept_whatever_the_account_until_somebody_leaves_it(data_dir: Path) -> None:
    stop = StateChanged(state=TradingState.STOPPED, reason="mmdesk stop")
    assert (
        session(data_dir, "one", StateChanged(state=TradingState.ARMED, reason="armed"), stop).stopped is None
    )
    assert session(data_dir, "two").stopped == KeptStop(WALL_NS, "mmdesk stop")
    known = session(data_dir, "one", StateChanged(state=TradingState.DISARMED, reason="disarmed by hand"))
    assert known.stopped == KeptStop(WALL_NS, "mmdesk stop")
    assert session(data_dir, "one").stopped is None


def test_the_newest_marks_are_the_ones_that_hold(data_dir: Path) -> None:
    newer = msgspec.structs.replace(MARKS, peak_quote=Decimal(101))
    session(data_dir, "one", ProfitMarked(marks=MARKS), ProfitMarked(marks=newer))
    assert session(data_dir, "one").profit == newer


def test_another_account_starts_open_and_without_losses(data_dir: Path) -> None:
    session(data_dir, "one", latched(BUYS), latched(LOSS), ProfitMarked(marks=MARKS))
    known = session(data_dir, "two")
    assert (known.latches, known.profit) == ((), None)


def refusal(client_id: str) -> tuple[OrderIntent, Refusal]:
    intent = OrderIntent(
        client_id, MARKET, Side.BUY, Decimal(60_000), Decimal("0.2"), TimeInForce.POST_ONLY, "buy0"
    )
    told = Refusal(client_id, MARKET, Side.BUY, "order quantity", "0.1", "0.2", "", "0.2", 2, MARKET)
    return intent, told


def test_a_denied_order_is_an_order_that_can_be_found_with_its_limit_and_its_count(
    open_here: Opener, data_dir: Path
) -> None:
    store = open_here()
    intent, told = refusal("mmd-9")
    facts = [OrderDenied(refusal=told, intent=intent), OrderDenied(refusal=told, intent=intent, count=240)]
    store.journal.append([opened(store.next_epoch), *facts], WALL_NS)
    assert store.writer.flush()
    one = DatabaseHistories(data_dir).order_history("mmd-9")
    assert one is not None
    assert one.order is not None
    assert (one.order.state, one.order.intent) == (OrderState.DENIED, intent)
    assert one.order.reason == "order quantity: 0.2 against 0.1, 240 times"
    assert [event.kind for event in one.events] == ["denied", "denied"]
    assert '"limit":"0.1"' in one.events[0].detail
    assert '"count":240' in one.events[1].detail
    assert [order.client_id for order in History(data_dir).recent_orders()] == ["mmd-9"]
    assert History(data_dir).recent_orders(unfinished_only=True) == []
