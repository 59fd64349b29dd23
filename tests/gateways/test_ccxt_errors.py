"""What each ccxt exception proves: the whole error tree, and the texts that turn a refusal around."""

import aiohttp
import ccxt
import pytest
from aiohttp.client_reqrep import ConnectionKey
from ccxt.base.errors import error_hierarchy

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
from mmdesk.gateways.ccxt_errors import (
    PROVES_REFUSAL,
    CreateFailed,
    cancel_outcome,
    describe,
    proves_absence,
    public_error,
    raw_code,
    remember_answer,
)
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.rate_limit import LimiterRefusedError


def _tree(branch: dict[str, dict[str, object]]) -> list[str]:
    names: list[str] = []
    for name, below in branch.items():
        names.append(name)
        names += _tree(below)  # type: ignore[arg-type]  # ccxt's own nested dict of dicts
    return names


ALL_CLASSES = [getattr(ccxt, name) for name in _tree(error_hierarchy)]
LISTED = {
    "InsufficientFunds",
    "InvalidOrder",
    "OrderImmediatelyFillable",
    "BadSymbol",
    "BadRequest",
    "AuthenticationError",
    "PermissionDenied",
    "AccountNotEnabled",
    "AccountSuspended",
}
CREATE = CreateFailed(BINANCE)


def _answered(
    kind: type[Exception],
    text: str = "binance says no",
    code: str = "-1013",
    status: int | None = 400,
) -> Exception:
    error = kind(text)
    remember_answer(error, code, None, status)
    return error


def test_the_tree_is_the_one_this_table_was_made_for() -> None:
    assert len(ALL_CLASSES) == len(set(ALL_CLASSES)) == 41
    assert {kind.__name__ for kind in PROVES_REFUSAL} == LISTED


@pytest.mark.parametrize("kind", ALL_CLASSES, ids=lambda k: k.__name__)
def test_only_the_allow_list_proves_that_an_order_does_not_exist(kind: type[Exception]) -> None:
    outcome = CREATE.outcome(_answered(kind), "c1", 1, 2)
    if kind.__name__ in LISTED:
        assert isinstance(outcome, OrderRejected)
        assert outcome.code == "-1013"
    else:
        assert isinstance(outcome, SendUnresolved)


@pytest.mark.parametrize("kind", ALL_CLASSES, ids=lambda k: k.__name__)
def test_without_a_parsed_body_no_class_proves_anything(kind: type[Exception]) -> None:
    error = kind('binance {"code":-2010,"msg":"cut off')
    assert isinstance(CREATE.outcome(error, "c1", 1, 2), SendUnresolved)
    assert raw_code(error) == "-2010"


@pytest.mark.parametrize("error", [TimeoutError(), ValueError("junk"), ConnectionResetError("gone")])
def test_an_exception_from_outside_ccxt_is_unresolved(error: Exception) -> None:
    assert isinstance(CREATE.outcome(error, "c1", 1, 2), SendUnresolved)


# No status: a frame that is no answer to a request.
NO_PROOF_STATUSES = (None, 200, 302, 408, 500, 502, 503, 504, 599)
REFUSALS = (
    (ccxt.InvalidOrder, "-1013"),
    (ccxt.BadRequest, "-1102"),
    (ccxt.BadSymbol, "-1121"),
    (ccxt.InsufficientFunds, "-2010"),
    (ccxt.OrderImmediatelyFillable, "-2010"),
    (ccxt.AuthenticationError, "-2015"),
    (ccxt.PermissionDenied, "-1002"),
)
FATE_UNKNOWN = ("-1000", "-1001", "-1006", "-1007", "-1008", "-1016")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 499, *NO_PROOF_STATUSES])
@pytest.mark.parametrize(("kind", "code"), REFUSALS)
def test_a_code_proves_a_refusal_only_behind_a_status_that_blames_the_request(
    kind: type[Exception], code: str, status: int | None
) -> None:
    error = _answered(kind, code=code, status=status)
    proved = status not in NO_PROOF_STATUSES
    assert isinstance(CREATE.outcome(error, "c1", 1, 2), OrderRejected if proved else SendUnresolved)
    cancel = cancel_outcome(error, BINANCE, "c1", 1, 2)
    assert isinstance(cancel, CancelRejected if proved else CancelUnresolved)


@pytest.mark.parametrize("status", [400, 401, 403, 409, *NO_PROOF_STATUSES])
@pytest.mark.parametrize("code", FATE_UNKNOWN)
@pytest.mark.parametrize("kind", sorted(PROVES_REFUSAL, key=str))
def test_a_code_that_leaves_the_fate_open_never_proves_anything(
    kind: type[Exception], code: str, status: int | None
) -> None:
    error = _answered(kind, code=code, status=status)
    assert isinstance(CREATE.outcome(error, "c1", 1, 2), SendUnresolved)
    assert isinstance(cancel_outcome(error, BINANCE, "c1", 1, 2), CancelUnresolved)


