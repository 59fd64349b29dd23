"""Every mistake in the settings as a line a person can act on: where, what was given, what is allowed."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Any, Final, get_args

import msgspec
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mmdesk.config.schema import Settings


class Problem(msgspec.Struct, frozen=True):
    """One mistake. `path` is dotted; `given` the value as text (never a secret's)."""

    path: str
    given: str
    wrong: str
    do: str

    def __str__(self) -> str:
        given = f" = {self.given}" if self.given else ""
        return f"{self.path or 'settings'}{given}: {self.wrong}. {self.do}".rstrip()


_SECRET_NAMES: Final = ("database_url", "secret", "password", "token", "api_key")
_BOUNDS: Final = {
    "greater_than": ("must be above {gt}", "Give a larger value."),
    "greater_than_equal": ("must be at least {ge}", "Give a larger value."),
    "less_than": ("must be below {lt}", "Give a smaller value; check the unit in the name."),
    "less_than_equal": ("must be at most {le}", "Give a smaller value; check the unit in the name."),
    "literal_error": ("must be one of {expected}", "Choose one of them."),
    "enum": ("must be one of {expected}", "Choose one of them."),
    "too_short": ("must have at least {min_length} entries", "Add one."),
    "too_long": ("must have at most {max_length} entries", "Remove some."),
    "finite_number": ("must be a finite number", "Write a plain number."),
}
_WRITE: Final = {
    "int": ("must be a whole number", "Write digits only."),
    "float": ("must be a number", "Write digits with a dot as decimal mark."),
    "bool": ("must be true or false", "Write true or false."),
    "string": ("must be text", 'Write it in quotes: "...".'),
    "tuple": ("must be a list", "Write it in brackets: [ ... ]."),
    "dict": ("must be a table", "Write its entries under a [heading]."),
    "model": ("must be a table", "Write its entries under a [heading]."),
    "path": ("must be a folder's name", 'Write it in quotes: "...".'),
}


def problems_of(error: ValidationError) -> list[Problem]:
    """One problem for each mistake, in the settings' order, without those that only follow from another."""
    errors = error.errors(include_url=False)
    places = [one["loc"] for one in errors]
    found: list[Problem] = []
    for one in errors:
        below = any(place[: len(one["loc"])] == one["loc"] != place for place in places)
        if not (one["type"] == "too_short" and below):
            found.extend(_problems(one))
    return found


def _problems(error: ErrorDetails) -> list[Problem]:
    """A section that disagrees with itself tells all its disagreements in one of pydantic's errors."""
    if error["type"] != "value_error":
        return [_problem(error)]
    path = ".".join(str(part) for part in error["loc"])
    given = _given(path, error["input"])
    told = (line.partition(" | ") for line in str(error["ctx"]["error"]).splitlines())
    return [Problem(path, given, wrong, f"{do[:1].upper()}{do[1:]}.") for wrong, _, do in told]


def _problem(error: ErrorDetails) -> Problem:
    path = ".".join(str(part) for part in error["loc"])
    given = _given(path, error["input"])
    kind = error["type"]
    if kind == "extra_forbidden":
        return Problem(path, "", "is not a setting", _nearest(error["loc"]))
    if kind == "string_pattern_mismatch":
        return Problem(path, given, "is not in the right form", _form_of(path))
    if kind in _BOUNDS:
        wrong, do = _BOUNDS[kind]
        return Problem(path, given, wrong.format(**error.get("ctx", {})), do)
    wrong, do = _WRITE.get(kind.partition("_")[0], (error["msg"], ""))
    return Problem(path, given, wrong, do)


def _given(path: str, value: object) -> str:
    if isinstance(value, BaseModel | Mapping) or path.endswith(_SECRET_NAMES):
        return ""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _form_of(path: str) -> str:
    if "symbols" in path:
        return "Write symbols as BASE/QUOTE in capitals, such as BTC/USDT."
    return "Write it in small letters, digits and underscores, such as binance."


def _nearest(location: Sequence[int | str]) -> str:
    known = fields_at(location[:-1])
    near = get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known here: {', '.join(known)}." if known else "Remove it."


def fields_at(location: Sequence[int | str]) -> list[str]:
    """The names a section at this place of the settings has; empty where there is no section."""
    section: Any = Settings
    for part in location:
        if isinstance(section, type) and issubclass(section, BaseModel):
            field = section.model_fields.get(str(part))
            section = None if field is None else field.annotation
        else:
            # One entry of a list or of a table of sections.
            section = next((one for one in get_args(section) if _is_section(one)), None)
        if isinstance(section, UnionType):
            section = next(iter(get_args(section)))
    return list(section.model_fields) if _is_section(section) else []


def _is_section(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseModel)
