"""Standard files of a process whose parent closed them: a number that is free goes to the next socket."""

import contextlib
import os
import sys


def fill_closed() -> None:
    """Lead closed ones of stdin, stdout and stderr to nowhere, before anything else is opened."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def say(text: str) -> None:
    """One line to stdout; when nobody reads it, that is no reason to end."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
