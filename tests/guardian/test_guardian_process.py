"""The guardian as a real process against a real venue: whatever ends or freezes the engine, ours are gone."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from mmdesk.guardian.messages import EXIT_NOT_PROVED, EXIT_OK, StopReason
from mmdesk.guardian.record import read_record
from tests.conformance.redirect import RunningVenue, running_venue
from tests.guardian.guard_venue import Account, Parent, alive, bootstrap_of, finished_record, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and SIGSTOP are the point")


@pytest.fixture(scope="module")
def venue() -> Iterator[RunningVenue]:
    with running_venue() as running:
        yield running


@pytest.fixture
def account(venue: RunningVenue) -> Iterator[Account]:
    account = Account(venue)
    account.place_ours_and_a_foreign_one()
    yield account
    venue.control("/sim/faults", {"action": "clear"})
    account.cancel_everything()


@pytest.fixture
def parent(venue: RunningVenue, account: Account, tmp_path: Path) -> Iterator[Parent]:
    running = Parent(bootstrap_of(venue, tmp_path), tmp_path)
    yield running
    running.close()
    until(lambda: not alive(running.guardian_pid), 90.0)


def strike(venue: RunningVenue, match: str, kind: str, count: int, **params: object) -> None:
    venue.control("/sim/faults", {"match": match, "kind": kind, "count": count, "params": params})


def test_a_killed_engine_leaves_no_order_of_ours_and_every_foreign_one(
    parent: Parent, account: Account, tmp_path: Path
) -> None:
    parent.process.kill()
    record = finished_record(tmp_path)
    assert account.ours() == []
    assert len(account.open_ids()) == 1
    result = record.venues[0]
    assert (result.requested, result.confirmed, result.left, result.unknown) == (6, 6, 0, 0)
    assert (result.foreign, result.proved, record.reason) == (1, True, StopReason.ENGINE_GONE)
    assert stat.S_IMODE((tmp_path / "guardian.json").stat().st_mode) == 0o600


def test_bye_touches_nothing(parent: Parent, account: Account, tmp_path: Path) -> None:
    parent.tell("bye")
    assert parent.told("ended") == str(EXIT_OK)
    assert len(account.ours()) == 6
    assert not (tmp_path / "guardian.json").exists()


def test_a_frozen_engine_finds_its_orders_gone_and_is_guarded_again_after_it_took_that_in(
    parent: Parent, account: Account, tmp_path: Path
) -> None:
    parent.process.send_signal(signal.SIGSTOP)
    record = finished_record(tmp_path)
    assert record.reason is StopReason.SILENCE
    assert account.ours() == []
    assert alive(parent.guardian_pid)
    account.place_ours_and_a_foreign_one(2)
    parent.process.send_signal(signal.SIGCONT)
    assert parent.told("unprotected")
    again = finished_record(tmp_path, 2)
    assert (again.reason, again.venues[0].confirmed) == (StopReason.RETURNED, 2)
    assert parent.told("protecting") == str(parent.guardian_pid)
    assert account.ours() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_from_the_terminal_does_not_end_it_before_the_engine(
    parent: Parent, account: Account, tmp_path: Path, number: signal.Signals
) -> None:
    assert os.getpgid(parent.guardian_pid) == parent.guardian_pid
    os.kill(parent.guardian_pid, number)
    parent.process.kill()
    assert finished_record(tmp_path).proved
    assert account.ours() == []


def test_a_guardian_told_to_go_stops_first_and_the_engine_starts_another(
    parent: Parent, account: Account, tmp_path: Path
) -> None:
    os.kill(parent.guardian_pid, signal.SIGTERM)
    assert finished_record(tmp_path).reason is StopReason.TERMINATED
    assert account.ours() == []
    assert parent.told("unprotected")
    first = parent.guardian_pid
    until(lambda: not alive(first))
    parent.guardian_pid = int(parent.told("protecting"))
    assert parent.guardian_pid != first


def test_a_frozen_guardian_protects_nothing_and_is_replaced(parent: Parent, account: Account) -> None:
    first = parent.guardian_pid
    os.kill(first, signal.SIGSTOP)
    assert parent.told("unprotected")
    parent.guardian_pid = int(parent.told("protecting"))
    assert parent.guardian_pid != first
    assert not alive(first)
    assert len(account.ours()) == 6


@pytest.mark.parametrize(
    ("match", "kind", "params"),
    [
        ("rest:GET /api/v3/openOrders", "html", {}),
        ("rest:GET /api/v3/openOrders", "empty_object", {}),
        ("rest:GET /api/v3/openOrders", "broken_json", {}),
        ("rest:GET /api/v3/openOrders", "cut_body", {}),
        ("rest:GET /api/v3/openOrders", "status", {"status": 503}),
        ("rest:GET /api/v3/openOrders", "limited", {"retry_after_s": 1}),
        ("rest:GET /api/v3/openOrders", "banned", {"retry_after_s": 1}),
        ("rest:DELETE /api/v3/order", "html", {"booked": False}),
        ("rest:DELETE /api/v3/order", "drop_after", {}),
        ("rest:DELETE /api/v3/order", "drop_before", {}),
        ("rest:DELETE /api/v3/order", "limited", {"retry_after_s": 1}),
        ("rest:*", "delay", {"ms": 4_000}),
        ("rest:*", "reset", {}),
    ],
)
def test_a_venue_that_answers_junk_is_asked_until_ours_are_gone(
    venue: RunningVenue,
    parent: Parent,
    account: Account,
    tmp_path: Path,
    match: str,
    kind: str,
    params: dict[str, object],
) -> None:
    strike(venue, match, kind, 3, **params)
    parent.process.kill()
    record = finished_record(tmp_path)
    venue.control("/sim/faults", {"action": "clear"})
    assert record.proved, record
    assert account.ours() == []
    assert len(account.open_ids()) == 1


@pytest.mark.parametrize("skew_ms", [-60_000, 60_000])
def test_a_wrong_clock_is_set_right(
    venue: RunningVenue, parent: Parent, account: Account, tmp_path: Path, skew_ms: int
) -> None:
    venue.control("/sim/faults", {"match": "venue", "kind": "clock_skew", "params": {"ms": skew_ms}})
    parent.process.kill()
    record = finished_record(tmp_path)
    venue.control("/sim/faults", {"action": "clear"})
    assert record.proved, record
    assert account.ours() == []


def test_a_venue_that_stays_silent_is_told_as_unknown(
    venue: RunningVenue, account: Account, tmp_path: Path
) -> None:
    parent = Parent(bootstrap_of(venue, tmp_path, verify_s=2.0), tmp_path)
    strike(venue, "rest:GET /api/v3/openOrders", "html", 1_000)
    parent.tell("leave")
    assert parent.told("ended") == str(EXIT_NOT_PROVED)
    parent.close()
    result = finished_record(tmp_path).venues[0]
    assert (result.proved, result.symbols_unknown) == (False, ("BTCUSDT", "ETHUSDT"))
    assert result.error


def test_the_next_guardian_waits_for_the_one_that_still_works(
    venue: RunningVenue, account: Account, tmp_path: Path
) -> None:
    first = Parent(bootstrap_of(venue, tmp_path, settle_s=2.0), tmp_path)
    first.process.kill()
    first.close()
    second = Parent(bootstrap_of(venue, tmp_path), tmp_path)
    try:
        record = read_record(tmp_path / "guardian.json")
        assert record is not None
        assert (record.finished, record.pid) == (True, first.guardian_pid)
        second.tell("bye")
        assert second.told("ended") == str(EXIT_OK)
    finally:
        second.close()


def test_secrets_are_in_no_argument_environment_or_file(
    venue: RunningVenue, parent: Parent, tmp_path: Path
) -> None:
    secrets = (venue.secret.encode(), venue.api_key.encode())
    places = [Path(f"/proc/{parent.guardian_pid}/{name}") for name in ("cmdline", "environ")]
    # Before its engine dies: soon after that it ends, too.
    shown = b"".join(place.read_bytes() for place in places)
    parent.process.kill()
    finished_record(tmp_path)
    shown += b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(secret in shown for secret in secrets)


def test_it_starts_small(parent: Parent) -> None:
    status = Path(f"/proc/{parent.guardian_pid}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(resident.split()[1]) < 40_000
    maps = Path(f"/proc/{parent.guardian_pid}/maps").read_text()
    assert not any(heavy in maps for heavy in ("aiohttp", "pydantic", "PySide6", "numpy", "sqlalchemy"))


@pytest.mark.parametrize(
    "line", [b"", b"junk\n", b"{}\n", msgspec.json.encode({"venues": [], "app_prefix": "m"}) + b"\n"]
)
def test_orders_that_cannot_be_are_refused_with_a_reason(line: bytes) -> None:
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "mmdesk.guardian"],
        input=line,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.stderr == b""
    assert (ended.returncode, ended.stdout != b"") == ((2, True) if line else (0, False))
