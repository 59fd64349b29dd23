"""One real venue process for all tests of its protocol; each leaves it without faults and open orders."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.conformance.redirect import RunningVenue, running_venue
from tests.sim_server.raw_client import RawClient


@pytest.fixture(scope="session")
def venue() -> Iterator[RunningVenue]:
    with running_venue("--seed", "11") as started:
        yield started


@pytest.fixture
async def client(venue: RunningVenue) -> AsyncIterator[RawClient]:
    async with venue.session() as session:
        made = RawClient(venue, session)
        yield made
        venue.control("/sim/faults", {"action": "clear"})
        venue.control("/sim/market", {"action": "resume"})
        await made.cancel_everything()
