"""The engine over a fake venue: journal before sending, stops that are proved, faults that pull quotes."""

import asyncio
from decimal import Decimal

import pytest

from mmdesk.core.model.account import Position
from mmdesk.core.model.effects import OrderChanged, SendOrder
from mmdesk.core.model.errors import ConfigurationError, ExchangeConnectionError
from mmdesk.core.model.events import OrderAcknowledged, SendAbandoned, SendUnresolved
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import OrderIntent, OrderState
from mmdesk.core.model.state import TradingState
from mmdesk.core.model.values import Side
from mmdesk.engine.parts import StartError
from mmdesk.ports.control import Arm, Disarm, SetSpread, Shutdown, Stop, TicketState
from mmdesk.ports.gateway import SendOutcome
from mmdesk.ports.journal import PastFill, Remembered, SessionClosed, SessionOpened
from mmdesk.ports.views import AlertView, FillView, MarketView, OrderSource, OrderView, SessionView
from tests.engine.conftest import Rig, until
from tests.fakes.fake_gateway import BTC


async def test_an_order_is_in_the_journal_before_the_venue_sees_it(rig: Rig) -> None:
    journaled: list[bool] = []

    async def look(intent: OrderIntent) -> SendOutcome | None:
        sent = [f.order.intent.client_id for f in rig.journal.facts if isinstance(f, SendOrder)]
        journaled.append(intent.client_id in sent)
        return None

    rig.gateway.on_place = look
    await rig.armed()
    assert journaled == [True, True]


async def test_the_journal_opens_and_closes_with_the_session(rig: Rig) -> None:
    await rig.armed()
    await rig.end()
    facts = rig.journal.facts
    assert isinstance(facts[0], SessionOpened)
    assert (facts[0].session, facts[0].epoch, facts[0].instruments) == ("test", 5, (BTC,))
    assert isinstance(facts[-1], SessionClosed)
    assert any(isinstance(fact, OrderAcknowledged) for fact in facts)


async def test_market_data_stays_out_of_the_journal_unless_recorded(rig: Rig) -> None:
    await rig.armed()
    await rig.end()
    kinds = {type(fact).__name__ for fact in rig.journal.facts}
    assert "BookSnapshot" not in kinds
    assert "TimePassed" not in kinds


async def test_a_restart_comes_up_disarmed(rig: Rig) -> None:
    await rig.engine.start()
    await until(lambda: rig.engine.session and not rig.engine.session.desk.arm_blockers())
    assert rig.state() is TradingState.DISARMED
    assert not rig.gateway.placed


async def test_shutdown_cancels_everything_and_proves_it_by_fetching(rig: Rig) -> None:
    await rig.armed()
    fetches = rig.gateway.fetches
    report = await rig.end()
    assert report.proved
    assert not rig.gateway.open
    assert rig.gateway.fetches > fetches
    assert report.summary is not None
    assert report.summary.open_orders_at_exit == 0


async def test_shutdown_that_cannot_be_proved_says_so(rig: Rig) -> None:
    await rig.armed()
    rig.gateway.cancels_work = False
    report = await rig.end(1.0)
    assert not report.proved
    assert report.proofs[0].left == 2
    assert report.summary is not None
    assert report.summary.open_orders_at_exit == 2


@pytest.mark.expects_log("the last fills could not be fetched")
async def test_shutdown_with_the_venue_away_is_not_called_flat(rig: Rig) -> None:
    await rig.armed()
    rig.gateway.reachable = False
    report = await rig.end(0.5)
    assert not report.proved
    assert report.proofs[0].left is None
    assert "away" in report.proofs[0].why
    assert report.summary is not None
    assert report.summary.open_orders_at_exit is None


