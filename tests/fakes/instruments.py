"""BTC/USDT with the rules of Binance spot."""

from decimal import Decimal

from mmdesk.core.model.instrument import Instrument

BTC_USDT = Instrument(
    venue="binance",
    symbol="BTC/USDT",
    venue_symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick_size=Decimal("0.01"),
    lot_size=Decimal("0.00001"),
    min_quantity=Decimal("0.00001"),
    max_quantity=Decimal(9000),
    min_notional_quote=Decimal(5),
    maker_fee_rate=Decimal("0.001"),
    taker_fee_rate=Decimal("0.001"),
)
