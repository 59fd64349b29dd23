"""The window as an application: painted first; then venue and engine are started, watched, ended in order."""

import asyncio
import contextlib
import gc
import secrets
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from mmdesk import __version__
from mmdesk.app.engine_child import EngineProcess
from mmdesk.app.instance import InstanceLock
from mmdesk.app.options import EXIT_NOT_PROVED, EXIT_OK, BadInputError, RunOptions
from mmdesk.app.paths import Paths
from mmdesk.app.places import paths_for
from mmdesk.app.venue_link import VenueInfo
from mmdesk.core.model.state import TradingState
from mmdesk.gui import theme
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.close_gate import Stage
from mmdesk.gui.i18n import choose_language, install_language, tr
from mmdesk.gui.main_window import MainWindow
from mmdesk.gui.panels.startup import Step
from mmdesk.gui.resources import resource
from mmdesk.link.protocol import LinkState
from mmdesk.ports.views import DeskView, MarketView

if TYPE_CHECKING:
    from mmdesk.app.desktop_engine import EngineSeat
    from mmdesk.app.setup import EngineSetup
    from mmdesk.gui.tray import Tray

FIRST_PAINT_WITHIN_S = 2.0
ENGINE_END_S = 35.0
ENGINE_END_WITHOUT_VENUE_S = 8.0
ENGINE_END_UNATTENDED_S = 5.0
# What desktops give a program at the end of a session before they kill it is hardly more.
SESSION_END_S = 3.0
KILL_S = 1.0
CHARTS_WAIT_S = 3.0

OnMilestone = Callable[[str], None]


def run_desktop(options: RunOptions, on_milestone: OnMilestone = lambda _: None) -> int:
    """Show the window and run until it is left; `on_milestone` hears "painted" and "priced" (benchmarks)."""
    paths = paths_for(options)
    with InstanceLock(paths.data_dir, "desk"), _engine_ahead(options, paths) as engine:
        app = _application()
        settings = QSettings(str(paths.data_dir / "window.ini"), QSettings.Format.IniFormat)
        language = choose_language(options.lang or str(settings.value("language") or ""))
        install_language(app, language)
        bridge = Bridge()
        window = MainWindow(bridge, settings, language)
        window.show()
        _until_painted(app, window)
        on_milestone("painted")
        return _run_loop(app, Desktop(options, paths, window, bridge, engine, on_milestone))


@contextlib.contextmanager
def _engine_ahead(options: RunOptions, paths: Paths) -> Iterator[EngineProcess | None]:
    """The engine imports for two seconds before it can be told anything: it starts before the window."""
    if options.host != "process":
        yield None
        return
    engine = EngineProcess(paths)
    engine.launch()
    try:
        yield engine
    finally:
        engine.abandon()


def _application() -> QApplication:
    from PySide6.QtGui import QIcon

    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("mmdesk")
    app.setOrganizationName("mmdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("mmdesk")
    app.setWindowIcon(QIcon(str(resource("icons/mmdesk.svg"))))
    # Without this, closing the last banner-less window would end the loop before the engine has ended.
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app)
    return app


def _until_painted(app: QApplication, window: MainWindow) -> None:
    until = time.monotonic() + FIRST_PAINT_WITHIN_S
    while not window.painted and time.monotonic() < until:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _run_loop(app: QApplication, desktop: "Desktop") -> int:
    # After the first paint: asyncio and qasync take longer to import than the shell takes to appear.
    from qasync import QEventLoop as QtAsyncLoop

    with QtAsyncLoop(app) as loop:
        asyncio.set_event_loop(loop)
        try:
            code: int = loop.run_until_complete(desktop.run())
        finally:
            asyncio.set_event_loop(None)
    return code


