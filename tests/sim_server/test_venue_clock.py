"""The venue's own time is that of the machine, also when the start was interrupted on a busy one."""

import time
from itertools import count

import pytest

from mmdesk.sim.server.clock import VenueClock

WALL_NS, MONO_NS, PAUSE_NS = 1_800_000_000_000_000_000, 5_000_000_000, 2_000_000


def test_a_start_interrupted_between_two_clocks_does_not_set_the_venue_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings = count()

    def mono_ns() -> int:
        # Before the first reading other processes had the machine.
        return MONO_NS + (PAUSE_NS if next(readings) == 0 else 0)

    monkeypatch.setattr(time, "time_ns", lambda: WALL_NS)
    monkeypatch.setattr(time, "monotonic_ns", mono_ns)
    assert VenueClock().now_ns() == WALL_NS
