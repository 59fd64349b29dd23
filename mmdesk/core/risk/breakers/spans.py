"""Stretches of time: joined, cut with each other, measured. All are sorted (begin, end) in ns."""

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def runs(times: Iterable[int], longest_gap_ns: int) -> list[Span]:
    """The stretches in which times (in order) lie no further apart than that."""
    found: list[Span] = []
    begin = before = None
    for at in times:
        if begin is None or before is None:
            begin = at
        elif at - before > longest_gap_ns:
            found.append((begin, before))
            begin = at
        before = at
    if begin is not None and before is not None:
        found.append((begin, before))
    return found


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time with nothing in it twice."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def common_ns(one: Sequence[Span], other: Sequence[Span]) -> int:
    """How much time lies in both; each has nothing in it twice."""
    total, i, j = 0, 0, 0
    while i < len(one) and j < len(other):
        total += max(0, min(one[i][1], other[j][1]) - max(one[i][0], other[j][0]))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return total
