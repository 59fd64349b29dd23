"""The promise a simulated venue keeps for fire drills: cause trouble, and take it away again."""

from typing import Protocol

import msgspec

from mmdesk.core.model.drill import DrillDone, DrillKind
from mmdesk.ports.view import View


class DrillError(Exception):
    """The venue did not do it; the text says why."""


class Cause(msgspec.Struct, frozen=True):
    """Trouble in a market (`BTC/USDT`): `amount` in the kind's unit. It ends by itself after `lasts_s`."""

    kind: DrillKind
    symbol: str
    amount: float
    lasts_s: float


class Drill(Protocol):
    """Only our own simulated venue has one."""

    async def inject(self, cause: Cause) -> None:
        """Cause it now; what was caused before ends. Raises DrillError."""
        ...

    async def clear(self) -> None:
        """Take it away; nothing there is no error. Raises DrillError."""
        ...


class DrillView(View, frozen=True, kw_only=True):
    """The newest drill: under way until `done` is there. `opened_ms`: from the cause to the opening."""

    kind: DrillKind
    instrument: str
    amount: float
    begun_ns: int
    opened_ms: float | None = None
    orders_cancelled: int = 0
    done: DrillDone | None = None
