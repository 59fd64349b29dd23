"""A market of our own: matching, accounts, synthetic flow and recorded tapes, served by sim/server."""
