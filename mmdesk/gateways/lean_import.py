"""Imports ccxt with the exchanges we speak to and without the hundred others: half the time and memory."""

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from mmdesk.gateways.dialect import DIALECTS

_FLAVOURS = ("abstract", "async_support", "pro")


class _Absent(ModuleType):
    """Stands where an exchange nobody asked for would be; its class is an empty one."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"__doc__": "An exchange that this process did not import."})


class _LeaveOut(MetaPathFinder, Loader):
    """Answers for every exchange module of ccxt but the wanted ones."""

    def __init__(self, unwanted: frozenset[str]) -> None:
        self._unwanted = unwanted

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if name not in self._unwanted or package not in ("ccxt", *(f"ccxt.{one}" for one in _FLAVOURS)):
            return None
        return ModuleSpec(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def import_lean() -> None:
    """Import ccxt.pro for the exchanges that have a dialect. For a process of our own only: whoever shares
    it finds empty classes in place of the other exchanges. Does nothing when ccxt is imported already.
    """
    spec = None if "ccxt" in sys.modules else importlib.util.find_spec("ccxt")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent / "async_support"
    exchanges = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    leave_out = _LeaveOut(frozenset(exchanges - DIALECTS.keys()))
    sys.meta_path.insert(0, leave_out)
    try:
        import ccxt.pro  # noqa: F401  # the import is the deed
    finally:
        sys.meta_path.remove(leave_out)
