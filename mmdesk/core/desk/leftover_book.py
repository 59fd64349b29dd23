"""Which orders of earlier sessions are still open, what the policy says of them, and what was told."""

from mmdesk.core.model.leftover import Leftover, LeftoverDecision, LeftoverPolicy
from mmdesk.core.orders.entry import Entry


class LeftoverBook:
    """Entries by client id. `deadline_mono_ns` (0 = the venue has not been asked yet) is when the undecided
    are cancelled; `decide_by_ns` is the same moment in UTC."""

    def __init__(self, policy: LeftoverPolicy) -> None:
        self.policy = policy
        self.entries: dict[str, Entry] = {}
        self.told: dict[str, Leftover] = {}
        self.deadline_mono_ns = 0
        self.decide_by_ns = 0

    def hold(self, entry: Entry) -> None:
        """Take an order in, under the policy."""
        entry.leftover = self.policy.decision
        self.entries[entry.order.client_id] = entry

    def undecided(self) -> list[Entry]:
        """Entries that wait for a person."""
        return [e for e in self.entries.values() if e.leftover is LeftoverDecision.UNDECIDED]

    def ignored(self) -> list[str]:
        """Ids of orders that rest on by a person's word, whatever we do."""
        return [c for c, e in self.entries.items() if e.leftover is LeftoverDecision.IGNORE]

    def forget(self, client_id: str) -> None:
        """It ended."""
        del self.entries[client_id]
        self.told.pop(client_id, None)
