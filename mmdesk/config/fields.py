"""The base of every settings section, and how money is read: exactly, whatever way it was written."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Annotated, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, field_validator


class Section(BaseModel):
    """A part of the settings: immutable, and a name nobody knows is a mistake, not a comment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_not_one(cls, value: object, info: ValidationInfo) -> object:
        field = cls.model_fields[info.field_name or ""]
        if isinstance(value, bool) and bool not in (field.annotation, *get_args(field.annotation)):
            raise ValueError("must not be true or false | write a number or text")
        return value


def refuse_unless_empty(disagreements: Iterable[str]) -> None:
    """Raises ValueError with all of them, one a line: `problems` makes a mistake of each."""
    if lines := list(disagreements):
        raise ValueError("\n".join(lines))


def _money(value: object) -> object:
    """Decimal from text, int or float. A float is taken by its shortest decimal text (0.1 is 0.1, not
    0.1000000000000000055): TOML's `0.1` means what the person typed."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("not an amount | write a number such as 0.005 or '0.005'")
    try:
        amount = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        raise ValueError("not an amount | write digits with a dot as decimal mark, no grouping") from None
    if not amount.is_finite():
        raise ValueError("not a finite amount | write a number such as 0.005")
    return amount


Money = Annotated[Decimal, BeforeValidator(_money)]
"""Decimal; text and whole numbers are exact, a float counts as its shortest decimal text."""
