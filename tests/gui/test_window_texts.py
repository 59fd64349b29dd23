"""Every text is found, translated, and compiled as it was translated."""

import ast
import string
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QTranslator

from mmdesk.gui import theme
from mmdesk.gui.resources import resource
from tests.gui.texts import texts, tr_calls


@pytest.fixture(scope="module")
def spanish() -> dict[str, str]:
    tree = ET.parse(resource("translations/es.ts"))
    return {
        message.findtext("source") or "": message.findtext("translation") or ""
        for message in tree.getroot().iter("message")
    }


def test_tr_takes_literals_only(project_root: Path) -> None:
    bad = [place for place, arg in tr_calls(project_root / "mmdesk") if not isinstance(arg, ast.Constant)]
    assert bad == []


def test_every_text_has_a_spanish_translation(project_root: Path, spanish: dict[str, str]) -> None:
    wanted = texts(project_root / "mmdesk")
    assert {text: place for text, place in wanted.items() if not spanish.get(text)} == {}
    assert sorted(set(spanish) - set(wanted)) == []


def test_translations_keep_the_placeholders(spanish: dict[str, str]) -> None:
    def fields(text: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    assert [text for text, told in spanish.items() if fields(text) != fields(told)] == []


def test_the_compiled_file_says_what_its_source_says(spanish: dict[str, str]) -> None:
    """After a change: `pyside6-lrelease resources/translations/es.ts -qm resources/translations/es.qm`."""
    translator = QTranslator()
    assert translator.load(str(resource("translations/es.qm")))
    stale = [text for text, told in spanish.items() if translator.translate("mmdesk", text) != told]
    assert stale == []


@pytest.mark.parametrize("background", [theme.WINDOW, theme.PANEL, theme.RAISED, "#1a2029", "#27405c"])
@pytest.mark.parametrize(
    "text", [theme.TEXT, theme.BID, theme.ASK, theme.OWN_BID, theme.OWN_ASK, theme.WARNING]
)
def test_texts_stand_out_from_every_background(text: str, background: str) -> None:
    assert theme.contrast(text, background) >= 4.5


@pytest.mark.parametrize("background", [theme.WINDOW, theme.PANEL, theme.RAISED])
def test_muted_texts_stay_readable(background: str) -> None:
    assert theme.contrast(theme.MUTED, background) >= 4.5


def test_chips_and_banners_are_readable() -> None:
    pairs = [*theme.MODE_CHIPS.values(), *theme.STATE_CHIPS.values(), (theme.DANGER, theme.ON_DANGER)]
    pairs += [(background, theme.TEXT) for background, _ in theme.BANNERS.values()]
    assert {pair: theme.contrast(*pair) for pair in pairs if theme.contrast(*pair) < 4.5} == {}
