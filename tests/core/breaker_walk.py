"""Random lives of breakers, one per seed, and what must hold in every one of them.

`machine(seed)` walks one breaker, `desk(seed)` a whole desk through `pipeline.step`; both return what they
saw and raise AssertionError, naming the seed, where a rule is broken.
"""

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from math import inf, nan
from random import Random
from typing import NamedTuple

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
)
from mmdesk.core.model.effects import BreakerChanged, ListingWanted, SendCancel, SendOrder
from mmdesk.core.model.events import (
    BreakerReset,
    BreakerTripped,
    ClockMeasured,
    EngineMeasured,
    OpenOrdersListed,
    ProtectionChanged,
    TimePassed,
    VenueMeasured,
)
from mmdesk.core.model.order import OrderState
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from mmdesk.core.risk.breakers.breaker import HOUR_NS, Absent, Breaker, Reading
from mmdesk.core.risk.breakers.table import TABLE
from tests.core.dialogue import BTC, KEY, MS, START_WALL_NS, Dialogue, Said, said, snapshot, top

STEPS = 40
# A whole desk costs a hundred times what one breaker costs: one sequence in so many is one.
DESK_SHARE = 200
# Less than what the ladder wants on a side: the gate has to keep the second level away.
MOST_HELD = Decimal("0.008")
MOVES = frozenset((before, after) for (before, _), after in TABLE.items())
TRANSITIONS = frozenset(
    {
        BreakerMove.OPENED,
        BreakerMove.HALF_OPENED,
        BreakerMove.CLOSED,
        BreakerMove.LATCHED,
        BreakerMove.FORCED,
        BreakerMove.RESET,
    }
)


class Seen(NamedTuple):
    """How much happened in a walk: a walk in which nothing happens proves nothing."""

    openings: int
    closings: int
    latches: int
    orders: int = 0


def machine(seed: int) -> Seen:
    """One breaker of a random kind through readings, time and people."""
    rng = Random(seed)
    kind = rng.choice(list(DEFAULT_RULES))
    rule = DEFAULT_RULES[kind]
    breaker = Breaker(kind, Scope(ScopeLevel.GLOBAL), rule, DEFAULT_BREAKERS)
    now_ns, opened_ns, by_person = 10**15, 0, False
    seen = [0, 0, 0]
    for _ in range(STEPS):
        now_ns += rng.choice((1, 100 * MS, 1_000 * MS, 10_000 * MS, 40_000 * MS, 700_000 * MS))
        before, cooldown_ns = breaker.state, breaker.cooldown_ns
        person = _do_something(rng, breaker, now_ns)
        after = breaker.state
        where = f"seed {seed}: {before} -> {after}"
        if before is not after:
            assert (before, after) in MOVES, where
        if before in (BreakerState.LATCHED, BreakerState.FORCED_OPEN) and before is not after:
            assert person, where
        by_person = by_person or person
        if after is BreakerState.OPEN and before is not BreakerState.OPEN:
            assert not rule.latches, where
            if opened_ns and not by_person:
                assert now_ns - opened_ns >= cooldown_ns, f"{where}: a second flap within one cooldown"
            opened_ns, by_person = now_ns, False
            seen[0] += 1
        if rule.latch_after and breaker.permission is not Permission.HALTED:
            assert sum(now_ns - at < HOUR_NS for at in breaker.history) < rule.latch_after, where
        seen[1] += after is BreakerState.CLOSED and before is not after
        seen[2] += after is BreakerState.LATCHED and before is not after
        halted = after not in (BreakerState.CLOSED, BreakerState.HALF_OPEN)
        assert (breaker.permission is Permission.HALTED) == halted, where
        assert (breaker.size_share < 1.0) == (after is BreakerState.HALF_OPEN), where
        assert breaker.value is None or 0.0 <= abs(breaker.value) < inf, where
    return Seen(*seen)


