"""One order's history as steps a person reads: intent, explanation, verdict, wire, fills, states."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.order import Order, OrderState, TimeInForce, VenueStatus
from mmdesk.gui import format as fmt
from mmdesk.gui.facts import Facts, base_of, quote_of
from mmdesk.gui.i18n import tr
from mmdesk.gui.models.fills import fee_text_of
from mmdesk.gui.said import said
from mmdesk.gui.words import UNKNOWN_STATES, order_state_word, side_word, size_words, venue_status_word
from mmdesk.ports.history import BookedFill, OrderEvent, OrderHistory

Pairs = tuple[tuple[str, str], ...]
_STATES = {state.value for state in OrderState}
# Told by the step beside them: "sent", "cancel sent".
_UNDER_WAY = (OrderState.INTENT, OrderState.SENDING, OrderState.CANCELLING)
_BAD = (OrderState.REJECTED, OrderState.DENIED)


class Step(NamedTuple):
    """One thing that happened. `tone`: warning or danger beside words that say so; `figures` are aligned."""

    wall_ns: int
    chapter: str
    what: str
    tone: str = ""
    figures: Pairs = ()


class OrderStory(NamedTuple):
    """The page of one order: a line that says what it is, its state now, its steps."""

    client_id: str
    what: str
    state: str
    doubtful: bool
    steps: tuple[Step, ...]
    cut: bool


def order_story(history: OrderHistory, facts: Facts) -> OrderStory:
    """All of it, oldest first."""
    teller = _Teller(history, facts)
    order = history.order
    return OrderStory(
        client_id=history.client_id,
        what=_what(order, facts) if order else tr("An order that the limits denied: it never left"),
        state=order_state_word(order.state if order else OrderState.DENIED),
        doubtful=order is not None and order.state in UNKNOWN_STATES,
        steps=tuple(teller.steps()),
        cut=history.cut,
    )


def as_text(story: OrderStory) -> str:
    """The page for a mail or a ticket."""
    lines = [f"{story.client_id}  {story.state}", story.what, ""]
    before = 0
    for step in story.steps:
        lines.append(
            f"{fmt.timestamp(step.wall_ns)}  {delta(step.wall_ns, before):>12}  {step.chapter}: {step.what}"
        )
        lines += [f"{'':41}  {name}: {value}" for name, value in step.figures]
        before = step.wall_ns
    if story.cut:
        lines.append(cut_text())
    return "\n".join(lines)


def delta(wall_ns: int, before_ns: int) -> str:
    """How long after the step before: `+1.4 ms`, `+2.231 s`, `+12:05 min`; empty for the first."""
    if not before_ns:
        return ""
    passed_ns = wall_ns - before_ns
    if passed_ns < 0:
        return fmt.number(passed_ns / 1e6, 1) + " ms"
    if passed_ns < 1_000_000_000:
        return f"+{fmt.number(passed_ns / 1e6, 1)} ms"
    if passed_ns < 60_000_000_000:
        return f"+{fmt.number(passed_ns / 1e9, 3)} s"
    return f"+{fmt.duration(passed_ns / 1e9)}"


def span(story: OrderStory) -> str:
    """When it began and how long it took."""
    if not story.steps:
        return ""
    first, last = story.steps[0].wall_ns, story.steps[-1].wall_ns
    return tr("{when} UTC, from the first step to the last {time}").format(
        when=fmt.day_and_clock(first), time=delta(last, first).removeprefix("+")
    )


def cut_text() -> str:
    return tr("There is more than a page holds: the database has all of it.")


def _what(order: Order, facts: Facts) -> str:
    intent = order.intent
    return tr("{side} {quantity} {base} at {price} on {market}").format(
        side=side_word(intent.side),
        quantity=facts.quantity(intent.instrument, intent.quantity),
        base=base_of(intent.instrument),
        price=facts.price(intent.instrument, intent.price),
        market=intent.instrument,
    )


class _Teller:
    """Turns events into steps; states that only repeat what the step before said are left out."""

    def __init__(self, history: OrderHistory, facts: Facts) -> None:
        self._history = history
        self._facts = facts
        self._fills = {booked.fill.trade_id: booked for booked in history.fills}
        self._state = ""
        self._wire: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
            "acknowledged": self._acknowledged,
            "reported": self._reported,
            "rejected_by_venue": lambda d: ("■ " + tr("rejected: {why}").format(why=_answer(d)), "danger"),
            "send_unresolved": lambda d: (
                "? " + tr("no proof what became of it: {why}").format(why=said(d.get("reason", ""))),
                "warning",
            ),
            "send_abandoned": lambda d: (
                tr("never left this machine: {why}").format(why=said(d.get("reason", ""))),
                "",
            ),
            "cancel_sent": lambda d: (
                tr("cancel sent: {why}").format(why=said(d.get("reason", "")) or fmt.UNKNOWN),
                "",
            ),
            "cancel_acknowledged": lambda d: (tr("cancel confirmed by the venue"), ""),
            "cancel_rejected": lambda d: (tr("cancel refused: {why}").format(why=_answer(d)), "warning"),
            "cancel_unresolved": lambda d: (
                "? " + tr("no proof what became of the cancel: {why}").format(why=said(d.get("reason", ""))),
                "warning",
            ),
            "absent": lambda d: (tr("the venue answers that it has no such order"), "warning"),
        }

    def steps(self) -> list[Step]:
        found = self._beginning()
        for event in self._history.events:
            step = self._step(event)
            if step is not None:
                found.append(step)
        return found

    def _beginning(self) -> list[Step]:
        """What was wanted, and why, before anything left."""
        order, why = self._history.order, self._history.explanation
        first_ns = self._history.events[0].wall_ns if self._history.events else 0
        found = []
        if order is not None:
            found.append(Step(order.created_ns or first_ns, tr("Intent"), self._intent(order)))
        if why is not None:
            wall_ns = order.created_ns if order else first_ns
            found.append(
                Step(wall_ns or first_ns, tr("Explanation"), tr("why this price"), "", self._figures(why))
            )
        return found

    def _intent(self, order: Order) -> str:
        intent = order.intent
        terms: list[str] = [
            tr("post-only") if intent.time_in_force is TimeInForce.POST_ONLY else intent.time_in_force
        ]
        if intent.slot:
            terms.append(tr("place in the ladder: {slot}").format(slot=intent.slot))
        value = f"{fmt.number(intent.value_quote, 2)} {quote_of(intent.instrument)}"
        terms.append(tr("value {value}").format(value=value))
        return ", ".join(terms)

    def _figures(self, why: QuoteExplanation) -> Pairs:
        key, facts = why.instrument, self._facts
        digits = facts.price_decimals(key)
        found = [
            (tr("Fair value"), facts.price(key, why.fair_value)),
            (tr("Inventory"), facts.quantity(key, why.inventory_quantity, signed=True)),
            (tr("Inventory skew"), fmt.number(why.skew_quote, digits, signed=True)),
            (tr("Volatility bps/√s"), fmt.number(why.volatility_bps, 2)),
            (tr("Half spread bps"), fmt.bps(why.half_spread_bps)),
            (tr("of it minimum spread"), fmt.bps(why.widened_bps)),
            (tr("Maker fee bps"), fmt.bps(why.fee_bps)),
            (tr("Model price"), fmt.number(why.raw_price, digits + 2)),
            (tr("Rounded to the tick"), facts.price(key, why.rounded_price)),
        ]
        if why.clamped:
            found.append((tr("Held inside the limits"), facts.price(key, why.final_price)))
        found.append((tr("Quoted price"), facts.price(key, why.final_price)))
        if small := size_words(why):
            found.append((tr("Size"), small))
        return tuple(found)

    def _step(self, event: OrderEvent) -> Step | None:
        detail: dict[str, Any] = msgspec.json.decode(event.detail)
        if event.kind in self._wire:
            what, tone = self._wire[event.kind](detail)
            return Step(event.wall_ns, tr("Wire"), what, tone)
        if event.kind == "sent":
            return Step(
                event.wall_ns, tr("Verdict"), tr("passed every pre-trade control, then sent to the venue")
            )
        if event.kind == "denied":
            return Step(event.wall_ns, tr("Verdict"), _refusal(detail), "danger")
        if event.kind == "fill":
            booked = self._fills.get(detail.get("trade_id", ""))
            return self._fill(booked) if booked else None
        return self._state_step(event, detail) if event.kind in _STATES else None

    def _state_step(self, event: OrderEvent, detail: dict[str, Any]) -> Step | None:
        state = OrderState(event.kind)
        known, self._state = self._state, event.kind
        if event.kind == known or state in _UNDER_WAY:
            return None
        reason = said(detail.get("reason", ""))
        word = order_state_word(state)
        tone = "warning" if state in UNKNOWN_STATES else "danger" if state in _BAD else ""
        return Step(event.wall_ns, tr("State"), f"{word}: {reason}" if reason else word, tone)

    def _acknowledged(self, detail: dict[str, Any]) -> tuple[str, str]:
        venue_id = detail.get("venue_id", "")
        sent_ns, came_ns = detail.get("sent_mono_ns", 0), detail.get("mono_ns", 0)
        if not sent_ns:
            return tr("acknowledged, venue id {id}").format(id=venue_id), ""
        latency = fmt.milliseconds((came_ns - sent_ns) / 1e6)
        return tr("acknowledged after {ms} ms, venue id {id}").format(ms=latency, id=venue_id), ""

    def _reported(self, detail: dict[str, Any]) -> tuple[str, str]:
        key = detail.get("instrument", "")
        return (
            tr("the venue reports: {state}, {quantity} filled").format(
                state=venue_status_word(VenueStatus(detail["status"])),
                quantity=self._facts.quantity(key, float(detail["filled_quantity"])),
            ),
            "",
        )

    def _fill(self, booked: BookedFill) -> Step:
        fill, facts = booked.fill, self._facts
        what = tr("{quantity} at {price}, {role}").format(
            quantity=facts.quantity(fill.instrument, fill.quantity),
            price=facts.price(fill.instrument, fill.price),
            role=tr("maker") if fill.is_maker else tr("taker"),
        )
        edge = None
        if booked.mid:
            edge = fill.side.sign * (booked.mid - float(fill.price)) / booked.mid * 10_000
        figures = (
            (tr("Fee"), fee_text_of(fill.fee, fill.fee_asset)),
            (tr("Edge bps"), fmt.number(edge, 1, signed=True)),
            (tr("Trade id"), fill.trade_id),
        )
        return Step(booked.wall_ns, tr("Fill"), what, "", figures)


def _answer(detail: dict[str, Any]) -> str:
    code, message = detail.get("code", ""), detail.get("message", "")
    return f"{code}: {message}" if code else message


def _refusal(detail: dict[str, Any]) -> str:
    return "■ " + tr("denied by {control}: {value} against the limit {limit}").format(
        control=said(detail.get("control", "")),
        value=said(detail.get("value", "")),
        limit=said(detail.get("limit", "")),
    )
