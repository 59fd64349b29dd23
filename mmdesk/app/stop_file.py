"""A stop that no engine has confirmed: the next one that starts or wakes in this data folder obeys it."""

import asyncio
import time
from pathlib import Path

import msgspec

from mmdesk.core.model.state import TradingState
from mmdesk.engine.engine import Engine
from mmdesk.ports.control import Stop
from mmdesk.storage.sync import write_durably

WRITTEN_WITHIN_S = 5.0
POLL_S = 0.02


class StopAsked(msgspec.Struct, frozen=True):
    """When (UTC) and by what."""

    wall_ns: int
    reason: str


def ask_stop(path: Path, reason: str) -> None:
    """Leave the word; it is on the medium when this returns. Raises OSError."""
    write_durably(path, msgspec.json.encode(StopAsked(time.time_ns(), reason)))


def stop_asked(path: Path) -> StopAsked | None:
    """None when nobody asked. A word that cannot be read is a stop too. Raises OSError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=StopAsked)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        return StopAsked(path.stat().st_mtime_ns, f"{path.name} cannot be read")


def obey_stop(path: Path, engine: Engine) -> bool:
    """Stop `engine` if somebody asked; whether somebody did. Raises OSError."""
    asked = stop_asked(path)
    if asked is None:
        return False
    if not _is_latched(engine):
        engine.submit("", Stop(reason=asked.reason))
    return True


async def forget_stop(path: Path, engine: Engine) -> None:
    """The word goes once the engine's journal has it, else it is obeyed again. Raises OSError."""
    try:
        async with asyncio.timeout(WRITTEN_WITHIN_S):
            while not _is_latched(engine):  # noqa: ASYNC110 - plain state, nothing signals it
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        return
    _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def _is_latched(engine: Engine) -> bool:
    """Whether it is stopped and has written that down."""
    session = engine.session
    return session is not None and session.desk.state is TradingState.STOPPED and not session.recorder.fault
