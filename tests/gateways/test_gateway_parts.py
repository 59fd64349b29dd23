"""The small parts of the gateway: what leaves or is taken back, backoff, clock offset, cache, reports."""

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import ccxt
import pytest

from mmdesk.core.model.account import Balance
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.events import BalanceReported, TransferReported
from mmdesk.core.model.market import FeedFault
from mmdesk.gateways.account_stream import AccountStream
from mmdesk.gateways.backoff import Backoff
from mmdesk.gateways.ccxt_exchange import make_exchange
from mmdesk.gateways.clock_offset import ClockOffset
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.dialect import BINANCE, dialect_of
from mmdesk.gateways.hot_path import shorten
from mmdesk.gateways.markets_cache import MarketsCache
from mmdesk.gateways.outbound import Outbound
from mmdesk.gateways.report_watch import ReportWatch
from mmdesk.gateways.session import open_session
from mmdesk.gateways.watch_loop import CrossedBookError, StreamSilentError, WatchLoop, fault_of

S = 1_000_000_000


class HandClock:
    """Time that moves when told."""

    def __init__(self) -> None:
        self.now_ns = 1_000 * S

    def wall_ns(self) -> int:
        return self.now_ns

    def mono_ns(self) -> int:
        return self.now_ns


def test_a_request_taken_back_before_its_write_never_counts_as_written() -> None:
    outbound = Outbound(lambda: 7)
    waiting = outbound.begin("order.place", "a")
    assert outbound.find("order.place", {"newClientOrderId": "a"}) is waiting
    assert outbound.find("order.cancel", {"origClientOrderId": "a"}) is None
    assert waiting.revoke()
    outbound.end(waiting)
    assert outbound.find("order.place", {"newClientOrderId": "a"}) is None
    writing = outbound.begin("order.place", "b")
    writing.writing = True
    assert not writing.revoke()
    outbound.written(writing)
    assert writing.written_mono_ns == 7


def test_a_rest_body_is_recognised_by_its_client_id() -> None:
    outbound = Outbound(lambda: 9)
    outgoing = outbound.begin("order.place", "mm-1")
    outbound.body_leaves(b"symbol=BTCUSDT&newClientOrderId=mm-2&signature=00")
    assert outgoing.written_mono_ns == 0
    outbound.body_leaves(b"symbol=BTCUSDT&newClientOrderId=mm-1&signature=00")
    assert outgoing.written_mono_ns == 9
    assert not outgoing.revoke()


def test_backoff_doubles_to_its_bound_and_starts_over() -> None:
    backoff = Backoff(100, 500)
    assert [backoff.next_s() for _ in range(5)] == [0.1, 0.2, 0.4, 0.5, 0.5]
    backoff.reset()
    assert backoff.next_s() == 0.1


def test_the_quickest_answer_gives_the_clock_offset() -> None:
    offset = ClockOffset(size=2)
    assert offset.offset_ns == 0
    offset.add(asked_wall_ns=0, answered_wall_ns=100, server_ns=550)
    offset.add(asked_wall_ns=1_000, answered_wall_ns=1_010, server_ns=1_505)
    assert offset.offset_ns == 500
    # Our clock was set back during the request: no information.
    offset.add(asked_wall_ns=1_000, answered_wall_ns=900, server_ns=0)
    assert offset.offset_ns == 500
    for _ in range(2):
        offset.add(asked_wall_ns=2_000, answered_wall_ns=2_100, server_ns=2_150)
    assert offset.offset_ns == 100


def test_a_clock_that_was_set_is_believed_at_once_and_a_slow_answer_is_not() -> None:
    offset = ClockOffset()
    offset.add(asked_wall_ns=0, answered_wall_ns=2_000_000, server_ns=1_000_000)
    # Slow, and off by less than its own delay explains.
    offset.add(asked_wall_ns=0, answered_wall_ns=400_000_000, server_ns=300_000_000)
    assert offset.offset_ns == 0
    offset.add(asked_wall_ns=0, answered_wall_ns=8_000_000, server_ns=10 * S)
    assert offset.offset_ns == 10 * S - 4_000_000
    offset.forget()
    assert offset.offset_ns == 0


