"""Histories read whole: windows of time, pages by number, whatever the venue cuts."""

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.gateways.history import History, Page
from tests.fakes.fake_gateway import BTC

MS = 1_000_000


class At:
    """A clock that stands."""

    def __init__(self, ms: int) -> None:
        self._ns = ms * MS

    def wall_ns(self) -> int:
        return self._ns

    def mono_ns(self) -> int:
        return self._ns


@given(
    times=st.lists(st.integers(0, 5_000), max_size=60).map(sorted),
    since_ms=st.integers(0, 5_000),
    page=st.integers(1, 7),
    window_ms=st.integers(1, 2_000).filter(lambda ms: ms > 50),
    cuts=st.booleans(),
)
async def test_nothing_since_a_moment_is_left_out_nor_told_twice(
    times: list[int], since_ms: int, page: int, window_ms: int, cuts: bool
) -> None:
    items = list(enumerate(times, start=1))

    async def read(_: object, asked: Page) -> list[tuple[int, int]]:
        if asked.from_number is not None:
            found = [one for one in items if one[0] >= asked.from_number]
        else:
            assert asked.since_ms is not None
            until_ms = asked.until_ms
            if until_ms is None and cuts:
                until_ms = asked.since_ms + window_ms - 1
            found = [
                one for one in items if asked.since_ms <= one[1] and (until_ms is None or one[1] <= until_ms)
            ]
        return found[:page]

    history = History(read, lambda one: one[0], page, window_ms, At(5_000))
    got = await history.since(since_ms * MS, BTC)
    assert got == [one for one in items if one[1] >= since_ms]
