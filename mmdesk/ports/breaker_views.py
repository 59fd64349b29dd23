"""What every surface shows of the breakers: one cell of the matrix, its rule, and what happened to it."""

from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerMove,
    BreakerRule,
    BreakerSettings,
    BreakerState,
    Permission,
    Scope,
    ThresholdChange,
)
from mmdesk.ports.view import View


class BreakerView(View, frozen=True, kw_only=True):
    """One cell of the breaker matrix: a kind at a scope, as it is now.

    `value` None: nothing measured (yet). `violations` of `violations_needed` in a row so far (0 needed: opens
    at once). `reopens_in_ms`: what is left of the cooldown, None when it does not leave OPEN by itself.
    `opens_last_hour`: the `latch_after`th latches. `since_ns` (UTC): in this state. `size_share` below 1 and
    `probing` (one order at a time) are HALF_OPEN's. `permission`: its own, not what others allow.
    """

    kind: BreakerKind
    scope: Scope
    wall_ns: int
    state: BreakerState
    permission: Permission
    value: float | None
    threshold: float
    warn_at: float
    unit: str
    violations: int
    violations_needed: int
    reopens_in_ms: int | None
    opens_last_hour: int
    latch_after: int
    since_ns: int
    reason: str
    who: str = ""
    size_share: float = 1.0
    probing: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What tells one breaker from another."""
        return (self.kind.value, f"{self.scope.level.value}:{self.scope.name}")


class BreakerEventView(View, frozen=True, kw_only=True):
    """One line of the breaker log: what happened to which breaker, with the number that did it."""

    wall_ns: int
    kind: BreakerKind
    scope: Scope
    what: BreakerMove
    state: BreakerState
    value: float | None
    threshold: float
    reason: str
    who: str
    orders_cancelled: int
    verify_ms: int | None


class BreakerRuleView(View, frozen=True, kw_only=True):
    """The rule in force for one breaker, after inheritance; sent when it changes.

    `strategy` is what quotes its market, and has the last word on its rule; empty for wider scopes.
    """

    kind: BreakerKind
    scope: Scope
    rule: BreakerRule
    strategy: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """As of its `BreakerView`."""
        return (self.kind.value, f"{self.scope.level.value}:{self.scope.name}")


class BreakerSettingsView(View, frozen=True, kw_only=True):
    """All thresholds: the settings file's, what people changed over it, who did last, and whether that can be
    undone. `who` is empty while nobody did in this session."""

    wall_ns: int
    who: str
    in_force: tuple[ThresholdChange, ...]
    can_undo: bool
    settings: BreakerSettings
