"""The history of one order: complete, in order, of any session, and honest when there is none."""

from decimal import Decimal
from pathlib import Path

import pytest

from mmdesk.core.model.effects import OrderDenied
from mmdesk.core.model.order import OrderState, Refusal
from mmdesk.core.model.values import Side
from mmdesk.ports.history import BookedFill
from mmdesk.storage.histories import DatabaseHistories
from mmdesk.storage.order_histories import MOST_EVENTS
from tests.storage.conftest import Opener
from tests.storage.facts import MARKET, WALL_NS, fill, life, opened


def test_an_orders_life_is_told_from_its_intent_to_its_fills(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    store.journal.append([opened(store.next_epoch)], WALL_NS)
    for number in (6, 7, 8):
        for facts in life(number):
            store.journal.append(facts, WALL_NS + number)
    assert store.writer.flush()
    one = DatabaseHistories(data_dir).order_history("mmd-7")
    assert one is not None
    assert one.order is not None
    assert (one.client_id, one.order.state) == ("mmd-7", OrderState.FILLED)
    kinds = [event.kind for event in one.events]
    assert kinds == ["sending", "sent", "acknowledged", "open", "fill", "filled"]
    assert one.fills == (BookedFill(fill(7), WALL_NS + 7, 60_000.5),)
    assert not one.cut


def test_an_order_of_an_earlier_session_is_told_too(open_here: Opener, data_dir: Path) -> None:
    first = open_here()
    for facts in [[opened(first.next_epoch)], *life(1)]:
        first.journal.append(facts, WALL_NS)
    first.close()
    open_here()
    one = DatabaseHistories(data_dir).order_history("mmd-1")
    assert one is not None
    assert len(one.events) == 6


def test_a_denied_order_has_its_refusal_and_no_record(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    refusal = Refusal(
        client_id="mmd-9", instrument=MARKET, side=Side.BUY, control="order value", limit="100", value="600"
    )
    store.journal.append([opened(store.next_epoch), OrderDenied(refusal=refusal)], WALL_NS)
    assert store.writer.flush()
    one = DatabaseHistories(data_dir).order_history("mmd-9")
    assert one is not None
    assert one.order is None
    assert [event.kind for event in one.events] == ["denied"]
    assert '"limit":"100"' in one.events[0].detail


def test_an_unknown_id_has_no_history(open_here: Opener, data_dir: Path) -> None:
    open_here()
    assert DatabaseHistories(data_dir).order_history("nobody") is None


def test_a_long_history_is_cut_and_says_so(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    for facts in life(1)[:2]:
        store.journal.append(facts, WALL_NS)
    for _ in range(MOST_EVENTS):
        store.journal.append(life(1)[1][:1], WALL_NS)
    assert store.writer.flush()
    one = DatabaseHistories(data_dir).order_history("mmd-1")
    assert one is not None
    assert (len(one.events), one.cut) == (MOST_EVENTS, True)


def test_a_database_that_cannot_be_read_is_an_error_and_not_an_empty_history(tmp_path: Path) -> None:
    (tmp_path / "mmdesk.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(OSError, match="not a database"):
        DatabaseHistories(tmp_path).order_history("mmd-1")


def test_money_is_exact(open_here: Opener, data_dir: Path) -> None:
    store = open_here()
    for facts in life(3):
        store.journal.append(facts, WALL_NS)
    assert store.writer.flush()
    one = DatabaseHistories(data_dir).order_history("mmd-3")
    assert one is not None
    assert (one.fills[0].fill.price, one.fills[0].fill.fee) == (Decimal("60003.01"), Decimal("0.00000500"))
