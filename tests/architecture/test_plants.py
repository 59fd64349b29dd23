"""Plants one violation per rule in a copy of the tree and expects each to be caught."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules import RULES, Rule, broken_lines
from tests.architecture.source import read_source

DOC = '"""Planted."""\n\n'

# One or more plants for each rule of rules.py: where, and the body below the docstring.
BROKEN_RULES: dict[str, list[tuple[str, str | None]]] = {
    "every module says in its first line what it is for": [("mmdesk/core/model/planted.py", None)],
    "no utils, helpers, manager, misc": [
        ("mmdesk/engine/utils.py", ""),
        ("mmdesk/engine/misc/planted.py", ""),
    ],
    "core imports only what is on the list": [
        *(
            ("mmdesk/core/planted.py", f"import {m}\n")
            for m in ("time", "asyncio", "random", "logging", "numpy")
        ),
        ("mmdesk/core/planted.py", "def f() -> None:\n    from os import path\n"),
    ],
    "only the risk gate makes an ApprovedOrder": [
        ("mmdesk/engine/planted.py", "order = ApprovedOrder(intent)\n"),
        ("mmdesk/core/orders/planted.py", "order = model.ApprovedOrder(intent)\n"),
    ],
    "no broad except but in the task supervisor and the window's hook": [
        ("mmdesk/engine/planted.py", "try:\n    f()\nexcept:\n    pass\n"),
        ("mmdesk/engine/planted.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
        ("mmdesk/engine/planted.py", "try:\n    f()\nexcept (OSError, BaseException):\n    pass\n"),
        ("mmdesk/gateways/planted.py", "with contextlib.suppress(Exception):\n    f()\n"),
    ],
    "tasks are made by engine/tasks.spawn": [
        ("mmdesk/engine/planted.py", "asyncio.create_task(f())\n"),
        ("mmdesk/engine/planted.py", "loop.create_task(f())\n"),
        ("mmdesk/gui/planted.py", "asyncio.ensure_future(f())\n"),
    ],
    "no QTimer outside the window": [("mmdesk/engine/planted.py", "from PySide6.QtCore import QTimer\n")],
    "no exec() on a dialog": [("mmdesk/gui/planted.py", "dialog.exec()\n")],
    "money is no float": [
        ("mmdesk/core/portfolio/planted.py", "fee_quote: float = 0.0\n"),
        ("mmdesk/core/portfolio/planted.py", "def pnl_quote() -> float | None: ...\n"),
    ],
    "no f-string inside tr()": [("mmdesk/gui/planted.py", 'label = self.tr(f"{n} orders")\n')],
    "an ignore names its code and its reason": [
        ("mmdesk/engine/planted.py", "x = f()  # type: " + "ignore\n"),
        ("mmdesk/engine/planted.py", "x = f()  # type: " + "ignore[arg-type]\n"),
        ("tests/planted.py", "x = f()  # no" + "qa: S101\n"),
    ],
}

# Contract name -> plants; a plant is the file and what it imports.
BROKEN_CONTRACTS = {
    "Imports between the layers point down only": [
        ("mmdesk/core/model/planted_a.py", "mmdesk.ports.clock"),
        ("mmdesk/ports/planted_b.py", "mmdesk.engine"),
        ("mmdesk/config/planted_c.py", "mmdesk.ports.clock"),
        ("mmdesk/gateways/planted_d.py", "mmdesk.storage"),
        ("mmdesk/storage/planted_e.py", "mmdesk.sim"),
        ("mmdesk/sim/planted_f.py", "mmdesk.gateways"),
        ("mmdesk/engine/planted_g.py", "mmdesk.link"),
        ("mmdesk/link/planted_h.py", "mmdesk.engine"),
        ("mmdesk/gui/planted_i.py", "mmdesk.app"),
    ],
    "Inside core: pipeline, desk, then the deciders, which never see each other, then the model": [
        ("mmdesk/core/desk/planted_aa.py", "mmdesk.core.pipeline"),
        ("mmdesk/core/risk/planted_bb.py", "mmdesk.core.desk"),
        ("mmdesk/core/model/planted_j.py", "mmdesk.core.pipeline"),
        ("mmdesk/core/strategy/planted_k.py", "mmdesk.core.risk"),
        ("mmdesk/core/orders/planted_l.py", "mmdesk.core.portfolio"),
        ("mmdesk/core/market/planted_m.py", "mmdesk.core.pipeline"),
    ],
    "The window sees the link's client, ports, config and the model": [
        ("mmdesk/gui/planted_n.py", "mmdesk.engine"),
        ("mmdesk/gui/planted_o.py", "mmdesk.storage"),
        ("mmdesk/gui/planted_p.py", "mmdesk.core.pipeline"),
        ("mmdesk/gui/planted_q.py", "mmdesk.link.server"),
    ],
    "The engine sees ports, config and core; adapters are given to it": [
        ("mmdesk/engine/planted_r.py", "mmdesk.gateways"),
        ("mmdesk/engine/planted_s.py", "mmdesk.sim"),
    ],
    "Qt lives in gui and app only": [
        ("mmdesk/engine/planted_t.py", "PySide6.QtCore"),
        ("mmdesk/link/planted_u.py", "qasync"),
        ("mmdesk/core/planted_v.py", "pyqtgraph"),
    ],
    "ccxt lives in gateways only": [
        ("mmdesk/engine/planted_w.py", "ccxt.pro"),
        ("mmdesk/app/planted_x.py", "ccxt"),
    ],
    "SQL lives in storage only": [
        ("mmdesk/engine/planted_y.py", "sqlalchemy"),
        ("mmdesk/app/planted_z.py", "sqlite3"),
    ],
    "No cycles at any depth": [
        ("mmdesk/sim/planted_one.py", "mmdesk.sim.planted_two"),
        ("mmdesk/sim/planted_two.py", "mmdesk.sim.planted_one"),
    ],
}


def test_every_rule_has_a_plant() -> None:
    assert set(BROKEN_RULES) == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_planted_violation_is_caught(rule: Rule, tmp_path: Path) -> None:
    for where, body in BROKEN_RULES[rule.name]:
        path = tmp_path / where
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n" if body is None else DOC + body)
        assert broken_lines(rule, (read_source(tmp_path, path),)), f"not caught: {body!r} in {where}"


def _lint(tree: Path) -> str:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "COLUMNS": "400", "PATH": "", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def planted_report(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Import-linter's words on a copy of the tree with every import plant in it, per contract."""
    tree = tmp_path_factory.mktemp("planted")
    shutil.copytree(project_root / "mmdesk", tree / "mmdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project_root / "pyproject.toml", tree)
    for plants in BROKEN_CONTRACTS.values():
        for where, imported in plants:
            (tree / where).write_text(f"{DOC}import {imported}\n")
    sections = re.split(r"^(.+)\n-{5,}\n", _lint(tree).partition("Broken contracts")[2], flags=re.MULTILINE)
    return dict(zip(sections[1::2], sections[2::2], strict=True))


@pytest.mark.parametrize("contract", BROKEN_CONTRACTS)
def test_a_planted_import_is_caught(contract: str, planted_report: dict[str, str]) -> None:
    report = planted_report.get(contract, "")
    missed = [
        where for where, _ in BROKEN_CONTRACTS[contract] if not re.search(rf"\.{Path(where).stem}\b", report)
    ]
    assert not missed, f"not caught: {missed}\n{report}"
