"""The short reading of the journal: the same rows as from the model's own facts, for every kind."""

from collections.abc import Sequence

import msgspec
import pytest

from mmdesk.core.model.breakers import BreakerKind, BreakerMove, BreakerState, ScopeLevel, ThresholdChange
from mmdesk.core.model.effects import BreakerSettingsChanged
from mmdesk.ports.journal import Fact
from mmdesk.storage.rows import Rows, lean_facts
from tests.storage.facts import breaker, health, life, metrics, opened, small_talk

WIDER = ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.SPREAD, "open_above", 30.0)
FACTS: list[Sequence[Fact]] = [
    [opened()],
    *life(7),
    *small_talk(),
    [breaker(BreakerMove.VERIFIED, BreakerState.OPEN)],
    [BreakerSettingsChanged(who="ana", wall_ns=1, old=(WIDER,), new=(WIDER,), in_force=(WIDER,))],
    [metrics(10**18, 1.5), metrics(10**18 + 1, None)],
    [health(10**18)],
]


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: type(facts[0]).__name__)
def test_the_lean_twins_of_facts_make_the_same_rows(facts: Sequence[Fact]) -> None:
    full, short = Rows(now_ns=10**18), Rows(now_ns=10**18)
    for number, fact in enumerate(facts):
        full.take(number, fact, 5)
    for number, lean in enumerate(lean_facts.decode(msgspec.msgpack.encode(facts))):
        short.take(number, lean, 5)
    assert short.by_table == full.by_table
    assert short.event_values() == full.event_values()
    assert (short.order_rows(), short.position_rows()) == (full.order_rows(), full.position_rows())
    assert full.stored, "a kind that leaves no row proves nothing here"
