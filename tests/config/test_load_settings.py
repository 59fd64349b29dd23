"""Settings: defaults quote on our venue, later sources win, and every mistake is told at once."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from mmdesk.config.desk_risk import DeskRiskSettings
from mmdesk.config.load import DEFAULTS, SettingsError, load_settings
from mmdesk.config.schema import Settings
from mmdesk.config.secrets import VenueKeys, venue_keys
from mmdesk.core.model.errors import ConfigurationError
from mmdesk.core.model.parameters import DeskLimits, GlftParameters, QuoteParameters, RiskLimits

MARKET = "BTC/USDT@binance"


def load(tmp_path: Path, text: str, environment: dict[str, str] | None = None, **overrides: Any) -> Settings:
    path = tmp_path / "mmdesk.toml"
    path.write_text(text)
    return load_settings(path, overrides, environment or {})


def mistakes(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text, environment)
    return {one.path: str(one) for one in caught.value.problems}


def test_defaults_are_the_cores_defaults_on_our_own_venue() -> None:
    settings = load_settings(environment={})
    assert settings.mode == "demo"
    assert settings.to_core() == ({MARKET: QuoteParameters()}, {MARKET: RiskLimits()})


def test_the_default_file_says_what_the_schema_says() -> None:
    assert load_settings(environment={}).model_dump(exclude={"markets"}) == Settings().model_dump(
        exclude={"markets"}
    )
    assert "BTC/USDT" in DEFAULTS.read_text()


def test_every_parameter_of_the_core_can_be_set() -> None:
    market = Settings().market(MARKET)
    assert set(type(market.quoting).model_fields) == set(QuoteParameters.__struct_fields__)
    assert set(type(market.quoting.glft).model_fields) == set(GlftParameters.__struct_fields__)
    assert set(type(market.risk).model_fields) == set(RiskLimits.__struct_fields__)


def test_limits_across_markets_reach_the_core_with_those_of_single_venues(tmp_path: Path) -> None:
    assert load_settings(environment={}).desk_limits() == DeskLimits()
    text = """
    risk = {max_daily_loss_quote = "75.5", currency = "USDC", at_par = []}
    venues = [{id = "binance", symbols = ["BTC/USDC"], max_position_quote = 9000}]
    """
    limits = load(tmp_path, text).desk_limits()
    assert (limits.max_daily_loss_quote, limits.currency) == (Decimal("75.5"), "USDC")
    assert limits.venue_limit("binance") == 9_000
    assert limits.venue_limit("okx") == DeskLimits().max_position_per_venue_quote
    assert set(DeskRiskSettings.model_fields) | {"max_venue_position_quote"} == set(
        DeskLimits.__struct_fields__
    )


def test_limits_that_contradict_each_other_are_all_told_at_once(tmp_path: Path) -> None:
    text = """
    venues = [{id = "binance", symbols = ["BTC/USDT"], max_position_quote = "300000"}]
    markets = {"BTC/USDT@binance" = {risk = {max_order_value_quote = "60000"}}}
    """
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    told = str(caught.value)
    assert "max_position_quote 300000 is above risk.max_position_quote 250000" in told
    assert "max_order_value_quote 60000 is above risk.max_asset_position_quote 50000" in told
    wrong = mistakes(
        tmp_path,
        """
        [risk]
        max_asset_position_quote = "250001"
        max_position_per_venue_quote = "0"
        max_daily_loss_quote = -1
        max_drawdown_quote = nan
        at_par = ["usdc"]
        """,
    )
    assert set(wrong) >= {
        "risk.max_position_per_venue_quote",
        "risk.max_daily_loss_quote",
        "risk.max_drawdown_quote",
    }


def test_a_limit_that_is_never_reached_and_a_currency_at_par_with_itself_are_told(tmp_path: Path) -> None:
    text = """
    [risk]
    max_asset_position_quote = "250000.01"
    max_position_per_venue_quote = "250001"
    at_par = ["USDT"]
    """
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    told = str(caught.value)
    assert "max_asset_position_quote 250000.01 is above risk.max_position_quote 250000" in told
    assert "max_position_per_venue_quote 250001 is above" in told
    assert "at_par names currency USDT itself" in told
    assert (
        load(tmp_path, 'risk = {max_asset_position_quote = "250000"}').risk.max_asset_position_quote
        == 250_000
    )


def test_command_line_wins_over_environment_over_file(tmp_path: Path) -> None:
    text = '[logging]\nlevel = "error"\nfiles_kept = 7\n[engine]\ninbox_size = 500'
    settings = load(
        tmp_path,
        text,
        {"MMDESK_LOGGING__LEVEL": "debug", "MMDESK_ENGINE__INBOX_SIZE": "600"},
        **{"engine.inbox_size": 700, "mode": None},
    )
    logging = settings.logging
    assert (logging.files_kept, logging.level, settings.engine.inbox_size) == (7, "debug", 700)


def test_one_value_of_a_market_leaves_the_others_at_their_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, f'[markets."{MARKET}".quoting]\norder_amount = 0.01')
    assert settings.market(MARKET).quoting.to_core() == QuoteParameters(order_amount=Decimal("0.01"))


@pytest.mark.parametrize("written", ["0.1", '"0.1"', "0.10", '"1e-1"'])
def test_an_amount_is_read_exactly_however_it_is_written(tmp_path: Path, written: str) -> None:
    settings = load(tmp_path, f'[markets."{MARKET}".quoting]\norder_amount = {written}')
    assert settings.market(MARKET).quoting.order_amount == Decimal("0.1")


@pytest.mark.parametrize(
    "written", ['"0,1"', '"1 000"', "nan", "inf", '"x"', "true", "[1]", "0", "-1", "1e13"]
)
def test_an_amount_that_could_be_misread_is_refused(tmp_path: Path, written: str) -> None:
    told = mistakes(tmp_path, f'[markets."{MARKET}".quoting]\norder_amount = {written}')
    assert list(told) == [f"markets.{MARKET}.quoting.order_amount"]


def test_all_mistakes_are_told_at_once_with_path_value_limit_and_advice(tmp_path: Path) -> None:
    text = f"""
    mod = "demo"
    [markets."{MARKET}".quoting]
    bid_spread_bps = 50000
    order_amunt = 1
    order_levels = 1.5
    [storage]
    database_url = 5
    [engine]
    inbox_size = true
    """
    told = mistakes(tmp_path, text, {"MMDESK_LOGGING__LEVEL": "pink", "MMDESK_LOGGING__LEVAL": "info"})
    quoting = f"markets.{MARKET}.quoting"
    assert told["mod"] == "mod: is not a setting. Did you mean mode?"
    assert "= 50000: must be at most 5000" in told[f"{quoting}.bid_spread_bps"]
    assert "Did you mean order_amount?" in told[f"{quoting}.order_amunt"]
    assert "whole number" in told[f"{quoting}.order_levels"]
    assert told["storage.database_url"].startswith("storage.database_url: must be text")
    assert "'debug', 'info', 'warning' or 'error'" in told["logging.level"]
    assert "Did you mean MMDESK_LOGGING__LEVEL?" in told["MMDESK_LOGGING__LEVAL"]
    assert "engine.inbox_size" in told
    assert len(told) == 8


def test_fields_that_contradict_each_other_are_all_told(tmp_path: Path) -> None:
    text = f"""
    [markets."{MARKET}".quoting]
    price_floor = 2
    price_ceiling = 1
    minimum_spread_bps = 7
    inventory_target_quantity = -1
    order_refresh_time_s = 3000
    """
    path = tmp_path / "mmdesk.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={})
    told = "\n".join(map(str, caught.value.problems))
    assert len(caught.value.problems) == 4
    assert "price_floor 2 is not below price_ceiling 1. Raise the ceiling" in told


def test_quotes_beyond_their_own_limits_are_refused(tmp_path: Path) -> None:
    text = f"""
    [markets."{MARKET}".quoting]
    order_amount = 1
    order_levels = 20
    inventory_limit_quantity = 3
    [markets."{MARKET}".risk]
    max_open_orders = 10
    price_collar_bps = 20
    """
    path = tmp_path / "mmdesk.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={})
    assert len(caught.value.problems) == 4


def test_a_market_nobody_trades_is_a_mistake_and_not_ignored(tmp_path: Path) -> None:
    told = mistakes(tmp_path, '[markets."BTC/USDT@binanc".quoting]\norder_levels = 2')
    assert "Did you mean BTC/USDT@binance?" in told["markets.BTC/USDT@binanc"]


def test_other_venues_replace_ours(tmp_path: Path) -> None:
    settings = load(tmp_path, '[[venues]]\nid = "okx"\nsymbols = ["ETH/USDT"]')
    assert settings.instruments == ("ETH/USDT@okx",)
    assert not settings.markets


def test_one_bad_symbol_is_one_mistake(tmp_path: Path) -> None:
    told = mistakes(tmp_path, '[[venues]]\nid = "okx"\nsymbols = ["ethusdt"]')
    assert list(told) == ["venues.0.symbols.0"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"mode = \n", r"not TOML: .*line 1, column 8"),
        (b"\xff\xfe", "not UTF-8"),
        (b"x" * 3 + b"\x00", "not TOML"),
    ],
)
def test_a_file_that_is_no_settings_file_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=told):
        load_settings(path, environment={})


@pytest.mark.parametrize("name", ["absent.toml", "."])
def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"(?s)cannot be read.*The system says"):
        load_settings(tmp_path / name, environment={})


def test_a_password_is_in_no_message_and_no_repr(tmp_path: Path) -> None:
    url = "postgresql://me:canary-7@db/x"
    settings = load(tmp_path, f'[storage]\ndatabase_url = "{url}"')
    assert "canary" not in repr(settings)
    told = mistakes(tmp_path, f'[storage]\ndatabase_url = ["{url}"]\nx = 1')
    assert "canary" not in "".join(told.values())


def test_keys_come_whole_or_not_at_all() -> None:
    both = {"MMDESK_KEY_BINANCE_API_KEY": "k", "MMDESK_KEY_BINANCE_SECRET": "canary"}
    keys = venue_keys("binance", both)
    assert keys == VenueKeys(api_key=SecretStr("k"), secret=SecretStr("canary"))
    assert "canary" not in repr(keys)
    with pytest.raises(ConfigurationError, match="secret is missing"):
        venue_keys("binance", {"MMDESK_KEY_BINANCE_API_KEY": "k"})


@pytest.mark.parametrize("mode", ["paper", "live"])
def test_a_mode_this_version_does_not_have_is_refused_not_acted(tmp_path: Path, mode: str) -> None:
    told = mistakes(tmp_path, f'mode = "{mode}"')
    assert told == {
        "mode": f"mode = '{mode}': {mode} is not in this version yet. Write demo, or leave it out."
    }


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().mode = "live"  # type: ignore[misc, assignment]  # the point of it
