"""The venue's balances as a check on our fills: they never move a position, a mismatch holds the quoting."""

from decimal import Decimal

from mmdesk.core.desk.desk import Desk
from mmdesk.core.desk.telling import alert, want_reconcile
from mmdesk.core.desk.venue_desk import VenueDesk
from mmdesk.core.model.account import Balance
from mmdesk.core.model.effects import AnyEffect, BalancesChanged, CommandDone
from mmdesk.core.model.events import BalancesAccepted, TransferReported
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import Event
from mmdesk.core.model.order import OrderState
from mmdesk.core.portfolio.explained import count_fill


def note_fill(desk: Desk, fill: Fill) -> None:
    """A fill of the account, ours or not, moved its balances; counted once however often it is told."""
    if not desk.account_fills.add(fill):
        return
    instrument = desk.instruments[fill.instrument]
    count_fill(desk.venues[instrument.venue].balance, instrument, fill)


def on_transfer(desk: Desk, event: TransferReported) -> None:
    """A deposit or withdrawal explains itself."""
    desk.venues[event.venue].balance.move(event.asset, event.amount, event.exchange_ns)


def take_balances(
    desk: Desk,
    venue: str,
    balances: tuple[Balance, ...],
    event: Event,
    out: list[AnyEffect],
    *,
    complete: bool,
    exchange_ns: int,
) -> None:
    """The venue's word; a complete one of known time is compared with what our fills explain."""
    believable = [one for one in balances if one.free.is_finite() and one.used.is_finite()]
    desk.counters.malformed += len(balances) - len(believable)
    desk.portfolio.report_balances(venue, believable, complete=complete)
    out.append(BalancesChanged(venue=venue, balances=desk.portfolio.balances(venue)))
    if complete and exchange_ns and len(believable) == len(balances):
        _compare(desk, desk.venues[venue], believable, exchange_ns, event, out)


def accept_balances(desk: Desk, event: BalancesAccepted, out: list[AnyEffect]) -> None:
    """A person looked and takes the venue's balances for right: the next full listing is the new start."""
    about = desk.venues.get(event.venue)
    if about is None:
        message = f"{event.venue} is not a venue of this desk."
        out.append(CommandDone(ticket=event.ticket, ok=False, message=message))
        return
    about.balance.anchored_ns = 0
    about.balance_mismatch = ""
    about.balance_suspect = {}
    want_reconcile(desk, event.venue, f"balances accepted: {event.reason}", event, out)
    message = f"{event.venue}: the balances of the next listing are taken for right."
    out.append(CommandDone(ticket=event.ticket, ok=True, message=message))


def is_steady(desk: Desk, instrument: Instrument) -> bool:
    """Whether the last comparison found nothing in an instrument's assets that our fills do not explain."""
    about = desk.venues[instrument.venue]
    compared = about.balance.anchored_ns > 0 and about.balance_drift is not None
    return compared and not {instrument.base, instrument.quote} & set(about.balance_drift or ())


def tolerances(desk: Desk, venue: str) -> dict[str, Decimal]:
    """Half of what a fill of the smallest size would move, by asset: less is the venue's rounding."""
    found: dict[str, Decimal] = {}
    for one in desk.instruments.values():
        if one.venue == venue:
            smallest = one.lot_size * one.tick_size
            for asset, step in ((one.base, one.lot_size), (one.quote, smallest)):
                found[asset] = min(step / 2, found.get(asset, step))
    return found


def _compare(
    desk: Desk,
    about: VenueDesk,
    balances: list[Balance],
    exchange_ns: int,
    event: Event,
    out: list[AnyEffect],
) -> None:
    check = about.balance
    if not check.anchored_ns or not about.was_reconciled:
        # Until the first reconciliation is through, what came before this session is still coming in.
        check.anchor(balances, exchange_ns)
        about.balance_suspect, about.balance_drift = {}, {}
        return
    drift = check.drift(balances, exchange_ns, tolerances(desk, about.name))
    about.balance_drift = drift
    if not drift:
        about.balance_suspect = {}
    elif not _is_settled(desk, about.name):
        return
    elif drift != about.balance_suspect:
        about.balance_suspect = drift
        want_reconcile(desk, about.name, "balances differ from our fills", event, out)
    elif not about.balance_mismatch:
        about.balance_mismatch = ", ".join(f"{asset} {amount:+f}" for asset, amount in sorted(drift.items()))
        _tell(about, out)


def _is_settled(desk: Desk, venue: str) -> bool:
    """Whether no order is left whose fate may still explain a difference."""
    doubtful = (OrderState.UNKNOWN_NEW, OrderState.UNKNOWN_CANCEL, OrderState.UNKNOWN_AMEND)
    return not any(
        entry.is_behind or entry.order.state in doubtful
        for market in desk.markets_of(venue)
        for entry in desk.register.live_entries(market.instrument.key)
    )


def _tell(about: VenueDesk, out: list[AnyEffect]) -> None:
    alert(
        out,
        "critical",
        f"balance-mismatch-{about.name}",
        f"{about.name}: balances do not follow from our fills ({about.balance_mismatch}).",
        "Seen twice: a transfer, another program or another market moved them, or a fill is missing.",
        "Quotes are held. Compare with the venue's own page, then accept its balances with a reason.",
    )
