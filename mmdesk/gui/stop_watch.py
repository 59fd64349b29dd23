"""What happens after STOP, told without a dialog: asked, confirmed, or still unknown, and for how long."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from mmdesk.core.model.state import TradingState
from mmdesk.gui import format as fmt
from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.gui.said import said
from mmdesk.ports.control import Stop, Ticket, TicketState

KEY = "stop"
LATE_S = 10.0
TURN_MS = 200


class StopWatch(QObject):
    """Sends STOP and watches until no order is open and none is unknown."""

    def __init__(self, bridge: Bridge, banners: BannerStack) -> None:
        super().__init__(banners)
        self._bridge = bridge
        self._banners = banners
        self._since = QElapsedTimer()
        self._verified = False
        self._refused = ""
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.setObjectName("stop watch")
        self._timer.timeout.connect(self._look)

    @property
    def watching(self) -> bool:
        return self._timer.isActive()

    def begin(self) -> None:
        """Send STOP now; again means again."""
        self._since.start()
        self._verified, self._refused = False, ""
        self._timer.start()
        self._bridge.submit(Stop(), self._answered)
        self._look()

    def close(self) -> None:
        self._timer.stop()

    def _answered(self, ticket: Ticket) -> None:
        self._verified = ticket.state is TicketState.DONE
        self._refused = "" if self._verified else said(ticket.message)

    def _look(self) -> None:
        facts, seconds = self._bridge.facts, self._since.elapsed() / 1000
        elapsed = fmt.number(seconds, 1)
        desk = facts.desk
        if not facts.live or desk is None:
            self._tell(
                "critical",
                tr("STOP: no engine answers, {elapsed} s").format(elapsed=elapsed),
                tr("The command is kept and sent first when the engine is back."),
                tr("If orders may be open, cancel them on the venue's own page."),
            )
            return
        left = desk.open_orders + desk.unknown_orders
        if self._verified and not left and desk.state is TradingState.STOPPED:
            self._timer.stop()
            self._tell(
                "info",
                tr("Stopped: no order is open"),
                tr("The venue confirmed it after {elapsed} s.").format(elapsed=elapsed),
                tr("Press Reset stop, then hold the arm button, to quote again."),
                sticky=False,
            )
            return
        what = tr("STOP: cancelling, {elapsed} s. Open: {open}. Unknown: {unknown}.").format(
            elapsed=elapsed, open=desk.open_orders, unknown=desk.unknown_orders
        )
        late = seconds > LATE_S
        self._tell(
            "critical",
            what,
            self._refused,
            tr("Not confirmed yet: check the orders on the venue's own page and press STOP again.")
            if late
            else "",
        )

    def _tell(self, level: str, what: str, why: str, do: str, *, sticky: bool = True) -> None:
        self._banners.tell(KEY, level, what, why, do, sticky=sticky, again=False)
