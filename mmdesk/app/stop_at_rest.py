"""`mmdesk stop` where no engine listens: what the last session and its guardian left is all that is known."""

import asyncio
from collections.abc import Callable

import msgspec

from mmdesk.app.guardian_word import in_words, when
from mmdesk.app.instance import holder
from mmdesk.app.options import BadInputError
from mmdesk.app.paths import Paths
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.guardian.messages import StopRecord
from mmdesk.guardian.record import is_guarded, read_record
from mmdesk.storage.last_session import LastSession, last_session

GUARDIAN_WITHIN_S = 40.0
POLL_S = 0.1
MOST_SHOWN = 5
Say = Callable[[str], None]


async def look(paths: Paths, say: Say) -> bool:
    """Whether it is proved that none of our orders is open. Raises BadInputError: nothing ever ran here."""
    told = await asyncio.to_thread(_last, paths)
    record = await _record(paths, say)
    pid = holder(paths.data_dir, "desk")
    if told is None and record is None and not pid:
        raise BadInputError(
            f"no engine runs in {paths.data_dir} and none ever did: there is nothing to stop. "
            "If it runs with another data folder, name it with --data-dir"
        )
    if pid:
        say(
            f"mmdesk (process {pid}) runs in {paths.data_dir}, but no engine of it listens: "
            "it is starting or ending"
        )
    else:
        say(f"no engine runs in {paths.data_dir}")
    proved = _tell(told, record, say) and not pid
    say(
        ("there is nothing to stop now; " if proved else "")
        + "the stop is left for the next start: it stays stopped until a person quotes again. "
        "If mmdesk runs with another data folder, name it with --data-dir"
    )
    return proved


def _tell(told: LastSession | None, record: StopRecord | None, say: Say) -> bool:
    if record is not None:
        # Renamed when an engine takes it in: one that is there is about the last session's end.
        say(in_words(record))
        return record.proved
    if told is None:
        return False
    if told.closed_ns and not told.unfinished and not told.damaged:
        say(f"session {told.session} ended in order at {when(told.closed_ns)}: 0 orders open")
        return True
    say(
        f"{_last_words(told)}. Not proved: {_open(told)}. Nobody guards them now: start mmdesk, which "
        "cancels what the venue lists and stays stopped, or cancel on the venue's own page"
    )
    return False


def _last_words(told: LastSession) -> str:
    if not told.last_wall_ns:
        return "what the last session left cannot be read"
    ended = f"ended at {when(told.closed_ns)}" if told.closed_ns else "did not end in order"
    return f"session {told.session} {ended}; the last word in its journal is of {when(told.last_wall_ns)}"


def _open(told: LastSession) -> str:
    if not told.last_wall_ns:
        return "how many orders of ours are open is not known"
    shown = [f"{name} {market} {state}" for name, (market, state) in told.unfinished.items()][:MOST_SHOWN]
    more = len(told.unfinished) - len(shown)
    names = f" ({'; '.join(shown)}{f' and {more} more' if more else ''})" if shown else ""
    lost = ", and facts of the journal are lost" if told.damaged else ""
    return f"{len(told.unfinished)} orders of ours may be open{names}{lost}"


def _last(paths: Paths) -> LastSession | None:
    from mmdesk.app.compose import settings_of

    try:
        url = settings_of(None, paths).storage.database_url
        return last_session(paths.data_dir, url.get_secret_value() if url else None)
    except (OSError, ConfigurationError):
        # Whatever is wrong with it, its next start says; here it proves nothing.
        return LastSession(session="of before", damaged=True)


async def _record(paths: Paths, say: Say) -> StopRecord | None:
    """The guardian's record, complete if a guardian still works at it."""
    loop = asyncio.get_running_loop()
    until_s = loop.time() + GUARDIAN_WITHIN_S
    told = False
    while is_guarded(paths.guardian_lock) and not holder(paths.data_dir, "desk") and loop.time() < until_s:
        if not told:
            told = True
            say("the guardian of the last session still works: waiting for its proof")
        await asyncio.sleep(POLL_S)
    try:
        return read_record(paths.guardian_file)
    except (OSError, msgspec.DecodeError):
        return None
