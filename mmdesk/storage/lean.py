"""The journal's facts as the tables want them: the same shapes, decimals left as the text they came as.

A row stores money as text, so making a `Decimal` of every figure and text of it again was half of a catch-up.
The shapes are made from the model's own, field by field; kinds no table remembers have no fields at all.
"""

import enum
import types
import typing
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, Union

import msgspec

from mmdesk.ports.journal import Fact

_EMPTY: Final = msgspec.NODEFAULT
_made: Final[dict[type, type[Any]]] = {}


def lean(kind: type) -> type[Any]:
    """The lean twin of one of the model's structs; the same twin for the same struct."""
    if kind not in _made:
        fields = [_field(one) for one in msgspec.structs.fields(kind)]
        _made[kind] = _define(kind, fields)
    return _made[kind]


def decoder(remembered: Iterable[type]) -> msgspec.msgpack.Decoder[Sequence[Sequence[Any]]]:
    """Reads payloads of many frames: facts of `remembered` in full, of other kinds nothing but the kind."""
    wanted = set(remembered)
    kinds = [lean(kind) if kind in wanted else _define(kind, []) for kind in typing.get_args(Fact)]
    # A union of a list that is only known here; the type checker has no words for that.
    facts: Any = Union[tuple(kinds)]  # noqa: UP007  # made from a list
    return msgspec.msgpack.Decoder(Sequence[Sequence[facts]])


def _define(kind: type, fields: list[Any]) -> type[Any]:
    config: msgspec.structs.StructConfig = kind.__struct_config__  # type: ignore[attr-defined]  # a Struct's own
    return msgspec.defstruct(
        f"Lean{kind.__name__}",
        fields,
        tag=config.tag,
        tag_field=config.tag_field,
        array_like=config.array_like,
        kw_only=True,
        gc=False,
    )


def _field(one: msgspec.structs.FieldInfo) -> Any:
    shape = _shape(one.type)
    if one.default is not _EMPTY:
        return one.name, shape, _default(one.default)
    if one.default_factory is not _EMPTY:
        return one.name, shape, msgspec.field(default_factory=one.default_factory)
    return one.name, shape


def _default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(value, enum.Enum) else value


def _shape(given: Any) -> Any:
    if given is Decimal:
        return str
    if isinstance(given, type) and issubclass(given, msgspec.Struct):
        return lean(given)
    if isinstance(given, type) and issubclass(given, enum.Enum):
        # Still checked: a word of a newer version must not reach the tables.
        return Literal[tuple(one.value for one in given)]
    parts = tuple(_shape(part) for part in typing.get_args(given))
    origin = typing.get_origin(given)
    if origin in (Union, types.UnionType):
        return Union[parts]  # noqa: UP007  # made from a list
    if origin in (tuple, list, dict, frozenset):
        return origin[parts]
    return given
