"""What a ccxt exception proves about an order, and which of our exceptions it becomes (VENUES 4, ORDERS
2.4).
"""

import re

import aiohttp
import ccxt

from mmdesk.core.model.errors import (
    ConfigurationError,
    ExchangeConnectionError,
    InsufficientBalanceError,
    InvalidOrderError,
    MarketMakerError,
    SymbolNotSupportedError,
)
from mmdesk.core.model.events import (
    CancelRejected,
    CancelUnresolved,
    OrderRejected,
    SendAbandoned,
    SendUnresolved,
)
from mmdesk.gateways.dialect import Dialect
from mmdesk.gateways.rate_limit import LimiterRefusedError

MALFORMED_ERRORS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError)
"""What ccxt's parsers raise on a message that is not what it claims to be (bad JSON included)."""

VENUE_ERRORS = (ccxt.BaseError, aiohttp.ClientError, OSError, TimeoutError, *MALFORMED_ERRORS)
"""Everything that talking to a venue through ccxt may raise; ConnectionError and TLS errors are OSErrors."""

# Exact classes: a subclass is not on the list unless it is named (DuplicateOrderId says the order EXISTS).
PROVES_REFUSAL = frozenset(
    {
        ccxt.InsufficientFunds,
        ccxt.InvalidOrder,
        ccxt.OrderImmediatelyFillable,
        ccxt.BadSymbol,
        ccxt.BadRequest,
        ccxt.AuthenticationError,
        ccxt.PermissionDenied,
        ccxt.AccountNotEnabled,
        ccxt.AccountSuspended,
    }
)

_BARS = frozenset(
    {ccxt.AuthenticationError, ccxt.PermissionDenied, ccxt.AccountNotEnabled, ccxt.AccountSuspended}
)

THROTTLED_STATUS = (418, 429)
BANNED_STATUS = 418
_TIMED_OUT_STATUS = 408
_VENUE_FAILED_STATUS = 500

_CODE_IN_TEXT = re.compile(r'"code"\s*:\s*"?(-?\d+)')
_MESSAGE_LIMIT = 300
# ccxt puts the whole signed URL of a failed request into its text.
_QUERY = re.compile(r"((?:https?|wss?)://[^\s?'\"]*)\?[^\s'\"]*")
_SECRET = re.compile(
    r"""((?:signature|timestamp|api-?key|secret|listenkey|token)["']?\s*[=:]\s*["']?)[^\s&"',})]+""",
    re.IGNORECASE,
)
# Keys, signatures and listen keys are the only unbroken runs of this length.
_LONG_TOKEN = re.compile(r"[A-Za-z0-9+/]{40,}")


def remember_answer(error: BaseException, code: str, retry_after_s: float | None, status: int | None) -> None:
    """Note on the exception what the venue's parsed body said; called from the hook around ccxt's error
    handler. `status` is HTTP's, or that of a WebSocket answer; None where a message had none.
    """
    vars(error)["venue_code"] = code
    vars(error)["retry_after_s"] = retry_after_s
    vars(error)["venue_status"] = status


def proved_code(error: BaseException) -> str:
    """The code of the parsed venue body this error was made from; empty when there was none."""
    return str(vars(error).get("venue_code", ""))


def answer_status(error: BaseException) -> int | None:
    """The status of the answer this error was made from; None when there was none."""
    value = vars(error).get("venue_status")
    return int(value) if value is not None else None


def venue_refused(error: BaseException, dialect: Dialect) -> bool:
    """Whether the venue itself said no: a parsed body with a code, and a status that blames the request.

    A 5xx and a timeout (408) leave open what was done before them, and so does a code or a text that says
    the fate is not known, whatever the status.
    """
    code, status = proved_code(error), answer_status(error)
    if not code or code in dialect.fate_unknown_codes:
        return False
    if status is None or not 400 <= status < _VENUE_FAILED_STATUS or status == _TIMED_OUT_STATUS:
        return False
    text = str(error).lower()
    return not any(t in text for t in dialect.fate_unknown_texts)


def raw_code(error: BaseException) -> str:
    """The venue's code for showing: the proved one, else one found in the text. Proves nothing by itself."""
    if code := proved_code(error):
        return code
    found = _CODE_IN_TEXT.search(str(error))
    return found.group(1) if found else ""


def retry_after_s(error: BaseException) -> float | None:
    """What the venue's Retry-After said, where it said anything."""
    value = vars(error).get("retry_after_s")
    return float(value) if value is not None else None


def never_left(error: BaseException) -> bool:
    """Whether no byte was written: the connection was never made, or our own limiter refused."""
    return any(
        isinstance(cause, aiohttp.ClientConnectorError | LimiterRefusedError) for cause in _causes(error)
    )


def is_throttled(error: BaseException) -> bool:
    """Whether the venue refused because it was asked too much."""
    return answer_status(error) in THROTTLED_STATUS


def is_ours(error: BaseException) -> bool:
    """Whether our own limiter kept a request back: nothing that the venue did."""
    return any(isinstance(cause, LimiterRefusedError) for cause in _causes(error))


