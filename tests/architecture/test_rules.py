"""The tree obeys every rule of `rules.py`."""

from pathlib import Path

import pytest

from tests.architecture.rules import RULES, Rule, broken_lines
from tests.architecture.source import read_tree


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_tree_obeys(rule: Rule, project_root: Path) -> None:
    assert broken_lines(rule, read_tree(project_root)) == []
