"""The judge of the fault scenarios judged: a clean record passes, and every planted violation is caught."""

from decimal import Decimal

import msgspec
import pytest

from tests.faults.checker import RULES, check
from tests.faults.records import (
    Booked,
    DatabaseRecord,
    Intent,
    JournalRecord,
    LedgerRecord,
    VenueFillRow,
    VenueOrderRow,
)

LOT = Decimal("0.5")
BOUGHT = Booked("t1", "mmd1", LOT)
JOURNAL = JournalRecord((Intent("mmd1", 1, 90), Intent("mmd2", 2, 110)), (BOUGHT,))
DATABASE = DatabaseRecord((BOUGHT,), LOT)
LEDGER = LedgerRecord(
    (VenueOrderRow("mmd1", True, LOT, 100, 150), VenueOrderRow("mmd2", False, LOT, 200, 300)),
    (VenueFillRow("t1", "mmd1", LOT, 150),),
    {"mmd1": 1, "mmd2": 1},
)


def rules_broken(
    journal: JournalRecord = JOURNAL,
    database: DatabaseRecord = DATABASE,
    ledger: LedgerRecord = LEDGER,
    limit: str = "0.5",
) -> set[str]:
    found = check(journal, database, ledger, limit=Decimal(limit))
    assert {one.rule for one in found} <= set(RULES)
    return {one.rule for one in found}


def with_orders(*orders: VenueOrderRow) -> LedgerRecord:
    return msgspec.structs.replace(LEDGER, orders=orders)


def test_a_clean_record_passes() -> None:
    assert rules_broken() == set()


@pytest.mark.parametrize("record", ["journal", "database"])
def test_a_fill_missing_in_one_record_is_lost(record: str) -> None:
    if record == "journal":
        assert rules_broken(journal=msgspec.structs.replace(JOURNAL, booked=())) == {"lost fill", "position"}
    else:
        assert rules_broken(database=DatabaseRecord((), Decimal(0))) == {"lost fill", "position"}


def test_a_fill_booked_twice_is_seen_even_when_the_position_is_right() -> None:
    twice = msgspec.structs.replace(JOURNAL, booked=(BOUGHT, BOUGHT))
    assert rules_broken(journal=twice) == {"double fill", "position"}
    assert rules_broken(database=DatabaseRecord((BOUGHT, BOUGHT), LOT)) == {"double fill"}


def test_a_fill_the_venue_never_made_is_invented() -> None:
    more = msgspec.structs.replace(JOURNAL, booked=(BOUGHT, Booked("t9", "mmd1", LOT)))
    assert rules_broken(journal=more) == {"invented fill", "position"}


def test_a_fill_of_another_quantity_is_invented() -> None:
    assert "invented fill" in rules_broken(database=DatabaseRecord((Booked("t1", "mmd1", -LOT),), LOT))


def test_an_order_without_an_intent_is_an_orphan() -> None:
    assert rules_broken(journal=msgspec.structs.replace(JOURNAL, intents=JOURNAL.intents[:1])) == {"orphan"}


def test_an_intent_written_after_the_venue_had_the_order_is_an_orphan() -> None:
    late = msgspec.structs.replace(JOURNAL, intents=(JOURNAL.intents[0], Intent("mmd2", 2, 201)))
    assert rules_broken(journal=late) == {"orphan"}
    # Unless the scenario set our clock: then the times of the two cannot be compared so finely.
    assert check(late, DATABASE, LEDGER, limit=LOT, clock_ahead_ns=1) == []


def test_one_id_twice_at_the_venue_was_sent_twice() -> None:
    again = VenueOrderRow("mmd2", False, LOT, 310, 320)
    assert rules_broken(ledger=with_orders(*LEDGER.orders, again)) == {"sent twice"}


def test_a_create_received_twice_was_sent_twice_though_the_second_was_dropped() -> None:
    twice = msgspec.structs.replace(LEDGER, received={"mmd1": 1, "mmd2": 2})
    assert rules_broken(ledger=twice) == {"sent twice"}


def test_an_order_that_was_not_counted_on_arrival_makes_the_count_worthless() -> None:
    uncounted = msgspec.structs.replace(LEDGER, received={"mmd1": 1})
    assert rules_broken(ledger=uncounted) == {"sent twice"}


def test_a_create_that_was_dropped_at_the_venue_needs_an_intent_too() -> None:
    dropped = msgspec.structs.replace(LEDGER, received={**LEDGER.received, "mmd3": 1})
    assert rules_broken(ledger=dropped) == {"orphan"}


def test_one_id_twice_in_the_journal_was_sent_twice() -> None:
    intents = (*JOURNAL.intents, Intent("mmd2", 9, 195))
    assert rules_broken(journal=msgspec.structs.replace(JOURNAL, intents=intents)) == {"sent twice"}


def test_an_open_order_is_left_open() -> None:
    ledger = with_orders(LEDGER.orders[0], VenueOrderRow("mmd2", False, LOT, 200, None))
    assert rules_broken(ledger=ledger) == {"left open"}


def test_a_position_other_than_the_sum_of_the_venues_fills_is_told() -> None:
    assert rules_broken(database=DatabaseRecord((BOUGHT,), Decimal(0))) == {"position"}


def test_exposure_counts_open_orders_at_every_moment_not_only_at_the_end() -> None:
    assert rules_broken(limit="0.49") == {"exposure"}
    both = with_orders(LEDGER.orders[0], VenueOrderRow("mmd2", True, LOT, 120, 140))
    assert rules_broken(ledger=both, limit="0.9") == {"exposure"}
    assert rules_broken(ledger=both, limit="1") == set()


def test_one_order_after_the_other_is_no_double_exposure() -> None:
    apart = with_orders(LEDGER.orders[0], VenueOrderRow("mmd2", False, Decimal(1), 160, 300))
    assert rules_broken(ledger=apart) == set()
