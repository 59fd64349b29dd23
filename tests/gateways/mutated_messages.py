"""Recorded messages of a venue, broken at random: what the parsers and the error classes make of each.

A long run: python -m tests.gateways.mutated_messages --count 1000000 --seed S
"""

import argparse
import copy
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import msgspec

from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument
from mmdesk.core.model.market import BookSnapshot, TopOfBook, TradePrint
from mmdesk.gateways import ccxt_parse as parse
from mmdesk.gateways.dialect import BINANCE
from tests.gateways.mutated_errors import judge_error_body

_DATA = Path(__file__).parent / "data" / "binance_messages.json"
RECORDED: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
_KEY = "BTC/USDT@binance"
_FREE = (Decimal(0), Decimal(0))
_MOVED = {"info": {"e": "balanceUpdate", "a": "BTC", "d": "-0.10000001", "T": 1_700_000_000_123}}

Read = Callable[[Any], Any]
READERS: dict[str, tuple[list[Any], Read]] = {
    "top": ([RECORDED["top"]], lambda m: parse.top_of_book(m, _KEY, 1, 2)),
    "book": ([RECORDED["book"]], lambda m: parse.book_snapshot(m, _KEY, 20, 1, 2)),
    "trade": ([RECORDED["trade"]], lambda m: parse.trade_print(m, _KEY, 1, 2)),
    "streamed order": (RECORDED["streamed_orders"], lambda m: parse.streamed_order(m, _KEY, BINANCE)),
    "fetched order": ([RECORDED["fetched_order"]], lambda m: parse.fetched_order(m, _KEY, BINANCE)),
    "placed": ([RECORDED["placed"]], parse.placed_order),
    "canceled": ([RECORDED["canceled"]], lambda m: (parse.canceled_filled(m), parse.canceled_client_id(m))),
    "streamed fill": ([RECORDED["streamed_fill"]], lambda m: parse.streamed_fill(m, _KEY)),
    "fetched fill": ([RECORDED["fetched_fill"]], lambda m: parse.fetched_fill(m, _KEY)),
    "streamed balance": ([RECORDED["streamed_balance"]], parse.streamed_balances),
    "fetched balance": ([RECORDED["fetched_balance"]], parse.fetched_balances),
    # The one reader of the bare message; what is no object never gets as far.
    "transfer": ([_MOVED], lambda m: parse.transfer(m["info"] if isinstance(m.get("info"), dict) else m)),
    "market": ([RECORDED["market"]], lambda m: parse.instrument_of(m, "binance", _FREE, BINANCE)),
    "fee": ([RECORDED["trading_fee"]], parse.fee_rates),
}
ERROR_BODY = "error body"

_JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, -0.0, 1.5, 10**19, -(10**20), 10**400, 2**63 // 10**6 + 1, 1e-320, 1e308,
    float("nan"), float("inf"), float("-inf"),
    "", " ", "NaN", "sNaN", "-inf", "Infinity", "-1", "-0.1", "1e999", "1e-999", "1e5000", "1e30", "1e59",
    "-1e30", "0x10", "12abc", "1,5", "1.2.3", "1_0", "١٢", "½", "٠", "\x00", "\ud800", "💥" * 3,
    "9" * 70, "0." + "0" * 70 + "1", "0", "0.00000000", "NEW", "SIDEWAYS", "fee", "BUY", "TRADING",
    [], {}, [[]], [None], [{}], [1, 2], {"a": None}, {"a": "fee", "f": "-1", "l": "-1"},
    {"asset": "fee", "free": "-1", "locked": "1"}, {"filterType": []}, [[[["deep"]]]],
)  # fmt: skip

# What must be more than nothing, and what may be less.
_POSITIVE: dict[type, set[str]] = {
    Fill: {"price", "quantity"},
    TopOfBook: {"bid", "ask", "bid_quantity", "ask_quantity"},
    TradePrint: {"price", "quantity"},
    Instrument: {"tick_size", "lot_size"},
}
_SIGNED = {"fee"}


def _containers(node: Any) -> list[Any]:
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node, *(c for b in below if isinstance(b, dict | list) for c in _containers(b))]


