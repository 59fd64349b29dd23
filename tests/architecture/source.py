"""The source tree as the rules see it: parsed once, each file with its path and text."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDERS = ("mmdesk", "tests", "benchmarks")


@dataclass(frozen=True)
class Source:
    """One Python file: `path` relative to the checkout with forward slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def read_source(root: Path, path: Path) -> Source:
    """Parses one file below `root`."""
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(root).as_posix(), text, ast.parse(text, str(path)))


@cache
def read_tree(root: Path) -> tuple[Source, ...]:
    """Every Python file of ours below `root`."""
    paths = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.py"))]
    return tuple(read_source(root, path) for path in [*paths, root / "dev.py"])


def called_name(call: ast.Call) -> str:
    """`f` for `f()`, `a.b.f` for `a.b.f()`; parts that are no names are left out."""
    parts: list[str] = []
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts))
