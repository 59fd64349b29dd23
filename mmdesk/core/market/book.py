"""The order book of one market: snapshot and deltas, gaps and crossings noticed, best prices always at hand."""


class Book:
    """Top of book as floats, 0.0 = no such side known. `trusted` is false until a snapshot and after any doubt."""

    def __init__(self) -> None:
        self.bid = 0.0
        self.bid_quantity = 0.0
        self.ask = 0.0
        self.ask_quantity = 0.0
        self.update_id = 0
        self.trusted = False
        self.fault = ""
