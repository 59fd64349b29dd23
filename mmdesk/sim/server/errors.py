"""What the venue answers when it refuses: Binance's error codes, texts and HTTP statuses."""

import msgspec


class ApiError(Exception):
    """A refusal that a client sees: HTTP `status`, Binance `code` and `msg`, seconds to wait if limited."""

    def __init__(
        self, status: int, code: int, msg: str, retry_after_s: int | None = None, data: object = None
    ) -> None:
        super().__init__(msg)
        self.status = status
        self.code = code
        self.msg = msg
        self.retry_after_s = retry_after_s
        self.data = data

    def error(self) -> dict[str, object]:
        row: dict[str, object] = {"code": self.code, "msg": self.msg}
        return row if self.data is None else {**row, "data": self.data}

    def body(self) -> bytes:
        return msgspec.json.encode(self.error())


class PortInUseError(Exception):
    """A loopback port asked for is taken; the text says which and what to do."""


def mandatory(name: str) -> ApiError:
    return ApiError(400, -1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def empty(name: str) -> ApiError:
    return ApiError(400, -1105, f"Parameter '{name}' was empty.")


def illegal(name: str, pattern: str) -> ApiError:
    return ApiError(
        400, -1100, f"Illegal characters found in parameter '{name}'; legal range is '{pattern}'."
    )


def unread(read: int, sent: int) -> ApiError:
    return ApiError(
        400,
        -1104,
        f"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'.",
    )


def bad_symbol() -> ApiError:
    return ApiError(400, -1121, "Invalid symbol.")


def bad_interval() -> ApiError:
    return ApiError(400, -1120, "Invalid interval.")


def bad_value(name: str) -> ApiError:
    return ApiError(400, -1130, f"Data sent for parameter '{name}' is not valid.")


def not_found(path: str) -> ApiError:
    return ApiError(404, -1000, f"Path {path} does not exist on this venue.")
