"""Where icons and translations lie: beside the package in a checkout, inside it when installed or frozen."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(name: str) -> Path:
    """The path of one resource; it need not exist (a missing icon or translation is no reason to stop)."""
    bundle = getattr(sys, "_MEIPASS", None)
    roots = (
        [Path(bundle) / "resources"] if bundle else [_PACKAGE / "resources", _PACKAGE.parent / "resources"]
    )
    return next((root / name for root in roots if (root / name).exists()), roots[-1] / name)
