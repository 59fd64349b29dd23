"""What a market value may be: finite, positive, and not absurd. Anything else is dropped before it is
state."""

from mmdesk.core.model.market import Level

# Far above any price or size ever quoted, far below where floats lose their cents.
MAX_PRICE = 1e12
MAX_QUANTITY = 1e15


def price_ok(value: float) -> bool:
    """A price that can be believed. NaN fails every comparison, so it fails here too."""
    return 0.0 < value < MAX_PRICE


def quantity_ok(value: float) -> bool:
    """A quantity that can be believed; zero is not one."""
    return 0.0 < value < MAX_QUANTITY


def bad_level(levels: tuple[Level, ...], *, zero_removes: bool) -> Level | None:
    """The first level that cannot be believed, or None. With `zero_removes` a quantity of zero is a
    removal."""
    for level in levels:
        price, quantity = level
        if not 0.0 < price < MAX_PRICE:
            return level
        if not 0.0 < quantity < MAX_QUANTITY and not (zero_removes and quantity == 0.0):
            return level
    return None


def is_sorted(levels: tuple[Level, ...], *, descending: bool) -> bool:
    """Whether prices strictly fall (bids) or strictly rise (asks)."""
    if descending:
        return all(one[0] > two[0] for one, two in zip(levels, levels[1:], strict=False))
    return all(one[0] < two[0] for one, two in zip(levels, levels[1:], strict=False))
