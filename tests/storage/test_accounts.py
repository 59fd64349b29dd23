"""What is remembered belongs to the account that trades now, not to the one before it."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from mmdesk.core.model.order import OrderState
from mmdesk.ports.journal import Remembered
from mmdesk.storage.store import open_store
from tests.storage.facts import life, opened


def session(data_dir: Path, account: str, numbers: range) -> Remembered:
    """One session of `account` that trades and leaves its last order open; returns what it knew before."""
    store = open_store(data_dir, accounts={"binance": account})
    store.writer.start()
    first = msgspec.structs.replace(
        opened(store.next_epoch), session=f"s{store.next_epoch}", accounts={"binance": account}
    )
    store.journal.append([first], 1)
    for number in numbers:
        for facts in life(number, OrderState.FILLED):
            store.journal.append(facts, 1_000 + number)
    for facts in life(numbers.stop, OrderState.UNKNOWN_NEW)[:1]:
        store.journal.append(facts, 5_000)
    store.close()
    return store.remembered


def test_another_account_starts_with_nothing_of_the_one_before(data_dir: Path) -> None:
    session(data_dir, "first", range(1, 4))
    known = session(data_dir, "second", range(11, 12))
    assert (known.orders, known.positions, known.fills, known.past_fills) == ((), (), (), ())
    assert known.epoch == 1


def test_the_same_account_finds_everything_over_several_sessions(data_dir: Path) -> None:
    session(data_dir, "first", range(1, 4))
    session(data_dir, "first", range(11, 12))
    known = session(data_dir, "first", range(21, 22))
    assert [order.client_id for order in known.orders] == ["mmd-4", "mmd-12"]
    assert len(known.fills) == 4
    assert [one.fill for one in known.past_fills] == list(known.fills)


@pytest.mark.parametrize("between", ["second", "third"])
def test_an_account_that_comes_back_is_remembered_from_its_return(data_dir: Path, between: str) -> None:
    session(data_dir, "first", range(1, 4))
    session(data_dir, between, range(11, 12))
    session(data_dir, "first", range(21, 23))
    known = session(data_dir, "first", range(31, 32))
    assert [order.client_id for order in known.orders] == ["mmd-23"]
    assert [one.quantity for one in known.positions] == [Decimal("0.110")]
