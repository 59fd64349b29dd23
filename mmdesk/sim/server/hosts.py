"""The host names this venue answers for: a client's URLs stay as they are, only name resolution changes."""

SPOT_HOSTS = (
    "api.binance.com",
    "api1.binance.com",
    "api2.binance.com",
    "api3.binance.com",
    "api4.binance.com",
    "api-gcp.binance.com",
    "data-api.binance.vision",
    "stream.binance.com",
    "data-stream.binance.vision",
    "ws-api.binance.com",
    "testnet.binance.vision",
    "stream.testnet.binance.vision",
    "ws-api.testnet.binance.vision",
    "demo-api.binance.com",
    "demo-stream.binance.com",
    "demo-ws-api.binance.com",
)
# Spot only; the futures names resolve so that a client's first call gets a clear 404 from this machine.
OTHER_HOSTS = ("fapi.binance.com", "fstream.binance.com", "dapi.binance.com", "dstream.binance.com")
ALL_HOSTS = (*SPOT_HOSTS, *OTHER_HOSTS)
