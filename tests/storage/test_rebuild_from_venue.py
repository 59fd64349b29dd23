"""A journal that lost facts: the venue tells them again, the books come out the same, or nothing is armed."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from mmdesk.core.model.account import Position
from mmdesk.core.model.effects import FactsRegained, FillBooked, SendOrder
from mmdesk.core.model.events import FillReported, VenueConnected
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.core.model.parameters import QuoteParameters
from mmdesk.core.pipeline import step
from mmdesk.ports.journal import Remembered
from mmdesk.storage.frames import RawFrame
from mmdesk.storage.segments import scan
from mmdesk.storage.store import Store, open_store
from tests.core.dialogue import KEY, SECOND, Dialogue, Said, reconciled, said, snapshot
from tests.storage.facts import opened

HOUR_NS = 3_600 * SECOND
WIDE = QuoteParameters(bid_spread_bps=10.0, ask_spread_bps=10.0, filled_order_delay_s=0.0)


@pytest.fixture(autouse=True)
def _the_dialogue_is_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmdesk.storage.loss.FOR_A_VENUE_TO_TELL_NS", 100 * 365 * 24 * HOUR_NS)


class Journaled(Dialogue):
    """A desk whose every step is journaled as the engine does it."""

    store: Store

    def sees(self, *events: Said) -> "Journaled":
        self.effects = []
        for one in events:
            before = len(self.history)
            self.now_ns += SECOND
            fields = self._as_the_venue_tells(one)
            event = one.kind(wall_ns=1_700_000_000 * SECOND + self.now_ns, mono_ns=self.now_ns, **fields)
            self.history.append(event)
            effects = step(self.desk, event)
            self.store.journal.append([event, *effects], event.wall_ns)
            self.effects += effects
            assert len(self.history) == before + 1
        return self


def a_traded_session(folder: Path) -> tuple[Path, Journaled]:
    """Twelve fills on both sides, some of them parts of an order, with the venue's balances now and then."""
    store = open_store(folder)
    desk = Journaled(WIDE)
    desk.store = store
    store.journal.append([opened()], 1_700_000_000 * SECOND)
    desk.armed()
    for number in range(6):
        desk.accepts_all()
        for slot in ("buy0", "sell0"):
            order = desk.order(slot)
            part = order.intent.quantity / 2 if number % 2 else order.intent.quantity
            desk.sees(desk.filled(order.client_id, str(part), f"{slot}-{number}", fee="0.01"))
        if number % 3 == 1:
            desk.sees(reconciled())
        desk.sees(snapshot(60_000.0 + 40 * number, 60_000.01 + 40 * number, update_id=number + 2))
        desk.after(1_000)
    store.journal.close()
    store.close(0)
    (folder / "mmdesk.db").unlink()
    return store.journal.path, desk


def closed_orders(desk: Dialogue) -> tuple[VenueOrder, ...]:
    """What the venue lists of orders that ended: everything that had a fill."""
    filled: dict[str, Decimal] = {}
    for fill in desk.account.values():
        filled[fill.client_id] = filled.get(fill.client_id, Decimal(0)) + fill.quantity
    return tuple(
        replace(desk.seen(name, VenueStatus.CANCELED, str(amount)), venue_id=f"v{name}")
        for name, amount in filled.items()
    )


def asked(old: Dialogue, known: Remembered, fills: Sequence[Fill], **extra: Any) -> Dialogue:
    """A new desk with what is remembered, told the account by a venue that names no client ids in fills."""
    new = Dialogue(
        WIDE,
        remembered_orders=known.orders,
        remembered_positions=known.positions,
        remembered_fills=known.fills,
        facts_lost=known.lost,
        id_prefix="mm0002x",
    )
    new.now_ns = old.now_ns + HOUR_NS
    new.account = dict(old.account)
    since_ns = known.last_wall_ns - HOUR_NS
    told = [replace(fill, client_id="") for fill in fills if fill.exchange_ns >= since_ns]
    told_all = reconciled(
        fills=told,
        since_ns=since_ns,
        closed_orders=closed_orders(old),
        balances=old.balances_now(**extra.get("elsewhere", {})),
    )
    later = reconciled(since_ns=known.last_wall_ns + HOUR_NS, balances=told_all.fields["balances"])
    new.sees(said(VenueConnected, venue="binance"), told_all, later, later, snapshot(60_000.0, 60_000.01))
    history = list(new.effects)
    for _ in range(3):
        history += new.after(100).effects
        new.sees(told_all)
        history += new.effects
    new.effects = history + new.after(100).effects
    return new


def reopened(folder: Path) -> Store:
    return open_store(folder, accounts=None)


