"""One stop on one venue: look, cancel what is ours, look again until nothing of ours rests."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from mmdesk.core.model.errors import MarketMakerError
from mmdesk.guardian.messages import Bootstrap, VenueResult
from mmdesk.guardian.tally import Tally
from mmdesk.ports.stop import StopClient

FIRST_PAUSE_S = 0.1
LAST_PAUSE_S = 2.0
LOOK_EVERY_S = 0.5
CANCELS_WITHIN_S = 5.0
# A ban outlasts the usual bound; giving up before its end would leave orders alone for certain.
WAIT_BOUND_S = 180.0
AFTER_WAIT_S = 5.0


class _Look(msgspec.Struct, frozen=True):
    """Our resting orders; `failed`: nothing is known, `wait_s` as told; `settled`: the proof is complete."""

    ours: tuple[str, ...] = ()
    wait_s: float = 0.0
    failed: bool = False
    settled: bool = False


class Sweep:
    """`run` works until every symbol is proved empty or the bound is reached; `result` at any time."""

    def __init__(
        self, client: StopClient, exchange_id: str, symbols: Sequence[str], bootstrap: Bootstrap
    ) -> None:
        self._client = client
        self._symbols = tuple(symbols)
        self._settle_s = bootstrap.settle_s
        self._verify_s = bootstrap.verify_s
        self._tally = Tally(exchange_id, self._symbols, bootstrap.app_prefix)
        self._clock: Callable[[], float] = asyncio.get_running_loop().time
        self._began_s = self._clock()
        self._until_s = self._began_s + self._verify_s

    @property
    def result(self) -> VenueResult:
        return self._tally.result()

    async def run(self) -> None:
        """All symbols side by side."""
        async with asyncio.TaskGroup() as group:
            for symbol in self._symbols:
                group.create_task(self._symbol(symbol), name=f"stop {symbol}")

    async def _symbol(self, symbol: str) -> None:
        pause_s = 0.0
        while not (look := await self._look(symbol)).settled:
            wait_s = max(look.wait_s, await self._cancel(symbol, look.ours))
            if wait_s > 0:
                # A wait the venue told us moves the bound.
                longest = self._began_s + max(self._verify_s, WAIT_BOUND_S)
                self._until_s = min(longest, max(self._until_s, self._clock() + wait_s + AFTER_WAIT_S))
            quiet = not look.ours and not look.failed
            rest_s = wait_s or (LOOK_EVERY_S if quiet else pause_s)
            # The first look after the cancels follows at once; one that still shows orders does not.
            pause_s = 0.0 if quiet else min(max(pause_s * 2, FIRST_PAUSE_S), LAST_PAUSE_S)
            if self._clock() + rest_s >= self._until_s:
                return
            await asyncio.sleep(rest_s)

    async def _look(self, symbol: str) -> _Look:
        try:
            orders = {o.order_id: o.client_id for o in await self._client.open_orders(symbol)}
        except MarketMakerError as error:
            self._tally.failed(symbol, str(error))
            return _Look(wait_s=error.retry_after_s or 0.0, failed=True)
        ours = self._tally.looked(symbol, orders, self._passed_s() * 1_000)
        if not ours and self._passed_s() >= self._settle_s:
            self._tally.settled(symbol)
            return _Look(settled=True)
        return _Look(tuple(ours))

    async def _cancel(self, symbol: str, order_ids: Sequence[str]) -> float:
        """Ask for all at once; returns the longest wait told. The next look is the proof."""
        if not order_ids:
            return 0.0
        tasks = [
            asyncio.create_task(self._cancel_one(symbol, number), name=f"cancel {number}")
            for number in order_ids
        ]
        done, late = await asyncio.wait(tasks, timeout=CANCELS_WITHIN_S)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return max((task.result() for task in done), default=0.0)

    async def _cancel_one(self, symbol: str, order_id: str) -> float:
        try:
            await self._client.cancel(symbol, order_id)
        except MarketMakerError as error:
            self._tally.error = str(error)
            return error.retry_after_s or 0.0
        return 0.0

    def _passed_s(self) -> float:
        return self._clock() - self._began_s
