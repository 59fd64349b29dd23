"""What happens after STOP, watched until every venue has proved that nothing of ours is open."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from mmdesk.core.model.state import TradingState
from mmdesk.gui import format as fmt
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.panels.stop_panel import Progress, StopPanel, StopRow
from mmdesk.gui.said import said
from mmdesk.ports.control import Stop, Ticket, TicketState
from mmdesk.ports.views import StopView

LATE_S = 10.0
TURN_MS = 200


class StopWatch(QObject):
    """Sends STOP and shows on `panel` how far it is; a stop from elsewhere is shown too."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.panel = StopPanel(self.begin)
        self._since = QElapsedTimer()
        self._known: dict[str, StopView] = {}
        self._answered_done = False
        self._refused = ""
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.setObjectName("stop watch")
        self._timer.timeout.connect(self.look)
        bridge.stops_changed.connect(self._told)

    @property
    def watching(self) -> bool:
        return self._timer.isActive()

    def begin(self) -> None:
        """Send STOP now; again means again."""
        self._watch()
        self._bridge.submit(Stop(), self._answered)
        self.look()

    def close(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Show how it stands; the watch ends with the proof."""
        facts, seconds = self._bridge.facts, self._since.elapsed() / 1000
        rows = [_row(view, seconds) for view in self._news()]
        if not facts.live or facts.desk is None:
            self.panel.tell(Progress.NO_ENGINE, seconds, rows, self._refused)
            return
        if not rows:
            rows = [self._row_of_the_desk(seconds)]
        if all(row.proved for row in rows) and facts.desk.state is TradingState.STOPPED:
            self._timer.stop()
            self.panel.tell(Progress.PROVED, max(row.elapsed_s for row in rows), rows, "")
        elif seconds > LATE_S or all(row.given_up or row.proved for row in rows):
            self.panel.tell(Progress.LATE, seconds, rows, self._refused)
        else:
            self.panel.tell(Progress.CANCELLING, seconds, rows, self._refused)

    def _watch(self) -> None:
        self._since.start()
        self._known = dict(self._bridge.facts.stops)
        self._answered_done, self._refused = False, ""
        self._timer.start()

    def _told(self, views: tuple[StopView, ...]) -> None:
        """A stop that this window did not ask for: `mmdesk stop`, or the engine's own."""
        desk = self._bridge.facts.desk
        # An orderly end proves the same way; only a stop is latched, and shown here.
        latched = desk is not None and desk.state is TradingState.STOPPED
        if not self.watching and latched and any(not view.proved for view in views):
            self._watch()
            self._known = {}
        if self.watching:
            self.look()

    def _news(self) -> list[StopView]:
        """What venues said since the stop began; what they said of an earlier one is no proof."""
        stops = self._bridge.facts.stops
        return [view for venue, view in sorted(stops.items()) if view != self._known.get(venue)]

    def _answered(self, ticket: Ticket) -> None:
        self._answered_done = ticket.state is TicketState.DONE
        self._refused = "" if self._answered_done else said(ticket.message)

    def _row_of_the_desk(self, seconds: float) -> StopRow:
        """Until a venue's own word comes: what the engine counts."""
        facts: Facts = self._bridge.facts
        desk = facts.desk
        left = desk.open_orders + desk.unknown_orders if desk else 0
        return StopRow(
            venue=", ".join(sorted(facts.venues)) or tr("all venues"),
            requested=None,
            confirmed=None,
            unknown=desk.unknown_orders if desk else None,
            elapsed_s=seconds,
            proved=self._answered_done and not left,
            given_up=False,
            why=tr("Open: {open}. Unknown: {unknown}.").format(
                open=desk.open_orders if desk else fmt.UNKNOWN,
                unknown=desk.unknown_orders if desk else fmt.UNKNOWN,
            ),
        )


def _row(view: StopView, seconds: float) -> StopRow:
    return StopRow(
        venue=view.venue,
        requested=view.requested,
        confirmed=view.confirmed,
        unknown=view.unknown,
        elapsed_s=view.elapsed_s if view.done or view.proved else max(view.elapsed_s, seconds),
        proved=view.proved,
        given_up=view.done and not view.proved,
        why=said(view.why),
    )
