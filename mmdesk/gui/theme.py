"""The dark palette and the few style rules; every colour of the window is named here.

Sides are blue and orange (distinct in every colour-vision type); texts keep a contrast of 4.5:1 (tested).
"""

from decimal import Decimal

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

WINDOW = "#10141a"
PANEL = "#161b22"
RAISED = "#202832"
LINE = "#2c3641"
TEXT = "#dfe6ee"
MUTED = "#97a6b6"
BID = "#56b4e9"
ASK = "#e69f00"
OWN_BID = "#a9dcff"
OWN_ASK = "#ffd27a"
FAIR = "#8f9dac"
ACCENT = "#2f6fb3"
FOCUS = "#79b8ff"
GOOD = "#5fd0a5"
WARNING = "#f2cc60"
DANGER = "#c5282f"
DANGER_TEXT = "#ff9a94"
ON_DANGER = "#ffffff"
MARKED = "#3a2f12"
ON_CHIP = "#0b0f14"

# (background, text) of the chips, by word.
MODE_CHIPS = {"demo": ("#8b98a6", ON_CHIP), "paper": ("#c3a6ff", ON_CHIP), "live": (DANGER, ON_DANGER)}
STATE_CHIPS = {
    "armed": (GOOD, ON_CHIP),
    "disarmed": ("#3a4653", TEXT),
    "paused": (WARNING, ON_CHIP),
    "stopped": (DANGER, ON_DANGER),
    "offline": ("#3a4653", WARNING),
}
BANNERS = {"info": ("#16324d", FOCUS), "warning": ("#3a2f12", WARNING), "critical": ("#4a1518", DANGER_TEXT)}

STYLE = f"""
QMainWindow, QDialog {{ background: {WINDOW}; }}
QFrame#SafetyBar, QFrame#StatusBar {{ background: {PANEL}; border: 0; }}
QFrame#SafetyBar {{ border-bottom: 1px solid {LINE}; }}
QFrame#StatusBar {{ border-top: 1px solid {LINE}; }}
QFrame#Card {{ background: {PANEL}; border: 0; }}
QLabel#Muted {{ color: {MUTED}; }}
QLabel#Heading {{ color: {MUTED}; font-weight: 600; }}
QLabel#Empty {{ color: {MUTED}; background: transparent; }}
QPushButton {{ background: {RAISED}; border: 1px solid {LINE}; border-radius: 4px; padding: 5px 12px;
  color: {TEXT}; }}
QPushButton:hover {{ background: #2a3440; }}
QPushButton:pressed {{ background: #313d4b; }}
QPushButton:disabled {{ color: #6f7d8b; background: {PANEL}; }}
QPushButton:focus {{ border: 1px solid {FOCUS}; }}
QPushButton#Stop {{ background: {DANGER}; border: 1px solid #e5545a; color: {ON_DANGER}; font-weight: 700; }}
QPushButton#Stop:hover {{ background: #d8343b; }}
QPushButton#Stop:focus {{ border: 2px solid #ffffff; }}
QToolButton#Quiet {{ background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 2px;
  font-size: 13pt; color: {MUTED}; }}
QToolButton#Quiet:hover {{ background: {RAISED}; color: {TEXT}; }}
QToolButton#Quiet:focus {{ border: 1px solid {FOCUS}; }}
QToolButton#Quiet::menu-indicator {{ image: none; width: 0; }}
QToolButton#Small {{ background: transparent; border: 1px solid {LINE}; border-radius: 4px; padding: 2px 8px;
  color: {MUTED}; }}
QToolButton#Small:hover {{ background: {RAISED}; color: {TEXT}; }}
QToolButton#Small:focus {{ border: 1px solid {FOCUS}; }}
QToolButton#Small::menu-indicator {{ image: none; width: 0; }}
QLineEdit {{ background: {WINDOW}; border: 1px solid {LINE}; border-radius: 4px; padding: 2px 6px; }}
QLineEdit:focus {{ border: 1px solid {FOCUS}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {LINE}; }}
QTabBar {{ background: {WINDOW}; }}
QTabBar::tab {{ background: transparent; color: {MUTED}; padding: 6px 12px; border: 0;
  border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {TEXT}; border-bottom: 2px solid {FOCUS}; }}
QTabBar::tab:hover {{ color: {TEXT}; }}
QTabBar::tab:focus {{ color: {TEXT}; background: {RAISED}; }}
QTableView {{ background: {PANEL}; alternate-background-color: #1a2029; gridline-color: {LINE};
  border: 1px solid {PANEL};
  selection-background-color: #27405c; selection-color: {TEXT}; }}
QTableView:focus {{ border: 1px solid {FOCUS}; }}
QHeaderView {{ background: {PANEL}; }}
QHeaderView::section {{ background: {PANEL}; color: {MUTED}; border: 0;
  border-bottom: 1px solid {LINE}; padding: 3px 6px; }}
QTableView::item {{ padding: 0 5px; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; height: 0; }}
QSplitter::handle {{ background: {LINE}; }}
QToolTip {{ background: {RAISED}; color: {TEXT}; border: 1px solid {LINE}; padding: 4px; }}
QMenu {{ background: {RAISED}; border: 1px solid {LINE}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; }}
QMenu::item:selected {{ background: {ACCENT}; }}
QMenu::item:disabled {{ color: {MUTED}; }}
QMenu::separator {{ height: 1px; background: {LINE}; margin: 4px 0; }}
QComboBox {{ background: {RAISED}; border: 1px solid {LINE}; border-radius: 4px; padding: 3px 8px; }}
QProgressBar {{ background: {LINE}; border: 0; border-radius: 2px; }}
QProgressBar::chunk {{ background: {WARNING}; border-radius: 2px; }}
QScrollArea {{ background: {PANEL}; border: 0; }}
QScrollBar:vertical {{ background: {PANEL}; width: 10px; }}
QScrollBar:horizontal {{ background: {PANEL}; height: 10px; }}
QScrollBar::handle {{ background: #3a4653; border-radius: 4px; min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
"""


