"""Reads settings from a file, the environment and the command line, and tells every mistake at once."""

import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from mmdesk.config.problems import Problem, fields_at, problems_of
from mmdesk.config.schema import Settings
from mmdesk.core.model.errors import ConfigurationError

PREFIX: Final = "MMDESK_"
DEFAULTS: Final = Path(__file__).with_name("default_config.toml")


class SettingsError(ConfigurationError):
    """Settings that cannot be used; `problems` has one entry per mistake."""

    def __init__(self, message: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(message)
        self.problems = problems


def load_settings(
    path: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Our defaults, then the file, then `MMDESK_...` variables, then `overrides`; later ones win, one by one.

    Variables: `MMDESK_STORAGE__DATA_DIR`, two underscores between levels. Overrides: dotted names,
    `{"storage.data_dir": path}`; a None is "not given". Raises SettingsError (a ConfigurationError) naming
    ALL problems: where, the value given, what is allowed, what to do.
    """
    problems: list[Problem] = []
    given = {} if path is None else _read(path)
    _merge(given, _from_environment(os.environ if environment is None else environment, problems))
    _merge(given, _from_overrides(overrides or {}))
    merged = _read(DEFAULTS)
    if "venues" in given:
        # Our defaults set up our own venue's market; whoever names venues says what is traded there.
        merged["markets"] = {key: merged["markets"][key] for key in _traded(given) & merged["markets"].keys()}
    _merge(merged, given)
    problems.extend(_not_traded(merged))
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        problems.extend(problems_of(error))
    if settings is None or problems:
        raise _error(path, problems)
    return settings


def _traded(values: Mapping[str, Any]) -> set[str]:
    """Instrument keys of values that nobody has checked yet."""
    venues = values.get("venues")
    found = [one for one in venues if isinstance(one, Mapping)] if isinstance(venues, list | tuple) else []
    return {
        f"{symbol}@{one.get('id')}"
        for one in found
        if isinstance(symbols := one.get("symbols"), list | tuple)
        for symbol in symbols
    }


def _not_traded(values: Mapping[str, Any]) -> Iterator[Problem]:
    """A misspelt market would otherwise be ignored and the real one quoted with defaults."""
    markets, traded = values.get("markets"), _traded(values)
    for key in markets if isinstance(markets, Mapping) else ():
        if key not in traded:
            near = get_close_matches(key, sorted(traded), n=1, cutoff=0.6)
            do = f"Did you mean {near[0]}?" if near else "Add its symbol to its venue, or remove this table."
            yield Problem(f"markets.{key}", "", "is set up but no venue trades it", do)


def _error(path: Path | None, problems: list[Problem]) -> SettingsError:
    count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
    place = f" in {path}" if path else ""
    lines = [f"The settings{place} cannot be used: {count}.", *(f"  {one}" for one in problems)]
    return SettingsError("\n".join(lines), tuple(problems))


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        do = "Check the name." if isinstance(error, FileNotFoundError) else "Check its permissions."
        raise _unreadable(path, f"The system says: {error.strerror or error}.", do) from error
    except UnicodeDecodeError as error:
        why = f"It is not UTF-8 text: byte {error.start} is 0x{error.object[error.start]:02x}."
        raise _unreadable(path, why, "Save it as UTF-8.") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, f"It is not TOML: {error}.", "Mend that line.") from error


def _unreadable(path: Path, why: str, do: str) -> SettingsError:
    message = f"The settings file {path} cannot be read.\n{why}\n{do}"
    return SettingsError(message, (Problem(str(path), "", why.rstrip("."), do),))


def _merge(under: dict[str, Any], over: Mapping[str, Any]) -> None:
    """Put `over` on top: tables are merged, everything else is replaced."""
    for key, value in over.items():
        below = under.get(key)
        if isinstance(value, Mapping) and isinstance(below, dict):
            _merge(below, value)
        else:
            under[key] = value


def _put(into: dict[str, Any], parts: Iterable[str], value: Any) -> None:
    *above, last = parts
    for part in above:
        into = into.setdefault(part, {})
    into[last] = value


def _from_overrides(overrides: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in overrides.items():
        if value is not None:
            _put(values, _split(name), value)
    return values


def _split(name: str) -> list[str]:
    """`markets.BTC/USDT@binance.quoting.strategy` in its parts; an instrument key holds no dot."""
    return name.split(".")


def _from_environment(environment: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    """Variables with two underscores are settings; of the others only `MMDESK_MODE` is."""
    values: dict[str, Any] = {}
    for name, text in sorted(environment.items()):
        if name != f"{PREFIX}MODE" and not (name.startswith(PREFIX) and "__" in name):
            continue
        parts = name[len(PREFIX) :].lower().split("__")
        known = fields_at(parts[:-1])
        if parts[-1] in known:
            _put(values, parts, text)
        else:
            near = get_close_matches(parts[-1], known, n=1, cutoff=0.5)
            full = "__".join([*parts[:-1], *near]).upper()
            do = f"Did you mean {PREFIX}{full}?" if near else "Unset it, or use a settings file."
            problems.append(Problem(name, "", "is not the name of a setting", do))
    return values
