"""The short reading of the journal: the same rows as from the model's own facts, for every kind."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mmdesk.core.model.breakers import BreakerKind, BreakerMove, BreakerState, ScopeLevel, ThresholdChange
from mmdesk.core.model.effects import BreakerSettingsChanged
from mmdesk.ports.journal import Fact
from mmdesk.storage.batches import TOGETHER, batches
from mmdesk.storage.journal import FileJournal
from mmdesk.storage.projection import Place
from mmdesk.storage.rows import Rows, lean_frames
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
    (short_facts,) = lean_frames.decode(msgspec.msgpack.encode([facts]))
    for number, lean in enumerate(short_facts):
        short.take(number, lean, 5)
    assert short.by_table == full.by_table
    assert short.event_values() == full.event_values()
    assert (short.order_rows(), short.position_rows()) == (full.order_rows(), full.position_rows())
    assert full.stored, "a kind that leaves no row proves nothing here"


def test_one_frame_of_a_newer_version_leaves_the_rows_of_its_neighbours_as_they_are(tmp_path: Path) -> None:
    class FromTheFuture(msgspec.Struct, tag=True):
        price: int

    future: Any = FromTheFuture(1)
    plain, mixed = FileJournal(tmp_path, 1, 1), FileJournal(tmp_path, 2, 1)
    for number in range(1, 3 * TOGETHER):
        for facts in life(number):
            plain.append(facts, number)
            mixed.append(facts, number)
        if number == 20:
            mixed.append([future, future], number)
            plain.append([*small_talk()[0], *small_talk()[0]], number)
    paths = [journal.path for journal in (plain, mixed)]
    plain.close()
    mixed.close()
    (without,), (with_it,) = (list(batches(path, Place(), most_rows=10**6)) for path in paths)
    assert with_it.unknown == ["FromTheFuture", "FromTheFuture"]
    assert with_it.rows.event_values() == without.rows.event_values()
    assert with_it.rows.by_table["trades"] == without.rows.by_table["trades"]
    assert len(with_it.rows.by_table["trades"]) == 3 * TOGETHER - 1
