"""Whose an order of ours is: this session's, left by an earlier one, or one that a person took over.

MANUAL is an order of an earlier session that rests because a person said so at the start (adopt, or leave it
alone). An order placed by hand on the venue's own page carries no name of ours: it is FOREIGN, for nothing
tells it from another program's.
"""

from mmdesk.core.model.leftover import LeftoverDecision
from mmdesk.ports.views import OrderSource

MOST = 1_000
_KEPT = (LeftoverDecision.ADOPT, LeftoverDecision.IGNORE)


class Sources:
    """Remembers what a person decided; `of` tells whose an order is."""

    def __init__(self) -> None:
        self._taken_over: dict[str, None] = {}

    def decided(self, client_id: str, decision: LeftoverDecision) -> bool:
        """Take a decision about a leftover; whether its source is another now."""
        if decision not in _KEPT or client_id in self._taken_over:
            return False
        self._taken_over[client_id] = None
        if len(self._taken_over) > MOST:
            del self._taken_over[next(iter(self._taken_over))]
        return True

    def of(self, client_id: str, id_prefix: str) -> OrderSource:
        """`id_prefix` is that of this session."""
        if client_id.startswith(id_prefix):
            return OrderSource.ENGINE
        return OrderSource.MANUAL if client_id in self._taken_over else OrderSource.EARLIER
