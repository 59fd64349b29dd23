"""Moods of the synthetic market, in numbers a person can compare."""

import msgspec


class Regime(msgspec.Struct, frozen=True, kw_only=True):
    """`_bps` are 1e-4 of price; `volatility_bps` is the fair value's standard deviation over one second."""

    volatility_bps: float
    half_spread_bps: float
    near_bps: float
    rate_factor: float
    orders_factor: float
    size_factor: float
    sweeps_per_s: float
    sweep_bps: float
    jumps_per_s: float = 0.0
    jump_min_bps: float = 15.0
    jump_max_bps: float = 60.0


REGIMES = {
    "calm": Regime(
        volatility_bps=0.6,
        half_spread_bps=0.25,
        near_bps=2.0,
        rate_factor=1.0,
        orders_factor=1.0,
        size_factor=1.0,
        sweeps_per_s=0.25,
        sweep_bps=2.0,
    ),
    "volatile": Regime(
        volatility_bps=2.5,
        half_spread_bps=0.8,
        near_bps=4.0,
        rate_factor=2.0,
        orders_factor=0.8,
        size_factor=1.2,
        sweeps_per_s=0.6,
        sweep_bps=4.0,
    ),
    "gap": Regime(
        volatility_bps=0.8,
        half_spread_bps=0.4,
        near_bps=2.5,
        rate_factor=1.0,
        orders_factor=0.8,
        size_factor=1.0,
        sweeps_per_s=0.25,
        sweep_bps=2.5,
        jumps_per_s=0.06,
    ),
    "thin": Regime(
        volatility_bps=0.8,
        half_spread_bps=1.5,
        near_bps=6.0,
        rate_factor=0.3,
        orders_factor=0.15,
        size_factor=0.5,
        sweeps_per_s=0.12,
        sweep_bps=6.0,
    ),
}
