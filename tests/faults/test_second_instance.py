"""Two engines on one data folder would trade against each other: the second is refused."""

from tests.faults.stage import Stage


async def test_a_second_engine_is_refused_and_the_first_goes_on(stage: Stage) -> None:
    await stage.start_engine()
    await stage.arm()
    second = await stage.ready(await stage.launch())
    assert "nother" in second.ready.error
    await stage.collect(second.pid)
    assert stage.zygote.codes[second.pid] == 2
    await stage.wait_until(lambda desk: desk.open_orders >= 2, 60, "the first quotes on")
    await stage.finish()
