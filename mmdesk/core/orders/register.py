"""Every order of ours and what became of it; idempotent, bounded, never guessing."""

from collections import OrderedDict
from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.order import Order, OrderIntent, OrderState
from mmdesk.core.orders.entry import Entry
from mmdesk.core.orders.fill_keys import FillKeys
from mmdesk.core.orders.lifecycle import TERMINAL, UNKNOWN, IllegalMove, Signal, advance
from mmdesk.core.orders.names import Names
from mmdesk.core.orders.open_sums import OpenSums
from mmdesk.core.orders.slot import Slot
from mmdesk.core.orders.unplaced import Filled, UnplacedFills

KEPT_FINISHED = 2_000
_ZERO = Decimal(0)


class Register:
    """The newest record of each order. Finished orders leave memory after a while; their fills still count.

    Methods that change an order return its new record, None when nothing changed, or an `IllegalMove`.
    """

    def __init__(
        self, instruments: Mapping[str, Instrument], names: Names, kept_finished: int = KEPT_FINISHED
    ) -> None:
        self.names = names
        self.fill_keys = FillKeys()
        self.behind: dict[str, Entry] = {}
        """Orders of which the venue told more fills than came in."""
        self.unplaced = UnplacedFills()
        """Fills booked of orders that are not in memory."""
        self._instruments = instruments
        self._kept = kept_finished
        self._entries: dict[str, Entry] = {}
        self._live: dict[str, dict[str, Entry]] = {key: {} for key in instruments}
        self.sums = {key: OpenSums(live) for key, live in self._live.items()}
        """What the open orders of each instrument sum up to."""
        self._finished: OrderedDict[str, None] = OrderedDict()
        self._slots: dict[tuple[str, str], Slot] = {}

    # -- reading ---------------------------------------------------------------------------------

    def get(self, client_id: str) -> Order | None:
        """The newest record of an order of ours, or None when it is not (or no longer) in memory."""
        entry = self._entries.get(client_id)
        return None if entry is None else entry.order

    def entry(self, client_id: str) -> Entry | None:
        """The record with its evidence."""
        return self._entries.get(client_id)

    def live_entries(self, instrument: str = "") -> list[Entry]:
        """Entries of orders that may still trade, oldest first within an instrument."""
        if instrument:
            return list(self._live.get(instrument, {}).values())
        return [entry for orders in self._live.values() for entry in orders.values()]

    def live(self, instrument: str = "") -> tuple[Order, ...]:
        """Orders that may still trade (SENDING, resting, CANCELLING, UNKNOWN, QUARANTINED), oldest first."""
        return tuple(entry.order for entry in self.live_entries(instrument))

    @property
    def live_count(self) -> int:
        """Orders that may still trade."""
        return sum(len(orders) for orders in self._live.values())

    @property
    def unknown_count(self) -> int:
        """Orders whose fate is not proved: UNKNOWN_* and QUARANTINED."""
        return sum(entry.is_unknown for entry in self.live_entries())

    @property
    def in_memory(self) -> int:
        """Orders remembered at all, finished ones included."""
        return len(self._entries)

    def slot(self, instrument: str, name: str) -> Slot:
        """The slot of this name, made when it is asked for first."""
        slot = self._slots.get((instrument, name))
        if slot is None:
            slot = self._slots[instrument, name] = Slot(name)
        return slot

    # -- changing --------------------------------------------------------------------------------

    def open(self, intent: OrderIntent, wall_ns: int, mono_ns: int) -> Order:
        """Record an approved intent as SENDING; it leaves right after it is journaled."""
        order = Order(intent, OrderState.INTENT, created_ns=wall_ns, changed_ns=wall_ns)
        entry = self.insert(order, mono_ns)
        moved = self.signal(entry, Signal.SENT, wall_ns, mono_ns)
        assert isinstance(moved, Order)
        if entry.slot is not None:
            entry.slot.placed_ns = mono_ns
            entry.slot.refused_by = entry.slot.refused_value = ""
        return moved

    def insert(self, order: Order, mono_ns: int) -> Entry:
        """Take an order as it is: an intent of ours, one of an earlier session, or one that only the
        venue knew."""
        instrument = self._instruments[order.intent.instrument]
        slot = self.slot(instrument.key, order.intent.slot) if order.intent.slot else None
        ticks = int(order.intent.price / instrument.tick_size)
        lots = int(order.intent.quantity / instrument.lot_size)
        entry = Entry(order, ticks, lots, slot, mono_ns)
        self._entries[order.client_id] = entry
        self.names.know(order)
        self._store(entry, order, mono_ns)
        return entry

    def signal(
        self,
        entry: Entry,
        signal: Signal,
        wall_ns: int,
        mono_ns: int,
        reason: str = "",
    ) -> Order | IllegalMove | None:
        """Move the order along its life; see `lifecycle.TABLE`."""
        order = entry.order
        after = advance(order.client_id, order.state, signal)
        if isinstance(after, IllegalMove):
            return after
        if after is OrderState.OPEN and order.filled_quantity > 0:
            after = OrderState.PARTIALLY_FILLED
        if after is order.state:
            return None
        self._store(
            entry,
            replace(order, state=after, changed_ns=wall_ns, reason=reason or order.reason),
            mono_ns,
        )
        return entry.order

    def identify(self, entry: Entry, venue_id: str) -> bool:
        """Learn the venue's id of an order; true when it was new."""
        order = entry.order
        if not venue_id or order.venue_id == venue_id:
            return False
        entry.order = replace(order, venue_id=venue_id)
        self.names.know(entry.order)
        return True

    def acknowledge(
        self, entry: Entry, wall_ns: int, mono_ns: int, latency_ns: int
    ) -> Order | IllegalMove | None:
        """The venue took the order; also notes how long that took."""
        moved = self.signal(entry, Signal.ACKNOWLEDGED, wall_ns, mono_ns)
        if isinstance(moved, IllegalMove):
            return moved
        order = entry.order
        if order.acknowledged_ns == 0:
            entry.order = replace(order, acknowledged_ns=wall_ns, ack_latency_ns=max(0, latency_ns))
        entry.forget_absence()
        return entry.order

    def book(self, entry: Entry, fill: Fill, wall_ns: int, mono_ns: int) -> Order | IllegalMove:
        """Add a fill (known to be new) to its order: `filled` is the sum of fills, whatever the venue
        counts."""
        order = entry.order
        filled = order.filled_quantity + fill.quantity
        signal = Signal.FILLED if filled >= order.intent.quantity else Signal.PART_FILLED
        after = advance(order.client_id, order.state, signal)
        entry.filled_value += fill.value_quote
        entry.untold = max(_ZERO, min(entry.untold, entry.venue_filled - filled))
        state = order.state if isinstance(after, IllegalMove) else after
        record = replace(
            order,
            state=state,
            filled_quantity=filled,
            average_price=entry.filled_value / filled,
            changed_ns=wall_ns,
        )
        entry.forget_absence()
        self._store(entry, record, mono_ns)
        if not entry.is_behind:
            self._caught_up(entry, wall_ns, mono_ns)
        return after if isinstance(after, IllegalMove) else entry.order

    def claim(
        self, entry: Entry, venue_filled: Decimal, ending: Signal | None, wall_ns: int, mono_ns: int
    ) -> Order | IllegalMove | None:
        """The venue's cumulative word: how much it filled, and how the order ended (None = it has not).

        An end is believed when our fills reach that quantity; until then the order counts as alive and is
        `behind`.
        """
        entry.venue_filled = max(entry.venue_filled, venue_filled)
        if not entry.is_behind:
            if entry.behind_mono_ns:
                entry.ending = ending or entry.ending
                self._caught_up(entry, wall_ns, mono_ns)
                return entry.order
            return None if ending is None else self.signal(entry, ending, wall_ns, mono_ns)
        entry.ending = ending or entry.ending
        if entry.behind_mono_ns == 0:
            entry.behind_mono_ns = entry.backfill_mono_ns = mono_ns
            self.behind[entry.order.client_id] = entry
        self._show(entry)
        return None

    def _caught_up(self, entry: Entry, wall_ns: int, mono_ns: int) -> None:
        ending, entry.ending = entry.ending, None
        entry.behind_mono_ns = 0
        self.behind.pop(entry.order.client_id, None)
        if ending is not None and entry.order.state not in TERMINAL:
            self.signal(entry, ending, wall_ns, mono_ns)
        self._show(entry)

    def _store(self, entry: Entry, order: Order, mono_ns: int) -> None:
        was_unknown = entry.order.state in UNKNOWN
        entry.order = order
        entry.changed_mono_ns = mono_ns
        if order.state in UNKNOWN:
            if not was_unknown or entry.unknown_mono_ns == 0:
                entry.unknown_mono_ns = mono_ns
        else:
            entry.unknown_mono_ns = 0
        live = self._live[order.intent.instrument]
        self.sums[order.intent.instrument].follow(entry)
        if order.state in TERMINAL:
            live.pop(order.client_id, None)
            self._finish(entry)
        else:
            live[order.client_id] = entry
            self._finished.pop(order.client_id, None)
        self._show(entry)

    def _show(self, entry: Entry) -> None:
        """Let the slot show what became of its order."""
        slot = entry.slot
        if slot is None:
            return
        order = entry.order
        if order.state in TERMINAL:
            slot.leave(order.client_id)
        elif slot.client_id in ("", order.client_id):
            lot_size = self._instruments[order.intent.instrument].lot_size
            lots = int(order.remaining_quantity / lot_size)
            slot.follow(order, entry.ticks, lots, settled=not entry.is_behind)

    def _finish(self, entry: Entry) -> None:
        finished = self._finished
        finished[entry.order.client_id] = None
        while len(finished) > self._kept:
            client_id, _ = finished.popitem(last=False)
            left = self._entries.pop(client_id)
            self.unplaced.keep(client_id, Filled(left.order.filled_quantity, left.filled_value))
            self.behind.pop(client_id, None)