def test_whichever_frame_is_lost_the_books_come_out_the_same_or_nothing_is_armed(tmp_path: Path) -> None:
    path, old = a_traded_session(tmp_path)
    sound = path.read_bytes()
    frames = [item for item in scan(path, 0) if isinstance(item, RawFrame)]
    true = old.desk.portfolio.position(KEY)
    regained = 0
    for frame in frames:
        bad = bytearray(sound)
        bad[(frame.start + frame.end) // 2] ^= 0x10
        path.write_bytes(bad)
        store = reopened(tmp_path)
        known = store.remembered
        if known.lost is None:
            # The last frame: a torn tail, and the venue tells its fill as after any crash.
            assert frame is frames[-1]
        else:
            new = asked(old, known, list(old.account.values()))
            if new.told(FactsRegained):
                regained += 1
                assert_same(new.desk.portfolio.position(KEY), true)
                assert not [text for text in new.desk.arm_blockers() if "journal" in text]
            else:
                assert not known.lost.since_ns or not known.lost.balances
                assert "--accept-damage" in "".join(new.desk.arm_blockers())
        store.acknowledge_damage()
        store.close()
        clear(tmp_path, path)
    assert regained > len(frames) - 6


def assert_same(found: Position, true: Position) -> None:
    assert (found.quantity, found.bought_quantity, found.sold_quantity) == (
        true.quantity,
        true.bought_quantity,
        true.sold_quantity,
    )
    assert found.fees_quote == true.fees_quote
    assert abs(found.realised_quote - true.realised_quote) < Decimal("1e-15")


def clear(folder: Path, keep: Path) -> None:
    for one in (*folder.glob("mmdesk.db*"), *(folder / "journal").iterdir()):
        if one != keep:
            one.unlink()


def lost_a_fill(folder: Path) -> tuple[Journaled, Store]:
    """The frame of the seventh fill is gone."""
    path, old = a_traded_session(folder)
    seen = 0
    for frame in (item for item in scan(path, 0) if isinstance(item, RawFrame)):
        seen += b"FillBooked" in frame.payload
        if seen == 7:
            data = bytearray(path.read_bytes())
            data[frame.end - 1] ^= 1
            path.write_bytes(data)
            break
    return old, reopened(folder)


def test_a_venue_that_does_not_tell_a_fill_we_know_is_not_believed(tmp_path: Path) -> None:
    old, store = lost_a_fill(tmp_path)
    assert store.remembered.lost is not None
    (missing, *_) = store.remembered.lost.known_fills
    new = asked(old, store.remembered, [fill for fill in old.account.values() if fill.key != missing.key])
    assert not new.told(FactsRegained)
    assert "Fills that we know and the venue did not tell: 1." in new.desk.arm_blockers()
    store.close()


def test_balances_that_the_fills_do_not_explain_are_for_a_person(tmp_path: Path) -> None:
    old, store = lost_a_fill(tmp_path)
    new = asked(old, store.remembered, list(old.account.values()), elsewhere={"USDT": "-250"})
    assert not new.told(FactsRegained)
    assert any("USDT -250" in text for text in new.desk.arm_blockers())
    store.close()


def test_a_loss_before_a_fill_of_a_market_that_is_not_traded_any_more_is_for_a_person(tmp_path: Path) -> None:
    old, store = lost_a_fill(tmp_path)
    known = store.remembered
    assert known.lost is not None
    elsewhere = replace(known, lost=replace(known.lost, instruments=(KEY, "ETH/USDT@binance")))
    new = asked(old, elsewhere, list(old.account.values()))
    assert not new.told(FactsRegained)
    assert any("ETH/USDT@binance" in text for text in new.desk.arm_blockers())
    store.close()


def test_a_loss_of_long_ago_is_for_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    _, store = lost_a_fill(tmp_path)
    assert store.remembered.lost is not None
    assert store.remembered.lost.since_ns == 0
    store.close()


def test_a_rebuild_that_was_interrupted_begins_again_from_before_the_loss(tmp_path: Path) -> None:
    old, store = lost_a_fill(tmp_path)
    first = store.remembered
    store.start()
    new = asked(old, first, list(old.account.values()))
    booked = [one for one in new.effects if isinstance(one, FillBooked)]
    assert booked
    store.journal.append(booked, old.now_ns)
    store.close()
    again = reopened(tmp_path)
    assert again.remembered.positions == first.positions
    assert again.remembered.fills == first.fills
    assert again.remembered.last_wall_ns == first.last_wall_ns
    new = asked(old, again.remembered, list(old.account.values()))
    assert new.told(FactsRegained)
    assert_same(new.desk.portfolio.position(KEY), old.desk.portfolio.position(KEY))
    again.acknowledge_damage()
    again.close()
    last = reopened(tmp_path)
    assert last.remembered.lost is None
    assert_same(last.remembered.positions[0], old.desk.portfolio.position(KEY))
    last.close()


def test_a_fill_of_an_order_that_the_journal_never_saw_is_booked(tmp_path: Path) -> None:
    """A power cut took the intent, the venue filled it: the listing of ended orders names it."""
    new = Dialogue(WIDE, id_prefix="mm0002x")
    fill = replace(new.fill("mm0001x77", "0.1", "t1"), client_id="")
    ended = new.seen("mm0001x77", VenueStatus.FILLED, "0.1")
    new.sees(said(VenueConnected, venue="binance"), reconciled(fills=[fill], closed_orders=(ended,)))
    assert new.position == Decimal("0.1")
    foreign = replace(new.fill("mm0001x77", "0.1", "t2"), client_id="", venue_id="somebody's")
    new.sees(said(FillReported, fill=foreign))
    assert new.position == Decimal("0.1")
    assert not new.told(SendOrder)
