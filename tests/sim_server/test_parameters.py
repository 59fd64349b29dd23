"""Whatever a client sends as parameters, the venue answers with one of its own refusals."""

import hashlib
import hmac
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.sim.server.errors import ApiError
from mmdesk.sim.server.params import Params
from mmdesk.sim.server.signature import Credentials, check_window, parse_values
from mmdesk.sim.server.streams import MessageRate

NAMES = st.sampled_from(["symbol", "price", "limit", "orderId", "newClientOrderId", "side"])
READS: tuple[Callable[[Params], object], ...] = (
    lambda p: p.symbol(),
    lambda p: p.decimal("price"),
    lambda p: p.integer("orderId"),
    lambda p: p.limit("limit", 100, 500),
    lambda p: p.client_id("newClientOrderId"),
    lambda p: p.choice("side"),
    lambda p: p.finish(),
)


@given(st.dictionaries(NAMES, st.text(max_size=40)))
def test_any_text_is_read_or_refused(values: dict[str, str]) -> None:
    codes = {_code_of(read, Params(values)) for read in READS}
    assert codes <= {0, -1100, -1102, -1104, -1105}


def _code_of(read: Callable[[Params], object], params: Params) -> int:
    try:
        read(params)
    except ApiError as refused:
        return refused.code
    return 0


@pytest.mark.parametrize("text", ["1\n", " 1", "1e3", "-1", "+1", "NaN", "1_0", "١"])
def test_numbers_in_other_spellings_are_refused(text: str) -> None:
    for read in (READS[1], READS[2]):
        assert _code_of(read, Params({"price": text, "orderId": text})) == -1100


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_query_and_body_are_parsed(query: str, body: str) -> None:
    assert all(isinstance(v, str) for v in parse_values(query, body).values())


@given(st.decimals(min_value=0, max_value=10**9, places=8))
def test_a_plain_decimal_is_read_exactly(value: object) -> None:
    assert Params({"price": f"{value:f}"}).decimal("price") == value


def test_a_name_in_both_places_is_taken_from_the_query() -> None:
    assert parse_values("a=1&b=2", "a=3&c=4") == {"a": "1", "b": "2", "c": "4"}


@given(st.integers(0, 10**13), st.integers(1, 60_000), st.integers(-70_000, 70_000))
def test_the_window_accepts_exactly_the_ages_it_names(now_ms: int, window: int, age_ms: int) -> None:
    values = {"timestamp": str(now_ms + 100_000 - age_ms), "recvWindow": str(window)}
    if -1_000 < age_ms <= window:
        check_window(values, now_ms + 100_000)
    else:
        with pytest.raises(ApiError) as refused:
            check_window(values, now_ms + 100_000)
        assert refused.value.code == -1021


def test_the_published_example_of_a_signature_is_accepted() -> None:
    """The key pair and request of the exchange's own documentation of signed endpoints."""
    key = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
    secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
    query = (
        "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
        "&recvWindow=5000&timestamp=1499827319559"
    )
    signature = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
    signed = f"{query}&signature={signature}"
    Credentials(key, secret).check_rest(signed, "", parse_values(signed, ""), 1_499_827_319_559)
    tampered = signed.replace("quantity=1", "quantity=9")
    with pytest.raises(ApiError) as refused:
        Credentials(key, secret).check_rest(tampered, "", parse_values(tampered, ""), 1_499_827_319_559)
    assert refused.value.code == -1022


@given(st.dictionaries(st.sampled_from(["symbol", "side", "price", "x"]), st.text(max_size=10)))
def test_socket_parameters_are_signed_in_the_order_of_their_names(values: dict[str, str]) -> None:
    sent = {"apiKey": "k" * 64, "timestamp": "1000", **values}
    payload = "&".join(f"{name}={sent[name]}" for name in sorted(sent))
    signature = hmac.new(b"secret", payload.encode(), hashlib.sha256).hexdigest()
    Credentials("k" * 64, "secret").check_ws({**sent, "signature": signature}, 1_000)


def test_five_messages_a_second_are_enough() -> None:
    rate = MessageRate()
    assert [rate.exceeded(7.0 + i / 100) for i in range(6)] == [False] * 5 + [True]
    assert not rate.exceeded(8.0)
