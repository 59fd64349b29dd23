"""Everything a person may set. Names carry units; a market not under `markets` is quoted with defaults."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator

from mmdesk.config.breakers import BreakersSettings
from mmdesk.config.desk_risk import Amount, DeskRiskSettings, desk_disagreements
from mmdesk.config.fields import Section, refuse_unless_empty
from mmdesk.config.markets import MarketSettings, QuotingSettings
from mmdesk.core.model.leftover import LeftoverDecision, LeftoverPolicy
from mmdesk.core.model.parameters import DeskLimits, QuoteParameters, RiskLimits
from mmdesk.core.model.state import Mode

Symbol = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,20}/[A-Z0-9]{1,20}$")]
VenueId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{2,32}$")]


class VenueSettings(Section):
    """One exchange and what is traded there."""

    id: VenueId
    symbols: tuple[Symbol, ...] = Field(min_length=1, max_length=50)
    max_position_quote: Amount | None = None
    """Worst case of all its markets together; without it `risk.max_position_per_venue_quote` holds."""


class StorageSettings(Section):
    """Where history is kept. No `data_dir`: the user's own. No `database_url`: SQLite in `data_dir`."""

    data_dir: Path | None = None
    database_url: SecretStr | None = None
    journal_sync: Literal["background", "every_intent"] = "background"
    record_market: bool = False
    segment_mb: int = Field(64, ge=1, le=4_096)
    """A journal file this long is closed and the next one begun."""
    keep_days: int = Field(90, ge=0, le=36_500)
    keep_gb: float = Field(20.0, ge=0, le=100_000, allow_inf_nan=False)
    """Older journal files, or the oldest beyond this size, may go at a start once stored; 0 keeps all."""


class OrderSettings(Section):
    """What becomes of orders that an earlier session left open.

    `auto` asks where there is a window and cancels where there is none. Orders nobody decided about within
    `leftovers_decide_within_s` are cancelled.
    """

    leftovers: Literal["auto", "cancel", "adopt", "ask"] = "auto"
    leftovers_decide_within_s: float = Field(60.0, ge=1, le=86_400, allow_inf_nan=False)

    def to_core(self, *, attended: bool) -> LeftoverPolicy:
        """`attended`: there is a window to ask in."""
        chosen = self.leftovers if self.leftovers != "auto" else ("ask" if attended else "cancel")
        decisions = {"cancel": LeftoverDecision.CANCEL, "adopt": LeftoverDecision.ADOPT}
        return LeftoverPolicy(
            decision=decisions.get(chosen, LeftoverDecision.UNDECIDED),
            within_ns=round(self.leftovers_decide_within_s * 1e9),
        )


class EngineSettings(Section):
    """How often views are published; how many events may wait before market data is conflated."""

    publish_rate_hz: float = Field(10.0, ge=1, le=60, allow_inf_nan=False)
    inbox_size: int = Field(64, ge=16, le=10_000)
    host: Literal["process", "window"] = "process"


class LoggingSettings(Section):
    """The log files: rotated, so that they cannot fill the disk."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    file_max_mb: int = Field(10, ge=1, le=1_000)
    files_kept: int = Field(5, ge=1, le=100)


class Settings(Section):
    """One session's settings, checked as a whole."""

    mode: Mode = Mode.DEMO
    venues: tuple[VenueSettings, ...] = Field(
        (VenueSettings(id="binance", symbols=("BTC/USDT",)),), min_length=1, max_length=20
    )
    markets: dict[str, MarketSettings] = Field(default_factory=dict, max_length=200)
    breakers: BreakersSettings = BreakersSettings()
    risk: DeskRiskSettings = DeskRiskSettings()
    orders: OrderSettings = OrderSettings()
    storage: StorageSettings = StorageSettings()
    engine: EngineSettings = EngineSettings()
    logging: LoggingSettings = LoggingSettings()

    @property
    def instruments(self) -> tuple[str, ...]:
        """Keys of all markets traded, `BTC/USDT@binance`, in the order they were written."""
        return tuple(f"{symbol}@{venue.id}" for venue in self.venues for symbol in venue.symbols)

    def market(self, instrument: str) -> MarketSettings:
        """What is set for a market; the defaults where nothing is."""
        return self.markets.get(instrument) or MarketSettings()

    def to_core(self) -> tuple[dict[str, QuoteParameters], dict[str, RiskLimits]]:
        """Quoting parameters and limits of every market traded, by instrument key."""
        chosen = {key: self.market(key) for key in self.instruments}
        return (
            {key: market.quoting.to_core() for key, market in chosen.items()},
            {key: market.risk.to_core() for key, market in chosen.items()},
        )

    def desk_limits(self) -> DeskLimits:
        """Limits across markets."""
        return self.risk.to_core(self._venue_limits())

    def _venue_limits(self) -> dict[str, Decimal]:
        own = {venue.id: venue.max_position_quote for venue in self.venues}
        return {name: limit for name, limit in own.items() if limit is not None}

    @field_validator("mode")
    @classmethod
    def _mode_is_there(cls, mode: Mode) -> Mode:
        """Every venue of this version is the simulated one: a desk that says LIVE must not trade there."""
        if mode is not Mode.DEMO:
            raise ValueError(f"{mode.value} is not in this version yet | write demo, or leave it out")
        return mode

    @model_validator(mode="after")
    def _all_agree(self) -> Self:
        """In one validator, so that a person is told all disagreements at once."""
        refuse_unless_empty(self._disagreements())
        return self

    def _disagreements(self) -> Iterator[str]:
        ids = [venue.id for venue in self.venues]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            yield f"venues: {', '.join(twice)} is listed twice | put its symbols into one entry"
        yield from self._watched_nowhere()
        for key in self.instruments:
            yield from self.breakers.market_disagreements(key, self.market(key).quoting.strategy)
        markets = {key: self.market(key).risk for key in self.instruments}
        yield from desk_disagreements(self.risk, self._venue_limits(), markets)

    def _watched_nowhere(self) -> Iterator[str]:
        """A misspelt name would otherwise be watched with the default, and nobody would know."""
        keys = self.instruments
        traded = {
            "exchanges": [venue.id for venue in self.venues],
            "symbols": [*keys, *dict.fromkeys(key.rpartition("@")[0] for key in keys)],
            "strategies": list(get_args(QuotingSettings.model_fields["strategy"].annotation)),
        }
        for level, known in traded.items():
            for name in getattr(self.breakers, level):
                if name not in known:
                    yield f"breakers.{level}.{name} is not there | write one of {', '.join(known)}"
