"""Modes and trading states in the words the window shows (UX 1)."""

from enum import StrEnum


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
