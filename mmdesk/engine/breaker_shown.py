"""What was told of the breakers, kept for a window that comes later: cells, rules, and the last events."""

from collections import deque
from collections.abc import Sequence

from mmdesk.core.model.effects import BreakerChanged, BreakerSettingsChanged
from mmdesk.engine.breaker_status import changed_settings, event_view
from mmdesk.ports.breaker_views import BreakerEventView, BreakerRuleView, BreakerSettingsView, BreakerView
from mmdesk.ports.views import AnyView

MAX_EVENTS = 500


class BreakersShown:
    """`news` collects what the next publication tells; `snapshot` is everything."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], BreakerView] = {}
        self._rules: dict[tuple[str, str], BreakerRuleView] = {}
        self._events: deque[BreakerEventView] = deque(maxlen=MAX_EVENTS)
        self._settings: BreakerSettingsView | None = None
        self.news: list[AnyView] = []

    def begin(self, settings: BreakerSettingsView) -> None:
        """All thresholds as the session begins."""
        self._settings = settings
        self.news.append(settings)

    def see(self, effect: BreakerChanged | BreakerSettingsChanged, wall_ns: int) -> None:
        """A breaker moved, or somebody changed thresholds."""
        if isinstance(effect, BreakerChanged):
            event = event_view(effect, wall_ns)
            self._events.append(event)
            self.news.append(event)
        elif self._settings is not None:
            self._settings = changed_settings(self._settings, effect)
            self.news.append(self._settings)

    def show(self, views: Sequence[AnyView]) -> None:
        """Cells and rules that changed."""
        for view in views:
            if isinstance(view, BreakerView):
                self._cells[view.key] = view
            elif isinstance(view, BreakerRuleView):
                self._rules[view.key] = view
        self.news.extend(views)

    def take(self) -> list[AnyView]:
        """What is new; told once."""
        news, self.news = self.news, []
        return news

    def snapshot(self) -> tuple[AnyView, ...]:
        """Everything a window that just came has to know."""
        settings = (self._settings,) if self._settings else ()
        return (*self._rules.values(), *self._cells.values(), *self._events, *settings)
