"""What the guardian of an engine that does not answer did: read from its record, said to a person."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from mmdesk.app.control_file import ControlDoor
from mmdesk.app.paths import Paths
from mmdesk.app.protection import REASONS
from mmdesk.guardian.messages import StopReason, StopRecord
from mmdesk.guardian.record import is_guarded, read_record

WITHIN_S = 45.0
"""3 s of silence, 30 s for the proof, and some."""


class GuardianWord:
    """`look` again and again: True or False once that is certain, None while it may still prove it."""

    def __init__(self, door: ControlDoor, paths: Paths, say: Callable[[str], None]) -> None:
        self._pid = door.pid
        self._paths = paths
        self._say = say
        self._told_work = False

    def look(self) -> bool | None:
        """Read the record, and whether a guardian still works."""
        # In this order: one that ends between the two has left its last word.
        on_duty = is_guarded(self._paths.guardian_lock)
        record = self._record()
        if record is None or record.reason is StopReason.RETURNED:
            return None if on_duty else self._unguarded(record)
        if not record.finished and on_duty:
            if not self._told_work:
                self._told_work = True
                self._say(f"its guardian takes our orders off since {when(record.triggered_wall_ns)}")
            return None
        if record.proved or not on_duty:
            self._say(in_words(record))
            return record.proved
        return None

    def give_up(self) -> bool:
        """The time is over."""
        record = self._record()
        if record is None or record.reason is StopReason.RETURNED:
            self._say(
                f"not proved: the engine (process {self._pid}) gives its guardian signs of life and does not "
                "answer here. It carries the stop out when it listens; the guardian goes on watching it"
            )
        else:
            self._say(f"{in_words(record)}. The guardian goes on trying")
        return False

    def advice(self) -> str:
        """What a person does now."""
        return (
            f"the stop is left in {self._paths.stop_file}: process {self._pid} obeys it first if it wakes, "
            "and so does the next start. If that process still hangs, end it"
        )

    def _unguarded(self, record: StopRecord | None) -> bool:
        """Neither engine nor guardian: the keys were in their memory only."""
        past = f" (before that: {in_words(record)})" if record is not None else ""
        self._say(
            f"not proved: no guardian works in {self._paths.data_dir}{past}. Nothing protects orders that "
            "may rest, and their keys are on no disk: end the process and start mmdesk, which cancels what "
            "the venue lists and stays stopped, or cancel on the venue's own page"
        )
        return False

    def _record(self) -> StopRecord | None:
        try:
            return read_record(self._paths.guardian_file)
        except (OSError, msgspec.DecodeError):
            return None


def in_words(record: StopRecord) -> str:
    """One line: when, why, what is proved where."""
    verdict = "proved: none of ours is open" if record.proved else "not proved that none of ours is open"
    venues = "; ".join(
        f"{one.exchange_id}: {one.confirmed} of {one.requested} cancelled"
        + (f", {one.left + one.unknown} in doubt" if one.left + one.unknown else "")
        + (f", {one.error}" if one.error and not one.proved else "")
        for one in record.venues
    )
    return f"the guardian at {when(record.triggered_wall_ns)}, {REASONS[record.reason]}: {venues}; {verdict}"


def when(wall_ns: int) -> str:
    return f"{datetime.fromtimestamp(wall_ns / 1e9, UTC):%Y-%m-%d %H:%M:%S} UTC"