async def test_a_send_without_an_answer_counts_as_unknown_and_is_asked_about(rig: Rig) -> None:
    async def never_proved(intent: OrderIntent) -> SendOutcome:
        rig.gateway.book(intent)
        return SendUnresolved(
            wall_ns=rig.gateway.clock.wall_ns(),
            mono_ns=rig.gateway.clock.mono_ns(),
            client_id=intent.client_id,
            reason="no answer",
        )

    rig.gateway.on_place = never_proved
    rig.gateway.cancels_work = False
    await rig.armed()
    await until(lambda: rig.desk_view().unknown_orders == 2)
    await until(lambda: len(set(rig.gateway.queries)) == 2)
    rig.gateway.cancels_work = True


async def test_a_gateway_that_crashes_in_a_send_leaves_the_order_unknown_and_stops_the_desk(
    rig: Rig, expects_log: object
) -> None:
    assert callable(expects_log)
    expects_log("task failed")

    async def crash(intent: OrderIntent) -> SendOutcome:
        raise ZeroDivisionError("a bug")

    rig.gateway.on_place = crash
    await rig.engine.start()
    await until(lambda: rig.engine.session and not rig.engine.session.desk.arm_blockers())
    rig.submit(Arm())
    await until(lambda: rig.state() is TradingState.STOPPED)
    assert any(isinstance(fact, SendUnresolved) for fact in rig.journal.facts)
    await until(lambda: any(isinstance(view, AlertView) and "a bug" in view.why for view in rig.told))


async def test_a_crash_of_the_core_pulls_every_order_without_it(rig: Rig, expects_log: object) -> None:
    assert callable(expects_log)
    expects_log("task failed")
    await rig.armed()
    assert rig.engine.session is not None
    rig.engine.session.statistics.see = None  # type: ignore[assignment,method-assign]  # a broken step
    rig.gateway.tick(61_000.0)
    await until(lambda: not rig.gateway.open)
    placed = len(rig.gateway.placed)
    rig.gateway.tick(62_000.0)
    await asyncio.sleep(0)
    assert len(rig.gateway.placed) == placed


async def test_stop_cancels_all_verifies_and_latches(rig: Rig) -> None:
    await rig.armed()
    rig.submit(Stop(reason="enough"), "stop")
    await until(lambda: not rig.gateway.open)
    assert rig.state() is TradingState.STOPPED
    await until(lambda: any(one.state is TicketState.DONE for one in rig.tickets("stop")))
    rig.submit(Arm(), "again")
    await until(lambda: any(one.state is TicketState.FAILED for one in rig.tickets("again")))
    assert not rig.gateway.open


async def test_a_disk_that_fails_stops_quoting_and_sends_nothing(rig: Rig) -> None:
    await rig.armed()
    placed = len(rig.gateway.placed)
    rig.journal.disk_error = OSError(28, "No space left on device")
    rig.gateway.tick(60_600.0)
    await until(lambda: not rig.gateway.open)
    await until(lambda: rig.state() is TradingState.STOPPED)
    assert len(rig.gateway.placed) == placed
    await until(lambda: any(isinstance(view, AlertView) and "No space" in view.why for view in rig.told))
    rig.journal.disk_error = None


async def test_an_order_whose_intent_could_not_be_written_is_abandoned(rig: Rig) -> None:
    await rig.engine.start()
    await until(lambda: rig.engine.session and not rig.engine.session.desk.arm_blockers())
    rig.journal.disk_error = OSError(5, "Input/output error")
    rig.submit(Arm())
    await until(lambda: rig.state() is TradingState.STOPPED)
    assert not rig.gateway.placed
    session = rig.engine.session
    assert session is not None
    await until(lambda: session.desk.register.live_count == 0)
    rig.journal.disk_error = None


async def test_a_storage_fault_told_by_the_writer_stops_the_desk(rig: Rig) -> None:
    await rig.armed()
    rig.storage_fault = "the database is locked"
    await until(lambda: rig.state() is TradingState.STOPPED)
    await until(lambda: not rig.gateway.open)


