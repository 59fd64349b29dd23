"""Everything kept on disk, opened in the one right order: lock, epoch, database, journals, catch-up, then a new journal."""

from pathlib import Path

from mmdesk.core.model.effects import AlertRaised
from mmdesk.ports.journal import Remembered
from mmdesk.storage.journal import FileJournal, JournalSync
from mmdesk.storage.writer import DatabaseWriter


class Store:
    """One session's storage. `next_epoch` is this session's, durable before anyone sees it; `notices` are the
    three-line texts of what was cut, kept aside or rebuilt on the way, ready to be shown and journaled."""

    def __init__(
        self,
        journal: FileJournal,
        writer: DatabaseWriter,
        remembered: Remembered,
        notices: tuple[AlertRaised, ...],
        next_epoch: int,
        database: str,
    ) -> None:
        self.journal = journal
        self.writer = writer
        self.remembered = remembered
        self.notices = notices
        self.next_epoch = next_epoch
        self.database = database

    def close(self) -> None:
        """Store what was appended (bounded wait), end the threads, give the data folder free."""


def open_store(
    data_dir: Path, database_url: str | None = None, *, journal_sync: JournalSync = "background"
) -> Store:
    """Raises ConfigurationError (three lines: what, why, what to do) when the folder cannot be used, another session
    has it, or the database stays locked. The writer is not started: `store.writer.start()`."""
    raise NotImplementedError
