"""Logs: JSON lines in a rotating file, written by another thread; ours and all warnings also as views."""

import logging
import logging.handlers
import queue
from collections.abc import Callable
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor

from mmdesk.ports.views import LogView

MAX_FILE_BYTES = 5_000_000
KEPT_FILES = 5
MAX_QUEUED = 10_000
SECRET_NAMES = frozenset({"token", "secret", "api_key", "apikey", "password", "signature", "authorization"})

OnLine = Callable[[LogView], None]


class LogSink:
    """The running logging set-up. `show` decides where log views go; `close` flushes and ends the thread."""

    def __init__(self, path: Path) -> None:
        self._on_line: OnLine | None = None
        queued: queue.Queue[logging.LogRecord] = queue.Queue(MAX_QUEUED)
        self._handler = _DroppingQueueHandler(queued)
        file = logging.handlers.RotatingFileHandler(
            path, maxBytes=MAX_FILE_BYTES, backupCount=KEPT_FILES - 1, encoding="utf-8", delay=True
        )
        file.setFormatter(_json_lines())
        self._listener = logging.handlers.QueueListener(queued, file)
        self._file = file
        self._views = _ViewHandler(self._line)

    def open(self) -> None:
        """Route structlog and the standard library's loggers here."""
        structlog.configure(
            processors=[
                structlog.stdlib.filter_by_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                without_secrets,
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
            wrapper_class=structlog.stdlib.BoundLogger,
            logger_factory=structlog.stdlib.LoggerFactory(),
            cache_logger_on_first_use=False,
        )
        root = logging.getLogger()
        # INFO, never lower: at DEBUG the exchange library prints API keys.
        root.setLevel(logging.INFO)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        root.addHandler(self._views)
        root.addHandler(self._handler)
        self._listener.start()

    def limit(self, level: str, file_max_mb: int, files_kept: int) -> None:
        """What the settings say, known only after the log was opened.

        `debug` is for our own lines; all others stay at INFO.
        """
        number = logging.getLevelNamesMapping()[level.upper()]
        logging.getLogger("mmdesk").setLevel(number)
        logging.getLogger().setLevel(max(logging.INFO, number))
        self._file.maxBytes = file_max_mb * 1_000_000
        self._file.backupCount = files_kept - 1

    def show(self, on_line: OnLine | None) -> None:
        """Send log views to `on_line` (called in whatever thread logged), or nowhere."""
        self._on_line = on_line

    def close(self) -> None:
        """Write what is queued, end the thread, leave the loggers alone."""
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.removeHandler(self._views)
        logging.getLogger("mmdesk").setLevel(logging.NOTSET)
        self._listener.stop()
        self._file.close()

    def _line(self, view: LogView) -> None:
        if self._on_line is not None:
            self._on_line(view)


class _DroppingQueueHandler(logging.handlers.QueueHandler):
    """A full queue costs a line, never the caller's time."""

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            return

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        # The formatter needs the event dictionary; the thread that logs goes on to other records.
        return record


class _ViewHandler(logging.Handler):
    """Our own lines from INFO, those of libraries from WARNING, as log views."""

    def __init__(self, on_view: OnLine) -> None:
        super().__init__(logging.INFO)
        self._on_view = on_view

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING or record.name.startswith("mmdesk"):
            self._on_view(view_of(record))


def view_of(record: logging.LogRecord) -> LogView:
    """A record as the log panel shows it."""
    message, context = record.getMessage(), ""
    if isinstance(record.msg, dict):
        facts = {name: value for name, value in record.msg.items() if name not in _SHOWN_ELSEWHERE}
        message = str(record.msg.get("event", ""))
        context = " ".join(f"{name}={value}" for name, value in facts.items())
    return LogView(
        wall_ns=int(record.created * 1e9),
        level=record.levelname.lower(),
        module=record.name.removeprefix("mmdesk."),
        message=message,
        context=context,
    )


_SHOWN_ELSEWHERE = frozenset({"event", "level", "logger", "exc_info", "timestamp"})


def without_secrets(logger: object, method: str, event: EventDict) -> EventDict:
    """Blank every value whose name says that it is a secret."""
    for name in event:
        if name.lower() in SECRET_NAMES:
            event[name] = "***"
    return event


def _json_lines() -> logging.Formatter:
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        without_secrets,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
    )
