"""A recording rehearsed: its best prices become the spread, the swing and the age that breakers read."""

import gzip
import json
from pathlib import Path

import pytest

from mmdesk.app.recorded_readings import recorded_readings
from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS
from mmdesk.core.model.breakers import BreakerKind
from mmdesk.sim.recordings import RecordingError
from tests.app.test_rehearse_command import rehearse

S = 10**9
START_NS = 1_723_000_000 * S
REAL = Path(__file__).parents[3] / "shared" / "data" / "binance" / "spot_btcusdt_20240808.gz"


def line(at_s: float, bid: str, ask: str) -> str:
    data = {"u": 1, "s": "BTCUSDT", "b": bid, "B": "1", "a": ask, "A": "1"}
    return f"{START_NS + round(at_s * S)} " + json.dumps({"stream": "btcusdt@bookTicker", "data": data})


def recording(folder: Path, *lines: str) -> Path:
    path = folder / "tape.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n"))
    return path


def test_spread_swing_and_age_are_read_each_second_of_the_recording(tmp_path: Path) -> None:
    path = recording(tmp_path, line(0, "99", "101"), line(0.5, "109", "111"), line(2.25, "109", "111"))
    found = [(one.at_ns, one.kind, one.value) for one in recorded_readings([path], DEFAULT_BREAKERS, ())]
    wide, swing = pytest.approx(2 / 110 * 1e4), pytest.approx(10.0)
    assert found == [
        (START_NS + S, BreakerKind.SPREAD, wide),
        (START_NS + S, BreakerKind.VOLATILITY, swing),
        (START_NS + S, BreakerKind.DATA_STALE, 500.0),
        (START_NS + 2 * S, BreakerKind.SPREAD, wide),
        (START_NS + 2 * S, BreakerKind.VOLATILITY, swing),
        (START_NS + 2 * S, BreakerKind.DATA_STALE, 1500.0),
    ]


def test_a_break_of_the_recording_is_not_a_silence_of_the_market(tmp_path: Path) -> None:
    path = recording(tmp_path, line(0, "99", "101"), line(3_600, "99", "101"), line(3_602, "99", "101"))
    times = sorted({one.at_ns for one in recorded_readings([path], DEFAULT_BREAKERS, ())})
    assert [(at_ns - START_NS) // S for at_ns in times] == [1, 3601, 3602]


def test_a_price_that_is_none_is_named_with_its_line(tmp_path: Path) -> None:
    path = recording(tmp_path, line(0, "99", "101"), line(1, "nan", "101"))
    with pytest.raises(RecordingError, match=r"tape\.gz, line 2: the price 'nan'"):
        list(recorded_readings([path], DEFAULT_BREAKERS, ()))


def test_a_recording_that_cannot_be_read_is_named_and_ends_with_code_2(tmp_path: Path) -> None:
    broken = recording(tmp_path, line(0, "99", "101"), line(1, "99", "101")[:-10])
    for path, said in ((broken, "tape.gz, line 2"), (tmp_path / "nowhere.gz", "nowhere.gz")):
        ended = rehearse(tmp_path, "--recording", str(path))
        assert ended.returncode == 2
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not REAL.is_file(), reason="the recordings are not on this machine")
def test_a_real_day_of_binance_is_rehearsed_with_an_edited_threshold(tmp_path: Path) -> None:
    tight = ("--set", "spread.open_above=0.0001", "--set", "spread.violations=1")
    ended = rehearse(tmp_path, "--recording", str(REAL), *tight, "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    openings = {one["kind"]: len(one["openings"]) for one in told["breakers"]}
    assert openings["spread"] >= 1
    assert openings["volatility"] == 0
    assert told["halted_s"]["BTCUSDT@recording"] > 0
