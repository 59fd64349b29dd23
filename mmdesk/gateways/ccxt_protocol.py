"""The slice of a `ccxt.pro` exchange we rely on, written down so that the rest of the package is typed."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

Structure = dict[str, Any]
"""A ccxt structure: unified fields plus the raw message under `info`."""


class CcxtClient(Protocol):
    """One WebSocket connection of an exchange."""

    url: str
    connection: Any
    subscriptions: dict[str, Any]
    futures: dict[str, Any]
    rejections: dict[str, Any]
    handle_message: Callable[[Any], None]
    send: Callable[[Any], Any]
    reject: Callable[..., Any]
    isConnected: bool  # noqa: N815 - ccxt's name

    def closed(self) -> bool: ...

    def future(self, message_hash: str) -> Awaitable[Any]: ...

    def resolve(self, result: Any, message_hash: str) -> Any: ...

    def on_error(self, error: Exception) -> None: ...


class CcxtCore(Protocol):
    """State and inner handlers. Names are ccxt's own."""

    id: str
    clients: dict[str, CcxtClient]
    options: dict[str, Any]
    currencies: dict[str, Structure] | None
    markets: dict[str, Structure] | None
    orderbooks: dict[str, Structure]
    ws_dial_backoff: dict[str, Any]
    client: Callable[[str], CcxtClient]
    watch: Callable[..., Any]
    handle_message: Callable[[CcxtClient, Any], None]
    handle_errors: Callable[..., None]
    handle_ws_error: Callable[[CcxtClient, Structure], None]
    handle_balance: Callable[[CcxtClient, Structure], None]
    handle_order_book: Callable[[CcxtClient, Structure], None]
    handle_order_book_subscription: Callable[[CcxtClient, Structure, Structure], None]
    fetch_rest_order_book_safe: Callable[..., Awaitable[Structure]]
    amount_to_precision: Callable[[str, Any], str | None]
    price_to_precision: Callable[[str, Any], str | None]
    rawencode: Callable[[Structure], str]
    parse_ws_trade: Callable[[Structure, Structure | None], Structure]

    async def close(self) -> None: ...
    async def load_markets(self, reload: bool = False) -> dict[str, Structure]: ...
    def set_markets(self, markets: list[Structure], currencies: Any = None) -> dict[str, Structure]: ...
    def safe_market(self, market_id: str, market: None, delimiter: None, kind: str) -> Structure: ...
    def request_id(self, url: str) -> int: ...
    def sign_params(self, params: Structure) -> Structure: ...
    def handle_trade(self, client: CcxtClient, message: Structure) -> None: ...


class CcxtStreams(Protocol):
    """What is watched."""

    async def authenticate(self, params: Structure) -> None: ...
    async def watch_order_book(self, symbol: str) -> Structure: ...
    async def watch_bids_asks(self, symbols: list[str]) -> dict[str, Structure]: ...
    async def watch_trades(self, symbol: str) -> list[Structure]: ...
    async def watch_orders(self) -> list[Structure]: ...
    async def watch_my_trades(self) -> list[Structure]: ...
    async def watch_balance(self) -> Structure: ...


class CcxtReads(Protocol):
    """What is asked."""

    async def fetch_order(self, id: str, symbol: str, params: Structure) -> Structure: ...
    async def fetch_open_orders(self, symbol: str) -> list[Structure]: ...
    async def fetch_orders(
        self, symbol: str, since: int | None, limit: int, params: Structure
    ) -> list[Structure]: ...
    async def fetch_my_trades(
        self, symbol: str, since: int | None, limit: int, params: Structure
    ) -> list[Structure]: ...
    async def fetch_balance(self) -> Structure: ...
    async def fetch_trading_fee(self, symbol: str) -> Structure: ...
    async def fetch_time(self) -> int: ...
    async def public_get_exchangeinfo(self, params: Structure) -> Structure: ...


class CcxtExchange(CcxtCore, CcxtStreams, CcxtReads, Protocol):
    """All of it, and the orders."""

    def create_order_ws(
        self, symbol: str, type: str, side: str, amount: str, price: str, params: Structure
    ) -> Coroutine[Any, Any, Structure]: ...
    async def create_order(
        self, symbol: str, type: str, side: str, amount: str, price: str, params: Structure
    ) -> Structure: ...
    def cancel_order_ws(self, id: str, symbol: str, params: Structure) -> Coroutine[Any, Any, Structure]: ...
    async def cancel_order(self, id: str, symbol: str, params: Structure) -> Structure: ...
