"""Asks a venue about single orders for the core; a failed query is no information, the core asks again."""

from collections.abc import Callable, Mapping

import structlog

from mmdesk.core.model.effects import QueryWanted
from mmdesk.core.model.errors import MarketMakerError
from mmdesk.core.model.events import AnyEvent
from mmdesk.engine.dispatcher import venue_of
from mmdesk.engine.tasks import Tasks
from mmdesk.ports.gateway import Gateway

logger = structlog.get_logger(__name__)

MAX_IN_FLIGHT = 64


class Inquirer:
    """One question per order at a time, a bounded number at once; what is left out the core asks again."""

    def __init__(
        self, gateways: Mapping[str, Gateway], put: Callable[[AnyEvent], None], tasks: Tasks
    ) -> None:
        self._gateways = gateways
        self._put = put
        self._tasks = tasks
        self._asking: set[str] = set()

    def ask(self, wanted: QueryWanted) -> None:
        """Ask about one order soon."""
        if wanted.client_id not in self._asking and len(self._asking) < MAX_IN_FLIGHT:
            self._asking.add(wanted.client_id)
            self._tasks.spawn(self._ask(wanted), name=f"query {wanted.client_id}")

    async def _ask(self, wanted: QueryWanted) -> None:
        gateway = self._gateways[venue_of(wanted.instrument)]
        try:
            self._put(await gateway.query(wanted.instrument, wanted.client_id))
        except MarketMakerError as error:
            logger.info("query failed", client_id=wanted.client_id, why=wanted.reason, error=str(error))
        finally:
            self._asking.discard(wanted.client_id)
