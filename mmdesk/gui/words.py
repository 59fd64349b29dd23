"""The words for states and sides, with symbols: nothing is told by colour alone."""

from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.order import OrderState, VenueStatus
from mmdesk.core.model.state import Mode, TradingState
from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui.i18n import tr
from mmdesk.gui.said import said
from mmdesk.ports.views import OrderSource, VenueView


def mode_word(mode: Mode) -> str:
    return {Mode.DEMO: tr("DEMO"), Mode.PAPER: tr("PAPER"), Mode.LIVE: tr("LIVE")}[mode]


def mode_hint(mode: Mode) -> str:
    return {
        Mode.DEMO: tr("Simulated venue on this machine: no keys, no outside network, no real money"),
        Mode.PAPER: tr("Live market data, simulated fills: no real money"),
        Mode.LIVE: tr("Real orders with real money"),
    }[mode]


def state_word(state: TradingState) -> str:
    return {
        TradingState.DISARMED: tr("DISARMED"),
        TradingState.ARMED: tr("ARMED"),
        TradingState.PAUSED: tr("PAUSED"),
        TradingState.STOPPED: tr("STOPPED"),
    }[state]


def side_word(side: Side) -> str:
    return "▲ " + tr("buy") if side is Side.BUY else "▼ " + tr("sell")


def order_state_word(state: OrderState) -> str:
    return {
        OrderState.INTENT: tr("planned"),
        OrderState.DENIED: tr("denied by limits"),
        OrderState.SENDING: tr("pending new"),
        OrderState.OPEN: tr("resting"),
        OrderState.PARTIALLY_FILLED: tr("partially filled"),
        OrderState.FILLED: tr("filled"),
        OrderState.REJECTED: tr("rejected"),
        OrderState.CANCELLING: tr("pending cancel"),
        OrderState.CANCELED: tr("cancelled"),
        OrderState.EXPIRED: tr("expired"),
        OrderState.AMENDING: tr("pending change"),
        OrderState.UNKNOWN_NEW: tr("? UNKNOWN: new"),
        OrderState.UNKNOWN_CANCEL: tr("? UNKNOWN: cancel"),
        OrderState.UNKNOWN_AMEND: tr("? UNKNOWN: change"),
        OrderState.QUARANTINED: tr("! QUARANTINED"),
    }[state]


def venue_status_word(status: VenueStatus) -> str:
    return {
        VenueStatus.OPEN: tr("resting"),
        VenueStatus.PARTIALLY_FILLED: tr("partially filled"),
        VenueStatus.FILLED: tr("filled"),
        VenueStatus.CANCELED: tr("cancelled"),
        VenueStatus.EXPIRED: tr("expired"),
        VenueStatus.REJECTED: tr("rejected"),
    }[status]


def order_state_hint(state: OrderState) -> str:
    """What a doubtful state means for the person; empty for the others."""
    if state is OrderState.QUARANTINED:
        return tr(
            "No proof of its fate after 60 s. It counts in full against the limits and is asked about on and "
            "on: look for it on the venue's own page."
        )
    if state in UNKNOWN_STATES:
        return tr(
            "The venue has not proved what became of it. It counts in full against the limits; the venue is "
            "being asked."
        )
    return ""


def source_word(source: OrderSource) -> str:
    return {
        OrderSource.ENGINE: tr("engine"),
        OrderSource.EARLIER: tr("earlier session"),
        OrderSource.MANUAL: tr("manual"),
        OrderSource.FOREIGN: tr("foreign"),
    }[source]


def source_legend() -> str:
    """All sources in one line."""
    return tr(
        "Engine: this session. Earlier session: left by one before. Manual: left by one before, and a person "
        "took it over. Foreign: not ours"
    )


def source_hint(source: OrderSource) -> str:
    """What a source means for the person; empty where nothing is to be said."""
    if source is OrderSource.MANUAL:
        return tr(
            "An order of an earlier session that a person adopted or left alone at the start. Orders placed "
            "by hand on the venue's own page are foreign: nothing tells them from another program's."
        )
    return foreign_hint() if source is OrderSource.FOREIGN else ""


def foreign_hint() -> str:
    return tr("Not ours: counted in exposure, never touched. Cancel it where it was made.")


UNKNOWN_STATES = frozenset(
    {OrderState.UNKNOWN_NEW, OrderState.UNKNOWN_CANCEL, OrderState.UNKNOWN_AMEND, OrderState.QUARANTINED}
)


GUARDIAN = "guardian"


def protector_word(by: str) -> str:
    """Who takes our orders off a venue when this program cannot."""
    return tr("guardian") if by == GUARDIAN else by


def protection_hint(venue: VenueView) -> str:
    """What that protection is worth, plainly; empty where nobody is asked to protect."""
    if venue.protected_by != GUARDIAN:
        return ""
    what = tr(
        "{venue} has no dead man's switch for spot orders: the exchange itself never takes them off.\n"
        "The guardian is the protection, a second process on this machine: after 3 s without a healthy sign "
        "of the engine it cancels every order of ours and looks until none is left.\n"
        "It cannot help when the whole machine loses power or its network: orders rest until mmdesk runs "
        "again, or until you cancel them on the exchange's own page."
    ).format(venue=venue.venue)
    if venue.protected:
        return what
    return tr("NOT PROTECTED now: the guardian is not on duty, nothing is quoted until it is.") + "\n" + what


def level_word(level: str) -> str:
    return {
        "debug": tr("debug"),
        "info": tr("info"),
        "warning": tr("warning"),
        "error": tr("error"),
        "critical": tr("critical"),
    }.get(level.lower(), level)


def size_words(explanation: QuoteExplanation) -> str:
    """Why not the whole size is quoted; empty when it is."""
    if explanation.size_share >= 1.0:
        return ""
    share = fmt.number(explanation.size_share * 100, 0)
    return tr("{share} % of the size: {why}").format(share=share, why=said(explanation.size_reason))
