"""What is in the repository: locks that agree and carry hashes, documents that fit, no local traces."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

# Written in pieces, so that this file does not name what it looks for.
LOCAL_TRACES = re.compile(
    "|".join((r"(?<![.\w])/(?:work|farm|root|tmp/lab)/", "index" + "-url", r"://\S*/sim" + r"ple\b"))
)
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".in",
    ".lock",
    ".spec",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".json",
    ".txt",
    ".sh",
    ".ts",
    "",
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def _tracked(root: Path) -> list[Path]:
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.splitlines() if (path := root / name).is_file()]


def test_no_tracked_file_names_this_machine_or_an_index(project_root: Path) -> None:
    found = [
        f"{path.relative_to(project_root)}:{number}"
        for path in _tracked(project_root)
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if LOCAL_TRACES.search(line)
    ]
    assert found == []


def test_paths_named_in_documents_exist(project_root: Path) -> None:
    missing = [
        f"{document.relative_to(project_root)}: {path}"
        for document in [project_root / "README.md", *sorted((project_root / "docs").rglob("*.md"))]
        for path in re.findall(
            r"`((?:mmdesk|tests|benchmarks|docs|requirements|resources)/[\w./-]*)`", document.read_text()
        )
        if not (project_root / path).exists()
    ]
    assert missing == []


def test_functions_named_in_the_traces_exist(project_root: Path) -> None:
    """`file.py` with `name()` beside it in docs/architecture.md: the file defines the name."""
    text = (project_root / "docs" / "architecture.md").read_text()
    missing = []
    for path, names in re.findall(r"`(mmdesk/[\w/]+\.py)`\s+((?:`[\w.]+\(\)`(?:,\s+)?)+)", text):
        source = (project_root / path).read_text()
        for name in re.findall(r"`(?:\w+\.)?(\w+)\(\)`", names):
            if not re.search(rf"\b(?:def|class) {name}\b", source):
                missing.append(f"{path}: {name}")
    assert missing == []


def test_the_package_asks_for_what_the_lock_was_made_from(project_root: Path) -> None:
    project = tomllib.loads((project_root / "pyproject.toml").read_text())["project"]
    wanted = (project_root / "requirements" / "runtime.in").read_text().split("\n")
    assert project["dependencies"] == [line for line in wanted if line.strip()]


def test_both_locks_pin_the_same_versions_with_hashes(project_root: Path) -> None:
    texts = [(project_root / "requirements" / f"{name}.lock").read_text() for name in ("runtime", "dev")]
    runtime, dev = (dict(PIN.findall(text)) for text in texts)
    assert {name: version for name, version in runtime.items() if dev.get(name) != version} == {}
    for text, pins in zip(texts, (runtime, dev), strict=True):
        blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
        hashed = sum("--hash=sha256:" in block for block in blocks)
        assert hashed == sum(bool(PIN.match(block)) for block in blocks) >= len(pins)
