"""Who is asking: API key, HMAC-SHA256 over exactly what was sent, and the receive window."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from mmdesk.sim.server import errors
from mmdesk.sim.server.errors import ApiError

DEFAULT_RECV_WINDOW_MS = 5_000
MAX_RECV_WINDOW_MS = 60_000
AHEAD_MS = 1_000
_KEY_FORMAT = re.compile(r"^[A-Za-z0-9]{8,128}$")
_NUMBER = re.compile(r"^[0-9]{1,20}$")


class Credentials:
    """One account's API key and secret, and the rule for accepting a signed request."""

    def __init__(self, api_key: str, secret: str) -> None:
        self.api_key = api_key
        self._secret = secret.encode()

    def check_key(self, api_key: str | None) -> None:
        """Raise -2014 for a malformed key, -2015 for one this venue did not issue."""
        if not api_key or not _KEY_FORMAT.fullmatch(api_key):
            raise ApiError(401, -2014, "API-key format invalid.")
        if not hmac.compare_digest(api_key, self.api_key):
            raise ApiError(401, -2015, "Invalid API-key, IP, or permissions for action.")

    def check_rest(self, query: str, body: str, values: Mapping[str, str], now_ms: int) -> None:
        """Check a signed REST request. `query` and `body` are the raw texts, still percent-encoded."""
        signature = values.get("signature")
        if not signature:
            raise errors.mandatory("signature")
        self._check_signature(_without_signature(query) + _without_signature(body), signature)
        check_window(values, now_ms)

    def check_ws(self, values: Mapping[str, str], now_ms: int) -> None:
        """Check signed WebSocket API parameters: `key=value` sorted by key, joined with `&`."""
        self.check_key(values.get("apiKey"))
        signature = values.get("signature")
        if not signature:
            raise errors.mandatory("signature")
        payload = "&".join(f"{k}={values[k]}" for k in sorted(values) if k != "signature")
        self._check_signature(payload, signature)
        check_window(values, now_ms)

    def _check_signature(self, payload: str, signature: str) -> None:
        expected = hmac.new(self._secret, payload.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise ApiError(400, -1022, "Signature for this request is not valid.")


def check_window(values: Mapping[str, str], now_ms: int) -> None:
    """Raise -1021 when the request is older than its window or comes from the future."""
    timestamp = values.get("timestamp", "")
    window = values.get("recvWindow", str(DEFAULT_RECV_WINDOW_MS)).split(".")[0]
    if not _NUMBER.fullmatch(timestamp):
        raise errors.mandatory("timestamp")
    if not _NUMBER.fullmatch(window):
        raise errors.illegal("recvWindow", r"^[0-9]{1,20}$")
    if int(window) > MAX_RECV_WINDOW_MS:
        raise ApiError(400, -1131, "recvWindow must be less than 60000.")
    sent_ms = int(timestamp)
    if sent_ms > 100_000_000_000_000:
        sent_ms //= 1_000  # microseconds are accepted too
    if sent_ms >= now_ms + AHEAD_MS:
        raise ApiError(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    if now_ms - sent_ms > int(window):
        raise ApiError(400, -1021, "Timestamp for this request is outside of the recvWindow.")


def parse_values(query: str, body: str) -> dict[str, str]:
    """Parameters of a request; a name in both places is taken from the query, as Binance documents."""
    values = dict(parse_qsl(body, keep_blank_values=True))
    values.update(parse_qsl(query, keep_blank_values=True))
    return values


def _without_signature(raw: str) -> str:
    return "&".join(pair for pair in raw.split("&") if not pair.startswith("signature="))
