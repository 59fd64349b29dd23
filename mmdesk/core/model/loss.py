"""What the journal lost, and what was known before: the venues tell the rest, or a person decides."""

import msgspec

from mmdesk.core.model.account import Balance
from mmdesk.core.model.fill import Fill


class BalancesBefore(msgspec.Struct, frozen=True):
    """What a venue held at `wall_ns` (UTC), before anything was lost."""

    venue: str
    wall_ns: int
    balances: tuple[Balance, ...]


class FactsLost(msgspec.Struct, frozen=True):
    """Positions and booked fills that go with this are those of `since_ns` (UTC), the last fact before the
    first loss; 0: nothing is known from before, and only a person can say that all is well.

    `known_fills` were booked later and are still readable: a venue that does not tell them again does not
    tell everything. `instruments` are all that the books named before or after.
    """

    since_ns: int = 0
    known_fills: tuple[Fill, ...] = ()
    instruments: tuple[str, ...] = ()
    balances: tuple[BalancesBefore, ...] = ()
