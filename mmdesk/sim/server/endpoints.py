"""Which question is answered by what: the REST paths and the WebSocket API methods share their handlers."""

from collections.abc import Callable, Mapping

import msgspec

from mmdesk.sim.server import account_data as account
from mmdesk.sim.server import market_data as market
from mmdesk.sim.server import trading
from mmdesk.sim.server.params import Params
from mmdesk.sim.server.venue import Venue

Handler = Callable[[Venue, Params], object]
Weight = int | Callable[[Mapping[str, str]], int]


class Endpoint(msgspec.Struct, frozen=True):
    """A handler with its price. `access`: public, key (API key only) or signed. `changes`: it may book."""

    handle: Handler
    weight: Weight = 1
    access: str = "public"
    changes: bool = False

    def cost(self, values: Mapping[str, str]) -> int:
        return self.weight if isinstance(self.weight, int) else self.weight(values)


def _depth_cost(values: Mapping[str, str]) -> int:
    limit = values.get("limit", "100")
    levels = int(limit) if limit.isdigit() else 100
    return next((cost for most, cost in ((100, 5), (500, 25), (1_000, 50)) if levels <= most), 250)


def _by_symbol(one: int, every: int) -> Weight:
    return lambda values: one if "symbol" in values else every


def _private(handle: Handler, weight: Weight = 1, *, changes: bool = False) -> Endpoint:
    return Endpoint(handle, weight, "signed", changes)


INFO = Endpoint(market.info, 20)
DEPTH = Endpoint(market.depth, _depth_cost)
TRADES = Endpoint(market.trades, 25)
AGG_TRADES = Endpoint(market.agg_trades, 4)
KLINES = Endpoint(market.klines, 2)
TICKER_24H = Endpoint(market.ticker_24h, _by_symbol(2, 80))
TICKER_BOOK = Endpoint(market.ticker_book, _by_symbol(2, 4))
TICKER_PRICE = Endpoint(market.ticker_price, _by_symbol(2, 4))
AVERAGE_PRICE = Endpoint(market.average_price, 2)
TICKER_WINDOW = Endpoint(market.ticker_window, 4)
TRADING_DAY = Endpoint(market.ticker_trading_day, 4)
NO_LISTS = _private(account.no_order_lists, 6)
NO_MATCHES = _private(account.nothing_of_symbol, 20)
PLACE = _private(trading.place, changes=True)
TEST = _private(trading.test)
CANCEL = _private(trading.cancel, changes=True)
CANCEL_ALL = _private(trading.cancel_all, changes=True)
CANCEL_REPLACE = _private(trading.cancel_replace, changes=True)
STATUS = _private(trading.status, 4)
OPEN_ORDERS = _private(trading.open_orders, _by_symbol(6, 80))
ALL_ORDERS = _private(account.all_orders, 20)
MY_TRADES = _private(account.my_trades, 20)
ACCOUNT = _private(account.account, 20)
COMMISSION = _private(account.commission, 20)
ORDER_LIMITS = _private(account.order_limits, 40)
LISTEN_NEW = Endpoint(account.listen_key_new, 2, "key")
LISTEN_KEEP = Endpoint(account.listen_key_keep, 2, "key")
LISTEN_CLOSE = Endpoint(account.listen_key_close, 2, "key")

