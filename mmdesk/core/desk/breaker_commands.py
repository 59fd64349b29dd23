"""What a person asks of the breakers: trip, reset, other thresholds, and the last change undone."""

from collections.abc import Sequence

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.market_desk import MarketDesk
from mmdesk.core.model.effects import AnyEffect, CommandDone
from mmdesk.core.model.events import BreakerCommand


def on_breaker_command(desk: Desk, event: BreakerCommand, out: list[AnyEffect]) -> Sequence[MarketDesk]:
    """Carry out a command; returns the markets to quote anew."""
    out.append(CommandDone(ticket=event.ticket, ok=False, message="This desk watches no breakers."))
    return ()
