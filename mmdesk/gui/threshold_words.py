"""The fields of a breaker's rule in words: titles, units, and what the engine says is wrong with them."""

import re
from typing import NamedTuple

from msgspec.structs import fields

from mmdesk.core.model.breakers import BreakerRule
from mmdesk.gui.i18n import tr
from mmdesk.gui.said import said

UNTRIED = frozenset({"window_s", "min_samples", "silent_s"})
"""Fields that make the readings: stored ones were made with those that held then."""
_NAME = re.compile(rf"\b({'|'.join(field.name for field in fields(BreakerRule))})\b")


class FieldText(NamedTuple):
    """One field of a rule. `unit` empty: the unit of the breaker's metric; `decimals` 0: whole numbers."""

    name: str
    title: str
    unit: str
    decimals: int

    @property
    def short(self) -> str:
        """The title without its explanation."""
        return self.title.partition(" (")[0]


def field_texts() -> tuple[FieldText, ...]:
    """All fields, the thresholds first."""
    return (
        FieldText("open_above", tr("Opens above"), "", 4),
        FieldText("at_once_at", tr("Opens at once at (0: off)"), "", 4),
        FieldText("warn_at", tr("Warns at (0: off)"), "", 4),
        FieldText("reduce_at", tr("Reduces only at (0: off)"), "", 4),
        FieldText("silent_s", tr("Opens after silence of (0: off)"), "s", 3),
        FieldText("violations", tr("Violations in a row (0: at once)"), "×", 0),
        FieldText("window_s", tr("Measured over"), "s", 3),
        FieldText("min_samples", tr("Least samples"), "×", 0),
        FieldText("close_window_s", tr("Closes after calm of"), "s", 3),
        FieldText("cooldown_s", tr("Cooldown"), "s", 3),
        FieldText("cooldown_max_s", tr("Longest cooldown"), "s", 3),
        FieldText("latch_after", tr("Latches at openings/hour (0: never)"), "×", 0),
        FieldText("latches", tr("Latches each time (1: yes, 0: no)"), "", 0),
    )


def field_title(name: str) -> str:
    """The short title of a field; its name where there is none of it."""
    return next((text.short for text in field_texts() if text.name == name), name)


def problem_lines(text: str) -> str:
    """What the engine says is wrong, each line in the person's language and with the titles of the fields."""
    quoted = tr("“{field}”")
    lines = (
        _NAME.sub(lambda found: quoted.format(field=field_title(found[0])), said(line))
        for line in text.splitlines()
    )
    return "\n".join(line.replace(" pct", " %") for line in lines)
