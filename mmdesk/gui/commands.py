"""What a person asks of the desk, and how the window tells what became of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from mmdesk.core.model.state import TradingState
from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.gui.said import said, said_all
from mmdesk.gui.stop_watch import StopWatch
from mmdesk.ports.control import Arm, CancelOrders, Disarm, Pause, Resume, Ticket, TicketState


class Commands(QObject):
    """Each command says at once that it was taken, and later if it failed."""

    def __init__(self, bridge: Bridge, banners: BannerStack, toast: Callable[[str], None]) -> None:
        super().__init__(banners)
        self._bridge = bridge
        self._banners = banners
        self._toast = toast
        self.stop_watch = StopWatch(bridge, self)

    def arm(self) -> None:
        """Refused here with the list of what is missing, so that a person need not guess."""
        desk = self._bridge.facts.desk
        if desk is None or desk.arm_blockers:
            reasons = said_all(desk.arm_blockers) if desk else tr("the engine is not connected")
            self._banners.tell(
                "arm",
                "warning",
                tr("Not armed: something is missing"),
                reasons,
                tr("Hold the arm button again when this is settled."),
                again=False,
            )
            return
        self._banners.drop("arm")
        self._bridge.submit(
            Arm(), lambda ticket: self._tell(ticket, "arm", tr("The desk could not be armed"))
        )

    def disarm(self) -> None:
        """One click; also leaves STOPPED."""
        desk = self._bridge.facts.desk
        if desk and desk.open_orders:
            self._toast(tr("Disarming: open orders to cancel: {count}").format(count=desk.open_orders))
        self._bridge.submit(
            Disarm(), lambda ticket: self._tell(ticket, "disarm", tr("The desk could not be disarmed"))
        )

    def pause_or_resume(self) -> None:
        desk = self._bridge.facts.desk
        if desk is None or desk.state not in (TradingState.ARMED, TradingState.PAUSED):
            self._toast(tr("Nothing to pause: the desk is not armed"))
            return
        command = Resume() if desk.state is TradingState.PAUSED else Pause()
        self._bridge.submit(
            command, lambda ticket: self._tell(ticket, "pause", tr("The pause was not taken"))
        )

    def stop(self) -> None:
        """No question asked."""
        self.stop_watch.begin()

    def cancel_orders(self, client_ids: tuple[str, ...]) -> None:
        if not client_ids:
            self._toast(tr("Select orders in the Orders table first"))
            return
        self._toast(tr("Cancelling orders: {count}").format(count=len(client_ids)))
        self._bridge.submit(
            CancelOrders(client_ids=client_ids),
            lambda ticket: self._tell(ticket, "cancel", tr("Not every order was cancelled")),
        )

    def show_keys(self, cheat_sheet: Callable[[], str]) -> Callable[[], None]:
        """Shows the cheat sheet as a banner that can be dismissed."""
        title = tr("Keyboard shortcuts")

        def show() -> None:
            self._banners.tell("keys", "info", title, cheat_sheet(), again=False)

        return show

    def _tell(self, ticket: Ticket, key: str, what: str) -> None:
        if ticket.state is TicketState.FAILED:
            self._banners.tell(
                key, "warning", what, said(ticket.message), tr("Look at the log, then try again.")
            )
