"""The left half of the thresholds dialog: which breaker, on which level, its fields, what they do now."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from mmdesk.core.model.breaker_bounds import bounds_of
from mmdesk.core.model.breakers import Scope, ScopeLevel, ThresholdChange
from mmdesk.gui import theme
from mmdesk.gui.breaker_words import against, figure, kind_title, place_word, scope_word, unit_word
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.panels.threshold_field import FieldState, ThresholdField
from mmdesk.gui.staged_thresholds import Outcome, Place, StagedThresholds
from mmdesk.gui.threshold_words import field_texts, field_title
from mmdesk.ports.breaker_views import BreakerRuleView

Key = tuple[str, str]


class ThresholdForm(QWidget):
    """Edits go into `staged`; `edited` tells that there was one, `chosen` which breaker is shown."""

    edited = Signal()
    chosen = Signal(tuple)

    def __init__(self, facts: Facts, staged: StagedThresholds) -> None:
        super().__init__()
        self._facts = facts
        self._staged = staged
        self.which = QComboBox()
        self.which.setAccessibleName(tr("Which breaker"))
        self.level = QComboBox()
        self.level.setAccessibleName(tr("Holds for"))
        self.level.setToolTip(tr("For this breaker alone, or for all of its kind on a wider level"))
        self._places: list[Place] = []
        grid = QGridLayout()
        self.fields = {text.name: ThresholdField(text, grid, row) for row, text in enumerate(field_texts())}
        self.reach = plain_label(name="Muted")
        self.preview = plain_label(bold=True)
        self._lay_out(grid)
        self.which.currentIndexChanged.connect(self._show_breaker)
        self.level.currentIndexChanged.connect(self.refresh)
        for field in self.fields.values():
            field.edited.connect(self._edit)
            field.inherit_wanted.connect(self._inherit)

    @property
    def key(self) -> Key | None:
        """Of the breaker shown."""
        key = self.which.currentData()
        return tuple(key) if key else None

    @property
    def place(self) -> Place | None:
        """Where edits go."""
        at = self.level.currentIndex()
        return self._places[at] if 0 <= at < len(self._places) else None

    def take_rules(self) -> None:
        """Breakers that are new are offered."""
        known = {tuple(self.which.itemData(at)) for at in range(self.which.count())}
        for key, view in self._facts.breaker_rules.items():
            if key not in known:
                self.which.addItem(f"{kind_title(view.kind)} · {scope_word(view.scope)}", key)

    def clear(self) -> None:
        """Another session."""
        self._places = []
        self.level.clear()
        self.which.clear()

    def choose(self, key: Key) -> None:
        """Show this breaker."""
        keys = [tuple(self.which.itemData(at)) for at in range(self.which.count())]
        self.which.setCurrentIndex(keys.index(key) if key in keys else 0)

    def show_place(self, said: ThresholdChange) -> None:
        """Show the field that a change is about, at the level it is said on."""
        wanted = Place(said.kind, Scope(said.level, said.name))
        for key, rule in self._facts.breaker_rules.items():
            if wanted in self._staged.places(rule.kind, rule.scope, rule.strategy):
                self.choose(key)
                self.level.setCurrentIndex(self._places.index(wanted))
                return

    def begin_editing(self) -> None:
        """The keyboard is at the threshold."""
        self.fields["open_above"].box.setFocus()
        self.fields["open_above"].box.selectAll()

    def refresh(self) -> None:
        """Fields and preview as they are now."""
        place = self.place
        if place is None or self._facts.breaker_settings is None:
            return
        for name, field in self.fields.items():
            field.show_state(self._state(place, name))
        nearer = self._nearer(place)
        reach = "\n".join(text for text in (self._reach(place), nearer) if text)
        put(self.reach, reach, theme.WARNING if nearer else theme.MUTED)
        self.reach.setVisible(bool(reach))
        self.show_preview()

    def show_preview(self) -> None:
        """What the breaker shown would do at its present value."""
        view = self._facts.breakers.get(self.key) if self.key else None
        if view is None:
            put(self.preview, tr("Now: nothing measured yet"), theme.MUTED)
            return
        outcome = self._staged.outcome(view)
        text, colour = _outcome_text(outcome)
        now = tr("Now {now}; with this threshold {limit} {unit}: {outcome}").format(
            now=against(view), limit=figure(outcome.limit), unit=unit_word(view.kind), outcome=text
        )
        put(self.preview, now, colour)

    def mark_problems(self, message: str) -> None:
        """The edited fields that a refusal names."""
        place = self.place
        words = message.replace(",", " ").split()
        wrong = [
            name for name in self.fields if name in words and place and self._staged.is_changed(place, name)
        ]
        for name in wrong:
            self.fields[name].show_problem(tr("see below"))
        if wrong:
            self.fields[wrong[0]].box.setFocus()

    def _show_breaker(self) -> None:
        rule = self._rule()
        if rule is not None:
            self._places = self._staged.places(rule.kind, rule.scope, rule.strategy)
            with QSignalBlocker(self.level):
                self.level.clear()
                self.level.addItems([place_word(place.scope) for place in self._places])
            self.chosen.emit(rule.key)
        self.refresh()

    def _rule(self) -> BreakerRuleView | None:
        return self._facts.breaker_rules.get(self.key) if self.key else None

    def _edit(self, field: str, value: float) -> None:
        if place := self.place:
            self._staged.stage(place, field, value)
            self.edited.emit()

    def _inherit(self, field: str) -> None:
        if place := self.place:
            self._staged.inherit(place, field)
            self.fields[field].box.setFocus()
            self.edited.emit()

    def _state(self, place: Place, name: str) -> FieldState:
        staged = self._staged
        changed = staged.is_changed(place, name)
        again = ""
        if staged.may_inherit(place, name):
            again = tr("Take back") if changed else tr("Inherit again")
        return FieldState(
            value=staged.value(place, name),
            was=staged.was(place, name),
            changed=changed,
            source=self._source(place, name),
            again=again,
            unit=unit_word(place.kind),
            bounds=bounds_of(place.kind, name),
        )

    def _source(self, place: Place, name: str) -> str:
        """Where a value comes from, when not from the defaults."""
        said = self._staged.source(place, name)
        if said is None:
            return ""
        by = tr("by hand") if self._staged.by_person(said) else tr("settings file")
        if Scope(said.level, said.name) == place.scope:
            return tr("set here, {by}").format(by=by)
        return tr("from: {place}, {by}").format(place=place_word(Scope(said.level, said.name)), by=by)

    def _reach(self, place: Place) -> str:
        rule = self._rule()
        if place.scope.level is ScopeLevel.GLOBAL:
            return tr("Holds for every breaker of this kind without a threshold of its own.")
        if rule is None or place.scope == rule.scope:
            return ""
        if place.scope.level is ScopeLevel.STRATEGY:
            return tr("Has the last word wherever this strategy quotes.")
        return tr("Holds for every breaker of this kind there that has no nearer threshold of its own.")

    def _nearer(self, place: Place) -> str:
        """Which fields the breaker shown does not take from this level, because a nearer one has the word."""
        rule = self._rule()
        if rule is None or place.scope == rule.scope:
            return ""
        own = Place(rule.kind, rule.scope)
        said = {name: self._staged.source(own, name, rule.strategy) for name in self.fields}
        order = [one.scope for one in self._staged.places(rule.kind, rule.scope, rule.strategy)]
        order.sort(key=lambda scope: scope.level is not ScopeLevel.STRATEGY)
        nearer = order[: order.index(place.scope)]
        titles = [
            field_title(name) for name, one in said.items() if one and Scope(one.level, one.name) in nearer
        ]
        if not titles:
            return ""
        return tr("{place} has its own: {fields}.").format(
            place=scope_word(rule.scope), fields=", ".join(titles)
        )

    def _lay_out(self, grid: QGridLayout) -> None:
        grid.setColumnStretch(3, 1)
        grid.setColumnMinimumWidth(3, 124)
        grid.setVerticalSpacing(4)
        self.reach.setWordWrap(True)
        self.preview.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 6, 0)
        box.addWidget(self.which)
        box.addWidget(self.level)
        box.addWidget(self.reach)
        box.addLayout(grid)
        box.addWidget(self.preview)
        box.addStretch()


def _outcome_text(outcome: Outcome) -> tuple[str, str]:
    return {
        "open": ("■ " + tr("would open"), theme.DANGER_TEXT),
        "reduce": ("▼ " + tr("would only reduce"), theme.WARNING),
        "warn": ("▲ " + tr("would warn"), theme.WARNING),
        "ok": ("✓ " + tr("ok"), theme.GOOD),
        "unknown": ("— " + tr("nothing measured yet"), theme.MUTED),
    }[outcome.word]