def test_an_acknowledged_order_without_a_report_is_overdue_whichever_came_first() -> None:
    watch = ReportWatch(5 * S)
    watch.expect("late", 0)
    assert watch.overdue(5 * S) is None
    assert watch.overdue(5 * S + 1) == "late"
    watch.arrived("late")
    watch.arrived("early")
    watch.expect("early", 0)
    assert watch.overdue(99 * S) is None
    for number in range(5_000):
        watch.expect(f"e{number}", 0)
        watch.arrived(f"a{number}")
    assert len(watch._expected) == len(watch._seen) == 1_000


def test_a_markets_cache_is_used_only_while_fresh_and_whole(tmp_path: Path) -> None:
    cache = MarketsCache(str(tmp_path / "new"), "binance", 60)
    assert cache.load(0) is None
    cache.save({"BTC/USDT": {"symbol": "BTC/USDT", "id": "BTCUSDT"}}, {"BTC": {"code": "BTC"}}, 100 * S)
    assert cache.load(160 * S) == ([{"symbol": "BTC/USDT", "id": "BTCUSDT"}], {"BTC": {"code": "BTC"}})
    assert cache.load(161 * S) is None
    assert cache.load(99 * S) is None
    assert MarketsCache(str(tmp_path / "new"), "kraken", 60).load(100 * S) is None
    (stored,) = (tmp_path / "new").iterdir()
    stored.write_bytes(stored.read_bytes()[:-5])
    assert cache.load(100 * S) is None
    without = MarketsCache("", "binance", 60)
    without.save({}, {}, 0)
    assert without.load(0) is None


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (ccxt.ChecksumError("gap"), FeedFault.GAP),
        (ccxt.NetworkError("gone"), FeedFault.DISCONNECTED),
        (ConnectionResetError(), FeedFault.DISCONNECTED),
        (StreamSilentError("silent"), FeedFault.SILENT),
        (CrossedBookError("crossed"), FeedFault.CROSSED),
        (ValueError("junk"), FeedFault.MALFORMED),
        (KeyError("junk"), FeedFault.MALFORMED),
    ],
)
def test_each_exception_names_its_feed_fault(error: Exception, fault: FeedFault) -> None:
    assert fault_of(error) is fault


class Script:
    """A `watch` that gives or raises what the script says, then waits for ever."""

    def __init__(self, *steps: object) -> None:
        self._steps = list(steps)
        self.done = asyncio.Event()

    async def read(self) -> Any:
        if not self._steps:
            self.done.set()
            await asyncio.Event().wait()
        step = self._steps.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step


def _loop(script: Script, got: list[object], faults: list[FeedFault], clock: HandClock) -> WatchLoop[Any]:
    return WatchLoop(
        "book",
        "orderbook::BTC/USDT",
        script.read,
        got.append,
        lambda fault, detail: faults.append(fault),
        clock,
        Backoff(1, 1),
        5 * S,
    )


