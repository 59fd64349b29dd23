"""How long to wait before the next try: doubling, bounded, without chance."""


class Backoff:
    """Milliseconds in, seconds out."""

    def __init__(self, first_ms: int, last_ms: int) -> None:
        self._first_s = first_ms / 1000
        self._last_s = last_ms / 1000
        self._next_s = self._first_s

    def next_s(self) -> float:
        """The delay before this try; the one after it doubles."""
        delay = self._next_s
        self._next_s = min(self._last_s, delay * 2)
        return delay

    def reset(self) -> None:
        """It worked: start small again."""
        self._next_s = self._first_s
