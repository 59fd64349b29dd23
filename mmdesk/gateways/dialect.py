"""Facts of one exchange that ccxt does not unify: order words, client-id parameters, weights, texts that
prove things.
"""

import msgspec

from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.order import TimeInForce, VenueStatus


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange. Weights are the venue's request weights; texts are matched case-insensitively as
    substrings.

    `order_words` maps our time in force to (ccxt order type, extra parameters). `duplicate_texts` mark a
    refusal that means the opposite of "does not exist"; `fate_unknown_codes` and `fate_unknown_texts` one
    after which the venue itself does not know what became of the request. `status_words` are the venue's raw
    order states, `market_words` those of a market. What a read of `list_paths` answers is a list or nothing.
    Histories are told in pages, and by time in windows of at most `history_window_ms`.
    """

    exchange_id: str
    options: dict[str, object]
    order_words: dict[TimeInForce, tuple[str, dict[str, str]]]
    client_id_parameter: str
    cancel_id_parameter: str
    status_words: dict[str, VenueStatus]
    market_words: dict[str, InstrumentStatus]
    would_cross_texts: tuple[str, ...]
    barred_texts: tuple[str, ...]
    duplicate_texts: tuple[str, ...]
    fate_unknown_codes: tuple[str, ...]
    fate_unknown_texts: tuple[str, ...]
    gone_codes: tuple[str, ...]
    absent_codes: tuple[str, ...]
    wrong_time_codes: tuple[str, ...]
    list_paths: tuple[str, ...]
    account_type: str
    used_weight_header: str
    stream_end_events: tuple[str, ...]
    weight_per_minute: int
    cancel_reserve: int
    place_weight: int = 1
    cancel_weight: int = 1
    query_weight: int = 4
    open_orders_weight: int = 6
    fills_weight: int = 20
    orders_weight: int = 20
    balances_weight: int = 20
    fee_weight: int = 1
    time_weight: int = 1
    markets_weight: int = 20
    book_weight: int = 50
    fills_page: int = 1000
    orders_page: int = 1000
    history_window_ms: int = 86_400_000


BINANCE = Dialect(
    exchange_id="binance",
    options={
        "defaultType": "spot",
        "fetchMarkets": {"types": ["spot"]},
        # Asks for all coins of the wallet with the key: not needed to quote, and slow.
        "fetchCurrencies": False,
        "fetchMargins": False,
        "adjustForTimeDifference": False,
        "maxRetriesOnFailure": 0,
        "watchOrderBookLimit": 1000,
        # `trade` has every match; the default limit of each cache is bounded by ccxt itself.
        "watchTrades": {"name": "trade"},
        "watchBalance": {"fetchBalanceSnapshot": False, "awaitBalanceSnapshot": False},
        # Deflating each frame costs more than the bytes on the wire; venues serve plain frames when it is
        # not offered.
        "ws": {"cost": 5, "compress": 0},
    },
    order_words={
        TimeInForce.POST_ONLY: ("LIMIT_MAKER", {}),
        TimeInForce.GTC: ("limit", {"timeInForce": "GTC"}),
        TimeInForce.IOC: ("limit", {"timeInForce": "IOC"}),
        TimeInForce.FOK: ("limit", {"timeInForce": "FOK"}),
    },
    client_id_parameter="newClientOrderId",
    cancel_id_parameter="origClientOrderId",
    status_words={
        "NEW": VenueStatus.OPEN,
        "PENDING_NEW": VenueStatus.OPEN,
        "PENDING_CANCEL": VenueStatus.OPEN,
        "PARTIALLY_FILLED": VenueStatus.PARTIALLY_FILLED,
        "FILLED": VenueStatus.FILLED,
        "CANCELED": VenueStatus.CANCELED,
        "EXPIRED": VenueStatus.EXPIRED,
        "EXPIRED_IN_MATCH": VenueStatus.EXPIRED,
        "REJECTED": VenueStatus.REJECTED,
    },
    market_words={
        "TRADING": InstrumentStatus.TRADING,
        "HALT": InstrumentStatus.HALTED,
        "BREAK": InstrumentStatus.HALTED,
        "AUCTION_MATCH": InstrumentStatus.AUCTION,
        "PRE_TRADING": InstrumentStatus.CLOSED,
        "POST_TRADING": InstrumentStatus.CLOSED,
        "END_OF_DAY": InstrumentStatus.CLOSED,
    },
    would_cross_texts=("immediately match and take",),
    # Told under the code of a plain refusal; what is said of one symbol alone is not among them.
    barred_texts=(
        "action is disabled on this account",
        "account may not place or cancel orders",
        "not authorized to execute this request",
        "api trading is not enabled",
        "you don't have permission",
    ),
    duplicate_texts=("duplicate",),
    # Unknown error, disconnected, unexpected response, timeout, server busy, service shutting down.
    fate_unknown_codes=("-1000", "-1001", "-1006", "-1007", "-1008", "-1016"),
    fate_unknown_texts=("status unknown", "status is unknown"),
    gone_codes=("-2011",),
    absent_codes=("-2013",),
    wrong_time_codes=("-1021",),
    list_paths=("/api/v3/openOrders", "/api/v3/allOrders", "/api/v3/myTrades"),
    account_type="spot",
    used_weight_header="x-mbx-used-weight-1m",
    stream_end_events=("eventStreamTerminated",),
    weight_per_minute=6_000,
    # A stop of 200 orders at once, and the looks that prove it.
    cancel_reserve=400,
)

DIALECTS = {BINANCE.exchange_id: BINANCE}


def dialect_of(exchange_id: str) -> Dialect:
    """Raises ConfigurationError for an exchange we have no dialect for."""
    try:
        return DIALECTS[exchange_id]
    except KeyError:
        known = ", ".join(sorted(DIALECTS))
        raise ConfigurationError(
            f"exchange {exchange_id!r} is not supported: this version trades on {known}; set one of these"
        ) from None
