"""One fire drill as the engine sees it: the opening, its cancels, each confirmation, the proof."""

import asyncio
from collections.abc import Sequence

from mmdesk.core.model.breakers import BreakerMove, BreakerRecord
from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.core.model.effects import AnyEffect, BreakerChanged, OrderChanged, SendCancel
from mmdesk.core.model.events import AnyEvent
from mmdesk.core.orders.lifecycle import TERMINAL

OPEN_WITHIN_S = 60.0
_MS = 1_000_000
_OPENINGS = (BreakerMove.OPENED, BreakerMove.LATCHED, BreakerMove.FORCED)
_ENDS = (BreakerMove.VERIFIED, BreakerMove.ESCALATED)


class Trial:
    """`see` every step; `opened` is set by the first opening, `settled` when its orders are proved gone, or
    not."""

    def __init__(self, kind: DrillKind, instrument: str, amount: float) -> None:
        self.kind = kind
        self.instrument = instrument
        self.amount = amount
        self.begun_ns = 0
        self.caused_mono_ns = 0
        self.opened = asyncio.Event()
        self.settled = asyncio.Event()
        self.record: BreakerRecord | None = None
        """Of the breaker that opened first, at its opening."""
        self.orders_cancelled = 0
        self.opened_ms: float | None = None
        self.sent_ms: float | None = None
        self.confirmed_ms: float | None = None
        self.proved_ms: float | None = None
        self.cut = ""
        """What ended it before its time."""
        self.escalated = ""
        self._waiting: set[str] = set()

    def see(self, event: AnyEvent, effects: Sequence[AnyEffect], sent_mono_ns: int) -> None:
        """Take one step, whose cancels left at `sent_mono_ns`."""
        for effect in effects:
            if isinstance(effect, BreakerChanged):
                self._breaker(effect, event)
            elif isinstance(effect, SendCancel) and self._concerns(effect, event, effects):
                self._waiting.add(effect.client_id)
                self.sent_ms = self._after(sent_mono_ns)
            elif isinstance(effect, OrderChanged):
                self._order(effect, event)

    def end(self, why: str) -> None:
        """It cannot go on."""
        self.cut = why
        self.opened.set()
        self.settled.set()

    def result(self) -> DrillDone:
        """What came of it so far."""
        outcome, why = self._outcome()
        record = self.record
        return DrillDone(
            kind=self.kind,
            instrument=self.instrument,
            amount=self.amount,
            begun_ns=self.begun_ns,
            outcome=outcome,
            breaker=record.kind if record else None,
            scope=record.scope if record else None,
            reason=record.reason if record else "",
            opened_ms=self.opened_ms,
            orders_cancelled=self.orders_cancelled,
            sent_ms=self.sent_ms,
            confirmed_ms=self.confirmed_ms,
            proved_ms=self.proved_ms,
            why=why,
        )

    def _outcome(self) -> tuple[DrillOutcome, str]:
        record = self.record
        if record is None:
            if self.cut:
                return DrillOutcome.CUT_SHORT, self.cut
            return DrillOutcome.NOT_OPENED, f"no breaker opened within {OPEN_WITHIN_S:g} s"
        if self.proved_ms is None:
            return DrillOutcome.NOT_PROVED, self.escalated or self.cut or "the proof did not come in time"
        if record.kind not in self.kind.breakers:
            return (
                DrillOutcome.OTHER_BREAKER,
                f"another breaker opened first: {record.kind.words} of {record.scope}",
            )
        return DrillOutcome.PASSED, ""

    def _breaker(self, effect: BreakerChanged, event: AnyEvent) -> None:
        if self.record is None and effect.what in _OPENINGS:
            self.record = effect.record
            self.orders_cancelled = effect.orders_cancelled
            self.opened_ms = self._after(event.mono_ns)
            self.opened.set()
            if not effect.orders_cancelled:
                self._prove(event)
        elif self.record is not None and effect.what in _ENDS:
            record = effect.record
            if (record.kind, record.scope) == (self.record.kind, self.record.scope):
                self.escalated = record.reason if effect.what is BreakerMove.ESCALATED else ""
                self._prove(event) if not self.escalated else self.settled.set()

    def _prove(self, event: AnyEvent) -> None:
        self.proved_ms = self._after(event.mono_ns)
        self.settled.set()

    def _concerns(self, effect: SendCancel, event: AnyEvent, effects: Sequence[AnyEffect]) -> bool:
        """Whether a cancel belongs to the opening: sent with it, or one of its orders again."""
        if self.record is None or self.settled.is_set():
            return False
        return effect.client_id in self._waiting or any(_opens(one) for one in effects)

    def _order(self, effect: OrderChanged, event: AnyEvent) -> None:
        order = effect.order
        if order.state in TERMINAL and order.client_id in self._waiting:
            self._waiting.discard(order.client_id)
            if not self._waiting:
                self.confirmed_ms = self._after(event.mono_ns)

    def _after(self, mono_ns: int) -> float:
        return round((mono_ns - self.caused_mono_ns) / _MS, 1)


def _opens(effect: AnyEffect) -> bool:
    return isinstance(effect, BreakerChanged) and effect.what in _OPENINGS
