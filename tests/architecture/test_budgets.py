"""Sizes a reader can hold in mind: files, functions, classes."""

import ast
from pathlib import Path
from statistics import median, quantiles

from tests.architecture.source import Source, read_tree

FILE_MAX, FILE_MEDIAN = 400, 120
FUNCTION_MAX, FUNCTION_P99, FUNCTION_MEDIAN = 60, 40, 8
CLASS_METHODS = 20
COMPOSITION_MAX = {"mmdesk/app/compose.py": 250, "mmdesk/gui/main_window.py": 250}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _package(root: Path) -> list[Source]:
    return [source for source in read_tree(root) if source.path.startswith("mmdesk/")]


def _functions(sources: list[Source]) -> list[tuple[int, str]]:
    """(lines without the docstring, where) of every function."""
    found = []
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, Function):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if ast.get_docstring(node):
                    lines -= (node.body[0].end_lineno or 0) - node.body[0].lineno + 1
                found.append((lines, f"{source.path}:{node.lineno} {node.name}"))
    return found


def test_no_file_is_longer_than_a_reader_bears(project_root: Path) -> None:
    long = [(len(s.lines), s.path) for s in read_tree(project_root) if len(s.lines) > FILE_MAX]
    assert long == []


def test_half_of_the_files_are_short(project_root: Path) -> None:
    lengths = [len(s.lines) for s in _package(project_root) if len(s.lines) > 1]
    assert median(lengths) <= FILE_MEDIAN


def test_the_files_that_wire_stay_small(project_root: Path) -> None:
    sizes = {s.path: len(s.lines) for s in _package(project_root)}
    assert {p: n for p, n in sizes.items() if n > COMPOSITION_MAX.get(p, FILE_MAX)} == {}


def test_no_function_is_longer_than_a_screen(project_root: Path) -> None:
    long = [item for item in _functions(list(read_tree(project_root))) if item[0] > FUNCTION_MAX]
    assert long == []


def test_functions_are_short(project_root: Path) -> None:
    functions = sorted(_functions(_package(project_root)), reverse=True)
    lengths = [lines for lines, _ in functions]
    worst = functions[: max(1, len(functions) // 50)]
    assert quantiles(lengths, n=100)[98] <= FUNCTION_P99, worst
    assert median(lengths) <= FUNCTION_MEDIAN


def test_no_class_does_everything(project_root: Path) -> None:
    big = [
        (count, f"{source.path}:{node.lineno} {node.name}")
        for source in read_tree(project_root)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and (count := sum(isinstance(item, Function) for item in node.body)) > CLASS_METHODS
    ]
    assert big == []
