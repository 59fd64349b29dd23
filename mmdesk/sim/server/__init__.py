"""The simulated exchange as a process: Binance spot's REST, streams and WebSocket API over TLS on loopback.

Read serve.py first (what is started, in which order), then rest.py (life of a request) and hub.py (life of a
market message). `mmdesk.sim.exchange` decides what is true; this package only speaks for it.
"""