REST: dict[tuple[str, str], Endpoint] = {
    ("GET", "/api/v3/ping"): Endpoint(market.ping),
    ("GET", "/api/v3/time"): Endpoint(market.server_time),
    ("GET", "/api/v3/exchangeInfo"): INFO,
    ("GET", "/api/v3/depth"): DEPTH,
    ("GET", "/api/v3/trades"): TRADES,
    ("GET", "/api/v3/historicalTrades"): TRADES,
    ("GET", "/api/v3/aggTrades"): AGG_TRADES,
    ("GET", "/api/v3/klines"): KLINES,
    ("GET", "/api/v3/uiKlines"): KLINES,
    ("GET", "/api/v3/avgPrice"): AVERAGE_PRICE,
    ("GET", "/api/v3/ticker/24hr"): TICKER_24H,
    ("GET", "/api/v3/ticker/bookTicker"): TICKER_BOOK,
    ("GET", "/api/v3/ticker/price"): TICKER_PRICE,
    ("GET", "/api/v3/ticker"): TICKER_WINDOW,
    ("GET", "/api/v3/ticker/tradingDay"): TRADING_DAY,
    ("GET", "/api/v3/account"): ACCOUNT,
    ("GET", "/api/v3/account/commission"): COMMISSION,
    ("GET", "/api/v3/rateLimit/order"): ORDER_LIMITS,
    ("GET", "/api/v3/openOrders"): OPEN_ORDERS,
    ("DELETE", "/api/v3/openOrders"): CANCEL_ALL,
    ("GET", "/api/v3/allOrders"): ALL_ORDERS,
    ("GET", "/api/v3/order"): STATUS,
    ("POST", "/api/v3/order"): PLACE,
    ("DELETE", "/api/v3/order"): CANCEL,
    ("POST", "/api/v3/order/test"): TEST,
    ("POST", "/api/v3/order/cancelReplace"): CANCEL_REPLACE,
    ("GET", "/api/v3/myTrades"): MY_TRADES,
    ("GET", "/api/v3/orderList"): _private(account.order_list, 4),
    ("GET", "/api/v3/allOrderList"): NO_LISTS,
    ("GET", "/api/v3/openOrderList"): NO_LISTS,
    ("GET", "/api/v3/myPreventedMatches"): NO_MATCHES,
    ("GET", "/api/v3/myAllocations"): NO_MATCHES,
    ("POST", "/api/v3/userDataStream"): LISTEN_NEW,
    ("PUT", "/api/v3/userDataStream"): LISTEN_KEEP,
    ("DELETE", "/api/v3/userDataStream"): LISTEN_CLOSE,
    ("GET", "/sapi/v1/system/status"): Endpoint(account.system_status),
    ("GET", "/sapi/v1/asset/tradeFee"): _private(account.trade_fee),
    ("GET", "/sapi/v1/account/apiRestrictions"): _private(account.api_restrictions),
    ("GET", "/sapi/v1/capital/config/getall"): _private(account.coins, 10),
    ("GET", "/sapi/v1/account/status"): _private(account.account_status),
    ("GET", "/sapi/v1/account/apiTradingStatus"): _private(account.trading_status),
    ("POST", "/sapi/v3/asset/getUserAsset"): _private(account.user_assets, 5),
    ("GET", "/sapi/v1/margin/allPairs"): Endpoint(account.nothing),
    ("GET", "/sapi/v1/margin/allAssets"): Endpoint(account.nothing),
    ("GET", "/sapi/v1/margin/isolated/allPairs"): _private(account.nothing),
    ("GET", "/fapi/v1/exchangeInfo"): Endpoint(account.no_contracts),
    ("GET", "/dapi/v1/exchangeInfo"): Endpoint(account.no_contracts),
}
KNOWN_PATHS = frozenset(path for _, path in REST)

WS_API: dict[str, Endpoint] = {
    "ping": Endpoint(market.ping),
    "time": Endpoint(market.server_time),
    "exchangeInfo": INFO,
    "depth": DEPTH,
    "trades.recent": TRADES,
    "trades.historical": TRADES,
    "trades.aggregate": AGG_TRADES,
    "klines": KLINES,
    "uiKlines": KLINES,
    "avgPrice": AVERAGE_PRICE,
    "ticker.24hr": TICKER_24H,
    "ticker.book": TICKER_BOOK,
    "ticker.price": TICKER_PRICE,
    "ticker": TICKER_WINDOW,
    "ticker.tradingDay": TRADING_DAY,
    "order.place": PLACE,
    "order.test": TEST,
    "order.status": STATUS,
    "order.cancel": CANCEL,
    "order.cancelReplace": CANCEL_REPLACE,
    "openOrders.status": OPEN_ORDERS,
    "openOrders.cancelAll": CANCEL_ALL,
    "allOrders": ALL_ORDERS,
    "myTrades": MY_TRADES,
    "openOrderLists.status": NO_LISTS,
    "allOrderLists": NO_LISTS,
    "myPreventedMatches": NO_MATCHES,
    "myAllocations": NO_MATCHES,
    "account.status": ACCOUNT,
    "account.commission": COMMISSION,
    "account.rateLimits.orders": ORDER_LIMITS,
    "userDataStream.start": LISTEN_NEW,
    "userDataStream.ping": LISTEN_KEEP,
    "userDataStream.stop": LISTEN_CLOSE,
}
