"""Which data folder a run uses, found without loading the settings machinery: the window must show first."""

import contextlib
import tomllib
from pathlib import Path

from mmdesk.app.options import RunOptions
from mmdesk.app.paths import Paths, paths_of


def paths_for(options: RunOptions) -> Paths:
    """`--data-dir`, else `storage.data_dir` of `--config`, else the user's own data folder.

    A settings file that cannot be read names no folder here; whoever loads it in full tells what is wrong.
    """
    return paths_of(options.data_dir or _named_in(options.config))


def _named_in(config: Path | None) -> Path | None:
    if config is None:
        return None
    with contextlib.suppress(OSError, tomllib.TOMLDecodeError):
        storage = tomllib.loads(config.expanduser().read_text("utf-8")).get("storage")
        named = storage.get("data_dir") if isinstance(storage, dict) else None
        return Path(named) if isinstance(named, str) and named else None
    return None
