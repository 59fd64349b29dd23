"""Journal first: what a step decided is on disk before anything of it leaves; a failing disk is told once."""

from collections import Counter
from collections.abc import Callable, Sequence

from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import AnyEvent, EngineMeasured, TimePassed
from mmdesk.core.model.market import BookDelta, BookSnapshot, FeedLost, TopOfBook, TradePrint
from mmdesk.ports.journal import Fact, Journal

_MARKET = TopOfBook | BookDelta | BookSnapshot | TradePrint | FeedLost | TimePassed | EngineMeasured


class Recorder:
    """Writes the facts of each step. What the market or the clock told is kept only when recording."""

    def __init__(self, journal: Journal, *, record_market: bool, on_fault: Callable[[str], None]) -> None:
        self._journal = journal
        self._record_market = record_market
        self._on_fault = on_fault
        self.fault = ""
        self.unwritten: Counter[str] = Counter()
        self.sequence = 0

    def keep(self, event: AnyEvent, effects: Sequence[AnyEffect]) -> bool:
        """Whether every fact of this step that must be kept is in the journal now."""
        facts: list[Fact] = []
        if self._record_market or not isinstance(event, _MARKET):
            facts.append(event)
        facts.extend(effects)
        return not facts or self.write(facts, event.wall_ns)

    def write(self, facts: Sequence[Fact], wall_ns: int) -> bool:
        """Append facts as one write; False when the disk refused them."""
        try:
            self.sequence = self._journal.append(facts, wall_ns)
        except OSError as error:
            self.unwritten.update(type(fact).__name__ for fact in facts)
            self._failed(f"the journal cannot be written: {error}")
            return False
        return True

    def retry(self, facts: Sequence[Fact], wall_ns: int) -> bool:
        """Append facts that were refused before; another refusal is no news."""
        try:
            self.sequence = self._journal.append(facts, wall_ns)
        except OSError:
            return False
        return True

    def _failed(self, fault: str) -> None:
        if not self.fault:
            self.fault = fault
            self._on_fault(fault)
