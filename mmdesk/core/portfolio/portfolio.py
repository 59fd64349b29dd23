"""All we hold: positions as sums of fills, balances as venues say, PnL at a mid."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from mmdesk.core.model.account import Balance, PnlReport, Position
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.values import Side, exact
from mmdesk.core.portfolio.balances import Balances
from mmdesk.core.portfolio.fees import fee_in_quote
from mmdesk.core.portfolio.pnl import Attribution
from mmdesk.core.portfolio.position import add_fill


class Portfolio:
    """Positions per instrument and balances per venue.

    A position is the sum of fills (ORDERS 2.7), before fees: where the venue takes a buyer's fee in base, the
    balance it reports is lower by `base_fees(key)`, which a check of position against balance must allow for.
    """

    def __init__(self, instruments: Mapping[str, Instrument], remembered: Iterable[Position] = ()) -> None:
        self._instruments = instruments
        self._positions = {key: Position(key) for key in instruments}
        for position in remembered:
            if position.instrument in instruments:
                self._positions[position.instrument] = position
        self._attributions = {key: Attribution(one) for key, one in self._positions.items()}
        self._balances = {one.venue: Balances() for one in instruments.values()}
        self._base_fees = dict.fromkeys(instruments, Decimal(0))

    def position(self, key: str) -> Position:
        """The position in an instrument. Raises KeyError for one the desk does not trade."""
        return self._positions[key]

    def report(self, key: str, mid: float) -> PnlReport:
        """PnL at `mid` and its attribution; with `mid` 0 (unknown) the last fill's price stands in."""
        attribution = self._attributions[key]
        at = exact(mid) if mid > 0.0 else attribution.last_price
        return attribution.report(self._positions[key], at)

    def balances(self, venue: str) -> tuple[Balance, ...]:
        """Balances as last told by the venue, by asset name."""
        return self._balances[venue].all()

    def owned(self, venue: str, asset: str) -> Decimal | None:
        """What we own of an asset, less what fills took since the venue last told; None = never told."""
        return self._balances[venue].owned(asset)

    def base_fees(self, key: str) -> Decimal:
        """Fees paid in base this session: by how much the venue's balance is below the sum of fills."""
        return self._base_fees[key]

    def book(self, fill: Fill, mid: float, fee_quote: Decimal | None = None) -> Position:
        """Add a fill that was not booked before; `mid` is the market then (0 = unknown), `fee_quote` what its
        fee is worth (None: what the fill itself tells, which is nothing of a third asset)."""
        key = fill.instrument
        instrument = self._instruments[key]
        if fee_quote is None:
            fee_quote = fee_in_quote(fill, instrument) or Decimal(0)
        if fill.fee_asset == instrument.base:
            self._base_fees[key] += fill.fee
        position = add_fill(self._positions[key], fill, fee_quote)
        self._positions[key] = position
        self._attributions[key].add(fill, exact(mid))
        self._take(fill, instrument)
        return position

    def report_balances(self, venue: str, balances: Iterable[Balance], *, complete: bool) -> None:
        """Take the venue's word on balances."""
        self._balances[venue].report(balances, complete=complete)

    def _take(self, fill: Fill, instrument: Instrument) -> None:
        balances = self._balances[instrument.venue]
        if fill.side is Side.BUY:
            balances.take(instrument.quote, fill.value_quote)
        else:
            balances.take(instrument.base, fill.quantity)
