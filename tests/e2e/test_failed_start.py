"""A start that fails sent nothing: its guardian ends with it, and the next start tells nothing of it."""

from pathlib import Path

import pytest

from mmdesk.app.host import EngineHost
from mmdesk.app.setup import EngineSetup
from mmdesk.engine.parts import StartError
from mmdesk.guardian.record import is_guarded, read_record
from tests.e2e.desk_rig import TOKEN, DeskRig, until


@pytest.fixture
def rig(tmp_path: Path) -> DeskRig:
    return DeskRig(tmp_path)


async def test_a_venue_that_is_away_leaves_no_word_of_a_stop_behind(rig: DeskRig) -> None:
    info = await rig.venue.start()
    await rig.venue.close()
    rig.log.open()
    data_dir = str(rig.paths.data_dir)
    setup = EngineSetup(data_dir=data_dir, token=TOKEN, venue=info, connect_within_s=0.5)
    host = EngineHost(setup, rig.paths, rig.log)
    await host.open()
    await until(lambda: is_guarded(rig.paths.guardian_lock))
    with pytest.raises(StartError):
        await host.start()
    await host.close("it did not start")
    rig.log.close()
    assert not is_guarded(rig.paths.guardian_lock)
    assert read_record(rig.paths.guardian_file) is None
