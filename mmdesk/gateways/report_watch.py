"""Acknowledged orders the user stream has not spoken of yet: a private stream can only be caught silent
this way.
"""

_REMEMBERED = 1_000


class ReportWatch:
    """Bounded; a report may come before or after the acknowledgement."""

    def __init__(self, grace_ns: int) -> None:
        self._grace_ns = grace_ns
        self._expected: dict[str, int] = {}
        self._seen: dict[str, None] = {}

    def expect(self, client_id: str, now_mono_ns: int) -> None:
        """The venue acknowledged this order now."""
        if client_id not in self._seen:
            self._expected[client_id] = now_mono_ns
            _bound(self._expected)

    def arrived(self, client_id: str) -> None:
        """The stream spoke of this order."""
        self._expected.pop(client_id, None)
        self._seen[client_id] = None
        _bound(self._seen)

    def overdue(self, now_mono_ns: int) -> str | None:
        """The oldest order the stream should have told of by now."""
        for client_id, since in self._expected.items():
            return client_id if now_mono_ns - since > self._grace_ns else None
        return None

    def clear(self) -> None:
        """A new stream: what the old one missed is reconciled, not waited for."""
        self._expected.clear()


def _bound(entries: dict[str, int] | dict[str, None]) -> None:
    while len(entries) > _REMEMBERED:
        del entries[next(iter(entries))]
