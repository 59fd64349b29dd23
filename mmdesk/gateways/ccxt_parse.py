"""From ccxt structures to our records. Pure. Money is read from the raw strings under `info`, never from
ccxt's floats.
"""

from decimal import Decimal, InvalidOperation
from itertools import islice
from math import inf
from typing import Any

from mmdesk.core.model.account import Balance
from mmdesk.core.model.fill import Fill
from mmdesk.core.model.instrument import Instrument, InstrumentStatus
from mmdesk.core.model.market import BookSnapshot, Level, TopOfBook, TradePrint
from mmdesk.core.model.order import VenueOrder, VenueStatus
from mmdesk.core.model.values import Side
from mmdesk.gateways.ccxt_protocol import Structure
from mmdesk.gateways.dialect import Dialect
from mmdesk.ports.gateway import AccountBalances

_NS_PER_MS = 1_000_000
_MOST = 2**63 - 1
"""What journal, database and link can hold; no venue has larger numbers or later times."""
_MOST_DIGITS = 60
"""Of a figure, zeros before or after the point included: a number, not an attack on whoever prints it."""


class MalformedError(ValueError):
    """The venue sent something that is not what it claims to be; the message says which field."""


def top_of_book(ticker: Structure, instrument: str, wall_ns: int, mono_ns: int) -> TopOfBook | None:
    """A `watch_bids_asks` ticker; None while a side of the market is empty. Raises MalformedError."""
    info = _raw(ticker)
    bid, ask = _not_negative(info.get("b"), "bid"), _not_negative(info.get("a"), "ask")
    if not bid or not ask:
        return None
    return TopOfBook(
        wall_ns=wall_ns,
        mono_ns=mono_ns,
        instrument=instrument,
        bid=bid,
        bid_quantity=_positive(info.get("B"), "bid quantity"),
        ask=ask,
        ask_quantity=_positive(info.get("A"), "ask quantity"),
        update_id=_integer(info.get("u"), "update id"),
        exchange_ns=_optional_ms(info.get("E")),
    )


def book_snapshot(book: Structure, instrument: str, levels: int, wall_ns: int, mono_ns: int) -> BookSnapshot:
    """The best `levels` of both sides, copied (ccxt keeps changing its book). Raises MalformedError.

    ccxt keeps both sides sorted, best first; a level that is not positive and finite is damage.
    """
    return BookSnapshot(
        wall_ns=wall_ns,
        mono_ns=mono_ns,
        instrument=instrument,
        bids=_levels(book.get("bids"), levels),
        asks=_levels(book.get("asks"), levels),
        update_id=_integer(book.get("nonce"), "nonce"),
        exchange_ns=_optional_ms(book.get("timestamp")),
    )


def trade_print(trade: Structure, instrument: str, wall_ns: int, mono_ns: int) -> TradePrint:
    """A public trade. The taker is the seller when the buyer was the maker. Raises MalformedError."""
    info = _raw(trade)
    return TradePrint(
        wall_ns=wall_ns,
        mono_ns=mono_ns,
        instrument=instrument,
        price=_positive(info.get("p"), "price"),
        quantity=_positive(info.get("q"), "quantity"),
        taker_side=Side.SELL if _flag(info.get("m"), "maker flag") else Side.BUY,
        trade_id=str(_integer(info.get("t"), "trade id")),
        exchange_ns=_ms(info.get("T"), "trade time"),
    )


def streamed_order(order: Structure, instrument: str, dialect: Dialect) -> VenueOrder:
    """An order of `watch_orders` (Binance executionReport). Raises MalformedError.

    The report of a cancel carries the order's own id in `C` and the cancel's in `c`.
    """
    info = _raw(order)
    return VenueOrder(
        instrument=instrument,
        client_id=_text(info.get("C") or info.get("c")),
        venue_id=str(_integer(info.get("i"), "order id")),
        side=_side(info.get("S")),
        price=_decimal(info.get("p"), "price"),
        quantity=_decimal(info.get("q"), "quantity"),
        filled_quantity=_decimal(info.get("z"), "filled quantity"),
        status=_status(info.get("X"), dialect),
        exchange_ns=_ms(info.get("T"), "time"),
        ended_by=_text(info.get("c")) if info.get("C") else "",
    )


def fetched_order(order: Structure, instrument: str, dialect: Dialect) -> VenueOrder:
    """An order of a REST read (`fetch_order`, `fetch_open_orders`). Raises MalformedError."""
    info = _raw(order)
    return VenueOrder(
        instrument=instrument,
        client_id=_text(info.get("clientOrderId")),
        venue_id=str(_integer(info.get("orderId"), "order id")),
        side=_side(info.get("side")),
        price=_decimal(info.get("price"), "price"),
        quantity=_decimal(info.get("origQty"), "quantity"),
        filled_quantity=_decimal(info.get("executedQty"), "filled quantity"),
        status=_status(info.get("status"), dialect),
        exchange_ns=_ms(info.get("updateTime") or info.get("time"), "time"),
    )


