"""Two independent Binance clients, imported as they are.

Both install into one package, `binance`, and which of the two `__init__.py` is left depends on pip's order.
Only the modules below it are theirs alone, so each name comes from the module that defines it.
"""

import warnings

with warnings.catch_warnings():
    # websockets moved its client class; python-binance imports the old name.
    warnings.simplefilter("ignore", DeprecationWarning)
    from binance.async_client import AsyncClient
    from binance.error import ClientError
    from binance.exceptions import BinanceAPIException
    from binance.spot import Spot
    from binance.websocket.spot.websocket_api import SpotWebsocketAPIClient
    from binance.websocket.spot.websocket_stream import SpotWebsocketStreamClient
    from binance.ws.depthcache import DepthCacheManager
    from binance.ws.streams import BinanceSocketManager

__all__ = [
    "AsyncClient",
    "BinanceAPIException",
    "BinanceSocketManager",
    "ClientError",
    "DepthCacheManager",
    "Spot",
    "SpotWebsocketAPIClient",
    "SpotWebsocketStreamClient",
]
