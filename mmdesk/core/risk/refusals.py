"""What the gate refused: counted by control and scope, and by series so that the journal is not flooded."""

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent, Refusal

# A series that goes on is told again with its count after this long.
TOLD_AGAIN_NS = 60_000_000_000
# Scopes are markets, sides, assets, venues and the desk: never that many.
_MOST = 5_000


class Tally:
    """Refusals of one control in one scope since the start; `intent` is one whose refusal was told."""

    __slots__ = ("count", "intent", "last", "last_wall_ns")

    def __init__(self, intent: OrderIntent, refusal: Refusal) -> None:
        self.count = 0
        self.intent = intent
        self.last = refusal
        self.last_wall_ns = 0


class Series:
    """Refusals in a row of one slot by one rule; `untold` since it was last told."""

    __slots__ = ("count", "intent", "refusal", "told_mono_ns", "untold")

    def __init__(self, intent: OrderIntent, refusal: Refusal, mono_ns: int) -> None:
        self.intent = intent
        self.refusal = refusal
        self.count = 1
        self.untold = 0
        self.told_mono_ns = mono_ns


class Refusals:
    """The desk's memory of refusals of this session."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[int, str], Tally] = {}
        self._series: dict[tuple[str, str], Series] = {}
        self.count = 0
        """Of all controls since the start."""

    def tally(self, control: Control, scope: str) -> Tally | None:
        """None: it never refused."""
        return self._tallies.get((int(control), scope))

    def refused(
        self, intent: OrderIntent, refusal: Refusal, wall_ns: int, mono_ns: int
    ) -> tuple[Series, ...]:
        """Count one; returns the series that are to be told now: one that ended, one that began or lasts."""
        tally = self._count(intent, refusal, wall_ns)
        key = (intent.instrument, intent.slot)
        series = self._series.get(key)
        if series is not None and series.refusal.control == refusal.control:
            series.count += 1
            series.untold += 1
            if mono_ns - series.told_mono_ns < TOLD_AGAIN_NS:
                return ()
            series.told_mono_ns, series.untold = mono_ns, 0
            return (series,)
        begun = Series(intent, refusal, mono_ns)
        if tally is not None:
            tally.intent = intent
        ended = self.passed(*key)
        self._series[key] = begun
        return (*ended, begun)

    def passed(self, instrument: str, slot: str) -> tuple[Series, ...]:
        """The slot's order left: its series ended; returned if not all of it was told."""
        series = self._series.pop((instrument, slot), None)
        return (series,) if series is not None and series.untold else ()

    def latest(self, most: int, since_wall_ns: int) -> dict[tuple[int, str], Tally]:
        """Those that refused last, at most so many, by (number of the control, scope)."""
        recent = [one for one in self._tallies.items() if one[1].last_wall_ns >= since_wall_ns]
        recent.sort(key=lambda one: -one[1].last_wall_ns)
        return dict(recent[:most])

    def _count(self, intent: OrderIntent, refusal: Refusal, wall_ns: int) -> Tally | None:
        self.count += 1
        key = (refusal.number, refusal.scope)
        tally = self._tallies.get(key)
        if tally is None:
            if len(self._tallies) >= _MOST:
                return None
            tally = self._tallies[key] = Tally(intent, refusal)
        tally.count += 1
        tally.last = refusal
        tally.last_wall_ns = wall_ns
        return tally
