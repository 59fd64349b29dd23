"""Facts to rows: which table remembers what. Values are already in the form both databases take."""

import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from mmdesk.core.model.account import Position
from mmdesk.core.model.drill import DrillDone
from mmdesk.core.model.effects import (
    AlertRaised,
    BalancesChanged,
    BreakerChanged,
    BreakerSettingsChanged,
    ExchangeHealthSampled,
    FillBooked,
    LatchChanged,
    MetricsSampled,
    OrderChanged,
    OrderDenied,
    ProfitMarked,
    SendCancel,
    SendOrder,
    StateChanged,
)
from mmdesk.core.model.events import (
    CancelAcknowledged,
    CancelRejected,
    CancelUnresolved,
    OrderAbsent,
    OrderAcknowledged,
    OrderRejected,
    OrderReported,
    ParametersChanged,
    SendAbandoned,
    SendUnresolved,
)
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import Order, OrderState
from mmdesk.ports.journal import SessionClosed, SessionOpened
from mmdesk.storage.breaker_rows import (
    HEALTH_KEPT_NS,
    METRICS_KEPT_NS,
    Made,
    breaker_changed,
    drill_done,
    health_sampled,
    metrics_sampled,
    thresholds_changed,
)
from mmdesk.storage.lean import decoder, lean

Row = tuple[Any, ...]

_json = msgspec.json.Encoder()


def _text(value: object) -> str:
    return _json.encode(value).decode()


def _exact(value: Decimal | str) -> str:
    """Plain decimal text of a value, or of the text a journal holds of it."""
    if isinstance(value, str) and "E" not in value:
        return value
    return f"{Decimal(value):f}"


class Rows:
    """Rows of one transaction; `orders` and `positions` hold the last record of each key only.

    Records become rows when they are stored: of an order that changed five times in a transaction only the
    last is made into one. Facts may be the model's or their lean twins (`lean.py`).
    """

    def __init__(self, now_ns: int | None = None) -> None:
        """`now_ns` decides which samples are too old to be kept; None: the time of now."""
        self.now_ns = time.time_ns() if now_ns is None else now_ns
        self.by_table: dict[str, list[Row]] = defaultdict(list)
        self.events: list[Any] = []
        """Rows of `order_events` one behind the other, their last value still missing."""
        self.told: list[object] = []
        """What that value tells of each, made into text together at half the cost."""
        self.orders: dict[str, tuple[int, Any]] = {}
        self.positions: dict[str, tuple[int, Any, int]] = {}
        self.closed: list[Row] = []
        self.series: set[int] = set()
        self.count = 0

    def add(self, table: str, row: Row) -> None:
        self.count += 1
        self.by_table[table].append(row)

    def event(self, sequence: int, client_id: str, wall_ns: int, kind: str, fact: object) -> None:
        """One step of an order's history; facts about nobody's order are none."""
        if client_id:
            self.count += 1
            self.events += (sequence, client_id, wall_ns, kind, "")
            self.told.append(fact)

    @property
    def stored(self) -> int:
        """Rows that reach the database."""
        return self.count + len(self.orders) + len(self.positions)

    def event_values(self) -> list[Any]:
        """Rows of `order_events`, one value behind the other."""
        # No JSON has a line feed in it (but it may have Unicode's other line ends): one line is one fact.
        self.events[4::5] = _json.encode_lines(self.told).decode().split("\n")[:-1]
        return self.events

    def order_rows(self) -> list[Row]:
        return [order_row(sequence, order) for sequence, order in self.orders.values()]

    def position_rows(self) -> list[Row]:
        return [_position_row(*record) for record in self.positions.values()]

    def take(self, sequence: int, fact: object, wall_ns: int) -> None:
        """Add what the tables remember of one fact; facts that no table remembers add nothing."""
        if (rule := rule_of(type(fact))) is not None:
            rule(self, sequence, fact, wall_ns)


def order_row(sequence: int, order: Order) -> Row:
    intent = order.intent
    return (
        intent.client_id,
        sequence,
        order.venue_id,
        intent.instrument,
        str(intent.side),
        _exact(intent.price),
        _exact(intent.quantity),
        str(intent.time_in_force),
        intent.slot,
        str(order.state),
        _exact(order.filled_quantity),
        _exact(order.average_price),
        order.created_ns,
        order.acknowledged_ns,
        order.changed_ns,
        order.ack_latency_ns,
        order.reason,
    )


