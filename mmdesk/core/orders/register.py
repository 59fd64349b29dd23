"""Every order of ours and what became of it; idempotent, bounded, never guessing."""

from mmdesk.core.model.order import Order


class Register:
    """The newest record of each order. Finished orders leave memory after a while; their fills still count."""

    def live(self, instrument: str = "") -> tuple[Order, ...]:
        """Orders that may still trade (SENDING, resting, CANCELLING, UNKNOWN, QUARANTINED), oldest first."""
        raise NotImplementedError

    def get(self, client_id: str) -> Order | None:
        """The newest record of an order of ours, or None when it is not (or no longer) in memory."""
        raise NotImplementedError

    @property
    def live_count(self) -> int:
        """Orders that may still trade."""
        raise NotImplementedError

    @property
    def unknown_count(self) -> int:
        """Orders whose fate is not proved: UNKNOWN_* and QUARANTINED."""
        raise NotImplementedError
