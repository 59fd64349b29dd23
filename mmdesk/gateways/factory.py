"""Makes a gateway from plain arguments: the one door into this package."""

from mmdesk.gateways.ccxt_gateway import CcxtGateway
from mmdesk.gateways.connection import GatewayTimings, Loopback, OrderTransport, VenueConnection
from mmdesk.ports.clock import Clock
from mmdesk.ports.gateway import Gateway

__all__ = ["GatewayTimings", "Loopback", "OrderTransport", "VenueConnection", "make_gateway"]


def make_gateway(connection: VenueConnection, clock: Clock) -> Gateway:
    """A gateway, not connected yet. Raises ConfigurationError for an exchange we do not know."""
    return CcxtGateway(connection, clock)
