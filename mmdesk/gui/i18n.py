"""Texts in the person's language. `tr()` takes a literal (a test holds that) so that all are found."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from mmdesk.gui.resources import resource

LANGUAGES = {"en": "English", "es": "Español"}


def tr(text: str) -> str:
    """`text` in the chosen language; fill placeholders with `.format()` on the result."""
    return QCoreApplication.translate("mmdesk", text)


def choose_language(wanted: str | None) -> str:
    """The wanted language where we have it, else the system's, else English."""
    for name in (wanted or "", QLocale.system().name()[:2]):
        if name in LANGUAGES:
            return name
    return "en"


def install_language(app: QCoreApplication, language: str) -> bool:
    """Load the translation of `language`; False when its file is missing (English texts stay)."""
    if language == "en":
        return True
    _install_qts_own(app, language)
    translator = QTranslator(app)
    if not translator.load(str(resource(f"translations/{language}.qm"))):
        return False
    return app.installTranslator(translator)


def _install_qts_own(app: QCoreApplication, language: str) -> None:
    """Qt's own texts (the buttons of its file dialog), where the installation has them."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)
