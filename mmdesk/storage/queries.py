"""Questions to the history, asked on connections of their own: readers never wait for the writer."""

from decimal import Decimal

import msgspec


class OrderRow(msgspec.Struct, frozen=True):
    """An order as last known."""

    client_id: str
    instrument: str