def describe(error: BaseException) -> str:
    """Class and text, short enough for a record and without what signs a request or opens an account."""
    text = _QUERY.sub(r"\1", f"{type(error).__name__}: {error}")
    text = _SECRET.sub(r"\1***", text)
    text = _LONG_TOKEN.sub("***", text)[:_MESSAGE_LIMIT]
    # JSON may carry half a character, which no journal and no link can.
    return text.encode("utf-8", "replace").decode()


class CreateFailed:
    """Turns the exception of one create into its outcome."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def outcome(
        self, error: BaseException, client_id: str, wall_ns: int, mono_ns: int
    ) -> OrderRejected | SendUnresolved | SendAbandoned:
        """Rejected only when proved; abandoned only when nothing left; anything else is unresolved."""
        if self.is_refusal(error):
            text = str(error).lower()
            return OrderRejected(
                wall_ns=wall_ns,
                mono_ns=mono_ns,
                client_id=client_id,
                code=proved_code(error),
                message=describe(error),
                would_cross=any(t in text for t in self._dialect.would_cross_texts),
                barred=type(error) in _BARS or any(t in text for t in self._dialect.barred_texts),
            )
        if never_left(error):
            return SendAbandoned(
                wall_ns=wall_ns,
                mono_ns=mono_ns,
                client_id=client_id,
                reason=describe(error),
                venue_fault=not is_ours(error),
            )
        return SendUnresolved(wall_ns=wall_ns, mono_ns=mono_ns, client_id=client_id, reason=describe(error))

    def is_refusal(self, error: BaseException) -> bool:
        """The venue's own no, of a class on the allow-list, that does not say "duplicate"."""
        if type(error) not in PROVES_REFUSAL or not venue_refused(error, self._dialect):
            return False
        text = str(error).lower()
        return not any(t in text for t in self._dialect.duplicate_texts)


def cancel_outcome(
    error: BaseException, dialect: Dialect, client_id: str, wall_ns: int, mono_ns: int
) -> CancelRejected | CancelUnresolved:
    """A cancel the venue itself refused is rejected (`gone` when it knows no such open order)."""
    code, refused = proved_code(error), venue_refused(error, dialect)
    gone = refused and isinstance(error, ccxt.OrderNotFound) and code in dialect.gone_codes
    if gone or (refused and type(error) in PROVES_REFUSAL):
        return CancelRejected(
            wall_ns=wall_ns,
            mono_ns=mono_ns,
            client_id=client_id,
            code=code,
            message=describe(error),
            gone=gone,
        )
    return CancelUnresolved(wall_ns=wall_ns, mono_ns=mono_ns, client_id=client_id, reason=describe(error))


def proves_absence(error: BaseException, dialect: Dialect) -> bool:
    """Whether a query was answered "no such order" by the venue itself."""
    absent = isinstance(error, ccxt.OrderNotFound) and proved_code(error) in dialect.absent_codes
    return absent and venue_refused(error, dialect)


def public_error(error: BaseException, doing: str) -> MarketMakerError:
    """Our exception for a ccxt one: what failed, why, and whether the request may have taken effect."""
    text = f"{doing} failed: {describe(error)}"
    code = raw_code(error)
    # A 5xx is the venue's own trouble, whatever code comes with it: the request may be right.
    if (answer_status(error) or 0) < _VENUE_FAILED_STATUS:
        for ours, theirs in _PUBLIC:
            if isinstance(error, theirs):
                return ours(text, raw_code=code)
        if isinstance(error, ccxt.ExchangeError) and proved_code(error) and _is_plain(error):
            return InvalidOrderError(text, raw_code=code)
    return ExchangeConnectionError(
        text,
        retryable=True,
        ambiguous=not never_left(error),
        retry_after_s=retry_after_s(error),
        raw_code=code,
    )


_PUBLIC: tuple[tuple[type[MarketMakerError], tuple[type[Exception], ...]], ...] = (
    (SymbolNotSupportedError, (ccxt.BadSymbol, ccxt.MarketClosed, ccxt.ContractUnavailable)),
    (
        ConfigurationError,
        (
            ccxt.AuthenticationError,
            ccxt.ArgumentsRequired,
            ccxt.NotSupported,
            ccxt.InvalidProxySettings,
            ccxt.RestrictedLocation,
        ),
    ),
    (InsufficientBalanceError, (ccxt.InsufficientFunds,)),
    (InvalidOrderError, (ccxt.InvalidOrder, ccxt.BadRequest, ccxt.OperationRejected)),
)


def _is_plain(error: BaseException) -> bool:
    return type(error) is ccxt.ExchangeError


def _causes(error: BaseException) -> list[BaseException]:
    """The error, what it was raised from, and the exceptions ccxt packs into its arguments."""
    found: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting and len(found) < 16:
        current = waiting.pop()
        if current in found:
            continue
        found.append(current)
        waiting.extend(a for a in current.args if isinstance(a, BaseException))
        if current.__cause__ is not None:
            waiting.append(current.__cause__)
    return found
