"""The base of every read model that surfaces are told."""

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all views."""
