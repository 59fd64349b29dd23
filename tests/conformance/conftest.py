"""One venue process for all tests of a module, without the faults of the test before."""

from collections.abc import Iterator

import pytest

from tests.gateways.venue_process import VenueProcess


@pytest.fixture(scope="module")
def shared_venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VenueProcess]:
    venue = VenueProcess(tmp_path_factory.mktemp("venue"))
    yield venue
    venue.stop()


@pytest.fixture
def venue(shared_venue: VenueProcess) -> Iterator[VenueProcess]:
    yield shared_venue
    shared_venue.clear_faults()
