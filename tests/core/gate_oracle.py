"""A second opinion on the gate: what may leave, worked out from whole numbers and fractions, not from the
controls."""

from fractions import Fraction

from mmdesk.core.model.breakers import Permission
from mmdesk.core.model.control import Control
from mmdesk.core.model.instrument import InstrumentStatus
from mmdesk.core.model.state import TradingState
from tests.core.gate_scene import WINDOW_NS, Scene


def violated(one: Scene) -> set[Control]:
    """Every control that this order would break."""
    return {
        control
        for control, broken in (
            (Control.BREAKER, _breaker_says_no(one)),
            (Control.KILL, one.state is not TradingState.ARMED),
            (Control.INSTRUMENT, _venue_would_refuse(one)),
            (Control.DATA, _data_is_bad(one)),
            (Control.DAILY_LOSS, _lost(one)),
            (Control.DRAWDOWN, _drawn(one)),
            (Control.ORDER_QUANTITY, one.lots > one.limits["lots"]),
            (Control.ORDER_VALUE, one.cents * one.lots > one.limits["value_u"] * 10),
            (Control.PRICE_COLLAR, _is_far(one)),
            (Control.POST_ONLY, _would_take(one)),
            (Control.SELF_MATCH, _meets_own(one)),
            (Control.DUPLICATE_ORDER, _is_repeated(one)),
            (Control.REPEATED_EXECUTION, one.flags["throttled"] or one.fills + 1 > one.limits["fills"]),
            (Control.OPEN_ORDERS, one.orders + 1 > one.limits["orders"]),
            (Control.POSITION, _too_large(one)),
            (Control.FREE_BALANCE, _cannot_pay(one)),
            (Control.MESSAGE_RATE, one.messages + 1 > one.limits["messages"]),
        )
        if broken
    }


def _breaker_says_no(one: Scene) -> bool:
    if one.permission is Permission.HALTED or one.flags["probing"]:
        return True
    return one.permission is Permission.REDUCING and not _brings_down(one)


def _brings_down(one: Scene) -> bool:
    """Towards flat and not beyond, with all that is open on the order's side."""
    if {one.nan} & {"position", "quantity", "buys" if one.side > 0 else "sells"}:
        return False
    pending = one.buys_l if one.side > 0 else one.sells_l
    return 0 < one.lots <= -one.side * one.position_l - pending


def _venue_would_refuse(one: Scene) -> bool:
    if one.nan in ("price", "quantity"):
        return True
    grid = one.cents.denominator == 1 and one.lots.denominator == 1 and one.cents > 0
    fits = 10 <= one.lots <= 200_000 and one.cents * one.lots >= 5 * 10**7
    return not (grid and fits and one.status is InstrumentStatus.TRADING and one.flags["may_trade"])


def _data_is_bad(one: Scene) -> bool:
    flags = one.flags
    if one.nan in ("mid", "position", "buys", "sells") or min(one.buys_l, one.sells_l) < 0:
        return True
    if min(one.orders, one.messages, one.fills) < 0 or min(one.own_bid_c, one.own_ask_c) < 0:
        return True
    heard = flags["connected"] and flags["trusted"] and 0 <= one.age_ms <= one.limits["age_ms"]
    sure = (
        not flags["reconciling"] and not flags["mismatch"] and flags["protected"] and flags["foreign_known"]
    )
    return not (heard and sure and -WINDOW_NS <= one.offset_ns <= WINDOW_NS)


def _lost(one: Scene) -> bool:
    if one.nan == "profit" or one.profit_u is None:
        return True
    beyond = one.flags["lost"] or one.profit_u + one.limits["loss_u"] < 0
    return beyond and not _brings_down(one)


def _drawn(one: Scene) -> bool:
    if one.nan == "down" or one.down_u is None or one.down_u < 0:
        return True
    beyond = one.flags["drawn"] or one.down_u > one.limits["down_u"]
    return beyond and not _brings_down(one)


def _is_far(one: Scene) -> bool:
    if one.nan in ("mid", "good") or one.good_c2 <= 0:
        return True
    allowed = Fraction(one.limits["bps"], 10_000) + Fraction(1, 10**12)
    mids = (Fraction(one.bid_c + one.ask_c, 2), Fraction(one.good_c2, 2))
    return any(abs(one.cents - mid) > allowed * mid for mid in mids)


def _would_take(one: Scene) -> bool:
    if not one.post_only:
        return False
    return one.cents >= one.ask_c if one.side > 0 else one.bid_c == 0 or one.cents <= one.bid_c


def _meets_own(one: Scene) -> bool:
    if one.side > 0:
        return 0 < one.own_ask_c <= one.cents
    return one.own_bid_c > 0 and one.cents <= one.own_bid_c


def _is_repeated(one: Scene) -> bool:
    return one.flags["slot_taken"] or 0 <= one.unanswered_ms <= one.limits["window_ms"]


def _too_large(one: Scene) -> bool:
    if {one.nan} & {"unit", "asset", "venue", "desk"} or None in (one.venue_u, one.desk_u):
        return True
    if _pays_too_much(one):
        return True
    end = one.position_l + (one.buys_l + one.lots if one.side > 0 else -one.sells_l - one.lots)
    if one.side * end > one.limits["position_l"]:
        return True
    unit = Fraction(one.bid_c + one.ask_c, 200)
    adds = one.lots * unit * 10
    side = one.asset_long_u if one.side > 0 else one.asset_short_u
    if side is None or one.side * side + adds > one.limits["asset_u"]:
        return True
    up, down = Fraction(one.position_l + one.buys_l), Fraction(one.position_l - one.sells_l)
    other = down if one.side > 0 else up
    grown = max(abs(end), abs(other)) - max(abs(up), abs(down))
    if grown <= 0:
        return False
    more = grown * unit * 10
    assert one.venue_u is not None
    assert one.desk_u is not None
    return one.venue_u + more > one.limits["venue_u"] or one.desk_u + more > one.limits["desk_u"]


def _pays_too_much(one: Scene) -> bool:
    """Of an asset that is no money: a buy takes it away, a sale brings it."""
    if one.nan == "worth" or one.worth_u is None or one.worth_u < 0:
        return True
    if one.worth_u == 0:
        return False
    side = one.quote_short_u if one.side > 0 else one.quote_long_u
    paid = one.cents * one.lots / 10 * Fraction(one.worth_u, 10**6)
    return side is None or -one.side * side + paid > one.limits["asset_u"]


def _cannot_pay(one: Scene) -> bool:
    if one.nan == "free" or one.free_u is None:
        return True
    need = one.cents * one.lots / 10 if one.side > 0 else one.lots * 10
    return need > one.free_u
