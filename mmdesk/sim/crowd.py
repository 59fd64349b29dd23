"""The anonymous traders of the synthetic market: limit orders, cancels and takers around a moving fair value.

Nobody is rigged for or against an account: the crowd sees the book, never who owns an order. The fair value
is a random walk (with jumps in `gap`) that takers also push; quotes left behind by it are pulled or taken, so
a maker earns the spread from ordinary takers and loses to the fair value's moves. Takers cluster
(self-exciting rate) and repeat their side.
"""

import math
import random
from collections.abc import Callable

import msgspec

from mmdesk.sim.matching import MatchingBook, Resting
from mmdesk.sim.pace import Pace
from mmdesk.sim.regimes import REGIMES, Regime

BPS = 1e-4
KEEP_SIDE = 0.65
PULL_SHARE = 0.6
FAR_SHARE = 0.5
FAR_BPS = 18.0
FORGET_BPS = 120.0
SWEEP_IMPACT = 0.35
RETURNING = 40


class CrowdSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`size_lots` is the median size near the touch; `events_per_s` counts book events in the calm regime."""

    start_ticks: int
    size_lots: float
    events_per_s: float = 80.0
    resting_orders: int = 800
    taker_share: float = 0.06


class Crowd:
    """Acts on the book, one event per `act`. `take` is the book's own match with its publishing around it."""

    def __init__(
        self,
        settings: CrowdSettings,
        book: MatchingBook,
        take: Callable[[Resting, int, int], None],
        rng: random.Random,
    ) -> None:
        self.settings = settings
        self.regime_name = "calm"
        self.regime: Regime = REGIMES["calm"]
        self.fair = float(settings.start_ticks)
        self.pace = Pace(settings.events_per_s, settings.taker_share, rng)
        self.extra_half_bps = 0.0
        self.shy = False
        """Nobody takes: so wide a spread is paid by none who need not."""
        self._book = book
        self._take = take
        self._rng = rng
        self._live: list[Resting] = []
        self._last_id = 0
        self._taker_sign = 1
        self._last_ns = 0

    def turn(self, regime_name: str) -> None:
        """Changes the market's mood; KeyError for an unknown one."""
        self.regime = REGIMES[regime_name]
        self.regime_name = regime_name
        self.pace.regime_factor = self.regime.rate_factor

    def settle(self, now_ns: int) -> None:
        """Fills the book to its usual depth before the market opens."""
        self._last_ns = now_ns
        for _ in range(self.settings.resting_orders):
            self._limit_order(now_ns)

    def forget(self, order: Resting) -> None:
        """A resting crowd order left the book."""
        last = self._live.pop()
        if last is not order:
            self._live[order.slot] = last
            last.slot = order.slot

    def sleep(self, elapsed_ns: int) -> None:
        """Time in which nothing happened, not even to the fair value."""
        self._last_ns += elapsed_ns

    def retreat(self, now_ns: int) -> None:
        """Every order nearer to the fair value than new ones would be leaves at once, as when news comes, and
        the first come back where the value is now."""
        nearest = self.fair * (self.regime.half_spread_bps + self.extra_half_bps) * BPS
        for order in list(self._live):
            if order.sign * (self.fair - order.limit) < nearest:
                self._cancel(order)
        for _ in range(RETURNING):
            self._limit_order(now_ns)
        self.shy = self.extra_half_bps > 0.0

    def resting(self) -> int:
        return len(self._live)

    def act(self, now_ns: int) -> None:
        """Moves the fair value to `now_ns` and does one thing."""
        elapsed_s = (now_ns - self._last_ns) / 1e9
        self._last_ns = now_ns
        self._move_fair(elapsed_s)
        rng = self._rng
        if rng.random() < self.regime.sweeps_per_s * elapsed_s:
            self._sweep(now_ns)
            return
        stale = self._stale_sign()
        if stale:
            self._answer_stale(stale, now_ns)
            return
        draw = rng.random()
        share = self.settings.taker_share
        if draw < share:
            self._market_order(now_ns)
        else:
            target = max(1.0, self.settings.resting_orders * self.regime.orders_factor)
            there = len(self._live)
            if (draw - share) / (1 - share) < there / (there + target):
                self._cancel_any()
            else:
                self._limit_order(now_ns)

    def _move_fair(self, elapsed_s: float) -> None:
        regime, rng = self.regime, self._rng
        self.fair *= math.exp(regime.volatility_bps * BPS * math.sqrt(elapsed_s) * rng.gauss(0.0, 1.0))
        self.pace.calm(elapsed_s)
        if regime.jumps_per_s and rng.random() < regime.jumps_per_s * elapsed_s:
            size = rng.uniform(regime.jump_min_bps, regime.jump_max_bps)
            self.fair *= 1 + rng.choice((-1, 1)) * size * BPS

    def _stale_sign(self) -> int:
        """-1: the best ask lies below fair; +1: the best bid above it; 0: the book is right."""
        bids, asks = self._book.bids, self._book.asks
        if asks.keys and asks.best() < self.fair:
            return -1
        if bids.keys and bids.best() > self.fair:
            return 1
        return 0

    def _answer_stale(self, sign: int, now_ns: int) -> None:
        """A quote on the wrong side of fair: its owner pulls it, or somebody takes it."""
        side = self._book.side(sign)
        ticks = side.best()
        first = next(iter(side.levels[ticks].orders.values()))
        if not first.owner and self._rng.random() < PULL_SHARE:
            self._cancel(first)
            return
        self._send_taker(-sign, ticks, min(side.best_lots(), self._size(4.0)), now_ns)

    def _market_order(self, now_ns: int) -> None:
        if self._rng.random() > KEEP_SIDE:
            self._taker_sign = -self._taker_sign
        sign = self._taker_sign
        best = self._book.side(-sign).best()
        if best and not self.shy:
            self.pace.stir(1.0)
            push = 0.02 * BPS * min(1.0, 80.0 / self.pace.rate())
            self.fair *= 1 + sign * push
            self._send_taker(sign, int(best * (1 + sign * 5 * BPS)), self._size(0.7, spread=1.3), now_ns)

    def _sweep(self, now_ns: int) -> None:
        """A large taker goes through the book to a price, and part of the way is there to stay."""
        sign = self._rng.choice((-1, 1))
        best = self._book.side(-sign).best()
        if best and not self.shy:
            reach = self._rng.expovariate(1 / self.regime.sweep_bps) * BPS
            self.fair *= 1 + sign * reach * SWEEP_IMPACT
            self.pace.stir(3.0)
            self._send_taker(sign, int(best * (1 + sign * reach)), self._size(2_000.0), now_ns)

    def _limit_order(self, now_ns: int) -> None:
        rng, regime = self._rng, self.regime
        sign = 1 if rng.random() < 0.5 else -1
        far = rng.random() < FAR_SHARE
        mean_bps = FAR_BPS if far else regime.near_bps
        distance = regime.half_spread_bps + self.extra_half_bps + rng.expovariate(1 / mean_bps)
        raw = self.fair * (1 - sign * distance * BPS)
        ticks = math.floor(raw) if sign > 0 else math.ceil(raw)
        if far:
            ticks -= ticks % 10
        order = self._order(sign, max(1, ticks), self._size(2.5 if far else 1.0))
        if self._book.crosses(sign, order.limit):
            self._take(order, order.limit, now_ns)
        if order.left:
            order.slot = len(self._live)
            self._live.append(order)
            self._book.rest(order)

    def _cancel_any(self) -> None:
        """Cancels a random order; of two draws the one farther than `FORGET_BPS` goes first."""
        live = self._live
        picked = live[int(self._rng.random() * len(live))]
        second = live[int(self._rng.random() * len(live))]
        if abs(second.limit - self.fair) > FORGET_BPS * BPS * self.fair:
            picked = second
        self._cancel(picked)

    def _cancel(self, order: Resting) -> None:
        self._book.withdraw(order)
        self.forget(order)

    def _send_taker(self, sign: int, limit: int, lots: int, now_ns: int) -> None:
        self._take(self._order(sign, limit, lots), limit, now_ns)

    def _order(self, sign: int, ticks: int, lots: int) -> Resting:
        self._last_id -= 1
        return Resting(self._last_id, sign, ticks, lots)

    def _size(self, factor: float, spread: float = 0.9) -> int:
        """Lognormal size in lots, at least one."""
        median = self.settings.size_lots * self.regime.size_factor * factor
        return max(1, int(self._rng.lognormvariate(math.log(median), spread)))
