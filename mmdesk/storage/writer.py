"""Keeps the database behind the journal by reading the journal's own file: nothing is queued, so nothing can grow."""

import msgspec


class WriterStatus(msgspec.Struct, frozen=True):
    """`stored_seq`: last fact in the database; `fault`: why it does not move, empty while it does; `behind_bytes`:
    journal bytes not in the database yet."""

    stored_seq: int
    fault: str
    rows: int
    behind_bytes: int


class DatabaseWriter:
    """One thread, one connection. All calls return at once except `flush` and `close`."""

    def start(self) -> None: ...

    def status(self) -> WriterStatus:
        raise NotImplementedError

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait until all that was appended so far is in the database; False when that took too long. Blocks: call it
        from a thread or at the end."""
        raise NotImplementedError

    def close(self, timeout_s: float = 5.0) -> bool:
        """Flush, then end the thread."""
        raise NotImplementedError
