"""A fill of ours: the one fact positions and PnL are made of."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.values import Side


class Fill(msgspec.Struct, frozen=True):
    """One execution, known forever by (instrument, trade_id).

    The fee is in `fee_asset`, negative for a rebate.
    """

    instrument: str
    trade_id: str
    client_id: str
    venue_id: str
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Decimal
    fee_asset: str
    is_maker: bool
    exchange_ns: int

    @property
    def key(self) -> tuple[str, str]:
        return (self.instrument, self.trade_id)

    @property
    def value_quote(self) -> Decimal:
        return self.price * self.quantity
