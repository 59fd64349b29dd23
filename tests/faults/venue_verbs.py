"""What a scenario does to its venue, and what it asks it."""

from tests.faults.parts import FaultVenue
from tests.faults.records import LedgerRecord, ledger_record

CREATE = "ws:order.place"


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

    def struck(self) -> int:
        """How often the active faults hit so far."""
        return sum(rule["struck"] for rule in self.venue.get("/sim/faults")["faults"])

    def hit(self, side: str, quantity: str = "0.02") -> None:
        """The house trades at the market: what rests on the other side at the top is filled."""
        self.venue.post("/sim/hit", {"symbol": "BTCUSDT", "side": side, "quantity": quantity})

    def ledger(self) -> LedgerRecord:
        return ledger_record(self.venue.get("/sim/ledger"))

    def open_at_venue(self) -> int:
        return sum(order.ended_ns is None for order in self.ledger().orders)
