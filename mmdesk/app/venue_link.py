"""Where a venue listens and with which keys: what `mmdesk venue --json` prints."""

import msgspec


class VenueInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of `mmdesk venue --json`. The keys open nothing but that venue."""

    tls_port: int
    control_port: int
    ca_file: str
    hosts: tuple[str, ...]
    api_key: str
    secret: str
    pid: int = 0
    symbols: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"VenueInfo(tls_port={self.tls_port}, control_port={self.control_port}, pid={self.pid})"
