"""What we think the market is worth now (MODELS 1.5)."""

from collections.abc import Callable

FairValue = Callable[[float, float], float]
"""(mid, weighted mid) -> fair value, both in quote."""


def from_mid(mid: float, _weighted_mid: float) -> float:
    """The middle of the spread."""
    return mid


def from_weighted_mid(_mid: float, weighted_mid: float) -> float:
    """b (1 - I) + a I with I = Qb / (Qb + Qa): nearer to the side that is about to be used up."""
    return weighted_mid


FAIR_VALUES: dict[str, FairValue] = {"mid": from_mid, "weighted_mid": from_weighted_mid}
