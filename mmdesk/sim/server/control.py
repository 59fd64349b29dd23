"""The operator's side of the venue, on a loopback port of its own: ledger, state, faults, market."""

import os
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

import msgspec
from aiohttp import web

from mmdesk.sim.server.drill import Drill
from mmdesk.sim.server.faults import Fault
from mmdesk.sim.server.options import HOUSE
from mmdesk.sim.server.venue import Venue
from mmdesk.sim.server.venue_faults import VenueFaults
from mmdesk.sim.types import OrderRequest, OrderType, Side, TimeInForce, VenueReject

_encode = msgspec.json.Encoder(enc_hook=str, decimal_format="string").encode


class ControlError(Exception):
    """A request the control surface refuses: the status and what, why, what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Control:
    """Answers `GET /sim/ledger|state|faults` and `POST /sim/faults|market|hit|transfer|drill`."""

    def __init__(self, venue: Venue, venue_faults: VenueFaults) -> None:
        self._venue = venue
        self._venue_faults = venue_faults
        self._drill = Drill(venue)
        self._routes: dict[tuple[str, str], Callable[[dict[str, object]], object]] = {
            ("GET", "/sim/ledger"): lambda _: {
                **venue.exchange.ledger(),
                "creates_received": venue.receipts.counts(),
            },
            ("GET", "/sim/state"): lambda _: self._state(),
            ("GET", "/sim/faults"): lambda _: {"faults": venue.faults.listed()},
            ("POST", "/sim/faults"): self._faults,
            ("POST", "/sim/market"): self._market,
            ("POST", "/sim/hit"): self._hit,
            ("POST", "/sim/transfer"): self._transfer,
            ("POST", "/sim/drill"): self._on_drill,
        }

    async def respond(self, request: web.BaseRequest) -> web.Response:
        try:
            answer = await self._handle(request)
        except ControlError as refused:
            return _json(refused.status, {"error": str(refused)})
        except (ValueError, VenueReject) as refused:
            return _json(400, {"error": str(refused)})
        return _json(200, answer)

    async def _handle(self, request: web.BaseRequest) -> object:
        host = request.headers.get("Host", "").rpartition(":")[0]
        if host not in ("127.0.0.1", "localhost"):
            # A web page must not reach this port through a name of its own that resolves to loopback.
            raise ControlError(403, f"host {host!r} refused; call http://127.0.0.1:<control_port>/sim/...")
        handler = self._routes.get((request.method, request.path))
        if handler is None:
            known = ", ".join(f"{method} {path}" for method, path in self._routes)
            raise ControlError(404, f"no {request.method} {request.path} here; known: {known}")
        if request.method == "GET":
            return handler({})
        if request.content_type != "application/json":
            raise ControlError(415, "send the request as application/json")
        return handler(_object(await request.read()))

    def _state(self) -> dict[str, object]:
        venue = self._venue
        return {
            **venue.exchange.state(),
            "pid": os.getpid(),
            "frozen": venue.frozen,
            "clock_skew_ms": venue.clock.skew_ns // 1_000_000,
            "uptime_s": (venue.clock.now_ns() - venue.started_ns) / 1e9,
            "requests": venue.requests,
            "connections": venue.connections,
            "messages_sent": venue.hub.messages_sent,
            "slow_readers_cut": venue.hub.slow_readers_cut,
            "late_ticks": venue.late_ticks,
            "streams": venue.hub.counts(),
            "user_subscriptions": venue.user_stream.subscribers,
            "rate_limits": venue.limits.described(counted=True),
            "faults": venue.faults.listed(),
        }

    def _faults(self, body: dict[str, object]) -> object:
        """`{"action":"add","faults":[..]}`, `{"action":"clear","id":1}` (no id: all), `list`, or a fault."""
        action = body.pop("action", "add")
        if action == "list":
            return {"faults": self._venue.faults.listed()}
        if action == "clear":
            fault_id = body.get("id")
            gone = self._venue.faults.clear(fault_id if isinstance(fault_id, int) else None)
            self._venue_faults.refresh()
            return {"cleared": gone}
        if action != "add":
            raise ControlError(400, f"unknown action {action!r}; known: add, clear, list")
        try:
            wanted = msgspec.convert(body.get("faults", [body]), list[Fault], strict=False)
        except msgspec.ValidationError as bad:
            raise ControlError(
                400, f"not a fault: {bad}; give match, kind, count, probability, params"
            ) from None
        added = [self._venue.faults.add(fault) for fault in wanted]
        self._venue_faults.refresh()
        return {"added": added}

    def _market(self, body: dict[str, object]) -> object:
        """`{"action": ..}` with its value (`name`, `bps`, `offset_s`, `factor`, `barred`) and `symbol`."""
        controls, action, symbol = self._venue.exchange.controls, body.get("action"), _text(body, "symbol")
        if symbol is not None:
            self._venue.exchange.board(symbol)
        if action == "pause":
            controls.pause(symbol)
        elif action == "resume":
            controls.resume(symbol)
        elif action == "regime":
            controls.regime(_text(body, "name") or "", symbol)
        elif action == "jump":
            controls.jump(_number(body, "bps"), symbol)
        elif action == "widen":
            controls.widen(_number(body, "bps"), symbol)
        elif action == "seek":
            controls.seek(_number(body, "offset_s"), symbol)
        elif action == "status":
            controls.status(_text(body, "name") or "", symbol)
        elif action == "bar":
            controls.bar(self._venue.account_id, barred=body.get("barred", True) is True)
        elif action == "speed":
            controls.speed(_number(body, "factor"), symbol)
        else:
            raise ControlError(
                400,
                f"unknown market action {action!r}; known: pause, resume, regime, jump, widen, seek, speed, "
                "status, bar",
            )
        return self._venue.exchange.state()

    def _on_drill(self, body: dict[str, object]) -> object:
        """`{"kind":"latency","symbol":..,"amount":750,"lasts_ms":60000}`, or `{"action":"clear"}`."""
        if body.get("action") == "clear":
            return {"cleared": self._drill.end()}
        kind, symbol = _text(body, "kind") or "", _text(body, "symbol") or ""
        self._drill.begin(kind, symbol, _number(body, "amount"), _number(body, "lasts_ms"))
        self._venue.pump()
        return {"begun": kind}

    def _hit(self, body: dict[str, object]) -> object:
        """The house trades `symbol`, `side`, `quantity` as MARKET, with `price` as IOC: fills on demand."""
        price = _decimal(body, "price")
        request = OrderRequest(
            symbol=_text(body, "symbol") or "",
            side=Side(_text(body, "side") or ""),
            type=OrderType.MARKET if price is None else OrderType.LIMIT,
            quantity=_decimal(body, "quantity"),
            price=price,
            time_in_force=TimeInForce.IOC if price is not None else TimeInForce.GTC,
        )
        placed = self._venue.exchange.place(HOUSE, request, self._venue.clock.now_ns())
        self._venue.pump()
        return {
            "status": placed.order.status,
            "executed_qty": placed.order.executed_qty,
            "fills": len(placed.fills),
        }

    def _transfer(self, body: dict[str, object]) -> object:
        """A deposit (+) or withdrawal (-) of the client's: `asset`, `amount`. Told as balanceUpdate."""
        venue, asset, amount = self._venue, _text(body, "asset"), _decimal(body, "amount")
        if not asset or not amount or not amount.is_finite():
            raise ControlError(400, "give 'asset' and an 'amount' other than 0, e.g. -0.5 to withdraw")
        now = venue.clock.now_ns()
        venue.exchange.transfer(venue.account_id, asset, amount, now)
        venue.pump()
        venue.user_stream.publish("balanceUpdate", venue.account_wire.balance_event(asset, amount, now))
        venue.hub.flush()
        return {"balances": venue.exchange.ledger()["balances"]}


def _json(status: int, value: object) -> web.Response:
    return web.Response(status=status, body=_encode(value), content_type="application/json")


def _object(raw: bytes) -> dict[str, object]:
    try:
        return msgspec.json.decode(raw, type=dict[str, object])
    except msgspec.DecodeError as bad:
        raise ControlError(400, f"not a JSON object: {bad}") from None


def _text(body: dict[str, object], name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) else None


def _number(body: dict[str, object], name: str) -> float:
    value = body.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise ControlError(400, f"{name!r} must be a number, got {value!r}")


def _decimal(body: dict[str, object], name: str) -> Decimal | None:
    value = body.get(name)
    if value is None:
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ControlError(400, f"{name!r} must be a decimal number, got {value!r}") from None
