"""The link is cut: a window that only lost its connection changes nothing; one that died ends the engine."""

from tests.faults.parts import is_alive, until
from tests.faults.stage import Stage


async def test_quotes_survive_a_cut_link(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    assert stage.life
    assert stage.life.window
    await stage.life.window.close()
    placed = len(stage.ledger().orders)
    await until(lambda: len(stage.ledger().orders) > placed, 60, "the engine goes on quoting")
    await stage.kill_engine()
    await stage.finish()


async def test_an_engine_whose_window_died_cancels_and_ends(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    life = stage.life
    assert life
    stage.zygote.reap(life.pid)
    await until(lambda: not is_alive(life.pid), 60, "the end of the engine")
    stage.zygote.read()
    assert stage.open_at_venue() == 0
    assert life.window
    await life.window.close()
    stage.life = None
    await stage.finish()
