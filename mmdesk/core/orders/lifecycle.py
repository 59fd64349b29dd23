"""The life of an order as a table: what each signal makes of each state; every pair not named is an
error value."""

from enum import StrEnum
from typing import NamedTuple

from mmdesk.core.model.order import OrderState as S


class Signal(StrEnum):
    """What happened to an order, in one word."""

    SENT = "sent"
    DENIED = "denied"
    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    UNRESOLVED = "unresolved"
    ABANDONED = "abandoned"
    SEEN_OPEN = "seen_open"
    PART_FILLED = "part_filled"
    FILLED = "filled"
    EXPIRED = "expired"
    CANCEL_SENT = "cancel_sent"
    CANCELED = "canceled"
    CANCEL_REFUSED = "cancel_refused"
    CANCEL_GONE = "cancel_gone"
    CANCEL_UNRESOLVED = "cancel_unresolved"
    AMEND_SENT = "amend_sent"
    AMENDED = "amended"
    AMEND_REFUSED = "amend_refused"
    AMEND_UNRESOLVED = "amend_unresolved"
    PROVED_ABSENT = "proved_absent"
    NEVER_BOOKED = "never_booked"
    LOST_SIGHT = "lost_sight"


class IllegalMove(NamedTuple):
    """A signal that cannot be true of an order in this state: nothing changes, somebody must look."""

    client_id: str
    state: S
    signal: Signal


_ENDS = {Signal.FILLED: S.FILLED, Signal.CANCELED: S.CANCELED, Signal.EXPIRED: S.EXPIRED}