def _told(kind: str) -> Callable[[Rows, int, Any, int], None]:
    """A fact about one order that is remembered as it is."""

    def rule(rows: Rows, sequence: int, fact: Any, wall_ns: int) -> None:
        rows.event(sequence, fact.client_id, wall_ns, kind, fact)

    return rule


def _session_opened(rows: Rows, sequence: int, fact: SessionOpened, _wall_ns: int) -> None:
    rows.add(
        "sessions",
        (
            fact.session,
            sequence,
            fact.epoch,
            fact.version,
            fact.mode,
            _text(fact.accounts),
            _text(fact.instruments),
            fact.wall_ns,
            0,
            "",
        ),
    )
    for instrument, parameters in fact.parameters.items():
        limits = fact.limits.get(instrument)
        row = (sequence, instrument, fact.wall_ns, _text(parameters), _text(limits) if limits else "")
        rows.add("parameter_versions", row)


def _session_closed(rows: Rows, _sequence: int, fact: SessionClosed, _wall_ns: int) -> None:
    rows.closed.append((fact.wall_ns, fact.reason, fact.session))


def _parameters(rows: Rows, sequence: int, fact: ParametersChanged, wall_ns: int) -> None:
    rows.add("parameter_versions", (sequence, fact.instrument, wall_ns, _text(fact.parameters), ""))


def _send_order(rows: Rows, sequence: int, fact: SendOrder, wall_ns: int) -> None:
    intent: Any = fact.order.intent
    rows.event(sequence, intent.client_id, wall_ns, "sent", intent)
    if intent.client_id not in rows.orders:
        # Sequence 0: any record of the order says more than the bare fact that it was sent.
        sent = Order(intent, OrderState.SENDING, created_ns=wall_ns, changed_ns=wall_ns)
        rows.orders[intent.client_id] = (0, sent)
    if fact.explanation is not None:
        rows.add("order_explanations", (intent.client_id, sequence, _text(fact.explanation)))


def _order_changed(rows: Rows, sequence: int, fact: OrderChanged, wall_ns: int) -> None:
    client_id = fact.order.intent.client_id
    rows.orders[client_id] = (sequence, fact.order)
    rows.event(sequence, client_id, wall_ns, str(fact.order.state), fact.order)


def _order_denied(rows: Rows, sequence: int, fact: OrderDenied, wall_ns: int) -> None:
    refusal, intent = fact.refusal, fact.intent
    told = msgspec.structs.asdict(refusal) | {"count": fact.count}
    rows.event(sequence, refusal.client_id, wall_ns, "denied", told)
    if intent is not None:
        times = f", {fact.count} times" if fact.count > 1 else ""
        reason = f"{refusal.control}: {refusal.value} against {refusal.limit}{times}"
        denied = Order(intent, OrderState.DENIED, created_ns=wall_ns, changed_ns=wall_ns, reason=reason)
        rows.orders[refusal.client_id] = (sequence, denied)


def _latch(rows: Rows, sequence: int, fact: LatchChanged, wall_ns: int) -> None:
    latch = fact.latch
    row = (sequence, wall_ns, int(latch.control), latch.scope, int(fact.latched), latch.since_ns)
    rows.add("control_latches", (*row, latch.detail, fact.reason))


def _profit(rows: Rows, sequence: int, fact: ProfitMarked, wall_ns: int) -> None:
    marks = fact.marks
    row = (sequence, wall_ns, marks.day, _exact(marks.day_start_quote), _exact(marks.peak_quote))
    rows.add("profit_marks", row)


def _order_reported(rows: Rows, sequence: int, fact: OrderReported, wall_ns: int) -> None:
    rows.event(sequence, fact.order.client_id, wall_ns, "reported", fact.order)


def trade_row(sequence: int, fill: Fill, wall_ns: int, mid: float) -> Row:
    return (
        fill.instrument,
        fill.trade_id,
        sequence,
        fill.client_id,
        fill.venue_id,
        str(fill.side),
        _exact(fill.price),
        _exact(fill.quantity),
        _exact(fill.fee),
        fill.fee_asset,
        int(fill.is_maker),
        fill.exchange_ns,
        wall_ns,
        _exact(Decimal(repr(mid))) if mid > 0 else None,
    )


