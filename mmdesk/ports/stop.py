"""The promise a stop client keeps: see our open orders on one venue, cancel them, and nothing else."""

from typing import Protocol

import msgspec

# A late create is refused by the venue once its receive window has passed.
RECEIVE_WINDOW_S = 2.0


class RestingOrder(msgspec.Struct, frozen=True):
    """An open order as the venue lists it."""

    order_id: str
    client_id: str


class StopClient(Protocol):
    """Reads and cancels only: both may be sent again without harm."""

    async def open_orders(self, symbol: str) -> tuple[RestingOrder, ...]:
        """Every open order of the account on a venue symbol, foreign ones included.

        Raises ExchangeConnectionError (no information; `retry_after_s` when told to wait),
        ConfigurationError (keys or permissions).
        """
        ...

    async def cancel(self, symbol: str, order_id: str) -> None:
        """Cancel one order by the venue's id; an order that is gone already is no error.

        Raises as `open_orders`; InvalidOrderError when the venue refuses the cancel itself.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
