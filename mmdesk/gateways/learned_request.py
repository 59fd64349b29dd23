"""Order requests by example: ccxt makes the first of a kind, later ones differ in few texts and a signature.

Most of ccxt's time for an order goes into options that are the same for every order of a market and side.
The example is ccxt's own request; number, time and signature of each new one come from the same instance.
"""

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

from mmdesk.gateways.ccxt_protocol import CcxtExchange, Structure
from mmdesk.gateways.direct_send import Request

_SIGNED_ANEW = frozenset({"timestamp", "apiKey", "recvWindow", "signature"})


class _Example(NamedTuple):
    """A request of one kind. `fields`: what is given anew -> ccxt's parameter that carries it."""

    request: Request
    fixed: Structure
    fields: Mapping[str, str]


class LearnedRequests:
    """One example per kind; as many kinds as markets, sides and order types in use."""

    def __init__(self, exchange: CcxtExchange) -> None:
        self._exchange = exchange
        self._examples: dict[Hashable, _Example] = {}

    def make(self, kind: Hashable, given: Mapping[str, str]) -> Request | None:
        """A signed request like the example of its kind with the given texts; None without an example."""
        example = self._examples.get(kind)
        if example is None:
            return None
        like = example.request
        number = str(self._exchange.request_id(like.url))
        fresh = {field: given[name] for name, field in example.fields.items()}
        signed = self._exchange.sign_params({**example.fixed, **fresh})
        return Request(
            like.url, number, {**like.message, "id": number, "params": signed}, number, like.subscription
        )

    def learn(self, kind: Hashable, given: Mapping[str, str], request: Request) -> None:
        """Keep ccxt's own request as the example, if every given text is in it exactly once and unchanged."""
        parameters: Any = request.message.get("params")
        if not isinstance(parameters, dict) or request.message_hash != request.subscribe_hash:
            return
        fixed = {name: value for name, value in parameters.items() if name not in _SIGNED_ANEW}
        fields: dict[str, str] = {}
        for name, text in given.items():
            carriers = [field for field, value in fixed.items() if value == text]
            if len(carriers) != 1:
                return
            fields[name] = carriers[0]
        if len(set(fields.values())) == len(fields):
            self._examples[kind] = _Example(request, fixed, fields)
