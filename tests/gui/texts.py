"""Finds every text the window may show: the literals given to `tr()`."""

import ast
from pathlib import Path

from mmdesk.gui.said_texts import SAID


def tr_calls(root: Path) -> list[tuple[str, ast.expr]]:
    """(file:line, argument) of each call of `tr` below `root`."""
    found: list[tuple[str, ast.expr]] = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                found.append((f"{path.name}:{node.lineno}", node.args[0]))
    return found


def texts(root: Path) -> dict[str, str]:
    """Each text once, with the place it was first found at; also what the engine may say."""
    result: dict[str, str] = dict.fromkeys(SAID, "said_texts.py")
    for place, argument in tr_calls(root):
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            result.setdefault(argument.value, place)
    return result
