"""What goes wrong on purpose: rules that strike at named points, seeded, counted, changed at any time.

A point is `<place>:<name>`, matched by a glob: `rest:POST /api/v3/order`, `ws:order.place`,
`stream:btcusdt@depth@100ms`, `user:executionReport`, `connect:stream` (`ws-api`, `user`), `venue`.
"""

import random
from fnmatch import fnmatchcase

import msgspec

MAX_RULES = 200

# kind -> places where it means something
KINDS: dict[str, frozenset[str]] = {
    "drop_before": frozenset({"rest", "ws"}),  # no answer, nothing booked
    "drop_after": frozenset({"rest", "ws"}),  # booked, no answer
    "reset": frozenset({"rest", "ws", "connect"}),  # TCP reset; `booked` first if asked
    "delay": frozenset({"rest", "ws", "stream", "user", "connect"}),  # `ms`; `booked` decides before or after
    "cut_body": frozenset({"rest"}),
    "broken_json": frozenset({"rest", "ws", "stream", "user"}),
    "html": frozenset({"rest", "ws", "stream", "user"}),
    "empty": frozenset({"rest", "ws", "stream", "user"}),
    "empty_object": frozenset({"rest", "ws", "stream", "user"}),
    "status": frozenset({"rest", "ws", "connect"}),  # `status`, `code`, `msg`
    "limited": frozenset({"rest", "ws"}),  # 429, `retry_after_s`
    "banned": frozenset({"rest", "ws"}),  # 418, `retry_after_s`
    "gap": frozenset({"stream", "user"}),  # the message is lost
    "duplicate": frozenset({"stream", "user"}),
    "reorder": frozenset({"stream", "user"}),  # sent after the next one of its stream
    "malformed_frame": frozenset({"stream", "user"}),  # breaks the WebSocket protocol itself
    "disconnect": frozenset({"ws", "stream", "user"}),
    "freeze": frozenset({"venue", "stream", "user"}),  # silence; connections stay open
    "refuse": frozenset({"venue"}),  # the port is closed to new connections
    "clock_skew": frozenset({"venue"}),  # `ms`, what the venue believes to be the time
}
PLACES = frozenset().union(*KINDS.values())


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One rule. `count` = how often it strikes at most (None: for ever); `params` as its kind says."""

    match: str
    kind: str
    count: int | None = None
    probability: float = 1.0
    params: dict[str, str | int | float | bool] = {}
    id: int = 0
    struck: int = 0

    def number(self, name: str, default: float) -> float:
        value = self.params.get(name, default)
        return float(value)

    def flag(self, name: str, *, default: bool) -> bool:
        return bool(self.params.get(name, default))

    def text(self, name: str, default: str) -> str:
        return str(self.params.get(name, default))


class Faults:
    """The active rules; `strike(point)` returns the one that hits now, or None."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._rules: list[Fault] = []
        self._next_id = 1

    def add(self, fault: Fault) -> Fault:
        """Raise ValueError naming what is wrong with the rule and what would be right."""
        place = fault.match.partition(":")[0]
        places = KINDS.get(fault.kind)
        if places is None:
            raise ValueError(f"unknown fault kind {fault.kind!r}; known kinds: {', '.join(sorted(KINDS))}")
        if place not in places:
            raise ValueError(
                f"fault kind {fault.kind!r} cannot strike at {place!r}; "
                f"start the match with one of: {', '.join(sorted(places))} (e.g. 'rest:POST /api/v3/order')"
            )
        if not 0 < fault.probability <= 1:
            raise ValueError(f"probability must be above 0 and at most 1, not {fault.probability}")
        if fault.count is not None and fault.count < 1:
            raise ValueError(f"count must be 1 or more, not {fault.count}; leave it out to strike for ever")
        if len(self._rules) >= MAX_RULES:
            raise ValueError(f"{MAX_RULES} rules are active, the most allowed; clear some first")
        fault.id, fault.struck = self._next_id, 0
        self._next_id += 1
        self._rules.append(fault)
        return fault

    def clear(self, fault_id: int | None = None) -> list[Fault]:
        """Remove one rule or all; returns those removed."""
        gone = [f for f in self._rules if fault_id in (None, f.id)]
        self._rules = [f for f in self._rules if f not in gone]
        return gone

    def listed(self) -> list[Fault]:
        return list(self._rules)

    def armed(self, place: str) -> bool:
        """Whether any rule could strike at `place`: the market path asks once per batch, not per message."""
        return any(f.match.startswith(place) for f in self._rules)

    def strike(self, point: str) -> Fault | None:
        for fault in self._rules:
            if fault.count is not None and fault.struck >= fault.count:
                continue
            if not fnmatchcase(point, fault.match):
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            fault.struck += 1
            return fault
        return None
