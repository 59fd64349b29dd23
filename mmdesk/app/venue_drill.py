"""Fire drills at the simulated venue, through its control port."""

from mmdesk.app.venue_control import VenueControlError, begin_drill, end_drill
from mmdesk.ports.drill import Cause, DrillError


class VenueDrill:
    """`ports.drill.Drill` for the venue whose control port this is."""

    def __init__(self, control_port: int) -> None:
        self._control_port = control_port

    async def inject(self, cause: Cause) -> None:
        """See `ports.drill.Drill`."""
        symbol = cause.symbol.replace("/", "")
        try:
            await begin_drill(self._control_port, cause.kind.value, symbol, cause.amount, cause.lasts_s)
        except VenueControlError as error:
            raise DrillError(str(error)) from error

    async def clear(self) -> None:
        """See `ports.drill.Drill`."""
        try:
            await end_drill(self._control_port)
        except VenueControlError as error:
            raise DrillError(str(error)) from error
