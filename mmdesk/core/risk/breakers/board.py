"""All breakers of a desk, and what they allow each market together: the worst of those that cover it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerRule,
    BreakerSettings,
    BreakerState,
    Permission,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.inheritance import rule_for
from mmdesk.core.risk.breakers.breaker import Breaker
from mmdesk.core.risk.breakers.rules import Place

_L = ScopeLevel
LEVELS: dict[BreakerKind, tuple[ScopeLevel, ...]] = {
    BreakerKind.ORDER_LATENCY: (_L.EXCHANGE,),
    BreakerKind.DATA_LATENCY: (_L.EXCHANGE,),
    BreakerKind.SPREAD: (_L.INSTRUMENT,),
    BreakerKind.VOLATILITY: (_L.SYMBOL, _L.GLOBAL),
    BreakerKind.ERROR_RATE: (_L.EXCHANGE,),
    BreakerKind.DRAWDOWN: (_L.STRATEGY, _L.GLOBAL),
    BreakerKind.DATA_STALE: (_L.INSTRUMENT,),
    BreakerKind.CLOCK_SKEW: (_L.EXCHANGE,),
    BreakerKind.RECONCILIATION: (_L.EXCHANGE,),
    BreakerKind.UNKNOWN_ORDERS: (_L.EXCHANGE,),
    BreakerKind.DEAD_MAN: (_L.EXCHANGE,),
    BreakerKind.STORAGE: (_L.GLOBAL,),
    BreakerKind.LOOP_LAG: (_L.GLOBAL,),
    BreakerKind.MESSAGE_RATE: (_L.INSTRUMENT,),
}
"""On which scopes each kind is watched."""


def takes_from(kind: BreakerKind, level: ScopeLevel) -> bool:
    """Whether any breaker of a kind inherits from a level: one market's from all, the others' from their own
    and the default."""
    return level is _L.GLOBAL or level in LEVELS[kind] or _L.INSTRUMENT in LEVELS[kind]


class Watched(NamedTuple):
    """One market as the breakers see it."""

    key: str
    symbol: str
    venue: str
    strategy: str

    def scope(self, level: ScopeLevel) -> Scope:
        """The scope of this level that the market lies in."""
        names = {
            _L.INSTRUMENT: self.key,
            _L.SYMBOL: self.symbol,
            _L.EXCHANGE: self.venue,
            _L.STRATEGY: self.strategy,
        }
        return Scope(level, names[level]) if level in names else GLOBAL_SCOPE


class Allowed(NamedTuple):
    """What may leave one market: `why` names the breaker that is worst (empty: none says anything)."""

    permission: Permission = Permission.ACTIVE
    size_share: float = 1.0
    probing: bool = False
    why: str = ""


FREE = Allowed()


class Board:
    """`breakers` by (kind, scope); `allowed` by market. `changed` must be told of every move of a breaker."""

    def __init__(
        self, settings: BreakerSettings, markets: Iterable[Watched], changes: Sequence[ThresholdChange] = ()
    ) -> None:
        self.settings = settings
        self.changes = tuple(changes)
        self.breakers: dict[tuple[BreakerKind, Scope], Breaker] = {}
        self.markets: dict[str, Watched] = {}
        self.allowed: dict[str, Allowed] = {}
        self._covering: dict[str, list[Breaker]] = {}
        self._in_flight: dict[str, tuple[str, int]] = {}
        for market in markets:
            self.watch(market)

    def watch(self, market: Watched) -> None:
        """Watch a market from now on, or again after its strategy changed."""
        self.markets[market.key] = market
        covering = []
        for kind in self.settings.rules:
            for level in LEVELS[kind]:
                scope = market.scope(level)
                breaker = self.breakers.get((kind, scope))
                if breaker is None:
                    breaker = Breaker(kind, scope, self.rule(kind, scope), self.settings)
                    self.breakers[kind, scope] = breaker
                covering.append(breaker)
        self._covering[market.key] = covering
        self._refresh(market.key)

    def rule(self, kind: BreakerKind, scope: Scope) -> BreakerRule:
        """The rule in force; an instrument's strategy has the last word on it."""
        return rule_for(self.settings, self.changes, *self._place(kind, scope))

    @property
    def places(self) -> list[Place]:
        """All breakers, by where they take their rules from."""
        return [self._place(kind, scope) for kind, scope in self.breakers]

    def set_changes(self, changes: tuple[ThresholdChange, ...]) -> None:
        """Other thresholds from now on; states stay as they are."""
        self.changes = changes
        for (kind, scope), breaker in self.breakers.items():
            breaker.rule = self.rule(kind, scope)

    def get(self, kind: BreakerKind, scope: Scope) -> Breaker | None:
        """The breaker of this kind and scope; None when it is not watched."""
        return self.breakers.get((kind, scope))

    def covered(self, scope: Scope) -> list[str]:
        """Keys of the markets in a scope."""
        return [key for key, one in self.markets.items() if one.scope(scope.level) == scope]

    def changed(self, breaker: Breaker) -> None:
        """A breaker moved: work out anew what its markets may do."""
        for key in self.covered(breaker.scope):
            self._refresh(key)

    # -- orders on their way -----------------------------------------------------------------------

    def sent(self, client_id: str, key: str, mono_ns: int) -> None:
        """An order left; its outcome is to be told."""
        if self.breakers:
            self._in_flight[client_id] = (key, mono_ns)

    def settled(self, client_id: str) -> tuple[str, int] | None:
        """The outcome of an order came: (market, when it was sent), None for one nobody waits for."""
        return self._in_flight.pop(client_id, None)

    def answered(self, key: str, mono_ns: int) -> None:
        """An order of a market was taken by its venue: what is probing there is one proof richer."""
        for breaker in self._covering[key]:
            if breaker.probing:
                breaker.probe_passed(mono_ns)
                self.changed(breaker)

    def waiting_since(self, before_ns: int) -> list[str]:
        """Client ids of the orders sent before then whose outcome is still awaited, oldest first."""
        return [client_id for client_id, (_, at) in self._in_flight.items() if at < before_ns]

    def oldest_in_flight_ns(self, venue: str) -> int:
        """When the order that waits longest at a venue was sent; 0 when none waits."""
        sent = [at for key, at in self._in_flight.values() if self.markets[key].venue == venue]
        return min(sent, default=0)

    def probe_waits(self, key: str) -> bool:
        """Whether a market has to wait until the probe under way is answered."""
        if not self.allowed[key].probing or not self._in_flight:
            return False
        probing = [breaker.scope for breaker in self._covering[key] if breaker.probing]
        others = [self.markets[other] for other, _ in self._in_flight.values()]
        return any(other.scope(scope.level) == scope for scope in probing for other in others)

    def _place(self, kind: BreakerKind, scope: Scope) -> Place:
        market = self.markets.get(scope.name) if scope.level is _L.INSTRUMENT else None
        return Place(kind, scope, market.strategy if market else "")

    def _refresh(self, key: str) -> None:
        covering = self._covering[key]
        worst = max(covering, key=lambda one: one.permission.rank, default=None)
        if worst is None or worst.permission is Permission.ACTIVE:
            in_doubt = [one for one in covering if one.state is BreakerState.HALF_OPEN]
            why = told(in_doubt[0]) if in_doubt else ""
        else:
            why = told(worst)
        now = Allowed(
            worst.permission if worst else Permission.ACTIVE,
            min((one.size_share for one in covering), default=1.0),
            any(one.probing for one in covering),
            why,
        )
        # The same object while nothing changed: whoever follows it looks at nothing else.
        if now != self.allowed.get(key):
            self.allowed[key] = now


def told(breaker: Breaker) -> str:
    """Which breaker and how it stands, in a few words: `spread breaker of BTC/USDT@binance is open`."""
    state = breaker.state.value.replace("_", " ")
    if breaker.permission is Permission.REDUCING:
        state = "reducing"
    return f"{breaker.kind.words} breaker of {breaker.scope} is {state}"
