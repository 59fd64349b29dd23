"""How a venue is started, and what it tells when it is ready."""

import math
from decimal import Decimal
from pathlib import Path

import msgspec

from mmdesk.core.model.errors import ConfigurationError

MAX_RATE = 20_000
MAX_SPEED = 1_000
ACCOUNT = "demo"
HOUSE = "house"
DEMO_BALANCES = {"BTC": Decimal(5), "ETH": Decimal(50), "USDT": Decimal(300_000)}
HOUSE_BALANCES = {asset: Decimal(1_000_000_000) for asset in ("BTC", "ETH", "USDT")}


class VenueOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Ports 0 mean any free one. `rate` is book events per second of the synthetic BTC/USDT market when calm,
    `speed` how fast tapes play.

    Keys left out are random per start. `data_folder` (private to the user) keeps the CA file while the venue
    runs; without it a temporary folder is made and removed at the end.
    """

    seed: int = 7
    replay: tuple[Path, ...] = ()
    speed: float = 1.0
    rate: float = 80.0
    tls_port: int = 0
    control_port: int = 0
    parent_pid: int | None = None
    api_key: str | None = None
    secret: str | None = None
    balances: dict[str, Decimal] = msgspec.field(default_factory=lambda: dict(DEMO_BALANCES))
    data_folder: Path | None = None
    tick_ms: int = 5
    weight_limit_1m: int = 6_000
    order_limit_10s: int = 100
    order_limit_1d: int = 200_000

    def check(self) -> None:
        """Raise ConfigurationError naming every value that cannot be, all at once."""
        wrong = [
            f"{name} {value} is not a port; give 0 (any free one) to 65535"
            for name, value in (("tls-port", self.tls_port), ("control-port", self.control_port))
            if not 0 <= value <= 65_535
        ]
        for name, number, most in (("rate", self.rate, MAX_RATE), ("speed", self.speed, MAX_SPEED)):
            if not (math.isfinite(number) and 0 < number <= most):
                wrong.append(f"{name} {number:g} cannot be; give more than 0 and at most {most}")
        if self.parent_pid is not None and self.parent_pid <= 0:
            wrong.append(
                f"parent-pid {self.parent_pid} is no process; give a positive number or leave it out"
            )
        if wrong:
            raise ConfigurationError("; ".join(wrong))


class ReadyInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of `mmdesk venue --json`."""

    tls_port: int
    control_port: int
    ca_file: str
    hosts: list[str]
    api_key: str
    secret: str
    pid: int
    symbols: list[str]
