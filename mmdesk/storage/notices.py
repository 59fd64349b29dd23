"""The texts for what storage found, cut or kept aside: what, why, what to do."""

from collections.abc import Sequence
from pathlib import Path

from mmdesk.core.model.effects import AlertRaised


def torn_tail(path: Path, kept: Path, size: int) -> AlertRaised:
    return AlertRaised(
        level="warning",
        key="storage.torn_tail",
        what=f"The end of the journal {path.name} was cut: {size} bytes of an unfinished write.",
        why="The session ended while writing; a power cut may have taken up to 20 ms of sent orders too.",
        do=f"Nothing: the start asks the venue for every order with our id prefix. Cut bytes: {kept}.",
    )


def damaged_middle(path: Path, start: int, end: int) -> AlertRaised:
    return AlertRaised(
        level="critical",
        key="storage.journal_damaged",
        what=f"The journal {path.name} is damaged: bytes {start} to {end} cannot be believed.",
        why="The disk returned other bytes than were written, or the file was changed.",
        do="Facts in that stretch are missing: compare positions with the venue, and check the disk.",
    )


def missing_facts(path: Path, first: int, last: int) -> AlertRaised:
    return AlertRaised(
        level="critical",
        key="storage.facts_missing",
        what=f"The journals hold no facts {first} to {last} (before a part of {path.name}).",
        why="A journal file was removed, or a part of it is damaged.",
        do="Compare positions with the venue; or put the file back and delete the database: it is rebuilt.",
    )


def unknown_kinds(path: Path, kinds: Sequence[str]) -> AlertRaised:
    return AlertRaised(
        level="warning",
        key="storage.unknown_facts",
        what=f"{len(kinds)} facts of {path.name} were left out: {', '.join(sorted(set(kinds))[:5])}.",
        why="They were written by another version of mmdesk, which knows more kinds of facts.",
        do="Use that version, or go on: the facts stay in the journal.",
    )


def bad_head(path: Path, kept: Path) -> AlertRaised:
    return AlertRaised(
        level="warning",
        key="storage.bad_head",
        what=f"The journal {path.name} holds nothing and was set aside.",
        why="The session that made it ended before its first fact.",
        do=f"Nothing to do. The file is kept as {kept}.",
    )


def database_aside(path: Path, kept: Path, reason: str) -> AlertRaised:
    return AlertRaised(
        level="warning",
        key="storage.database_rebuilt",
        what=f"The database {path.name} was damaged and is rebuilt from the journals.",
        why=f"SQLite says: {reason}.",
        do=f"Nothing, unless another line says what the journals no longer hold. Damaged file: {kept}.",
    )


def database_strange(path: Path, kept: Path) -> AlertRaised:
    return AlertRaised(
        level="warning",
        key="storage.database_strange",
        what=f"The file {path.name} is another program's database and was set aside.",
        why="It holds tables, and none that mmdesk made: nothing was written into it.",
        do=f"Move it to where it belongs: {kept}. Ours is made from the journals.",
    )


def history_cut(database: str, last: int) -> AlertRaised:
    return AlertRaised(
        level="warning",
        key="storage.history_cut",
        what=f"The database {database} is made anew and lacks facts 1 to {last}.",
        why="Their journal files were let go, as storage.keep_days and storage.keep_gb say.",
        do="Nothing: open orders and positions are complete. Older history is in old databases only.",
    )


def kept_rows_gone(path: Path, last: int) -> AlertRaised:
    return AlertRaised(
        level="critical",
        key="storage.kept_rows_gone",
        what=f"What was kept of facts 1 to {last} cannot be read.",
        why=(
            f"{path} is gone or damaged, and so is the database: positions, orders and latches of then are "
            "lost."
        ),
        do="Compare positions with the venue; or put the file back and delete the database: it is rebuilt.",
    )


def journal_behind(database: str, segment: str) -> AlertRaised:
    return AlertRaised(
        level="critical",
        key="storage.journal_behind",
        what=f"The database {database} knows more than the journals.",
        why=f"It was filled from {segment}, which is gone or shorter than it was.",
        do="Put the journal file back; until then the database is the only record of those facts.",
    )


def orders_not_traded(markets: Sequence[str], count: int) -> AlertRaised:
    return AlertRaised(
        level="warning",
        key="storage.orders_not_traded",
        what=f"An earlier session left {count} orders in markets that are no longer traded.",
        why=f"The settings leave out {', '.join(markets[:5])}; nobody saw how those orders ended.",
        do="Nothing: the start cancels what still rests there. Compare positions when you trade them again.",
    )
