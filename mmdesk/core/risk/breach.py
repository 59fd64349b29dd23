"""What a control says when it refuses, and what a control is."""

from collections.abc import Callable
from typing import NamedTuple

from mmdesk.core.model.control import Control
from mmdesk.core.model.order import OrderIntent
from mmdesk.core.risk.facts import Facts


class Breach(NamedTuple):
    """`rule` in words, what it allows, what the order would make of it.

    Sums also tell what is in `use` already and what the `order` adds. `scope` is empty where it is the
    order's own market.
    """

    control: Control
    rule: str
    limit: str
    value: str
    use: str = ""
    order: str = ""
    scope: str = ""


Check = Callable[[OrderIntent, Facts], Breach | None]
"""None to pass."""
