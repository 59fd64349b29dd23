"""Reads settings from a file, the environment and the command line, and tells every mistake at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmdesk.config.schema import Settings


def load_settings(
    path: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Defaults, then the file, then `MMDESK_...` variables, then `overrides` (dotted names: `{"storage.data_dir": p}`).

    Raises ConfigurationError naming ALL problems: where, the value given, what is allowed, what to do.
    """
    raise NotImplementedError
