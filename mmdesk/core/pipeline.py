"""The whole flow of the desk: one event in, the effects it has out."""

from mmdesk.core.desk.desk import Desk
from mmdesk.core.model.effects import AnyEffect
from mmdesk.core.model.events import AnyEvent

__all__ = ["Desk", "step"]


def step(desk: Desk, event: AnyEvent) -> list[AnyEffect]:
    """Apply `event` to `desk`; the effects come in the order in which they must be journaled and carried out.

    Time is inside the event; the same events give the same effects, byte for byte. Never raises for what a venue
    or the market says; an instrument or an order the desk does not know is ignored.
    """
    raise NotImplementedError