def placed_order(order: Structure) -> tuple[str, int]:
    """Venue id and time (UTC ns) of the answer to a create. Raises MalformedError when it has no id: that
    proves nothing.
    """
    info = order.get("info")
    if not isinstance(info, dict) or info.get("orderId") is None:
        raise MalformedError("the answer to the create carries no order id")
    return str(_integer(info["orderId"], "order id")), _optional_ms(info.get("transactTime"))


def canceled_filled(order: Structure) -> Decimal:
    """How much an order had filled when its cancel was confirmed; 0 where the answer does not say.

    Raises MalformedError when the answer names no order, or one that did not end: that confirms nothing.
    """
    info = _raw(order)
    _integer(info.get("orderId"), "order id")
    if info.get("status") != "CANCELED":
        raise MalformedError(f"the answer to the cancel says {info.get('status')!r}")
    return _decimal(info.get("executedQty") or "0", "filled quantity")


def canceled_client_id(order: Structure) -> str:
    """The client id a cancel's answer speaks of; empty when it names none."""
    info = order.get("info")
    return _text(info.get("origClientOrderId")) if isinstance(info, dict) else ""


def streamed_fill(trade: Structure, instrument: str) -> Fill:
    """A fill of `watch_my_trades` (executionReport of type TRADE). The fee is exact, in its own asset."""
    info = _raw(trade)
    return Fill(
        instrument=instrument,
        trade_id=str(_integer(info.get("t"), "trade id")),
        client_id=_text(info.get("c")),
        venue_id=str(_integer(info.get("i"), "order id")),
        side=_side(info.get("S")),
        price=_above_zero(info.get("L"), "price"),
        quantity=_above_zero(info.get("l"), "quantity"),
        fee=_signed(info.get("n") or "0", "fee"),
        fee_asset=_text(info.get("N")),
        is_maker=_flag(info.get("m"), "maker flag"),
        exchange_ns=_ms(info.get("T"), "time"),
    )


def fetched_fill(trade: Structure, instrument: str) -> Fill:
    """A fill of `fetch_my_trades`. The venue names no client id there: it stays empty, the venue id links
    it.
    """
    info = _raw(trade)
    return Fill(
        instrument=instrument,
        trade_id=str(_integer(info.get("id"), "trade id")),
        client_id="",
        venue_id=str(_integer(info.get("orderId"), "order id")),
        side=Side.BUY if _flag(info.get("isBuyer"), "buyer flag") else Side.SELL,
        price=_above_zero(info.get("price"), "price"),
        quantity=_above_zero(info.get("qty"), "quantity"),
        fee=_signed(info.get("commission") or "0", "fee"),
        fee_asset=_text(info.get("commissionAsset")),
        is_maker=_flag(info.get("isMaker"), "maker flag"),
        exchange_ns=_ms(info.get("time"), "time"),
    )


def streamed_balances(balance: Structure) -> tuple[Balance, ...]:
    """Assets named by an outboundAccountPosition; others are unchanged. Empty for events that carry no
    totals.
    """
    entries = _raw(balance).get("B")
    if not isinstance(entries, list):
        return ()
    return tuple(_balance(e, "a", "f", "l") for e in entries)


def transfer(message: Structure) -> tuple[str, Decimal, int]:
    """Asset, signed amount and time (UTC ns) of a balanceUpdate: a deposit or withdrawal. Raises
    MalformedError."""
    amount = _signed(message.get("d"), "amount")
    return _text(message.get("a")), amount, _ms(message.get("T"), "time")


def fetched_balances(balance: Structure) -> AccountBalances:
    """Every asset of the account that is not zero, and the venue's time of the last change of any."""
    info = _raw(balance)
    entries = info.get("balances")
    if not isinstance(entries, list):
        raise MalformedError("the account answer carries no balances")
    read = (_balance(e, "asset", "free", "locked") for e in entries)
    return AccountBalances(tuple(b for b in read if b.total), _optional_ms(info.get("updateTime")))


def instrument_of(
    market: Structure, venue: str, fees: tuple[Decimal, Decimal], dialect: Dialect
) -> Instrument:
    """A spot market with its exact grid from the raw filters; `fees` are (maker, taker) rates. Raises
    MalformedError.
    """
    info = _raw(market)
    filters = _filters(info.get("filters"))
    price, lot = filters.get("PRICE_FILTER", {}), filters.get("LOT_SIZE", {})
    notional = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL") or {}
    return Instrument(
        venue=venue,
        symbol=_word(market, "symbol"),
        venue_symbol=_word(market, "id"),
        base=_word(market, "base"),
        quote=_word(market, "quote"),
        tick_size=_step(price.get("tickSize"), "tickSize"),
        lot_size=_step(lot.get("stepSize"), "stepSize"),
        min_quantity=_plain(_decimal(lot.get("minQty"), "minQty")),
        max_quantity=_plain(_decimal(lot.get("maxQty"), "maxQty")),
        min_notional_quote=_plain(_decimal(notional.get("minNotional") or "0", "minNotional")),
        maker_fee_rate=fees[0],
        taker_fee_rate=fees[1],
        status=market_status(info, dialect),
    )


