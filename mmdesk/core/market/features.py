"""Features of one market, kept up incrementally: plain floats, 0.0 = not known yet."""


class Features:
    """`volatility_bps` is per sqrt(second), `imbalance` in [-1, 1] (+ = more bid), `trade_rate_per_s` all takers."""

    def __init__(self) -> None:
        self.mid = 0.0
        self.microprice = 0.0
        self.spread_bps = 0.0
        self.imbalance = 0.0
        self.volatility_bps = 0.0
        self.trade_rate_per_s = 0.0
