"""Where thresholds come from: the nearest level that says something about a field, and who said it."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mmdesk.core.model.breaker_bounds import bounds_of
from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, BreakerRule, Scope, ScopeLevel, ThresholdChange
from mmdesk.core.model.inheritance import chain_of, merge_changes, rule_for, said_by
from mmdesk.core.risk.breakers.rules import change_problems

MARKET = Scope(ScopeLevel.INSTRUMENT, "BTC/USDT@binance")
SPREAD = BreakerKind.SPREAD
places = st.sampled_from(
    (
        (ScopeLevel.GLOBAL, ""),
        (ScopeLevel.EXCHANGE, "binance"),
        (ScopeLevel.EXCHANGE, "okx"),
        (ScopeLevel.SYMBOL, "BTC/USDT"),
        (ScopeLevel.INSTRUMENT, "BTC/USDT@binance"),
        (ScopeLevel.STRATEGY, "glft"),
    )
)
changes = st.lists(
    st.builds(
        lambda place, kind, field, value: ThresholdChange(place[0], place[1], kind, field, value),
        places,
        st.sampled_from((SPREAD, BreakerKind.VOLATILITY)),
        st.sampled_from(("open_above", "cooldown_s")),
        st.one_of(st.none(), st.integers(1, 500).map(float)),
    ),
    max_size=8,
)


@given(file=changes, by_hand=changes, strategy=st.sampled_from(("", "glft", "symmetric")))
def test_who_has_the_word_says_the_value_that_holds(
    file: list[ThresholdChange], by_hand: list[ThresholdChange], strategy: str
) -> None:
    settings = replace(DEFAULT_BREAKERS, overrides=tuple(file))
    in_force = merge_changes((), by_hand)
    rule = rule_for(settings, in_force, SPREAD, MARKET, strategy)
    for field in ("open_above", "cooldown_s"):
        said = said_by(settings, in_force, SPREAD, MARKET, field, strategy)
        told = getattr(DEFAULT_RULES[SPREAD], field) if said is None else said.value
        assert getattr(rule, field) == told
        assert said is None or (said.level, said.name) in chain_of(MARKET, strategy)


def test_every_field_has_bounds_and_the_defaults_lie_within() -> None:
    for kind, rule in DEFAULT_RULES.items():
        for field in BreakerRule.__struct_fields__:
            least, most = bounds_of(kind, field)
            assert least <= getattr(rule, field) <= most, (kind, field)


def test_a_number_out_of_bounds_is_refused_with_its_bounds() -> None:
    def refused(kind: BreakerKind, field: str, value: float) -> list[str]:
        change = ThresholdChange(ScopeLevel.GLOBAL, "", kind, field, value)
        return change_problems(DEFAULT_BREAKERS, (), (change,))

    assert refused(BreakerKind.ORDER_LATENCY, "at_once_at", 60_000.0) == []
    assert refused(BreakerKind.ORDER_LATENCY, "at_once_at", 60_001.0) == [
        "order latency at all: at_once_at 60001 is not between 0 and 60000. Keep it within."
    ]
    assert refused(BreakerKind.ERROR_RATE, "open_above", 100.0) == []
    assert refused(BreakerKind.ERROR_RATE, "open_above", 100.1) == [
        "error rate at all: open_above 100.1 is above 100 pct, the most there can be, and would never be "
        "reached. Set it to 100 or less."
    ]
    assert refused(BreakerKind.ERROR_RATE, "at_once_at", 150.0) == [
        "error rate at all: at_once_at 150 is above 100 pct, the most there can be, and would never be "
        "reached. Set it to 100 or less."
    ]
    assert refused(SPREAD, "window_s", 0.0) == [
        "spread at all: window_s 0 is not between 1 and 600. Keep it within.",
        "spread at all: min_samples 1 is more than a window of 0 s can hold, 0. Ask for fewer samples or "
        "look further back.",
    ]
