"""Features of one market, kept up incrementally: plain floats, 0.0 = not known yet."""

from math import exp, sqrt

# Mids are compared on a fixed grid, so that a burst of quotes does not count more than a calm second.
SAMPLE_NS = 1_000_000_000
# Fewer squared moves than this say nothing about volatility.
MIN_SAMPLES = 5
HALF_LIFE_S = 60.0
_DECAY = 0.5 ** (SAMPLE_NS / 1e9 / HALF_LIFE_S)
# After this many empty samples nothing is left of the past; also keeps the power in range.
_MAX_SAMPLES_AT_ONCE = 3_600
_TRADE_TAU_S = 60.0


class Features:
    """`volatility_bps` is per sqrt(second), `imbalance` in [-1, 1] (+ = more bid), `trade_rate_per_s` all
    takers.

    Volatility: squared moves of the mid between fixed one-second samples (the last mid before each),
    averaged with an exponential weight of 60 s half-life. `sampled_mid` is the mid at the last sample: the
    "last good mid" of the price collar. Microprice: the mid weighted with the opposite quantities (MODELS
    1.5, weighted mid).
    """

    __slots__ = (
        "_next_sample_ns",
        "_rate",
        "_rate_ns",
        "_square_sum",
        "_weight",
        "imbalance",
        "microprice",
        "mid",
        "sampled_mid",
        "samples",
        "spread_bps",
        "trade_rate_per_s",
        "volatility_bps",
    )

    def __init__(self) -> None:
        self.mid = 0.0
        self.microprice = 0.0
        self.spread_bps = 0.0
        self.imbalance = 0.0
        self.volatility_bps = 0.0
        self.trade_rate_per_s = 0.0
        self.sampled_mid = 0.0
        self.samples = 0
        self._next_sample_ns = 0
        self._square_sum = 0.0
        self._weight = 0.0
        self._rate = 0.0
        self._rate_ns = 0

    def on_top(self, bid: float, bid_quantity: float, ask: float, ask_quantity: float, mono_ns: int) -> None:
        """A new best bid and ask (both sides there, bid < ask)."""
        if mono_ns >= self._next_sample_ns:
            self._sample(mono_ns)
        mid = (bid + ask) * 0.5
        bid_share = bid_quantity / (bid_quantity + ask_quantity)
        self.mid = mid
        self.spread_bps = (ask - bid) / mid * 1e4
        self.imbalance = 2.0 * bid_share - 1.0
        self.microprice = bid + (ask - bid) * bid_share

    def on_one_side(self) -> None:
        """One side of the book is empty: there is no mid."""
        self.mid = 0.0
        self.microprice = 0.0
        self.spread_bps = 0.0
        self.imbalance = 0.0

    def on_trade(self, mono_ns: int) -> None:
        """A public trade: the rate forgets with a time constant of 60 s."""
        if self._rate_ns:
            self._rate *= exp(-max(0, mono_ns - self._rate_ns) / 1e9 / _TRADE_TAU_S)
        self._rate += 1.0 / _TRADE_TAU_S
        self._rate_ns = mono_ns
        self.trade_rate_per_s = self._rate

    def restart(self) -> None:
        """After a break the next mid is not a move from the last one; what was learnt of volatility stays."""
        self.on_one_side()
        self._next_sample_ns = 0
        self.sampled_mid = 0.0

    def _sample(self, mono_ns: int) -> None:
        mid = self.mid
        if self._next_sample_ns == 0 or mid == 0.0:
            self._next_sample_ns = mono_ns + SAMPLE_NS
            self.sampled_mid = mid
            return
        count = (mono_ns - self._next_sample_ns) // SAMPLE_NS + 1
        self._next_sample_ns += count * SAMPLE_NS
        before = self.sampled_mid
        self.sampled_mid = mid
        if before == 0.0:
            # The first sample has nothing to move from.
            before = mid
            count -= 1
        # The mid stood still since the last event: the first sample saw the whole move, the others saw none.
        count = min(count, _MAX_SAMPLES_AT_ONCE)
        faded = _DECAY**count
        move_bps = (mid - before) / before * 1e4
        self._square_sum = self._square_sum * faded + move_bps * move_bps * faded / _DECAY
        self._weight = self._weight * faded + (1.0 - faded) / (1.0 - _DECAY)
        self.samples += count
        if self.samples >= MIN_SAMPLES:
            self.volatility_bps = sqrt(self._square_sum / self._weight / (SAMPLE_NS / 1e9))
