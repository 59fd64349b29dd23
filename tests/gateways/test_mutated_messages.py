"""Ten thousand broken messages of a venue: each is read soundly or refused, and none proves a false no."""

import random
from decimal import Decimal
from math import inf, nan

import pytest

from mmdesk.core.model.events import OrderRejected, SendUnresolved
from tests.gateways.mutated_messages import (
    ERROR_BODY,
    READERS,
    RECORDED,
    judged,
    mutate_many,
    mutated,
    unsound,
)

COUNT = 10_000


def test_no_mutated_message_crashes_a_parser_or_brings_a_silly_number_or_a_false_proof() -> None:
    verdicts, faults = mutate_many(COUNT, seed=8)
    assert faults == []
    assert sum(verdicts.values()) == COUNT
    # The mutations reach both ends of every reader.
    for kind in READERS:
        assert verdicts[kind, "refused"] > 5, kind
        assert verdicts[kind, "read"] > 5, kind
    assert verdicts[ERROR_BODY, OrderRejected.__name__] > 20
    assert verdicts[ERROR_BODY, SendUnresolved.__name__] > 20


def test_the_same_seed_breaks_messages_the_same_way() -> None:
    first, again = (mutated(random.Random(5), RECORDED["market"]) for _ in range(2))
    assert repr(first) == repr(again) != repr(RECORDED["market"])


@pytest.mark.parametrize("kind", list(READERS))
def test_an_unbroken_message_is_read(kind: str) -> None:
    messages, _ = READERS[kind]
    assert [judged(kind, message) for message in messages] == [("read", "")] * len(messages)


@pytest.mark.parametrize("value", [nan, inf, -1.0, Decimal("NaN"), Decimal(-1), Decimal("1e999"), 2**63])
def test_the_judge_sees_a_number_that_no_state_may_hold(value: float | Decimal) -> None:
    assert unsound((value,))
