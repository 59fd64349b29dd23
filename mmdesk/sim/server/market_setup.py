"""The exchange a venue opens with: the synthetic demo market, or recordings, and the two accounts."""

from decimal import Decimal

from mmdesk.sim.build import demo_exchange, replay_exchange
from mmdesk.sim.exchange import Exchange
from mmdesk.sim.server.options import ACCOUNT, HOUSE, HOUSE_BALANCES, VenueOptions
from mmdesk.sim.types import AccountSpec

MAKER_FEE = Decimal("0.0001")
TAKER_FEE = Decimal("0.0005")


def make_exchange(options: VenueOptions, start_ns: int) -> Exchange:
    """Raises RecordingError when a tape cannot be played."""
    accounts = (
        AccountSpec(account_id=ACCOUNT, balances=options.balances, maker_fee=MAKER_FEE, taker_fee=TAKER_FEE),
        AccountSpec(account_id=HOUSE, balances=HOUSE_BALANCES),
    )
    if options.replay:
        return replay_exchange(options.replay, start_ns=start_ns, speed=options.speed, accounts=accounts)
    return demo_exchange(seed=options.seed, start_ns=start_ns, accounts=accounts, events_per_s=options.rate)
