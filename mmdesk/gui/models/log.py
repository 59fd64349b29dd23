"""The engine's log lines, newest first; repeats are collapsed with a count."""

from PySide6.QtCore import QObject

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.filtered import FilteredTable
from mmdesk.gui.models.table import Column
from mmdesk.gui.words import level_word
from mmdesk.ports.views import LogView

LIMIT = 2_000
_COLOURS = {"warning": theme.WARNING, "error": theme.DANGER_TEXT, "critical": theme.DANGER_TEXT}
_SYMBOLS = {"warning": "▲ ", "error": "■ ", "critical": "■ "}


class LogModel(FilteredTable[LogView]):
    """Log lines by (time, module, message)."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns: list[Column[LogView]] = [
            Column(
                tr("Time UTC"),
                lambda v: fmt.clock_ms(v.wall_ns),
                lambda v: v.wall_ns,
                plain=lambda v: fmt.timestamp(v.wall_ns),
                width=106,
            ),
            Column(tr("Severity"), _level, lambda v: v.level, colour=_colour, width=100),
            Column(tr("Module"), lambda v: v.module, lambda v: v.module, width=150),
            Column(tr("Message"), _message, lambda v: v.message, colour=_colour, width=520),
            Column(tr("Context"), lambda v: v.context, lambda v: v.context, width=420),
        ]
        super().__init__(columns, lambda v: (v.wall_ns, v.module, v.message), limit=LIMIT, parent=parent)


def _level(line: LogView) -> str:
    return _SYMBOLS.get(line.level.lower(), "") + level_word(line.level)


def _message(line: LogView) -> str:
    return f"{line.message}  (×{line.count})" if line.count > 1 else line.message


def _colour(line: LogView) -> str | None:
    return _COLOURS.get(line.level.lower())
