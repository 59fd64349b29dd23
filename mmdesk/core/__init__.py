"""What the desk decides: synchronous, without clock, log, network or randomness. Read `pipeline.py` first."""
