"""Counts since the start of the session, for the summary and the status bar."""


class Counters:
    """Plain counts; they only grow."""

    __slots__ = (
        "book_gaps",
        "cancels",
        "crossed_books",
        "denied",
        "fills",
        "foreign_fills",
        "illegal_moves",
        "malformed",
        "quotes_placed",
    )

    def __init__(self) -> None:
        self.book_gaps = 0
        self.crossed_books = 0
        self.malformed = 0
        """Market values that were not believable and were dropped."""
        self.quotes_placed = 0
        self.cancels = 0
        self.fills = 0
        self.denied = 0
        self.foreign_fills = 0
        self.illegal_moves = 0
