"""Everything that can happen to a create: unknown unless the venue proved a refusal, and never sent twice.

Played by both ways an order can travel. What no single answer can do has stories of its own: a venue frozen
past the receive window in test_unreachable_venue.py, a refused connection in test_refused_connection.py.
"""

import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mmdesk.core.model.effects import SendOrder
from mmdesk.core.model.events import OrderRejected, SendAbandoned, SendUnresolved
from tests.faults.parts import Zygote, until
from tests.faults.records import FactTail
from tests.faults.stage import LIVELY, PATIENT, Stage
from tests.faults.venue_verbs import CREATE

WEBSOCKET, REST = "websocket", "rest"
POINTS = {WEBSOCKET: CREATE, REST: "rest:POST /api/v3/order"}
# Behind these a WebSocket stays silent until the sender's patience ends: several wait at once, on slots of
# their own. A REST request has an answer, or an end, of its own: one at a time.
SILENT = ("drop_after", "drop_before", "broken_json", "html", "empty", "empty_object")
AT_ONCE = {WEBSOCKET: 4, REST: 1}
UNKNOWN, REFUSED = "SendUnresolved", "OrderRejected"


class Row(msgspec.Struct, frozen=True):
    """One fault of a create, the outcomes that are honest about it, and the ways it can befall."""

    name: str
    kind: str
    params: dict[str, Any]
    honest: tuple[str, ...] = (UNKNOWN,)
    ways: tuple[str, ...] = (WEBSOCKET, REST)

    @property
    def unbooked(self) -> bool:
        """The venue dropped this one create, and only this one: under its id nothing may ever be there."""
        dropped = self.kind == "drop_before" or self.params.get("booked") is False
        return dropped and self.kind not in ("disconnect", "reset")


def error(name: str, status: int, code: int, *honest: str, booked: bool = False, msg: str = "no") -> Row:
    params = {"status": status, "code": code, "msg": msg, "booked": booked}
    return Row(name, "status", params, honest or (UNKNOWN,))


def both(kind: str, *ways: str) -> tuple[Row, Row]:
    """The same fault with the order booked behind it, and without."""
    by = ways or (WEBSOCKET, REST)
    return (
        Row(f"{kind}, booked", kind, {"booked": True}, ways=by),
        Row(f"{kind}, not booked", kind, {"booked": False}, ways=by),
    )


# A reset or a lost connection ends what is in flight beside it too; these rows come last.
ROWS = (
    Row("no answer, booked", "drop_after", {}),
    Row("no answer, not booked", "drop_before", {}),
    Row("an answer after our patience, booked", "delay", {"ms": 9_000, "booked": True}),
    *both("cut_body", REST),
    *both("broken_json"),
    *both("html"),
    *both("empty"),
    *both("empty_object"),
    error("-1000 unknown error", 500, -1000),
    error("-1000 unknown error, booked", 500, -1000, booked=True),
    error("-1001 disconnected", 503, -1001),
    error("-1001 disconnected, booked", 503, -1001, booked=True),
    error("-1006 unexpected response", 400, -1006),
    error("-1006 unexpected response, booked", 400, -1006, booked=True),
    error("-1007 timeout, status unknown", 408, -1007),
    error("-1007 timeout, status unknown, booked", 408, -1007, booked=True),
    error("502, no code of an order", 502, -1001),
    error("504, booked", 504, -1007, booked=True),
    error("502 with -1016", 502, -1016),
    error("502 with -1016, booked", 502, -1016, booked=True),
    error("500 with -1013, booked", 500, -1013, booked=True),
    error("400 with -1016, booked", 400, -1016, booked=True),
    error("-1008 overloaded", 503, -1008, UNKNOWN, REFUSED),
    error("-1013 filter", 400, -1013, REFUSED, msg="Filter failure: NOTIONAL"),
    error("-1015 too many orders", 429, -1015, UNKNOWN, REFUSED),
    error("-1021 outside recvWindow", 400, -1021, UNKNOWN, REFUSED),
    error("-1022 signature", 400, -1022, UNKNOWN, REFUSED),
    error("-1111 precision", 400, -1111, REFUSED),
    error("-2010 insufficient balance", 400, -2010, REFUSED, msg="Account has insufficient balance"),
    error("-2010 would cross", 400, -2010, REFUSED, msg="Order would immediately match and take."),
    error("-2015 key or permission", 401, -2015, UNKNOWN, REFUSED, msg="Invalid API-key or permissions"),
    Row("429", "limited", {"retry_after_s": 1}, (UNKNOWN, REFUSED)),
    Row("418", "banned", {"retry_after_s": 1}, (UNKNOWN, REFUSED)),
    *both("disconnect", WEBSOCKET),
    *both("reset"),
)  # fmt: skip


