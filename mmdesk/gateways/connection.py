"""What it takes to reach a venue: exchange, markets, keys, and where its host names lead."""

from enum import StrEnum

import msgspec


class OrderTransport(StrEnum):
    """How creates and cancels travel."""

    WEBSOCKET = "websocket"
    REST = "rest"


class Loopback(msgspec.Struct, frozen=True):
    """A simulated venue on this machine: its TLS port, the CA file it signs with, the host names it
    answers for.
    """

    tls_port: int
    ca_file: str
    hosts: tuple[str, ...]


class GatewayTimings(msgspec.Struct, frozen=True, kw_only=True):
    """How long the gateway waits for what. The defaults suit a real venue; tests shorten them."""

    keep_alive_ms: int = 2_000
    silence_ms: int = 5_000
    report_grace_ms: int = 5_000
    watchdog_ms: int = 250
    receive_window_ms: int = 2_000
    order_timeout_ms: int = 3_000
    limiter_wait_ms: int = 250
    request_timeout_ms: int = 5_000
    backoff_first_ms: int = 100
    backoff_last_ms: int = 5_000
    markets_max_age_s: int = 3_600
    market_status_s: float = 15.0


class VenueConnection(msgspec.Struct, frozen=True, kw_only=True):
    """Plain arguments of a gateway. Without a key only public market data flows. `markets_cache_dir`
    empty: no cache. Cancels carry `cancel_id_prefix`, a number and a `c` as their own id, so that another
    desk sees who cancelled (empty: the venue makes one up). In `stray_symbols`, which are not traded,
    earlier sessions may have left orders: those of data folder `instance` under `app_prefix` are taken off
    at the connect.
    """

    exchange_id: str
    symbols: tuple[str, ...]
    api_key: str = ""
    secret: str = ""
    loopback: Loopback | None = None
    markets_cache_dir: str = ""
    order_transport: OrderTransport = OrderTransport.WEBSOCKET
    book_levels: int = 20
    timings: GatewayTimings = GatewayTimings()
    cancel_id_prefix: str = ""
    stray_symbols: tuple[str, ...] = ()
    app_prefix: str = ""
    instance: str = ""

    def __repr__(self) -> str:
        # Never the key or the secret: records of this kind end in logs and tracebacks.
        where = "loopback" if self.loopback else "live"
        return (
            f"VenueConnection({self.exchange_id}, {', '.join(self.symbols)}, {where}, {self.order_transport})"
        )

    @property
    def has_credentials(self) -> bool:
        return bool(self.api_key and self.secret)
