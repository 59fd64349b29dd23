"""Two independent Binance clients, imported as they are. Both install into one package, `binance`."""

import warnings

with warnings.catch_warnings():
    # websockets moved its client class; python-binance, whose __init__ both share, imports the old name.
    warnings.simplefilter("ignore", DeprecationWarning)
    from binance import AsyncClient, BinanceSocketManager, DepthCacheManager
    from binance.error import ClientError
    from binance.exceptions import BinanceAPIException
    from binance.spot import Spot
    from binance.websocket.spot.websocket_api import SpotWebsocketAPIClient
    from binance.websocket.spot.websocket_stream import SpotWebsocketStreamClient

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
