"""Where time comes from: taken once at the edge, carried inside events from there on."""

from typing import Protocol


class Clock(Protocol):
    """Both are integer nanoseconds: `wall_ns` is UTC, `mono_ns` never goes back."""

    def wall_ns(self) -> int: ...

    def mono_ns(self) -> int: ...