def test_the_venues_own_words_for_an_unknown_fate_outweigh_any_code() -> None:
    text = '{"code":-1013,"msg":"Timeout waiting for response; execution status UNKNOWN."}'
    error = _answered(ccxt.InvalidOrder, text.replace("status UNKNOWN", "status unknown"))
    assert isinstance(CREATE.outcome(error, "c1", 1, 2), SendUnresolved)
    assert isinstance(CREATE.outcome(_answered(ccxt.InvalidOrder, text), "c1", 1, 2), SendUnresolved)


@pytest.mark.parametrize("status", NO_PROOF_STATUSES)
def test_gone_and_absent_need_a_status_that_proves_too(status: int | None) -> None:
    gone = _answered(ccxt.OrderNotFound, code="-2011", status=status)
    assert isinstance(cancel_outcome(gone, BINANCE, "c1", 1, 2), CancelUnresolved)
    assert not proves_absence(_answered(ccxt.OrderNotFound, code="-2013", status=status), BINANCE)


def test_a_read_answered_with_a_5xx_may_be_tried_again_whatever_its_code() -> None:
    for kind in (ccxt.BadRequest, ccxt.AuthenticationError, ccxt.ExchangeError):
        error = public_error(_answered(kind, code="-1016", status=503), "reading")
        assert isinstance(error, ExchangeConnectionError)
        assert error.retryable


def test_a_duplicate_id_means_the_order_exists() -> None:
    error = _answered(ccxt.InvalidOrder, '{"code":-2010,"msg":"Duplicate order sent."}', "-2010")
    assert isinstance(CREATE.outcome(error, "c1", 1, 2), SendUnresolved)


def test_a_post_only_order_that_would_cross_is_told_apart() -> None:
    text = '{"code":-2010,"msg":"Order would immediately match and take."}'
    outcome = CREATE.outcome(_answered(ccxt.OrderImmediatelyFillable, text, "-2010"), "c1", 1, 2)
    assert isinstance(outcome, OrderRejected)
    assert outcome.would_cross
    plain = CREATE.outcome(_answered(ccxt.InvalidOrder), "c1", 1, 2)
    assert isinstance(plain, OrderRejected)
    assert not plain.would_cross


BARS = {"AuthenticationError", "PermissionDenied", "AccountNotEnabled", "AccountSuspended"}


@pytest.mark.parametrize("kind", sorted(PROVES_REFUSAL, key=str), ids=lambda k: k.__name__)
def test_a_refusal_for_what_key_or_account_may_not_do_is_told_apart(kind: type[Exception]) -> None:
    outcome = CREATE.outcome(_answered(kind), "c1", 1, 2)
    assert isinstance(outcome, OrderRejected)
    assert outcome.barred == (kind.__name__ in BARS)


@pytest.mark.parametrize(
    ("text", "barred"),
    [
        ("This action is disabled on this account.", True),
        ("This account may not place or cancel orders.", True),
        ("You are not authorized to execute this request.", True),
        ("WebSocket API trading is not enabled.", True),
        ("You don't have permission.", True),
        ("Account has insufficient balance for requested action.", False),
        ("This symbol is restricted for this account.", False),
    ],
)
def test_the_venues_words_tell_a_barred_account_under_the_code_of_any_refusal(
    text: str, barred: bool
) -> None:
    """ccxt takes most of them for an order that is wrong."""
    error = _answered(ccxt.InvalidOrder, f'{{"code":-2010,"msg":"{text}"}}', "-2010")
    outcome = CREATE.outcome(error, "c1", 1, 2)
    assert isinstance(outcome, OrderRejected)
    assert outcome.barred is barred


def _refused() -> aiohttp.ClientConnectorError:
    key = ConnectionKey("api.binance.com", 443, True, True, None, None, None)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))


def test_a_connection_that_was_never_made_abandons_the_order() -> None:
    packed = ccxt.NetworkError(_refused())
    chained = ccxt.ExchangeNotAvailable("binance POST")
    chained.__cause__ = _refused()
    limited = LimiterRefusedError("full", 1.0)
    for error in (packed, chained, limited):
        assert isinstance(CREATE.outcome(error, "c1", 1, 2), SendAbandoned)


def test_a_connection_that_broke_does_not() -> None:
    error = ccxt.ExchangeNotAvailable("binance POST")
    error.__cause__ = aiohttp.ServerDisconnectedError()
    assert isinstance(CREATE.outcome(error, "c1", 1, 2), SendUnresolved)


