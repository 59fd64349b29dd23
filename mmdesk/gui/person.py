"""Who sits at this window, as stored changes name them."""

import getpass

UNNAMED = "by hand"
MOST = 60


def person() -> str:
    """The name that this computer knows the person by; some systems know none."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        return UNNAMED
    return name.strip()[:MOST] or UNNAMED
