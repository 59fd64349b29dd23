"""Reads what happened since a moment, whole: by time in windows, by number where a page is not enough."""

from collections.abc import Awaitable, Callable
from typing import Generic, NamedTuple, TypeVar

from mmdesk.core.model.errors import ExchangeConnectionError
from mmdesk.core.model.instrument import Instrument
from mmdesk.gateways.ccxt_protocol import Structure
from mmdesk.ports.clock import Clock

T = TypeVar("T")
_NS_PER_MS = 1_000_000
MAX_PAGES = 500


class Page(NamedTuple):
    """What to ask for: a window of time (`until_ms` None: to now), or everything from a number on."""

    since_ms: int | None
    until_ms: int | None = None
    from_number: int | None = None

    def parameters(self, number_name: str) -> Structure:
        """What the venue calls it, beside the beginning in time."""
        if self.from_number is not None:
            return {number_name: self.from_number}
        return {} if self.until_ms is None else {"endTime": self.until_ms}


class History(Generic[T]):
    """Items in the venue's own order, numbered upwards. A window may hold more than a page, and what is asked
    for without an end may be cut to one window by the venue: both are followed to now."""

    def __init__(
        self,
        read: Callable[[Instrument, Page], Awaitable[list[T]]],
        number_of: Callable[[T], int],
        page_size: int,
        window_ms: int,
        clock: Clock,
    ) -> None:
        self._read = read
        self._number_of = number_of
        self._page_size = page_size
        self._window_ms = window_ms
        self._clock = clock

    async def since(self, since_wall_ns: int, instrument: Instrument) -> list[T]:
        """Raises what reading a page raises, and ExchangeConnectionError for more than `MAX_PAGES`."""
        found: list[T] = []
        page: Page | None = self._window(since_wall_ns // _NS_PER_MS)
        for _ in range(MAX_PAGES):
            if page is None:
                return found
            items = await self._read(instrument, page)
            found += items
            page = self._after(page, items)
        raise ExchangeConnectionError(
            f"reading the history of {instrument.symbol} failed: more than {MAX_PAGES} pages of "
            f"{self._page_size}; ask for a later start"
        )

    def _after(self, page: Page, items: list[T]) -> Page | None:
        if len(items) >= self._page_size:
            return Page(None, from_number=max(map(self._number_of, items)) + 1)
        # By number everything to now was asked for; by time, if the window had no end.
        return None if page.until_ms is None else self._window(page.until_ms + 1)

    def _window(self, since_ms: int) -> Page:
        until_ms = since_ms + self._window_ms - 1
        return Page(since_ms, until_ms if until_ms < self._clock.wall_ns() // _NS_PER_MS else None)
