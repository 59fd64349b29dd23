"""The command line. Everything heavy is imported when the command is known: a window shows at once."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from mmdesk import __version__
from mmdesk.app.options import (
    EXIT_BAD_INPUT,
    EXIT_FAILED,
    EXIT_NOT_PROVED,
    EXIT_OK,
    BadInputError,
    RunOptions,
)
from mmdesk.app.paths import paths_of

app = typer.Typer(
    name="mmdesk",
    help="A desktop workstation for crypto market makers. Without a command it opens the window.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DataDir = Annotated[Path | None, typer.Option(help="Folder for journal, database and logs.", metavar="DIR")]


def main() -> None:
    """The entry point of `mmdesk` and of `python -m mmdesk`; never returns."""
    arguments = _repeated_option(sys.argv[1:], "--replay")
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments = ["run", *arguments]
    try:
        app(args=arguments, prog_name="mmdesk")
    except BadInputError as error:
        print(f"mmdesk: {error}", file=sys.stderr)
        sys.exit(EXIT_BAD_INPUT)


def _repeated_option(arguments: list[str], option: str) -> list[str]:
    """`--replay A B` as `--replay A --replay B`: no command takes other words, so they belong to it."""
    repeated: list[str] = []
    inside = False
    for word in arguments:
        if word.startswith("-"):
            inside = word == option
        elif inside and repeated[-1] != option:
            repeated.append(option)
        repeated.append(word)
    return repeated


def _version(*, asked: bool) -> None:
    if asked:
        print(f"mmdesk {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """A desktop workstation for crypto market makers. Without a command it opens the window."""


@app.command()
def run(
    *,
    headless: Annotated[bool, typer.Option("--headless", help="No window: a text status on stderr.")] = False,
    duration: Annotated[
        float | None, typer.Option(help="End after this many seconds.", metavar="S", min=0.1)
    ] = None,
    replay: Annotated[
        list[Path] | None,
        typer.Option(help="Play this recording through the venue; may be given again.", metavar="FILE"),
    ] = None,
    speed: Annotated[
        float, typer.Option(help="Of the recording; 1 = as recorded.", min=0.01, max=1000)
    ] = 1.0,
    arm: Annotated[bool, typer.Option("--arm", help="Start quoting as soon as it is allowed.")] = False,
    summary: Annotated[
        str, typer.Option(help="At the end: json (one object on stdout) or text.", metavar="json|text")
    ] = "text",
    config: Annotated[Path | None, typer.Option(help="Settings file (TOML).", metavar="FILE")] = None,
    data_dir: DataDir = None,
    seed: Annotated[int, typer.Option(help="Of the simulated market.")] = 7,
    host: Annotated[
        str, typer.Option(help="Where the window's engine runs.", metavar="process|window")
    ] = "process",
    lang: Annotated[str, typer.Option(help="Language of the window.", metavar="en|es")] = "",
    rate: Annotated[
        float | None, typer.Option(help="Book events per second of the simulated market.", hidden=True)
    ] = None,
) -> None:
    """Open the desk on the simulated venue (window, or --headless)."""
    _one_of("--summary", summary, ("json", "text"))
    if summary == "json" and not headless:
        raise BadInputError("--summary json is for runs without a window: add --headless")
    _one_of("--host", host, ("process", "window"))
    _one_of("--lang", lang, ("", "en", "es"))
    options = RunOptions(
        headless=headless,
        duration_s=duration,
        replay=tuple(replay or ()),
        speed=speed,
        arm=arm,
        summary=summary,
        config=config,
        data_dir=data_dir,
        seed=seed,
        host=host,
        lang=lang,
        rate=rate,
    )
    if headless:
        _import_ccxt()
        from mmdesk.app.headless import run_headless

        raise typer.Exit(run_headless(options))
    _need_a_display()
    from mmdesk.app.desktop import run_desktop

    raise typer.Exit(run_desktop(options))


@app.command()
def venue(
    *,
    seed: Annotated[int, typer.Option(help="Of the synthetic market.")] = 7,
    replay: Annotated[
        list[Path] | None, typer.Option(help="Recording to play; may be given again.", metavar="FILE")
    ] = None,
    speed: Annotated[float, typer.Option(help="Of the recordings; 1 = as recorded.", min=0.01)] = 1.0,
    rate: Annotated[
        float, typer.Option(help="Book events per second of the synthetic market.", min=0)
    ] = 80.0,
    json: Annotated[bool, typer.Option("--json", help="Tell where it listens as one JSON line.")] = False,
    tls_port: Annotated[int, typer.Option(help="Of the exchange; 0 = any free one.", min=0, max=65535)] = 0,
    control_port: Annotated[
        int, typer.Option(help="Of the control surface; 0 = any free one.", min=0, max=65535)
    ] = 0,
    parent_pid: Annotated[int | None, typer.Option(help="End when this process is gone.")] = None,
    data_folder: Annotated[Path | None, typer.Option(help="For its CA file.", metavar="DIR")] = None,
) -> None:
    """Run the simulated exchange alone."""
    from mmdesk.app.demo_venue import KEY_VARIABLE, SECRET_VARIABLE
    from mmdesk.sim.server.options import VenueOptions
    from mmdesk.sim.server.serve import run_venue

    options = VenueOptions(
        seed=seed,
        replay=tuple(replay or ()),
        speed=speed,
        rate=rate,
        tls_port=tls_port,
        control_port=control_port,
        parent_pid=parent_pid,
        api_key=os.environ.get(KEY_VARIABLE),
        secret=os.environ.get(SECRET_VARIABLE),
        data_folder=data_folder,
    )
    raise typer.Exit(run_venue(options, as_json=json))


@app.command(hidden=True)
def engine() -> None:
    """The engine of a window, in its own process; reads its orders from stdin."""
    _import_ccxt()
    from mmdesk.app.engine_process import serve_engine

    raise typer.Exit(serve_engine())


@app.command(hidden=True)
def guardian() -> None:
    """Takes our orders off when the engine dies; started by it, reads its orders from stdin."""
    from mmdesk.guardian.process import main as guard

    raise typer.Exit(guard())


@app.command()
def stop(*, data_dir: DataDir = None) -> None:
    """Kill switch: stop the desk, cancel all its orders, say whether it is proved that none is open (exit
    code 0) or not (3). It stays stopped, also after a restart, until a person quotes again."""
    from mmdesk.app.stop import stop_desk

    proved = asyncio.run(stop_desk(paths_of(data_dir), print))
    raise typer.Exit(EXIT_OK if proved else EXIT_NOT_PROVED)


@app.command()
def arm(*, data_dir: DataDir = None) -> None:
    """Quote (again): release a stop and arm the running desk, once nothing forbids it."""
    from mmdesk.app.arm import arm_desk
    from mmdesk.app.control_file import read_door

    armed = asyncio.run(arm_desk(read_door(paths_of(data_dir).control_file), print))
    raise typer.Exit(EXIT_OK if armed else EXIT_FAILED)


@app.command()
def drill(
    kind: Annotated[str, typer.Argument(metavar="latency|spread|jump|errors|loss")],
    *,
    data_dir: DataDir = None,
) -> None:
    """Fire drill of the running demo: cause trouble at its simulated exchange, time the breaker that has to
    open. Exit code 0 when it opened and every cancel was proved."""
    from mmdesk.app.control_file import read_door
    from mmdesk.app.drill import drill_desk
    from mmdesk.core.model.drill import DrillKind

    _one_of("KIND", kind, tuple(one.value for one in DrillKind))
    door = read_door(paths_of(data_dir).control_file)
    passed = asyncio.run(drill_desk(door, DrillKind(kind), print))
    raise typer.Exit(EXIT_OK if passed else EXIT_FAILED)


@app.command()
def rehearse(
    *,
    hours: Annotated[
        float, typer.Option(help="How far back, of the metrics that are stored.", min=0.01, max=48)
    ] = 4.0,
    recording: Annotated[
        list[Path] | None,
        typer.Option(help="Recordings in sequence, instead of hours; may be given again.", metavar="FILE"),
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="A threshold to try, like spread.open_above=30; may be given again.",
            metavar="BREAKER.FIELD=N",
        ),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="Settings file (TOML).", metavar="FILE")] = None,
    data_dir: DataDir = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Show when circuit breakers would have opened with other thresholds; changes nothing."""
    from mmdesk.app.rehearsal import print_rehearsal

    print_rehearsal(paths_of(data_dir), config, recording or hours, change or (), as_one_object=json)


