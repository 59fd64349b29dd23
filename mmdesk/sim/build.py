"""Ready-made venues: the synthetic demo market, or recordings played back."""

import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from mmdesk.sim.crowd import CrowdSettings
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.flow import FlowSource
from mmdesk.sim.market import MarketSource
from mmdesk.sim.queue_model import QueueModel, queue_model
from mmdesk.sim.tape import TapeSource
from mmdesk.sim.types import AccountSpec, SymbolRules

DEMO_ACCOUNT = AccountSpec(
    account_id="demo",
    balances={"BTC": Decimal(2), "ETH": Decimal(30), "USDT": Decimal(200_000)},
    maker_fee=Decimal("0.0001"),
    taker_fee=Decimal("0.0005"),
)

BTCUSDT = SymbolRules(
    symbol="BTCUSDT",
    base_asset="BTC",
    quote_asset="USDT",
    tick_size=Decimal("0.01"),
    step_size=Decimal("0.00001"),
    min_price=Decimal("0.01"),
    max_price=Decimal(1_000_000),
    min_qty=Decimal("0.00001"),
    max_qty=Decimal(9_000),
    market_max_qty=Decimal(100),
    min_notional=Decimal(5),
)

ETHUSDT = SymbolRules(
    symbol="ETHUSDT",
    base_asset="ETH",
    quote_asset="USDT",
    tick_size=Decimal("0.01"),
    step_size=Decimal("0.0001"),
    min_price=Decimal("0.01"),
    max_price=Decimal(1_000_000),
    min_qty=Decimal("0.0001"),
    max_qty=Decimal(9_000),
    market_max_qty=Decimal(2_000),
    min_notional=Decimal(5),
)

START_PRICES = {"BTCUSDT": Decimal(60_000), "ETHUSDT": Decimal(3_000)}
FUNDED_QUOTE = Decimal(100_000)
SIZES = {"BTCUSDT": Decimal("0.02"), "ETHUSDT": Decimal("0.4")}


def flow_source(rules: SymbolRules, seed: int, events_per_s: float = 80.0) -> FlowSource:
    """A synthetic market of one of the demo symbols; same seed, same market."""
    settings = CrowdSettings(
        start_ticks=int(START_PRICES[rules.symbol] / rules.tick_size),
        size_lots=float(SIZES[rules.symbol] / rules.step_size),
        events_per_s=events_per_s,
    )
    return FlowSource(rules, settings, random.Random(f"{seed}:{rules.symbol}"))


def demo_exchange(
    *,
    seed: int,
    start_ns: int,
    accounts: Sequence[AccountSpec] = (DEMO_ACCOUNT,),
    events_per_s: float = 80.0,
) -> Exchange:
    """BTC/USDT at `events_per_s` book events and ETH/USDT at half of that."""
    sources: list[MarketSource] = [
        flow_source(BTCUSDT, seed, events_per_s),
        flow_source(ETHUSDT, seed, events_per_s / 2),
    ]
    return Exchange(accounts, sources, start_ns=start_ns)


def replay_exchange(
    files: Sequence[Path],
    *,
    start_ns: int,
    speed: float = 1.0,
    queue: str | QueueModel = "power3",
    accounts: Sequence[AccountSpec] = (DEMO_ACCOUNT,),
) -> Exchange:
    """Recordings of one symbol, played one after the other through the spot protocol.

    An account that holds none of the symbol's base or quote asset is given `FUNDED_QUOTE` worth of it.
    `queue` is conservative | power | power2 | power3 | log | log2, see `queue_model`.
    Raises RecordingError (what, why, what to do) for a file that cannot be played.
    """
    model = queue_model(queue) if isinstance(queue, str) else queue
    tape = TapeSource(files, model, speed=speed)
    return Exchange([_funded(spec, tape) for spec in accounts], [tape], start_ns=start_ns)


def _funded(spec: AccountSpec, tape: TapeSource) -> AccountSpec:
    """Whoever plays a tape wants to quote both sides of it, whatever its symbol is."""
    rules = tape.rules
    bid_ticks, _, ask_ticks, _ = tape.top()
    price = max(bid_ticks, ask_ticks, 1) * rules.tick_size
    lots = FUNDED_QUOTE / price // rules.step_size
    given = {rules.base_asset: lots * rules.step_size, rules.quote_asset: FUNDED_QUOTE}
    return replace(spec, balances={**given, **spec.balances})
