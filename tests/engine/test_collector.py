"""Garbage is collected between events: not by chance, but not never either."""

import gc
import weakref

from mmdesk.engine.collector import Collector


class Ring:
    """Refers to itself: only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


def test_collection_is_taken_over_done_at_beats_and_given_back() -> None:
    collector = Collector()
    collector.begin()
    try:
        assert not gc.isenabled()
        ring = weakref.ref(Ring())
        assert ring() is not None
        for number in range(1, 3):
            collector.beat(number)
        assert ring() is None
    finally:
        collector.end()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
