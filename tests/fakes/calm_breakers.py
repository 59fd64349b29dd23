"""Settings for stories in which venues and engines die all the time: breakers that come back within seconds.

What breakers do when they take their time is told in tests of their own.
"""

from mmdesk.config.breakers import field_of
from mmdesk.core.model.breaker_defaults import DEFAULT_RULES
from mmdesk.core.model.breakers import BreakerKind

# Machines that run tests are busier than one that quotes: lateness alone stops nothing here.
_LATE = {BreakerKind.LOOP_LAG: 5_000, BreakerKind.ORDER_LATENCY: 5_000, BreakerKind.DATA_LATENCY: 5_000}


def _rule(kind: BreakerKind) -> str:
    late = f"open_above = {_LATE[kind]}\nat_once_at = 0\n" if kind in _LATE else ""
    if kind is BreakerKind.ERROR_RATE:
        late = "window_s = 2\n"
    quick = "cooldown_s = 1\ncooldown_max_s = 1\nclose_window_s = 1\nlatch_after = 0\n"
    return f"[breakers.{field_of(kind)}]\n{quick}{late}"


CALM_BREAKERS = "\n[breakers]\nhalf_open_s = 1\nverify_within_s = 600\n" + "".join(map(_rule, DEFAULT_RULES))
