"""What engine and core say is known to the window, and shown in the person's language with its figures."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from mmdesk.core.model.breaker_defaults import DEFAULT_BREAKERS, DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind, ScopeLevel, ThresholdChange
from mmdesk.core.risk.breakers.board import told
from mmdesk.core.risk.breakers.breaker import Breaker
from mmdesk.core.risk.breakers.rules import change_problems
from mmdesk.gui.resources import resource
from mmdesk.gui.said import known, said
from mmdesk.gui.threshold_words import problem_lines
from mmdesk.storage.damage import Lost, reason
from mmdesk.storage.notices import database_aside, history_cut, missing_facts, torn_tail
from tests.gui.breaker_feed import MARKET

# Code whose words reach a person's window.
SPEAKING = (
    "core/desk",
    "core/strategy/ladder.py",
    "core/strategy/sizes.py",
    "core/strategy/level.py",
    "core/strategy/glft.py",
    "core/risk/breaker_control.py",
    "core/risk/order_controls.py",
    "core/risk/price_controls.py",
    "core/risk/exposure_controls.py",
    "core/risk/rate_controls.py",
    "core/risk/state_controls.py",
    "core/risk/breakers/breaker.py",
    "core/market/book.py",
    "core/orders/diff.py",
    "core/orders/leftovers.py",
    "engine/commands.py",
    "engine/control_views.py",
    "engine/dispatcher.py",
    "engine/drill_trial.py",
    "engine/engine.py",
    "engine/fire_drill.py",
    "engine/rehearser.py",
    "engine/session.py",
    "engine/status.py",
    "engine/stopping.py",
    "engine/kept_stop.py",
    "engine/kill_switch.py",
    "app/demo_venue.py",
    "app/child.py",
    "app/rehearsal_process.py",
    "sim/recordings.py",
    "app/protection.py",
    "storage/checking.py",
    "storage/damage.py",
    "storage/journal.py",
    "storage/latches.py",
    "storage/notices.py",
    "storage/sync.py",
    "storage/writer.py",
)
# Keys of alerts, names of tasks and lines of the log: nobody reads them in a banner.
SILENT = frozenset(
    {
        *(
            "session started",
            "session ended",
            "venue not reached",
            "task failed",
            "journal only",
            "verify stop",
            "clock jump",
            *("fire drill", "drill clean-up"),
            *("facts regained", "the note of the damage stays"),
            *("guardian stop", "guardian record", "parted from the guardian"),
        ),
        *("the inbox did not empty in time", "the last fills could not be fetched", "stop verified"),
        *("bid only", "ask only", "demo venue", "mmdesk stop", "utf-8", "{} {}", "{}/s", "{} ms", "{} bps"),
        *("{} s", "connect {}", "place {}", "cancel {}", "crash {}", "stop {}", "gateway {}", "{}: {}"),
        *("{}: {} while {}", "; ", ", ", " ", "1 order", " Not orders of this desk: {}."),
        *("{} of {}", "{}: {}."),
    }
)


def _sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in ast.walk(node) if part is not node)
            words = [str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values]
            yield node.lineno, "".join(words)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def test_every_sentence_of_core_and_engine_is_known(project_root: Path) -> None:
    unknown = []
    for place in SPEAKING:
        root = project_root / "mmdesk" / place
        for path in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
            for line, text in _sentences(ast.parse(path.read_text(encoding="utf-8"))):
                is_key = re.fullmatch(r"[\w{}.-]+|--?[\w-]+", text.strip()) or text in SILENT
                if not is_key and " " in text.strip() and not known(text.replace("{}", "x1").strip()):
                    unknown.append(f"{path.name}:{line} {text!r}")
    assert unknown == []


@pytest.fixture
def spanish(qapp: QCoreApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(str(resource("translations/es.qm")))
    assert qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("spanish")
def test_a_sentence_is_translated_with_its_figures_and_its_reason() -> None:
    told = said("BTC/USDT@binance: the book is not trusted (gap: update 7 is followed by 9).")
    assert told == "BTC/USDT@binance: el libro no es fiable (hueco: a la actualización 7 le sigue la 9)."
    assert said("The desk is stopped; 6 orders are being cancelled.").startswith(
        "La mesa está en estado «dete"
    )


@pytest.mark.usefixtures("spanish")
def test_what_a_breaker_says_is_translated_with_its_name_and_figures() -> None:
    assert said("Spread breaker of BTC/USDT@binance opened: quotes are pulled.") == (
        "Cortacircuitos «diferencial» de BTC/USDT@binance: se abrió; las cotizaciones se retiran."
    )
    assert said("Drawdown breaker was tripped by hand: quotes are pulled.").startswith(
        "Cortacircuitos «caída desde el máximo»: abierto a mano"
    )
    assert said("24.1 bps above 20") == "24.1 bps por encima de 20"


@pytest.mark.usefixtures("spanish")
def test_an_error_rate_that_can_never_be_is_refused_in_the_persons_language() -> None:
    change = ThresholdChange(ScopeLevel.EXCHANGE, "binance", BreakerKind.ERROR_RATE, "open_above", 150.0)
    (why,) = change_problems(DEFAULT_BREAKERS, (), (change,))
    assert problem_lines(why) == (
        "«tasa de errores» en binance: «Se abre por encima de» 150 está por encima de 100 %, lo máximo que "
        "puede darse, y nunca se alcanzaría. Póngalo en 100 o menos."
    )


@pytest.mark.usefixtures("spanish")
def test_the_breaker_that_holds_the_gate_is_named_in_the_persons_language() -> None:
    spread = Breaker(BreakerKind.SPREAD, MARKET, DEFAULT_RULES[BreakerKind.SPREAD], DEFAULT_BREAKERS)
    spread.force("ana", "", 0)
    assert said(told(spread)) == "cortacircuitos «diferencial» de BTC/USDT@binance: abierto a mano"


@pytest.mark.usefixtures("spanish")
def test_why_a_drill_was_refused_or_did_not_pass_is_told_in_the_persons_language() -> None:
    assert said("the volatility breaker of global is half-open: wait until it closed") == (
        "el cortacircuitos «volatilidad» de toda la mesa está semiabierto: espere a que se cierre"
    )
    assert said("another breaker opened first: spread of BTC/USDT@binance") != (
        "another breaker opened first: spread of BTC/USDT@binance"
    )
    assert "en pausa" in said("the desk is paused: arm it, for a drill pulls quotes")


@pytest.mark.usefixtures("spanish")
def test_what_is_wrong_with_a_recording_is_told_in_the_persons_language() -> None:
    assert said(
        "tape.gz, line 2: the price 'nan' is not above zero. Remove the line or take a fresh copy of "
        "the file. (/tapes/tape.gz)"
    ) == (
        "tape.gz, línea 2: el precio 'nan' no es mayor que cero. Quite la línea o tome una copia nueva del "
        "archivo. (/tapes/tape.gz)"
    )


@pytest.mark.usefixtures("spanish")
def test_what_storage_found_is_translated_with_files_figures_and_its_own_parts() -> None:
    lost = Lost(["0000000001-0001.journal"], [(3, 5), (9, 9)], ["copy"], None)
    what, why, do = reason(lost).splitlines()
    assert (
        said(what) == "El diario está dañado (0000000001-0001.journal): se perdieron los hechos 3 a 5, 9 a 9."
    )
    assert said(why).endswith("los archivos se guardaron aparte: copy.")
    assert said(do).startswith("No se arma nada")
    path = Path("/data/mmdesk.db")
    for notice in (
        database_aside(path, Path("/data/aside"), "malformed"),
        torn_tail(path, Path("/data/aside"), 12),
        missing_facts(path, 3, 5),
        history_cut("/data/mmdesk.db", 7),
    ):
        for text in (notice.what, notice.why, notice.do):
            assert said(text) != text, text
    assert "12 bytes" in said(torn_tail(path, path, 12).what)


@pytest.mark.usefixtures("spanish")
@pytest.mark.parametrize("text", ["", "-2010: Account has insufficient balance", "[Errno 111] {refused}"])
def test_what_the_venue_or_the_system_said_stays_as_it_was_said(text: str) -> None:
    assert said(text) == text


def test_in_english_everything_stays_as_it_was_said(qapp: QCoreApplication) -> None:
    assert said("book not trusted, no snapshot yet") == "book not trusted, no snapshot yet"
