"""`[breakers]`: defaults are the core's, levels inherit by field, every contradiction is told at once."""

from pathlib import Path

import pytest

from mmdesk.config.breakers import LevelSettings, field_of
from mmdesk.config.load import SettingsError, load_settings
from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import (
    GLOBAL_SCOPE,
    BreakerKind,
    BreakerRule,
    BreakerSettings,
    Scope,
    ScopeLevel,
)
from mmdesk.core.model.inheritance import rule_for

MARKET = Scope(ScopeLevel.INSTRUMENT, "BTC/USDT@binance")
VENUE = Scope(ScopeLevel.EXCHANGE, "binance")


def settings(tmp_path: Path, text: str) -> BreakerSettings:
    path = tmp_path / "mmdesk.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, {}, {}).breakers.to_core()


def mistakes(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, text)
    return [str(one) for one in caught.value.problems]


def test_without_settings_the_defaults_of_the_core_hold(tmp_path: Path) -> None:
    assert settings(tmp_path, "") == DEFAULT_BREAKERS


def test_every_kind_and_every_field_of_a_rule_can_be_set() -> None:
    assert {field_of(kind) for kind in BreakerKind} == set(LevelSettings.model_fields)
    for section in LevelSettings().__dict__.values():
        assert set(type(section).model_fields) == set(BreakerRule.__struct_fields__)


def test_the_nearest_level_that_says_something_about_a_field_has_the_word(tmp_path: Path) -> None:
    text = """
    [breakers.spread_bps]
    open_above = 30
    cooldown_s = 60
    [breakers.exchanges.binance.spread_bps]
    open_above = 25
    violations = 5
    [breakers.symbols."BTC/USDT".spread_bps]
    open_above = 24
    [breakers.symbols."BTC/USDT@binance".spread_bps]
    close_window_s = 4
    [breakers.strategies.glft.spread_bps]
    violations = 2
    """
    chosen = settings(tmp_path, text)
    rule = rule_for(chosen, (), BreakerKind.SPREAD, MARKET, "symmetric")
    said = (rule.open_above, rule.cooldown_s, rule.violations, rule.close_window_s)
    assert said == (24.0, 60.0, 5, 4.0)
    assert rule_for(chosen, (), BreakerKind.SPREAD, MARKET, "glft").violations == 2
    assert rule_for(chosen, (), BreakerKind.SPREAD, VENUE).open_above == 25.0
    untouched = rule_for(chosen, (), BreakerKind.DRAWDOWN, GLOBAL_SCOPE)
    assert untouched == DEFAULT_RULES[BreakerKind.DRAWDOWN]


def test_all_contradictions_are_told_at_once_with_value_limit_and_what_to_do(tmp_path: Path) -> None:
    text = """
    [breakers.drawdown_bps]
    warn_at = 120
    reduce_at = 110
    [breakers.order_latency_ms]
    at_once_at = 400
    min_samples = 2000
    [breakers.exchanges.binance.spread_bps]
    cooldown_s = 700
    """
    told = mistakes(tmp_path, text)
    assert told == [
        "breakers: order_latency_ms: at_once_at 400 is below open_above 500 ms."
        " Raise it, or set it to 0 (off).",
        "breakers: order_latency_ms: min_samples 2000 is more than a window of 10 s can hold, 1000."
        " Ask for fewer samples or look further back.",
        "breakers: drawdown_bps: warn_at 120 is above open_above 100 bps. Warn earlier.",
        "breakers: drawdown_bps: reduce_at 110 is above open_above 100 bps. Reduce earlier.",
        "breakers: drawdown_bps: reduce_at 110 is below warn_at 120 bps."
        " Put it between warn_at and open_above.",
        "breakers: exchanges.binance.spread_bps: cooldown_s 700 is longer than cooldown_max_s 600."
        " Raise the one or lower the other.",
    ]


def test_an_error_rate_that_can_never_be_is_refused_on_every_level(tmp_path: Path) -> None:
    most = settings(tmp_path, "[breakers.error_rate_pct]\nopen_above = 100\n")
    assert rule_for(most, (), BreakerKind.ERROR_RATE, VENUE).open_above == 100.0
    (told,) = mistakes(tmp_path, "[breakers.exchanges.binance.error_rate_pct]\nopen_above = 150\n")
    assert told == (
        "breakers: exchanges.binance.error_rate_pct: open_above 150 is above 100 pct, the most there can be, "
        "and would never be reached. Set it to 100 or less."
    )


def test_bounds_units_and_unknown_names_are_told_together(tmp_path: Path) -> None:
    text = """
    [breakers]
    half_open_size_pct = 0
    [breakers.volatility_pct]
    open_above = -1
    [breakers.spread]
    open_above = 5
    [breakers.loop_lag_ms]
    violations = true
    """
    told = mistakes(tmp_path, text)
    assert len(told) == 4
    assert any("half_open_size_pct = 0: must be above 0" in one for one in told)
    assert any("breakers.spread: is not a setting. Did you mean spread_bps?" in one for one in told)


def test_whether_each_opening_latches_is_true_or_false_and_a_drawdown_always_does(tmp_path: Path) -> None:
    rules = settings(tmp_path, "[breakers.spread_bps]\nlatches = true\n")
    assert rule_for(rules, (), BreakerKind.SPREAD, MARKET).latches
    (told,) = mistakes(tmp_path, "[breakers.strategies.glft.drawdown_bps]\nlatches = false\n")
    assert "strategies.glft.drawdown_bps: latches 0 would let a drawdown end by itself" in told


def test_a_level_that_is_nowhere_is_a_mistake(tmp_path: Path) -> None:
    text = """
    [breakers.exchanges.binanze.spread_bps]
    open_above = 5
    [breakers.symbols."ETH/USDT".spread_bps]
    open_above = 5
    [breakers.strategies.avellaneda.spread_bps]
    open_above = 5
    """
    told = mistakes(tmp_path, text)
    assert [one.split(" is not there")[0].split(": ")[1] for one in told] == [
        "breakers.exchanges.binanze",
        "breakers.symbols.ETH/USDT",
        "breakers.strategies.avellaneda",
    ]


def test_a_level_from_which_no_breaker_takes_a_threshold_is_a_mistake(tmp_path: Path) -> None:
    text = """
    [breakers.exchanges.binance.volatility_pct]
    open_above = 3
    [breakers.symbols."BTC/USDT".error_rate_pct]
    open_above = 5
    [breakers.symbols."BTC/USDT@binance".volatility_pct]
    open_above = 3
    [breakers.strategies.glft.storage]
    violations = 2
    [breakers.symbols."BTC/USDT".volatility_pct]
    open_above = 3
    """
    volatility = "volatility is watched per symbol (on all exchanges) and for the whole desk"
    assert mistakes(tmp_path, text) == [
        f"breakers: {path}: {watched}, so this changes nothing. Set it there."
        for path, watched in (
            ("exchanges.binance.volatility_pct", volatility),
            ("symbols.BTC/USDT.error_rate_pct", "error rate is watched per exchange"),
            ("symbols.BTC/USDT@binance.volatility_pct", volatility),
            ("strategies.glft.storage", "storage is watched for the whole desk"),
        )
    ]


def test_levels_that_contradict_each_other_in_a_market_are_told(tmp_path: Path) -> None:
    text = """
    [breakers.exchanges.binance.spread_bps]
    open_above = 15
    [breakers.symbols."BTC/USDT".spread_bps]
    warn_at = 18
    """
    assert mistakes(tmp_path, text) == [
        "settings: breakers.spread_bps of BTC/USDT@binance: warn_at 18 is above open_above 15 bps."
        " Warn earlier."
    ]
