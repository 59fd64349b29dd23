"""What stays shut until a person opens it, and what of the profit has to be remembered to know when."""

from decimal import Decimal

import msgspec

from mmdesk.core.model.control import Control


class Latch(msgspec.Struct, frozen=True):
    """A control that refuses every order of its scope until a person releases it with a reason.

    `since_ns` UTC; `detail` says what shut it, with limit and value.
    """

    control: Control
    scope: str
    since_ns: int
    detail: str

    @property
    def key(self) -> tuple[Control, str]:
        return (self.control, self.scope)


class ProfitMarks(msgspec.Struct, frozen=True):
    """Where losses are counted from: the total at the start of a UTC day (days since 1970) and the highest
    total so far, both in the desk's currency, fees included."""

    day: int
    day_start_quote: Decimal
    peak_quote: Decimal
