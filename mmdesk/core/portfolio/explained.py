"""Whether fills alone lead from the balances of long ago to those of now."""

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
    near = {fill.exchange_ns for fill in ordered if abs(fill.exchange_ns - before_ns) <= DOUBT_NS}
    off: dict[str, Decimal] = {}
    for cut_ns in sorted({before_ns, *near}, key=lambda at_ns: -abs(at_ns - before_ns)):
        check = BalanceCheck()
        check.anchor(before, cut_ns)
        for fill in ordered:
            if (instrument := instruments.get(fill.instrument)) is not None:
                count_fill(check, instrument, fill)
        off = check.drift(now, now_ns, tolerances)
        if not off:
            return off
    return off
