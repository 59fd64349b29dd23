"""What is kept of the metrics: all of them once a second, and each exchange's health every half minute."""

from decimal import Decimal

from mmdesk.core.desk.breaker_readings import unknown_at
from mmdesk.core.desk.desk import Desk
from mmdesk.core.model.breakers import MetricSample
from mmdesk.core.model.effects import AnyEffect, ExchangeHealthSampled, MetricsSampled
from mmdesk.core.model.market import Event
from mmdesk.core.risk.breakers.breaker import Absent, Reading

_MS = 1_000_000
# Health shows what is known, however little.
_ANY = 1


def sample_metrics(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """One second of everything."""
    watch, engine = desk.breakers, desk.breakers.engine
    samples = tuple(
        MetricSample(one.kind, one.scope, one.value, one.rule.open_above, one.state)
        for one in watch.board.breakers.values()
    )
    result = sum((market.result_quote for market in watch.markets.values()), Decimal(0))
    out.append(
        MetricsSampled(
            wall_ns=event.wall_ns,
            loop_lag_ms=_known(watch.loop_lag_ms),
            inbox_depth=engine.inbox_depth if engine else 0,
            memory_mb=engine.memory_mb if engine else 0.0,
            open_orders=desk.register.live_count,
            unknown_orders=desk.register.unknown_count,
            pnl_total_quote=result,
            metrics=samples,
        )
    )


def sample_health(desk: Desk, event: Event, out: list[AnyEffect]) -> None:
    """How each exchange is doing."""
    mono_ns = event.mono_ns
    for name, venue in desk.breakers.venues.items():
        about, measured = desk.venues[name], venue.measured
        heard_ns = venue.last_frame_ns
        out.append(
            ExchangeHealthSampled(
                wall_ns=event.wall_ns,
                venue=name,
                connected=about.connected,
                reconciling=about.reconciling,
                protected=about.protected,
                data_age_p95_ms=_or_none(venue.ages.quantile(mono_ns, _ANY)),
                last_frame_age_ms=(mono_ns - heard_ns) / _MS if heard_ns else None,
                ack_p95_ms=_or_none(venue.acknowledgements.quantile(mono_ns, _ANY)),
                error_rate_pct=_or_none(venue.outcomes.rate_pct(mono_ns, _ANY)),
                clock_offset_ms=about.clock_offset_ns / _MS if venue.clock_known else None,
                weight_used=measured.weight_used,
                requests=venue.requests,
                faults=venue.faults,
                reconnects=measured.reconnects,
                malformed=measured.malformed,
                open_orders=sum(len(desk.register.live(m.instrument.key)) for m in desk.markets_of(name)),
                unknown_orders=unknown_at(desk, name),
                banned_until_ns=measured.banned_until_ns,
            )
        )


def _or_none(reading: Reading) -> float | None:
    return None if isinstance(reading, Absent) else reading


def _known(value: float | None) -> float:
    """A lag for the record: a number that is none (no beat, NaN) is kept as -1."""
    return value if value is not None and value >= 0.0 else -1.0
