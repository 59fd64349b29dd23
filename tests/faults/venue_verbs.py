"""What a scenario does to its venue, and what it asks it."""

from decimal import Decimal

from tests.faults.parts import FaultVenue, until
from tests.faults.records import LedgerRecord, VenueOrderRow, ledger_record

CREATE = "ws:order.place"
REPORTS = "user:executionReport"
# More than any level in front of ours holds; what is not there is not traded.
ENOUGH = "25"


class VenueVerbs:
    """The venue half of a stage."""

    def __init__(self, venue: FaultVenue) -> None:
        self.venue = venue

    def freeze_venue(self, seconds: float) -> None:
        """It stands still with all connections open, and thaws by itself."""
        self.venue.fault("venue", "freeze", count=None, duration_ms=int(seconds * 1_000))

    def drop_answers(self, *, after_booking: bool, count: int | None) -> None:
        """The next creates get no answer, booked or not."""
        self.venue.fault(CREATE, "drop_after" if after_booking else "drop_before", count=count)

    def weight_used(self) -> int:
        """Request weight as the venue counts it, in this minute so far."""
        limits = self.venue.get("/sim/state")["rate_limits"]
        return sum(one["count"] for one in limits if one["rateLimitType"] == "REQUEST_WEIGHT")

    def struck(self) -> int:
        """How often the active faults hit so far."""
        return sum(rule["struck"] for rule in self.venue.get("/sim/faults")["faults"])

    def hit(self, side: str, quantity: str = "0.02") -> None:
        """The house trades at the market: what rests on the other side at the top is filled."""
        self.venue.post("/sim/hit", {"symbol": "BTCUSDT", "side": side, "quantity": quantity})

    async def fill_ours(self, side: str, *, levels: int = 1, within_s: float = 60.0) -> None:
        """The house takes our best `levels` quotes of this side (BUY: our bids) and all in front of them.

        It asks again when the quotes moved meanwhile; a story whose quotes nobody can take fails here.
        """
        before = len(self.ledger().fills)
        other = "SELL" if side == "BUY" else "BUY"

        def traded() -> bool:
            prices = self._quotes(side)
            if len(prices) >= levels:
                order = {"symbol": "BTCUSDT", "side": other, "quantity": ENOUGH}
                self.venue.post("/sim/hit", {**order, "price": str(prices[levels - 1])})
            return len(self.ledger().fills) >= before + levels

        await until(traded, within_s, f"{levels} fills of our {side} quotes: none rest, or they move away")

    async def quotes_rest(self, side: str, count: int, within_s: float = 60.0) -> None:
        """Wait until so many quotes of a side are in the venue's book."""
        await until(lambda: len(self._quotes(side)) >= count, within_s, f"{count} {side} quotes at the venue")

    async def venue_passes(self, seconds: float) -> None:
        """Wait until so much time passed by the venue's own clock."""

        def uptime_s() -> float:
            return float(self.venue.get("/sim/state")["uptime_s"])

        begun_s = uptime_s()
        await until(lambda: uptime_s() >= begun_s + seconds, seconds * 10 + 30, f"{seconds:g} s at the venue")

    async def was_flat(self, since_ns: int, within_s: float = 60.0) -> None:
        """Wait until the venue had a moment, after `since_ns`, with no order of ours open.

        Told by what it wrote down: a look at what is open now may come between two quotes and see neither.
        """

        def had_one() -> bool:
            orders = self.ledger().orders
            ends = [order.ended_ns for order in orders if order.ended_ns and order.ended_ns > since_ns]
            return any(not any(_is_open(order, end) for order in orders) for end in (since_ns, *ends))

        await until(had_one, within_s, "0 open orders at the venue")

    def _quotes(self, side: str) -> list[Decimal]:
        """Prices of our open orders of a side, the best first."""
        prices = [
            Decimal(row["price"])
            for row in self.venue.get("/sim/ledger")["orders"]
            if row["account"] == "demo" and row["status"] in ("NEW", "PARTIALLY_FILLED")
            if row["side"] == side and row["client_order_id"].startswith("mmd")
        ]
        return sorted(prices, reverse=side == "BUY")

    def ledger(self) -> LedgerRecord:
        return ledger_record(self.venue.get("/sim/ledger"))

    def open_at_venue(self) -> int:
        return sum(order.ended_ns is None for order in self.ledger().orders)


def _is_open(order: VenueOrderRow, at_ns: int) -> bool:
    return order.placed_ns <= at_ns and (order.ended_ns is None or order.ended_ns > at_ns)