def market_status(info: Structure, dialect: Dialect) -> InstrumentStatus:
    """Whether a market trades, from its raw record; a word we do not know is not taken for yes."""
    return dialect.market_words.get(str(info.get("status")), InstrumentStatus.UNKNOWN)


def fee_rates(fee: Structure) -> tuple[Decimal, Decimal]:
    """(maker, taker) of `fetch_trading_fee` or of a market: raw strings where there are any."""
    info = fee.get("info") or {}
    info = info[0] if isinstance(info, list) and info else info
    maker = info.get("makerCommission") if isinstance(info, dict) else None
    taker = info.get("takerCommission") if isinstance(info, dict) else None
    return (
        _signed(fee.get("maker") if maker is None else maker, "maker fee"),
        _signed(fee.get("taker") if taker is None else taker, "taker fee"),
    )


def _raw(structure: Structure) -> Structure:
    """The venue's own message in a structure of ccxt's."""
    info = structure.get("info")
    if not isinstance(info, dict):
        raise MalformedError(f"the message is {info!r}")
    return info


def _word(structure: Structure, key: str) -> str:
    word = structure.get(key)
    if not isinstance(word, str) or not word or word != _text(word):
        raise MalformedError(f"{key} is {word!r}")
    return word


def _filters(entries: Any) -> dict[str, Structure]:
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise MalformedError(f"filters are {entries!r}")
    return {str(e.get("filterType")): e for e in entries}


def _levels(side: Any, levels: int) -> tuple[Level, ...]:
    try:
        result = tuple((float(level[0]), float(level[1])) for level in islice(side, levels))
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise MalformedError(f"book level: {error}") from None
    for price, quantity in result:
        # `<` is false for NaN, so NaN fails as well.
        if not (0 < price < inf and 0 < quantity < inf):
            raise MalformedError(f"book level {price} x {quantity}")
    return result


def _balance(entry: Any, asset: str, free: str, used: str) -> Balance:
    if not isinstance(entry, dict):
        raise MalformedError(f"balance is {entry!r}")
    name = _text(entry.get(asset))
    return Balance(
        name, _decimal(entry.get(free), f"free {name}"), _decimal(entry.get(used), f"locked {name}")
    )


def _not_negative(value: Any, field: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise MalformedError(f"{field} is {value!r}") from None
    # Every comparison with NaN is false, so NaN fails as well.
    if not 0 <= number < inf:
        raise MalformedError(f"{field} is {value!r}")
    return number


def _positive(value: Any, field: str) -> float:
    if not (number := _not_negative(value, field)):
        raise MalformedError(f"{field} is {value!r}")
    return number


def _decimal(value: Any, field: str) -> Decimal:
    number = _signed(value, field)
    if number < 0:
        raise MalformedError(f"{field} is {value!r}")
    return number


def _signed(value: Any, field: str) -> Decimal:
    """An exact number that may be below zero: a fee (a rebate), a withdrawal."""
    try:
        number = Decimal(str(value))
    except (InvalidOperation, ValueError):
        raise MalformedError(f"{field} is {value!r}") from None
    if not number.is_finite():
        raise MalformedError(f"{field} is {value!r}")
    if len(number.as_tuple().digits) + abs(number.adjusted()) > _MOST_DIGITS:
        raise MalformedError(f"{field} has too many digits")
    return number


def _above_zero(value: Any, field: str) -> Decimal:
    if not (number := _decimal(value, field)):
        raise MalformedError(f"{field} is {value!r}")
    return number


def _step(value: Any, field: str) -> Decimal:
    return _plain(_above_zero(value, field))


def _plain(number: Decimal) -> Decimal:
    """Without trailing zeros, and without an exponent: 9000, not 9E+3; of any length, unlike `quantize`."""
    return Decimal(f"{number.normalize():f}")


def _integer(value: Any, field: str, most: int = _MOST) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise MalformedError(f"{field} is {value!r}") from None
    if not -most <= number <= most:
        raise MalformedError(f"{field} is {number}")
    return number


def _ms(value: Any, field: str) -> int:
    return _integer(value, field, _MOST // _NS_PER_MS) * _NS_PER_MS


def _text(value: Any) -> str:
    """Empty for what is not there. JSON may carry half a character, which no UTF-8 can."""
    return str(value or "").encode("utf-8", "replace").decode()


def _optional_ms(value: Any) -> int:
    return 0 if value is None else _ms(value, "time")


def _flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedError(f"{field} is {value!r}")
    return value


def _side(value: Any) -> Side:
    try:
        return Side(str(value).lower())
    except ValueError:
        raise MalformedError(f"side is {value!r}") from None


def _status(value: Any, dialect: Dialect) -> VenueStatus:
    try:
        return dialect.status_words[value]
    except (KeyError, TypeError):
        raise MalformedError(f"order status is {value!r}") from None
