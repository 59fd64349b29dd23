"""How often the crowd acts: a base rate that takers excite for a moment and that calms down by itself."""

import math
import random

EXCITE_DECAY_S = 0.5
BRANCHING = 0.3  # share of the takers that other takers brought; 1 would never calm down
MAX_EXCITE = 5.0


class Pace:
    """A self-exciting clock. `factor` is the operator's speed, `regime_factor` the regime's."""

    def __init__(self, events_per_s: float, taker_share: float, rng: random.Random) -> None:
        self.factor = 1.0
        self.regime_factor = 1.0
        self._events_per_s = events_per_s
        self._taker_share = taker_share
        self._rng = rng
        self._excite = 0.0

    def rate(self) -> float:
        """Events per second now."""
        return self._base() * (1 - BRANCHING + self._excite)

    def delay_ns(self) -> int:
        """Time to the next event, exponential."""
        return max(1, int(self._rng.expovariate(self.rate()) * 1e9))

    def calm(self, elapsed_s: float) -> None:
        """Lets excitement fade."""
        self._excite *= math.exp(-elapsed_s / EXCITE_DECAY_S)

    def stir(self, takers: float) -> None:
        """Takers bring takers: each adds on average `BRANCHING` more, whatever the event rate."""
        step = BRANCHING / (EXCITE_DECAY_S * self._base() * self._taker_share)
        self._excite = min(MAX_EXCITE, self._excite + takers * step)

    def _base(self) -> float:
        return self._events_per_s * self.regime_factor * self.factor
