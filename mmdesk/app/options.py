"""What `mmdesk run` was asked for, as the window, the headless run and the engine process read it."""

from pathlib import Path

import msgspec


class RunOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Options of `mmdesk run`. `host` says where the engine of a window lives: `process` or `window`."""

    headless: bool = False
    duration_s: float | None = None
    replay: tuple[Path, ...] = ()
    speed: float = 1.0
    arm: bool = False
    summary: str = ""
    config: Path | None = None
    data_dir: Path | None = None
    seed: int = 7
    host: str = "process"
    lang: str = ""
    rate: float | None = None


class BadInputError(Exception):
    """The person has to change something: what, why and what to do. The process ends with exit code 2."""


EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_NOT_PROVED = 3
