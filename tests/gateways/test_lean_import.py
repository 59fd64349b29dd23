"""ccxt imported lean: our exchange is the library's own, the others are left out, nothing stays hooked."""

import json
import subprocess
import sys

SCRIPT = """
import json, sys
from mmdesk.gateways.lean_import import import_lean
before = list(sys.meta_path)
import_lean()
import_lean()
import ccxt, ccxt.pro
print(json.dumps({
    "hooks": sys.meta_path == before,
    "classes": [cls.__module__ for cls in ccxt.pro.binance.__mro__],
    "file": sys.modules["ccxt.pro.kraken"].__spec__.origin,
    "kraken": ccxt.pro.kraken.__doc__,
    "errors": issubclass(ccxt.InvalidOrder, ccxt.BaseError),
    "names": len(ccxt.exchanges) > 90,
    "made": ccxt.pro.binance().describe()["id"],
}))
"""


def test_only_our_exchange_is_imported_and_it_is_the_librarys_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=150
    )
    told = json.loads(done.stdout)
    assert told["hooks"]
    assert told["names"]
    assert told["errors"]
    assert told["made"] == "binance"
    assert told["classes"][:2] == ["ccxt.pro.binance", "ccxt.async_support.binance"]
    assert told["file"] is None
    assert "did not import" in told["kraken"]
