"""Tests as dialogue: `desk.sees(book(...)).wants(place(...)).sees(accepted(...)).wants(nothing)`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from mmdesk.core.model.account import Balance
from mmdesk.core.model.effects import AnyEffect, SendCancel, SendOrder
from mmdesk.core.model.events import (
    AccountReconciled,
    AnyEvent,
    ArmRequested,
    BalanceReported,
    CancelAcknowledged,
    CancelRejected,
    CancelUnresolved,
    FillReported,
    OrderAbsent,
    OrderAcknowledged,
    OrderRejected,
    OrderReported,
    SendUnresolved,
    TimePassed,
    VenueConnected,
    VenueLost,
)
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import BookSnapshot, TopOfBook
from mmdesk.core.model.order import Order, VenueOrder, VenueStatus
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits
from mmdesk.core.model.values import Side
from mmdesk.core.pipeline import Desk, step
from tests.fakes.instruments import BTC_USDT

T = TypeVar("T")
MS = 1_000_000
SECOND = 1_000_000_000
START_WALL_NS = 1_700_000_000 * SECOND

BTC = BTC_USDT
KEY = BTC.key
PREFIX = "mm0001x"
RICH = (Balance("USDT", Decimal(1_000_000), Decimal(0)), Balance("BTC", Decimal(100), Decimal(0)))


class Said(NamedTuple):
    """An event without its time: the dialogue stamps it."""

    kind: type
    fields: dict[str, Any]


class Placed(NamedTuple):
    """What an order sent must look like."""

    slot: str
    price: Decimal
    quantity: Decimal | None


class Cancelled(NamedTuple):
    """A cancel sent for the order in a slot (or of a client id)."""

    who: str


nothing: tuple[()] = ()


def said(kind: type, **fields: Any) -> Said:
    """Any event by its type and fields."""
    return Said(kind, fields)


def place(slot: str, price: str, quantity: str = "") -> Placed:
    """Expect an order in this slot."""
    return Placed(slot, Decimal(price), Decimal(quantity) if quantity else None)


def cancel(who: str) -> Cancelled:
    """Expect a cancel of this slot's order."""
    return Cancelled(who)


def snapshot(bid: float, ask: float, update_id: int = 1) -> Said:
    """A book of one level a side."""
    return said(BookSnapshot, instrument=KEY, bids=((bid, 1.0),), asks=((ask, 1.0),), update_id=update_id)


def top(bid: float, ask: float, update_id: int = 0, quantity: float = 1.0) -> Said:
    """Best prices; an update id of 0 is always newer."""
    return said(
        TopOfBook,
        instrument=KEY,
        bid=bid,
        bid_quantity=quantity,
        ask=ask,
        ask_quantity=quantity,
        update_id=update_id,
    )


def reconciled(
    open_orders: Sequence[VenueOrder] = (),
    fills: Sequence[Fill] = (),
    balances: tuple[Balance, ...] | None = None,
    since_ns: int = 0,
    **fields: Any,
) -> Said:
    """A full listing of the account; its balances are what the fills told so far leave, unless given."""
    return said(
        AccountReconciled,
        venue="binance",
        open_orders=tuple(open_orders),
        fills=tuple(fills),
        balances=balances,
        since_ns=since_ns,
        **fields,
    )


