"""Where our order stands in a recorded queue: conservative and probability models (MODELS 3).

`front` is the quantity ahead of us in base units: ln(1 + x) is not the same in lots. A depth change at our
price, less what traded since the last depth message, is cancellations; a model says which share of them stood
behind us: p = f(back) / (f(back) + f(front)).

front' = min(max(0, front - (1 - p) chg + min(back - p chg, 0)), new), chg = previous - new - traded
"""

import math
from collections.abc import Callable

Share = Callable[[float, float], float]


def behind_power(n: float) -> Share:
    """f = x^n: p = b^n / (b^n + f^n)."""

    def share(front: float, back: float) -> float:
        total = back**n + front**n
        return back**n / total if total else 1.0

    return share


def behind_power2(n: float) -> Share:
    """p = b^n / (b + f)^n."""

    def share(front: float, back: float) -> float:
        total = (back + front) ** n
        return float(back**n / total) if total else 1.0

    return share


def behind_power3(n: float) -> Share:
    """p = 1 - (f / (f + b))^n."""

    def share(front: float, back: float) -> float:
        total = front + back
        return float(1 - (front / total) ** n) if total else 1.0

    return share


def behind_log(front: float, back: float) -> float:
    """f = ln(1 + x): p = ln(1+b) / (ln(1+b) + ln(1+f))."""
    total = math.log1p(back) + math.log1p(front)
    return math.log1p(back) / total if total else 1.0


def behind_log2(front: float, back: float) -> float:
    """p = ln(1+b) / ln(1+b+f)."""
    total = math.log1p(back + front)
    return math.log1p(back) / total if total else 1.0


class QueueModel:
    """`share` None is the conservative model: every cancellation stood behind us."""

    def __init__(self, name: str, share: Share | None) -> None:
        self.name = name
        self._share = share

    def after_depth(self, front: float, previous: float, new: float, traded: float) -> float:
        """`front` after the level went from `previous` to `new` with `traded` printed in between.

        `front` has had the trades subtracted already; `previous` is the level before, trades included.
        """
        change = previous - new - traded
        if change <= 0 or self._share is None:
            return min(front, new)
        back = max(0.0, previous - front)
        behind = self._share(max(0.0, front), back)
        estimate = front - (1 - behind) * change + min(back - behind * change, 0.0)
        return min(max(0.0, estimate), new)


SHARES: dict[str, Share | None] = {
    "conservative": None,
    "power": behind_power(2),
    "power2": behind_power2(2),
    "power3": behind_power3(3),
    "log": behind_log,
    "log2": behind_log2,
}


def queue_model(name: str) -> QueueModel:
    """Raises ValueError for an unknown name."""
    if name not in SHARES:
        raise ValueError(f"no queue model {name!r}; choose one of {', '.join(SHARES)}")
    return QueueModel(name, SHARES[name])
