"""Losses of the day and from the highest profit so far, counted in the desk's currency."""

from decimal import Decimal

from mmdesk.core.model.latch import ProfitMarks

DAY_NS = 86_400 * 10**9
# A new high is told when it is this part of the drawdown limit above the last one told: what a crash can
# forget of it is smaller.
TOLD_EVERY = Decimal("0.01")


class ProfitWatch:
    """`marks` is None until a total is known; `total` is None while it is not."""

    __slots__ = ("_step", "_told", "marks", "total")

    def __init__(self, remembered: ProfitMarks | None, max_drawdown_quote: Decimal) -> None:
        self.marks = remembered
        self.total: Decimal | None = None
        self._told = remembered
        self._step = max_drawdown_quote * TOLD_EVERY

    def see(self, total: Decimal | None, wall_ns: int) -> ProfitMarks | None:
        """Take the total of now; returns the marks when they have to be remembered anew."""
        self.total = total
        if total is None:
            return None
        day = wall_ns // DAY_NS
        marks = self.marks
        if marks is None:
            marks = ProfitMarks(day, total, total)
        elif day > marks.day:
            marks = ProfitMarks(day, total, max(total, marks.peak_quote))
        elif total > marks.peak_quote:
            marks = ProfitMarks(marks.day, marks.day_start_quote, total)
        self.marks = marks
        told = self._told
        if told is None or told.day != marks.day or marks.peak_quote - told.peak_quote >= self._step:
            self._told = marks
            return marks
        return None

    def restart_peak(self) -> ProfitMarks | None:
        """A person released the drawdown: count from the total of now."""
        if self.marks is None or self.total is None:
            return None
        self.marks = self._told = ProfitMarks(self.marks.day, self.marks.day_start_quote, self.total)
        return self.marks

    @property
    def day_profit(self) -> Decimal | None:
        """Since the start of the UTC day, negative for a loss; None = not known."""
        if self.marks is None or self.total is None:
            return None
        return self.total - self.marks.day_start_quote

    @property
    def drawdown(self) -> Decimal | None:
        """Below the highest total so far, 0 or more; None = not known."""
        if self.marks is None or self.total is None:
            return None
        return self.marks.peak_quote - self.total
