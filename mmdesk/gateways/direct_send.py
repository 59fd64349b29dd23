"""Sends a WebSocket request of ccxt's own making in the very call that asks for it.

ccxt builds and signs a request inside a coroutine, then needs several turns of the loop (a callback, a task)
to write it: under load each turn waits behind market data. Nothing in that coroutine waits before its last
word, `watch`: run to there it hands over the finished request, and a connected socket takes bytes at once.
"""

from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, NamedTuple

from mmdesk.gateways.ccxt_protocol import CcxtClient, CcxtExchange, Structure


class Request(NamedTuple):
    """The arguments of ccxt's `watch` for one request; awaiting it gives itself at once."""

    url: str
    message_hash: str
    message: Structure
    subscribe_hash: str
    subscription: Structure

    def __await__(self) -> Generator[None, None, "Request"]:
        yield from ()
        return self


class DirectSend:
    """One exchange instance. Requests of others pass its `watch` as before."""

    def __init__(self, exchange: CcxtExchange) -> None:
        self._exchange = exchange
        self._watch = exchange.watch
        self._building = False
        exchange.watch = self._watched

    def build(self, call: Coroutine[Any, Any, Structure]) -> Request:
        """Run `create_order_ws` or `cancel_order_ws` up to its last word.

        Raises what ccxt raises for a request it cannot build.
        """
        self._building = True
        try:
            call.send(None)
        except StopIteration as done:
            request: Request = done.value
            return request
        finally:
            self._building = False
            call.close()
        raise RuntimeError("ccxt waited for something before its request was built: were the markets loaded?")

    def send(self, request: Request) -> Awaitable[Structure]:
        """The answer to wait for. The bytes are written when this returns, except where the connection has
        to be made first or its buffer is full: then ccxt writes them later."""
        client = self._exchange.clients.get(request.url)
        if client is None or not _takes_bytes(client):
            answer: Awaitable[Structure] = self._watch(*request)
            return answer
        future = client.future(request.message_hash)
        client.subscriptions[request.subscribe_hash] = request.subscription
        _write(client, request.message)
        return future

    def _watched(self, *arguments: Any, **named: Any) -> Any:
        return Request(*arguments, **named) if self._building else self._watch(*arguments, **named)


def _takes_bytes(client: CcxtClient) -> bool:
    """Whether a write now goes straight to the transport: connected, no compression, its buffer not full."""
    if not client.isConnected or client.closed() or client.connection.compress:
        return False
    protocol = getattr(getattr(client.connection, "_conn", None), "protocol", None)
    return not getattr(protocol, "writing_paused", True)


def _write(client: CcxtClient, message: Structure) -> None:
    """Run ccxt's `send` to its end; an error ends the connection, as ccxt does it."""
    sending = client.send(message)
    try:
        sending.send(None)
    except StopIteration:
        return
    except (OSError, RuntimeError) as error:
        client.on_error(error)
    finally:
        # Were it still waiting, the fate of its bytes would be in doubt: the caller's time limit decides.
        sending.close()
