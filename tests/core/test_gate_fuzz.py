"""Ten thousand orders near every limit: none leaves that an independent oracle would have kept."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from mmdesk.core.model.control import Control
from tests.core.gate_fuzz import PASSED, fuzz, judged
from tests.core.gate_scene import scene

EXAMPLES, EACH = 500, 20


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**64 - 1))
def test_no_fuzzed_order_leaves_against_a_limit_and_none_is_kept_without_one(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(EACH):
        assert judged(scene(rng))[1] == ""


def test_the_fuzz_reaches_every_control_and_lets_orders_pass() -> None:
    verdicts, faults = fuzz(seed=7, count=2_000)
    assert faults == []
    assert set(verdicts) == {control.name.lower() for control in Control} | {PASSED}
    assert verdicts[PASSED] > 200
