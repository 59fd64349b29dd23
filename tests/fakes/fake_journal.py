"""A journal in memory that can lose its disk."""

from collections.abc import Sequence

from mmdesk.ports.journal import Fact


class FakeJournal:
    """Remembers every append; raises OSError while `disk_error` is set."""

    def __init__(self) -> None:
        self.writes: list[tuple[Fact, ...]] = []
        self.walls: list[int] = []
        """UTC of each write."""
        self.disk_error: OSError | None = None

    @property
    def facts(self) -> list[Fact]:
        return [fact for write in self.writes for fact in write]

    def append(self, facts: Sequence[Fact], wall_ns: int) -> int:
        if self.disk_error is not None:
            raise self.disk_error
        self.writes.append(tuple(facts))
        self.walls.append(wall_ns)
        return len(self.facts)

    def close(self) -> None:
        """Nothing to release."""
