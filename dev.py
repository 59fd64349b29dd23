#!/usr/bin/env python3
"""Runs, tests and measures mmdesk from a checkout; makes `.venv` by itself. Standard library only.

python3 dev.py run [ARGS]      the desk: the same as `mmdesk run [ARGS]`; set-up messages go to stderr
python3 dev.py test [ARGS]     every check; with ARGS only pytest, which gets them (dev.py test -k ladder)
python3 dev.py bench [NAME]    one benchmark of benchmarks/, or the list of them
python3 dev.py faults [ARGS]   the long fault suite: --count KILLS --seed S --only SCENARIO --report
python3 dev.py fuzz-gate [ARGS]  a million orders at the pre-trade gate: --count N --seed S
python3 dev.py breakers [ARGS]  a million metric sequences through the breakers: --count N --seed S
python3 dev.py lock            compiles requirements/*.in to hash-locked files (needs uv)
"""

# Annotations stay text, so that Python 3.7 to 3.10 get as far as the message that says which Python to use.
from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "mmdesk-installed.json"
SUPPORTED = ((3, 11), (3, 12), (3, 13))

# What the window needs beyond a bare Debian. Newer releases add `t64` to some of these names.
QT_LIBRARIES = (
    "libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 libxkbcommon0 libxkbcommon-x11-0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 "
    "libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libx11-xcb1"
).split()
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

STAGES = (
    ("ruff check", ("-m", "ruff", "check")),
    ("ruff format", ("-m", "ruff", "format", "--check")),
    ("mypy --strict", ("-m", "mypy")),
    ("import contracts", ("-c", "from importlinter.cli import lint_imports_command as run; run()")),
)
PYTEST = ("-m", "pytest", "-q", "-n", "2", "--dist", "loadfile")
# Whole desks that are killed, frozen, starved: they wait more than they work and want the cores to
# themselves, the kills side by side in one process, the stories in three.
KILLS = "tests/faults/test_sigkill_rounds.py"
# Only in `dev.py faults`: they take minutes, or want what few machines have.
LONG_STORIES = tuple(
    f"tests/faults/test_{name}.py" for name in ("clock_steps", "damaged_records", "killed_venue")
)
FAULTS = (
    ("pytest: kills", ("-m", "pytest", "-q", "-m", "faults", "-n", "0", KILLS)),
    (
        "pytest: fault stories",
        (
            *(
                "-m",
                "pytest",
                "-q",
                "-m",
                "faults",
                "-n",
                "3",
                "--dist",
                "worksteal",
                "tests/faults",
                "tests/e2e",
            ),
            *(f"--ignore={path}" for path in (KILLS, *LONG_STORIES)),
        ),
    ),
)


class SetupError(Exception):
    """Set-up cannot go on; the text says what, why and what to do."""