@app.command(hidden=True)
def rehearsal() -> None:
    """One rehearsal for an engine, in its own process; reads its order from stdin."""
    from mmdesk.app.rehearsal_job import serve_rehearsal

    raise typer.Exit(serve_rehearsal())


@app.command()
def doctor(
    *,
    data_dir: DataDir = None,
    accept_damage: Annotated[
        bool,
        typer.Option("--accept-damage", help="Positions are compared: allow arming after a damaged journal."),
    ] = False,
) -> None:
    """Print versions and places."""
    from mmdesk.app.doctor import accept, report

    if accept_damage:
        print(accept(paths_of(data_dir)))
        return
    print("\n".join(report(paths_of(data_dir))))


def _import_ccxt() -> None:
    """A process with an engine needs ccxt before anything that imports it in full."""
    from mmdesk.gateways.lean_import import import_lean

    import_lean()


def _need_a_display() -> None:
    """Without one Qt aborts the process. Raises BadInputError."""
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in known):
        raise BadInputError(
            "there is no display for the window (DISPLAY and WAYLAND_DISPLAY are not set). "
            "Run it in a desktop session, or add --headless"
        )


def _one_of(option: str, given: str, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        choices = ", ".join(name for name in allowed if name)
        raise BadInputError(f"{option} {given!r} is not known; choose one of: {choices}")
