"""Exchanges behind one port: the only package that knows ccxt. Start at `factory.make_gateway`."""