class Desktop:
    """Owns the venue, the engine's seat and every task of the window's loop."""

    def __init__(
        self,
        options: RunOptions,
        paths: Paths,
        window: MainWindow,
        bridge: Bridge,
        engine: EngineProcess | None,
        on_milestone: OnMilestone,
    ) -> None:
        from mmdesk.app.demo_venue import DemoVenue

        self._options = options
        self._paths = paths
        self._window = window
        self._bridge = bridge
        self._engine_ahead = engine
        self._on_milestone = on_milestone
        self._venue = DemoVenue(options, paths, window.notices.venue_news)
        self._info: VenueInfo | None = None
        self._seat: EngineSeat | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving = asyncio.Event()
        self._venue_up = asyncio.Event()
        self._arm_wanted = options.arm
        self._tray: Tray | None = None

    async def run(self) -> int:
        """Until the person (or a signal, or the duration) ends it and no order is left open."""
        window, bridge = self._window, self._bridge
        window.may_leave.connect(self._leaving.set)
        window.restart_wanted.connect(lambda: self._spawn(self._restart(), "restart"))
        bridge.markets_changed.connect(self._watch_first_price)
        bridge.desk_changed.connect(self._arm_when_allowed)
        self._spawn(self._start(), "start")
        self._spawn(self._tell_when_venue_is_gone(), "venue")
        before = self._take_signals()
        self._open_tray()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.commitDataRequest.connect(self._session_ends)
        # The charts' import takes a core for half a second: not while venue and engine need both.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._venue_up.wait(), CHARTS_WAIT_S)
        window.attach_charts()
        # What lives now lives to the end: later collections skip it, and so come sooner and are short.
        gc.freeze()
        if self._options.duration_s is not None:
            QTimer.singleShot(int(self._options.duration_s * 1000), window, window.gate.leave_now)
        try:
            await self._leaving.wait()
        finally:
            for number, handler in before:
                signal.signal(number, handler)
            await self._close()
            gc.unfreeze()
        return EXIT_NOT_PROVED if window.gate.in_doubt else EXIT_OK

    async def _start(self) -> None:
        """Venue and engine at once: the engine imports its libraries while the venue comes up."""
        from mmdesk.app.child import ChildError
        from mmdesk.core.model.errors import ConfigurationError

        token = secrets.token_urlsafe(24)
        seat = self._new_seat(token)
        try:
            link = await seat.open(self._bridge.on_frame, self._bridge.on_state)
        except (BadInputError, ChildError, ConfigurationError, OSError) as error:
            if self._info is None:
                self._failed(Step.VENUE, tr("The simulated venue could not be started"), str(error))
            else:
                self._failed(Step.ENGINE, tr("The engine could not be started"), str(error))
            return
        self._seat = seat
        self._bridge.attach(link)
        self._window.startup.done(Step.ENGINE)
        self._window.notices.engine_starts()
        self._spawn(seat.serve(), "link")
        self._spawn(self._watch(seat), "engine watch")

    async def _setup(self, token: str) -> "EngineSetup":
        from mmdesk.app.setup import EngineSetup

        if self._info is None:
            self._info = await self._venue.start()
        self._window.startup.done(Step.VENUE)
        self._venue_up.set()
        return EngineSetup(
            data_dir=str(self._paths.data_dir),
            token=token,
            venue=self._info,
            config=str(self._options.config or ""),
            attended=True,
        )

    def _new_seat(self, token: str) -> "EngineSeat":
        from mmdesk.app.desktop_engine import ProcessSeat, WindowSeat

        if self._options.host == "window":
            return WindowSeat(self._setup(token), self._paths)
        process, self._engine_ahead = self._engine_ahead or EngineProcess(self._paths), None
        return ProcessSeat(process, self._setup(token), token)

    async def _watch(self, seat: "EngineSeat") -> None:
        """Told plainly when it ends and nobody asked for that."""
        code = await seat.ended()
        if self._seat is not seat:
            return
        self._seat = None
        self._bridge.attach(None)
        self._bridge.on_state(LinkState.DISCONNECTED, "")
        if self._window.gate.engine_ended(clean=code == EXIT_OK):
            return
        ending = (
            tr("killed by signal {number}").format(number=-code)
            if code < 0
            else tr("exit code {code}").format(code=code)
        )
        self._window.notices.engine_died(f"{ending}  {seat.why()}".strip())

    async def _restart(self) -> None:
        """A new engine on the same venue: it reconciles what the last one left, and starts disarmed."""
        seat, self._seat = self._seat, None
        self._arm_wanted = False
        if seat is not None:
            await seat.close(KILL_S)
        self._window.notices.engine_starts()
        await self._start()

    async def _tell_when_venue_is_gone(self) -> None:
        """A recording that breaks off, or too many deaths: nothing more comes, and waiting is useless."""
        why = await self._venue.given_up()
        self._window.startup.failed(Step.VENUE)
        self._window.notices.venue_gone(why)

    def _failed(self, step: Step, what: str, why: str) -> None:
        self._window.startup.failed(step)
        self._window.notices.start_failed(what, why)

    async def _close(self) -> None:
        """Engine first (it proves that nothing is open), then the venue it traded on."""
        self._window.shut()
        if self._tray is not None:
            self._tray.close()
        seat, self._seat = self._seat, None
        if seat is not None:
            await seat.close(self._patience_s())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._venue.close()

    def _patience_s(self) -> float:
        """How long the engine may take to end."""
        if self._window.gate.unattended:
            return ENGINE_END_UNATTENDED_S
        return ENGINE_END_WITHOUT_VENUE_S if self._venue.why else ENGINE_END_S

    def _open_tray(self) -> None:
        from mmdesk.gui.tray import Tray

        self._tray = Tray(
            self._bridge.facts, self._window, self._window.actions_, self._window.gate.ask, self._window
        )
        self._tray.open()

    def _session_ends(self) -> None:
        """The desktop session ends and waits for this call: cancel and prove now, without a question."""
        gate = self._window.gate
        gate.leave_now()
        until = time.monotonic() + SESSION_END_S
        while gate.stage is not Stage.LEFT and time.monotonic() < until:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._task_ended)

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            sys.excepthook(type(error), error, error.__traceback__)
            self._window.notices.window_fault(f"{type(error).__name__}: {error}")

    def _watch_first_price(self, markets: tuple[MarketView, ...]) -> None:
        if any(view.bid is not None for view in markets):
            self._bridge.markets_changed.disconnect(self._watch_first_price)
            self._on_milestone("priced")

    def _arm_when_allowed(self, desk: DeskView) -> None:
        # Whoever was armed, paused or stopped once goes on by a person's hand only.
        self._arm_wanted = self._arm_wanted and desk.state is TradingState.DISARMED
        if self._arm_wanted and not desk.arm_blockers:
            self._arm_wanted = False
            self._window.commands.arm()

    def _take_signals(self) -> list[tuple[int, Any]]:
        """SIGTERM, Ctrl+C and a closed terminal leave without the question. The window's timers let Python
        see them."""

        def leave(number: int, frame: object) -> None:
            QTimer.singleShot(0, self._window.gate.leave_now)

        names = ("SIGINT", "SIGTERM", "SIGHUP")
        numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
        return [(number, signal.signal(number, leave)) for number in numbers]
