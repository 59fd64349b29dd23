"""Turns alerts, lost links and dead processes into banners: what, why, what to do."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from mmdesk.core.model.state import TradingState
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.banners import BannerStack
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import tr
from mmdesk.gui.said import said
from mmdesk.link.protocol import LinkState
from mmdesk.ports.views import AlertView, DeskView

SILENCE_S = 5.0
ENGINE = "engine"
SILENT = "silent"
VENUE = "venue"
KEPT_STOP = "kept-stop"


class Notices(QObject):
    """Listens to the bridge and to the desktop; `restart` starts a new engine."""

    def __init__(self, bridge: Bridge, banners: BannerStack, restart: Callable[[], None]) -> None:
        super().__init__(banners)
        self._facts = bridge.facts
        self._banners = banners
        self._restart = restart
        bridge.alerts_arrived.connect(self._alerts)
        bridge.desk_changed.connect(self._desk)

    def engine_died(self, why: str) -> None:
        """The engine's process is gone and nobody asked for that."""
        desk = self._facts.desk
        left = desk.open_orders + desk.unknown_orders if desk else 0
        do = tr(
            "Nothing is quoted now. A new engine starts disarmed and asks the venue for all orders and fills."
        )
        if left:
            do = tr("Orders that may still be open at the venue: {count}.").format(count=left) + " " + do
        self._banners.drop(SILENT)
        self._banners.tell(
            ENGINE,
            "critical",
            tr("The engine has ended unexpectedly"),
            why,
            do,
            [(tr("Restart the engine"), self._restart)],
            sticky=True,
            again=False,
        )

    def start_failed(self, what: str, why: str) -> None:
        """A child did not start; `why` is its own word."""
        choices = [(tr("Try again"), self._restart)]
        do = tr("Settle what is named here, then try again. The log folder has the details.")
        self._banners.tell(ENGINE, "critical", what, said(why), do, choices, sticky=True, again=False)

    def venue_news(self, level: str, text: str) -> None:
        """The simulated venue died or came back; that it was given up is told by `venue_gone`."""
        if level == "info":
            self._banners.drop(VENUE)
        elif level != "error":
            self._banners.tell(VENUE, "warning", tr("Simulated venue"), said(text), again=False)

    def venue_gone(self, why: str) -> None:
        """The simulated venue ended for good."""
        do = tr("Nothing more can be quoted in this session. Close the desk and start it again.")
        self._banners.tell(
            VENUE,
            "critical",
            tr("The simulated venue has ended for good"),
            said(why),
            do,
            sticky=True,
            again=False,
        )

    def window_fault(self, why: str) -> None:
        """A task of the window itself failed."""
        self._banners.tell(
            "fault",
            "warning",
            tr("Something went wrong in the window itself"),
            why,
            tr("The engine is not affected. If it happens again, restart the window."),
        )

    def engine_starts(self) -> None:
        """A new engine is on its way."""
        for key in (ENGINE, SILENT):
            self._banners.drop(key)

    def link_changed(self, state: LinkState, reason: str) -> None:
        if state is LinkState.REFUSED:
            self._banners.tell(
                ENGINE,
                "critical",
                tr("The engine refused this window"),
                reason,
                tr("Restart the engine from here."),
                [(tr("Restart the engine"), self._restart)],
                sticky=True,
                again=False,
            )

    def watch_silence(self) -> None:
        """An engine that is connected and says nothing is told too."""
        silence = self._facts.silence_s
        if self._facts.live and silence > SILENCE_S:
            self._banners.tell(
                SILENT,
                "critical",
                tr("The engine has not answered for {age}").format(age=fmt.duration(silence)),
                tr("Everything shown is as old as that."),
                tr("It may come back by itself. STOP is sent as soon as it listens."),
                [(tr("Restart the engine"), self._restart)],
                sticky=True,
                again=False,
            )
        elif self._banners.get(SILENT):
            self._banners.drop(SILENT)

    def _desk(self, desk: DeskView) -> None:
        """A stop that was released is no news any more."""
        if desk.state is not TradingState.STOPPED and self._banners.get(f"alert {KEPT_STOP}"):
            self._banners.drop(f"alert {KEPT_STOP}")

    def _alerts(self, alerts: tuple[AlertView, ...]) -> None:
        desk = self._facts.desk
        for alert in alerts:
            if alert.key == KEPT_STOP and desk is not None and desk.state is not TradingState.STOPPED:
                continue
            level = alert.level.lower()
            known = level if level in theme.BANNERS else "warning"
            self._banners.tell(f"alert {alert.key}", known, said(alert.what), said(alert.why), said(alert.do))
