"""The three records of a scenario, read into plain lists: our journal, our database, the venue's ledger."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from mmdesk.core.model.effects import FillBooked, OrderChanged, SendOrder
from mmdesk.core.model.events import SendAbandoned
from mmdesk.core.model.order import OrderState
from mmdesk.storage.frames import RawFrame, decode
from mmdesk.storage.journal import read_frames
from mmdesk.storage.segments import scan, segment_paths


class Intent(msgspec.Struct, frozen=True):
    """An order the journal says was about to be sent. `wall_ns` is when that was written."""

    client_id: str
    sequence: int
    wall_ns: int


class Booked(msgspec.Struct, frozen=True):
    """A fill in one of our own records; `quantity` is negative for a sale."""

    trade_id: str
    client_id: str
    quantity: Decimal


class VenueOrderRow(msgspec.Struct, frozen=True):
    """One order in the venue's ledger; `ended_ns` is None while it is open."""

    client_id: str
    is_buy: bool
    quantity: Decimal
    placed_ns: int
    ended_ns: int | None


class VenueFillRow(msgspec.Struct, frozen=True):
    """One fill of our account in the venue's ledger; `quantity` is negative for a sale."""

    trade_id: str
    client_id: str
    quantity: Decimal
    time_ns: int


class JournalRecord(msgspec.Struct, frozen=True):
    """`states` holds the last state written of each order; `abandoned` surely never left."""

    intents: tuple[Intent, ...]
    booked: tuple[Booked, ...]
    states: dict[str, OrderState] = {}
    abandoned: frozenset[str] = frozenset()


class DatabaseRecord(msgspec.Struct, frozen=True):
    """Trades and the position the database shows."""

    trades: tuple[Booked, ...]
    position: Decimal


class LedgerRecord(msgspec.Struct, frozen=True):
    """Orders with our prefix and the account's fills of them, oldest first.

    `received` counts, by client id, the creates that reached the venue, whatever became of them.
    """

    orders: tuple[VenueOrderRow, ...]
    fills: tuple[VenueFillRow, ...]
    received: dict[str, int]


def journal_record(folder: Path) -> JournalRecord:
    """Every journal file of a data folder in order. Raises OSError."""
    intents: list[Intent] = []
    booked: list[Booked] = []
    states: dict[str, OrderState] = {}
    abandoned: set[str] = set()
    for path in segment_paths(folder):
        for frame in read_frames(path):
            for sequence, fact in frame.facts:
                if isinstance(fact, SendOrder):
                    intents.append(Intent(fact.order.intent.client_id, sequence, frame.wall_ns))
                elif isinstance(fact, FillBooked):
                    fill = fact.fill
                    booked.append(
                        Booked(fill.trade_id, fill.client_id, _signed(fill.side.value, fill.quantity))
                    )
                elif isinstance(fact, OrderChanged):
                    states[fact.order.client_id] = fact.order.state
                elif isinstance(fact, SendAbandoned):
                    abandoned.add(fact.client_id)
    return JournalRecord(tuple(intents), tuple(booked), states, frozenset(abandoned))


class FactTail:
    """The facts of journals that grow: each is read once, however often one looks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}

    def fresh(self, *kinds: type[Any]) -> list[Any]:
        """Facts of these kinds written since the last call, in order; the others are left behind."""
        found: list[Any] = []
        for path in segment_paths(self._folder):
            for item in scan(path, self._read.get(path, 0)):
                # A frame that is half written is read the next time.
                if isinstance(item, RawFrame):
                    self._read[path] = item.end
                    found.extend(fact for _, fact in decode(item).facts if isinstance(fact, kinds))
        return found


def database_record(path: Path) -> DatabaseRecord:
    """Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        trades = database.execute("select trade_id, client_id, side, quantity from trades").fetchall()
        positions = database.execute("select quantity from positions").fetchall()
    return DatabaseRecord(
        tuple(
            Booked(trade, client, _signed(side, Decimal(amount))) for trade, client, side, amount in trades
        ),
        sum((Decimal(row[0]) for row in positions), Decimal(0)),
    )


def ledger_record(ledger: dict[str, Any], account: str = "demo", prefix: str = "mmd") -> LedgerRecord:
    """What `/sim/ledger` answered, cut down to ours."""
    return LedgerRecord(
        tuple(_order_row(row) for row in ledger["orders"] if _is_ours(row, account, prefix)),
        tuple(
            VenueFillRow(
                str(row["trade_id"]),
                row["client_order_id"],
                _signed(row["side"], Decimal(row["quantity"])),
                row["time_ns"],
            )
            for row in ledger["fills"]
            if _is_ours(row, account, prefix)
        ),
        {name: times for name, times in ledger["creates_received"].items() if name.startswith(prefix)},
    )


def _order_row(row: dict[str, Any]) -> VenueOrderRow:
    is_open = row["status"] in ("NEW", "PARTIALLY_FILLED")
    return VenueOrderRow(
        row["client_order_id"],
        row["side"].lower() == "buy",
        Decimal(row["orig_qty"]),
        row["time_ns"],
        None if is_open else row["update_time_ns"],
    )


def _is_ours(row: dict[str, Any], account: str, prefix: str) -> bool:
    return row["account"] == account and str(row["client_order_id"]).startswith(prefix)


def _signed(side: str, quantity: Decimal) -> Decimal:
    return quantity if side.lower() == "buy" else -quantity