class VenueVoice:
    """What a venue says of orders by their client ids."""

    def accepted(self, client_id: str) -> Said:
        """The venue took an order; its venue id is `v` + client id."""
        return said(OrderAcknowledged, client_id=client_id, venue_id=f"v{client_id}")

    def rejected(self, client_id: str, *, would_cross: bool = False, barred: bool = False) -> Said:
        """The venue proved that an order does not exist."""
        why = {"code": "-2015" if barred else "-2010", "message": "no"}
        return Said(
            OrderRejected, {"client_id": client_id, "would_cross": would_cross, "barred": barred, **why}
        )

    def unresolved(self, client_id: str) -> Said:
        """A create got no answer."""
        return said(SendUnresolved, client_id=client_id, reason="timeout")

    def canceled(self, client_id: str) -> Said:
        """The venue confirmed a cancel."""
        return said(CancelAcknowledged, client_id=client_id)

    def cancel_refused(self, client_id: str, *, gone: bool) -> Said:
        """The venue refused a cancel."""
        return said(CancelRejected, client_id=client_id, code="-2011", message="Unknown order", gone=gone)

    def cancel_unresolved(self, client_id: str) -> Said:
        """A cancel got no answer."""
        return said(CancelUnresolved, client_id=client_id, reason="timeout")

    def absent(self, client_id: str) -> Said:
        """A query by id found nothing."""
        return said(OrderAbsent, client_id=client_id)

    def lost(self) -> Said:
        """The account stream went down."""
        return said(VenueLost, venue="binance", reason="closed")

    def balances(self, **totals: str) -> Said:
        """Free balances by asset."""
        told = tuple(Balance(asset, Decimal(free), Decimal(0)) for asset, free in totals.items())
        return said(BalanceReported, venue="binance", balances=told)


