"""Private questions: account, orders, fills, listen keys, and the wallet pages that clients read first."""

from mmdesk.sim.server import errors, trading
from mmdesk.sim.server.errors import ApiError
from mmdesk.sim.server.params import Params
from mmdesk.sim.server.venue import Venue

_DAY_MS = 86_400_000
_PAGE = ("startTime", "endTime", "limit")


def account(venue: Venue, p: Params) -> object:
    omit_zero = p.flag("omitZeroBalances")
    p.finish()
    now = venue.clock.now_ns()
    maker, taker = venue.exchange.fees(venue.account_id)
    balances = venue.exchange.balances(venue.account_id, now)
    may_trade = venue.exchange.controls.may_trade(venue.account_id)
    return venue.account_wire.account(balances, maker, taker, now, omit_zero=omit_zero, may_trade=may_trade)


def all_orders(venue: Venue, p: Params) -> object:
    start, end = _times(p)
    rows = venue.exchange.all_orders(
        venue.account_id,
        p.symbol(),
        venue.clock.now_ns(),
        order_id=p.integer("orderId"),
        start_ns=venue.clock.from_client_ms(start),
        end_ns=venue.clock.from_client_ms(end),
        limit=p.limit("limit", 500, 1_000),
    )
    p.finish()
    return [venue.account_wire.order(o) for o in rows]


def my_trades(venue: Venue, p: Params) -> object:
    start, end = _times(p)
    rows = venue.exchange.my_trades(
        venue.account_id,
        p.symbol(),
        venue.clock.now_ns(),
        order_id=p.integer("orderId"),
        from_id=p.integer("fromId"),
        start_ns=venue.clock.from_client_ms(start),
        end_ns=venue.clock.from_client_ms(end),
        limit=p.limit("limit", 500, 1_000),
    )
    p.finish()
    return [venue.account_wire.my_trade(t) for t in rows]


def commission(venue: Venue, p: Params) -> object:
    symbol = p.symbol()
    p.finish()
    venue.exchange.board(symbol)
    return trading.commission(venue, symbol)


def order_limits(venue: Venue, p: Params) -> object:
    p.finish()
    return [row for row in venue.limits.described(counted=True) if row["rateLimitType"] == "ORDERS"]


def listen_key_new(venue: Venue, p: Params) -> object:
    p.finish()
    return {"listenKey": venue.user_stream.keys.create(venue.clock.now_ns())}


def listen_key_keep(venue: Venue, p: Params) -> object:
    key = p.need("listenKey")
    p.finish()
    if not venue.user_stream.keys.renew(key, venue.clock.now_ns()):
        raise ApiError(400, -1125, "This listenKey does not exist.")
    return {}


def listen_key_close(venue: Venue, p: Params) -> object:
    key = p.need("listenKey")
    p.finish()
    if not venue.user_stream.keys.close(key):
        raise ApiError(400, -1125, "This listenKey does not exist.")
    return {}


def system_status(venue: Venue, p: Params) -> object:
    p.finish()
    return {"status": 0, "msg": "normal"}


def trade_fee(venue: Venue, p: Params) -> object:
    symbol = p.symbol_or_none()
    p.finish()
    maker, taker = venue.exchange.fees(venue.account_id)
    symbols = venue.exchange.symbols() if symbol is None else (venue.exchange.board(symbol).rules.symbol,)
    return [{"symbol": s, "makerCommission": str(maker), "takerCommission": str(taker)} for s in symbols]


def api_restrictions(venue: Venue, p: Params) -> object:
    p.finish()
    permitted = ("enableReading", "enableSpotAndMarginTrading", "ipRestrict")
    refused = (
        "enableWithdrawals",
        "enableInternalTransfer",
        "enableMargin",
        "enableFutures",
        "permitsUniversalTransfer",
        "enableVanillaOptions",
        "enableFixApiTrade",
        "enableFixReadOnly",
        "enablePortfolioMarginTrading",
    )
    flags: dict[str, object] = {**dict.fromkeys(permitted, True), **dict.fromkeys(refused, False)}
    return {**flags, "createTime": venue.clock.shown_ms(venue.started_ns)}


def coins(venue: Venue, p: Params) -> object:
    p.finish()
    now = venue.clock.now_ns()
    return [
        _coin(b.asset, f"{b.free:.8f}", f"{b.locked:.8f}")
        for b in venue.exchange.balances(venue.account_id, now)
    ]


def nothing(venue: Venue, p: Params) -> object:
    """Margin pages and other markets' lists: this venue has none."""
    return []


def nothing_of_symbol(venue: Venue, p: Params) -> object:
    """Allocations, and prevented matches: this venue keeps none."""
    venue.exchange.board(p.symbol())
    p.ignore(*_PAGE, "preventedMatchId", "fromPreventedMatchId", "orderId", "fromAllocationId")
    p.finish()
    return []


def no_order_lists(venue: Venue, p: Params) -> object:
    """`exchangeInfo` says that order lists cannot be made here."""
    p.ignore(*_PAGE, "fromId")
    p.finish()
    return []


def order_list(venue: Venue, p: Params) -> object:
    p.ignore("orderListId", "origClientOrderId")
    p.finish()
    raise ApiError(400, -2018, "Order list does not exist.")


def account_status(venue: Venue, p: Params) -> object:
    p.finish()
    return {"data": "Normal"}


def trading_status(venue: Venue, p: Params) -> object:
    p.finish()
    counts = {"GCR": 150, "IFER": 150, "UFR": 300}
    return {"data": {"isLocked": False, "plannedRecoverTime": 0, "triggerCondition": counts, "updateTime": 0}}


def user_assets(venue: Venue, p: Params) -> object:
    asset = p.text("asset")
    p.ignore("needBtcValuation")
    p.finish()
    zeros = dict.fromkeys(("freeze", "withdrawing", "ipoable", "btcValuation"), "0")
    return [
        {"asset": b.asset, "free": f"{b.free:.8f}", "locked": f"{b.locked:.8f}", **zeros}
        for b in venue.exchange.balances(venue.account_id, venue.clock.now_ns())
        if asset in (None, b.asset) and b.free + b.locked
    ]


def no_contracts(venue: Venue, p: Params) -> object:
    """Futures `exchangeInfo` without a symbol: a client that asks all markets carries on with spot."""
    return {
        "timezone": "UTC",
        "serverTime": venue.clock.now_ms(),
        "rateLimits": [],
        "exchangeFilters": [],
        "assets": [],
        "symbols": [],
    }


def _times(p: Params) -> tuple[int | None, int | None]:
    start, end = p.integer("startTime"), p.integer("endTime")
    if start is not None and end is not None:
        if start > end:
            raise errors.bad_value("startTime")
        if end - start > _DAY_MS:
            raise ApiError(400, -1127, "More than 24 hours between startTime and endTime.")
    return start, end


def _coin(asset: str, free: str, locked: str) -> dict[str, object]:
    network = {
        "network": asset,
        "coin": asset,
        "name": asset,
        "isDefault": True,
        "depositEnable": False,
        "withdrawEnable": False,
        "withdrawFee": "0",
        "withdrawMin": "0",
        "withdrawMax": "0",
        "withdrawIntegerMultiple": "0.00000001",
        "depositDust": "0",
    }
    return {
        "coin": asset,
        "name": asset,
        "free": free,
        "locked": locked,
        "freeze": "0",
        "withdrawing": "0",
        "ipoing": "0",
        "ipoable": "0",
        "storage": "0",
        "isLegalMoney": False,
        "trading": True,
        "depositAllEnable": False,
        "withdrawAllEnable": False,
        "networkList": [network],
    }
