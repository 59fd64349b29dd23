"""`exchangeInfo`: the venue's symbols with every field that strict clients insist on."""

from collections.abc import Iterable

from mmdesk.sim.server.account_wire import text8
from mmdesk.sim.types import SymbolRules

Row = dict[str, object]


def exchange_info(rules: Iterable[tuple[SymbolRules, str]], rate_limits: object, now_ms: int) -> Row:
    """`rules` come with the status of their market."""
    return {
        "timezone": "UTC",
        "serverTime": now_ms,
        "rateLimits": rate_limits,
        "exchangeFilters": [],
        "symbols": [_symbol(r, status) for r, status in rules],
    }


def _symbol(r: SymbolRules, status: str) -> Row:
    return {
        "symbol": r.symbol,
        "status": status,
        "baseAsset": r.base_asset,
        "baseAssetPrecision": r.base_precision,
        "quoteAsset": r.quote_asset,
        "quotePrecision": r.quote_precision,
        "quoteAssetPrecision": r.quote_precision,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET"],
        "icebergAllowed": False,
        "ocoAllowed": False,
        "otoAllowed": False,
        "opoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": False,
        "cancelReplaceAllowed": True,
        "amendAllowed": False,
        "pegInstructionsAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": _filters(r),
        "permissions": [],
        "permissionSets": [["SPOT"]],
        "defaultSelfTradePreventionMode": "EXPIRE_MAKER",
        "allowedSelfTradePreventionModes": ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    }


def _filters(r: SymbolRules) -> list[Row]:
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": text8(r.min_price),
            "maxPrice": text8(r.max_price),
            "tickSize": text8(r.tick_size),
        },
        {
            "filterType": "LOT_SIZE",
            "minQty": text8(r.min_qty),
            "maxQty": text8(r.max_qty),
            "stepSize": text8(r.step_size),
        },
        {"filterType": "ICEBERG_PARTS", "limit": 10},
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": "0.00000000",
            "maxQty": text8(r.market_max_qty),
            "stepSize": "0.00000000",
        },
        {
            "filterType": "TRAILING_DELTA",
            "minTrailingAboveDelta": 10,
            "maxTrailingAboveDelta": 2_000,
            "minTrailingBelowDelta": 10,
            "maxTrailingBelowDelta": 2_000,
        },
        {
            "filterType": "PERCENT_PRICE_BY_SIDE",
            "bidMultiplierUp": str(r.bid_multiplier_up),
            "bidMultiplierDown": str(r.bid_multiplier_down),
            "askMultiplierUp": str(r.ask_multiplier_up),
            "askMultiplierDown": str(r.ask_multiplier_down),
            "avgPriceMins": 5,
        },
        {
            "filterType": "NOTIONAL",
            "minNotional": text8(r.min_notional),
            "applyMinToMarket": True,
            "maxNotional": text8(r.max_notional),
            "applyMaxToMarket": False,
            "avgPriceMins": 5,
        },
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": r.max_num_orders},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
    ]