class Dialogue(VenueVoice):
    """A desk, a clock, and what the desk wanted after the last thing it saw."""

    def __init__(
        self,
        parameters: QuoteParameters | None = None,
        limits: RiskLimits | None = None,
        instrument: Instrument = BTC,
        id_prefix: str = PREFIX,
        **remembered: Any,
    ) -> None:
        self.desk = Desk(
            [instrument],
            {KEY: parameters or QuoteParameters()},
            {KEY: limits or RiskLimits()},
            id_prefix,
            app_prefix="mm",
            **remembered,
        )
        self.now_ns = SECOND
        self.effects: list[AnyEffect] = []
        self.history: list[AnyEvent] = []
        self.account: dict[str, Fill] = {}

    def sees(self, *events: Said) -> "Dialogue":
        """Tell the desk these events, a microsecond apart; `effects` are those of all of them."""
        self.effects = []
        for one in events:
            self.now_ns += 1_000
            fields = self._as_the_venue_tells(one)
            event = one.kind(wall_ns=START_WALL_NS + self.now_ns, mono_ns=self.now_ns, **fields)
            self.history.append(event)
            self.effects += step(self.desk, event)
        return self

    def _as_the_venue_tells(self, one: Said) -> dict[str, Any]:
        """The fields of an event, with the balances that follow from all fills the venue told so far."""
        told = one.fields.get("fills") or ([one.fields["fill"]] if "fill" in one.fields else [])
        self.account.update((fill.trade_id, fill) for fill in told)
        if one.kind is not AccountReconciled:
            return one.fields
        defaults: dict[str, Any] = {"balances_ns": START_WALL_NS + self.now_ns}
        if one.fields["balances"] is None:
            defaults["balances"] = self.balances_now()
        return {**defaults, **{name: value for name, value in one.fields.items() if value is not None}}

    def balances_now(self, **extra: str) -> tuple[Balance, ...]:
        """What the account holds after every fill told so far, and `extra` of an asset beside them."""
        totals = {one.asset: one.total + Decimal(extra.get(one.asset, "0")) for one in RICH}
        for fill in self.account.values():
            totals["BTC"] += fill.side.sign * fill.quantity
            totals["USDT"] -= fill.side.sign * fill.value_quote
            totals[fill.fee_asset] = totals.get(fill.fee_asset, Decimal(0)) - fill.fee
        return tuple(Balance(asset, total, Decimal(0)) for asset, total in totals.items())

    def after(self, ms: float) -> "Dialogue":
        """Let time pass, then tell it."""
        self.now_ns += int(ms * MS)
        return self.sees(said(TimePassed))

    def waits(self, ms: float) -> "Dialogue":
        """Let time pass without telling."""
        self.now_ns += int(ms * MS)
        return self

    def wants(self, *expected: Placed | Cancelled) -> "Dialogue":
        """Exactly these orders and cancels were sent, in this order."""
        sent: list[Placed | Cancelled] = []
        for effect in self.effects:
            if isinstance(effect, SendOrder):
                intent = effect.order.intent
                sent.append(Placed(intent.slot, intent.price, intent.quantity))
            elif isinstance(effect, SendCancel):
                sent.append(Cancelled(self._slot_of(effect.client_id)))
        wanted = list(expected)
        for place_, one in enumerate(wanted):
            if isinstance(one, Placed) and one.quantity is None and place_ < len(sent):
                got = sent[place_]
                wanted[place_] = one._replace(quantity=got.quantity if isinstance(got, Placed) else None)
        assert sent == wanted
        return self

    def told(self, kind: type[T]) -> list[T]:
        """The effects of one type after the last thing seen."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def order(self, slot: str) -> Order:
        """The newest live order of a slot."""
        found = [one for one in self.desk.register.live(KEY) if one.intent.slot == slot]
        assert found, f"no live order in {slot}"
        return found[-1]

    def state(self, client_id: str) -> str:
        """The state of an order by id."""
        order = self.desk.register.get(client_id)
        assert order is not None
        return order.state.value

    @property
    def position(self) -> Decimal:
        """Our position in the one market."""
        return self.desk.portfolio.position(KEY).quantity

    def armed(self, bid: float = 60_000.0, ask: float = 60_000.01) -> "Dialogue":
        """Connected, reconciled, with a book, armed."""
        return self.sees(
            said(VenueConnected, venue="binance"),
            reconciled(),
            reconciled(),
            snapshot(bid, ask),
            said(ArmRequested, ticket="arm"),
        )

    def accepts_all(self) -> "Dialogue":
        """The venue acknowledges every order that is on its way."""
        waiting = [one for one in self.desk.register.live(KEY) if one.state.value == "sending"]
        return self.sees(*(self.accepted(one.client_id) for one in waiting))

    def fill(
        self,
        client_id: str,
        quantity: str,
        trade_id: str,
        *,
        price: str = "",
        side: Side | None = None,
        fee: str = "0",
        fee_asset: str = "USDT",
        venue_id: str | None = None,
    ) -> Fill:
        """A fill of an order, at its price unless told."""
        order = self.desk.register.get(client_id)
        return Fill(
            instrument=KEY,
            trade_id=trade_id,
            client_id=client_id,
            venue_id=f"v{client_id}" if venue_id is None else venue_id,
            side=side or (order.intent.side if order else Side.BUY),
            price=Decimal(price) if price else (order.intent.price if order else Decimal(60_000)),
            quantity=Decimal(quantity),
            fee=Decimal(fee),
            fee_asset=fee_asset,
            is_maker=True,
            exchange_ns=START_WALL_NS + self.now_ns,
        )

    def filled(self, client_id: str, quantity: str, trade_id: str, **about: Any) -> Said:
        """The stream tells a fill."""
        return said(FillReported, fill=self.fill(client_id, quantity, trade_id, **about))

    def seen(
        self,
        client_id: str,
        status: VenueStatus,
        filled: str = "0",
        *,
        venue_id: str = "",
        side: Side = Side.BUY,
        price: str = "59000",
        quantity: str = "0.005",
    ) -> VenueOrder:
        """The venue's word on an order; known orders keep their own side, price and quantity."""
        order = self.desk.register.get(client_id)
        return VenueOrder(
            instrument=KEY,
            client_id=client_id,
            venue_id=venue_id or f"v{client_id}",
            side=order.intent.side if order else side,
            price=order.intent.price if order else Decimal(price),
            quantity=order.intent.quantity if order else Decimal(quantity),
            filled_quantity=Decimal(filled),
            status=status,
        )

    def reported(self, client_id: str, status: VenueStatus, filled: str = "0", **about: Any) -> Said:
        """The stream or a query tells the venue's word on an order."""
        return said(OrderReported, order=self.seen(client_id, status, filled, **about))

    def _slot_of(self, client_id: str) -> str:
        order = self.desk.register.get(client_id)
        return (order.intent.slot if order is not None else "") or client_id
