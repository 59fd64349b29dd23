"""The line at the bottom: per venue a dot, a word, latency and age; then loop lag, database, UTC clock."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, plain_tip, put
from mmdesk.gui.said import said
from mmdesk.gui.words import protection_hint, protector_word
from mmdesk.ports.views import VenueView

MAX_VENUES = 8
LAG_WARNING_MS = 50.0


class StatusBar(QFrame):
    """Refreshed with the facts; a value of the past is dimmed and says how old it is."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.setObjectName("StatusBar")
        self._facts = facts
        self.setFixedHeight(26)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 0, 10, 0)
        self._row.setSpacing(18)
        self._venues: dict[str, QLabel] = {}
        self.link = plain_label(size_pt=8.5)
        self.lag = plain_label(size_pt=8.5)
        self.database = plain_label(size_pt=8.5)
        self.clock = plain_label(size_pt=8.5)
        self._row.addWidget(self.link)
        self._row.addStretch()
        for label in (self.lag, self.database, self.clock):
            self._row.addWidget(label)
        self.link_text = tr("Engine: not connected")
        self.refresh()

    def refresh(self) -> None:
        facts, desk = self._facts, self._facts.desk
        put(
            self.link,
            tr("Engine: connected") if facts.live else self.link_text,
            theme.MUTED if facts.live else theme.WARNING,
        )
        for venue in facts.venues.values():
            self._show_venue(venue)
        if desk is None:
            for label in (self.lag, self.database, self.clock):
                label.clear()
            return
        lag = tr("Loop lag {ms} ms").format(ms=fmt.milliseconds(desk.loop_lag_ms))
        put(self.lag, lag, self._tone(bad=desk.loop_lag_ms > LAG_WARNING_MS))
        behind = desk.journal_seq - desk.stored_seq
        text = tr("DB {stored} of {journal}").format(
            stored=fmt.number(desk.stored_seq, 0), journal=fmt.number(desk.journal_seq, 0)
        )
        if desk.storage_fault:
            text = tr("▲ DB fault: {fault}").format(fault=said(desk.storage_fault))
        put(self.database, text, self._tone(bad=bool(desk.storage_fault) or behind > 5_000))
        put(self.clock, fmt.clock(desk.wall_ns) + " UTC", theme.MUTED)

    def _show_venue(self, venue: VenueView) -> None:
        label = self._venues.get(venue.venue)
        if label is None:
            if len(self._venues) >= MAX_VENUES:
                return
            label = self._venues[venue.venue] = plain_label(size_pt=8.5)
            self._row.insertWidget(len(self._venues), label)
        up = self._facts.current and venue.connected
        word = (
            tr("reconciling") if up and venue.reconciling else tr("connected") if up else tr("not connected")
        )
        dot = "◐" if up and venue.reconciling else "●" if up else "○"
        text = f"{dot} {venue.venue}: {word}"
        if up and venue.protected_by:
            guarded = tr("protected by: {guardian}").format(guardian=protector_word(venue.protected_by))
            text += "  ·  " + (guarded if venue.protected else tr("NOT PROTECTED"))
        if up:
            text += "  ·  " + tr("ack {ack} ms").format(ack=fmt.milliseconds(venue.ack_p50_ms))
            text += "  ·  " + tr("last message {age} ms ago").format(
                age=fmt.milliseconds(venue.last_message_age_ms)
            )
        safe = venue.protected or not venue.protected_by
        put(label, text, theme.TEXT if up and safe else theme.WARNING)
        counts = tr(
            "Reconnects {reconnects}, malformed messages {malformed}, request weight {weight} %"
        ).format(
            reconnects=venue.reconnects,
            malformed=venue.malformed,
            weight=fmt.number(venue.weight_used * 100, 0),
        )
        told = "\n\n".join(text for text in (protection_hint(venue), counts) if text)
        if (tip := plain_tip(told)) != label.toolTip():
            label.setToolTip(tip)

    def _tone(self, *, bad: bool) -> str:
        return theme.WARNING if bad else theme.MUTED
