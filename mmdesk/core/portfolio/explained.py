"""Whether fills alone lead from the balances of long ago to those of now."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from mmdesk.core.model.account import Balance
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.portfolio.balance_check import BalanceCheck

DOUBT_NS: Final = 5_000_000_000
"""When old balances were told is known, not when the venue took them: fills this near may be in them."""


def count_fill(check: BalanceCheck, instrument: Instrument, fill: Fill) -> None:
    """Let a fill move what must be held: base, quote and the asset of its fee."""
    sign = fill.side.sign
    check.move(instrument.base, sign * fill.quantity, fill.exchange_ns)
    check.move(instrument.quote, -sign * fill.value_quote, fill.exchange_ns)
    check.move(fill.fee_asset, -fill.fee, fill.exchange_ns)


def unexplained(
    before: Sequence[Balance],
    before_ns: int,
    now: Sequence[Balance],
    now_ns: int,
    fills: Iterable[Fill],
    instruments: Mapping[str, Instrument],
    tolerances: Mapping[str, Decimal],
) -> dict[str, Decimal]:
    """What is held now less what follows from `fills`, by asset; empty when they lead from one to the other.

    Times are the venue's; `fills` are all of the account since well before `before_ns`.
    """
    ordered = sorted(fills, key=lambda fill: fill.exchange_ns)
    off: dict[str, Decimal] = {}
    for cut in _cuts([fill.exchange_ns for fill in ordered], before_ns):
        check = BalanceCheck()
        # Not by time: which fills are in the old balances is what `cut` says.
        check.anchor(before, 0)
        for fill in ordered[cut:]:
            if (instrument := instruments.get(fill.instrument)) is not None:
                count_fill(check, instrument, fill)
        off = check.drift(now, now_ns, tolerances)
        if not off:
            return off
    return off


def _cuts(times_ns: Sequence[int], before_ns: int) -> list[int]:
    """How many of the fills may be in the old balances, the likeliest last; at the ends none or all in doubt.

    Fills of one instant are told apart: a venue takes its balances between them, too.
    """
    likeliest = bisect_right(times_ns, before_ns)
    least, most = bisect_left(times_ns, before_ns - DOUBT_NS), bisect_right(times_ns, before_ns + DOUBT_NS)
    return sorted(range(least, most + 1), key=lambda cut: -abs(cut - likeliest))