def palette() -> QPalette:
    """Our own dark palette: setColorScheme does nothing on several platforms."""
    result = QPalette()
    roles = {
        QPalette.ColorRole.Window: WINDOW,
        QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.Base: PANEL,
        QPalette.ColorRole.AlternateBase: "#1a2029",
        QPalette.ColorRole.Text: TEXT,
        QPalette.ColorRole.Button: RAISED,
        QPalette.ColorRole.ButtonText: TEXT,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.ToolTipText: TEXT,
        QPalette.ColorRole.PlaceholderText: MUTED,
        QPalette.ColorRole.Highlight: "#27405c",
        QPalette.ColorRole.HighlightedText: TEXT,
        QPalette.ColorRole.Link: FOCUS,
        QPalette.ColorRole.Mid: LINE,
        QPalette.ColorRole.Dark: "#0b0e12",
    }
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor("#6f7d8b"))
    return result


def apply(app: QApplication) -> None:
    """Fusion, the palette, and digits of one width so that numbers do not dance."""
    app.setStyle("Fusion")
    app.setPalette(palette())
    app.setStyleSheet(STYLE)
    font = app.font()
    font.setPointSizeF(9.5)
    app.setFont(tabular(font))


def tabular(font: QFont) -> QFont:
    """The same font with digits of equal width, where the font has them."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""

    def luminance(name: str) -> float:
        colour = QColor(name)
        return (
            0.2126 * _linear(colour.redF())
            + 0.7152 * _linear(colour.greenF())
            + 0.0722 * _linear(colour.blueF())
        )

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def sign_colour(value: float | Decimal | None) -> str | None:
    """Blue for gains, orange for losses, none for zero; the sign is always written too."""
    if not value:
        return None
    return BID if value > 0 else ASK
