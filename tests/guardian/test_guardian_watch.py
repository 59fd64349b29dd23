"""When the guardian stops orders, when it waits, when it ends: every sequence of events."""

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.guardian.messages import EXIT_NOT_PROVED, EXIT_OK, Beat, StopReason
from mmdesk.guardian.watch import Action, Exit, Stop, Watch

MS = 1_000_000
SILENCE = 3_000 * MS


class Run:
    """A watch on a clock that the test moves in ticks of 100 ms."""

    def __init__(self) -> None:
        self.now = 0
        self.seq = 0
        self.watch = Watch(SILENCE, 0)

    def beat(self, *, armed: bool = True, generation: int = 0, healthy: bool = True) -> list[Action]:
        self.seq += 1
        return self.watch.beat(self.now, Beat(self.seq, generation, armed, data_ok=healthy))

    def armed_after_beat(self, generation: int) -> bool:
        self.beat(generation=generation)
        return self.watch.armed

    def wait(self, ms: int) -> list[Action]:
        actions: list[Action] = []
        for _ in range(ms // 100):
            self.now += 100 * MS
            actions += self.watch.tick(self.now)
        return actions

    def stopped(self, *, proved: bool = True) -> list[Action]:
        return self.watch.stopped(self.now, proved=proved)


def test_nothing_is_touched_before_an_armed_beat() -> None:
    run = Run()
    run.beat(armed=False)
    assert run.wait(60_000) == []
    assert run.watch.eof() == [Exit(EXIT_OK)]


def test_three_seconds_of_silence_stop_once() -> None:
    run = Run()
    run.beat()
    assert run.wait(2_900) == []
    assert run.wait(10_000) == [Stop(1, StopReason.SILENCE)]


def test_beats_of_an_unwell_engine_are_silence() -> None:
    run = Run()
    run.beat()
    actions = []
    for _ in range(11):
        actions += run.beat(healthy=False) + run.wait(300)
    assert actions == [Stop(1, StopReason.SILENCE)]


def test_a_disarmed_beat_does_not_end_the_protection() -> None:
    run = Run()
    run.beat()
    run.beat(armed=False)
    assert run.watch.eof() == [Stop(1, StopReason.ENGINE_GONE)]
    assert run.stopped() == [Exit(EXIT_OK)]


def test_a_stop_without_proof_at_the_end_says_so_in_the_exit_code() -> None:
    run = Run()
    run.beat()
    run.watch.eof()
    assert run.stopped(proved=False) == [Exit(EXIT_NOT_PROVED)]


def test_bye_touches_nothing_even_after_arming() -> None:
    run = Run()
    run.beat()
    assert run.watch.bye() == [Exit(EXIT_OK)]
    assert run.watch.eof() == []
    assert run.wait(60_000) == []


def test_a_thawed_engine_is_swept_again_and_guarded_only_after_it_has_taken_the_stop_in() -> None:
    run = Run()
    run.beat()
    run.wait(3_000)
    assert run.stopped() == []
    assert run.beat() == [Stop(2, StopReason.RETURNED)]
    assert run.stopped() == []
    assert not run.armed_after_beat(generation=1)
    assert run.armed_after_beat(generation=2)
    assert run.wait(3_000) == [Stop(3, StopReason.SILENCE)]


def test_an_engine_that_thaws_while_its_orders_are_stopped_is_swept_after_that() -> None:
    run = Run()
    run.beat()
    run.wait(3_000)
    assert run.beat() == []
    assert run.stopped() == [Stop(2, StopReason.RETURNED)]


def test_an_unproved_stop_is_tried_again_while_the_engine_hangs() -> None:
    run = Run()
    run.beat()
    run.wait(3_000)
    run.stopped(proved=False)
    assert run.wait(4_900) == []
    assert run.wait(100) == [Stop(2, StopReason.NOT_PROVED)]


def test_the_death_of_the_engine_during_a_stop_is_followed_by_one_more() -> None:
    run = Run()
    run.beat()
    run.wait(3_000)
    assert run.watch.eof() == []
    assert run.stopped() == [Stop(2, StopReason.ENGINE_GONE)]
    assert run.stopped() == [Exit(EXIT_OK)]


def test_a_request_to_go_stops_first() -> None:
    run = Run()
    run.beat()
    assert run.watch.terminated() == [Stop(1, StopReason.TERMINATED)]
    assert run.stopped() == [Exit(EXIT_OK)]


def test_a_guardian_that_slept_itself_reads_what_came_meanwhile_before_it_judges() -> None:
    run = Run()
    run.beat()
    run.now += 60_000 * MS
    assert run.watch.tick(run.now) == []
    run.beat()
    assert run.wait(2_900) == []


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("beat"), st.booleans(), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("wait"), st.integers(1, 80)),
        st.tuples(st.just("stopped"), st.booleans()),
        st.tuples(st.just("eof")),
        st.tuples(st.just("bye")),
        st.tuples(st.just("terminated")),
    ),
    max_size=40,
)


def _apply(run: Run, event: tuple[object, ...]) -> list[Action]:
    kind, *values = event
    if kind == "beat":
        armed, generation, healthy = values
        assert isinstance(generation, int)
        return run.beat(armed=bool(armed), generation=generation, healthy=bool(healthy))
    if kind == "wait":
        assert isinstance(values[0], int)
        return run.wait(values[0] * 100)
    if kind == "stopped":
        return run.stopped(proved=bool(values[0])) if run.watch.stopping else []
    return {"eof": run.watch.eof, "bye": run.watch.bye, "terminated": run.watch.terminated}[str(kind)]()


@given(EVENTS)
def test_any_history_keeps_the_promises(events: list[tuple[object, ...]]) -> None:
    run = Run()
    armed_before = over = False
    running = 0
    generation = 0
    for event in events:
        was_stopping = run.watch.stopping
        armed_before |= run.watch.ever_armed
        actions = _apply(run, event)
        if event[0] == "stopped" and was_stopping:
            running -= 1
        assert not (over and actions)
        for action in actions:
            if isinstance(action, Stop):
                running += 1
                assert armed_before or run.watch.ever_armed
                assert action.generation == generation + 1
                generation = action.generation
            else:
                assert running == 0
                over = True
        assert running <= 1
        assert run.watch.stopping == (running == 1)


@given(EVENTS)
def test_an_armed_engine_never_dies_unnoticed(events: list[tuple[object, ...]]) -> None:
    """Whatever happened before: unless it said bye or the guardian was told to go, its death is answered."""
    run = Run()
    for event in events:
        if event[0] in ("bye", "eof", "terminated"):
            continue
        _apply(run, event)
    was_armed, stopping = run.watch.ever_armed, run.watch.stopping
    actions = run.watch.eof()
    if stopping:
        actions = run.stopped()
    assert any(isinstance(action, Stop) for action in actions) is was_armed
