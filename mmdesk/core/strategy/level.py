"""One level of the ladder: the working memory of its last evaluation, kept in ticks and lots."""

from mmdesk.core.model.values import Side


class Level:
    """A level's place and its last evaluation. `blocked_by` is empty when the level is to be quoted.

    `lots` is what it wants, `most_lots` what the inventory limit would bear; `ticks` is the final price.
    """

    __slots__ = (
        "blocked_by",
        "blocked_value",
        "index",
        "lots",
        "most_lots",
        "raw_price",
        "rounded_ticks",
        "side",
        "size_rule",
        "size_value",
        "slot",
        "ticks",
    )

    def __init__(self, side: Side, index: int) -> None:
        self.side = side
        self.index = index
        self.slot = f"{side.value}{index}"
        self.raw_price = 0.0
        self.rounded_ticks = 0
        self.ticks = 0
        self.lots = 0
        self.most_lots = 0
        self.size_rule = ""
        self.size_value = ""
        self.blocked_by = "not evaluated"
        self.blocked_value = ""
