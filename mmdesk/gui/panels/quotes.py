"""One market at a glance: the top of its book with our quotes in it, what we measure, and why we quote so."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mmdesk.core.model.explanation import QuoteExplanation
from mmdesk.core.model.values import Side
from mmdesk.gui import format as fmt
from mmdesk.gui import theme
from mmdesk.gui.facts import Facts
from mmdesk.gui.i18n import tr
from mmdesk.gui.labels import plain_label, put
from mmdesk.gui.said import said
from mmdesk.gui.words import size_words
from mmdesk.ports.views import MarketView

WIDTH = 332
SCROLL_WIDTH = 12


class Grid(QGridLayout):
    """Rows of labels, the first column a name, the others right-aligned figures."""

    def __init__(self, *samples: str) -> None:
        """One column of figures per sample, each wide enough for it: nothing moves when digits change."""
        super().__init__()
        self.setHorizontalSpacing(12)
        self.setVerticalSpacing(3)
        self.setColumnStretch(0, 1)
        self._samples = samples
        self._rows: dict[str, list[QLabel]] = {}

    def add(self, key: str, name: str, colour: str | None = None, *, strong: bool = False) -> None:
        labels = [
            plain_label(name if i == 0 else fmt.UNKNOWN, bold=strong) for i in range(len(self._samples) + 1)
        ]
        at = self.rowCount()
        for column, label in enumerate(labels):
            if column:
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                label.setMinimumWidth(label.fontMetrics().horizontalAdvance(self._samples[column - 1]))
            label.setStyleSheet(f"color: {colour or (theme.TEXT if column else theme.MUTED)};")
            self.addWidget(label, at, column)
        self._rows[key] = labels

    def put(self, key: str, *texts: str) -> None:
        labels = self._rows[key]
        for label, text in zip(labels[1:], texts, strict=False):
            if label.text() != text:
                label.setText(text)
                label.setAccessibleName(f"{labels[0].text()}: {text}")


class QuotesPanel(QFrame):
    """Shows the selected market; with several markets a box selects."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self.setObjectName("Card")
        self._facts = facts
        self.market_box = QComboBox()
        self.market_box.setAccessibleName(tr("Market"))
        self.ladder = Grid("188 888.88", "+88.8", "8.88888")
        self.figures = Grid("88 888")
        self.why = Grid("188 888.88", "188 888.88")
        self.session = Grid("88.88 / 888.88")
        self.reason = plain_label()
        self.reason.setWordWrap(True)
        self.stale = plain_label()
        self.stale.setStyleSheet(f"color: {theme.WARNING};")
        self._fill_rows()
        self._lay_out()

    @property
    def instrument(self) -> str:
        return self.market_box.currentText()

    def set_instruments(self, instruments: tuple[str, ...]) -> None:
        """The markets of this session."""
        if [self.market_box.itemText(i) for i in range(self.market_box.count())] != list(instruments):
            self.market_box.clear()
            self.market_box.addItems(list(instruments))

    def refresh(self) -> None:
        """Show the selected market as it is known now."""
        market = self._facts.markets.get(self.instrument)
        if market is None:
            return
        self._show_ladder(market)
        self._show_figures(market)
        self._show_why(market)
        self._show_session()
        age_s = (market.data_age_ms or 0) / 1e3
        if not self._facts.current:
            self.stale.setText(tr("Stale {age}").format(age=fmt.duration(self._facts.silence_s)))
        elif age_s > 1 or not market.trusted:
            self.stale.setText(
                tr("Stale {age}").format(age=fmt.duration(age_s))
                if market.trusted
                else tr("Book not trusted")
            )
        else:
            self.stale.clear()

    def _show_ladder(self, market: MarketView) -> None:
        facts, key = self._facts, market.instrument
        mid = facts.mid(key)

        def to_mid(price: float | Decimal | None) -> str:
            return (
                fmt.number((float(price) / mid - 1) * 10_000, 1, signed=True)
                if price and mid
                else fmt.UNKNOWN
            )

        lines: tuple[tuple[str, float | Decimal | None, float | None], ...] = (
            ("own_ask", market.own_ask, None),
            ("ask", market.ask, market.ask_quantity),
            ("fair", market.fair_value, None),
            ("bid", market.bid, market.bid_quantity),
            ("own_bid", market.own_bid, None),
        )
        for name, price, quantity in lines:
            size = facts.quantity(key, quantity) if quantity is not None else self._own_size(name, market)
            self.ladder.put(name, facts.price(key, price), to_mid(price), size)

    def _own_size(self, name: str, market: MarketView) -> str:
        side = {"own_bid": Side.BUY, "own_ask": Side.SELL}.get(name)
        orders = [
            o for o in self._facts.working.values() if o.instrument == market.instrument and o.side is side
        ]
        best = [o for o in orders if o.price in (market.own_bid, market.own_ask)]
        if not best:
            return ""
        return self._facts.quantity(
            market.instrument, sum((o.quantity - o.filled_quantity for o in best), Decimal(0))
        )

    def _show_figures(self, market: MarketView) -> None:
        self.figures.put("volatility", fmt.number(market.volatility_bps, 2))
        self.figures.put("imbalance", fmt.number(market.imbalance, 2, signed=True))
        words = {
            "both": tr("both sides"),
            "bid": tr("bid only"),
            "ask": tr("ask only"),
            "bid only": tr("bid only"),
            "ask only": tr("ask only"),
            "off": tr("off"),
        }
        # What a dead engine quoted last is not what is quoted now.
        quoting = words.get(market.quoting, market.quoting) if self._facts.current else fmt.UNKNOWN
        self.figures.put("quoting", quoting)

    def _show_session(self) -> None:
        desk = self._facts.desk
        if desk is None:
            return
        venue = self._facts.venues.get(self.instrument.partition("@")[2])
        p50, p99 = (venue.tick_to_order_p50_ms, venue.tick_to_order_p99_ms) if venue else (None, None)
        self.session.put("rate", fmt.number(desk.messages_per_s, 0))
        self.session.put("quotes", f"{fmt.number(desk.quotes_placed, 0)} / {fmt.number(desk.cancels, 0)}")
        self.session.put("fills", fmt.number(desk.fills, 0))
        self.session.put("gaps", f"{desk.book_gaps} / {desk.crossed_books}")
        self.session.put("tick", f"{fmt.number(p50, 2)} / {fmt.number(p99, 2)}")

    def _show_why(self, market: MarketView) -> None:
        bid = _first(market.explanations, Side.BUY)
        ask = _first(market.explanations, Side.SELL)
        key, facts = market.instrument, self._facts
        rows: dict[str, Callable[[QuoteExplanation], str]] = {
            "fair": lambda e: facts.price(key, e.fair_value),
            "skew": lambda e: fmt.number(e.skew_quote, facts.price_decimals(key), signed=True),
            "half": lambda e: fmt.bps(e.half_spread_bps),
            "widened": lambda e: fmt.bps(e.widened_bps),
            "fee": lambda e: fmt.bps(e.fee_bps),
            "raw": lambda e: facts.price(key, e.raw_price),
            "final": lambda e: facts.price(key, e.final_price),
        }
        for name, text in rows.items():
            self.why.put(name, *(text(e) if e else fmt.UNKNOWN for e in (bid, ask)))
        held = market.quoting_reason if not bid and not ask else ""
        small = next((size_words(e) for e in (bid, ask) if e), "")
        bid_held, ask_held = (_held_back(e) if e else said(held) for e in (bid, ask))
        self._show_reason(bid_held, ask_held, small)

    def _show_reason(self, bid: str, ask: str, small: str) -> None:
        """Whole sentences below the grid: in its columns they would be cut."""
        if not self._facts.current:
            text = ""
        elif bid == ask:
            text = bid or small or tr("Nothing holds a quote back")
        else:
            sides = ((tr("Bid"), bid), (tr("Ask"), ask))
            text = "\n".join(f"{name}: {why}" for name, why in sides if why)
        put(self.reason, text, theme.WARNING if bid or ask or small else theme.MUTED)

    def _fill_rows(self) -> None:
        ladder = self.ladder
        ladder.add("head", "")
        ladder.put("head", tr("Price"), tr("bps"), tr("Size"))
        ladder.add("own_ask", tr("Our ask"), theme.OWN_ASK, strong=True)
        ladder.add("ask", tr("Ask"), theme.ASK)
        ladder.add("fair", tr("Fair value"), theme.MUTED)
        ladder.add("bid", tr("Bid"), theme.BID)
        ladder.add("own_bid", tr("Our bid"), theme.OWN_BID, strong=True)
        self.figures.add("quoting", tr("Quoting"))
        self.figures.add("volatility", tr("Volatility bps/√s"))
        self.figures.add("imbalance", tr("Book imbalance"))
        self.session.add("rate", tr("Messages/s"))
        self.session.add("quotes", tr("Quotes / cancels"))
        self.session.add("fills", tr("Fills"))
        self.session.add("gaps", tr("Book gaps / crossed"))
        self.session.add("tick", tr("Tick to order ms p50 / p99"))
        self.why.add("head", "")
        self.why.put("head", tr("Bid"), tr("Ask"))
        self.why.add("fair", tr("Fair value"))
        self.why.add("skew", tr("Inventory skew"))
        self.why.add("half", tr("Half spread bps"))
        self.why.add("widened", tr("of it minimum spread"))
        self.why.add("fee", tr("Maker fee bps"))
        self.why.add("raw", tr("Model price"))
        self.why.add("final", tr("Quoted price"), strong=True)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(8)
        box.addWidget(self.market_box)
        box.addWidget(self.stale)
        box.addLayout(self.ladder)
        box.addWidget(_line())
        box.addLayout(self.figures)
        box.addWidget(_line())
        box.addWidget(plain_label(tr("Why this quote"), name="Heading"))
        box.addLayout(self.why)
        # Two lines are kept free: what is below does not jump when a reason comes and goes.
        self.reason.setMinimumHeight(2 * self.reason.fontMetrics().lineSpacing())
        self.reason.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        box.addWidget(self.reason)
        box.addWidget(_line())
        box.addWidget(plain_label(tr("Session"), name="Heading"))
        box.addLayout(self.session)
        box.addStretch()


def _first(explanations: tuple[QuoteExplanation, ...], side: Side) -> QuoteExplanation | None:
    return next((e for e in explanations if e.side is side), None)


def _held_back(explanation: QuoteExplanation) -> str:
    """The first rule that keeps an order away, with the figure it went by."""
    rule, value = said(explanation.blocked_by), said(explanation.blocked_value)
    return f"{rule} ({value})" if rule and value else rule


def scrolled(panel: QuotesPanel) -> QScrollArea:
    """The panel in a low window: scrolled rather than squeezed."""
    area = QScrollArea()
    area.setWidget(panel)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(max(WIDTH, panel.minimumSizeHint().width() + SCROLL_WIDTH))
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _line() -> QWidget:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {theme.LINE};")
    return line