TABLE: dict[S, dict[Signal, S]] = {
    S.INTENT: {
        Signal.SENT: S.SENDING,
        Signal.DENIED: S.DENIED,
        Signal.ABANDONED: S.REJECTED,
    },
    S.DENIED: {},
    S.SENDING: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.OPEN,
        Signal.SEEN_OPEN: S.OPEN,
        Signal.PART_FILLED: S.PARTIALLY_FILLED,
        Signal.REJECTED: S.REJECTED,
        Signal.ABANDONED: S.REJECTED,
        Signal.UNRESOLVED: S.UNKNOWN_NEW,
        # A cancel may overtake its create: its answer says nothing about an order that is still on its way.
        Signal.CANCEL_SENT: S.SENDING,
        Signal.CANCEL_REFUSED: S.SENDING,
        Signal.CANCEL_GONE: S.SENDING,
        Signal.CANCEL_UNRESOLVED: S.SENDING,
    },
    S.OPEN: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.OPEN,
        Signal.SEEN_OPEN: S.OPEN,
        # The stream told of the order before its create was given up.
        Signal.UNRESOLVED: S.OPEN,
        Signal.PART_FILLED: S.PARTIALLY_FILLED,
        Signal.CANCEL_SENT: S.CANCELLING,
        Signal.CANCEL_REFUSED: S.OPEN,
        Signal.CANCEL_GONE: S.UNKNOWN_CANCEL,
        Signal.CANCEL_UNRESOLVED: S.UNKNOWN_CANCEL,
        Signal.AMEND_SENT: S.AMENDING,
    },
    S.PARTIALLY_FILLED: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.PARTIALLY_FILLED,
        Signal.SEEN_OPEN: S.PARTIALLY_FILLED,
        Signal.UNRESOLVED: S.PARTIALLY_FILLED,
        Signal.PART_FILLED: S.PARTIALLY_FILLED,
        Signal.CANCEL_SENT: S.CANCELLING,
        Signal.CANCEL_REFUSED: S.PARTIALLY_FILLED,
        Signal.CANCEL_GONE: S.UNKNOWN_CANCEL,
        Signal.CANCEL_UNRESOLVED: S.UNKNOWN_CANCEL,
        Signal.AMEND_SENT: S.AMENDING,
    },
    S.CANCELLING: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.CANCELLING,
        Signal.SEEN_OPEN: S.CANCELLING,
        Signal.UNRESOLVED: S.CANCELLING,
        Signal.PART_FILLED: S.CANCELLING,
        Signal.CANCEL_SENT: S.CANCELLING,
        Signal.CANCEL_REFUSED: S.OPEN,
        # Filled, cancelled or never there: fills and reports have to tell which.
        Signal.CANCEL_GONE: S.UNKNOWN_CANCEL,
        Signal.CANCEL_UNRESOLVED: S.UNKNOWN_CANCEL,
    },
    S.AMENDING: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.AMENDING,
        Signal.SEEN_OPEN: S.AMENDING,
        Signal.PART_FILLED: S.AMENDING,
        Signal.AMENDED: S.OPEN,
        Signal.AMEND_REFUSED: S.OPEN,
        Signal.AMEND_UNRESOLVED: S.UNKNOWN_AMEND,
        Signal.CANCEL_SENT: S.CANCELLING,
    },
    S.UNKNOWN_NEW: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.OPEN,
        Signal.SEEN_OPEN: S.OPEN,
        Signal.PART_FILLED: S.PARTIALLY_FILLED,
        Signal.REJECTED: S.REJECTED,
        Signal.ABANDONED: S.REJECTED,
        Signal.UNRESOLVED: S.UNKNOWN_NEW,
        Signal.CANCEL_SENT: S.UNKNOWN_NEW,
        Signal.CANCEL_REFUSED: S.UNKNOWN_NEW,
        Signal.CANCEL_GONE: S.UNKNOWN_NEW,
        Signal.CANCEL_UNRESOLVED: S.UNKNOWN_NEW,
        Signal.PROVED_ABSENT: S.REJECTED,
        Signal.LOST_SIGHT: S.QUARANTINED,
    },
    S.UNKNOWN_CANCEL: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.UNKNOWN_CANCEL,
        Signal.SEEN_OPEN: S.OPEN,
        Signal.UNRESOLVED: S.UNKNOWN_CANCEL,
        Signal.PART_FILLED: S.UNKNOWN_CANCEL,
        Signal.CANCEL_SENT: S.UNKNOWN_CANCEL,
        Signal.CANCEL_REFUSED: S.OPEN,
        Signal.CANCEL_GONE: S.UNKNOWN_CANCEL,
        Signal.CANCEL_UNRESOLVED: S.UNKNOWN_CANCEL,
        Signal.PROVED_ABSENT: S.CANCELED,
        Signal.LOST_SIGHT: S.QUARANTINED,
    },
    S.UNKNOWN_AMEND: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.UNKNOWN_AMEND,
        Signal.SEEN_OPEN: S.OPEN,
        Signal.PART_FILLED: S.UNKNOWN_AMEND,
        Signal.AMENDED: S.OPEN,
        Signal.AMEND_REFUSED: S.OPEN,
        Signal.CANCEL_SENT: S.UNKNOWN_AMEND,
        Signal.CANCEL_REFUSED: S.OPEN,
        Signal.CANCEL_GONE: S.UNKNOWN_AMEND,
        Signal.CANCEL_UNRESOLVED: S.UNKNOWN_AMEND,
        Signal.PROVED_ABSENT: S.CANCELED,
        Signal.LOST_SIGHT: S.QUARANTINED,
    },
    S.QUARANTINED: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.OPEN,
        Signal.SEEN_OPEN: S.OPEN,
        Signal.PART_FILLED: S.PARTIALLY_FILLED,
        Signal.REJECTED: S.REJECTED,
        Signal.UNRESOLVED: S.QUARANTINED,
        Signal.CANCEL_SENT: S.QUARANTINED,
        Signal.CANCEL_REFUSED: S.QUARANTINED,
        Signal.CANCEL_GONE: S.QUARANTINED,
        Signal.CANCEL_UNRESOLVED: S.QUARANTINED,
        Signal.NEVER_BOOKED: S.REJECTED,
        # The venue took it once, so it ended there; how is not known.
        Signal.PROVED_ABSENT: S.CANCELED,
    },
    # Late truths: what came late is still true, and what is merely repeated changes nothing.
    S.FILLED: {
        Signal.ACKNOWLEDGED: S.FILLED,
        Signal.SEEN_OPEN: S.FILLED,
        Signal.UNRESOLVED: S.FILLED,
        Signal.PART_FILLED: S.FILLED,
        Signal.FILLED: S.FILLED,
        Signal.CANCEL_SENT: S.FILLED,
        Signal.CANCEL_REFUSED: S.FILLED,
        Signal.CANCEL_GONE: S.FILLED,
        Signal.CANCEL_UNRESOLVED: S.FILLED,
        Signal.AMEND_REFUSED: S.FILLED,
        Signal.AMEND_UNRESOLVED: S.FILLED,
    },
    S.CANCELED: {
        Signal.ACKNOWLEDGED: S.CANCELED,
        Signal.UNRESOLVED: S.CANCELED,
        Signal.PART_FILLED: S.CANCELED,
        Signal.FILLED: S.FILLED,
        Signal.CANCEL_SENT: S.CANCELED,
        Signal.CANCELED: S.CANCELED,
        Signal.CANCEL_REFUSED: S.CANCELED,
        Signal.CANCEL_GONE: S.CANCELED,
        Signal.CANCEL_UNRESOLVED: S.CANCELED,
    },
    S.EXPIRED: {
        Signal.ACKNOWLEDGED: S.EXPIRED,
        Signal.UNRESOLVED: S.EXPIRED,
        Signal.PART_FILLED: S.EXPIRED,
        Signal.FILLED: S.FILLED,
        Signal.EXPIRED: S.EXPIRED,
        Signal.CANCEL_SENT: S.EXPIRED,
        Signal.CANCEL_REFUSED: S.EXPIRED,
        Signal.CANCEL_GONE: S.EXPIRED,
        Signal.CANCEL_UNRESOLVED: S.EXPIRED,
    },
    # A rejected order that the venue shows after all is adopted (and cancelled, with an alert).
    S.REJECTED: _ENDS
    | {
        Signal.ACKNOWLEDGED: S.OPEN,
        Signal.SEEN_OPEN: S.OPEN,
        Signal.PART_FILLED: S.PARTIALLY_FILLED,
        Signal.REJECTED: S.REJECTED,
        Signal.UNRESOLVED: S.REJECTED,
        Signal.CANCEL_SENT: S.REJECTED,
        Signal.CANCEL_REFUSED: S.REJECTED,
        Signal.CANCEL_GONE: S.REJECTED,
        Signal.CANCEL_UNRESOLVED: S.REJECTED,
    },
}

TERMINAL = frozenset({S.DENIED, S.FILLED, S.REJECTED, S.CANCELED, S.EXPIRED})
"""States after which an order is not expected to trade; late truths may still prove otherwise."""

UNKNOWN = frozenset({S.UNKNOWN_NEW, S.UNKNOWN_CANCEL, S.UNKNOWN_AMEND, S.QUARANTINED})
"""States in which the fate is not proved: counted in full, slot blocked."""

RESTING = frozenset({S.OPEN, S.PARTIALLY_FILLED})
"""States in which an order is known to wait at the venue and nothing of ours is under way to it."""


def advance(client_id: str, state: S, signal: Signal) -> S | IllegalMove:
    """The state after `signal`, or the illegal move as a value."""
    after = TABLE[state].get(signal)
    return IllegalMove(client_id, state, signal) if after is None else after
