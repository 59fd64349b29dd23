"""The eight public exceptions: few, flat, each with what a caller needs to decide what happens next."""


class MarketMakerError(Exception):
    """Base of all.

    `ambiguous`: the request may have taken effect. `raw_code`: the venue's own code, kept verbatim.
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        ambiguous: bool = False,
        retry_after_s: float | None = None,
        raw_code: str = "",
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.ambiguous = ambiguous
        self.retry_after_s = retry_after_s
        self.raw_code = raw_code


class ExchangeConnectionError(MarketMakerError):
    """The venue could not be reached, answered late, or answered with something that proves nothing."""


class InsufficientBalanceError(MarketMakerError):
    """The venue proved that the account cannot pay for the order."""


class RiskLimitExceededError(MarketMakerError):
    """A command (not a quote: those are refused as values) would break a limit."""


class CircuitBreakerOpenError(MarketMakerError):
    """A command needs trading that a breaker forbids."""


class InvalidOrderError(MarketMakerError):
    """The venue proved the order wrong: price, size, filter, or post-only that would cross."""


class ConfigurationError(MarketMakerError):
    """Settings, keys or permissions are wrong; a person has to change them."""


class SymbolNotSupportedError(MarketMakerError):
    """The venue does not trade this symbol, or not now."""
