"""A picture of the window with the scripted feed: `python -m tests.gui.screenshot OUT.png [--language es]`.

For looking at the window without an engine; `docs/images/window.png` is taken from the real demo.
"""

import argparse
import tempfile
import time

from msgspec.structs import replace
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from mmdesk.core.model.breakers import BreakerMove
from mmdesk.core.model.state import TradingState
from mmdesk.gui import theme
from mmdesk.gui.breakers import Breakers
from mmdesk.gui.bridge import Bridge
from mmdesk.gui.i18n import install_language
from mmdesk.gui.main_window import MainWindow
from mmdesk.link.protocol import LinkState
from mmdesk.ports.views import AlertView, Frame
from tests.gui import breaker_feed, drill_feed, limits_feed, rehearsal_feed
from tests.gui.feed import START_NS, Feed, desk, session

SCENES = (
    "starting",
    "disarmed",
    "armed",
    "dead",
    "alert",
    "short",
    "breakers",
    "thresholds",
    "versions",
    "history",
    "drill",
    "drills",
    "limits",
    "release",
)


def main() -> None:
    options = _options()
    app = QApplication([])
    theme.apply(app)
    install_language(app, options.language)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(f"{folder}/window.ini", QSettings.Format.IniFormat)
        _shoot(app, MainWindow(Bridge(), settings, options.language), options)
        settings.sync()


def _shoot(app: QApplication, window: MainWindow, options: argparse.Namespace) -> None:
    width, height = (int(n) for n in options.size.split("x"))
    window.resize(width, height)
    window.show()
    app.processEvents()
    if options.scene != "starting":
        window.attach_charts()
        play(window.bridge, options.scene)
    window.tables.show_tab(options.tab)
    _settle(app, window)
    shown: QWidget = window
    if options.scene in ("thresholds", "versions"):
        shown = _edited(app, window.breakers, options.scene)
    if options.scene == "history":
        window.breakers.show_history(breaker_feed.breaker())
        page = window.breakers.page
        assert page is not None
        page.show_metric(breaker_feed.metric_history(), "")
        page.show_events(breaker_feed.event_history(), "")
        _settle(app, window)
        shown = page
    if options.scene == "drill":
        button = window.breakers.panel.drill
        window.breakers.drills.menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        app.processEvents()
    if options.scene == "drills":
        shown = window.breakers.drills.page
        window.breakers.drills.show_last()
        window.breakers.drills.page.show_drills(drill_feed.history(), "")
        app.processEvents()
    if options.scene == "release":
        model = window.tables.limits.model
        window.tables.limits.ask(next(row for row in model.rows() if row.latched))
        asked = window.tables.limits.dialog
        shown = asked or window
        app.processEvents()
    shown.grab().save(options.out)
    window.shut()


def _edited(app: QApplication, breakers: Breakers, scene: str) -> QWidget:
    """The thresholds dialog with two edits, the answers to its questions put in by hand."""
    breakers.show_thresholds(breaker_feed.breaker())
    dialog = breakers.thresholds
    dialog.form.fields["open_above"].box.setValue(12.0)
    dialog.form.fields["violations"].box.setValue(2.0)
    dialog.form.fields["window_s"].box.setValue(5.0)
    assert dialog.rehearsal is not None
    dialog.rehearsal.source.setCurrentIndex(1)
    dialog.rehearsal.run()
    changes = dialog.staged.changes()
    dialog.rehearsal.show_rehearsal(rehearsal_feed.rehearsed(*changes), changes)
    dialog.versions.show_history(breaker_feed.version_history(), "")
    if scene == "versions":
        dialog.pages.setCurrentIndex(1)
    app.processEvents()
    return dialog


def play(bridge: Bridge, scene: str) -> None:
    """Feed the bridge with minutes of views at once."""
    feed = Feed()
    bridge.on_state(LinkState.CONNECTED, "")
    bridge.on_frame(feed.first())
    bridge.flush()
    frames = {"short": 250, "disarmed": 900}.get(scene, 5_800)
    for number in range(frames):
        feed.armed = scene != "disarmed" and number > 100
        if 2_000 < number < 2_060:
            feed.next()
            continue
        bridge.on_frame(feed.next())
        bridge.flush()
    if scene == "alert":
        alert = AlertView(
            wall_ns=START_NS,
            level="warning",
            key="rejects",
            what="binance refused 3 orders",
            why="price not a multiple of 0.01: error -1013 <img src='file:///etc/passwd'>",
            do="The tick size was reloaded; nothing to do unless it happens again.",
        )
        bridge.on_frame(Frame(sequence=9_999, views=(alert,)))
        bridge.flush()
    if scene in ("breakers", "thresholds", "versions", "history"):
        now_ns = bridge.facts.now_ns
        moves = ((BreakerMove.OPENED, 190), (BreakerMove.HALF_OPENED, 140), (BreakerMove.OPENED, 30))
        events = (breaker_feed.breaker_event(what, now_ns - ago * 1_000_000_000) for what, ago in moves)
        views = (*breaker_feed.calm(), *events, *breaker_feed.troubled())
        bridge.on_frame(Frame(sequence=9_999, views=views))
        bridge.flush()
    if scene in ("drill", "drills"):
        simulated = replace(session(), drills=True)
        armed = desk(TradingState.ARMED, wall_ns=bridge.facts.now_ns)
        views = (simulated, armed, *breaker_feed.calm(), drill_feed.ended(drill_feed.passed()))
        bridge.on_frame(Frame(sequence=9_999, views=views))
        bridge.flush()
    if scene in ("limits", "release"):
        views = (*limits_feed.calm(), *limits_feed.troubled())
        bridge.on_frame(Frame(sequence=9_999, views=views))
        bridge.flush()
    if scene == "dead":
        bridge.on_state(LinkState.DISCONNECTED, "the connection ended")


def _settle(app: QApplication, window: MainWindow) -> None:
    if window.charts is not None and window.bridge.facts.session is not None:
        if not window.bridge.facts.live:
            window.notices.engine_died("killed by signal 9")
        window.charts.refresh_all()
    window.refresh()
    until = time.monotonic() + 0.4
    while time.monotonic() < until:
        app.processEvents()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--language", default="en")
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--scene", choices=SCENES, default="armed")
    parser.add_argument("--tab", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
