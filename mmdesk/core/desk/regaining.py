"""What the journal lost, told again by the venues: how far that is, and why it cannot be told."""

from collections.abc import Container, Iterator

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.loss import FactsLost

MAX_TRIES = 3


class Regaining:
    """`lost` is None when nothing is lost, or nothing any more.

    Positions started at the last fact before the loss; every fill since then is booked as the venues tell it.
    """

    def __init__(self, lost: FactsLost | None) -> None:
        self.lost = lost
        self.booked = 0
        """Fills that were booked from what venues told of that time."""
        self.untold: dict[tuple[str, str], Fill] = (
            {} if lost is None else {fill.key: fill for fill in lost.known_fills}
        )
        """Fills that we know and no venue has told again."""
        self.agreed: set[str] = set()
        """Venues whose balances of before, with the fills they told, are those of now."""
        self.tries: dict[str, int] = {}
        self.why_not: dict[str, str] = {}

    def blockers(self, instruments: Container[str]) -> Iterator[str]:
        """Why the desk cannot be armed, one sentence each."""
        lost = self.lost
        if lost is None:
            return
        away = [name for name in lost.instruments if name not in instruments]
        why = [f"{venue}: {text}" for venue, text in self.why_not.items() if self.is_hopeless(venue)]
        if lost.since_ns and not away and not why and not self.is_stuck:
            yield "Facts of the journal are lost: the venues are asked for them, which takes a moment."
            return
        yield (
            "Facts of the journal are lost. Compare positions with the venue, end mmdesk, "
            "run 'mmdesk doctor --accept-damage' and start again."
        )
        if away:
            yield f"This desk does not trade {', '.join(away)}, whose facts are lost too."
        if why:
            yield f"Balances do not follow from the fills since the loss ({'; '.join(why)})."
        if self.is_stuck:
            yield f"Fills that we know and the venue did not tell: {len(self.untold)}."

    @property
    def is_stuck(self) -> bool:
        """Whether every venue was heard and fills that we know are still missing from what they said."""
        venues = {fill.instrument.rpartition("@")[2] for fill in self.untold.values()}
        return bool(venues) and all(one in self.agreed or self.is_hopeless(one) for one in venues)

    def is_hopeless(self, venue: str) -> bool:
        """Whether asking this venue again would not help."""
        return self.tries.get(venue, 0) >= MAX_TRIES