def _position_row(sequence: int, position: Position, wall_ns: int) -> Row:
    return (
        position.instrument,
        sequence,
        wall_ns,
        _exact(position.quantity),
        _exact(position.average_price),
        _exact(position.realised_quote),
        _exact(position.fees_quote),
        _exact(position.bought_quantity),
        _exact(position.sold_quantity),
    )


def _fill_booked(rows: Rows, sequence: int, fact: FillBooked, wall_ns: int) -> None:
    rows.add("trades", trade_row(sequence, fact.fill, wall_ns, fact.mid))
    rows.positions[fact.position.instrument] = (sequence, fact.position, wall_ns)
    rows.event(sequence, fact.fill.client_id, wall_ns, "fill", fact.fill)


def _balances(rows: Rows, sequence: int, fact: BalancesChanged, wall_ns: int) -> None:
    for one in fact.balances:
        row = (sequence, one.asset, fact.venue, wall_ns, _exact(one.free), _exact(one.used))
        rows.add("balance_snapshots", row)


def _state(rows: Rows, sequence: int, fact: StateChanged, wall_ns: int) -> None:
    rows.add("trading_states", (sequence, wall_ns, str(fact.state), fact.reason))


def _alert(rows: Rows, sequence: int, fact: AlertRaised, wall_ns: int) -> None:
    rows.add("alerts", (sequence, wall_ns, fact.level, fact.key, fact.what, fact.why, fact.do))


def _rows_of(make: Callable[[int, Any, int], Made]) -> Callable[[Rows, int, Any, int], None]:
    def rule(rows: Rows, sequence: int, fact: Any, wall_ns: int) -> None:
        for table, row in make(sequence, fact, wall_ns):
            if table == "metric_series":
                if row[0] in rows.series:
                    continue
                rows.series.add(row[0])
            rows.add(table, row)

    return rule


def _sampled(make: Callable[[int, Any, int], Made], kept_ns: int) -> Callable[[Rows, int, Any, int], None]:
    """A rebuild does not fill in what would be let go at once."""
    keep = _rows_of(make)

    def rule(rows: Rows, sequence: int, fact: Any, wall_ns: int) -> None:
        if fact.wall_ns > rows.now_ns - kept_ns:
            keep(rows, sequence, fact, wall_ns)

    return rule


_REMEMBERED: dict[type, Callable[[Rows, int, Any, int], None]] = {
    SessionOpened: _session_opened,
    SessionClosed: _session_closed,
    ParametersChanged: _parameters,
    SendOrder: _send_order,
    OrderChanged: _order_changed,
    OrderDenied: _order_denied,
    LatchChanged: _latch,
    ProfitMarked: _profit,
    OrderReported: _order_reported,
    FillBooked: _fill_booked,
    BalancesChanged: _balances,
    StateChanged: _state,
    AlertRaised: _alert,
    BreakerChanged: _rows_of(breaker_changed),
    BreakerSettingsChanged: _rows_of(thresholds_changed),
    MetricsSampled: _sampled(metrics_sampled, METRICS_KEPT_NS),
    DrillDone: _rows_of(drill_done),
    ExchangeHealthSampled: _sampled(health_sampled, HEALTH_KEPT_NS),
    SendCancel: _told("cancel_sent"),
    OrderAcknowledged: _told("acknowledged"),
    OrderRejected: _told("rejected_by_venue"),
    SendUnresolved: _told("send_unresolved"),
    SendAbandoned: _told("send_abandoned"),
    CancelAcknowledged: _told("cancel_acknowledged"),
    CancelRejected: _told("cancel_rejected"),
    CancelUnresolved: _told("cancel_unresolved"),
    OrderAbsent: _told("absent"),
}

_RULES = _REMEMBERED | {lean(kind): rule for kind, rule in _REMEMBERED.items()}
rule_of = _RULES.get
"""What a kind of fact adds to rows, None for kinds that no table remembers."""
lean_frames = decoder(_REMEMBERED)
"""Decodes payloads of frames, one behind the other in an array, into what `Rows.take` understands. Raises
msgspec.DecodeError (newer kinds)."""