def say(text: str) -> None:
    """Tells the person; stdout belongs to the command that runs."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def step(command: list[str], env: dict[str, str] | None = None) -> int:
    """Runs one step of the set-up, with all it prints on stderr; returns its exit code."""
    merged = {**os.environ, **(env or {})}
    return subprocess.run(command, stdout=sys.stderr.fileno(), env=merged, check=False).returncode


# --- .venv ----------------------------------------------------------------------------------------


def supported_python() -> str:
    """The interpreter `.venv` is made with: this one, else the newest supported one on PATH."""
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for major, minor in reversed(SUPPORTED):
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    raise SetupError(
        f"this is Python {sys.version.split()[0]}, and mmdesk needs 3.11, 3.12 or 3.13. "
        "Install one of them and start with it, for example: python3.12 dev.py run"
    )


def venv_is_usable() -> bool:
    """True when `.venv` has a working interpreter of a supported version."""
    if not PYTHON.exists():
        return False
    lines = (VENV / "pyvenv.cfg").read_text().splitlines() if (VENV / "pyvenv.cfg").exists() else []
    version = next((line.split("=")[1].strip() for line in lines if line.startswith("version")), "")
    return any(version.startswith(f"{major}.{minor}.") for major, minor in SUPPORTED)


def make_venv() -> None:
    """Makes `.venv` (again when it is broken or of another Python)."""
    if venv_is_usable():
        return
    python = supported_python()
    say(f"making .venv with {python}")
    if step([python, "-c", "import ensurepip"]) != 0 and is_debian():
        install_debian(["python3-venv"], "to make .venv")
    if step([python, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise SetupError(
            ".venv could not be made; Python's own message is above. On Debian: apt install python3-venv"
        )


def install(lock_name: str) -> None:
    """Installs a lock file into `.venv` unless exactly that file is installed already."""
    # dev.lock holds everything of runtime.lock in the same versions.
    covered = ("runtime.lock", "dev.lock") if lock_name == "dev.lock" else (lock_name,)
    texts = {name: (ROOT / "requirements" / name).read_bytes() for name in covered}
    wanted = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    stamp = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    if stamp.get(lock_name) == wanted[lock_name]:
        return
    count = sum(line[:1].isalnum() for line in texts[lock_name].splitlines())
    say(f"installing requirements/{lock_name} ({count} packages, once; about a minute)")
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps"]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    if step([*command, "-r", str(ROOT / "requirements" / lock_name)], quiet) != 0:
        raise SetupError(
            "pip could not install the requirements; its message is above. Check the network and retry"
        )
    STAMP.write_text(json.dumps({**stamp, **wanted}))


def put_checkout_on_path() -> None:
    """Makes `import mmdesk` and the `mmdesk` command work in `.venv` without a build step."""
    site = next(VENV.glob("[Ll]ib/site-packages" if WINDOWS else "lib/python3.*/site-packages"))
    (site / "mmdesk-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    if WINDOWS:
        (SCRIPTS / "mmdesk.cmd").write_text('@"%~dp0python.exe" -m mmdesk %*\n')
        return
    script = SCRIPTS / "mmdesk"
    script.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -P -m mmdesk "$@"\n')
    script.chmod(0o755)


# --- system libraries -----------------------------------------------------------------------------


def is_debian() -> bool:
    """True on Debian, Ubuntu and what is made from them."""
    return bool(shutil.which("dpkg-query") and shutil.which("apt-get"))


def missing_libraries() -> list[str]:
    """Debian packages the window needs and this system does not have."""
    names = [name + suffix for name in QT_LIBRARIES for suffix in ("", "t64")]
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]
    answer = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    present = {line.split()[0] for line in answer.splitlines() if line.endswith(" installed")}
    missing = [name for name in QT_LIBRARIES if not {name, name + "t64"} & present]
    has_font = any(
        path.suffix in (".ttf", ".otf", ".ttc") for top in FONT_FOLDERS for path in top.rglob("*.?t?")
    )
    return missing if has_font else [*missing, "fonts-dejavu-core"]


def install_debian(packages: list[str], why: str) -> None:
    """Installs Debian packages as root or through sudo; says so when it cannot."""
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    say(f"adding system packages {why}: {' '.join(packages)}")
    prefix: list[str] = []
    if os.geteuid() != 0:
        prefix = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    if not prefix or shutil.which("sudo"):
        if step([*prefix, *command], env) == 0:
            return
        step([*prefix, "apt-get", "update", "-q"], env)
        if step([*prefix, *command], env) == 0:
            return
    say(f"could not add them (root or sudo is needed). As root: {' '.join(command)}")


def add_qt_libraries() -> None:
    """On Debian-like systems adds the libraries Qt needs and does not bring; does nothing elsewhere."""
    missing = missing_libraries() if is_debian() else []
    if missing:
        install_debian(missing, "that Qt needs")


# --- commands -------------------------------------------------------------------------------------


def has_display() -> bool:
    """False on Linux without a desktop session, unless the person chose a Qt platform by name."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def become(arguments: list[str]) -> int:
    """Runs `.venv`'s Python in place of this process: exit code, signals and streams are the child's own."""
    command = [str(PYTHON), *arguments]
    if not WINDOWS:
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            # Ctrl+C reaches the child too; what it needs is the time to cancel its orders.
            continue


