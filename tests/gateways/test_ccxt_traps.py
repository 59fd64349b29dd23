"""The traps of ccxt on Binance (VENUES 3), by number, where no other test holds one already.

Held elsewhere: 2 copies (test_ccxt_parse, book), 4 gaps (conformance C14, core test_reconciliation), 5
keep-alive, silence, malformed frames (C09, C12, C13), 6 time limits and receive window (C07, C15), 7 own
limiter (test_rate_limit), 9 never sent twice (test_loopback), 10 answers that prove nothing (C07,
test_ccxt_errors), 14 markets from disk and lean import (C17, test_lean_import). 12 and 15: other exchanges.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import ccxt
import pytest

from mmdesk.core.model.events import OrderRejected, SendUnresolved
from mmdesk.core.model.order import TimeInForce
from mmdesk.gateways import ccxt_hooks
from mmdesk.gateways.backoff import Backoff
from mmdesk.gateways.ccxt_errors import CreateFailed, public_error, raw_code
from mmdesk.gateways.ccxt_exchange import make_exchange
from mmdesk.gateways.connection import VenueConnection
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.hot_path import Watcher
from mmdesk.gateways.outbound import Outbound
from mmdesk.gateways.rate_limit import WeightLimiter
from mmdesk.gateways.session import open_session
from mmdesk.gateways.watch_loop import WatchLoop
from tests.gateways.venue_process import MachineClock


@pytest.fixture
async def exchange() -> AsyncIterator[Any]:
    """An unmodified ccxt class as the gateway makes it, with our hooks, and nothing behind it."""
    connection = VenueConnection(exchange_id="binance", symbols=("BTC/USDT",), api_key="k", secret="s")
    async with open_session(None, None) as session:
        made: Any = make_exchange(connection, BINANCE, session)
        wrong_times: list[str] = []
        ccxt_hooks.attach(
            made,
            BINANCE,
            Outbound(lambda: 0),
            lambda client, error: None,
            lambda weight, wait_s, status: None,
            lambda message: None,
            lambda: wrong_times.append("wrong time"),
        )
        made.wrong_times = wrong_times
        yield made
        await made.close()


async def test_trap_1_nothing_gets_a_turn_between_two_watches() -> None:
    turns, at_delivery, at_next_watch = 0, [], []
    enough = asyncio.Event()

    async def others() -> None:
        nonlocal turns
        while not enough.is_set():
            turns += 1
            await asyncio.sleep(0)

    async def watch() -> int:
        at_next_watch.append(turns)
        if len(at_next_watch) > 20:
            enough.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        return turns

    loop: WatchLoop[int] = WatchLoop(
        "book",
        "key",
        watch,
        lambda _: at_delivery.append(turns),
        lambda *_: None,
        MachineClock(),
        Backoff(1, 1),
        0,
    )
    tasks = [asyncio.create_task(one) for one in (others(), loop.run())]
    await asyncio.wait_for(enough.wait(), 60)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert at_next_watch[1:] == at_delivery


async def test_trap_3_a_book_is_watched_without_a_limit() -> None:
    asked: list[tuple[Any, ...]] = []

    async def watch_order_book(*arguments: Any) -> dict[str, Any]:
        asked.append(arguments)
        return {}

    limiter = WeightLimiter(weight_per_minute=6_000, cancel_reserve=0, mono_ns=lambda: 0)
    bare: Any = SimpleNamespace(clients={}, watch_order_book=watch_order_book)
    await Watcher(bare, limiter, book_weight=50).book("BTC/USDT")
    assert asked == [("BTC/USDT",)]


def test_trap_8_post_only_is_an_order_type_and_our_id_the_venues_own_parameter() -> None:
    assert BINANCE.order_words[TimeInForce.POST_ONLY] == ("LIMIT_MAKER", {})
    assert BINANCE.client_id_parameter == "newClientOrderId"


def _refused(exchange: Any, code: int, status: int = 400) -> ccxt.BaseError:
    """The exception of an answer with this code."""
    body = f'{{"code":{code},"msg":"said the venue"}}'
    with pytest.raises(ccxt.BaseError) as caught:
        exchange.handle_errors(
            status, "", "https://x", "POST", {}, body, {"code": code, "msg": "said"}, {}, ""
        )
    return caught.value


async def test_trap_11_a_code_is_kept_whatever_class_ccxt_makes_of_it(exchange: Any) -> None:
    failed = CreateFailed(BINANCE)
    first = _refused(exchange, -2015)
    exchange.options["hasAlreadyAuthenticatedSuccessfully"] = True
    later = _refused(exchange, -2015)
    assert type(first) is not type(later)
    assert {raw_code(first), raw_code(later)} == {"-2015"}
    assert {public_error(error, "asking").raw_code for error in (first, later)} == {"-2015"}
    # As a throttle it proves nothing: an order that met it stays unknown.
    assert isinstance(failed.outcome(first, "c", 0, 0), OrderRejected)
    assert isinstance(failed.outcome(later, "c", 0, 0), SendUnresolved)


async def test_trap_6_a_refused_time_is_heard_and_proves_nothing_about_a_create(exchange: Any) -> None:
    refused = _refused(exchange, -1021)
    assert exchange.wrong_times == ["wrong time"]
    assert raw_code(refused) == "-1021"
    assert isinstance(CreateFailed(BINANCE).outcome(refused, "c", 0, 0), SendUnresolved)


async def test_trap_13_ccxts_logger_never_shows_a_request(exchange: Any) -> None:
    assert logging.getLogger("ccxt").getEffectiveLevel() >= logging.INFO
    assert exchange.verbose is False