async def test_damaged_records_of_before_stop_the_desk_and_do_not_send_a_person_after_disk_space(
    rig: Rig,
) -> None:
    await rig.armed()
    rig.is_old_damage = True
    rig.storage_fault = "journal files are damaged: 0000000001-0001.journal"
    await until(lambda: rig.state() is TradingState.STOPPED)
    (told,) = (view for view in rig.told if isinstance(view, AlertView) and view.key == "storage")
    assert "disk space" not in told.do
    assert "written" not in told.what


async def test_a_storage_fault_that_comes_back_stops_the_desk_again(rig: Rig) -> None:
    await rig.armed()
    session = rig.engine.session
    assert session is not None
    for _ in range(2):
        rig.storage_fault = "the disk hangs"
        await until(lambda: rig.state() is TradingState.STOPPED)
        rig.storage_fault = ""
        await until(lambda: not session.storage_fault)
        rig.submit(Disarm())
        await until(lambda: rig.state() is TradingState.DISARMED)


async def test_a_fill_reaches_position_views_and_summary(rig: Rig) -> None:
    await rig.armed()
    bought = next(order for order in rig.gateway.open.values() if order.side == "buy")
    rig.gateway.fill(bought.client_id)
    await until(lambda: any(isinstance(view, FillView) for view in rig.told))
    summary = rig.engine.summary()
    assert summary is not None
    assert (summary.fills, summary.position) == (1, Decimal("0.01"))
    assert summary.pnl_residual == 0
    assert summary.orders_timed >= 2


async def test_fills_of_earlier_sessions_are_shown_as_such_and_counted_nowhere(rig: Rig) -> None:
    fill = Fill(
        BTC.key, "t1", "mmd0004x1", "v1", Side.BUY, Decimal(60_000), Decimal(1), Decimal(0), "USDT", True, 1
    )
    past = PastFill(fill=fill, wall_ns=7, mid=60_060.0, ack_latency_ns=2_000_000)
    held = Position(BTC.key, Decimal(1), Decimal(60_000))
    remembered = Remembered(4, (), (held,), (fill,), 7, past_fills=(past,))
    rig.engine = rig.make_engine(remembered=remembered)
    await rig.engine.start()
    (view,) = [view for view in rig.told if isinstance(view, FillView)]
    assert (view.trade_id, view.wall_ns, view.source) == ("t1", 7, OrderSource.EARLIER)
    assert view.edge_bps == pytest.approx(9.99, abs=0.01)
    assert view.ack_latency_ms == 2.0
    assert view in rig.engine.snapshot()
    summary = rig.engine.summary()
    assert summary is not None
    assert (summary.fills, summary.position) == (0, Decimal(1))
    assert rig.desk_view().fills == 0


async def test_a_window_that_comes_late_learns_everything(rig: Rig) -> None:
    await rig.armed()

    def resting() -> list[OrderState]:
        return [view.state for view in rig.engine.snapshot() if isinstance(view, OrderView) and view.open]

    # The venue has an order before its answer is here.
    await until(lambda: resting() == [OrderState.OPEN] * 2 and rig.desk_view().open_orders == 2)
    views = rig.engine.snapshot()
    assert isinstance(views[0], SessionView)
    (market,) = [view for view in views if isinstance(view, MarketView)]
    assert (market.bid, market.ask) == (59_999.99, 60_000.01)
    assert market.own_bid is not None
    assert market.own_ask is not None
    assert market.own_bid < Decimal("60000") < market.own_ask


async def test_a_wider_spread_moves_the_quotes(rig: Rig) -> None:
    await rig.armed()
    before = {order.price for order in rig.gateway.open.values()}
    wider = SetSpread(
        instrument=BTC.key, bid_spread_bps=20.0, ask_spread_bps=20.0, order_amount=Decimal("0.01")
    )
    rig.submit(wider, "wider")
    await until(lambda: any(one.state is TicketState.DONE for one in rig.tickets("wider")))

    def moved() -> bool:
        rig.gateway.tick(60_000.0)
        prices = {order.price for order in rig.gateway.open.values()}
        return len(prices) == 2 and not prices & before

    await until(moved)


