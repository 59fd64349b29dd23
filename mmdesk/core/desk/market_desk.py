"""One market of the desk: its book and features, how it is quoted, and why."""

from mmdesk.core.market.book import Book
from mmdesk.core.market.features import Features
from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.parameters import QuoteParameters, RiskLimits


class MarketDesk:
    """Read `book` (top), `features`, `trusted`, `explanations`, `last_mono_ns`, `quoting` and `hold`."""

    def __init__(self, instrument: Instrument, parameters: QuoteParameters, limits: RiskLimits) -> None:
        self.instrument = instrument
        self.parameters = parameters
        self.limits = limits
        self.book: Book = Book()
        self.features: Features = Features()
        self.last_mono_ns: int = 0
        """When the last believable book event came in (0 = none yet)."""
        self.hold: str = "disarmed"
        """Why nothing may be quoted here at all (empty = quoting)."""

    @property
    def trusted(self) -> bool:
        """Whether the book may be believed: a snapshot was seen and nothing broke since."""
        raise NotImplementedError

    @property
    def explanations(self) -> tuple[QuoteExplanation, ...]:
        """One record per side and level, quoted or not; built when read, from the last evaluation."""
        raise NotImplementedError

    @property
    def quoting(self) -> str:
        """`both`, `bid only`, `ask only` or `off`: which sides rest at the venue."""
        raise NotImplementedError
