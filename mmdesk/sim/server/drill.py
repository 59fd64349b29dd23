"""One cause of a fire drill at a time, made with the venue's own hooks; left alone, it ends by itself."""

import asyncio
from collections import deque
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from mmdesk.sim.server.faults import Fault
from mmdesk.sim.server.options import HOUSE
from mmdesk.sim.server.venue import Venue
from mmdesk.sim.types import OrderRequest, OrderType, Side, TimeInForce, VenueOrder, VenueReject

MAX_LASTS_MS = 600_000
# What comes late, or is refused although it was done.
ORDER_REQUESTS = ("ws:order.*", "rest:* /api/v3/order")
PUSHED = ("stream:*", "user:*")
HIT_AGAIN_S = 0.1
_HALF = Decimal("0.5")


class Drill:
    """`begin` causes trouble in a symbol until `end`, or until its time is over."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self._rules: list[Fault] = []
        self._widened = ""
        self._corrections: deque[int] = deque()
        self._ends: asyncio.TimerHandle | None = None
        self._again: asyncio.TimerHandle | None = None
        self._downwards = False
        self._causes: dict[str, Callable[[str, float], None]] = {
            "latency": self._latency,
            "spread": self._spread,
            "jump": self._jump,
            "errors": self._errors,
            "loss": self._loss,
        }

    def begin(self, kind: str, symbol: str, amount: float, lasts_ms: float) -> None:
        """`amount`: ms late (latency), bps of spread (spread), percent (jump; errors: of the requests), quote
        (loss). Whatever went on before ends first. Raises ValueError, VenueReject (unknown symbol, no money).
        """
        cause = self._causes.get(kind)
        if cause is None:
            raise ValueError(f"unknown drill {kind!r}; known: {', '.join(self._causes)}")
        if not (amount > 0 and 0 < lasts_ms <= MAX_LASTS_MS):
            raise ValueError(f"give an amount above 0 and lasts_ms of at most {MAX_LASTS_MS}")
        self._venue.exchange.board(symbol)
        self.end()
        self._ends = asyncio.get_running_loop().call_later(lasts_ms / 1_000, self.end)
        cause(symbol, amount)

    def end(self) -> bool:
        """Take the cause away; whether there was one. What moved the price or was paid stays as it is."""
        going_on = self._ends is not None
        for timer in (self._ends, self._again):
            if timer is not None:
                timer.cancel()
        for rule in self._rules:
            self._venue.faults.clear(rule.id)
        if self._widened:
            self._venue.exchange.controls.widen(0.0, self._widened)
        if len(self._corrections) > 1:
            # Nobody paid yet, so nothing is to be given back.
            self._corrections.clear()
        self._ends = self._again = None
        self._rules, self._widened, self._corrections = [], "", deque()
        return going_on

    def _latency(self, _symbol: str, ms: float) -> None:
        self._strike((*ORDER_REQUESTS, *PUSHED), "delay", {"ms": ms, "booked": True})

    def _errors(self, _symbol: str, percent: float) -> None:
        share = min(1.0, percent / 100)
        self._strike(ORDER_REQUESTS, "status", {"status": 503, "booked": True}, share)

    def _strike(
        self,
        points: tuple[str, ...],
        kind: str,
        params: dict[str, str | int | float | bool],
        share: float = 1.0,
    ) -> None:
        for point in points:
            rule = Fault(match=point, kind=kind, probability=share, params=dict(params))
            self._rules.append(self._venue.faults.add(rule))

    def _spread(self, symbol: str, bps: float) -> None:
        controls = self._venue.exchange.controls
        controls.widen(bps / 2, symbol)
        self._widened = symbol
        controls.retreat(symbol)

    def _jump(self, symbol: str, percent: float) -> None:
        """Up and down in turn, so that drill after drill the price stays where it was."""
        controls = self._venue.exchange.controls
        controls.jump(-percent * 100 / (1 + percent / 100) if self._downwards else percent * 100, symbol)
        self._downwards = not self._downwards
        controls.retreat(symbol)

    def _loss(self, symbol: str, quote: float) -> None:
        """Part of a resting order is filled with a commission out of all proportion; the next part gets it
        back, for a desk must be able to go on after a drill."""
        exchange = self._venue.exchange
        amount = Decimal(f"{quote:.2f}")
        asset = exchange.board(symbol).rules.quote_asset
        self._corrections = exchange.surcharge(self._venue.account_id, asset, amount)
        self._hit(symbol)

    def _hit(self, symbol: str) -> None:
        """Fill what rests until both fills came."""
        if not self._corrections:
            return
        venue = self._venue
        resting = venue.exchange.open_orders(venue.account_id, venue.clock.now_ns(), symbol)
        # A seller's commission is paid in quote.
        for order in sorted(resting, key=lambda one: one.side is Side.BUY):
            for share in (_HALF, _HALF / 2):
                self._take(order, share)
        venue.pump()
        self._again = asyncio.get_running_loop().call_later(HIT_AGAIN_S, self._hit, symbol)

    def _take(self, order: VenueOrder, share: Decimal) -> None:
        if not self._corrections:
            return
        venue = self._venue
        buys = order.side is Side.SELL
        board = venue.exchange.board(order.symbol)
        depth = board.depth(1_000)
        ahead = sum(
            (
                Decimal(quantity)
                for price, quantity in (depth.asks if buys else depth.bids)
                if (Decimal(price) < order.price if buys else Decimal(price) > order.price)
            ),
            Decimal(0),
        )
        part = ((order.orig_qty - order.executed_qty) * share).quantize(board.rules.step_size, ROUND_DOWN)
        request = OrderRequest(
            symbol=order.symbol,
            side=Side.BUY if buys else Side.SELL,
            type=OrderType.LIMIT,
            quantity=ahead + part,
            price=order.price,
            time_in_force=TimeInForce.IOC,
        )
        try:
            venue.exchange.place(HOUSE, request, venue.clock.now_ns())
        except VenueReject:
            # Too small an order to fill a part of: the next one, or an ordinary fill, will do.
            return
