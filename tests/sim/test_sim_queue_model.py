"""Queue models against published formulas, and what must hold for any of them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.sim.queue_model import SHARES, queue_model

ORACLE = "queue position after one depth change (front after trades already subtracted)"
NAMES = {
    "risk_averse": "conservative",
    "power n=2: b^n/(b^n+f^n)": "power",
    "power2 n=2: b^n/(b+f)^n": "power2",
    "power3 n=3: 1-(f/(f+b))^n": "power3",
    "log: ln(1+b)/(ln(1+b)+ln(1+f))": "log",
    "log2: ln(1+b)/ln(1+b+f)": "log2",
}


def test_every_model_agrees_with_the_published_formula(shared_oracles: Path) -> None:
    rows = json.loads((shared_oracles / "oracle_vectors.json").read_bytes())[ORACLE]["rows"]
    assert len(rows) == 6
    for row in rows:
        for column, name in NAMES.items():
            got = queue_model(name).after_depth(
                row["front_before"], row["level_before"], row["level_after"], row["traded_since_last_depth"]
            )
            # The formula alone may go below zero, which would credit a fill to a cancellation.
            assert got == pytest.approx(max(0.0, row[column]), abs=1e-6), (row, name)


@given(
    name=st.sampled_from(sorted(SHARES)),
    previous=st.floats(0, 1e6),
    share=st.floats(0, 1),
    new=st.floats(0, 1e6),
    traded=st.floats(0, 1e5),
)
def test_we_never_fall_back_and_never_stand_behind_more_than_is_there(
    name: str, previous: float, share: float, new: float, traded: float
) -> None:
    front = previous * share
    after = queue_model(name).after_depth(front, previous, new, traded)
    assert 0 <= after <= min(front, new) + 1e-6


def test_the_conservative_model_moves_up_last() -> None:
    after = {name: queue_model(name).after_depth(10, 40, 30, 0) for name in SHARES}
    assert after["conservative"] == max(after.values()) == 10


def test_an_unknown_model_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="choose one of conservative"):
        queue_model("optimist")