def run(arguments: list[str]) -> int:
    """`mmdesk run ARGUMENTS`, headless when there is no display."""
    windowed = not {"--headless", "--help", "-h"} & set(arguments)
    if windowed and not has_display():
        say("no display (DISPLAY and WAYLAND_DISPLAY are not set): running headless with a text status")
        arguments = [*arguments, "--headless"]
        windowed = False
    make_venv()
    install("runtime.lock")
    put_checkout_on_path()
    if windowed:
        add_qt_libraries()
    return become(["-P", "-m", "mmdesk", "run", *arguments])


def test(arguments: list[str]) -> int:
    """Every check; all run even when one fails, pytest last. With arguments only pytest."""
    make_venv()
    install("dev.lock")
    put_checkout_on_path()
    add_qt_libraries()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(ROOT)
    if arguments:
        say("arguments given: only pytest runs")
        return become(["-m", "pytest", *arguments])
    failed = []
    for name, stage in (*STAGES, *FAULTS):
        print(f"== {name}", flush=True)
        if subprocess.run([str(PYTHON), *stage], check=False).returncode != 0:
            failed.append(name)
    before = f"{', '.join(failed)} FAILED" if failed else "all passed"
    print(f"== pytest: everything else (before it: {before})", flush=True)
    code = subprocess.run([str(PYTHON), *PYTEST], check=False).returncode
    return code or (1 if failed else 0)


def bench(arguments: list[str]) -> int:
    """One benchmark by name, with the rest of the arguments; the list without a name."""
    names = sorted(path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py"))
    if not arguments or arguments[0] not in names:
        say(f"benchmarks: {', '.join(names) or 'none yet'}")
        return 2 if arguments else 0
    make_venv()
    install("dev.lock")
    put_checkout_on_path()
    os.chdir(ROOT)
    return become(["-m", f"benchmarks.{arguments[0]}", *arguments[1:]])


def faults(arguments: list[str]) -> int:
    """The fault suite at the length asked for; its table on stdout, 1 when a scenario failed."""
    make_venv()
    install("dev.lock")
    put_checkout_on_path()
    os.chdir(ROOT)
    return become(["-m", "tests.faults.long_run", *arguments])


def fuzz_gate(arguments: list[str]) -> int:
    """Fuzzed orders at the pre-trade gate, judged by an oracle; 1 when they disagree."""
    make_venv()
    install("dev.lock")
    put_checkout_on_path()
    os.chdir(ROOT)
    return become(["-m", "tests.core.gate_fuzz", *arguments])


def breakers(arguments: list[str]) -> int:
    """Random metric sequences through the circuit breakers; 1 when one of them breaks a rule."""
    make_venv()
    install("dev.lock")
    put_checkout_on_path()
    os.chdir(ROOT)
    return become(["-m", "tests.core.breaker_walk", *arguments])


def lock(arguments: list[str]) -> int:
    """Compiles requirements/*.in; `dev.py lock --upgrade` takes newer versions. Extra arguments go to uv."""
    uv = shutil.which("uv")
    if uv is None:
        raise SetupError("uv is not on PATH; install it (pip install uv) and retry")
    # From the top: uv notes in each lock where a requirement came from.
    os.chdir(ROOT)
    options = "--universal --python-version 3.11 --generate-hashes --no-header".split()
    runtime, dev = "requirements/runtime", "requirements/dev"
    for name, agree in ((runtime, []), (dev, ["-c", f"{runtime}.lock"])):
        command = [uv, "pip", "compile", "-q", *options, *agree, f"{name}.in", "-o", f"{name}.lock"]
        code = step([*command, *arguments])
        if code != 0:
            return code
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "bench": bench,
    "faults": faults,
    "fuzz-gate": fuzz_gate,
    "breakers": breakers,
    "lock": lock,
}


def main(argv: list[str]) -> int:
    """Finds the command; 2 for one that is unknown."""
    if argv and argv[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    if not argv or argv[0] not in COMMANDS:
        got = f"unknown command {argv[0]!r}" if argv else "no command given"
        say(f"{got}; choose one of: {', '.join(COMMANDS)} (python3 dev.py --help explains them)")
        return 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
