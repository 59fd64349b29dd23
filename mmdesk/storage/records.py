"""Rows of the tables back into the model's records."""

import msgspec
from sqlalchemy import Row

from mmdesk.core.model.account import Position
from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerRecord,
    BreakerState,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.control import Control
from mmdesk.core.model.drill import DrillDone, DrillKind, DrillOutcome
from mmdesk.core.model.effects import ExchangeHealthSampled
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.latch import Latch, ProfitMarks
from mmdesk.core.model.order import Order, OrderIntent, OrderState, TimeInForce
from mmdesk.core.model.values import Side
from mmdesk.ports.breaker_views import BreakerEventView
from mmdesk.ports.history import ThresholdVersion

_changes = msgspec.json.Decoder(tuple[ThresholdChange, ...])


def order_of(row: Row[tuple[object, ...]]) -> Order:
    r = row._mapping
    intent = OrderIntent(
        r["client_id"],
        r["instrument"],
        Side(r["side"]),
        r["price"],
        r["quantity"],
        TimeInForce(r["time_in_force"]),
        r["slot"],
    )
    return Order(
        intent,
        OrderState(r["state"]),
        r["venue_id"],
        r["filled_quantity"],
        r["average_price"],
        r["created_ns"],
        r["acknowledged_ns"],
        r["changed_ns"],
        r["ack_latency_ns"],
        r["reason"],
    )


def fill_of(row: Row[tuple[object, ...]]) -> Fill:
    r = row._mapping
    return Fill(
        r["instrument"],
        r["trade_id"],
        r["client_id"],
        r["venue_id"],
        Side(r["side"]),
        r["price"],
        r["quantity"],
        r["fee"],
        r["fee_asset"],
        bool(r["is_maker"]),
        r["exchange_ns"],
    )


def position_of(row: Row[tuple[object, ...]]) -> Position:
    r = row._mapping
    return Position(
        r["instrument"],
        r["quantity"],
        r["average_price"],
        r["realised_quote"],
        r["fees_quote"],
        r["bought_quantity"],
        r["sold_quantity"],
    )


def breaker_of(row: Row[tuple[object, ...]]) -> BreakerRecord:
    r = row._mapping
    return BreakerRecord(
        kind=BreakerKind(r["kind"]),
        scope=Scope(ScopeLevel(r["scope_level"]), r["scope_name"]),
        state=BreakerState(r["state"]),
        since_ns=r["since_ns"],
        reopens_ns=r["reopens_ns"],
        cooldown_s=r["cooldown_s"],
        opened_ns=msgspec.json.decode(r["opened_ns"], type=tuple[int, ...]),
        value=r["value"],
        threshold=r["threshold"],
        reason=r["reason"],
        who=r["who"],
    )


def breaker_event_of(row: Row[tuple[object, ...]]) -> BreakerEventView:
    r = row._mapping
    return BreakerEventView(
        wall_ns=r["wall_ns"],
        kind=BreakerKind(r["kind"]),
        scope=Scope(ScopeLevel(r["scope_level"]), r["scope_name"]),
        what=BreakerMove(r["what"]),
        state=BreakerState(r["state"]),
        value=r["value"],
        threshold=r["threshold"],
        reason=r["reason"],
        who=r["who"],
        orders_cancelled=r["orders_cancelled"],
        verify_ms=r["verify_ms"],
    )


def changes_of(text: str) -> tuple[ThresholdChange, ...]:
    return _changes.decode(text)


def version_of(row: Row[tuple[object, ...]]) -> ThresholdVersion:
    r = row._mapping
    return ThresholdVersion(
        wall_ns=r["wall_ns"],
        who=r["who"],
        old=changes_of(r["old"]),
        new=changes_of(r["new"]),
        undo=bool(r["undo"]),
    )


def health_of(row: Row[tuple[object, ...]]) -> ExchangeHealthSampled:
    told = {name: value for name, value in row._mapping.items() if name != "sequence"}
    for name in ("connected", "reconciling", "protected"):
        told[name] = bool(told[name])
    return ExchangeHealthSampled(**told)


def drill_of(row: Row[tuple[object, ...]]) -> DrillDone:
    r = row._mapping
    return DrillDone(
        kind=DrillKind(r["kind"]),
        instrument=r["instrument"],
        amount=r["amount"],
        begun_ns=r["begun_ns"],
        outcome=DrillOutcome(r["outcome"]),
        breaker=BreakerKind(r["breaker"]) if r["breaker"] else None,
        scope=Scope(ScopeLevel(r["scope_level"]), r["scope_name"]) if r["scope_level"] else None,
        reason=r["reason"],
        opened_ms=r["opened_ms"],
        orders_cancelled=r["orders_cancelled"],
        sent_ms=r["sent_ms"],
        confirmed_ms=r["confirmed_ms"],
        proved_ms=r["proved_ms"],
        why=r["why"],
    )


def latch_of(row: Row[tuple[object, ...]]) -> Latch:
    r = row._mapping
    return Latch(Control(r["control"]), r["scope"], r["since_ns"], r["detail"])


def profit_of(row: Row[tuple[object, ...]]) -> ProfitMarks:
    r = row._mapping
    return ProfitMarks(r["day"], r["day_start_quote"], r["peak_quote"])
