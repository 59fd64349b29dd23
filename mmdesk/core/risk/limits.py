"""Whether limits are numbers one can hold an order against: a NaN would refuse nothing or everything."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from mmdesk.core.model.parameters import DeskLimits, RiskLimits

_FLAGS = (str, tuple)


def limit_problems(limits: RiskLimits | DeskLimits) -> Iterator[str]:
    """One line for each that is not a finite number above zero."""
    for name, value in msgspec.structs.asdict(limits).items():
        if isinstance(value, dict):
            for key, one in value.items():
                yield from _problem(f"{name}[{key}]", one)
        elif not isinstance(value, _FLAGS):
            yield from _problem(name, value)


def _problem(name: str, value: Decimal | float) -> Iterator[str]:
    # A float NaN is not above zero, a Decimal one cannot even be asked.
    exact = value if isinstance(value, Decimal) else Decimal(value)
    if not exact.is_finite():
        yield f"{name}: {value} is not a finite number"
    elif exact <= 0:
        yield f"{name}: {value} is not above zero"
