"""A rehearsal as a table: each breaker as it is now beside what the edits make of it."""

from collections import Counter
from typing import NamedTuple

from PySide6.QtCore import QObject

from mmdesk.core.model.rehearsal import Rehearsal, RehearsedBreaker
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import figure, kind_title, scope_word, unit_word
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.ports.history import ThresholdRehearsal

LIMIT = 1_000
LIMIT_COLUMN, CHANGE = 1, 5


class Compared(NamedTuple):
    """One breaker in both rehearsals, how long was measured, and whether it is the only one of its kind."""

    now: RehearsedBreaker
    edited: RehearsedBreaker
    seconds: float
    alone: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.now.key

    @property
    def name(self) -> str:
        return f"{kind_title(self.now.kind)} · {scope_word(self.now.scope)}"

    @property
    def short(self) -> str:
        """Where it is watched is said only to tell it from others."""
        return kind_title(self.now.kind) if self.alone else self.name

    @property
    def more_s(self) -> float:
        """How much more quoting time the edits cost; negative: less."""
        return self.edited.halted_s - self.now.halted_s

    @property
    def opens(self) -> bool:
        """Whether it opened at all."""
        return bool(self.now.opened or self.edited.opened)


def compared(answer: ThresholdRehearsal) -> list[Compared]:
    """The breakers of both rehearsals, side by side."""
    edited = {one.key: one for one in answer.edited.breakers}
    seconds = answer.now.seconds
    kinds = Counter(one.kind for one in answer.now.breakers)
    return [
        Compared(one, edited[one.key], seconds, kinds[one.kind] == 1)
        for one in answer.now.breakers
        if one.key in edited
    ]


class RehearsalModel(FilteredTable[Compared]):
    """What the edits change comes first, then what opens."""

    def __init__(self, parent: QObject | None = None) -> None:
        one = Column[Compared]
        columns = (
            one(tr("Breaker"), lambda c: c.short, lambda c: c.name, width=120, tip=lambda c: c.name),
            one(tr("Limit"), limits, lambda c: c.edited.threshold, right=True, width=98),
            one(tr("Openings"), opened, lambda c: c.edited.opened, right=True, width=70),
            one(tr("Halted"), halted, lambda c: c.edited.halted_s, right=True, width=138, tip=halted),
            one(tr("Time %"), share, lambda c: c.edited.halted_s, right=True, width=90),
            one(
                tr("Change"),
                lambda c: difference(c.more_s, c.edited.opened - c.now.opened),
                _rank,
                right=True,
                width=98,
                colour=lambda c: difference_colour(c.more_s),
                plain=lambda c: round(c.more_s),
            ),
            one(tr("Longest"), longest, lambda c: c.edited.longest_s, right=True, width=60),
        )
        super().__init__(columns, lambda c: c.key, limit=LIMIT, sort_column=CHANGE, parent=parent)


def limits(one: Compared) -> str:
    """`20→12 bps`."""
    return f"{turned(figure(one.now.threshold), figure(one.edited.threshold))} {unit_word(one.now.kind)}"


def opened(one: Compared) -> str:
    return turned(str(one.now.opened), str(one.edited.opened))


def longest(one: Compared) -> str:
    """The longest opening of the edited thresholds."""
    return _open_for(one.edited.longest_s)


def halted(one: Compared) -> str:
    return turned(_open_for(one.now.halted_s), _open_for(one.edited.halted_s))


def share(one: Compared) -> str:
    """Of the time measured, in percent."""
    told = turned(percent(one.now.halted_s, one.seconds), percent(one.edited.halted_s, one.seconds))
    return told.removesuffix(" %")


def percent(part_s: float, seconds: float) -> str:
    """`1.2 %`; a dash when nothing was measured."""
    if seconds <= 0:
        return fmt.UNKNOWN
    value = part_s / seconds * 100
    if not value:
        return "0 %"
    return f"{fmt.number(value, 2 if value < 1 else 1 if value < 10 else 0)} %"


def turned(before: str, after: str) -> str:
    """Both when they differ; a unit that they share is said once."""
    if before == after:
        return after
    figure_before, _, unit_before = before.rpartition(" ")
    same = figure_before and unit_before == after.rpartition(" ")[2]
    return f"{figure_before if same else before}→{after}"


def difference(more_s: float, more: int = 0) -> str:
    """How the quoting time changes, in words of time: `+2:10 min`."""
    if round(more_s):
        return ("+" if more_s > 0 else fmt.MINUS) + fmt.duration(abs(more_s))
    return tr("same") if not more else tr("{count} openings").format(count=fmt.number(more, 0, signed=True))


def difference_colour(more_s: float) -> str | None:
    """Less quoting time is a warning; the sign says it too."""
    return None if not round(more_s) else theme.WARNING if more_s > 0 else theme.GOOD


def summary(answer: ThresholdRehearsal, *, edited: bool) -> list[tuple[str, float]]:
    """One line per market: what all breakers together cost it; with how much more that is by the edits."""
    lines = []
    for market in answer.edited.halted_s:
        before, after = (one.halted_s.get(market, 0.0) for one in (answer.now, answer.edited))
        text = tr("{market}: not quoted {time}, {share} of the time.").format(
            market=market,
            time=turned(_open_for(before), _open_for(after)),
            share=turned(*(percent(part, answer.now.seconds) for part in (before, after))),
        )
        lines.append((f"{text} {_verdict(after - before)}" if edited else text, after - before))
    return lines


def _verdict(more_s: float) -> str:
    if not round(more_s):
        return tr("The edits change nothing of that.")
    if more_s > 0:
        return tr("The edits cost {time} more.").format(time=fmt.duration(more_s))
    return tr("The edits give {time} back.").format(time=fmt.duration(-more_s))


def _open_for(seconds: float) -> str:
    return fmt.duration(seconds) if seconds else "0"


def _rank(one: Compared) -> tuple[float, int, float]:
    return (abs(one.more_s), abs(one.edited.opened - one.now.opened), one.edited.halted_s + one.now.halted_s)


def measured(rehearsal: Rehearsal) -> str:
    """How long, and between when."""
    begin, end = (fmt.day_and_clock(at) for at in (rehearsal.from_ns, rehearsal.to_ns))
    day, _, time = end.partition(" ")
    return tr("{time} measured, {begin} to {end} UTC").format(
        time=fmt.duration(rehearsal.seconds), begin=begin, end=time if begin.startswith(day) else end
    )
