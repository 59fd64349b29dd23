"""Broken error bodies through ccxt's own error handler and our hooks: what each one proves about an order."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

import ccxt.pro

from mmdesk.core.model.events import CancelRejected, OrderRejected, SendAbandoned
from mmdesk.gateways.ccxt_errors import (
    VENUE_ERRORS,
    CreateFailed,
    cancel_outcome,
    proves_absence,
    public_error,
)
from mmdesk.gateways.ccxt_hooks import attach
from mmdesk.gateways.dialect import BINANCE
from mmdesk.gateways.outbound import Outbound

_URL = "https://api.binance.com/api/v3/order"
_STATUSES = (200, 302, 400, 400, 400, 401, 403, 404, 408, 409, 418, 429, 500, 503)
_BODIES = (
    {"code": -1013, "msg": "Filter failure: LOT_SIZE"},
    {"code": -2010, "msg": "Account has insufficient balance for requested action."},
    {"code": -2010, "msg": "Order would immediately match and take."},
    {"code": -2010, "msg": "Duplicate order sent."},
    {"code": -2011, "msg": "Unknown order sent."},
    {"code": -2013, "msg": "Order does not exist."},
    {"code": -1121, "msg": "Invalid symbol."},
    {"code": -1102, "msg": "Mandatory parameter was not sent."},
    {"code": -1007, "msg": "Timeout waiting for response; execution status unknown."},
    {"code": -1000, "msg": "An unknown error occurred while processing the request."},
)
_CODES = (
    -1000,
    -1003,
    -1006,
    -1007,
    -1008,
    -1016,
    -2011,
    -2013,
    -9999,
    "-1013",
    10**400,
    "",
    "-",
    "abc",
    "1e3",
    True,
)
_WAITS = ("5", "-1", "nan", "inf", "", "x", None)
_WEIGHTS = ("12", "nan", "inf", "-inf", "1e400", "", None)
# Written down again, apart from the code it judges (ORDERS 2.4).
_LISTED = {
    "InsufficientFunds", "InvalidOrder", "OrderImmediatelyFillable", "BadSymbol", "BadRequest",
    "AuthenticationError", "PermissionDenied", "AccountNotEnabled", "AccountSuspended",
}  # fmt: skip
_FATE_UNKNOWN = {"-1000", "-1001", "-1006", "-1007", "-1008", "-1016"}
_FILTERS = ("Price * QTY is zero or less", "LOT_SIZE", "PRICE_FILTER")
_CREATE = CreateFailed(BINANCE)


def _exchange() -> Any:
    made = ccxt.pro.binance({"enableRateLimit": False})
    attach(
        made,
        BINANCE,
        Outbound(lambda: 0),
        lambda _client, _error: None,
        lambda _weight, _wait_s, _status: None,
        lambda _message: None,
        lambda: None,
    )
    return made


_EXCHANGE = _exchange()
_EXACT: dict[str, Any] = {
    **_EXCHANGE.exceptions["exact"],
    **_EXCHANGE.get_exceptions_by_url(_URL, "exact"),
}
_WORDS = [
    *_FILTERS,
    *(w for w in _EXACT if not re.fullmatch(r"-?\d+", w)),
    *_EXCHANGE.exceptions["broad"],
    *(_EXCHANGE.get_exceptions_by_url(_URL, "broad") or {}),
]


def _answer(status: int, headers: Any, text: str, body: Any) -> Exception | None:
    """What a create with this answer would raise: ccxt's two handlers in the order its `fetch` asks them."""
    try:
        _EXCHANGE.handle_errors(status, "", _URL, "POST", headers, text, body, {}, None)
        _EXCHANGE.handle_http_status_code(status, "", _URL, "POST", text)
    except Exception as error:  # noqa: BLE001  # its class is what is judged
        return error
    return None


def _may_prove(status: int, body: Any, error: Exception) -> bool:
    """The oracle: a venue's body with a whole-number code, on the list by code or by the words for it."""
    code = body.get("code") if isinstance(body, dict) else None
    if isinstance(code, bool) or not isinstance(code, int | str) or not re.fullmatch(r"-?[0-9]+", str(code)):
        return False
    if str(code) in _FATE_UNKNOWN or not 400 <= status < 500 or status in (408, 418, 429):
        return False
    text = json.dumps(body, default=str, ensure_ascii=False)
    named = str(code) in _EXACT and _EXACT[str(code)].__name__ in _LISTED
    spoken = any(word in text for word in _WORDS)
    lower = str(error).lower()
    open_fate = "duplicate" in lower or "status unknown" in lower or "status is unknown" in lower
    return type(error).__name__ in _LISTED and (named or spoken) and not open_fate


def _fault(status: int, body: Any, error: Exception) -> tuple[str, str]:
    if not isinstance(error, VENUE_ERRORS):
        return "crashed", f"{type(error).__name__}: {error!s:.80}"
    create = _CREATE.outcome(error, "c1", 1, 2)
    cancel = cancel_outcome(error, BINANCE, "c1", 1, 2)
    public_error(error, "the create")
    verdict = type(create).__name__
    allowed = _may_prove(status, body, error)
    if isinstance(create, SendAbandoned):
        return verdict, f"an answer became {create!r:.120}"
    if isinstance(create, OrderRejected) and not allowed:
        return verdict, f"not a proof: {error!r:.120}"
    gone = isinstance(error, ccxt.OrderNotFound) and 400 <= status < 500 and status != 408
    if isinstance(cancel, CancelRejected) and not (allowed or gone or "duplicate" in str(error).lower()):
        return verdict, f"no proof for the cancel: {error!r:.120}"
    if proves_absence(error, BINANCE) and not gone:
        return verdict, f"no proof of absence: {error!r:.120}"
    return verdict, ""


def judge_error_body(
    rng: random.Random, mutated: Callable[[random.Random, Any], Any]
) -> tuple[str, str, Any]:
    """(what became of one broken error answer, what is wrong with that, the answer)."""
    body: Any = dict(rng.choice(_BODIES))
    if rng.random() < 0.5:
        body = mutated(rng, body)
    if rng.random() < 0.3:
        body["code"] = rng.choice(_CODES)
    body = rng.choice([body, body, body, body, [body], None, str(body), 5])
    text = json.dumps(body)
    if rng.random() < 0.1:
        # Cut off on the way: ccxt hands over no parsed body then.
        text, body = text[: rng.randrange(len(text))], None
    status = rng.choice(_STATUSES)
    headers = {"Retry-After": rng.choice(_WAITS), "X-MBX-USED-WEIGHT-1M": rng.choice(_WEIGHTS)}
    error = _answer(status, headers, text, body)
    if error is None:
        return "no error", "", body
    return *_fault(status, body, error), (status, headers, body)
