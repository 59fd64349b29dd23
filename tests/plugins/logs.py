"""A WARNING or worse that nobody announced fails the test that caused it."""

import logging
import re
from collections.abc import Callable, Iterator

import pytest
import structlog


def _send_structlog_to_logging() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class WarningRecorder(logging.Handler):
    """Keeps every record at WARNING or above, with the patterns this test allows."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.allowed: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def lines(self) -> list[str]:
        return [f"{r.levelname} {r.name}: {r.getMessage()} ({r.pathname}:{r.lineno})" for r in self.records]

    def unexpected(self) -> list[str]:
        return [line for line in self.lines() if not any(re.search(p, line) for p in self.allowed)]


@pytest.fixture(autouse=True)
def _warnings_in_logs(request: pytest.FixtureRequest) -> Iterator[WarningRecorder]:
    recorder = WarningRecorder()
    for mark in request.node.iter_markers("expects_log"):
        recorder.allowed.extend(mark.args)
    structlog_before = structlog.get_config()
    _send_structlog_to_logging()
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    root.addHandler(recorder)
    yield recorder
    # A test may have run our own logging set-up: take its handlers off again.
    for handler in list(root.handlers):
        if handler is recorder or handler not in before[1]:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(before[0])
    structlog.configure(**structlog_before)
    if unexpected := recorder.unexpected():
        pytest.fail("unexpected log records (allow them with expects_log):\n" + "\n".join(unexpected))


@pytest.fixture
def expects_log(_warnings_in_logs: WarningRecorder) -> Callable[..., WarningRecorder]:
    """`expects_log("pattern", ...)` allows these in this test; returns the recorder to look at `.lines()`."""

    def allow(*patterns: str) -> WarningRecorder:
        _warnings_in_logs.allowed.extend(patterns)
        return _warnings_in_logs

    return allow
