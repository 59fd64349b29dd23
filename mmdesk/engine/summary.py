"""What a session did, in figures: for the text summary, for `--summary json` and for whoever checks us."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from mmdesk.engine.parts import EngineSettings
from mmdesk.engine.publisher import Publisher
from mmdesk.engine.session import Session
from mmdesk.engine.stopping import VenueProof


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a session did; money in quote, exact. `position` is the first market's, `positions` has all."""

    session: str
    mode: str
    duration_s: float
    messages: int
    book_gaps: int
    crossed_books: int
    malformed: int
    conflated: int
    quotes_placed: int
    cancels: int
    denied: int
    fills: int
    open_orders_at_exit: int | None
    unknown_orders: int
    position: Decimal
    positions: dict[str, Decimal]
    pnl_total_quote: Decimal
    pnl_realised_quote: Decimal
    pnl_unrealised_quote: Decimal
    fees_quote: Decimal
    pnl_residual: Decimal
    tick_to_order_ms: dict[str, float | None]
    orders_timed: int
    alerts_critical: int
    database: str
    data_sha256: dict[str, str] | None = None


def summarise(
    session: Session,
    settings: EngineSettings,
    publisher: Publisher,
    proofs: Sequence[VenueProof],
    duration_ns: int,
) -> Summary:
    """The figures of now; `open_orders_at_exit` is None while no fetch proved how many are open."""
    desk, counters, reports = session.desk, session.desk.counters, session.status.reports()
    positions = {key: desk.portfolio.position(key).quantity for key in desk.markets}
    left = [proof.left for proof in proofs]
    timed = session.statistics.tick_to_order
    return Summary(
        session=settings.session,
        mode=settings.mode.value,
        duration_s=round(duration_ns / 1e9, 3),
        messages=session.status.messages(),
        book_gaps=counters.book_gaps,
        crossed_books=counters.crossed_books,
        malformed=session.status.malformed(),
        conflated=session.inbox.conflated,
        quotes_placed=counters.quotes_placed,
        cancels=counters.cancels,
        denied=counters.denied,
        fills=counters.fills,
        open_orders_at_exit=_sum_known(left),
        unknown_orders=desk.register.unknown_count,
        position=next(iter(positions.values()), Decimal(0)),
        positions=positions,
        pnl_total_quote=sum((one.total_quote for one in reports), Decimal(0)),
        pnl_realised_quote=sum((one.realised_quote for one in reports), Decimal(0)),
        pnl_unrealised_quote=sum((one.unrealised_quote for one in reports), Decimal(0)),
        fees_quote=sum((one.fees_quote for one in reports), Decimal(0)),
        pnl_residual=sum((one.residual_quote for one in reports), Decimal(0)),
        tick_to_order_ms={"p50": timed.quantile_ms(0.5), "p99": timed.quantile_ms(0.99)},
        orders_timed=timed.count,
        alerts_critical=publisher.alerts_critical,
        database=settings.database,
    )


def _sum_known(left: Sequence[int | None]) -> int | None:
    known = [number for number in left if number is not None]
    return sum(known) if left and len(known) == len(left) else None
