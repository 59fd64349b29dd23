"""`--arm`: arms once, as soon as nothing forbids it, and says so; a person's Stop later is not undone."""

import asyncio
from collections.abc import Callable, Sequence

from mmdesk.core.model.state import TradingState
from mmdesk.ports.control import AnyCommand, Arm
from mmdesk.ports.views import AnyView, DeskView

RETRY_S = 0.5


class Arming:
    """Watches desk views; submits `Arm` until the desk was armed once."""

    def __init__(self, submit: Callable[[str, AnyCommand], None]) -> None:
        self._submit = submit
        self._armed = False
        self._tries = 0
        self._next_s = 0.0

    def see(self, views: Sequence[AnyView]) -> None:
        """Look at the newest state of the desk."""
        for view in views:
            if isinstance(view, DeskView):
                self._look(view)

    def _look(self, desk: DeskView) -> None:
        self._armed = self._armed or desk.state is not TradingState.DISARMED
        now_s = asyncio.get_running_loop().time()
        if self._armed or desk.arm_blockers or now_s < self._next_s:
            return
        self._next_s = now_s + RETRY_S
        self._tries += 1
        self._submit(f"arm-{self._tries}", Arm())
