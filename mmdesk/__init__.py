"""mmdesk, a desktop workstation for crypto market makers. Read `core/pipeline.py` first.

The map, in the order a price travels (imports point down only):

    __main__    python -m mmdesk
    app         WIRES: command line, composition, window or headless
    gui         SHOWS: the window; it knows the link and the views, nothing behind them
    link        window <-> engine frames
    engine      DOES: inbox -> step -> journal -> dispatcher -> publisher
    guardian    takes our orders off the venue when the engine dies or hangs: a process of its own
    gateways    the only place that knows ccxt
    storage     journal and database
    sim         a market of our own: matching, flow, recordings, protocol servers
    ports       promises between the parts, and the frozen views every front end reads
    config      what a person may set, checked all at once
    core        DECIDES: pure functions of events; no clock, no log, no I/O

`docs/architecture.md` follows one price and one order through these, file by file.
"""

__version__ = "0.1.0"
