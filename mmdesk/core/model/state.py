"""Modes and trading states in the words the window shows (UX 1)."""

from enum import StrEnum

import msgspec


class Mode(StrEnum):
    """Where orders go: our own simulated venue, live data with simulated fills, or a real exchange."""

    DEMO = "demo"
    PAPER = "paper"
    LIVE = "live"


class TradingState(StrEnum):
    """Whether the desk may quote. STOPPED is the latched kill switch: only a person leaves it."""

    DISARMED = "disarmed"
    ARMED = "armed"
    PAUSED = "paused"
    STOPPED = "stopped"


class KeptStop(msgspec.Struct, frozen=True):
    """A stop that nobody released before its session ended. `since_ns` UTC."""

    since_ns: int
    reason: str
