"""A market that halts and a key that loses its permission are told, by a real venue process."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.events import (
    InstrumentStatusReported,
    OrderRejected,
    SendUnresolved,
    TradingPermissionReported,
)
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.gateways.factory import make_gateway
from tests.gateways.gateway_harness import KEY, Orders, running
from tests.gateways.venue_process import QUICK, MachineClock, VenueProcess

SOON = msgspec.structs.replace(QUICK, market_status_s=0.1)
MARKET = {"symbol": "BTCUSDT"}


@pytest.fixture
def venue(tmp_path: Path) -> Iterator[VenueProcess]:
    started = VenueProcess(tmp_path)
    yield started
    started.stop()


async def test_a_halt_is_told_its_orders_are_refused_and_its_end_is_told(venue: VenueProcess) -> None:
    async with running(venue.connection(timings=SOON)) as (gateway, seen, instrument):
        assert instrument.status is InstrumentStatus.TRADING
        venue.post("/sim/market", {"action": "status", "name": "BREAK", **MARKET})
        await seen.wait(lambda: seen.of(InstrumentStatusReported), "the halt")
        halted = seen.of(InstrumentStatusReported)[0]
        assert (halted.instrument, halted.status) == (KEY, InstrumentStatus.HALTED)
        # "Market is closed" is not on the list of proofs: the order counts until it is looked for.
        assert isinstance(await gateway.place(Orders(seen).order()), SendUnresolved)
        assert await gateway.open_orders() == ()
        venue.post("/sim/market", {"action": "status", "name": "TRADING", **MARKET})
        await seen.wait(lambda: len(seen.of(InstrumentStatusReported)) == 2, "the end of the halt")
        assert seen.of(InstrumentStatusReported)[1].status is InstrumentStatus.TRADING


async def test_a_market_halted_at_the_start_is_an_instrument_that_says_so(venue: VenueProcess) -> None:
    venue.post("/sim/market", {"action": "status", "name": "HALT"})
    gateway = make_gateway(venue.connection(), MachineClock())
    try:
        (instrument,) = await gateway.connect()
        assert instrument.status is InstrumentStatus.HALTED
    finally:
        await gateway.close()


async def test_a_lost_permission_is_told_with_the_next_balances_and_given_back(venue: VenueProcess) -> None:
    async with running(venue.connection(timings=SOON)) as (gateway, seen, _):
        venue.post("/sim/market", {"action": "bar", "barred": True})
        refused = await gateway.place(Orders(seen).order())
        assert isinstance(refused, OrderRejected)
        assert refused.barred
        assert (await gateway.balances()).balances
        await seen.wait(lambda: seen.of(TradingPermissionReported), "the loss")
        assert seen.of(TradingPermissionReported)[0].may_trade is False
        venue.post("/sim/market", {"action": "bar", "barred": False})
        await gateway.balances()
        await seen.wait(lambda: len(seen.of(TradingPermissionReported)) == 2, "the permission")
        assert seen.of(TradingPermissionReported)[1].may_trade is True


async def test_a_key_that_may_not_trade_at_the_start_is_a_matter_for_a_person(venue: VenueProcess) -> None:
    venue.post("/sim/market", {"action": "bar"})
    gateway = make_gateway(venue.connection(), MachineClock())
    with pytest.raises(ConfigurationError, match="may not trade"):
        await gateway.connect()
    await gateway.close()


async def test_a_status_that_cannot_be_asked_for_says_nothing(venue: VenueProcess) -> None:
    async with running(venue.connection(timings=SOON)) as (_, seen, _instrument):
        venue.fault("rest:GET /api/v3/exchangeInfo", "status", count=3, status=503)
        venue.post("/sim/market", {"action": "status", "name": "BREAK", **MARKET})
        await seen.wait(lambda: seen.of(InstrumentStatusReported), "the halt after the failed questions")
        assert [one.status for one in seen.of(InstrumentStatusReported)] == [InstrumentStatus.HALTED]
