"""`mmdesk rehearse` as a person runs it: over a real database, in a process of its own."""

import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.app.options import BadInputError
from mmdesk.app.threshold_words import changes_of
from mmdesk.core.model.breakers import (
    BreakerKind,
    BreakerState,
    MetricSample,
    Scope,
    ScopeLevel,
    ThresholdChange,
)
from mmdesk.core.model.effects import MetricsSampled
from mmdesk.storage.store import open_store
from tests.storage.facts import opened

S = 10**9
KEY = "BTC/USDT@binance"
MARKET = Scope(ScopeLevel.INSTRUMENT, KEY)
# Calm, twelve seconds at 25 bps, then calm for long enough to be half-open again.
SPREADS = [1.0] * 10 + [25.0] * 12 + [1.0] * 90


def rehearse(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mmdesk", "rehearse", "--data-dir", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def sampled(wall_ns: int, spread_bps: float) -> MetricsSampled:
    return MetricsSampled(
        wall_ns=wall_ns,
        loop_lag_ms=1.0,
        inbox_depth=0,
        memory_mb=100.0,
        open_orders=2,
        unknown_orders=0,
        pnl_total_quote=Decimal(0),
        metrics=(MetricSample(BreakerKind.SPREAD, MARKET, spread_bps, 20.0, BreakerState.CLOSED),),
    )


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a desk measured the last minutes."""
    folder = tmp_path_factory.mktemp("desk")
    store = open_store(folder)
    store.writer.start()
    first_ns = time.time_ns() - 600 * S
    store.journal.append([opened(store.next_epoch)], first_ns)
    for second, spread in enumerate(SPREADS):
        at_ns = first_ns + second * S
        store.journal.append([sampled(at_ns, spread)], at_ns)
    assert store.writer.flush()
    store.close()
    return folder


def test_it_tells_what_opened_for_how_long_and_what_it_costs(lived: Path) -> None:
    ended = rehearse(lived, "--hours", "1", "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    (spread,) = told["breakers"]
    (opening,) = spread["openings"]
    assert opening["reason"] == "25 bps above 20"
    assert opening["ends_ns"] - opening["begins_ns"] == 30 * S
    assert told["halted_s"] == {KEY: 30.0}
    assert dict(spread["curve"])[100.0] == 25.0


def test_an_edited_threshold_is_tried_and_shown_as_a_table(lived: Path) -> None:
    ended = rehearse(lived, "--hours", "1", "--set", "spread.open_bps=40")
    assert ended.returncode == 0, ended.stderr
    assert "40 bps" in ended.stdout
    assert "Quoting time lost" in ended.stdout
    looser = rehearse(lived, "--hours", "1", "--set", "spread.open_bps=40", "--json")
    assert json.loads(looser.stdout)["halted_s"] == {KEY: 0.0}


def test_thresholds_that_contradict_each_other_are_all_told_at_once(lived: Path) -> None:
    ended = rehearse(
        lived,
        "--set",
        "spread.warn_at=50",
        "--set",
        "spread.at_once_at=10",
        "--set",
        "storage.cooldown_s=9999",
    )
    assert ended.returncode == 2
    for wrong in ("warn_at 50 is above", "at_once_at 10 is below", "cooldown_s 9999 is longer"):
        assert wrong in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_anything_stored_it_says_what_to_do(tmp_path: Path) -> None:
    ended = rehearse(tmp_path)
    assert ended.returncode == 2
    assert "nothing is stored" in ended.stderr
    assert "--data-dir" in ended.stderr


def test_every_mistake_in_what_was_typed_is_told_at_once() -> None:
    with pytest.raises(BadInputError) as told:
        changes_of(["sperad.open_above=3", "spread.opne=3", "spread.open_above=nan", "nonsense"])
    text = str(told.value)
    for wrong in (
        "no breaker 'sperad'",
        "no field 'opne'",
        "'nan' is not a finite number",
        "'nonsense': write",
    ):
        assert wrong in text


def test_a_unit_may_be_typed_instead_of_the_fields_name() -> None:
    (change,) = changes_of(["latency.open_ms=300"])
    assert change == ThresholdChange(ScopeLevel.GLOBAL, "", BreakerKind.ORDER_LATENCY, "open_above", 300.0)


@given(st.text(max_size=40).filter(lambda word: "=" not in word))
def test_words_without_a_number_are_refused_by_their_own_text(word: str) -> None:
    with pytest.raises(BadInputError) as told:
        changes_of([word])
    assert repr(word) in str(told.value)
