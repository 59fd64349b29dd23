"""What a headless run says at its end when the disk did not take everything."""

import pytest

from mmdesk.app.headless import _tell
from mmdesk.app.options import EXIT_NOT_PROVED, RunOptions
from mmdesk.app.report import unwritten_text
from tests.engine.conftest import Rig, until


def test_facts_that_are_not_on_disk_are_counted_and_named() -> None:
    text = unwritten_text({"FillReported": 2, "OrderChanged": 3})
    assert text.startswith("5 facts of this session are not on disk (FillReported 2, OrderChanged 3).")
    assert "start again" in text


async def test_a_run_whose_disk_filled_up_ends_with_3_though_nothing_is_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rig = Rig()
    await rig.armed()
    rig.journal.disk_error = OSError(28, "No space left on device")
    await until(lambda: rig.engine.session and rig.engine.session.recorder.unwritten)
    report = await rig.end()
    assert report.proved
    assert _tell(RunOptions(), report) == EXIT_NOT_PROVED
    assert "are not on disk" in capsys.readouterr().err