async def strike(
    stage: Stage, way: str, rows: Sequence[Row], tail: FactTail, sent: list[str]
) -> list[tuple[str, str]]:
    """Let one create after the other meet these faults; client id and journaled outcome of each.

    `sent` grows by every id that left, in order, from one call to the next.
    """
    sent += [fact.order.intent.client_id for fact in tail.fresh(SendOrder)]
    found: dict[str, str] = {}
    would_cross = any("cross" in row.name for row in rows)
    for row in rows:
        stage.venue.fault(POINTS[way], row.kind, **row.params)
    names = ", ".join(row.name for row in rows)
    await until(lambda: stage.struck() >= len(rows), 60, f"creates that meet {names}")

    def all_told() -> bool:
        for fact in tail.fresh(SendOrder, OrderRejected, SendAbandoned, SendUnresolved):
            if isinstance(fact, SendOrder):
                sent.append(fact.order.intent.client_id)
            elif isinstance(fact, SendAbandoned) and fact.client_id not in stage.ledger().received:
                # Held back by our own limiter, as after a 418: no fault met it.
                continue
            elif would_cross or not (isinstance(fact, OrderRejected) and fact.would_cross):
                # A refusal to cross is the market's own doing, not the fault's.
                found[fact.client_id] = type(fact).__name__
        return len(found) >= len(rows)

    await until(all_told, 60, f"an outcome of {names}")
    stage.venue.clear_faults()
    # One connection, one rule at a time: the venue met them in the order in which they were sent.
    return [(client_id, found[client_id]) for client_id in sent if client_id in found][: len(rows)]


async def dishonest(stage: Stage, way: str, rows: Sequence[Row]) -> list[str]:
    """Play all rows on a quoting desk; those whose outcome claims what nobody proved."""
    silent = [row for row in rows if row.kind in SILENT]
    at_once = AT_ONCE[way]
    batches = [silent[at : at + at_once] for at in range(0, len(silent), at_once)]
    batches += [[row] for row in rows if row not in silent]
    found = []
    unbooked = {}
    tail = FactTail(stage.paths.journal_dir)
    sent: list[str] = []
    for batch in batches:
        met = await strike(stage, way, batch, tail, sent)
        for row, (client_id, outcome) in zip(batch, met, strict=True):
            sys.stdout.write(f"{row.name:42} {outcome:18} {client_id}\n")
            if outcome not in row.honest:
                found.append(f"{row.name}: {outcome}, honest is {' or '.join(row.honest)}")
            if row.unbooked:
                unbooked[client_id] = row.name
    await stage.stop()
    again = sorted(unbooked.keys() & {order.client_id for order in stage.ledger().orders})
    return [*found, *(f"{unbooked[client_id]}: {client_id} was sent again" for client_id in again)]


@pytest.fixture
async def patient(tmp_path: Path, zygote: Zygote) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path, zygote, config=LIVELY + PATIENT)
    yield stage
    await stage.close()


@pytest.mark.timeout(600)
@pytest.mark.slow
@pytest.mark.parametrize("way", [WEBSOCKET, REST])
async def test_a_create_is_unknown_unless_the_venue_proved_its_refusal(patient: Stage, way: str) -> None:
    stage = patient
    await stage.start_engine(**({"orders_by": REST} if way == REST else {}))
    await stage.arm()
    found = await dishonest(stage, way, [row for row in ROWS if way in row.ways])
    await stage.finish()
    assert not found, "\n".join(found)
