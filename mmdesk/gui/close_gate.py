"""The way out: with orders open or the desk armed the window asks first, without a dialog."""

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer

from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.ports.control import Shutdown, Ticket, TicketState
from mmdesk.ports.views import DeskView

KEY = "close"
PATIENCE_MS = 30_000
# With nobody to answer (the session ends, SIGTERM): the system kills what takes longer.
UNATTENDED_MS = 8_000


class Stage(Enum):
    """Where the way out stands."""

    OPEN = auto()
    ASKING = auto()
    ENDING = auto()
    LEFT = auto()


class CloseGate(QObject):
    """`leave` is called once, when nothing of ours is open or the person said so."""

    def __init__(self, bridge: Bridge, banners: BannerStack, leave: Callable[[], None]) -> None:
        super().__init__(banners)
        self.stage = Stage.OPEN
        self.unattended = False
        """Nobody will answer a question: doubt is logged by the engine and the way out goes on."""
        self.in_doubt = False
        self._bridge = bridge
        self._banners = banners
        self._leave = leave
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._tell_doubt(tr("The engine did not confirm in time.")))
        bridge.desk_changed.connect(self._progress)

    def ask(self) -> None:
        """The person wants out."""
        if self.stage in (Stage.LEFT, Stage.ENDING):
            return
        facts = self._bridge.facts
        desk = facts.desk
        if not facts.live:
            if desk and desk.open_orders + desk.unknown_orders:
                self._tell_doubt(tr("The engine is not running, so nothing can be cancelled from here."))
            else:
                self._go()
        elif desk and (facts.armed or desk.open_orders or desk.unknown_orders):
            self._question(desk)
        else:
            self._end()

    def leave_now(self) -> None:
        """Leave without the question (a signal, the end of the session): still cancels and verifies first."""
        self.unattended = True
        if self._bridge.facts.live and self.stage in (Stage.OPEN, Stage.ASKING):
            self._end()
        elif not self._bridge.facts.live:
            self._go()

    def engine_ended(self, *, clean: bool) -> bool:
        """The engine's process is gone; True when that was our doing and needs no alarm."""
        if self.stage is not Stage.ENDING:
            return self.stage is Stage.LEFT
        if clean:
            self._go()
        else:
            self._tell_doubt(tr("The engine ended before it confirmed that no order is open."))
        return True

    def close(self) -> None:
        self._patience.stop()

    def _question(self, desk: DeskView) -> None:
        self.stage = Stage.ASKING
        self._banners.tell(
            KEY,
            "warning",
            tr("Quit? The desk is still working"),
            tr("Open orders: {count}. Quoting stops when the engine ends.").format(count=desk.open_orders),
            "",
            [(tr("Cancel all and quit"), self._end), (tr("Stay"), self._stay)],
            sticky=True,
            again=False,
        )

    def _end(self) -> None:
        self.stage = Stage.ENDING
        self._patience.start(UNATTENDED_MS if self.unattended else PATIENCE_MS)
        desk = self._bridge.facts.desk
        if desk:
            self._progress(desk)
        self._bridge.submit(Shutdown(), self._answered)

    def _answered(self, ticket: Ticket) -> None:
        # A lost answer proves nothing: the end of the engine's process does, and is told to `engine_ended`.
        if self.stage is Stage.ENDING and ticket.state is TicketState.DONE:
            self._go()

    def _progress(self, desk: DeskView) -> None:
        if self.stage is Stage.ENDING:
            self._banners.tell(
                KEY,
                "info",
                tr("Cancelling all orders, then quitting"),
                tr("Open: {open}. Unknown: {unknown}.").format(
                    open=desk.open_orders, unknown=desk.unknown_orders
                ),
                "",
                sticky=True,
                again=False,
            )

    def _tell_doubt(self, why: str) -> None:
        self._patience.stop()
        self.in_doubt = True
        if self.unattended:
            self._go()
            return
        self.stage = Stage.ASKING
        self._banners.tell(
            KEY,
            "critical",
            tr("Orders may still be open"),
            why,
            tr("Check them on the venue's own page before you quit."),
            [(tr("Stay"), self._stay), (tr("Quit anyway"), self._go)],
            sticky=True,
            again=False,
        )

    def _stay(self) -> None:
        self.stage = Stage.OPEN
        self.in_doubt = False
        self._banners.drop(KEY)

    def _go(self) -> None:
        if self.stage is not Stage.LEFT:
            self.stage = Stage.LEFT
            self._patience.stop()
            self._leave()
