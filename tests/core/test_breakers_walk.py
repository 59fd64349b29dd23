"""10,000 random metric sequences: nothing outside the table, one flap per cooldown, no order that may not.

`python3 dev.py breakers --count 1000000` walks a million of them.
"""

import pytest

from tests.core.breaker_walk import Seen, desk, machine, total

MACHINES = 9_760
DESKS = 240


def test_random_metric_sequences_keep_one_breaker_inside_its_table() -> None:
    seen = total(map(machine, range(MACHINES)))
    assert seen.openings > MACHINES
    assert seen.latches > MACHINES / 4
    assert seen.closings > MACHINES / 50


@pytest.mark.parametrize("part", range(4))
def test_no_order_leaves_a_desk_while_its_breakers_do_not_permit_it(part: int) -> None:
    each = DESKS // 4
    seen = total(map(desk, range(part * each, (part + 1) * each)))
    assert seen.orders > each
    assert min(seen.openings, seen.closings) > 0
    assert isinstance(seen, Seen)
