"""Guéant-Lehalle-Fernandez-Tapia, stationary: optimal distances for a given fill intensity (MODELS 1.3)."""

from math import e, exp, log1p, sqrt
from typing import NamedTuple

from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.strategy.base import Blocked, QuoteInputs, Spreads

# Below this, xi D / k is so small that the limit is closer to the truth than the formula's rounding.
_TINY = 1e-9


class Coefficients(NamedTuple):
    """c1 in price; c2 in price per (volatility x inventory)."""

    c1: float
    c2: float


def coefficients(gamma: float, arrival: float, decay: float, size: float, xi: float) -> Coefficients:
    """c1 and c2 for order size D, fill intensity A exp(-k delta) and risk aversion gamma.

    `xi` = gamma in the paper's model A; xi -> 0 is the limit without execution risk: c1 = 1/k,
    c2 = sqrt(gamma e / (2 A D k)). Source: Guéant, Lehalle, Fernandez-Tapia (2013); Guéant (2017).
    """
    ratio = xi * size / decay
    if ratio < _TINY:
        return Coefficients(1.0 / decay, sqrt(gamma * e / (2.0 * arrival * size * decay)))
    c1 = log1p(ratio) / (xi * size)
    power = exp((1.0 / ratio + 1.0) * log1p(ratio))
    return Coefficients(c1, sqrt(gamma / (2.0 * arrival * size * decay) * power))


def distances(c: Coefficients, sigma: float, size: float, inventory: float) -> tuple[float, float]:
    """(delta_bid, delta_ask) in price: c1 + sigma c2 (D/2 +- q)."""
    return (
        c.c1 + sigma * c.c2 * (size / 2.0 + inventory),
        c.c1 + sigma * c.c2 * (size / 2.0 - inventory),
    )


class Glft:
    """Volatility is the person's where set, else the measured one; without either nothing is quoted."""

    def __init__(self, parameters: QuoteParameters) -> None:
        glft = parameters.glft
        self._size = float(parameters.order_amount)
        self._target = float(parameters.inventory_target_quantity)
        self._given_bps = glft.volatility_bps_per_sqrt_s
        self._c = coefficients(
            glft.risk_aversion,
            glft.arrival_rate_per_s,
            glft.depth_decay_per_quote,
            self._size,
            glft.risk_aversion,
        )

    def spreads(self, inputs: QuoteInputs) -> Spreads | Blocked:
        volatility_bps = self._given_bps or inputs.volatility_bps
        if volatility_bps <= 0.0:
            return Blocked("volatility", "not measured yet")
        slope = inputs.fair_value * volatility_bps * 1e-4 * self._c.c2
        half = self._c.c1 + slope * self._size * 0.5
        return Spreads(half, half, slope * (self._target - inputs.inventory))
