"""Stored changes of thresholds, field by field: who, when, from what to what."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject

from mmdesk.core.model.breakers import Scope, ThresholdChange
from mmdesk.gui import format as fmt
from mmdesk.gui.breaker_words import figure, kind_title, place_word, unit_word
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.said import said
from mmdesk.gui.threshold_words import field_title
from mmdesk.ports.history import ThresholdVersion

LIMIT = 500
BREAKER = 2


class VersionLine(NamedTuple):
    """One field of a version."""

    version: ThresholdVersion
    number: int
    old: ThresholdChange
    new: ThresholdChange


class ThresholdVersionsModel(FilteredTable[VersionLine]):
    """Newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        one = Column[VersionLine]
        columns = (
            one(
                tr("Time UTC"),
                # The tool tip has year and seconds: six columns have to fit.
                lambda line: fmt.day_and_clock(line.version.wall_ns)[5:-3],
                lambda line: (line.version.wall_ns, -line.number),
                width=96,
                plain=lambda line: fmt.timestamp(line.version.wall_ns),
                tip=lambda line: fmt.day_and_clock(line.version.wall_ns),
            ),
            one(tr("Who"), who, lambda line: line.version.who, width=118, tip=who),
            one(tr("Breaker"), where, lambda line: line.new.kind, width=120, tip=where),
            one(
                tr("Field"), lambda line: field_title(line.new.field), lambda line: line.new.field, width=122
            ),
            one(tr("Old"), lambda line: told(line.old), lambda line: line.old.value, right=True, width=84),
            one(tr("New"), lambda line: told(line.new), lambda line: line.new.value, right=True, width=84),
        )
        super().__init__(
            columns, lambda line: (line.version.wall_ns, line.number), limit=LIMIT, parent=parent
        )


def lines_of(versions: Iterable[ThresholdVersion]) -> Iterator[VersionLine]:
    """A line for each field that a version changed."""
    for version in versions:
        for number, (old, new) in enumerate(zip(version.old, version.new, strict=True)):
            yield VersionLine(version, number, old, new)


def who(line: VersionLine) -> str:
    name = said(line.version.who)
    return tr("{who}, undo").format(who=name) if line.version.undo else name


def told(change: ThresholdChange) -> str:
    """A value with its unit; one that was not set there was inherited."""
    if change.value is None:
        return tr("inherited")
    unit = unit_word(change.kind) if change.field.endswith(("_above", "_at")) else ""
    return f"{figure(change.value)} {unit}".strip()


def where(line: VersionLine) -> str:
    """Which breaker, and how far the change reaches."""
    return f"{kind_title(line.new.kind)} · {place_word(Scope(line.new.level, line.new.name))}"


def _field(line: VersionLine) -> str:
    return field_title(line.new.field)
