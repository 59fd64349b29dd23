"""The desk, venue, market and position views of one moment."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from mmdesk.core.model.account import PnlReport
from mmdesk.core.pipeline import Desk
from mmdesk.engine.control_views import control_views
from mmdesk.engine.inbox import Inbox
from mmdesk.engine.parts import StorageStatus
from mmdesk.engine.projection import market_view, position_view
from mmdesk.engine.statistics import MessageRate, Statistics
from mmdesk.ports.gateway import Gateway, GatewayHealth
from mmdesk.ports.views import AnyView, ControlView, DeskView, VenueView

CONTROLS_EVERY_NS = 1_000_000_000
SHORTAGE_TOLD_S = 1.0


class Status:
    """Reads desk, gateways and statistics; changes none of them."""

    def __init__(
        self,
        desk: Desk,
        gateways: Mapping[str, Gateway],
        statistics: Statistics,
        inbox: Inbox,
        storage: Callable[[], StorageStatus],
    ) -> None:
        self._desk = desk
        self._gateways = gateways
        self._statistics = statistics
        self._inbox = inbox
        self._storage = storage
        self._rate = MessageRate()
        self._controls_due_ns = 0

    def views(self, wall_ns: int, mono_ns: int, loop_lag_ms: float, halted: str) -> list[AnyView]:
        """All state views. `halted` says why the core does not run any more (empty: it runs)."""
        ages = self._statistics.data_age_ns
        views: list[AnyView] = [self._desk_view(wall_ns, mono_ns, loop_lag_ms, halted)]
        views.extend(self._venue_view(gateway, wall_ns, mono_ns) for gateway in self._gateways.values())
        for key, market in self._desk.markets.items():
            views.append(market_view(self._desk, market, wall_ns, ages.get(key)))
            views.append(position_view(self._desk, market))
        return views

    def controls(self, wall_ns: int, mono_ns: int) -> list[ControlView]:
        """The Limits table, at most once a second; empty in between."""
        if mono_ns < self._controls_due_ns:
            return []
        self._controls_due_ns = mono_ns + CONTROLS_EVERY_NS
        return control_views(self._desk, wall_ns, mono_ns)

    def reports(self) -> list[PnlReport]:
        desk = self._desk
        return [desk.portfolio.report(key, market.features.mid) for key, market in desk.markets.items()]

    def messages(self) -> int:
        """Frames of all venues since the start; deliveries of the streams where frames are not counted."""
        healths = [gateway.health() for gateway in self._gateways.values()]
        return sum(health.frames or sum(stream.messages for stream in health.streams) for health in healths)

    def malformed(self) -> int:
        return sum(gateway.health().malformed for gateway in self._gateways.values())

    def _desk_view(self, wall_ns: int, mono_ns: int, loop_lag_ms: float, halted: str) -> DeskView:
        desk, counters, storage = self._desk, self._desk.counters, self._storage()
        reports, messages = self.reports(), self.messages()
        markets = desk.markets.values()
        return DeskView(
            wall_ns=wall_ns,
            state=desk.state,
            reason=halted or desk.reason,
            arm_blockers=(halted,) if halted else (*desk.arm_blockers(), *self._shortages()),
            pnl_total_quote=sum((one.total_quote for one in reports), Decimal(0)),
            pnl_realised_quote=sum((one.realised_quote for one in reports), Decimal(0)),
            pnl_unrealised_quote=sum((one.unrealised_quote for one in reports), Decimal(0)),
            fees_quote=sum((one.fees_quote for one in reports), Decimal(0)),
            pnl_residual_quote=sum((one.residual_quote for one in reports), Decimal(0)),
            open_orders=desk.register.live_count,
            unknown_orders=desk.register.unknown_count,
            markets_quoting=sum(market.quoting != "off" for market in markets),
            markets_total=len(desk.markets),
            messages=messages,
            messages_per_s=self._rate.see(messages, mono_ns),
            book_gaps=counters.book_gaps,
            crossed_books=counters.crossed_books,
            quotes_placed=counters.quotes_placed,
            cancels=counters.cancels,
            fills=counters.fills,
            loop_lag_ms=loop_lag_ms,
            inbox_depth=self._inbox.depth,
            conflated=self._inbox.conflated,
            journal_seq=storage.journal_seq,
            stored_seq=storage.stored_seq,
            storage_fault=storage.fault,
        )

    def _shortages(self) -> list[str]:
        """What a reconciliation waits for when it is request weight."""
        return [
            f"{venue}: its limit of requests per minute is used up, perhaps by other programs or earlier "
            f"starts. It is asked again in {wait_s:.0f} s."
            for venue, gateway in self._gateways.items()
            if self._desk.venues[venue].reconciling
            and (wait_s := gateway.health().reads_wait_s) >= SHORTAGE_TOLD_S
        ]

    def _venue_view(self, gateway: Gateway, wall_ns: int, mono_ns: int) -> VenueView:
        health, figures = gateway.health(), self._statistics.venues[gateway.venue]
        venue = self._desk.venues.get(gateway.venue)
        ack = figures.acknowledgement.quantiles_ms((0.5, 0.95), mono_ns)
        age = figures.data_age.quantiles_ms((0.5, 0.95), mono_ns)
        order = figures.tick_to_order.quantiles_ms((0.5, 0.99), mono_ns)
        return VenueView(
            venue=gateway.venue,
            wall_ns=wall_ns,
            connected=health.connected,
            reconciling=venue.reconciling if venue else True,
            last_message_age_ms=_age_ms(health, mono_ns),
            data_age_p50_ms=age[0],
            data_age_p95_ms=age[1],
            ack_p50_ms=ack[0],
            ack_p95_ms=ack[1],
            tick_to_order_p50_ms=order[0],
            tick_to_order_p99_ms=order[1],
            reconnects=sum(stream.reconnects for stream in health.streams),
            malformed=health.malformed,
            weight_used=health.weight_used,
            clock_offset_ms=health.clock_offset_ns / 1e6,
            protected=venue.protected if venue else False,
            protected_by=venue.protected_by if venue else "",
        )


def _age_ms(health: GatewayHealth, mono_ns: int) -> float | None:
    last_ns = max((stream.last_mono_ns for stream in health.streams), default=0)
    return (mono_ns - last_ns) / 1e6 if last_ns else None
