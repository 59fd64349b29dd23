"""A recording under the desk: held until the desk listens, told when it ends, named by its hash."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

import structlog

from mmdesk.app.venue_control import VenueControlError, market_action, venue_state

logger = structlog.get_logger(__name__)

POLL_S = 0.25
# After the last record the desk still gets what is on its way.
AFTERGLOW_S = 0.5
GONE_AFTER_S = 30.0


async def until_tape_ends(control_port: int) -> None:
    """Return when every tape of the venue is at its end; an absent venue is waited for, up to a bound."""
    silent_s = 0.0
    while silent_s < GONE_AFTER_S:
        try:
            if (await venue_state(control_port)).ended:
                await asyncio.sleep(AFTERGLOW_S)
                return
            silent_s = 0.0
        except VenueControlError:
            silent_s += POLL_S
        await asyncio.sleep(POLL_S)
    logger.warning("the venue that plays the tape is gone", waited_s=GONE_AFTER_S)


async def hold(control_port: int) -> None:
    """Stop the tape at its beginning. Raises VenueControlError."""
    await market_action(control_port, "pause")


async def play(control_port: int) -> None:
    """Let the tape run. Raises VenueControlError."""
    await market_action(control_port, "resume")


def sha256_of(tapes: Sequence[Path]) -> dict[str, str]:
    """Hash of each recording by file name, so that a summary says what was played."""
    found = {}
    for tape in tapes:
        with tape.open("rb") as file:
            found[tape.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
