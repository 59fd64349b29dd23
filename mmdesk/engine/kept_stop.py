"""A stop outlives its session: the next one is still stopped, writes that down again, and says since when."""

from datetime import UTC, datetime

from mmdesk.core.model.effects import StateChanged
from mmdesk.core.model.state import KeptStop, TradingState
from mmdesk.engine.recorder import Recorder
from mmdesk.ports.views import AlertView


def stopped_text(stop: KeptStop | None) -> str:
    """The desk's reason for being stopped; empty when it is not."""
    return "" if stop is None else f"stopped {_when(stop)} UTC, before this start: {stop.reason}"


def write_again(recorder: Recorder, stop: KeptStop) -> None:
    """Into this session's journal too, with the time of then: older files may be let go or rot."""
    recorder.write([StateChanged(state=TradingState.STOPPED, reason=stop.reason)], stop.since_ns)


def kept_alert(stop: KeptStop, wall_ns: int) -> AlertView:
    """For the person who starts it."""
    return AlertView(
        wall_ns=wall_ns,
        level="critical",
        key="kept-stop",
        what="The desk was stopped and is still stopped: nothing is quoted.",
        why=f"{_when(stop)} UTC: {stop.reason}",
        do="To quote again press Reset stop, then hold the arm button; without a window: mmdesk arm.",
    )


def _when(stop: KeptStop) -> str:
    return str(datetime.fromtimestamp(stop.since_ns // 10**9, UTC).replace(tzinfo=None))
