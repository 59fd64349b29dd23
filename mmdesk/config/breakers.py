"""What a person sets for the circuit breakers: thresholds by kind, inherited from level to level."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from mmdesk.config.fields import Money, Section, refuse_unless_empty
from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, BreakerSettings, Scope, ScopeLevel, ThresholdChange
from mmdesk.core.model.inheritance import rule_for
from mmdesk.core.risk.breakers.board import LEVELS, takes_from
from mmdesk.core.risk.breakers.rules import problems

Seconds = Annotated[float, Field(ge=0, le=3_600, allow_inf_nan=False)]
Ms = Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]
Bps = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Pct = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]
Count = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]

_D = DEFAULT_BREAKERS
_PER = {
    ScopeLevel.SYMBOL: "per symbol (on all exchanges)",
    ScopeLevel.EXCHANGE: "per exchange",
    ScopeLevel.STRATEGY: "per strategy",
    ScopeLevel.GLOBAL: "for the whole desk",
}


class RuleSettings(Section):
    """The parts of a rule that are the same for every unit; what is left out is inherited.

    The meaning of each is told at `core.model.breakers.BreakerRule`.
    """

    silent_s: Seconds | None = None
    violations: int | None = Field(None, ge=0, le=600)
    window_s: float | None = Field(None, ge=1, le=600, allow_inf_nan=False)
    min_samples: int | None = Field(None, ge=1, le=10_000)
    close_window_s: Seconds | None = None
    cooldown_s: float | None = Field(None, ge=1, le=3_600, allow_inf_nan=False)
    cooldown_max_s: float | None = Field(None, ge=1, le=86_400, allow_inf_nan=False)
    latch_after: int | None = Field(None, ge=0, le=100)
    latches: bool | None = None

    def changes(self, level: ScopeLevel, name: str, kind: BreakerKind) -> Iterator[ThresholdChange]:
        """What is said here, field by field."""
        for field, value in self.model_dump(exclude_none=True).items():
            yield ThresholdChange(level, name, kind, field, float(value))


class MsRule(RuleSettings):
    """Thresholds in milliseconds."""

    open_above: Ms | None = None
    at_once_at: Ms | None = None
    warn_at: Ms | None = None
    reduce_at: Ms | None = None


class BpsRule(RuleSettings):
    """Thresholds in basis points."""

    open_above: Bps | None = None
    at_once_at: Bps | None = None
    warn_at: Bps | None = None
    reduce_at: Bps | None = None


class PctRule(RuleSettings):
    """Thresholds in percent."""

    open_above: Pct | None = None
    at_once_at: Pct | None = None
    warn_at: Pct | None = None
    reduce_at: Pct | None = None


class CountRule(RuleSettings):
    """Thresholds that count something."""

    open_above: Count | None = None
    at_once_at: Count | None = None
    warn_at: Count | None = None
    reduce_at: Count | None = None


class LevelSettings(Section):
    """One level of the inheritance; units are in the names."""

    order_latency_ms: MsRule = MsRule()
    data_latency_ms: MsRule = MsRule()
    spread_bps: BpsRule = BpsRule()
    volatility_pct: PctRule = PctRule()
    error_rate_pct: PctRule = PctRule()
    drawdown_bps: BpsRule = BpsRule()
    data_stale_ms: MsRule = MsRule()
    clock_skew_ms: MsRule = MsRule()
    reconciliation_assets: CountRule = CountRule()
    unknown_orders: CountRule = CountRule()
    dead_man: CountRule = CountRule()
    storage: CountRule = CountRule()
    loop_lag_ms: MsRule = MsRule()
    message_rate_pct: PctRule = PctRule()

    def level_changes(self, level: ScopeLevel, name: str) -> Iterator[ThresholdChange]:
        """What is said on this level."""
        for kind in BreakerKind:
            rule: RuleSettings = getattr(self, field_of(kind))
            yield from rule.changes(level, name, kind)


class BreakersSettings(LevelSettings):
    """All breakers. Default -> exchange -> symbol (`BTC/USDT`, or `BTC/USDT@binance`) -> strategy; the
    nearest level that says something about a field has the word."""

    close_at_pct: float = Field(_D.close_at * 100, gt=0, le=100, allow_inf_nan=False)
    """Of the threshold: below it, it is calm."""
    probes: int = Field(_D.probes, ge=1, le=100)
    half_open_size_pct: float = Field(_D.half_open_size * 100, gt=0, le=100, allow_inf_nan=False)
    half_open_s: float = Field(_D.half_open_s, ge=0, le=3_600, allow_inf_nan=False)
    verify_within_s: float = Field(_D.verify_within_s, ge=1, le=600, allow_inf_nan=False)
    capital_quote: Annotated[Money, Field(ge=0, le=Decimal("1e15"))] = _D.capital_quote
    """What drawdown is measured against; 0: what the accounts are worth at the start."""
    exchanges: dict[str, LevelSettings] = Field(default_factory=dict, max_length=20)
    symbols: dict[str, LevelSettings] = Field(default_factory=dict, max_length=200)
    strategies: dict[str, LevelSettings] = Field(default_factory=dict, max_length=20)

    def to_core(self) -> BreakerSettings:
        """What the core watches with."""
        return BreakerSettings(
            rules=DEFAULT_RULES,
            overrides=tuple(change for _, level in self._levels() for change in level),
            close_at=self.close_at_pct / 100,
            probes=self.probes,
            half_open_size=self.half_open_size_pct / 100,
            half_open_s=self.half_open_s,
            verify_within_s=self.verify_within_s,
            capital_quote=self.capital_quote,
        )

    def market_disagreements(self, instrument: str, strategy: str) -> Iterator[str]:
        """What contradicts itself only where a market takes from several levels."""
        settings, scope = self.to_core(), Scope(ScopeLevel.INSTRUMENT, instrument)
        for kind in BreakerKind:
            if takes_from(kind, ScopeLevel.INSTRUMENT):
                for line in problems(rule_for(settings, (), kind, scope, strategy), kind):
                    yield f"breakers.{field_of(kind)} of {instrument}: {line}"

    @model_validator(mode="after")
    def _levels_agree(self) -> Self:
        refuse_unless_empty(self._disagreements())
        return self

    def _levels(self) -> Iterator[tuple[str, Iterator[ThresholdChange]]]:
        """(where in the file, what is said there), the default first."""
        yield "", self.level_changes(ScopeLevel.GLOBAL, "")
        for name, level in self.exchanges.items():
            yield f"exchanges.{name}.", level.level_changes(ScopeLevel.EXCHANGE, name)
        for name, level in self.symbols.items():
            yield f"symbols.{name}.", level.level_changes(level_of(name), name)
        for name, level in self.strategies.items():
            yield f"strategies.{name}.", level.level_changes(ScopeLevel.STRATEGY, name)

    def _disagreements(self) -> Iterator[str]:
        """Each contradiction once, where it comes in: what a level inherits is told there."""
        settings, told = self.to_core(), set()
        for path, changes in self._levels():
            kinds = {(one.level, one.name, one.kind): None for one in changes}
            for level, name, kind in kinds:
                if not takes_from(kind, level):
                    watched = " and ".join(_PER[one] for one in LEVELS[kind])
                    yield (
                        f"{path}{field_of(kind)}: {kind.words} is watched {watched}, so this changes nothing"
                        " | set it there"
                    )
                    continue
                rule = rule_for(settings, (), kind, Scope(level, name))
                for line in problems(rule, kind):
                    if (kind, line) not in told:
                        told.add((kind, line))
                        yield f"{path}{field_of(kind)}: {line}"


def field_of(kind: BreakerKind) -> str:
    """The kind's name in the settings: with its unit, where that is one."""
    fields = LevelSettings.model_fields
    return kind.value if kind.value in fields else f"{kind.value}_{kind.unit}"


def level_of(symbol: str) -> ScopeLevel:
    """`BTC/USDT@binance` is one market, `BTC/USDT` the symbol on all exchanges."""
    return ScopeLevel.INSTRUMENT if "@" in symbol else ScopeLevel.SYMBOL