def test_a_cancel_of_an_order_that_is_gone_says_so() -> None:
    gone = cancel_outcome(_answered(ccxt.OrderNotFound, code="-2011"), BINANCE, "c1", 1, 2)
    assert isinstance(gone, CancelRejected)
    assert gone.gone
    refused = cancel_outcome(_answered(ccxt.BadRequest, code="-1102"), BINANCE, "c1", 1, 2)
    assert isinstance(refused, CancelRejected)
    assert not refused.gone
    unknown = cancel_outcome(ccxt.OrderNotFound("no body"), BINANCE, "c1", 1, 2)
    assert isinstance(unknown, CancelUnresolved)


def test_absence_needs_the_venues_own_word() -> None:
    assert proves_absence(_answered(ccxt.OrderNotFound, code="-2013"), BINANCE)
    assert not proves_absence(ccxt.OrderNotFound("no body"), BINANCE)
    assert not proves_absence(_answered(ccxt.ExchangeError, code="-2013"), BINANCE)


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        (ccxt.AuthenticationError, ConfigurationError),
        (ccxt.PermissionDenied, ConfigurationError),
        (ccxt.ArgumentsRequired, ConfigurationError),
        (ccxt.NotSupported, ConfigurationError),
        (ccxt.InvalidProxySettings, ConfigurationError),
        (ccxt.RestrictedLocation, ConfigurationError),
        (ccxt.BadSymbol, SymbolNotSupportedError),
        (ccxt.MarketClosed, SymbolNotSupportedError),
        (ccxt.ContractUnavailable, SymbolNotSupportedError),
        (ccxt.InsufficientFunds, InsufficientBalanceError),
        (ccxt.InvalidOrder, InvalidOrderError),
        (ccxt.BadRequest, InvalidOrderError),
        (ccxt.OperationRejected, InvalidOrderError),
        (ccxt.ExchangeError, InvalidOrderError),
        (ccxt.RequestTimeout, ExchangeConnectionError),
        (ccxt.DDoSProtection, ExchangeConnectionError),
        (ccxt.BadResponse, ExchangeConnectionError),
    ],
)
def test_public_exceptions_follow_the_table(kind: type[Exception], ours: type[MarketMakerError]) -> None:
    error = public_error(_answered(kind, code="-77"), "reading")
    assert type(error) is ours
    assert error.raw_code == "-77"


def test_a_plain_error_without_a_code_is_a_connection_error_and_ambiguous() -> None:
    error = ccxt.ExchangeError("binance")
    error.__cause__ = aiohttp.ClientPayloadError()
    ours = public_error(error, "reading")
    assert isinstance(ours, ExchangeConnectionError)
    assert ours.ambiguous
    assert ours.retryable


def test_a_throttled_answer_says_when_to_come_back() -> None:
    error = ccxt.DDoSProtection("429")
    remember_answer(error, "-1003", 7.0, 429)
    assert public_error(error, "reading").retry_after_s == 7.0
    assert not public_error(ccxt.NetworkError(_refused()), "reading").ambiguous


KEY = "canaryKey" * 8
SIGNATURE = "5afec0de" * 8


@pytest.mark.parametrize(
    "text",
    [
        f"binance GET https://api.binance.com/api/v3/account?timestamp=1&recvWindow=2000&signature={SIGNATURE}",
        f"binance POST https://api.binance.com/api/v3/order symbol=BTCUSDT&timestamp=1&signature={SIGNATURE}",
        f"headers {{'X-MBX-APIKEY': '{KEY}', 'Accept': 'x'}} apiKey={KEY}&secret={KEY}",
        f'{{"id":"1","params":{{"apiKey":"{KEY}","signature":"{SIGNATURE}"}}}}',
        f"cannot connect to wss://stream.binance.com/ws/{KEY}",
        'binance {"apiKey": "short-canary", "signature": "short-canary"} api_key',
    ],
)
def test_no_record_of_an_error_carries_a_key_or_a_signed_request(text: str) -> None:
    error = ccxt.RequestTimeout(text)
    failed = CreateFailed(BINANCE).outcome(error, "c", 1, 1)
    gone = cancel_outcome(error, BINANCE, "c", 1, 1)
    told = [describe(error), str(public_error(error, "reading")), str(failed), str(gone)]
    for record in told:
        assert not any(
            secret in record for secret in (KEY, SIGNATURE, SIGNATURE[:16], "canary", "timestamp=1")
        )
        assert "RequestTimeout" in record


def test_what_the_venue_says_of_a_key_stays_readable() -> None:
    said = 'binance {"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}'
    assert said in describe(ccxt.AuthenticationError(said))