async def test_a_watch_loop_outlives_every_fault_and_counts_them() -> None:
    # ccxt cancels its own futures when a connection closes: that must not end the loop either.
    script = Script(1, ccxt.ChecksumError("gap"), 2, asyncio.CancelledError(), 3, KeyError("x"), 4)
    got: list[object] = []
    faults: list[FeedFault] = []
    loop = _loop(script, got, faults, HandClock())
    task = asyncio.create_task(loop.run())
    await asyncio.wait_for(script.done.wait(), 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert got == [1, 2, 3, 4]
    assert faults == [FeedFault.GAP, FeedFault.DISCONNECTED, FeedFault.MALFORMED]
    health = loop.health()
    assert (health.messages, health.errors, health.reconnects) == (4, 3, 3)


async def test_silence_counts_from_the_last_message_or_the_last_try() -> None:
    clock = HandClock()
    script = Script(1)
    loop = _loop(script, [], [], clock)
    assert not loop.is_silent(clock.now_ns)
    task = asyncio.create_task(loop.run())
    await asyncio.wait_for(script.done.wait(), 60)
    assert not loop.is_silent(clock.now_ns + 5 * S)
    assert loop.is_silent(clock.now_ns + 5 * S + 1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_an_unknown_exchange_is_named_with_the_known_ones() -> None:
    assert dialect_of("binance") is BINANCE
    with pytest.raises(ConfigurationError, match="set one of these"):
        dialect_of("mtgox")


def test_a_connection_never_shows_its_keys() -> None:
    connection = VenueConnection(exchange_id="binance", symbols=("BTC/USDT",), api_key="KEY", secret="SECRET")
    assert "KEY" not in repr(connection)
    assert "SECRET" not in f"{connection}"


async def test_every_switch_of_the_exchange_is_set() -> None:
    connection = VenueConnection(exchange_id="binance", symbols=("BTC/USDT",), api_key="k", secret="s")
    async with open_session(None, None) as session:
        exchange: Any = make_exchange(connection, BINANCE, session)
        assert type(exchange) is ccxt.pro.binance
        assert exchange.enableRateLimit is False
        assert exchange.verbose is False
        assert exchange.own_session is False
        assert exchange.options["recvWindow"] <= 2_000
        assert exchange.options["maxRetriesOnFailure"] == 0
        assert exchange.options["fetchCurrencies"] is False
        assert 1_000 <= exchange.streaming["keepAlive"] <= 3_000
        await exchange.close()


async def test_two_balance_messages_in_a_row_are_told_as_one_without_a_loss() -> None:
    connection = VenueConnection(exchange_id="binance", symbols=("BTC/USDT",), api_key="k", secret="s")
    async with open_session(None, None) as session:
        exchange = make_exchange(connection, BINANCE, session)
        stream = AccountStream(exchange, BINANCE, connection, HandClock(), lambda: None)
        told: list[object] = []
        stream._sink = told.append
        stream.note_balances({"B": [_held("BTC", "1", "0"), _held("USDT", "10", "5")]})
        stream.note_balances({"B": [_held("USDT", "15", "0")]})
        stream.note_balances({"e": "balanceUpdate", "a": "BTC", "d": "1", "T": 5})
        for _ in range(2):
            stream._balances({})
        await exchange.close()
    transfer, report = told
    assert isinstance(transfer, TransferReported)
    assert (transfer.asset, transfer.amount) == ("BTC", Decimal(1))
    assert isinstance(report, BalanceReported)
    assert report.balances == (
        Balance("BTC", Decimal(1), Decimal(0)),
        Balance("USDT", Decimal(15), Decimal(0)),
    )


def _held(asset: str, free: str, locked: str) -> dict[str, str]:
    return {"a": asset, "f": free, "l": locked}


async def test_shortcuts_encode_and_round_as_ccxt_does() -> None:
    connection = VenueConnection(exchange_id="binance", symbols=("BTC/USDT",), api_key="k", secret="s")
    async with open_session(None, None) as session:
        plain: Any = make_exchange(connection, BINANCE, session)
        short: Any = make_exchange(connection, BINANCE, session)
        shorten(short)
        for parameters in (
            {"symbol": "BTCUSDT", "price": "60000.10", "timestamp": 1795356815841, "returnRateLimits": False},
            {"symbol": "BTCUSDT", "quantity": 1.5, "list": ["a", "b"], "none": None},
            {"newClientOrderId": "mm-1_a.b", "recvWindow": 2000, "computeCommissionRates": True},
        ):
            assert short.rawencode(dict(parameters)) == plain.rawencode(dict(parameters))
        assert short.price_to_precision("BTC/USDT", "60000.10") == "60000.10"
        assert short.amount_to_precision("BTC/USDT", "0.00100") == "0.00100"
        await plain.close()
        await short.close()