async def test_a_spread_of_an_unknown_market_fails_with_the_known_ones(rig: Rig) -> None:
    await rig.armed()
    one = SetSpread(instrument="X@y", bid_spread_bps=1.0, ask_spread_bps=1.0, order_amount=Decimal(1))
    rig.submit(one, "x")
    (ticket,) = rig.tickets("x")
    assert ticket.state is TicketState.FAILED
    assert BTC.key in ticket.message


async def test_a_command_before_the_venue_is_connected_fails_at_once(rig: Rig) -> None:
    rig.submit(Arm())
    (ticket,) = rig.tickets()
    assert ticket.state is TicketState.FAILED


async def test_shutdown_by_command_is_answered_when_it_is_proved(rig: Rig) -> None:
    await rig.armed()
    rig.submit(Shutdown(), "bye")
    assert await rig.engine.shutdown_requested() == "asked by a person"
    await rig.end()
    assert [ticket.state for ticket in rig.tickets("bye")] == [TicketState.ACCEPTED, TicketState.DONE]


async def test_a_venue_that_is_away_at_the_start_is_tried_again(rig: Rig) -> None:
    rig.gateway.connect_errors = [ExchangeConnectionError("connection refused", retryable=True)]
    await rig.engine.start()
    assert any(isinstance(view, AlertView) and view.key == "connect fake" for view in rig.told)


async def test_a_start_that_waits_for_request_weight_says_so_and_for_how_long(rig: Rig) -> None:
    rig.gateway.reachable, rig.gateway.reads_wait_s = False, 7.4
    await rig.engine.start()
    await until(lambda: any("asked again in 7 s" in why for why in rig.desk_view().arm_blockers))
    rig.gateway.reachable, rig.gateway.reads_wait_s = True, 0.0
    await until(lambda: not rig.desk_view().arm_blockers)
    rig.gateway.reads_wait_s = 7.4
    assert rig.engine.session is not None
    rig.engine.session.publish()
    assert not rig.desk_view().arm_blockers, "nothing waits for it"


async def test_wrong_keys_end_the_start_with_the_reason(rig: Rig) -> None:
    rig.gateway.connect_errors = [ConfigurationError("the key is not valid")]
    with pytest.raises(StartError, match="the key is not valid") as caught:
        await rig.engine.start()
    assert caught.value.bad_input


async def test_a_venue_that_stays_away_ends_a_bounded_start(rig: Rig) -> None:
    rig.gateway.connect_errors = [ExchangeConnectionError("refused", retryable=True)] * 9
    rig.engine = rig.make_engine(connect_within_s=0.3)
    with pytest.raises(StartError, match="refused") as caught:
        await rig.engine.start()
    assert not caught.value.bad_input


async def test_after_shutdown_begins_no_order_leaves(rig: Rig) -> None:
    await rig.armed()
    rig.gateway.cancels_work = False
    placed = len(rig.gateway.placed)
    ending = asyncio.create_task(rig.end(1.0))
    await until(lambda: rig.gateway.cancelled)
    rig.gateway.tick(61_000.0)
    await ending
    assert len(rig.gateway.placed) == placed
    assert not any(isinstance(fact, SendAbandoned) and "journal" in fact.reason for fact in rig.journal.facts)


async def test_a_step_is_written_as_one_whole(rig: Rig) -> None:
    await rig.armed()
    with_sends = [write for write in rig.journal.writes if any(isinstance(f, SendOrder) for f in write)]
    for write in with_sends:
        changed = {f.order.client_id for f in write if isinstance(f, OrderChanged)}
        assert {f.order.intent.client_id for f in write if isinstance(f, SendOrder)} <= changed