def _mutate_once(rng: random.Random, message: Any) -> None:
    """Break one place of the message, anywhere in its tree."""
    spot = rng.choice([c for c in _containers(message) if c] or [message])
    keys: list[Any] = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
    if not keys:
        return
    key, other = rng.choice(keys), rng.choice(keys)
    match rng.randrange(7):
        case 0:
            del spot[key]
        case 1 if isinstance(spot, list):
            del spot[key:]
        case 2:
            spot[key], spot[other] = spot[other], spot[key]
        case 3:
            spot[key] = rng.choice(([spot[key]], {"a": spot[key]}, str(spot[key])))
        case 4 if isinstance(spot[key], str) and spot[key]:
            at = rng.randrange(len(spot[key]))
            spot[key] = (
                spot[key][:at] + rng.choice(("-", "e", ".", "x", "9" * 9, "\u0663", "")) + spot[key][at:]
            )
        case 5 if isinstance(spot[key], int | float) and not isinstance(spot[key], bool):
            spot[key] *= rng.choice((-1, 10**12, 10**300, 10**6, 0))
        case _:
            # A copy: the next mutation may break the junk itself.
            spot[key] = copy.deepcopy(rng.choice(_JUNK))


def mutated(rng: random.Random, message: Any) -> Any:
    """A copy of the message with one to four places broken."""
    broken = json.loads(json.dumps(message))
    for _ in range(rng.randint(1, 4)):
        _mutate_once(rng, broken)
    return broken


def unsound(value: Any, field: str = "", owner: type = object) -> str:
    """What is wrong with a value that a parser returned; empty when the state may hold it."""
    if isinstance(value, msgspec.Struct):
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return "".join(unsound(inner, name, type(value)) for name, inner in fields)
    if isinstance(value, tuple):
        inside = BookSnapshot if owner is BookSnapshot else object
        return "".join(unsound(inner, field, inside) for inner in value)
    if isinstance(value, float | Decimal):
        least = field in _POSITIVE.get(owner, set()) or owner is BookSnapshot
        if not isfinite(value) or len(f"{value:f}") > 400:
            return f"{field} is {value!s:.60}; "
        if (value <= 0 if least else value < 0) and field not in _SIGNED:
            return f"{field} is {value!s:.60}; "
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return f"{field} is beyond 64 bits; "
    return ""


def judged(kind: str, message: Any) -> tuple[str, str]:
    """(what became of it, what is wrong with that; empty when nothing is)."""
    try:
        result = READERS[kind][1](message)
        # The journal must be able to hold it.
        msgspec.msgpack.encode(result)
    except parse.MalformedError:
        return "refused", ""
    except Exception as error:  # noqa: BLE001  # whatever else it raises is the finding
        return "crashed", f"{type(error).__name__}: {error!s:.80}"
    if kind in ("transfer", "fee"):
        result = tuple(abs(v) if isinstance(v, Decimal) else v for v in result)
    if fault := unsound(result):
        return "unsound", fault
    return "read", ""


def mutate_many(count: int, seed: int) -> tuple[Counter[tuple[str, str]], list[str]]:
    """(how many of each kind became what, faults with the message that shows each)."""
    rng = random.Random(seed)
    kinds = [*READERS, ERROR_BODY]
    verdicts: Counter[tuple[str, str]] = Counter()
    faults: list[str] = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        if kind == ERROR_BODY:
            verdict, fault, message = judge_error_body(rng, mutated)
        else:
            message = mutated(rng, rng.choice(READERS[kind][0]))
            verdict, fault = judged(kind, message)
        verdicts[kind, verdict] += 1
        if fault:
            faults.append(f"{kind} {verdict}: {fault} <- {message!r:.1500}")
    return verdicts, faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gateways.mutated_messages")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    verdicts, faults = mutate_many(given.count, given.seed)
    lines = [f"{kind:<18} {verdict:<10} {number:>9,}" for (kind, verdict), number in sorted(verdicts.items())]
    seconds = time.monotonic() - started
    lines.append(f"{given.count:,} messages, seed {given.seed}: {len(faults)} faults, {seconds:.0f} s")
    sys.stdout.write("\n".join([*lines, *(ascii(f) for f in faults[:20]), ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
