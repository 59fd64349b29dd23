"""Tapes in cryptofeed's format: the REST file first, then the WebSocket file of the same minute."""

from decimal import Decimal
from pathlib import Path

import pytest

from mmdesk.sim.build import replay_exchange
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.queue_model import queue_model
from mmdesk.sim.tape import TapeSource
from mmdesk.sim.types import DepthUpdate


@pytest.mark.parametrize(("symbol", "expected"), [("NKNUSDT", 149), ("RUNEEUR", 1)])
def test_a_cryptofeed_recording_plays_one_of_its_symbols(
    shared_data: Path, symbol: str, expected: int
) -> None:
    folder = shared_data / "cryptofeed" / "BINANCE"
    files = [folder / "BINANCE.http.0.0.gz", folder / "BINANCE.ws.1.0.gz"]
    source = TapeSource(files, queue_model("conservative"), symbol=symbol)
    exchange = Exchange([], [source], start_ns=0)
    last_id = exchange.board(symbol).depth(1).last_update_id
    exchange.advance(60 * 10**9)
    diffs = [event for event in exchange.drain() if isinstance(event, DepthUpdate)]
    assert len(diffs) == expected
    for diff in diffs:
        assert diff.first_update_id == last_id + 1
        last_id = diff.final_update_id
    bid, _, ask, _ = source.top()
    assert 0 < bid < ask


def test_an_account_can_quote_both_sides_of_any_tape(shared_data: Path) -> None:
    folder = shared_data / "cryptofeed" / "BINANCE"
    exchange = replay_exchange([folder / "BINANCE.http.0.0.gz", folder / "BINANCE.ws.1.0.gz"], start_ns=0)
    held = {one.asset: one.free for one in exchange.balances("demo", 0)}
    assert 99_000 < held["NKN"] * Decimal("0.3528") < 101_000
    assert held["USDT"] == 200_000
