"""Money and coins neither appear nor vanish, whatever the accounts do."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from mmdesk.sim.exchange import Exchange
from mmdesk.sim.types import OrderRequest, OrderType, Side, StpMode, TimeInForce, VenueReject
from tests.sim.conftest import ACCOUNTS, quiet_exchange

ORDERS = st.builds(
    OrderRequest,
    symbol=st.just("BTCUSDT"),
    side=st.sampled_from(Side),
    type=st.sampled_from(OrderType),
    quantity=st.decimals("0.0001", "3", places=5),
    price=st.integers(5_999_000, 6_001_000).map(lambda ticks: Decimal(ticks).scaleb(-2)),
    time_in_force=st.sampled_from(TimeInForce),
    stp_mode=st.sampled_from(StpMode),
)
BY_QUOTE = st.builds(
    OrderRequest,
    symbol=st.just("BTCUSDT"),
    side=st.sampled_from(Side),
    type=st.just(OrderType.MARKET),
    quote_order_qty=st.decimals("5", "90000", places=2),
    stp_mode=st.sampled_from(StpMode),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([spec.account_id for spec in ACCOUNTS]),
        st.one_of(ORDERS, BY_QUOTE, st.just("cancel all")),
    ),
    max_size=40,
)


def _check_books(exchange: Exchange, now_ns: int) -> None:
    """Totals constant, nothing negative, and what is locked is exactly what open orders need."""
    accounts = exchange._clearing.accounts
    for asset in ("BTC", "USDT"):
        assert accounts.total(asset) == sum(spec.balances[asset] for spec in ACCOUNTS)
    assert not any(accounts.outside.values()), "nobody but the accounts traded here"
    for spec in ACCOUNTS:
        held = {balance.asset: balance for balance in exchange.balances(spec.account_id, now_ns)}
        needs = {"BTC": Decimal(0), "USDT": Decimal(0)}
        for order in exchange.open_orders(spec.account_id, now_ns):
            left = order.orig_qty - order.executed_qty
            if order.side == Side.BUY:
                needs["USDT"] += left * order.price
            else:
                needs["BTC"] += left
        for asset, need in needs.items():
            assert held[asset].free >= 0
            assert held[asset].locked == need


@settings(max_examples=60)
@given(STEPS)
def test_balances_add_up_after_every_order(steps: list[tuple[str, OrderRequest | str]]) -> None:
    exchange = quiet_exchange()
    for number, (who, what) in enumerate(steps, 1):
        try:
            if isinstance(what, str):
                exchange.cancel_all(who, "BTCUSDT", number)
            else:
                exchange.place(who, what, number)
        except VenueReject as refusal:
            if refusal.code not in (-1013, -2010, -2011):
                raise
        _check_books(exchange, number)


def test_the_buyer_pays_its_fee_in_base_and_the_seller_in_quote() -> None:
    exchange = quiet_exchange()
    price, quantity = Decimal(60_000), Decimal("0.5")
    for who, side in (("ann", Side.SELL), ("bob", Side.BUY)):
        exchange.place(
            who,
            OrderRequest(symbol="BTCUSDT", side=side, type=OrderType.LIMIT, price=price, quantity=quantity),
            1,
        )
    (maker,) = exchange.my_trades("ann", "BTCUSDT", 1)
    (taker,) = exchange.my_trades("bob", "BTCUSDT", 1)
    assert (maker.commission, maker.commission_asset, maker.is_maker) == (Decimal("6.0"), "USDT", True)
    assert (taker.commission, taker.commission_asset, taker.is_maker) == (Decimal("0.00025"), "BTC", False)
    held = {b.asset: b.free for b in exchange.balances("bob", 1)}
    assert held == {"BTC": Decimal("5.49975"), "USDT": Decimal(270_000)}
