"""How often each create was received: counted where it arrives, ahead of faults, checks and booking."""

from collections.abc import Mapping
from typing import Final

from mmdesk.sim.orders import HISTORY

CREATES: Final = frozenset(
    {"order.place", "order.cancelReplace", "POST /api/v3/order", "POST /api/v3/order/cancelReplace"}
)


class Receipts:
    """Times received per client order id of the sender's; the oldest ids go when `most` are kept."""

    def __init__(self, most: int = HISTORY) -> None:
        self._most = most
        self._times: dict[str, int] = {}

    def see(self, method: str, values: Mapping[str, str]) -> None:
        """A request came, whatever becomes of it."""
        client_id = values.get("newClientOrderId")
        if method not in CREATES or not client_id:
            return
        self._times[client_id] = self._times.get(client_id, 0) + 1
        if len(self._times) > self._most:
            del self._times[next(iter(self._times))]

    def counts(self) -> dict[str, int]:
        """A copy, oldest id first."""
        return dict(self._times)
