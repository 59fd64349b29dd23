"""`python -m mmdesk.sim.server`: the venue alone, with the options of `mmdesk venue`."""

import argparse
import sys
from pathlib import Path

from mmdesk.sim.server.options import VenueOptions
from mmdesk.sim.server.serve import run_venue


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mmdesk venue", description="A simulated exchange on this machine.")
    parser.add_argument("--seed", type=int, default=7, help="of the synthetic market")
    parser.add_argument(
        "--replay", type=Path, nargs="+", default=[], metavar="FILE", help="recordings to play"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="of the recordings, 1 = as recorded")
    parser.add_argument(
        "--rate", type=float, default=80.0, help="book events per second of the synthetic market"
    )
    parser.add_argument("--json", action="store_true", help="tell where it listens as one JSON line")
    parser.add_argument("--tls-port", type=int, default=0, help="of the exchange, 0 = any free one")
    parser.add_argument(
        "--control-port", type=int, default=0, help="of the control surface, 0 = any free one"
    )
    parser.add_argument("--parent-pid", type=int, default=None, help="end when this process is gone")
    given = parser.parse_args(arguments)
    options = VenueOptions(
        seed=given.seed,
        replay=tuple(given.replay),
        speed=given.speed,
        rate=given.rate,
        tls_port=given.tls_port,
        control_port=given.control_port,
        parent_pid=given.parent_pid,
    )
    return run_venue(options, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
