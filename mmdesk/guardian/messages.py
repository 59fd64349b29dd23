"""What engine and guardian say to each other: JSON lines over the guardian's stdin and stdout."""

from enum import StrEnum

import msgspec

from mmdesk.gateways.binance_stop import StopConnection
from mmdesk.ports.stop import RECEIVE_WINDOW_S

BYE = b"bye\n"
EXIT_OK = 0
EXIT_BAD_INPUT = 2
EXIT_NOT_PROVED = 3


class Bootstrap(msgspec.Struct, frozen=True, kw_only=True):
    """The first line on stdin, secrets included: they never travel in arguments or the environment.

    `lock_file` keeps two guardians of one data folder apart; `record_file` tells the next start what was
    done. `settle_s`: a create that left before the engine died may still arrive so long.
    """

    venues: tuple[StopConnection, ...]
    app_prefix: str
    lock_file: str
    record_file: str
    session: str = ""
    silence_s: float = 3.0
    verify_s: float = 30.0
    settle_s: float = RECEIVE_WINDOW_S + 0.5

    def problem(self) -> str:
        """What cannot be, or nothing. Without a prefix every foreign order would look like ours."""
        if len(self.app_prefix) < 2:
            return "app_prefix needs two characters or more: it tells our orders from foreign ones"
        if not self.venues:
            return "venues is empty: there is nothing to guard"
        if not (0 < self.silence_s <= 60 and 0 <= self.settle_s < self.verify_s <= 300):
            return "silence_s, settle_s or verify_s cannot be"
        return ""


class Beat(msgspec.Struct, frozen=True):
    """A sign of life. `generation` is the last stop the engine has taken in; `armed`: it may have orders."""

    seq: int
    generation: int = 0
    armed: bool = False
    loop_ok: bool = True
    data_ok: bool = True
    writer_ok: bool = True

    @property
    def healthy(self) -> bool:
        return self.loop_ok and self.data_ok and self.writer_ok


class StopReason(StrEnum):
    """Why orders were taken off."""

    SILENCE = "silence"
    ENGINE_GONE = "engine_gone"
    RETURNED = "returned"
    TERMINATED = "terminated"
    NOT_PROVED = "not_proved"


class VenueResult(msgspec.Struct, frozen=True, kw_only=True):
    """One venue after a stop. `requested` = `confirmed` + `left` + `unknown` (counts of our orders).

    `symbols_unknown`: markets whose last look failed, so that nothing is known. `proved`: none of ours rests.
    """

    exchange_id: str
    requested: int = 0
    confirmed: int = 0
    left: int = 0
    unknown: int = 0
    foreign: int = 0
    symbols_unknown: tuple[str, ...] = ()
    proved: bool = False
    last_confirmed_ms: float | None = None
    error: str = ""


class StopRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A stop, under way or `finished`. Times: wall clock UTC ns; `_ms` since the silence was noticed."""

    generation: int
    reason: StopReason
    session: str
    pid: int
    triggered_wall_ns: int
    finished: bool = False
    took_ms: float = 0.0
    venues: tuple[VenueResult, ...] = ()

    @property
    def proved(self) -> bool:
        return self.finished and bool(self.venues) and all(venue.proved for venue in self.venues)


class Event(StrEnum):
    """What a line of the guardian is about."""

    WAITING = "waiting"  # another guardian still works in this data folder
    READY = "ready"
    PULSE = "pulse"  # the answer to beats: a guardian that hangs protects nothing
    STOPPING = "stopping"
    STOPPED = "stopped"
    WARNING = "warning"
    REFUSED = "refused"


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line on the guardian's stdout. A pulse answers beat `seq` and says whether it counted as `armed`."""

    event: Event
    generation: int = 0
    seq: int = 0
    armed: bool = False
    text: str = ""
    record: StopRecord | None = None
