"""The same events give the same effects, byte for byte; events and effects survive the journal."""

from random import Random

import msgspec

from mmdesk.core.model.effects import AnyEffect, SendCancel, SendOrder
from mmdesk.core.model.events import AnyEvent, SendUnresolved
from mmdesk.core.model.market import TradePrint
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from mmdesk.core.pipeline import Desk, step
from tests.core.dialogue import BTC, KEY, Dialogue, Said, said, top

PARAMETERS = QuoteParameters(
    strategy="glft", order_levels=3, order_refresh_time_s=0.2, fair_value="weighted_mid"
)


def lived(seed: int) -> tuple[list[AnyEvent], bytes]:
    """A session with fills, lost answers, cancels and quiet, and its effects as bytes."""
    rng = Random(seed)
    desk = Dialogue(PARAMETERS).armed()
    told: list[AnyEffect] = list(desk.effects)
    everything = [*told]
    mid = 60_000.0
    for turn in range(400):
        mid += rng.choice((-20, -1, 0, 0, 1, 20))
        desk.waits(rng.randrange(5, 400))
        said_now: list[Said] = [top(round(mid, 2), round(mid + 0.01, 2), quantity=rng.uniform(0.1, 5))]
        if rng.random() < 0.3:
            said_now.append(
                said(
                    TradePrint,
                    instrument=KEY,
                    price=mid,
                    quantity=0.1,
                    taker_side=Side.BUY,
                    trade_id=str(turn),
                )
            )
        for effect in told:
            if isinstance(effect, SendOrder):
                client_id = effect.order.intent.client_id
                if rng.random() < 0.1:
                    said_now.append(said(SendUnresolved, client_id=client_id, reason="lost"))
                else:
                    said_now.append(desk.accepted(client_id))
                    if rng.random() < 0.2:
                        said_now.append(desk.filled(client_id, "0.001", f"t{turn}{client_id}"))
            elif isinstance(effect, SendCancel):
                said_now.append(desk.canceled(effect.client_id))
        desk.sees(*said_now)
        told = list(desk.effects)
        everything += told
        told += desk.after(1).effects
        everything += desk.effects
    return desk.history, msgspec.msgpack.encode(everything)


def test_the_same_events_give_the_same_bytes() -> None:
    events, live = lived(3)
    journal = [msgspec.msgpack.encode(event) for event in events]
    read: list[AnyEvent] = [msgspec.msgpack.decode(frame, type=AnyEvent) for frame in journal]
    assert read == events
    desk = Desk([BTC], {KEY: PARAMETERS}, {KEY: RiskLimits()}, "mm0001x", app_prefix="mm")
    effects: list[AnyEffect] = []
    for event in read:
        effects += step(desk, event)
    assert msgspec.msgpack.encode(effects) == live
    assert desk.counters.fills > 10
    assert desk.counters.cancels > 20


def test_every_effect_survives_the_journal() -> None:
    _, live = lived(4)
    effects = msgspec.msgpack.decode(live, type=list[AnyEffect])
    assert msgspec.msgpack.encode(effects) == live
