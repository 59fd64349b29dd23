"""What a person sets for all markets together: limits in one currency, and whether they agree."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from mmdesk.config.fields import Money, Section, refuse_unless_empty
from mmdesk.config.markets import RiskSettings
from mmdesk.core.model.parameters import DEFAULT_LIMITS, DeskLimits

Asset = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,20}$")]
Amount = Annotated[Money, Field(gt=0, le=Decimal("1e12"))]

_DESK = DEFAULT_LIMITS


class DeskRiskSettings(Section):
    """`[risk]`: the names and defaults of `core.model.parameters.DeskLimits`, money in `currency`."""

    currency: Asset = _DESK.currency
    at_par: tuple[Asset, ...] = Field(_DESK.at_par, max_length=50)
    """Assets that count as one unit of `currency` each."""
    max_position_quote: Amount = _DESK.max_position_quote
    max_asset_position_quote: Amount = _DESK.max_asset_position_quote
    max_position_per_venue_quote: Amount = _DESK.max_position_per_venue_quote
    max_daily_loss_quote: Amount = _DESK.max_daily_loss_quote
    max_drawdown_quote: Amount = _DESK.max_drawdown_quote

    @model_validator(mode="after")
    def _fields_agree(self) -> Self:
        refuse_unless_empty(self._disagreements())
        return self

    def _disagreements(self) -> Iterator[str]:
        desk = self.max_position_quote
        for name in ("max_asset_position_quote", "max_position_per_venue_quote"):
            if (limit := getattr(self, name)) > desk:
                yield _never_reached(name, limit, desk)
        if self.currency in self.at_par:
            yield f"at_par names currency {self.currency} itself | leave it out: it is worth itself"

    def to_core(self, venues: Mapping[str, Decimal]) -> DeskLimits:
        """`venues` have a position limit of their own."""
        return DeskLimits(**self.model_dump(), max_venue_position_quote=dict(venues))


def desk_disagreements(
    desk: DeskRiskSettings, venues: Mapping[str, Decimal], markets: Mapping[str, RiskSettings]
) -> Iterator[str]:
    """What contradicts itself between the desk's limits and those of venues and markets."""
    for venue, limit in venues.items():
        if limit > desk.max_position_quote:
            yield f"venues, {venue}: {_never_reached('max_position_quote', limit, desk.max_position_quote)}"
    for key, market in markets.items():
        quote = key.partition("@")[0].partition("/")[2]
        if quote not in (desk.currency, *desk.at_par):
            continue
        if market.max_order_value_quote > desk.max_asset_position_quote:
            yield (
                f"markets.{key}.risk.max_order_value_quote {market.max_order_value_quote} is above"
                f" risk.max_asset_position_quote {desk.max_asset_position_quote}: such an order never leaves"
                " | lower the one or raise the other"
            )


def _never_reached(name: str, limit: Decimal, desk: Decimal) -> str:
    return (
        f"{name} {limit} is above risk.max_position_quote {desk}: it would never be reached"
        " | lower it or raise the limit of the desk"
    )
