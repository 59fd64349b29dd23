"""A stop's counts add up and claim no more than the venue's own lists prove."""

from hypothesis import given
from hypothesis import strategies as st

from mmdesk.guardian.tally import Tally

SYMBOLS = ("BTCUSDT", "ETHUSDT")
LOOKS = st.lists(
    st.tuples(
        st.sampled_from(SYMBOLS),
        st.one_of(
            st.none(),
            st.dictionaries(
                st.sampled_from("abcdef"), st.sampled_from(("mmd0001x1", "web_1", "xmmd")), max_size=6
            ),
        ),
    )
)


def test_a_market_that_was_never_seen_is_unknown_and_nothing_is_proved() -> None:
    result = Tally("binance", SYMBOLS, "mmd").result()
    assert (result.symbols_unknown, result.proved) == (SYMBOLS, False)


def test_foreign_orders_are_counted_and_never_handed_out_for_cancelling() -> None:
    tally = Tally("binance", ("BTCUSDT",), "mmd")
    listed = {"1": "mmd0001x1", "2": "web_2", "3": "xmmd", "4": "mmd_by_hand", "5": "mmdk3f90001x1"}
    assert tally.looked("BTCUSDT", listed, 5.0) == ["1", "5"]
    assert tally.result().foreign == 3


def test_gone_orders_are_confirmed_at_the_look_that_showed_it() -> None:
    tally = Tally("binance", ("BTCUSDT",), "mmd")
    tally.looked("BTCUSDT", {"1": "mmd0001x1", "2": "mmd0001x2"}, 5.0)
    tally.looked("BTCUSDT", {"2": "mmd0001x2"}, 9.0)
    result = tally.result()
    assert (result.requested, result.confirmed, result.left, result.last_confirmed_ms) == (2, 1, 1, 9.0)
    assert not result.proved


def test_a_failed_look_after_the_proof_takes_the_proof_away() -> None:
    tally = Tally("binance", ("BTCUSDT",), "mmd")
    tally.looked("BTCUSDT", {}, 5.0)
    tally.settled("BTCUSDT")
    assert tally.result().proved
    tally.failed("BTCUSDT", "no answer")
    assert not tally.result().proved


@given(LOOKS)
def test_requested_is_confirmed_plus_left_plus_unknown(
    looks: list[tuple[str, dict[str, str] | None]],
) -> None:
    tally = Tally("binance", SYMBOLS, "mmd")
    for symbol, orders in looks:
        if orders is None:
            tally.failed(symbol, "no answer")
        else:
            tally.looked(symbol, orders, 1.0)
    result = tally.result()
    assert result.requested == result.confirmed + result.left + result.unknown
    assert not result.proved
