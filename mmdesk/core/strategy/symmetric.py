"""The plainest model: a fixed distance on each side, leaning against inventory (MODELS 1.1)."""

from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.strategy.base import QuoteInputs, Spreads


class Symmetric:
    """Half-spreads in bps of fair value. At the inventory limit the whole ladder is moved by half its
    width."""

    def __init__(self, parameters: QuoteParameters) -> None:
        self._bid = parameters.bid_spread_bps * 1e-4
        self._ask = parameters.ask_spread_bps * 1e-4
        self._lean = parameters.inventory_skew * (self._bid + self._ask) * 0.5
        self._target = float(parameters.inventory_target_quantity)
        self._limit = float(parameters.inventory_limit_quantity)

    def spreads(self, inputs: QuoteInputs) -> Spreads:
        fair = inputs.fair_value
        used = (inputs.inventory - self._target) / self._limit
        if used > 1.0:
            used = 1.0
        elif used < -1.0:
            used = -1.0
        # The zero keeps a flat position from leaning by minus nothing.
        return Spreads(fair * self._bid, fair * self._ask, 0.0 - used * self._lean * fair)
