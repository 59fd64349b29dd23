"""Small venues for the tests of the simulated exchange."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from mmdesk.sim.build import BTCUSDT
from mmdesk.sim.crowd import CrowdSettings
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.flow import FlowSource
from mmdesk.sim.types import AccountSpec, OrderRequest, OrderType, Placed, Side, StpMode, TimeInForce

ACCOUNTS = [
    AccountSpec(
        account_id=name,
        balances={"BTC": Decimal(5), "USDT": Decimal(300_000)},
        maker_fee=Decimal("0.0002"),
        taker_fee=Decimal("0.0005"),
    )
    for name in ("ann", "bob", "cid")
]


def quiet_exchange() -> Exchange:
    """An empty book around 60,000 and nobody but the accounts."""
    settings = CrowdSettings(start_ticks=6_000_000, size_lots=1, events_per_s=1e-9, resting_orders=0)
    return Exchange(ACCOUNTS, [FlowSource(BTCUSDT, settings, random.Random(0))], start_ns=0)


class Desk:
    """Says orders in few words: `desk.limit("ann", "BUY", 60_000, "0.1")`."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.now_ns = 0

    def limit(
        self,
        who: str,
        side: str,
        price: str | int,
        quantity: str,
        *,
        kind: OrderType = OrderType.LIMIT,
        tif: TimeInForce = TimeInForce.GTC,
        client_id: str = "",
        stp: StpMode = StpMode.EXPIRE_MAKER,
    ) -> Placed:
        request = OrderRequest(
            symbol="BTCUSDT",
            side=Side(side),
            type=kind,
            price=Decimal(price),
            quantity=Decimal(quantity),
            time_in_force=tif,
            client_order_id=client_id,
            stp_mode=stp,
        )
        return self._place(who, request)

    def market(self, who: str, side: str, quantity: str | None = None, quote: str | None = None) -> Placed:
        request = OrderRequest(
            symbol="BTCUSDT",
            side=Side(side),
            type=OrderType.MARKET,
            quantity=None if quantity is None else Decimal(quantity),
            quote_order_qty=None if quote is None else Decimal(quote),
        )
        return self._place(who, request)

    def balance(self, who: str, asset: str) -> tuple[Decimal, Decimal]:
        """(free, locked)"""
        for balance in self.exchange.balances(who, self.now_ns):
            if balance.asset == asset:
                return balance.free, balance.locked
        raise AssertionError(f"{who} has no {asset}")

    def _place(self, who: str, request: OrderRequest) -> Placed:
        self.now_ns += 1_000_000
        return self.exchange.place(who, request, self.now_ns)


@pytest.fixture
def desk() -> Desk:
    return Desk(quiet_exchange())


@pytest.fixture
def make_quiet() -> Callable[[], Exchange]:
    return quiet_exchange
