"""The rules of the code that import contracts cannot express; each finds the lines that break it."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture.source import Source, called_name

# Anything else in core needs a reason: no clock, no log, no I/O, no asyncio, no random.
CORE_MAY_IMPORT = frozenset(
    "__future__ abc array bisect collections copy dataclasses decimal enum functools hashlib heapq itertools "
    "math operator re statistics types typing msgspec mmdesk".split()
)
ANONYMOUS_NAMES = frozenset({"utils", "util", "helpers", "helper", "manager", "misc", "common", "tools"})
# An exception nobody foresaw: a task's supervisor pulls the quotes, the window's hook shows it.
BROAD_EXCEPT_ALLOWED = frozenset({"mmdesk/engine/tasks.py", "mmdesk/app/crash.py"})
TASK_MAKERS = frozenset({"create_task", "ensure_future", "run_coroutine_threadsafe"})

type_ignore = re.compile(r"#\s*type:\s*ignore(?P<codes>\[[^\]]*\])?(?P<reason>.*)")
noqa = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?(?P<reason>.*)")

Finder = Callable[[Source], Iterator[int]]


@dataclass(frozen=True)
class Rule:
    """One rule: where it applies and the lines of a file that break it."""

    name: str
    applies: Callable[[str], bool]
    find: Finder


def _in(*folders: str) -> Callable[[str], bool]:
    return lambda path: path.startswith(tuple(f"{folder}/" for folder in folders))


def _outside(applies: Callable[[str], bool], *paths: str) -> Callable[[str], bool]:
    return lambda path: applies(path) and path not in paths


def _everywhere(path: str) -> bool:
    return True


def _calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node, called_name(node)


def no_docstring(source: Source) -> Iterator[int]:
    doc = ast.get_docstring(source.tree)
    if not doc or not doc.splitlines()[0].strip():
        yield 1


def anonymous_name(source: Source) -> Iterator[int]:
    if ANONYMOUS_NAMES & set(source.path.removesuffix(".py").split("/")):
        yield 1


def core_import(source: Source) -> Iterator[int]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        if any(name.partition(".")[0] not in CORE_MAY_IMPORT for name in names):
            yield node.lineno


def approved_order_made(source: Source) -> Iterator[int]:
    yield from (call.lineno for call, name in _calls(source) if name.split(".")[-1] == "ApprovedOrder")


def broad_except(source: Source) -> Iterator[int]:
    broad = {"Exception", "BaseException"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = (
                [n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)] if node.type else ["Exception"]
            )
            # Cleaning up and raising again swallows nothing.
            raised_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if broad & set(caught) and not raised_again:
                yield node.lineno
        elif isinstance(node, ast.Call) and called_name(node).split(".")[-1] == "suppress":
            yield from (arg.lineno for arg in node.args if isinstance(arg, ast.Name) and arg.id in broad)


def task_made(source: Source) -> Iterator[int]:
    yield from (call.lineno for call, name in _calls(source) if name.split(".")[-1] in TASK_MAKERS)


def timer_of_qt(source: Source) -> Iterator[int]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", getattr(node, "name", ""))
            if name == "QTimer":
                yield node.lineno


def dialog_exec(source: Source) -> Iterator[int]:
    yield from (call.lineno for call, name in _calls(source) if name.split(".")[-1] in ("exec", "exec_"))


def float_money(source: Source) -> Iterator[int]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, annotation = node.target.id, node.annotation
        elif isinstance(node, ast.arg) and node.annotation:
            name, annotation = node.arg, node.annotation
        elif isinstance(node, ast.FunctionDef) and node.returns:
            name, annotation = node.name, node.returns
        else:
            continue
        if name.endswith("_quote") and "float" in ast.unparse(annotation):
            yield node.lineno


def f_string_in_tr(source: Source) -> Iterator[int]:
    for call, name in _calls(source):
        if name.split(".")[-1] in ("tr", "translate") and any(
            isinstance(a, ast.JoinedStr) for a in call.args
        ):
            yield call.lineno


def ignore_without_reason(source: Source) -> Iterator[int]:
    for number, line in enumerate(source.lines, start=1):
        for pattern in (type_ignore, noqa):
            found = pattern.search(line)
            if found and not (found["codes"] and re.search(r"[A-Za-z]{3}", found["reason"])):
                yield number


PACKAGE = _in("mmdesk")
GUI = _in("mmdesk/gui")

RULES = (
    Rule("every module says in its first line what it is for", _everywhere, no_docstring),
    Rule("no utils, helpers, manager, misc", _everywhere, anonymous_name),
    Rule("core imports only what is on the list", _in("mmdesk/core"), core_import),
    Rule(
        "only the risk gate makes an ApprovedOrder",
        _outside(PACKAGE, "mmdesk/core/risk/gate.py"),
        approved_order_made,
    ),
    Rule(
        "no broad except but in the task supervisor and the window's hook",
        _outside(_in("mmdesk", "benchmarks"), *BROAD_EXCEPT_ALLOWED),
        broad_except,
    ),
    Rule(
        "tasks are made by engine/tasks.spawn",
        _outside(_in("mmdesk/engine", "mmdesk/gui"), "mmdesk/engine/tasks.py"),
        task_made,
    ),
    Rule(
        "no QTimer outside the window",
        lambda p: PACKAGE(p) and not _in("mmdesk/gui", "mmdesk/app")(p),
        timer_of_qt,
    ),
    Rule("no exec() on a dialog", _in("mmdesk/gui", "mmdesk/app"), dialog_exec),
    Rule("money is no float", _in("mmdesk/core/portfolio"), float_money),
    Rule("no f-string inside tr()", _in("mmdesk/gui", "mmdesk/app"), f_string_in_tr),
    Rule("an ignore names its code and its reason", _everywhere, ignore_without_reason),
)


def broken_lines(rule: Rule, sources: tuple[Source, ...]) -> list[str]:
    """`path:line` of everything that breaks the rule."""
    return [f"{s.path}:{line}" for s in sources if rule.applies(s.path) for line in rule.find(s)]
