"""Whether market data is too old to quote on: age by the monotonic clock, never by the venue's."""

NEVER = -1


def age_ms(last_mono_ns: int, now_mono_ns: int) -> int:
    """Age of the last believable message in ms; NEVER when there was none. A clock that stood still
    gives 0."""
    if last_mono_ns == 0:
        return NEVER
    return max(0, now_mono_ns - last_mono_ns) // 1_000_000


def is_stale(last_mono_ns: int, now_mono_ns: int, max_age_ms: int) -> bool:
    """Whether data this old (or none at all) may not be quoted on."""
    return last_mono_ns == 0 or now_mono_ns - last_mono_ns > max_age_ms * 1_000_000
