"""The desk in a few lines of text: a live block on a terminal, one plain line now and then elsewhere."""

import sys
import time
from collections.abc import Sequence
from typing import TextIO

from mmdesk.ports.views import AlertView, AnyView, DeskView, LogView, MarketView, SessionView, VenueView

PLAIN_EVERY_S = 5.0


class StatusText:
    """Reads views like any other surface. Writes to stderr; stdout belongs to the summary."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._desk: DeskView | None = None
        self._markets: dict[str, MarketView] = {}
        self._venues: dict[str, VenueView] = {}
        self._next_s = 0.0

    def see(self, views: Sequence[AnyView]) -> None:
        for view in views:
            match view:
                case DeskView():
                    self._desk = view
                case MarketView():
                    self._markets[view.instrument] = view
                case VenueView():
                    self._venues[view.venue] = view
                case AlertView():
                    self.say(f"{view.level.upper()}: {view.what.rstrip('.')}: {view.why} {view.do}")
                case SessionView():
                    self.say(f"session {view.session} ({view.mode}), database {view.database}")
                case LogView() if view.level in ("error", "critical"):
                    self.say(f"{view.level.upper()}: {view.module}: {view.message} {view.context}")
                case _:
                    pass
        self._tick()

    def say(self, line: str) -> None:
        """One line for the person."""
        print(line, file=self._out, flush=True)

    def lines(self) -> list[str]:
        """The desk now."""
        desk = self._desk
        if desk is None:
            return ["starting: the venue is being connected"]
        lines = [
            f"{desk.state.upper()} ({desk.reason})  "
            f"P&L {desk.pnl_total_quote:+.4f}  fees {desk.fees_quote:.4f}  open {desk.open_orders}  "
            f"unknown {desk.unknown_orders}  fills {desk.fills}  "
            f"{desk.messages_per_s:.0f} msg/s  lag {desk.loop_lag_ms:.1f} ms"
        ]
        lines += [_market(market) for market in self._markets.values()]
        lines += [_venue(venue) for venue in self._venues.values()]
        if desk.storage_fault:
            lines.append(f"STORAGE: {desk.storage_fault}")
        return lines

    def close(self) -> None:
        """The last state stays on the screen."""

    def _tick(self) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_s and self._desk is not None:
            self._next_s = now_s + PLAIN_EVERY_S
            self.say(" | ".join(self.lines()))


class LiveStatusText(StatusText):
    """The same on a terminal: a block that is painted over."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.live import Live

        self._live = Live(console=Console(stderr=True), refresh_per_second=4, get_renderable=self._render)
        self._live.start()

    def say(self, line: str) -> None:
        self._live.console.print(line, markup=False, highlight=False)

    def close(self) -> None:
        self._live.stop()

    def _render(self) -> str:
        from rich.markup import escape

        return escape("\n".join(self.lines()))

    def _tick(self) -> None:
        """Live paints by itself."""


def status_text() -> StatusText:
    """The live block where someone watches, plain lines otherwise."""
    return LiveStatusText() if sys.stderr.isatty() else StatusText()


def _market(market: MarketView) -> str:
    return (
        f"{market.instrument}  {_price(market.bid)} / {_price(market.ask)}  ours {market.own_bid or '-'} / "
        f"{market.own_ask or '-'}  {market.quoting} {market.quoting_reason}".rstrip()
    )


def _venue(venue: VenueView) -> str:
    state = "connected" if venue.connected else "DISCONNECTED"
    reconciling = ", reconciling" if venue.reconciling else ""
    return (
        f"{venue.venue} {state}{reconciling}  ack p50 {_ms(venue.ack_p50_ms)}  "
        f"tick to order p50 {_ms(venue.tick_to_order_p50_ms)} p99 {_ms(venue.tick_to_order_p99_ms)}  "
        f"age {_ms(venue.data_age_p50_ms)}{_protection(venue)}"
    )


def _protection(venue: VenueView) -> str:
    if not venue.protected_by:
        return ""
    return f"  protected by: {venue.protected_by if venue.protected else 'NOBODY'}"


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f} ms"


def _price(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