def reading(rng: Random, top_value: float) -> Reading:
    """Mostly around the threshold, sometimes none, sometimes nonsense."""
    share = rng.choice((0.0, 0.5, 0.79, 0.8, 0.81, 0.999, 1.0, 1.001, 2.0, 10.0))
    values: list[Reading] = [top_value * share] * 6
    return rng.choice([*values, nan, inf, -1.0, Absent.MISSING, Absent.NOT_YET])


def _do_something(rng: Random, breaker: Breaker, now_ns: int) -> bool:
    """One random thing; whether a person did it."""
    limit = breaker.rule.open_above
    match rng.randrange(16):
        case 0:
            breaker.force("walk", "", now_ns)
            return True
        case 1 | 2:
            return breaker.reset("walk", rng.choice(("", "  ", "looked into it")), now_ns) is not None
        case 3:
            breaker.escalate("not proved gone", now_ns)
        case 4:
            breaker.blocked = rng.random() < 0.3
        case 5 | 6:
            value = reading(rng, limit)
            breaker.notice(nan if isinstance(value, Absent) else value, now_ns)
        case 7:
            breaker.trip("crossed", now_ns, now_ns + rng.randrange(10**12))
        case 8 | 9 | 10:
            breaker.probe_passed(now_ns)
        case 11 | 12:
            breaker.evaluate(rng.choice((0.0, limit * 0.1)), now_ns)
        case _:
            breaker.evaluate(reading(rng, limit), now_ns)
    return False


class _DeskWalk:
    """A desk with a venue that answers late, wrongly or not at all."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.seed = seed
        quotes = QuoteParameters(order_levels=2, order_refresh_time_s=0.2, filled_order_delay_s=0.0)
        limits = RiskLimits(max_messages_per_s=1_000, max_position_quantity=MOST_HELD)
        self.talk = Dialogue(quotes, limits, breakers=DEFAULT_BREAKERS)
        harsh = [
            self._jumps,
            self._widens,
            self._crosses,
            self._falls_silent,
            self._is_tripped,
            self._measures,
            self._loses_protection,
            self._drifts,
        ]
        # Not everything goes wrong in one life, or nothing would ever come right again.
        self.mood = [*self.rng.sample(harsh, 2), self._is_reset]
        self.asked: list[SendOrder | SendCancel | ListingWanted] = []
        self.honesty = self.rng.choice((0.5, 0.95, 1.0))
        self.talk.armed()
        self.asked += self.talk.told(SendOrder)
        self.states = {key: one.state for key, one in self.talk.desk.breakers.board.breakers.items()}
        self.mid = 60_000.0
        self.orders = self.openings = self.closings = self.latches = 0
        self.check()

    def tell(self, *events: Said) -> None:
        for one in events:
            self.talk.sees(one)
            self.check()
            for kind in (SendOrder, SendCancel, ListingWanted):
                self.asked += self.talk.told(kind)

    def check(self) -> None:
        """What was just sent, against what stands now: the breakers saw the event before the quotes did."""
        board, where = self.talk.desk.breakers.board, f"seed {self.seed}"
        for told in self.talk.told(BreakerChanged):
            self._moved(told, where)
        sent = self.talk.told(SendOrder)
        self.orders += len(sent)
        states = list(board.breakers.values())
        if any(one.permission is Permission.HALTED for one in states):
            assert not sent, f"{where}: an order left while nothing may"
            self._all_are_going(where)
        for effect in sent:
            intent = effect.order.intent
            if any(one.state is BreakerState.HALF_OPEN for one in states):
                most = max(Decimal("0.005") * Decimal("0.25"), Decimal("0.0001"))
                assert intent.quantity <= most, f"{where}: {intent.quantity} left half-open"
            if any(one.permission is Permission.REDUCING for one in states):
                position = self.talk.position
                reduces = position < 0 if intent.side is Side.BUY else position > 0
                assert reduces, f"{where}: {intent} does not reduce {position}"
                assert intent.quantity <= abs(position), f"{where}: {intent} is more than {position}"
        if sent:
            self._stays_within_limits(where)
        if sent and any(one.probing for one in states):
            waiting = [o for o in self.talk.desk.register.live(KEY) if o.state is OrderState.SENDING]
            assert len(waiting) == 1, f"{where}: {len(waiting)} probes at once"

    def _moved(self, told: BreakerChanged, where: str) -> None:
        key = (told.record.kind, told.record.scope)
        before, after = self.states[key], told.record.state
        self.states[key] = after
        if told.what in TRANSITIONS:
            assert (before, after) in MOVES, f"{where}: {before} -> {after} by {told.what}"
        self.openings += told.what is BreakerMove.OPENED
        self.closings += told.what is BreakerMove.CLOSED
        self.latches += told.what is BreakerMove.LATCHED

    def _stays_within_limits(self, where: str) -> None:
        """Every order that may still trade counts, on the side where it does the most harm."""
        live = self.talk.desk.register.live(KEY)
        buys, sells = ([one for one in live if one.intent.side is side] for side in (Side.BUY, Side.SELL))
        position, zero = self.talk.position, Decimal(0)
        assert position + sum((one.remaining_quantity for one in buys), zero) <= MOST_HELD, where
        assert position - sum((one.remaining_quantity for one in sells), zero) >= -MOST_HELD, where
        bid = max((one.intent.price for one in buys), default=zero)
        assert all(one.intent.price > bid for one in sells), f"{where}: own orders meet"

    def _all_are_going(self, where: str) -> None:
        for entry in self.talk.desk.register.live_entries(KEY):
            assert entry.cancel_mono_ns, f"{where}: {entry.order.client_id} rests while nothing may"

    def turn(self) -> None:
        self.talk.waits(self.rng.choice((5, 50, 100, 100, 300, 1_000, 1_000, 31_000)))
        asked, self.asked = self.asked, []
        for effect in asked:
            self._answer(effect)
        if self.rng.random() < 0.3:
            self.rng.choice(self.mood)()
        for _ in range(self.rng.choice((1, 1, 1, 6))):
            self.talk.waits(self.rng.choice((100, 1_000)))
            self.tell(top(round(self.mid, 2), round(self.mid + 0.01, 2)))
            self.tell(said(EngineMeasured, loop_lag_ms=1.0), said(TimePassed))

    def _jumps(self) -> None:
        self.mid *= self.rng.choice((0.94, 0.999, 1.0, 1.001, 1.06))
        self.tell(snapshot(round(self.mid, 2), round(self.mid + 0.01, 2)))

    def _widens(self) -> None:
        wide = self.mid * self.rng.choice((0.001, 0.002, 0.0021, 0.01))
        for _ in range(self.rng.randrange(5)):
            self.talk.waits(1_000)
            self.tell(top(round(self.mid, 2), round(self.mid + wide, 2)), said(TimePassed))

    def _crosses(self) -> None:
        self.tell(top(self.mid + 1.0, self.mid), snapshot(round(self.mid, 2), round(self.mid + 0.01, 2)))

    def _falls_silent(self) -> None:
        for _ in range(self.rng.randrange(40)):
            self.talk.waits(100)
            self.tell(said(TimePassed))

    def _is_tripped(self) -> None:
        self.tell(Said(BreakerTripped, {"ticket": "t", "who": "w", **self._some_breaker()}))

    def _is_reset(self) -> None:
        for kind, scope in list(self.states):
            asked = {"ticket": "t", "who": "w", "reason": "seen", "kind": kind, "scope": scope}
            self.tell(Said(BreakerReset, asked))

    def _measures(self) -> None:
        self.tell(self._measured())

    def _loses_protection(self) -> None:
        self.tell(said(ProtectionChanged, venue="binance", protected=False, by="g"), said(TimePassed))
        self.tell(said(ProtectionChanged, venue="binance", protected=True, by="g"))

    def _drifts(self) -> None:
        offset_ns = self.rng.choice((0, 1, 1_999 * MS, 2_001 * MS, -5_000 * MS))
        self.tell(said(ClockMeasured, venue="binance", offset_ns=offset_ns), said(TimePassed))
        self.tell(said(ClockMeasured, venue="binance", offset_ns=0))

    def _answer(self, effect: SendOrder | SendCancel | ListingWanted) -> None:
        rng, talk = self.rng, self.talk
        if isinstance(effect, ListingWanted):
            if rng.random() < self.honesty:
                listing = {"venue": "binance", "open_orders": (), "begun_mono_ns": talk.now_ns}
                self.tell(Said(OpenOrdersListed, listing))
            return
        if isinstance(effect, SendCancel):
            if rng.random() < self.honesty:
                self.tell(talk.canceled(effect.client_id))
            else:
                self.tell(talk.cancel_unresolved(effect.client_id))
            return
        client_id = effect.order.intent.client_id
        if rng.random() > self.honesty:
            talk.waits(rng.choice((100, 501, 2_600)))
        answer = talk.accepted
        if rng.random() > self.honesty:
            answer = rng.choice((talk.rejected, talk.unresolved))
        self.tell(answer(client_id))
        if answer == talk.accepted and rng.random() < 0.2:
            price = str(effect.order.intent.price * rng.choice((1, 1, Decimal("0.5"), Decimal(2))))
            self.tell(talk.filled(client_id, "0.001", f"t{client_id}", price=price))

    def _measured(self) -> Said:
        rng = self.rng
        wall_ns = START_WALL_NS + self.talk.now_ns
        venue = VenueMeasured(
            venue="binance",
            reads=rng.randrange(100),
            read_faults=rng.randrange(5),
            banned_until_ns=rng.choice((0, 0, wall_ns + 10**10)),
        )
        lag_ms = rng.choice((0.0, 100.0, 250.0, 251.0, nan, -1.0))
        fault = rng.choice(("", "", "disk is full"))
        return said(EngineMeasured, loop_lag_ms=lag_ms, storage_fault=fault, venues=(venue,))

    def _some_breaker(self) -> dict[str, BreakerKind | Scope]:
        kind, scope = self.rng.choice(list(self.states))
        return {"kind": kind, "scope": scope}


def desk(seed: int, turns: int = STEPS) -> Seen:
    """A whole desk through everything its breakers watch."""
    assert BTC.key == KEY
    walk = _DeskWalk(seed)
    for _ in range(turns):
        walk.turn()
    return Seen(walk.openings, walk.closings, walk.latches, walk.orders)


def total(seen: Iterable[Seen]) -> Seen:
    """How much happened in all of them."""
    sums = [0, 0, 0, 0]
    for one in seen:
        sums = [had + new for had, new in zip(sums, one, strict=True)]
    return Seen(*sums)


def main() -> int:
    """`dev.py breakers`: one line of what was walked; an AssertionError names the seed that broke a rule."""
    parser = argparse.ArgumentParser(prog="dev.py breakers")
    parser.add_argument("--count", type=int, default=1_000_000, help="metric sequences in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first")
    given = parser.parse_args()
    desks = max(1, given.count // DESK_SHARE)
    machines = given.count - desks
    with ProcessPoolExecutor() as pool:
        alone = total(pool.map(machine, range(given.seed, given.seed + machines), chunksize=2_000))
        whole = total(pool.map(desk, range(given.seed, given.seed + desks), chunksize=50))
    lines = (
        f"{machines} sequences of one breaker: {_told(alone)}",
        f"{desks} of a whole desk: {_told(whole)}, {whole.orders} orders sent",
        "0 transitions outside the table, 0 second flaps in a cooldown, 0 orders while not permitted",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _told(seen: Seen) -> str:
    return f"{seen.openings} openings, {seen.closings} closings, {seen.latches} latches"


if __name__ == "__main__":
    sys.exit(main())
